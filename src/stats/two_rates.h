/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_TWO_RATES_H
#define KEUR_STATS_TWO_RATES_H

/**
 * One-sided p of s1/n1 being no larger than s2/n2 in truth: small where the first rate is larger.
 *
 * Whole numbers: Fisher's exact test, P(X >= s1) of the hypergeometric X of n1 rows among n1 + n2
 * of which s1 + s2 succeed. Others (clustered trials, as so many independent ones): the score test
 * with a pooled variance and the factor (N - 1)/N, N = n1 + n2.
 *
 * @param s1, n1, s2, n2  0 <= s <= n, n > 0 (asserted), n below 2^31
 * 1 where the score test has no variance, as in Fisher's: all succeed or none does.
 *
 * Fisher, The Design of Experiments (1935); Campbell, Statistics in Medicine 26 (2007) 3661-3675.
 */
double keur_two_rates_p(double s1, double n1, double s2, double n2);

#endif
