/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_INTERVALS_H
#define KEUR_STATS_INTERVALS_H

#include <stddef.h>

#include <keur/status.h>

/** Both ends of a two-sided interval. */
typedef struct keur_interval {
    double low, high;
} keur_interval;

/* `level` is the coverage, such as 0.95. Counts satisfy 0 <= s <= n, n > 0 (asserted). */

/** Quantile of the standard normal distribution; keur_normal_quantile(0.975) = 1.959964. */
double keur_normal_quantile(double p);

/** Wilson's score interval for a proportion s/n. JASA 22 (1927) 209-212. s may be fractional. */
keur_interval keur_interval_wilson(double s, double n, double level);

/** Clopper and Pearson's exact interval for s of n. Biometrika 26 (1934) 404-413. */
keur_interval keur_interval_clopper_pearson(double s, double n, double level);

/** One end of it: the p with P[Bin(n,p) >= s] = alpha (low), P[Bin(n,p) <= s] = alpha (high). */
double keur_clopper_pearson_low(double s, double n, double alpha);
double keur_clopper_pearson_high(double s, double n, double alpha);

/** Newcombe's hybrid score interval (his method 10) for s1/n1 - s2/n2, independent samples.
 * Statistics in Medicine 17 (1998) 873-890. */
keur_interval keur_interval_newcombe(double s1, double n1, double s2, double n2, double level);

/** Student's interval for a mean; n >= 2, else both ends are NAN. */
keur_interval keur_interval_mean(double mean, double variance, double n, double level);

/** Welch's interval for mean1 - mean2; n >= 2 each, else NAN. Biometrika 34 (1947) 28-35. */
keur_interval keur_interval_welch(double mean1, double variance1, double n1, double mean2,
                                  double variance2, double n2, double level);

/**
 * Distribution-free interval for the p-quantile from n independent values: ranks (from 1) of the
 * order statistics at its ends; *low = 0 or *high = n + 1 where n is too small for that end. David
 * & Nagaraja, Order Statistics (2003), 7.1.
 */
void keur_interval_quantile(size_t n, double p, double level, size_t *low, size_t *high);

/**
 * Ranks of X ~ Bin(n, p), each missed with probability `tail` at most: *low = the largest r with
 * P(X < r) <= tail, in 0..n; *high = the smallest r with P(X >= r) <= tail, in 1..n+1.
 */
void keur_binomial_ranks(size_t n, double p, double tail, size_t *low, size_t *high);

/** Quantile of Student's distribution. */
double keur_student_quantile(double p, double degrees);

/** Version of the library behind it, for --version. */
const char *keur_stats_version(void);

#endif
