/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/kernels.h"

#include <math.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/keep.h"

/* The share of the kernel of a level that goes to the other levels. */
static const double level_share = 0.05;
static const double root_twelfth = 0.28867513459481288225;
static const double log_root_two_pi = 0.91893853320467274178;

/* Whether any given table has a missing value in a column. */
static bool has_missing(const keur_case *on, size_t j)
{
    for (size_t role = 0; role < KEUR_N_TABLES; role++) {
        const int32_t *codes = keur_case_codes(on, (keur_role)role, j);
        const size_t n = keur_case_rows(on, (keur_role)role);

        for (size_t i = 0; codes != NULL && i < n; i++) {
            if (codes[i] < 0)
                return true;
        }
    }
    return false;
}

/* Standard deviation (n - 1) of the numbers of a column of the fitted table, in two passes; that of
 * even ranks where there is none. */
static double deviation_of(const keur_kernel *of, size_t j)
{
    const keur_space_column *column = &of->space->columns[j];
    const int32_t *codes = keur_case_codes(of->on, of->fitted, j);
    const size_t n_rows = keur_case_rows(of->on, of->fitted);
    double sum = 0, squares = 0, found;
    size_t n = 0;

    for (size_t i = 0; i < n_rows; i++) {
        if (codes[i] >= 0 && (size_t)codes[i] < column->n_values) {
            sum += column->values[codes[i]];
            n++;
        }
    }
    for (size_t i = 0; i < n_rows; i++) {
        if (codes[i] >= 0 && (size_t)codes[i] < column->n_values) {
            const double off = column->values[codes[i]] - sum / (double)n;

            squares += off * off;
        }
    }
    found = n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
    /* Ranks of real rows lie 1 / (2n) apart or more; less is the rounding of equal ones. */
    return found > 1e-12 ? found : root_twelfth;
}

static keur_status fit_product(keur_kernel *made, keur_error *err)
{
    const double m = (double)keur_case_rows(made->on, made->fitted);
    const double d = (double)keur_case_columns(made->on);
    const double width = pow(m * (d + 2) / 4, -1 / (d + 4));
    keur_status status = KEUR_OK;

    made->ask = (keur_ask){.from = made->fitted,
                           .to = made->fitted,
                           .k = 1,
                           .scaling = KEUR_SCALING_RANK,
                           .source = KEUR_SCALES_OF_REAL};
    KEUR_TRY(keur_case_space(made->on, &made->ask, &made->space, err));
    KEUR_TRY(KEUR_NEW(made->columns, made->space->n_columns, err));
    for (size_t j = 0; j < made->space->n_columns; j++) {
        const keur_space_column *column = &made->space->columns[j];
        const size_t n_values = column->is_numeric ? column->n_values : 0;
        const size_t c =
            column->is_numeric + (column->n_codes - n_values) + has_missing(made->on, j);

        keur_kernel_levels(level_share, c, &made->columns[j]);
        if (column->is_numeric)
            made->columns[j].bandwidth = width * deviation_of(made, j);
    }
out:
    return status;
}

keur_status keur_kernel_fit(keur_case *on, const keur_args *args, keur_role fitted,
                            keur_kernel *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (keur_kernel){.on = on, .fitted = fitted};
    made->is_product = !keur_args_is(args, "kernel", "silverman");
    if (keur_case_rows(on, fitted) == 0) {
        made->why_not = "a table has no rows to fit a density on";
        return KEUR_OK;
    }
    if (made->is_product)
        return fit_product(made, err);
    KEUR_TRY(keur_full_covariance_fit(on, fitted, &made->full, err));
    made->why_not = made->full.why_not;
out:
    return status;
}

void keur_kernel_free(keur_kernel *kernel)
{
    keur_full_covariance_free(&kernel->full);
    keur_release(kernel->columns);
    *kernel = (keur_kernel){.on = NULL};
}

keur_status keur_kernel_meet(keur_kernel *kernel, keur_role role, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (kernel->is_product || kernel->why_not != NULL)
        return KEUR_OK;
    KEUR_TRY(keur_full_covariance_take(kernel->on, &kernel->full, role, err));
    kernel->why_not = kernel->full.why_not;
out:
    return status;
}

/* log(sum of exp) in two passes, so that nothing under- or overflows. */
static double sum_around(const keur_kernel *kernel, keur_role from, size_t i, uint32_t itself)
{
    const size_t n = keur_case_rows(kernel->on, kernel->fitted);
    double top = -INFINITY, sum = 0;

    for (size_t k = 0; k < n; k++) {
        if (k != itself)
            top = fmax(top, keur_full_covariance_log(&kernel->full, from, i, kernel->fitted, k));
    }
    if (isinf(top))
        return top;
    for (size_t k = 0; k < n; k++) {
        if (k != itself)
            sum += exp(keur_full_covariance_log(&kernel->full, from, i, kernel->fitted, k) - top);
    }
    return top + log(sum);
}

