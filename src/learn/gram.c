/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/gram.h"

#include <math.h>

#include "base/memory.h"

keur_status keur_gram_make(size_t n_terms, keur_gram *made, keur_error *err)
{
    *made = (keur_gram){.n_terms = n_terms};
    return KEUR_NEW(made->sums, n_terms * (n_terms + 1) / 2, err);
}

void keur_gram_free(keur_gram *gram)
{
    keur_release(gram->sums);
    *gram = (keur_gram){.n_terms = 0};
}

void keur_gram_add(keur_gram *to, const uint32_t *terms, const double *values, size_t n,
                   const keur_gram_lanes *weights)
{
    const keur_gram_lanes w = *weights; /* a copy of its own, which no sum can overwrite */

    for (size_t a = 0; a < n; a++) {
        keur_gram_lanes *row = to->sums + keur_gram_place(terms[a], 0);

        for (size_t b = 0; b <= a; b++) {
            double *restrict sums = row[terms[b]].of;
            const double product = values[a] * values[b];

            for (size_t lane = 0; lane < KEUR_LANES; lane++)
                sums[lane] += w.of[lane] * product;
        }
    }
}

/* *to -= x * y, lane by lane. */
static void take_product(keur_gram_lanes *to, const keur_gram_lanes *x, const keur_gram_lanes *y)
{
    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        to->of[lane] -= x->of[lane] * y->of[lane];
}

/* What is left of a term: its factor, or 1 where it stands apart from then on. */
static keur_gram_lanes pivot(const keur_gram_lanes *left, const keur_gram_lanes *whole,
                             bool *is_dropped)
{
    keur_gram_lanes made;

    for (size_t lane = 0; lane < KEUR_LANES; lane++) {
        is_dropped[lane] = !(left->of[lane] > 1e-10 * whole->of[lane]);
        made.of[lane] = is_dropped[lane] ? 1 : sqrt(left->of[lane]);
    }
    return made;
}

/* x / y; 0 where the term of y stands apart. */
static keur_gram_lanes ratio(const keur_gram_lanes *x, const keur_gram_lanes *y,
                             const bool *is_dropped)
{
    keur_gram_lanes made;

    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        made.of[lane] = is_dropped[lane] ? 0 : x->of[lane] / y->of[lane];
    return made;
}

static void factor(keur_gram_lanes *a, size_t n, bool *is_dropped)
{
    for (size_t k = 0; k < n; k++) {
        keur_gram_lanes *row = a + keur_gram_place(k, 0);
        bool *here = is_dropped + k * KEUR_LANES;
        const keur_gram_lanes whole = row[k];

        for (size_t l = 0; l <= k; l++) {
            const keur_gram_lanes *other = a + keur_gram_place(l, 0);
            keur_gram_lanes sum = row[l];

            for (size_t m = 0; m < l; m++)
                take_product(&sum, &row[m], &other[m]);
            row[l] = l < k ? ratio(&sum, &other[l], is_dropped + l * KEUR_LANES)
                           : pivot(&sum, &whole, here);
        }
        for (size_t l = 0; l < k; l++)
            for (size_t lane = 0; lane < KEUR_LANES; lane++)
                row[l].of[lane] = here[lane] ? 0 : row[l].of[lane];
    }
}

void keur_gram_solve(keur_gram_lanes *a, size_t n, keur_gram_lanes *b, bool *is_dropped)
{
    factor(a, n, is_dropped);
    for (size_t k = 0; k < n; k++) {
        const keur_gram_lanes *row = a + keur_gram_place(k, 0);

        for (size_t l = 0; l < k; l++)
            take_product(&b[k], &row[l], &b[l]);
        b[k] = ratio(&b[k], &row[k], is_dropped + k * KEUR_LANES);
    }
    for (size_t k = n; k-- > 0;) {
        const keur_gram_lanes *row = a + keur_gram_place(k, 0);

        for (size_t l = k + 1; l < n; l++)
            take_product(&b[k], a + keur_gram_place(l, k), &b[l]);
        b[k] = ratio(&b[k], &row[k], is_dropped + k * KEUR_LANES);
    }
}
