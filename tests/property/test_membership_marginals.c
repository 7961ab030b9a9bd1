/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores by frequent combinations on hundreds of random tables against plain loops. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>

#include "support/scores.h"

enum { ROUNDS = 200, POPULATIONS = 150 };

/* Share of the rows of `b` that agree with row i of `a` in the columns; the one that is left out
 * does not, and a row must not be the only one beside itself. */
static double share_of(const keur_plain *b, int itself, const keur_plain *a, size_t i,
                       const size_t *columns, size_t n)
{
    double same = 0;

    for (size_t k = 0; k < b->n_rows; k++) {
        if ((int)k == itself)
            continue;
        same += keur_plain_same_row(a, i, b, k, columns, n);
    }
    return itself >= 0 && b->n_rows == 1 ? NAN : same / (double)b->n_rows;
}

/* keur_problem_case() gives its cases the seed 7. The row of S that a row leaves out where S is the
 * holdout: itself; a row of train one by seed. */
static int left_out(const keur_problem *of, size_t scored, const keur_plain *whole, size_t i)
{
    keur_random random = keur_random_start(7, "membership-marginal-ratio", scored);
    size_t drawn;

    if (whole == &of->holdout || !of->is_paired || of->holdout.n_rows == 0)
        return keur_problem_itself(of, whole, i, &of->synthetic);
    drawn = (size_t)keur_random_below(&random, of->holdout.n_rows);
    return keur_problem_itself(of, &of->holdout, drawn, &of->synthetic);
}

/* The score of a row: cells of pairs (j, k), j = k standing for the cell of one column. */
static double score_of(const keur_problem *cut, const keur_problem *of, size_t scored)
{
    const double a = 0.5 / (double)of->reference.n_rows;
    double sum = 0;
    size_t i;
    const keur_plain *whole = keur_scored_row(of, scored, &i);
    const keur_plain *from = keur_scored_row(cut, scored, &i);
    const int itself = left_out(of, scored, whole, i);

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

static int letter(keur_random *random)
{
    return 'a' + (int)(5 * keur_random_uniform(random) * keur_random_uniform(random));
}

static void write_rows(keur_random *random, size_t n, char *to)
{
    to += sprintf(to, "a,b,c,d\n");
    for (size_t i = 0; i < n; i++)
        to += sprintf(to, "%c,%c,%c,%.3f\n", letter(random), letter(random), letter(random),
                      keur_random_uniform(random));
}

/* The mean area over many small populations, S drawn from nobody's train table, and its error. */
static void chance_area(bool is_holdout, double *mean, double *error)
{
    static char train[4000], holdout[4000], other[4000];
    const keur_given given = {.train = train,
                              .holdout = holdout,
                              .synthetic = is_holdout ? holdout : other,
                              .needs_reference = true,
                              .seed = 1,
                              .threads = 1};
    double sum = 0, squares = 0;

    for (uint64_t i = 0; i < POPULATIONS; i++) {
        keur_random random = keur_random_start(7, "test-chance", i);
        keur_result *found;
        keur_case *on;
        double auc;

        write_rows(&random, 40, train);
        write_rows(&random, 40, holdout);
        write_rows(&random, 40, other);
        on = keur_check_measurable(&given);
        found = keur_check_run(on, "membership-marginal-ratio", NULL);
        auc = keur_check_value(found, "auc");
        sum += auc;
        squares += auc * auc;
        keur_result_free(found);
        keur_case_free(on);
    }
    *mean = sum / POPULATIONS;
    *error = sqrt((squares / POPULATIONS - *mean * *mean) / (POPULATIONS - 1));
}

/* A table that no member went into tells nothing of members: the holdout itself, or its like. Areas
 * of independent draws, so their mean lies within 3.3 errors but once in a thousand times. */
static void test_chance_is_chance(void **state)
{
    (void)state;
    for (int is_holdout = 0; is_holdout < 2; is_holdout++) {
        double mean, error;

        chance_area(is_holdout, &mean, &error);
        assert_true(error < 0.01);
        if (fabs(mean - 0.5) > 3.3 * error)
            fail_msg("area %.4f, error %.4f (holdout as S: %d)", mean, error, is_holdout);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_loops), cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_chance_is_chance), cmocka_unit_test(test_alone)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