static keur_status sums_of_full(keur_kernel *kernel, keur_role from, double *log_sums,
                                keur_error *err)
{
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_kernel_meet(kernel, from, err));
    KEUR_TRY(keur_kernel_meet(kernel, kernel->fitted, err));
    if (kernel->why_not != NULL)
        goto out;
    KEUR_TRY(keur_case_self(kernel->on, from, kernel->fitted, &self, err));
    for (size_t i = 0; i < keur_case_rows(kernel->on, from); i++)
        log_sums[i] = sum_around(kernel, from, i, self != NULL ? self[i] : KEUR_NO_ROW);
out:
    keur_release(self);
    return status;
}

keur_status keur_kernel_log_sums(keur_kernel *kernel, keur_role from, double *log_sums,
                                 keur_error *err)
{
    keur_ask ask = kernel->ask;

    if (kernel->why_not != NULL)
        return KEUR_OK;
    if (!kernel->is_product)
        return sums_of_full(kernel, from, log_sums, err);
    ask.from = from;
    return keur_case_kernel_sums(kernel->on, &ask, kernel->columns, KEUR_KERNEL_NORMAL, log_sums,
                                 err);
}

double keur_kernel_log(const keur_kernel *kernel, keur_role a, size_t i, keur_role b, size_t k)
{
    double sum = 0;

    if (!kernel->is_product)
        return keur_full_covariance_log(&kernel->full, a, i, b, k);
    for (size_t j = 0; j < kernel->space->n_columns; j++) {
        const keur_space_column *space = &kernel->space->columns[j];
        const keur_kernel_column *column = &kernel->columns[j];
        const int32_t x = keur_case_codes(kernel->on, a, j)[i];
        const int32_t y = keur_case_codes(kernel->on, b, j)[k];
        const bool are_numbers = space->is_numeric && x >= 0 && y >= 0 &&
                                 (size_t)x < space->n_values && (size_t)y < space->n_values;

        if (are_numbers) {
            const double apart = (space->values[x] - space->values[y]) / column->bandwidth;

            sum += column->log_same - log(column->bandwidth) - log_root_two_pi - apart * apart / 2;
        } else {
            sum += x == y ? column->log_same : column->log_other;
        }
    }
    return sum;
}

static void release_density(void *what)
{
    keur_log_density *made = what;

    keur_release(made->values);
    keur_release(made);
}

/* Sums to densities: divide by the number of rows but itself. */
static keur_status make_density(keur_case *on, const keur_args *args, keur_role from,
                                keur_role fitted, keur_log_density *made, keur_error *err)
{
    const size_t n = keur_case_rows(on, from), n_fitted = keur_case_rows(on, fitted);
    uint32_t *self = NULL;
    keur_kernel kernel;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_kernel_fit(on, args, fitted, &kernel, err));
    KEUR_TRY(KEUR_NEW(made->values, n, err));
    KEUR_TRY(keur_kernel_log_sums(&kernel, from, made->values, err));
    KEUR_TRY(keur_case_self(on, from, fitted, &self, err));
    made->why_not = kernel.why_not;
    for (size_t i = 0; made->why_not == NULL && i < n; i++) {
        const bool is_itself = self != NULL && self[i] != KEUR_NO_ROW;

        if (!isinf(made->values[i]))
            made->values[i] -= log((double)(n_fitted - is_itself));
    }
out:
    keur_kernel_free(&kernel);
    keur_release(self);
    return status;
}

keur_status keur_case_log_density(keur_case *on, const keur_args *args, keur_role from,
                                  keur_role fitted, const keur_log_density **found, keur_error *err)
{
    keur_text name = {NULL, 0, 0};
    keur_log_density *made = NULL, *kept;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&name, err, "log-density %s %s by %s", keur_role_word(from),
                              keur_role_word(fitted), keur_args_text(args, "kernel")));
    *found = keur_case_kept(on, name.bytes);
    if (*found != NULL)
        goto out;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(make_density(on, args, from, fitted, made, err));
    kept = made;
    made = NULL;
    KEUR_TRY(keur_case_keep(on, name.bytes, kept, release_density, err));
    *found = kept;
out:
    if (made != NULL)
        release_density(made);
    keur_text_free(&name);
    return status;
}

keur_status keur_scoring_log_density(keur_scoring *to, keur_role fitted, double *log_p,
                                     keur_error *err)
{
    size_t at = 0;
    keur_status status = KEUR_OK;

    for (size_t side = 0; side < 2; side++) {
        const size_t n = keur_case_rows(to->on, keur_scored_roles[side]);
        const keur_log_density *found = NULL;

        KEUR_TRY(
            keur_case_log_density(to->on, to->args, keur_scored_roles[side], fitted, &found, err));
        if (found->why_not != NULL)
            to->why_not = found->why_not;
        for (size_t i = 0; i < n; i++)
            log_p[at++] = found->values[i];
    }
out:
    return status;
}
