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
typedef struct keur_gram_lanes {
    double of[KEUR_LANES];
} keur_gram_lanes;

/** Sums over rows of w x x', w a weight for each lane: what least squares and Newton's method need
 * for many resamples of one table. */
typedef struct keur_gram {
    size_t n_terms;
    keur_gram_lanes *sums; /**< of terms k >= l at [k (k + 1) / 2 + l] */
} keur_gram;

/** All sums 0. 32 n_terms^2 bytes; freed with keur_gram_free(). */
keur_status keur_gram_make(size_t n_terms, keur_gram *made, keur_error *err);
void keur_gram_free(keur_gram *gram);

/** Add a row that has values[e] in term terms[e], ascending, else 0. O(n^2). */
void keur_gram_add(keur_gram *to, const uint32_t *terms, const double *values, size_t n,
                   const keur_gram_lanes *weights);

/** Where the sum of terms k and l, in any order, stands. */
static inline size_t keur_gram_place(size_t k, size_t l)
{
    return k >= l ? k * (k + 1) / 2 + l : l * (l + 1) / 2 + k;
}

/**
 * Solve A b = r in every lane for a symmetric A that is a sum of w x x', by Cholesky's method. A
 * term of which, in squares, less than 1e-10 is left beside those before it is left out: its b is
 * 0.
 *
 * @param a           the sums of n terms as in a gram; spoilt
 * @param b           n: r on the way in
 * @param is_dropped  n * KEUR_LANES, term by term: which are left out
 *
 * O(n^3).
 */
void keur_gram_solve(keur_gram_lanes *a, size_t n, keur_gram_lanes *b, bool *is_dropped);

#endif
