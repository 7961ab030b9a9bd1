/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression: closed forms, a plain solver of its own, and problems that break solvers. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/logistic.h"

enum { MANY = 600, COLUMNS = 5 };

typedef struct problem {
    double columns[COLUMNS][MANY], labels[MANY], weights[MANY];
    const double *views[COLUMNS];
    keur_logistic_problem given;
} problem;

static void fill(problem *of, uint64_t seed, size_t n, size_t n_columns)
{
    keur_random random = keur_random_start(seed, "test-logistic", 0);

    for (size_t i = 0; i < n; i++) {
        double sum = -.3;

        for (size_t j = 0; j < n_columns; j++) {
            of->columns[j][i] = 2 * keur_random_uniform(&random) - 1;
            sum += (double)j / 2 * of->columns[j][i];
        }
        of->labels[i] = keur_random_uniform(&random) < 1 / (1 + exp(-sum));
        of->weights[i] = (double)(1 + keur_random_below(&random, 3));
    }
    for (size_t j = 0; j < COLUMNS; j++)
        of->views[j] = of->columns[j];
    of->given = (keur_logistic_problem){n, n_columns, of->views, of->labels, NULL};
}

static keur_logistic *fit(const problem *of)
{
    keur_logistic *made = NULL;

    assert_ok(keur_logistic_fit(&of->given, 1, &made, &err));
    return made;
}

/* Four counts: the log odds ratio and its error are known in closed form. */
static void a_two_by_two_table(void **state)
{
    const size_t counts[2][2] = {{30, 10}, {15, 45}}; /* by x, by label */
    static problem of;
    keur_logistic *made;
    size_t n = 0;

    (void)state;
    for (size_t x = 0; x < 2; x++) {
        for (size_t y = 0; y < 2; y++) {
            for (size_t i = 0; i < counts[x][y]; i++) {
                of.columns[0][n] = (double)x;
                of.labels[n++] = (double)y;
            }
        }
    }
    of.views[0] = of.columns[0];
    of.given = (keur_logistic_problem){n, 1, of.views, of.labels, NULL};
    made = fit(&of);
    assert_true(made->is_converged && !made->is_separated);
    assert_near(made->coefficients[0], log(10. / 30), 1e-13);
    assert_near(made->coefficients[1], log(45. / 15) - log(10. / 30), 1e-13);
    assert_near(made->errors[0], sqrt(1. / 30 + 1. / 10), 1e-13);
    assert_near(made->errors[1], sqrt(1. / 30 + 1. / 10 + 1. / 15 + 1. / 45), 1e-13);
    assert_near(made->fitted[0], .25, 1e-13);
    assert_near(made->fitted[n - 1], .75, 1e-13);
    assert_near(made->deviance,
                -2 * (30 * log(.75) + 10 * log(.25) + 15 * log(.25) + 45 * log(.75)), 1e-13);
    keur_logistic_free(made);
    of.given.n_columns = 0;
    made = fit(&of);
    assert_near(made->coefficients[0], log(55. / 45), 1e-13);
    assert_near(made->errors[0], 1 / sqrt(100 * .55 * .45), 1e-13);
    keur_logistic_free(made);
}

/* Solve by elimination with row exchanges; `a` has m rows of 2 m: A beside the identity. */
static void invert(size_t m, double a[COLUMNS + 1][2 * (COLUMNS + 1)])
{
    for (size_t k = 0; k < m; k++) {
        size_t best = k;

        for (size_t r = k; r < m; r++)
            best = fabs(a[r][k]) > fabs(a[best][k]) ? r : best;
        for (size_t c = 0; c < 2 * m; c++) {
            const double kept = a[k][c];

            a[k][c] = a[best][c];
            a[best][c] = kept;
        }
        for (size_t r = 0; r < m; r++) {
            const double times = r == k ? 1 - 1 / a[k][k] : a[r][k] / a[k][k];

            for (size_t c = 0; c < 2 * m; c++)
                a[r][c] -= times * a[k][c];
        }
    }
}

