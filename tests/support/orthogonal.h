/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_SUPPORT_ORTHOGONAL_H
#define KEUR_SUPPORT_ORTHOGONAL_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

/** An intercept and columns as orthonormal columns q: term k kept is sum over l <= k of
 * r[k * n_terms + l] q_l. */
typedef struct keur_orthogonal {
    size_t n_rows, n_terms, n_kept;
    double **q;       /* n_kept columns of n_rows */
    double *r;        /* n_kept rows of n_terms, the first k + 1 of row k in use */
    size_t *terms;    /* n_kept: which term each is */
    bool *is_dropped; /* n_terms */
} keur_orthogonal;

/** Make columns orthonormal in their order, and leave out those of which less than 1e-9 remains. */
keur_status keur_orthogonal_new(const double *const *columns, size_t n_columns, size_t n_rows,
                                int threads, keur_orthogonal **made, keur_error *err);
void keur_orthogonal_free(keur_orthogonal *of);

/** Sum of products, always in the same order. */
double keur_dot(const double *a, const double *b, size_t n);

#endif
