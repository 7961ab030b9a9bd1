/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ROC_REACH_H
#define KEUR_STATS_ROC_REACH_H

#include <stdbool.h>
#include <stddef.h>

/** What is known of an area under the ROC curve. */
typedef struct keur_roc_area {
    double auc;
    double variance; /* DeLong's, or another estimate of the variance of auc; NAN: unknown */
    size_t n_least;  /* records (persons) of the smaller group, >= 1 */
} keur_roc_area;

/** Distances from an area to the ends of its interval, before these are cut to [0, 1]. */
typedef struct keur_reach {
    double below, above;
} keur_reach;

/**
 * Whether the area is so near 0 or 1 that its variance may rest on a few records: less than 1/4
 * from that end, and a variance of less than 100 whole records, variance * n_least^2 < 100. False
 * where all scores are tied or the variance is unknown.
 */
bool keur_roc_is_near(const keur_roc_area *of);

/**
 * How far the interval of an area reaches: z standard errors to either side, and more towards the
 * middle where keur_roc_is_near().
 *
 * There a record that the sample happened not to hold may weigh more than all that it holds. Let d
 * be the distance to 0 or 1, v the variance and n = n_least. The end is the quantile of a beta
 * distribution with the mean (n d + 1) / (n + 1) and the variance (n^2 (n - 1) v + n (1 - d)) /
 * ((n + 1)^2 (n + 2)): Fay and Feuer's interval of a weighted sum, of which the one record that was
 * not seen weighs 1/n, on proportions instead of rates. Where records of the smaller group lose
 * to the whole other group or to none of it, it is Clopper and Pearson's, also where none loses; it
 * is never nearer than z standard errors, and passes into them linearly, for d from 0.1 to 0.25
 * and for n^2 v from 25 to 100. Coverage: README.md.
 *
 * @param z  normal quantile, >= 0: 1.959964 for 95% two-sided; each end holds with Phi(z). INFINITY
 *   reaches everywhere
 * @return both NAN where the variance is
 *
 * O(sqrt(n)) time at most. Fay & Feuer, Statistics in Medicine 16 (1997) 791-801.
 */
keur_reach keur_roc_reach(const keur_roc_area *of, double z);

/** By how much the squares of keur_roc_reach() exceed z^2 variance: what the difference of two
 * areas gains over its own variance. Both 0 where the area is not near 0 or 1. */
keur_reach keur_roc_excess(const keur_roc_area *of, double z);

#endif
