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
                   const keur_lanes *weights)
{
    const keur_lanes w = *weights; /* a copy of its own, which no sum can overwrite */

    for (size_t a = 0; a < n; a++) {
        keur_lanes *row = to->sums + (size_t)terms[a] * ((size_t)terms[a] + 1) / 2;

        for (size_t b = 0; b <= a; b++) {
            double *restrict sums = row[terms[b]].of;
            const double product = values[a] * values[b];

            for (size_t lane = 0; lane < KEUR_LANES; lane++)
                sums[lane] += w.of[lane] * product;
        }
    }
}

double keur_gram_at(const keur_gram *of, size_t k, size_t l, size_t lane)
{
    return k >= l ? of->sums[k * (k + 1) / 2 + l].of[lane] : of->sums[l * (l + 1) / 2 + k].of[lane];
}

/* Replace the lower triangle by its Cholesky factor; terms without a rest stand apart. */
static void factor(double *a, size_t n, bool *is_dropped)
{
    for (size_t k = 0; k < n; k++) {
        const double whole = a[k * n + k];

        for (size_t l = 0; l <= k; l++) {
            double sum = a[k * n + l];

            for (size_t m = 0; m < l; m++)
                sum -= a[k * n + m] * a[l * n + m];
            if (l < k) {
                a[k * n + l] = is_dropped[l] ? 0 : sum / a[l * n + l];
            } else {
                is_dropped[k] = !(sum > 1e-10 * whole);
                a[k * n + k] = is_dropped[k] ? 1 : sqrt(sum);
            }
        }
        for (size_t l = 0; is_dropped[k] && l < k; l++)
            a[k * n + l] = 0;
    }
}

void keur_normal_solve(double *a, size_t n, double *b, bool *is_dropped)
{
    factor(a, n, is_dropped);
    for (size_t k = 0; k < n; k++) {
        b[k] = is_dropped[k] ? 0 : b[k];
        for (size_t l = 0; l < k; l++)
            b[k] -= a[k * n + l] * b[l];
        b[k] /= a[k * n + k];
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t l = k + 1; l < n; l++)
            b[k] -= a[l * n + k] * b[l];
        b[k] /= a[k * n + k];
    }
}
