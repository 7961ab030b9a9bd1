/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_HALF_SAMPLES_H
#define KEUR_STATS_HALF_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/** Most pairs of groups that half-samples are made of. */
enum { KEUR_MOST_PAIRS = 32 };

/** An estimate, and of each balanced half-sample its estimate minus that of the other half. */
typedef struct keur_halved {
    double value;
    double gaps[KEUR_MOST_PAIRS];
} keur_halved;

/**
 * Sums over all balanced half-samples at once. Rows are dealt at random into n pairs of groups; in
 * half-sample r the first group of pair l is taken where r & l has an even number of bits, else the
 * second: the rows of a Hadamard matrix (Sylvester).
 *
 * @param counts   2 n * width: counts of `width` cells of the first and the second group of pair 0,
 *                 of pair 1, ...; on return the first n * width hold, per half-sample, the rows in
 *                 it minus those in the other half
 * @param n_pairs  a power of two, at most KEUR_MOST_PAIRS
 * @param[out] all  width: rows of all groups
 *
 * O(n log n * width).
 */
void keur_half_samples_count(int32_t *counts, size_t n_pairs, size_t width, int32_t *all);

/**
 * Standard error: v = sum over the n half-samples r of gap_r^2 / (4 n).
 *
 * Both halves are samples of their own, so that a sum of absolute differences that are mostly
 * chance is given its true variance, which the jackknife overstates up to three times (it takes the
 * differences for linear, with the signs they have). Student's quantile with n degrees of freedom.
 *
 * McCarthy, Review of the International Statistical Institute 37 (1969) 239-264; Wolter,
 * Introduction to Variance Estimation (2007), chapter 3.
 */
double keur_half_samples_error(const double *gaps, size_t n);

#endif