/* Twelve plain Newton steps from nothing on the columns as they are. */
static void solve_plainly(const problem *of, double *b, double *errors)
{
    const size_t m = of->given.n_columns + 1;

    memset(b, 0, m * sizeof *b);
    for (int round = 0; round < 12; round++) {
        double a[COLUMNS + 1][2 * (COLUMNS + 1)] = {{0}}, g[COLUMNS + 1] = {0};

        for (size_t i = 0; i < of->given.n_rows; i++) {
            const double w = of->given.weights != NULL ? of->weights[i] : 1;
            double x[COLUMNS + 1] = {1}, sum = b[0], p;

            for (size_t j = 1; j < m; j++)
                sum += b[j] * (x[j] = of->columns[j - 1][i]);
            p = 1 / (1 + exp(-sum));
            for (size_t j = 0; j < m; j++) {
                g[j] += w * x[j] * (of->labels[i] - p);
                for (size_t k = 0; k < m; k++)
                    a[j][k] += w * x[j] * x[k] * p * (1 - p);
            }
        }
        for (size_t j = 0; j < m; j++)
            a[j][m + j] = 1;
        invert(m, a);
        for (size_t j = 0; j < m; j++) {
            errors[j] = sqrt(a[j][m + j]);
            for (size_t k = 0; k < m; k++)
                b[j] += a[j][m + k] * g[k];
        }
    }
}

static void a_plain_solver_agrees(void **state)
{
    static problem of;

    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        double b[COLUMNS + 1], errors[COLUMNS + 1];
        keur_logistic *made;

        fill(&of, seed, 100 + 10 * seed, 1 + seed % COLUMNS);
        of.given.weights = seed % 2 == 0 ? of.weights : NULL;
        solve_plainly(&of, b, errors);
        made = fit(&of);
        assert_true(made->is_converged);
        assert_int_equal(made->n_kept, of.given.n_columns + 1);
        for (size_t t = 0; t < made->n_terms; t++) {
            assert_near(made->coefficients[t], b[t], 1e-10);
            assert_near(made->errors[t], errors[t], 1e-10);
        }
        keur_logistic_free(made);
    }
}

/* Columns that are sums of others, and constant ones: the later go, probabilities stay. */
static void what_is_collinear_is_dropped(void **state)
{
    static problem of;
    keur_logistic *two, *all;

    (void)state;
    fill(&of, 3, MANY, 2);
    two = fit(&of);
    for (size_t i = 0; i < MANY; i++) {
        of.columns[2][i] = 7;
        of.columns[3][i] = 1000 * of.columns[0][i] - of.columns[1][i] + 2;
        of.columns[4][i] = 0;
    }
    of.given.n_columns = 5;
    all = fit(&of);
    assert_true(all->is_converged);
    assert_int_equal(all->n_kept, 3);
    for (size_t t = 0; t < 6; t++) {
        assert_int_equal(all->is_dropped[t], t >= 3);
        assert_near(all->coefficients[t], t < 3 ? two->coefficients[t] : 0, 1e-12);
        assert_near(all->errors[t], t < 3 ? two->errors[t] : (double)NAN, 1e-12);
    }
    for (size_t i = 0; i < MANY; i++)
        assert_near(all->fitted[i], two->fitted[i], 1e-12);
    keur_logistic_free(two);
    keur_logistic_free(all);
}

/* Years, and a unit of a billion: the same model in other words. */
static void units_do_not_matter(void **state)
{
    static problem of;
    keur_logistic *plain, *other;

    (void)state;
    fill(&of, 4, MANY, 3);
    plain = fit(&of);
    for (size_t i = 0; i < MANY; i++) {
        of.columns[0][i] = 20000 + of.columns[0][i];
        of.columns[1][i] *= 1e9;
        of.columns[2][i] = of.columns[1][i] * 1e-9 + 1e-5 * of.columns[2][i];
    }
    other = fit(&of);
    assert_int_equal(other->n_kept, 4);
    assert_near(other->coefficients[1], plain->coefficients[1], 1e-8);
    assert_near(other->errors[1], plain->errors[1], 1e-8);
    assert_near(other->coefficients[3] * 1e-5, plain->coefficients[3], 1e-8);
    for (size_t i = 0; i < MANY; i++)
        assert_near(other->fitted[i], plain->fitted[i], 1e-9);
    keur_logistic_free(plain);
    keur_logistic_free(other);
}

/* A column that gives the label away, wholly or for some rows: it ends, it says so, and the other
 * rows are fitted as if those were not there. */
