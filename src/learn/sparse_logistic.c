/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/sparse_logistic.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

/* Rows are summed in so many parts, whatever the number of threads. */
enum { PARTS = 8, MAX_ROUNDS = 100, MAX_HALVINGS = 30, ROWS_A_PIECE = 2048 };

#define NOWHERE UINT32_MAX

/* A fit on its way. Terms are counted among those kept; each is divided by its length. */
typedef struct newton {
    const keur_sparse_rows *rows;
    const double *labels;
    bool is_linear; /* least squares in the place of likelihood */
    int threads;
    size_t n_kept;
    uint32_t *place;                  /* by term: its place among those kept, or NOWHERE */
    double *shrink;                   /* by term: 1 / length */
    double *parts;                    /* PARTS times a hessian and a gradient */
    double *hessian;                  /* n_kept squared, lower triangle; then its Cholesky factor */
    double *slopes, *step, *gradient; /* by kept term */
    double *sums, *losses;            /* by row: linear predictor, -2 log(probability) */
    double *curves, *pulls;           /* by row: second and first derivatives */
    double deviance;
} newton;

static double logistic(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

static keur_status sum_rows(void *context, size_t begin, size_t end, keur_error *err)
{
    const newton *of = context;
    const keur_sparse_rows *rows = of->rows;

    (void)err;
    for (size_t i = begin; i < end; i++) {
        double sum = 0, against;

        for (size_t e = rows->starts[i]; e < rows->starts[i + 1]; e++)
            if (of->place[rows->terms[e]] != NOWHERE)
                sum += of->slopes[of->place[rows->terms[e]]] * rows->values[e] *
                       of->shrink[rows->terms[e]];
        of->sums[i] = sum;
        if (of->is_linear) {
            of->pulls[i] = of->labels[i] - sum;
            of->losses[i] = of->pulls[i] * of->pulls[i];
            of->curves[i] = 1;
            continue;
        }
        against = of->labels[i] > 0 ? -sum : sum;
        of->losses[i] = 2 * (against > 0 ? against + log1p(exp(-against)) : log1p(exp(against)));
        of->curves[i] = logistic(sum) * logistic(-sum);
        of->pulls[i] = of->labels[i] > 0 ? logistic(-sum) : -logistic(sum);
    }
    return KEUR_OK;
}

/* Where the slopes lead: sums, derivatives by row, and the deviance, which is returned. */
static double look(newton *of)
{
    double total = 0;

    (void)keur_parallel_for(of->rows->n_rows, ROWS_A_PIECE, of->threads, sum_rows, of, NULL);
    for (size_t i = 0; i < of->rows->n_rows; i++)
        total += of->losses[i];
    return total;
}

/* The hessian and gradient of one part of the rows after another. */
static keur_status add_parts(void *context, size_t begin, size_t end, keur_error *err)
{
    const newton *of = context;
    const keur_sparse_rows *rows = of->rows;
    const size_t p = of->n_kept, n = rows->n_rows;

    (void)err;
    for (size_t part = begin; part < end; part++) {
        double *hessian = of->parts + part * (p * p + p), *gradient = hessian + p * p;

        for (size_t k = 0; k < p * p + p; k++)
            hessian[k] = 0;
        for (size_t i = n * part / PARTS; i < n * (part + 1) / PARTS; i++) {
            for (size_t a = rows->starts[i]; a < rows->starts[i + 1]; a++) {
                const size_t k = of->place[rows->terms[a]];
                const double value = rows->values[a] * of->shrink[rows->terms[a]];

                if (k == NOWHERE)
                    continue;
                gradient[k] += of->pulls[i] * value;
                for (size_t b = rows->starts[i]; b <= a; b++)
                    if (of->place[rows->terms[b]] != NOWHERE)
                        hessian[k * p + of->place[rows->terms[b]]] +=
                            of->curves[i] * value * rows->values[b] * of->shrink[rows->terms[b]];
            }
        }
    }
    return KEUR_OK;
}

static void find_derivatives(newton *of)
{
    const size_t p = of->n_kept;

    (void)keur_parallel_for(PARTS, 1, of->threads, add_parts, of, NULL);
    for (size_t k = 0; k < p * p; k++) {
        of->hessian[k] = 0;
        for (size_t part = 0; part < PARTS; part++)
            of->hessian[k] += of->parts[part * (p * p + p) + k];
    }
    for (size_t k = 0; k < p; k++) {
        of->gradient[k] = 0;
        for (size_t part = 0; part < PARTS; part++)
            of->gradient[k] += of->parts[part * (p * p + p) + p * p + k];
    }
}

/* Replace the hessian by its Cholesky factor. A term of which less than `least` of its square is
 * left stands apart: 1 on the diagonal, 0 beside it, and *is_apart. */
static void factor(double *h, size_t p, double least, bool *is_apart)
{
    for (size_t k = 0; k < p; k++) {
        const double whole = h[k * p + k];

        for (size_t l = 0; l <= k; l++) {
            double sum = h[k * p + l];

            for (size_t m = 0; m < l; m++)
                sum -= h[k * p + m] * h[l * p + m];
            if (l < k) {
                h[k * p + l] = is_apart[l] ? 0 : sum / h[l * p + l];
            } else {
                is_apart[k] = !(sum > least * whole);
                h[k * p + k] = is_apart[k] ? 1 : sqrt(sum);
            }
        }
        for (size_t l = 0; is_apart[k] && l < k; l++)
            h[k * p + l] = 0;
    }
}

/* The step, and what it promises: gradient times step. Terms apart stay where they are. */
static double find_step(newton *of, const bool *is_apart)
{
    const size_t p = of->n_kept;
    const double *h = of->hessian;
    double gain = 0;

    for (size_t k = 0; k < p; k++) {
        of->step[k] = is_apart[k] ? 0 : of->gradient[k];
        for (size_t l = 0; l < k; l++)
            of->step[k] -= h[k * p + l] * of->step[l];
        of->step[k] /= h[k * p + k];
    }
    for (size_t k = p; k-- > 0;) {
        for (size_t l = k + 1; l < p; l++)
            of->step[k] -= h[l * p + k] * of->step[l];
        of->step[k] /= h[k * p + k];
    }
    for (size_t k = 0; k < p; k++)
        gain += of->gradient[k] * of->step[k];
    return gain;
}

/* Go, half as far as long as that is worse; false where nothing is better. */
static bool take_step(newton *of)
{
    for (int halving = 0; halving <= MAX_HALVINGS; halving++) {
        double deviance;

        for (size_t k = 0; k < of->n_kept; k++)
            of->slopes[k] += of->step[k];
        deviance = look(of);
        /* Rounding may make an arrived fit look worse by some units of the last place. */
        if (deviance <= of->deviance * (1 + 1e-13)) {
            of->deviance = deviance;
            return true;
        }
        for (size_t k = 0; k < of->n_kept; k++) {
            of->slopes[k] -= of->step[k];
            of->step[k] /= 2;
        }
    }
    (void)look(of);
    return false;
}

static void iterate(newton *of, bool *is_apart, keur_sparse_fit *fit)
{
    of->deviance = look(of);
    while (fit->rounds < MAX_ROUNDS && !fit->is_converged) {
        double gain;

        find_derivatives(of);
        /* What is left of a separated term is nothing but rounding: it has gone far enough. */
        factor(of->hessian, of->n_kept, 1e-13, is_apart);
        gain = find_step(of, is_apart);
        fit->rounds++;
        if (!take_step(of)) {
            /* Of a perfect fit nothing but rounding is left. */
            fit->is_converged = gain <= 1e-13 * (of->deviance + 1);
            break;
        }
        fit->is_converged = gain <= 1e-13 * (of->deviance + 1);
    }
    fit->deviance = of->deviance;
}

/* Keep the terms that are no sum of those before them, by the squares of all terms. */
static void choose_terms(newton *of, bool *is_apart, keur_sparse_fit *fit)
{
    const size_t p = of->rows->n_terms;
    const keur_sparse_rows *rows = of->rows;

    for (size_t e = rows->starts[0]; e < rows->starts[rows->n_rows]; e++)
        of->shrink[rows->terms[e]] += rows->values[e] * rows->values[e];
    for (size_t t = 0; t < p; t++) {
        of->shrink[t] = of->shrink[t] > 0 ? 1 / sqrt(of->shrink[t]) : 1;
        of->place[t] = (uint32_t)t;
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        of->curves[i] = 1;
        of->pulls[i] = 0;
    }
    of->n_kept = p;
    find_derivatives(of);
    factor(of->hessian, p, 1e-10, is_apart);
    of->n_kept = 0;
    for (size_t t = 0; t < p; t++) {
        fit->is_dropped[t] = is_apart[t];
        of->place[t] = is_apart[t] ? NOWHERE : (uint32_t)of->n_kept++;
    }
    fit->n_kept = of->n_kept;
}

/* Square roots of the diagonal of the inverse, column by column of the factor's own inverse. */
static keur_status find_errors(const newton *of, const bool *is_apart, keur_sparse_fit *fit,
                               keur_error *err)
{
    const size_t p = of->n_kept;
    const double *h = of->hessian;
    const double degrees = (double)of->rows->n_rows - (double)p;
    const double variance = of->is_linear ? (degrees > 0 ? of->deviance / degrees : NAN) : 1;
    double *column = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(column, p, err));
    for (size_t t = 0; t < of->rows->n_terms; t++) {
        const size_t k = of->place[t];
        double sum = 0;

        fit->errors[t] = NAN;
        if (k == NOWHERE || is_apart[k])
            continue;
        for (size_t m = k; m < p; m++) {
            column[m] = m == k;
            for (size_t l = k; l < m; l++)
                column[m] -= h[m * p + l] * column[l];
            column[m] /= h[m * p + m];
            sum += column[m] * column[m];
        }
        fit->errors[t] = sqrt(variance * sum) * of->shrink[t];
    }
out:
    keur_release(column);
    return status;
}

