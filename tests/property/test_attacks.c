/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies on hundreds of random tables against plain loops over the values. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "support/problem.h"

enum { ROUNDS = 300 };

static void check_absent(const keur_result *found, const char *name)
{
    const keur_figure *figure = keur_result_find(found, name);

    assert_true(figure == NULL || isnan(figure->value));
}

static size_t count_equal(const keur_plain *a, size_t i, const keur_plain *b)
{
    size_t n = 0;

    for (size_t k = 0; k < b->n_rows; k++)
        n += keur_plain_same_row(a, i, b, k, NULL, a->n_columns);
    return n;
}

static void expect_copies(const keur_problem *of, const keur_plain *real, double *copies,
                          double *found)
{
    const bool is_paired = of->is_paired && real == &of->holdout;
    double n_unique = 0, n_found = 0, n_equal = 0;

    for (size_t i = 0; i < of->synthetic.n_rows; i++)
        n_equal += count_equal(&of->synthetic, i, real) > is_paired;
    for (size_t i = 0; i < real->n_rows; i++) {
        if (count_equal(real, i, &of->train) + count_equal(real, i, &of->holdout) != 1)
            continue;
        n_unique++;
        n_found += count_equal(real, i, &of->synthetic) > is_paired;
    }
    *copies = n_equal / (double)of->synthetic.n_rows;
    *found = n_unique > 0 ? n_found / n_unique : NAN;
}

static void check_copies(const keur_problem *of, keur_case *on)
{
    keur_result *found = keur_check_run(on, "exact-copies", NULL);
    double copies[2], share[2];

    expect_copies(of, &of->train, &copies[0], &share[0]);
    expect_copies(of, &of->holdout, &copies[1], &share[1]);
    keur_check_is(found, "synthetic-copies", copies[0]);
    keur_check_is(found, "synthetic-copies-holdout", copies[1]);
    keur_check_is(found, "exact-copies", share[0]);
    keur_check_is(found, "exact-copies-holdout", share[1]);
    keur_check_is(found, "exact-copies-excess", share[0] - share[1]);
    keur_result_free(found);
}

/* --- dcr and dcr-share --- */

static void check_summary(const keur_result *found, const char *name, const char *suffix,
                          const double *values, size_t n)
{
    double sorted[KEUR_PLAIN_ROWS], sum = 0;
    char full[40];

    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        sorted[i] = values[i];
        for (size_t at = i; at > 0 && sorted[at - 1] > sorted[at]; at--) {
            const double swap = sorted[at];

            sorted[at] = sorted[at - 1];
            sorted[at - 1] = swap;
        }
    }
    (void)snprintf(full, sizeof full, "%s-mean%s", name, suffix);
    keur_check_is(found, full, sum / (double)n);
    (void)snprintf(full, sizeof full, "%s-median%s", name, suffix);
    keur_check_is(found, full, keur_plain_quantile(sorted, n, 0.5));
    (void)snprintf(full, sizeof full, "%s-p5%s", name, suffix);
    keur_check_is(found, full, keur_plain_quantile(sorted, n, 0.05));
}

static void check_dcr(const keur_problem *of, keur_case *on, const char *scaling, bool is_squared)
{
    const keur_plain *real[2] = {&of->train, &of->holdout};
    static const char *const suffixes[] = {"", "-holdout"};
    keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    char arguments[60];
    keur_result *found;

    (void)snprintf(arguments, sizeof arguments, "scaling=%s;metric=%s", scaling,
                   is_squared ? "l2" : "l1");
    found = keur_check_run(on, "dcr", arguments);
    keur_problem_rulers(of, scaling, rulers);
    for (size_t t = 0; t < 2; t++) {
        double first[KEUR_PLAIN_ROWS], ratio[KEUR_PLAIN_ROWS], sorted[KEUR_PLAIN_ROWS];
        size_t n = 0;

        for (size_t i = 0; i < of->synthetic.n_rows; i++) {
            n = keur_problem_distances(of, rulers, is_squared, &of->synthetic, i, real[t], sorted);
            first[i] = sorted[0];
            ratio[i] = sorted[1] > 0 ? sorted[0] / sorted[1] : 1;
        }
        if (n > 0)
            check_summary(found, "dcr", suffixes[t], first, of->synthetic.n_rows);
        if (n > 1)
            check_summary(found, "nndr", suffixes[t], ratio, of->synthetic.n_rows);
        else
            check_absent(found, t == 0 ? "nndr-mean" : "nndr-mean-holdout");
    }
    keur_result_free(found);
}

