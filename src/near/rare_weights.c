/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "near/rare_match.h"

/* What weights may sum to, in bits; the rounding of each adds half at most. */
enum { SUM_BITS = 30 };

static double weight_of(uint32_t count, size_t n)
{
    const double f = ((double)count + 0.5) / ((double)n + 1);

    return log1p(1 / f);
}

/* counts[j][code + 1]; `largest` gains the largest weight of each column; `pairs` is how many pairs
 * of rows agree in a column, negative so that the most come first. */
static keur_status count_values(const keur_rows *reference, const size_t *n_codes,
                                uint32_t **counts, double *largest, double *pairs, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < reference->n_columns; j++) {
        uint32_t least = UINT32_MAX;

        KEUR_TRY(KEUR_NEW(counts[j], n_codes[j] + 1, err));
        for (size_t i = 0; i < reference->n_rows; i++)
            counts[j][reference->codes[j][i] + 1]++;
        for (size_t code = 0; code <= n_codes[j]; code++) {
            least = counts[j][code] < least ? counts[j][code] : least;
            pairs[j] -= (double)counts[j][code] * (double)counts[j][code];
        }
        *largest += weight_of(least, reference->n_rows);
    }
out:
    return status;
}

static keur_status order_columns(const double *pairs, keur_match_weights *made, keur_error *err)
{
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, made->n_columns, err));
    KEUR_TRY(keur_sort_order(pairs, made->n_columns, order, err));
    for (size_t k = 0; k < made->n_columns; k++)
        made->order[k] = order[k];
out:
    keur_release(order);
    return status;
}

keur_status keur_match_weigh(const keur_rows *reference, const size_t *n_codes,
                             keur_match_weights *made, keur_error *err)
{
    const size_t d = reference->n_columns;
    uint32_t **counts = NULL;
    double *pairs = NULL, largest = 0;
    int exponent;
    keur_status status = KEUR_OK;

    *made = (keur_match_weights){.n_columns = d};
    KEUR_TRY(KEUR_NEW(counts, d, err));
    KEUR_TRY(KEUR_NEW(pairs, d, err));
    KEUR_TRY(KEUR_NEW(made->order, d, err));
    KEUR_TRY(KEUR_NEW(made->weights, d, err));
    KEUR_TRY(count_values(reference, n_codes, counts, &largest, pairs, err));
    KEUR_TRY(order_columns(pairs, made, err));
    (void)frexp(largest, &exponent);
    made->shift = SUM_BITS - exponent;
    for (size_t j = 0; j < d; j++) {
        KEUR_TRY(KEUR_NEW(made->weights[j], n_codes[j] + 1, err));
        for (size_t code = 0; code <= n_codes[j]; code++)
            made->weights[j][code] =
                (int32_t)(ldexp(weight_of(counts[j][code], reference->n_rows), made->shift) + 0.5);
    }
out:
    for (size_t j = 0; counts != NULL && j < d; j++)
        keur_release(counts[j]);
    keur_release(counts);
    keur_release(pairs);
    return status;
}

void keur_match_weights_free(keur_match_weights *weights)
{
    for (size_t j = 0; weights->weights != NULL && j < weights->n_columns; j++)
        keur_release(weights->weights[j]);
    keur_release(weights->weights);
    keur_release(weights->order);
    *weights = (keur_match_weights){.n_columns = 0};
}