static void finish(const newton *of, keur_sparse_fit *fit)
{
    for (size_t i = 0; i < of->rows->n_rows; i++) {
        if (of->is_linear) {
            fit->fitted[i] = of->sums[i];
            continue;
        }
        fit->fitted[i] = logistic(of->sums[i]);
        fit->is_separated |= logistic(-fabs(of->sums[i])) < 1e-8;
    }
    for (size_t t = 0; t < of->rows->n_terms; t++)
        if (of->place[t] != NOWHERE)
            fit->coefficients[t] = of->slopes[of->place[t]] * of->shrink[t];
}

static keur_status check(const newton *of, keur_error *err)
{
    const keur_sparse_rows *rows = of->rows;
    size_t ones = 0;

    if (of->is_linear && rows->n_rows == 0)
        return keur_fail(err, KEUR_EDATA, "there are no rows to learn from");
    for (size_t i = 0; i < rows->n_rows; i++) {
        ones += of->labels[i] > 0;
        if (!isfinite(of->labels[i]))
            return keur_fail(err, KEUR_EINVAL, "row %zu of a regression has no number", i + 1);
    }
    if (!of->is_linear && (ones == 0 || ones == rows->n_rows))
        return keur_fail(err, KEUR_EDATA, "there are not rows of both labels to learn from");
    if (rows->n_terms == 0 || rows->n_terms > UINT16_MAX)
        return keur_fail(err, KEUR_EINVAL, "a regression on %zu terms", rows->n_terms);
    return KEUR_OK;
}