/* Numbers of all columns in 100 pooled groups, so that distance counts columns that differ. */
static void bin(const keur_problem *of, keur_problem *binned)
{
    *binned = *of;
    for (size_t j = 0; j < of->train.n_columns; j++) {
        double pooled[3 * KEUR_PLAIN_ROWS];
        size_t n = keur_plain_numbers(&of->train, &of->holdout, j, pooled);
        keur_plain all = of->synthetic;

        n += keur_plain_numbers(&all, NULL, j, pooled + n);
        for (size_t i = 1; i < n; i++) {
            for (size_t at = i; at > 0 && pooled[at - 1] > pooled[at]; at--) {
                const double swap = pooled[at];

                pooled[at] = pooled[at - 1];
                pooled[at - 1] = swap;
            }
        }
        keur_plain_cut(&binned->train, j, pooled, n, 100, false);
        keur_plain_cut(&binned->holdout, j, pooled, n, 100, false);
        keur_plain_cut(&binned->synthetic, j, pooled, n, 100, false);
    }
}

static void expect_contest(const keur_problem *of, const keur_problem *original,
                           const keur_ruler *rulers, double counts[3])
{
    counts[0] = counts[1] = counts[2] = 0;
    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        double nearest[2] = {INFINITY, INFINITY};

        for (size_t t = 0; t < 2; t++) {
            const keur_plain *real = t == 0 ? &of->train : &of->holdout;
            const int self =
                t == 0 ? KEUR_PLAIN_NO_ROW
                       : keur_problem_itself(original, &original->synthetic, i, &original->holdout);

            for (size_t k = 0; k < real->n_rows; k++) {
                double sum = 0;

                for (size_t j = 0; j < real->n_columns; j++) {
                    const keur_plain_cell *a = &of->synthetic.cells[i][j], *b = &real->cells[k][j];

                    sum += rulers != NULL ? keur_ruler_differ(&rulers[j], a, b)
                                          : !keur_plain_same_cell(a, b);
                }
                if ((int)k != self)
                    nearest[t] = fmin(nearest[t], sum);
            }
        }
        counts[0] += nearest[0] < nearest[1];
        counts[1] += nearest[0] > nearest[1];
        counts[2] += nearest[0] == nearest[1];
    }
}

static void check_share(const keur_problem *of, keur_case *on, const char *arguments,
                        const double counts[3])
{
    const double t = (double)of->train.n_rows, h = (double)of->holdout.n_rows;
    keur_result *found = keur_check_run(on, "dcr-share", arguments);

    keur_check_is(found, "closer", counts[0]);
    keur_check_is(found, "further", counts[1]);
    keur_check_is(found, "equal", counts[2]);
    keur_check_is(found, "share",
                  (counts[0] + t / (t + h) * counts[2]) / (double)of->synthetic.n_rows);
    keur_result_free(found);
}

