/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_ADD_FIGURE_H
#define KEUR_CASE_ADD_FIGURE_H

#include <keur/measure.h>

/**
 * The usual ways to add a figure. `like` gives unit, direction, labels and total; a rate's value
 * is numerator / denominator, times 100 where the unit is "percent".
 */

/** A share of rows with Wilson's interval. denominator 0: not estimable, nothing to count. */
keur_status keur_add_rate(keur_result *out, const keur_figure *like, const char *name,
                          double numerator, double denominator, keur_error *err);

/**
 * The same where trials come in clusters: Wilson's interval of so many independent trials as
 * `size` says, from keur_clustered_size(). NAN: no interval, there is one cluster.
 */
keur_status keur_add_clustered_rate(keur_result *out, const keur_figure *like, const char *name,
                                    double numerator, double denominator, double size,
                                    keur_error *err);

/** A number of rows. No interval: it counts this table. */
keur_status keur_add_count(keur_result *out, const keur_figure *like, const char *name,
                           double count, size_t n, keur_error *err);

/** Mean and sum of squares about the mean of n values; zero bytes: of none. `size`: independent
 * values that they are worth (keur_clustered_mean_size()); 0: all n. */
typedef struct keur_moments {
    double mean, squares;
    size_t n;
    double size;
} keur_moments;

/** Take in a value that occurs `times` times. Welford, Technometrics 4 (1962) 419-420. */
void keur_moments_add(keur_moments *to, double x, size_t times);

/**
 * A mean with Student's interval. Where all values are equal there is no spread to judge by: a
 * share or per cent (values in [0, 1]) then gets Wilson's interval, which is wide enough for any
 * such values; another unit gets none.
 */
keur_status keur_add_mean(keur_result *out, const keur_figure *like, const char *name,
                          const keur_moments *of, keur_error *err);

/**
 * minuend - subtrahend, both rates of `out` with the labels of `like`: Newcombe's interval.
 * Not estimable where either is.
 */
keur_status keur_add_rate_difference(keur_result *out, const keur_figure *like, const char *name,
                                     const char *minuend, const char *subtrahend, keur_error *err);

/**
 * What the attack `minuend` gains over its control `subtrahend`, both rates of `out` with the
 * labels of `like`: keur_risk_of(). Not estimable where either is, or where every row of the
 * control succeeds.
 */
keur_status keur_add_risk(keur_result *out, const keur_figure *like, const char *name,
                          const char *minuend, const char *subtrahend, keur_error *err);

/** Both for rates whose trials come in clusters: `size` and `size_subtrahend` as in
 * keur_add_clustered_rate(); NAN: no interval. */
keur_status keur_add_clustered_difference(keur_result *out, const keur_figure *like,
                                          const char *name, const char *minuend, double size,
                                          const char *subtrahend, double size_subtrahend,
                                          keur_error *err);
keur_status keur_add_clustered_risk(keur_result *out, const keur_figure *like, const char *name,
                                    const char *minuend, double size, const char *subtrahend,
                                    double size_subtrahend, keur_error *err);

/** minuend - subtrahend for two means of values in [0, 1]: Welch's interval, or Newcombe's where
 * the values of a table are all equal or too few. */
keur_status keur_add_mean_difference(keur_result *out, const keur_figure *like, const char *name,
                                     const char *minuend, const keur_moments *a,
                                     const char *subtrahend, const keur_moments *b,
                                     keur_error *err);

/** A quantile of n values with a distribution-free interval; `ascending` is sorted. */
keur_status keur_add_quantile(keur_result *out, const keur_figure *like, const char *name,
                              const double *ascending, size_t n, double p, keur_error *err);

/** A figure that cannot be computed, with the labels of `like`. */
keur_status keur_add_reason(keur_result *out, const keur_figure *like, const char *name,
                            const char *reason, keur_error *err);

#endif
