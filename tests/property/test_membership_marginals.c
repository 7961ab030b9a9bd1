/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores by frequent combinations on hundreds of random tables against plain loops. */
#include "support/check.h"

#include <math.h>

#include "support/scores.h"

enum { ROUNDS = 200 };

/* Share of the rows of `b`, but the one that row i of `a` is, that agree with it in the columns. */
static double share_of(const keur_plain *b, int itself, const keur_plain *a, size_t i,
                       const size_t *columns, size_t n)
{
    double same = 0, all = 0;

    for (size_t k = 0; k < b->n_rows; k++) {
        if ((int)k == itself)
            continue;
        all++;
        same += keur_plain_same_row(a, i, b, k, columns, n);
    }
    return same / all;
}

/* The score of a row: cells of pairs (j, k), j = k standing for the cell of one column. */
static double score_of(const keur_problem *cut, const keur_problem *of, size_t scored)
{
    const double a = 0.5 / (double)of->reference.n_rows;
    double sum = 0;
    size_t i;
    const keur_plain *whole = keur_scored_row(of, scored, &i);
    const keur_plain *from = keur_scored_row(cut, scored, &i);
    const int itself = keur_problem_itself(of, whole, i, &of->synthetic);

    for (size_t j = 0; j < from->n_columns; j++) {
        for (size_t k = 0; k <= j; k++) {
            const size_t columns[2] = {j, k};
            const double s = share_of(&cut->synthetic, itself, from, i, columns, 2);
            const double r = share_of(&cut->reference, KEUR_PLAIN_NO_ROW, from, i, columns, 2);

            sum += log((s + a) / (r + a));
        }
    }
    return sum;
}

/* How many different ones of the quantiles 1/k, ..., (k - 1)/k lie below x. */
static double group_of(const double *sorted, size_t n, size_t k, double x)
{
    double below = 0, last = NAN;

    for (size_t g = 1; n > 0 && g < k; g++) {
        const double cut = keur_plain_quantile(sorted, n, (double)g / (double)k);

        below += cut < x && cut != last;
        last = cut;
    }
    return below;
}

static void cut_numbers(const keur_problem *of, size_t n_groups, keur_problem *cut)
{
    keur_plain *tables[] = {&cut->train, &cut->holdout, &cut->synthetic, &cut->reference};

    *cut = *of;
    for (size_t j = 0; j < of->train.n_columns; j++) {
        double sorted[2 * KEUR_PLAIN_ROWS];
        const size_t n = keur_plain_numbers(&of->reference, NULL, j, sorted);

        for (size_t t = 0; t < 4; t++) {
            for (size_t i = 0; i < tables[t]->n_rows; i++) {
                keur_plain_cell *cell = &tables[t]->cells[i][j];

                if (cell->kind == 'n')
                    cell->number = group_of(sorted, n, n_groups, cell->number);
            }
        }
    }
}

static void test_against_loops(void **state)
{
    static keur_problem of, cut;
    keur_random random = keur_random_start(23, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t n_groups = round % 3 == 0 ? 2 + (size_t)keur_random_below(&random, 9) : 20;
        double expected[KEUR_SCORED_ROWS];
        char setting[32];
        keur_case *on;
        size_t n;

        keur_problem_draw(&random, &of);
        cut_numbers(&of, n_groups, &cut);
        n = keur_scored_rows(&of);
        on = keur_problem_case(&of, round % 10 == 0 ? 3 : 1);
        for (size_t i = 0; i < n; i++)
            expected[i] = score_of(&cut, &of, i);
        (void)snprintf(setting, sizeof setting, "groups=%zu", n_groups);
        keur_check_scores(on, "membership-marginal-ratio", setting, expected, n, 1e-11);
        keur_case_free(on);
    }
}

/* By hand: R has 2 of 4 rows with x, S 3 of 4; a = 1/8. One column: log((3/4 + 1/8) / (2/4 + 1/8))
 * for x, log((1/4 + 1/8) / (2/4 + 1/8)) for y, log((0 + 1/8) / (0 + 1/8)) for what neither has. */
static void test_by_hand(void **state)
{
    const keur_given given = {.train = "a\nx\ny\nz\n",
                              .holdout = "a\nx\n",
                              .synthetic = "a\nx\nx\nx\ny\n",
                              .reference = "a\nx\nx\ny\ny\n"};
    const double expected[] = {log(7.0 / 5), log(3.0 / 5), 0, log(7.0 / 5)};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    keur_check_scores(on, "membership-marginal-ratio", "", expected, 4, 1e-14);
    keur_case_free(on);
}

/* The only row of S is the one row of the holdout, which has nothing to be compared with. */
static void test_alone(void **state)
{
    const keur_given given = {.train = "a,b\n1,2\n2,3\n3,1\n",
                              .holdout = "a,b\n7,9\n",
                              .synthetic = "a,b\n7,9\n",
                              .reference = "a,b\n7,9\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "membership-marginal-ratio", NULL);

    (void)state;
    keur_check_is(found, "auc", NAN);
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_alone)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