static void check_dcr_share(const keur_problem *of, keur_case *on, const char *scaling)
{
    static keur_problem binned;
    const bool is_equal = of->train.n_rows == of->holdout.n_rows;
    keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    double counts[3];
    char arguments[80];
    keur_result *found;

    if (of->is_paired && of->holdout.n_rows == 1) {
        found = keur_check_run(on, "dcr-share", NULL);
        keur_check_is(found, "share", NAN);
        keur_result_free(found);
        return;
    }
    keur_problem_rulers(of, scaling, rulers);
    expect_contest(of, of, rulers, counts);
    (void)snprintf(arguments, sizeof arguments, "sizes=as-given;scaling=%s", scaling);
    check_share(of, on, arguments, counts);
    (void)snprintf(arguments, sizeof arguments, "scaling=%s", scaling);
    if (is_equal)
        check_share(of, on, arguments, counts);
    bin(of, &binned);
    expect_contest(&binned, of, NULL, counts);
    check_share(of, on, "metric=bins100;sizes=as-given", counts);
    if (is_equal)
        check_share(of, on, "metric=bins100", counts);
    /* Fewer rows to be near to: only train, or only the holdout, can lose by it. */
    found = keur_check_run(on, "dcr-share", "metric=bins100");
    assert_true(keur_check_value(found, "closer") + keur_check_value(found, "further") +
                    keur_check_value(found, "equal") ==
                (double)of->synthetic.n_rows);
    if (of->train.n_rows >= of->holdout.n_rows)
        assert_true(keur_check_value(found, "closer") <= counts[0]);
    else if (!of->is_paired)
        assert_true(keur_check_value(found, "further") <= counts[1]);
    keur_result_free(found);
}

static void test_against_loops(void **state)
{
    static const char *const scalings[] = {"range", "rank", "standard", "normal", "none"};
    static keur_problem of;
    keur_random random = keur_random_start(20, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const char *scaling = scalings[keur_random_below(&random, 5)];
        const bool is_squared = keur_random_below(&random, 2) == 0;
        keur_case *on;

        keur_problem_draw(&random, &of);
        on = keur_problem_case(&of, round % 10 == 0 ? 3 : 1);
        assert_int_equal(keur_check_case_noticed(on, "no row was compared with itself"),
                         of.is_paired);
        check_copies(&of, on);
        check_dcr(&of, on, scaling, is_squared);
        check_dcr_share(&of, on, scaling);
        keur_case_free(on);
    }
}

/* The order of rows says nothing: not in any table, nor for any figure without a random half. */
static void test_order_of_rows(void **state)
{
    static const char *const measures[] = {"exact-copies",
                                           "dcr",
                                           "membership-distance",
                                           "membership-distance-difference",
                                           "membership-distance-ratio",
                                           "membership-distance-local",
                                           "membership-ball",
                                           "membership-vote",
                                           "membership-marginal-ratio",
                                           "membership-density",
                                           "membership-density-ratio"};
    static keur_problem of, shuffled;
    keur_random random = keur_random_start(21, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < 30; round++) {
        keur_case *a, *b;

        do
            keur_problem_draw(&random, &of);
        while (of.is_paired);
        shuffled = of;
        keur_plain_shuffle(&random, &of.train, &shuffled.train);
        keur_plain_shuffle(&random, &of.holdout, &shuffled.holdout);
        keur_plain_shuffle(&random, &of.synthetic, &shuffled.synthetic);
        keur_plain_shuffle(&random, &of.reference, &shuffled.reference);
        a = keur_problem_case(&of, 1);
        b = keur_problem_case(&shuffled, 1);
        for (size_t m = 0; m < sizeof measures / sizeof *measures; m++) {
            keur_result *x = keur_check_run(a, measures[m], NULL);
            keur_result *y = keur_check_run(b, measures[m], NULL);

            assert_int_equal(keur_result_figures(x), keur_result_figures(y));
            for (size_t i = 0; i < keur_result_figures(x); i++) {
                /* Its halves are drawn by row: another order is another draw. */
                if (strcmp(keur_result_figure(x, i)->name, "advantage") == 0)
                    continue;
                assert_near(keur_result_figure(x, i)->value, keur_result_figure(y, i)->value,
                            1e-12);
            }
            keur_result_free(x);
            keur_result_free(y);
        }
        keur_case_free(a);
        keur_case_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_order_of_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
