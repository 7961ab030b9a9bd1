/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression on rows of few entries against the one on whole columns, which works on
 * columns made orthonormal and shares no code; least squares against elimination; terms that are
 * sums of others, terms that one label alone has, and what cannot be fitted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/sparse_logistic.h"
#include "support/check.h"
#include "support/logistic.h"

enum { ROWS = 600, TERMS = 12, LEVELS = 5 };

/* Term 0 the intercept, 1 and 2 numbers, 3 .. 7 all levels of a column, one of them too many; 8 is
 * nowhere; 9 .. 11 the levels of another column but the first. */
typedef struct problem {
    size_t n;
    size_t starts[ROWS + 1];
    uint32_t terms[ROWS * TERMS];
    double values[ROWS * TERMS], labels[ROWS];
    double dense[TERMS][ROWS];
} problem;

static void enter(problem *to, size_t row, size_t term, double value, size_t *n)
{
    to->terms[*n] = (uint32_t)term;
    to->values[(*n)++] = value;
    to->dense[term][row] = value;
}

static void draw(keur_random *random, problem *to, size_t n_rows)
{
    size_t n = 0;

    memset(to, 0, sizeof *to);
    to->n = n_rows;
    for (size_t i = 0; i < n_rows; i++) {
        const double x = keur_random_uniform(random) - .5, y = x + keur_random_uniform(random);
        const size_t level = (size_t)keur_random_below(random, LEVELS);
        const size_t other = (size_t)keur_random_below(random, 4);
        const double score = 2 * x + (level == 1) - (other == 2);

        enter(to, i, 0, 1, &n);
        enter(to, i, 1, x, &n);
        if (keur_random_below(random, 4) > 0)
            enter(to, i, 2, y, &n);
        enter(to, i, 3 + level, 1, &n);
        if (other > 0)
            enter(to, i, 8 + other, 1, &n);
        to->starts[i + 1] = n;
        to->labels[i] = keur_random_uniform(random) < 1 / (1 + exp(-score));
    }
}

static keur_sparse_fit *fit_sparse(const problem *of, int threads)
{
    keur_sparse_fit *fit = NULL;

    assert_ok(
        keur_sparse_logistic(&(keur_sparse_rows){of->n, TERMS, of->starts, of->terms, of->values},
                             of->labels, threads, &fit, &err));
    return fit;
}

static keur_logistic *fit_dense(const problem *of)
{
    const double *columns[TERMS - 1];
    keur_logistic *fit = NULL;

    for (size_t j = 1; j < TERMS; j++)
        columns[j - 1] = of->dense[j];
    assert_ok(keur_logistic_fit(
        &(keur_logistic_problem){of->n, TERMS - 1, columns, of->labels, NULL}, 1, &fit, &err));
    return fit;
}

static void as_whole_columns(void **state)
{
    static problem of;

    (void)state;
    for (uint64_t turn = 0; turn < 20; turn++) {
        keur_random random = keur_random_start(1, "sparse", turn);
        keur_sparse_fit *sparse;
        keur_logistic *dense;

        draw(&random, &of, 200 + 20 * (size_t)turn);
        sparse = fit_sparse(&of, 1);
        dense = fit_dense(&of);
        assert_true(sparse->is_converged && dense->is_converged);
        assert_false(sparse->is_separated);
        assert_int_equal(sparse->n_kept, dense->n_kept);
        assert_true(sparse->is_dropped[7] && sparse->is_dropped[8]);
        assert_near(sparse->deviance / dense->deviance, 1, 1e-12);
        for (size_t t = 0; t < TERMS; t++) {
            assert_int_equal(sparse->is_dropped[t], dense->is_dropped[t]);
            assert_near(sparse->coefficients[t], dense->coefficients[t], 1e-7);
            assert_near(sparse->errors[t], dense->errors[t], 1e-6);
        }
        for (size_t i = 0; i < of.n; i++)
            assert_near(sparse->fitted[i], dense->fitted[i], 1e-9);
        keur_sparse_fit_free(sparse);
        keur_logistic_free(dense);
    }
}

/* --- least squares */

enum { KEPT = TERMS - 2 };

