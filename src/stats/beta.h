/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_BETA_H
#define KEUR_STATS_BETA_H

/**
 * Tails of the beta and binomial distributions.
 *
 * GSL's own beta functions stop after 512 terms (NaN for a million rows near the mean), and their
 * inverses call GSL's error handler, which ends the program. These do neither. Relative error about
 * 1e-13, at most 1e-9 where b is a few and a is 1e8. O(sqrt(a + b)) time.
 */

/** P(X <= x) for X ~ Beta(a, b); 0 <= x <= 1, a > 0, b > 0. */
double keur_beta_lower(double x, double a, double b);

/** P(X > x), without the loss of 1 - P(X <= x). */
double keur_beta_upper(double x, double a, double b);

/** The x with P(X <= x) = p; 0 < p < 1. For p near 1 the other tail keeps more digits. */
double keur_beta_lower_quantile(double p, double a, double b);

/** The x with P(X > x) = p; 0 < p < 1. */
double keur_beta_upper_quantile(double p, double a, double b);

/** P(X <= k) and P(X >= k) for X ~ Bin(n, p); k, n whole or (for k) any real number the beta
 * distribution carries over to; 0 for k < 0 and k > n, 1 for k >= n and k <= 0. */
double keur_binomial_at_most(double k, double n, double p);
double keur_binomial_at_least(double k, double n, double p);

#endif
