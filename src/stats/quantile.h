/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_QUANTILE_H
#define KEUR_STATS_QUANTILE_H

#include <stddef.h>

/** Quantile of n ascending values by linear interpolation (type 7 of Hyndman & Fan, American
 * Statistician 50 (1996) 361-365; numpy's and R's default); n > 0, p in [0, 1]. */
double keur_quantile(const double *ascending, size_t n, double p);

/** As keur_quantile(), of n distinct ascending values that occur counts[i] times each. The two
 * values are combined exactly as numpy does, a + (b - a) * t, and b - (b - a) * (1 - t) for t >=
 * 0.5, so that cuts fall on the same side. */
double keur_quantile_counted(const double *ascending, const size_t *counts, size_t n, double p);

#endif
