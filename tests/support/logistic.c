/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/logistic.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "support/orthogonal.h"

enum { MAX_ROUNDS = 100, MAX_HALVINGS = 30 };

/* A fit on its way, in terms of orthonormal columns. */
typedef struct newton {
    const keur_logistic_problem *problem;
    keur_orthogonal *on;
    int threads;
    double *slopes, *step, *gradient; /* by kept term */
    double *hessian;                  /* lower triangle; then its Cholesky factor */
    double *sums, *curves, *pulls;    /* by row: linear predictor, second and first derivatives */
    double deviance;
} newton;

static double weight(const keur_logistic_problem *problem, size_t i)
{
    return problem->weights != NULL ? problem->weights[i] : 1;
}

static double logistic(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* -2 log(probability of the label), added up, without cancellation. */
static double deviance_at(const keur_logistic_problem *problem, const double *sums)
{
    double total = 0;

    for (size_t i = 0; i < problem->n_rows; i++) {
        const double against = problem->labels[i] > 0 ? -sums[i] : sums[i];

        total += weight(problem, i) *
                 (against > 0 ? against + log1p(exp(-against)) : log1p(exp(against)));
    }
    return 2 * total;
}

static void set_sums(const newton *of, const double *slopes)
{
    for (size_t i = 0; i < of->problem->n_rows; i++)
        of->sums[i] = 0;
    for (size_t k = 0; k < of->on->n_kept; k++) {
        const double *q = of->on->q[k];

        for (size_t i = 0; i < of->problem->n_rows; i++)
            of->sums[i] += slopes[k] * q[i];
    }
}

/* Row k of the hessian and item k of the gradient, each sum by one thread. */
static keur_status find_rows(void *context, size_t begin, size_t end, keur_error *err)
{
    const newton *of = context;
    const size_t n = of->problem->n_rows, p = of->on->n_kept;
    double *weighted = NULL;
    const keur_status status = KEUR_NEW(weighted, n, err);

    if (status != KEUR_OK)
        return status;
    for (size_t k = begin; k < end; k++) {
        for (size_t i = 0; i < n; i++)
            weighted[i] = of->curves[i] * of->on->q[k][i];
        for (size_t l = 0; l <= k; l++)
            of->hessian[k * p + l] = keur_dot(weighted, of->on->q[l], n);
        of->gradient[k] = keur_dot(of->pulls, of->on->q[k], n);
    }
    keur_release(weighted);
    return KEUR_OK;
}

static keur_status find_derivatives(newton *of, keur_error *err)
{
    for (size_t i = 0; i < of->problem->n_rows; i++) {
        const double p = logistic(of->sums[i]), q = logistic(-of->sums[i]);
        const double w = weight(of->problem, i);

        of->curves[i] = w * p * q;
        of->pulls[i] = of->problem->labels[i] > 0 ? w * q : -w * p;
    }
    return keur_parallel_for(of->on->n_kept, 1, of->threads, find_rows, of, err);
}

/* Replace the hessian by its Cholesky factor; false where it is singular to working precision. */
static bool factor(newton *of)
{
    const size_t p = of->on->n_kept;
    double *h = of->hessian;
    double most = 0;

    for (size_t k = 0; k < p; k++)
        most = fmax(most, h[k * p + k]);
    for (size_t k = 0; k < p; k++) {
        for (size_t l = 0; l <= k; l++) {
            double sum = h[k * p + l];

            for (size_t m = 0; m < l; m++)
                sum -= h[k * p + m] * h[l * p + m];
            if (l < k)
                h[k * p + l] = sum / h[l * p + l];
            else if (sum > 1e-14 * most)
                h[k * p + k] = sqrt(sum);
            else
                return false;
        }
    }
    return true;
}

/* x with L x = b, in place. */
static void solve_lower(const double *factor, size_t p, double *b)
{
    for (size_t k = 0; k < p; k++) {
        for (size_t l = 0; l < k; l++)
            b[k] -= factor[k * p + l] * b[l];
        b[k] /= factor[k * p + k];
    }
}

/* The step, and what it promises: gradient times step. */
static double find_step(newton *of)
{
    const size_t p = of->on->n_kept;
    double gain = 0;

    for (size_t k = 0; k < p; k++)
        of->step[k] = of->gradient[k];
    solve_lower(of->hessian, p, of->step);
    for (size_t k = p; k-- > 0;) {
        for (size_t l = k + 1; l < p; l++)
            of->step[k] -= of->hessian[l * p + k] * of->step[l];
        of->step[k] /= of->hessian[k * p + k];
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

        for (size_t k = 0; k < of->on->n_kept; k++)
            of->slopes[k] += of->step[k];
        set_sums(of, of->slopes);
        deviance = deviance_at(of->problem, of->sums);
        /* Rounding may make an arrived fit look worse by some units of the last place. */
        if (deviance <= of->deviance * (1 + 1e-13)) {
            of->deviance = deviance;
            return true;
        }
        for (size_t k = 0; k < of->on->n_kept; k++) {
            of->slopes[k] -= of->step[k];
            of->step[k] /= 2;
        }
    }
    set_sums(of, of->slopes);
    return false;
}

static keur_status iterate(newton *of, keur_logistic *fit, keur_error *err)
{
    keur_status status = KEUR_OK;

    of->deviance = deviance_at(of->problem, of->sums);
    while (fit->rounds < MAX_ROUNDS && !fit->is_converged) {
        double gain;

        KEUR_TRY(find_derivatives(of, err));
        if (!factor(of))
            break;
        gain = find_step(of);
        fit->rounds++;
        if (!take_step(of))
            break;
        fit->is_converged = gain <= 1e-16 * (of->deviance + 1);
    }
    fit->deviance = of->deviance;
out:
    return status;
}

/* From slopes along orthonormal columns to coefficients of terms: R' b = slopes, from the last. */
static void set_coefficients(const newton *of, keur_logistic *fit)
{
    const keur_orthogonal *on = of->on;

    for (size_t k = on->n_kept; k-- > 0;) {
        double left = of->slopes[k];

        for (size_t l = k + 1; l < on->n_kept; l++)
            left -= on->r[l * on->n_terms + k] * fit->coefficients[on->terms[l]];
        fit->coefficients[on->terms[k]] = left / on->r[k * on->n_terms + k];
    }
}

/* The variance of coefficient j is |inv(L) inv(R) e_j|^2 for the hessian L L'. */
static void set_errors(newton *of, keur_logistic *fit)
{
    const keur_orthogonal *on = of->on;
    const size_t p = on->n_kept;
    double *x = of->step;

    for (size_t j = 0; j < p; j++) {
        double sum = 0;

        for (size_t k = 0; k < p; k++) {
            x[k] = k == j;
            for (size_t l = 0; l < k; l++)
                x[k] -= on->r[k * on->n_terms + l] * x[l];
            x[k] /= on->r[k * on->n_terms + k];
        }
        solve_lower(of->hessian, p, x);
        for (size_t k = 0; k < p; k++)
            sum += x[k] * x[k];
        fit->errors[on->terms[j]] = sqrt(sum);
    }
}

static keur_status finish(newton *of, keur_logistic *fit, keur_error *err)
{
    keur_status status = KEUR_OK;

    fit->n_kept = of->on->n_kept;
    for (size_t t = 0; t < fit->n_terms; t++) {
        fit->is_dropped[t] = of->on->is_dropped[t];
        fit->errors[t] = NAN;
    }
    for (size_t i = 0; i < of->problem->n_rows; i++) {
        fit->fitted[i] = logistic(of->sums[i]);
        if (logistic(-fabs(of->sums[i])) < 1e-8)
            fit->is_separated = true;
    }
    set_coefficients(of, fit);
    KEUR_TRY(find_derivatives(of, err));
    if (!fit->is_separated && factor(of))
        set_errors(of, fit);
out:
    return status;
}

static keur_status check(const keur_logistic_problem *problem, keur_error *err)
{
    double by_label[2] = {0, 0};

    for (size_t i = 0; i < problem->n_rows; i++) {
        if (!(weight(problem, i) > 0) || !isfinite(weight(problem, i)))
            return keur_fail(err, KEUR_EINVAL, "a weight is not a positive number");
        if (problem->labels[i] != 0 && problem->labels[i] != 1)
            return keur_fail(err, KEUR_EINVAL, "a label is neither 0 nor 1");
        by_label[problem->labels[i] > 0] += weight(problem, i);
    }
    for (size_t j = 0; j < problem->n_columns; j++) {
        for (size_t i = 0; i < problem->n_rows; i++) {
            if (!isfinite(problem->columns[j][i]))
                return keur_fail(err, KEUR_EINVAL,
                                 "column %zu has a value that is missing or infinite", j + 1);
        }
    }
    if (!(by_label[0] > 0 && by_label[1] > 0))
        return keur_fail(err, KEUR_EDATA, "there are not rows of both labels to learn from");
    return KEUR_OK;
}

static keur_status allocate(const keur_logistic_problem *problem, newton *of, keur_logistic *fit,
                            keur_error *err)
{
    const size_t p = of->on->n_kept, n = problem->n_rows;
    keur_status status = KEUR_OK;

    fit->n_terms = problem->n_columns + 1;
    KEUR_TRY(KEUR_NEW(fit->is_dropped, fit->n_terms, err));
    KEUR_TRY(KEUR_NEW(fit->coefficients, fit->n_terms, err));
    KEUR_TRY(KEUR_NEW(fit->errors, fit->n_terms, err));
    KEUR_TRY(KEUR_NEW(fit->fitted, n, err));
    KEUR_TRY(KEUR_NEW(of->slopes, p, err));
    KEUR_TRY(KEUR_NEW(of->step, p, err));
    KEUR_TRY(KEUR_NEW(of->gradient, p, err));
    KEUR_TRY(KEUR_NEW(of->hessian, p * p, err));
    KEUR_TRY(KEUR_NEW(of->sums, n, err));
    KEUR_TRY(KEUR_NEW(of->curves, n, err));
    KEUR_TRY(KEUR_NEW(of->pulls, n, err));
out:
    return status;
}

keur_status keur_logistic_fit(const keur_logistic_problem *problem, int threads,
                              keur_logistic **fit, keur_error *err)
{
    newton of = {.problem = problem, .threads = threads};
    keur_logistic *made = NULL;
    keur_status status = KEUR_OK;

    *fit = NULL;
    KEUR_TRY(check(problem, err));
    KEUR_TRY(keur_orthogonal_new(problem->columns, problem->n_columns, problem->n_rows, threads,
                                 &of.on, err));
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(allocate(problem, &of, made, err));
    KEUR_TRY(iterate(&of, made, err));
    KEUR_TRY(finish(&of, made, err));
    *fit = made;
    made = NULL;
out:
    keur_orthogonal_free(of.on);
    keur_release(of.slopes);
    keur_release(of.step);
    keur_release(of.gradient);
    keur_release(of.hessian);
    keur_release(of.sums);
    keur_release(of.curves);
    keur_release(of.pulls);
    keur_logistic_free(made);
    return status;
}

void keur_logistic_free(keur_logistic *fit)
{
    if (fit == NULL)
        return;
    keur_release(fit->is_dropped);
    keur_release(fit->coefficients);
    keur_release(fit->errors);
    keur_release(fit->fitted);
    keur_release(fit);
}
