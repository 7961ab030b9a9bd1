/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_GRAM_H
#define KEUR_LEARN_GRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** So many weightings of the same rows are summed at once, side by side: a lane each. */
enum { KEUR_LANES = 8 };

/** Numbers by lane. */
typedef struct keur_lanes {
    double of[KEUR_LANES];
} keur_lanes;

/** Sums over rows of w x x', w a weight for each lane: what least squares and Newton's method need
 * for many resamples of one table. */
typedef struct keur_gram {
    size_t n_terms;
    keur_lanes *sums; /**< of terms k >= l at [k (k + 1) / 2 + l] */
} keur_gram;

/** All sums 0. 32 n_terms^2 bytes; freed with keur_gram_free(). */
keur_status keur_gram_make(size_t n_terms, keur_gram *made, keur_error *err);
void keur_gram_free(keur_gram *gram);

/** Add a row that has values[e] in term terms[e], ascending, else 0. O(n^2). */
void keur_gram_add(keur_gram *to, const uint32_t *terms, const double *values, size_t n,
                   const keur_lanes *weights);

/** The sum for terms k and l, in any order, of a lane. */
double keur_gram_at(const keur_gram *of, size_t k, size_t l, size_t lane);

/**
 * Solve A b = r for a symmetric A that is a sum of w x x', by Cholesky's method. A term of which,
 * in squares, less than 1e-10 is left beside those before it is left out: its b is 0.
 *
 * @param a           n * n, of which the lower triangle counts; spoilt
 * @param b           n: r on the way in
 * @param is_dropped  n
 *
 * O(n^3).
 */
void keur_normal_solve(double *a, size_t n, double *b, bool *is_dropped);

#endif
