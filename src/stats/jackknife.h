/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_JACKKNIFE_H
#define KEUR_STATS_JACKKNIFE_H

#include <stddef.h>

#include "stats/intervals.h"

/**
 * Standard error of an estimate by the delete-a-group jackknife, for smooth statistics (functions
 * of means and totals, such as a ratio or an index); not for a median or another quantile, nor for
 * a minimum.
 *
 * The rows (or persons) are dealt at random into G groups of equal size, and the estimate is
 * computed again without each group: v = (G - 1) / G sum over g of (left_out[g] - estimate)^2.
 *
 * @param estimate   from all rows
 * @param left_out   n_groups estimates, each without one group
 * @param level      coverage, such as 0.95
 * @param[out] interval  Student's with G - 1 degrees of freedom; may be NULL
 * @return sqrt(v); NAN, as are both ends, where G < 2 or an estimate is not finite
 *
 * Kott, Journal of Official Statistics 17 (2001) 521-526; Wolter, Introduction to Variance
 * Estimation (2007), chapter 4.
 */
double keur_jackknife(double estimate, const double *left_out, size_t n_groups, double level,
                      keur_interval *interval);

#endif