/* x with A x = b by elimination with pivots; both are overwritten. */
static void eliminate(double a[KEPT][KEPT], double *b, double *x)
{
    for (size_t k = 0; k < KEPT; k++) {
        size_t best = k;

        for (size_t i = k; i < KEPT; i++)
            best = fabs(a[i][k]) > fabs(a[best][k]) ? i : best;
        for (size_t j = 0; j < KEPT; j++) {
            const double swap = a[k][j];

            a[k][j] = a[best][j];
            a[best][j] = swap;
        }
        x[k] = b[best];
        b[best] = b[k];
        b[k] = x[k];
        for (size_t i = k + 1; i < KEPT; i++) {
            const double share = a[i][k] / a[k][k];

            for (size_t j = 0; j < KEPT; j++)
                a[i][j] -= share * a[k][j];
            b[i] -= share * b[k];
        }
    }
    for (size_t k = KEPT; k-- > 0;) {
        x[k] = b[k];
        for (size_t j = k + 1; j < KEPT; j++)
            x[k] -= a[k][j] * x[j];
        x[k] /= a[k][k];
    }
}

/* Products of the columns that are no sums of others, of rows from `first` on. */
static void multiply(const problem *of, size_t first, const double *values, double a[KEPT][KEPT],
                     double *b)
{
    static const size_t kept[KEPT] = {0, 1, 2, 3, 4, 5, 6, 9, 10, 11};

    for (size_t k = 0; k < KEPT; k++) {
        b[k] = 0;
        for (size_t l = 0; l < KEPT; l++) {
            a[k][l] = 0;
            for (size_t i = first; i < of->n; i++)
                a[k][l] += of->dense[kept[k]][i] * of->dense[kept[l]][i];
        }
        for (size_t i = first; values != NULL && i < of->n; i++)
            b[k] += of->dense[kept[k]][i] * values[i];
    }
}

/* Normal equations by elimination; the rows of the second half are a view of their own. */
static void least_squares(void **state)
{
    static const size_t kept[KEPT] = {0, 1, 2, 3, 4, 5, 6, 9, 10, 11};
    static problem of;

    (void)state;
    for (uint64_t turn = 0; turn < 20; turn++) {
        keur_random random = keur_random_start(5, "sparse", turn);
        double values[ROWS], a[KEPT][KEPT], b[KEPT], x[KEPT], left = 0;
        const size_t first = turn % 2 == 0 ? 0 : 100;
        keur_sparse_fit *fit = NULL;

        draw(&random, &of, 300);
        for (size_t i = 0; i < of.n; i++)
            values[i] = of.labels[i] - 3 * of.dense[1][i] + keur_random_uniform(&random);
        multiply(&of, first, values, a, b);
        eliminate(a, b, x);
        assert_ok(keur_sparse_linear(
            &(keur_sparse_rows){of.n - first, TERMS, of.starts + first, of.terms, of.values},
            values + first, 1, &fit, &err));
        assert_true(fit->is_converged && fit->n_kept == KEPT && !fit->is_separated);
        for (size_t i = first; i < of.n; i++) {
            double sum = 0;

            for (size_t k = 0; k < KEPT; k++)
                sum += x[k] * of.dense[kept[k]][i];
            assert_near(fit->fitted[i - first], sum, 1e-10);
            left += pow(values[i] - sum, 2);
        }
        assert_near(fit->deviance, left, 1e-10);
        for (size_t k = 0; k < KEPT; k++) {
            double unit[KEPT] = {0}, column[KEPT];

            assert_near(fit->coefficients[kept[k]], x[k], 1e-9);
            multiply(&of, first, NULL, a, column);
            unit[k] = 1;
            eliminate(a, unit, column);
            assert_near(fit->errors[kept[k]],
                        sqrt(left / ((double)(of.n - first) - KEPT) * column[k]), 1e-9);
        }
        keur_sparse_fit_free(fit);
    }
}

