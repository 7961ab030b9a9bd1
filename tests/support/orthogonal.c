/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/orthogonal.h"

#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

double keur_dot(const double *a, const double *b, size_t n)
{
    double sums[4] = {0, 0, 0, 0};
    size_t i = 0;

    /* Four sums, so that an addition need not wait for the last one. */
    for (; i + 4 <= n; i += 4) {
        for (size_t lane = 0; lane < 4; lane++)
            sums[lane] += a[i + lane] * b[i + lane];
    }
    for (; i < n; i++)
        sums[0] += a[i] * b[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void keur_orthogonal_free(keur_orthogonal *of)
{
    if (of == NULL)
        return;
    for (size_t k = 0; of->q != NULL && k < of->n_terms; k++)
        keur_release(of->q[k]);
    keur_release(of->q);
    keur_release(of->r);
    keur_release(of->terms);
    keur_release(of->is_dropped);
    keur_release(of);
}

/* A column as it came, its largest number 1; *scale is what it was. */
static void copy_scaled(const double *column, size_t n, double *to, double *scale)
{
    *scale = 0;
    for (size_t i = 0; i < n; i++)
        *scale = fmax(*scale, fabs(column != NULL ? column[i] : 1));
    for (size_t i = 0; i < n; i++)
        to[i] = *scale > 0 ? (column != NULL ? column[i] : 1) / *scale : 0;
}

typedef struct projecting {
    const keur_orthogonal *on;
    const double *column;
    double *shares;
} projecting;

static keur_status find_shares(void *context, size_t begin, size_t end, keur_error *err)
{
    const projecting *of = context;

    (void)err;
    for (size_t k = begin; k < end; k++)
        of->shares[k] = keur_dot(of->on->q[k], of->column, of->on->n_rows);
    return KEUR_OK;
}

/* Take from a column what lies along those before it, and note it. */
static keur_status project(const keur_orthogonal *on, double *column, double *shares, double *row,
                           int threads, keur_error *err)
{
    const keur_status status = keur_parallel_for(on->n_kept, 4, threads, find_shares,
                                                 &(projecting){on, column, shares}, err);

    if (status != KEUR_OK)
        return status;
    for (size_t k = 0; k < on->n_kept; k++) {
        const double *q = on->q[k];

        row[k] += shares[k];
        for (size_t i = 0; i < on->n_rows; i++)
            column[i] -= shares[k] * q[i];
    }
    return KEUR_OK;
}

static keur_status add_term(keur_orthogonal *on, const double *values, size_t term, double *shares,
                            int threads, keur_error *err)
{
    double *row = on->r + on->n_kept * on->n_terms;
    double scale, before, left;
    double **column = &on->q[on->n_kept];
    keur_status status = KEUR_OK;

    if (*column == NULL)
        KEUR_TRY(KEUR_NEW(*column, on->n_rows, err));
    for (size_t k = 0; k <= on->n_kept; k++)
        row[k] = 0;
    copy_scaled(values, on->n_rows, *column, &scale);
    before = sqrt(keur_dot(*column, *column, on->n_rows));
    for (int pass = 0; pass < 2; pass++)
        KEUR_TRY(project(on, *column, shares, row, threads, err));
    left = sqrt(keur_dot(*column, *column, on->n_rows));
    on->is_dropped[term] = !(left > 1e-9 * before);
    if (on->is_dropped[term])
        return KEUR_OK;
    for (size_t i = 0; i < on->n_rows; i++)
        (*column)[i] /= left;
    row[on->n_kept] = left;
    for (size_t k = 0; k <= on->n_kept; k++)
        row[k] *= scale;
    on->terms[on->n_kept++] = term;
out:
    return status;
}

keur_status keur_orthogonal_new(const double *const *columns, size_t n_columns, size_t n_rows,
                                int threads, keur_orthogonal **made, keur_error *err)
{
    keur_orthogonal *on = NULL;
    double *shares = NULL;
    const size_t n_terms = n_columns + 1;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (n_terms > SIZE_MAX / n_terms)
        return keur_fail(err, KEUR_ENOMEM, "too many columns for a regression");
    KEUR_TRY(KEUR_NEW(on, 1, err));
    on->n_rows = n_rows;
    on->n_terms = n_terms;
    KEUR_TRY(KEUR_NEW(on->q, n_terms, err));
    KEUR_TRY(KEUR_NEW(on->r, n_terms * n_terms, err));
    KEUR_TRY(KEUR_NEW(on->terms, n_terms, err));
    KEUR_TRY(KEUR_NEW(on->is_dropped, n_terms, err));
    KEUR_TRY(KEUR_NEW(shares, n_terms, err));
    for (size_t term = 0; term < n_terms; term++)
        KEUR_TRY(add_term(on, term == 0 ? NULL : columns[term - 1], term, shares, threads, err));
    *made = on;
    on = NULL;
out:
    keur_release(shares);
    keur_orthogonal_free(on);
    return status;
}