static keur_status allocate(newton *of, keur_sparse_fit *fit, keur_error *err)
{
    const size_t p = of->rows->n_terms, n = of->rows->n_rows;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(fit->is_dropped, p, err));
    KEUR_TRY(KEUR_NEW(fit->coefficients, p, err));
    KEUR_TRY(KEUR_NEW(fit->errors, p, err));
    KEUR_TRY(KEUR_NEW(fit->fitted, n, err));
    KEUR_TRY(KEUR_NEW(of->place, p, err));
    KEUR_TRY(KEUR_NEW(of->shrink, p, err));
    KEUR_TRY(KEUR_NEW(of->slopes, p, err));
    KEUR_TRY(KEUR_NEW(of->step, p, err));
    KEUR_TRY(KEUR_NEW(of->gradient, p, err));
    KEUR_TRY(KEUR_NEW(of->hessian, p * p, err));
    KEUR_TRY(KEUR_NEW(of->parts, PARTS * (p * p + p), err));
    KEUR_TRY(KEUR_NEW(of->sums, n, err));
    KEUR_TRY(KEUR_NEW(of->losses, n, err));
    KEUR_TRY(KEUR_NEW(of->curves, n, err));
    KEUR_TRY(KEUR_NEW(of->pulls, n, err));
out:
    return status;
}

static void release(newton *of)
{
    keur_release(of->place);
    keur_release(of->shrink);
    keur_release(of->slopes);
    keur_release(of->step);
    keur_release(of->gradient);
    keur_release(of->hessian);
    keur_release(of->parts);
    keur_release(of->sums);
    keur_release(of->losses);
    keur_release(of->curves);
    keur_release(of->pulls);
}

static keur_status run(newton *of, keur_sparse_fit **fit, keur_error *err)
{
    keur_sparse_fit *made = NULL;
    bool *is_apart = NULL;
    keur_status status = KEUR_OK;

    *fit = NULL;
    KEUR_TRY(check(of, err));
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(KEUR_NEW(is_apart, of->rows->n_terms, err));
    KEUR_TRY(allocate(of, made, err));
    choose_terms(of, is_apart, made);
    iterate(of, is_apart, made);
    finish(of, made);
    KEUR_TRY(find_errors(of, is_apart, made, err));
    *fit = made;
    made = NULL;
out:
    release(of);
    keur_release(is_apart);
    keur_sparse_fit_free(made);
    return status;
}

keur_status keur_sparse_logistic(const keur_sparse_rows *rows, const double *labels, int threads,
                                 keur_sparse_fit **fit, keur_error *err)
{
    newton of = {.rows = rows, .labels = labels, .threads = threads};

    return run(&of, fit, err);
}

keur_status keur_sparse_linear(const keur_sparse_rows *rows, const double *values, int threads,
                               keur_sparse_fit **fit, keur_error *err)
{
    newton of = {.rows = rows, .labels = values, .is_linear = true, .threads = threads};

    return run(&of, fit, err);
}

void keur_sparse_fit_free(keur_sparse_fit *fit)
{
    if (fit == NULL)
        return;
    keur_release(fit->is_dropped);
    keur_release(fit->coefficients);
    keur_release(fit->errors);
    keur_release(fit->fitted);
    keur_release(fit);
}