/* Values that the terms give exactly, and as many rows as terms. */
static void perfect(void **state)
{
    static problem of;
    keur_random random = keur_random_start(6, "sparse", 0);
    double values[ROWS];
    keur_sparse_fit *fit = NULL;

    (void)state;
    draw(&random, &of, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        values[i] = 1 + 2 * of.dense[1][i] - of.dense[3][i];
    assert_ok(keur_sparse_linear(&(keur_sparse_rows){ROWS, TERMS, of.starts, of.terms, of.values},
                                 values, 1, &fit, &err));
    assert_true(fit->is_converged);
    assert_near(fit->coefficients[1], 2, 1e-12);
    assert_true(fit->errors[1] < 1e-10);
    keur_sparse_fit_free(fit);
    assert_ok(keur_sparse_linear(&(keur_sparse_rows){1, TERMS, of.starts, of.terms, of.values},
                                 values, 1, &fit, &err));
    assert_true(isnan(fit->errors[0]));
    keur_sparse_fit_free(fit);
}

/* A level that only rows of label 1 have: their probability goes to 1, the rest is as without. */
static void separated(void **state)
{
    static problem of;
    keur_random random = keur_random_start(2, "sparse", 0);
    keur_sparse_fit *fit;
    keur_logistic *dense;

    (void)state;
    draw(&random, &of, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        if (of.dense[4][i] > 0)
            of.labels[i] = 1;
    fit = fit_sparse(&of, 1);
    dense = fit_dense(&of);
    assert_true(fit->is_converged);
    for (size_t i = 0; i < ROWS; i++) {
        if (of.dense[4][i] > 0)
            assert_true(fit->fitted[i] > 1 - 1e-5);
        assert_near(fit->fitted[i], dense->fitted[i], 1e-5);
    }
    keur_sparse_fit_free(fit);
    keur_logistic_free(dense);

    for (size_t i = 0; i < ROWS; i++) /* and one number that parts the labels altogether */
        of.labels[i] = of.dense[1][i] > 0;
    fit = fit_sparse(&of, 1);
    assert_true(fit->is_separated);
    for (size_t i = 0; i < ROWS; i++)
        assert_true(fabs(fit->fitted[i] - of.labels[i]) < 0.01);
    keur_sparse_fit_free(fit);
}

static void threads(void **state)
{
    static const int counts[] = {2, 7};
    static problem of;
    keur_random random = keur_random_start(3, "sparse", 0);
    keur_sparse_fit *one;

    (void)state;
    draw(&random, &of, ROWS);
    one = fit_sparse(&of, 1);
    for (size_t t = 0; t < 2; t++) {
        keur_sparse_fit *more = fit_sparse(&of, counts[t]);

        assert_memory_equal(one->fitted, more->fitted, ROWS * sizeof *one->fitted);
        keur_sparse_fit_free(more);
    }
    keur_sparse_fit_free(one);
}

static void refused(void **state)
{
    static problem of;
    keur_random random = keur_random_start(4, "sparse", 0);
    keur_sparse_fit *fit = NULL;
    const keur_sparse_rows rows = {20, TERMS, of.starts, of.terms, of.values};
    const keur_sparse_rows none = {0, TERMS, of.starts, of.terms, of.values};
    const keur_sparse_rows empty = {20, 0, of.starts, of.terms, of.values};

    (void)state;
    draw(&random, &of, 20);
    of.labels[0] = 0;
    of.labels[1] = 1;
    assert_fails(keur_sparse_logistic(&none, of.labels, 1, &fit, &err), KEUR_EDATA, "both labels");
    assert_fails(keur_sparse_logistic(&empty, of.labels, 1, &fit, &err), KEUR_EINVAL, "0 terms");
    memset(of.labels, 0, sizeof of.labels);
    assert_fails(keur_sparse_logistic(&rows, of.labels, 1, &fit, &err), KEUR_EDATA, "both labels");
    assert_fails(keur_sparse_linear(&none, of.labels, 1, &fit, &err), KEUR_EDATA, "no rows");
    of.labels[3] = NAN;
    assert_fails(keur_sparse_linear(&rows, of.labels, 1, &fit, &err), KEUR_EINVAL, "row 4");
    assert_null(fit);
    keur_sparse_fit_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_whole_columns), cmocka_unit_test(least_squares),
        cmocka_unit_test(perfect),          cmocka_unit_test(separated),
        cmocka_unit_test(threads),          cmocka_unit_test(refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
