/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_CHI_SQUARED_H
#define KEUR_STATS_CHI_SQUARED_H

#include "stats/intervals.h"

/** P(X <= x) of the noncentral chi-squared distribution; degrees > 0, noncentrality >= 0. To about
 * 1e-10, and to 2e-6 where one of the three is above a million; O(sqrt(noncentrality)) terms.
 * Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 2 (1995), chapter 29. */
double keur_chi_squared_below(double x, double degrees, double noncentrality);

/** The noncentralities that x does not contradict at this level, both ends >= 0. Kent & Hainsworth,
 * Journal of Applied Statistics 22 (1995) 369-384 (their symmetric-tails interval). */
keur_interval keur_interval_noncentrality(double x, double degrees, double level);

#endif
