/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_FISHER_H
#define KEUR_STATS_FISHER_H

/**
 * Fisher's exact test, one-sided: the probability that, of s1 + s2 successes dealt at random over
 * n1 + n2 trials, s1 or more fall to the first n1. Whole numbers, 0 <= s <= n (asserted). Where
 * both groups succeed alike it is at most alpha with probability alpha at most, however small they
 * are.
 *
 * Journal of the Royal Statistical Society 98 (1935) 39-82. O(n) time.
 */
double keur_fisher_above(double s1, double n1, double s2, double n2);

#endif
