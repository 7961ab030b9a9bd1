/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_FIGURES_H
#define KEUR_CASE_FIGURES_H

#include <keur/measure.h>

/**
 * The usual ways to add a figure. `like` gives unit, direction, labels and total; a rate's value
 * is numerator / denominator, times 100 where the unit is "percent".
 */

/** A share of rows with Wilson's interval. denominator 0: not estimable, nothing to count. */
keur_status keur_add_rate(keur_result *out, const keur_figure *like, const char *name,
                          double numerator, double denominator, keur_error *err);

/** A number of rows. No interval: it counts this table. */
keur_status keur_add_count(keur_result *out, const keur_figure *like, const char *name,
                           double count, size_t n, keur_error *err);

/** A mean of n values in [0, 1] or any, with Student's interval; sums are of x and of x squared. */
keur_status keur_add_mean(keur_result *out, const keur_figure *like, const char *name, double sum,
                          double sum_of_squares, size_t n, keur_error *err);

/**
 * minuend - subtrahend, both rates of `out` with the labels of `like`: Newcombe's interval.
 * Not estimable where either is.
 */
keur_status keur_add_rate_difference(keur_result *out, const keur_figure *like, const char *name,
                                     const char *minuend, const char *subtrahend, keur_error *err);

/** The same for two means given by their sums: Welch's interval. */
typedef struct keur_sums {
    double sum, sum_of_squares;
    size_t n;
} keur_sums;

keur_status keur_add_mean_difference(keur_result *out, const keur_figure *like, const char *name,
                                     const char *minuend, const keur_sums *a,
                                     const char *subtrahend, const keur_sums *b, keur_error *err);

/** A quantile of n values with a distribution-free interval; `ascending` is sorted. */
keur_status keur_add_quantile(keur_result *out, const keur_figure *like, const char *name,
                              const double *ascending, size_t n, double p, keur_error *err);

/** A figure that cannot be computed, with the labels of `like`. */
keur_status keur_add_reason(keur_result *out, const keur_figure *like, const char *name,
                            const char *reason, keur_error *err);

#endif