static void separation_is_survived(void **state)
{
    static problem of;
    keur_logistic *made, *rest;
    size_t n_sure = 0;

    (void)state;
    fill(&of, 5, MANY, 2);
    memcpy(of.columns[1], of.labels, sizeof of.labels);
    made = fit(&of);
    assert_true(made->is_separated);
    assert_true(isnan(made->errors[1]));
    for (size_t i = 0; i < MANY; i++)
        assert_near(made->fitted[i], of.labels[i], 1e-8);
    keur_logistic_free(made);

    fill(&of, 6, MANY, 2);
    for (size_t i = 0; i < MANY; i++)
        of.columns[1][i] = i >= MANY - 50 && of.labels[i] > 0;
    made = fit(&of);
    assert_true(made->is_separated);
    for (size_t i = 0, to = 0; i < MANY; i++) {
        if (of.columns[1][i] > 0) {
            assert_true(made->fitted[i] > 1 - 1e-8);
            n_sure++;
            continue;
        }
        made->fitted[to] = made->fitted[i];
        of.columns[0][to] = of.columns[0][i];
        of.labels[to++] = of.labels[i];
    }
    assert_true(n_sure > 10);
    of.given.n_rows = MANY - n_sure;
    of.given.n_columns = 1;
    rest = fit(&of);
    assert_false(rest->is_separated);
    for (size_t i = 0; i < of.given.n_rows; i++)
        assert_near(made->fitted[i], rest->fitted[i], 1e-7);
    keur_logistic_free(made);
    keur_logistic_free(rest);
}

/* Plain Newton steps from nothing overshoot here: at the seventh the deviance goes from 19 to 753.
 * At the maximum the residuals of both terms add up to 0. */
static void steps_that_go_too_far_are_halved(void **state)
{
    static const double x[] = {-.9, -.7, 4.8, .9, -.2, 2.3, -507.9},
                        labels[] = {0, 1, 1, 1, 0, 0, 0};
    static const double weights[] = {50, 1, 1, 1, 1, 1, 1};
    const double *columns[] = {x};
    const keur_logistic_problem given = {7, 1, columns, labels, weights};
    keur_logistic *made;
    double sum = 0, product = 0;

    (void)state;
    assert_ok(keur_logistic_fit(&given, 1, &made, &err));
    assert_true(made->is_converged);
    for (size_t i = 0; i < 7; i++) {
        sum += weights[i] * (labels[i] - made->fitted[i]);
        product += weights[i] * (labels[i] - made->fitted[i]) * x[i];
    }
    assert_near(sum, 0, 1e-9);
    assert_near(product, 0, 1e-9);
    keur_logistic_free(made);
}

static void threads_change_nothing(void **state)
{
    static problem of;
    keur_logistic *one, *other;

    (void)state;
    fill(&of, 7, MANY, 5);
    one = fit(&of);
    for (int threads = 2; threads < 8; threads += 5) {
        assert_ok(keur_logistic_fit(&of.given, threads, &other, &err));
        assert_memory_equal(one->coefficients, other->coefficients, 6 * sizeof(double));
        assert_memory_equal(one->errors, other->errors, 6 * sizeof(double));
        assert_memory_equal(one->fitted, other->fitted, MANY * sizeof(double));
        keur_logistic_free(other);
    }
    keur_logistic_free(one);
}

static void bad_problems_are_refused(void **state)
{
    static problem of;
    keur_logistic *made;

    (void)state;
    fill(&of, 8, MANY, 2);
    of.columns[1][7] = NAN;
    assert_fails(keur_logistic_fit(&of.given, 1, &made, &err), KEUR_EINVAL, "column 2");
    assert_null(made);
    of.columns[1][7] = 0;
    of.given.weights = of.weights;
    of.weights[9] = 0;
    assert_fails(keur_logistic_fit(&of.given, 1, &made, &err), KEUR_EINVAL, "weight");
    of.given.weights = NULL;
    of.labels[3] = .5;
    assert_fails(keur_logistic_fit(&of.given, 1, &made, &err), KEUR_EINVAL, "label");
    for (size_t i = 0; i < MANY; i++)
        of.labels[i] = 1;
    assert_fails(keur_logistic_fit(&of.given, 1, &made, &err), KEUR_EDATA, "both labels");
    of.given.n_rows = 0;
    assert_fails(keur_logistic_fit(&of.given, 1, &made, &err), KEUR_EDATA, "both labels");
    keur_logistic_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_two_by_two_table),
        cmocka_unit_test(a_plain_solver_agrees),
        cmocka_unit_test(what_is_collinear_is_dropped),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(separation_is_survived),
        cmocka_unit_test(steps_that_go_too_far_are_halved),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(bad_problems_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
