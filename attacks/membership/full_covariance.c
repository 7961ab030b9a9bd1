/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/full_covariance.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"

static const double log_root_two_pi = 0.91893853320467274178;

/* A column whose part that the columns before do not explain is smaller than this is not free. */
static const double least_free = 1e-10;

/* The numbers of a role, row by row; *why_not where a cell is none. */
static keur_status numbers_of(const keur_case *on, keur_role role, double **rows,
                              const char **why_not, keur_error *err)
{
    const size_t n = keur_case_rows(on, role), d = keur_case_columns(on);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*rows, n * d, err));
    for (size_t j = 0; j < d; j++) {
        const keur_column *column = keur_case_column(on, j);
        const int32_t *codes = keur_case_codes(on, role, j);

        for (size_t i = 0; i < n; i++) {
            if (codes[i] < 0 || (size_t)codes[i] >= column->n_values) {
                *why_not = "the kernel with full covariance needs columns of numbers without "
                           "missing values or special codes";
                return KEUR_OK;
            }
            (*rows)[i * d + j] = column->values[codes[i]];
        }
    }
out:
    return status;
}

/* Covariance of n rows, lower triangle, times a factor. */
static keur_status covariance_of(const double *rows, size_t n, size_t d, double times,
                                 double *covariance, keur_error *err)
{
    double *means = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(means, d, err));
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < d; j++)
            means[j] += rows[i * d + j] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < d; j++) {
            for (size_t k = 0; k <= j; k++)
                covariance[j * d + k] +=
                    (rows[i * d + j] - means[j]) * (rows[i * d + k] - means[k]);
        }
    }
    for (size_t j = 0; j < d * d; j++)
        covariance[j] *= times / (double)(n - 1);
out:
    keur_release(means);
    return status;
}

/* In place, lower triangle: C = L L'. @return whether C is positive definite */
static bool decompose(double *matrix, size_t d)
{
    for (size_t j = 0; j < d; j++) {
        const double whole = matrix[j * d + j];

        for (size_t k = 0; k <= j; k++) {
            double sum = matrix[j * d + k];

            for (size_t i = 0; i < k; i++)
                sum -= matrix[j * d + i] * matrix[k * d + i];
            if (k < j)
                matrix[j * d + k] = sum / matrix[k * d + k];
            else if (sum > least_free * whole)
                matrix[j * d + j] = sqrt(sum);
            else
                return false;
        }
    }
    return true;
}

keur_status keur_full_covariance_fit(const keur_case *on, keur_role fitted,
                                     keur_full_covariance *made, keur_error *err)
{
    const size_t n = keur_case_rows(on, fitted), d = keur_case_columns(on);
    double *rows = NULL, width;
    keur_status status = KEUR_OK;

    *made = (keur_full_covariance){.d = d};
    KEUR_TRY(KEUR_NEW(made->factor, d * d, err));
    KEUR_TRY(numbers_of(on, fitted, &rows, &made->why_not, err));
    if (made->why_not != NULL)
        goto out;
    made->why_not = "the covariance of a table cannot be inverted: too few rows, or columns that "
                    "depend on each other";
    if (n <= d)
        goto out;
    width = pow((double)n * ((double)d + 2) / 4, -1 / ((double)d + 4));
    KEUR_TRY(covariance_of(rows, n, d, width * width, made->factor, err));
    if (!decompose(made->factor, d))
        goto out;
    made->why_not = NULL;
    for (size_t j = 0; j < d; j++)
        made->log_peak -= log(made->factor[j * d + j]) + log_root_two_pi;
out:
    keur_release(rows);
    return status;
}

void keur_full_covariance_free(keur_full_covariance *made)
{
    for (size_t role = 0; role < KEUR_N_ROLES; role++)
        keur_release(made->rows[role]);
    keur_release(made->factor);
    *made = (keur_full_covariance){.d = 0};
}

keur_status keur_full_covariance_take(const keur_case *on, keur_full_covariance *with,
                                      keur_role role, keur_error *err)
{
    const size_t n = keur_case_rows(on, role), d = with->d;
    double *rows = with->rows[role];
    keur_status status = KEUR_OK;

    if (rows != NULL)
        return KEUR_OK;
    KEUR_TRY(numbers_of(on, role, &with->rows[role], &with->why_not, err));
    rows = with->rows[role];
    for (size_t i = 0; with->why_not == NULL && i < n; i++) {
        for (size_t j = 0; j < d; j++) {
            for (size_t k = 0; k < j; k++)
                rows[i * d + j] -= with->factor[j * d + k] * rows[i * d + k];
            rows[i * d + j] /= with->factor[j * d + j];
        }
    }
out:
    return status;
}

double keur_full_covariance_log(const keur_full_covariance *with, keur_role a, size_t i,
                                keur_role b, size_t k)
{
    const double *x = &with->rows[a][i * with->d], *y = &with->rows[b][k * with->d];
    double squares = 0;

    for (size_t j = 0; j < with->d; j++)
        squares += (x[j] - y[j]) * (x[j] - y[j]);
    return with->log_peak - squares / 2;
}
