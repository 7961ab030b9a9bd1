/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fidelity index of tables whose answer is known (copies, samples, noise, persons), and of
 * tables with little in them. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/letters.h"
#include "support/measuring.h"

enum { COLUMNS = KEUR_LETTERS_COLUMNS, ROWS = KEUR_LETTERS_ROWS };

static keur_result *run(const keur_letters *train, const keur_letters *holdout,
                        const keur_letters *synthetic)
{
    const keur_letters *tables[3] = {train, holdout, synthetic};
    keur_case *on = keur_letters_case(tables, COLUMNS, false, 1);
    keur_result *found = keur_check_run(on, "fidelity-index", NULL);

    keur_case_free(on);
    return found;
}

static void is_one(const keur_result *found, const char *name)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_true(figure->value == 1 && figure->low == 1 && figure->high == 1);
}

/* Exactly 1 for a copy, also where all tables are drawn down to the rows of the holdout. */
static void a_copy_scores_one(void **state)
{
    (void)state;
    for (uint64_t turn = 0; turn < 2; turn++) {
        keur_random random = keur_random_start(6, "index-tables", 30 + turn);
        static keur_letters train, holdout;
        keur_result *found;

        keur_letters_draw(&random, 700, keur_letters_few, &train);
        keur_letters_draw(&random, turn == 0 ? 300 : 900, keur_letters_few, &holdout);
        found = run(&train, &holdout, &train);
        is_one(found, "fidelity-index");
        is_one(found, "fidelity-index-2");
        is_one(found, "fidelity-index-3");
        assert_true(keur_check_value(found, "subsample-equivalent") == 100);
        keur_result_free(found);
    }
}

/* The rows of a fifth of train, each five times, tell as much as a fifth of train; the same with
 * columns set apart from each other tell nothing; fresh rows are like train. */
static void samples_and_noise(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 40);
    static keur_letters train, holdout, other;
    const keur_figure *figure;
    keur_result *found;

    (void)state;
    keur_letters_draw(&random, ROWS, keur_letters_few, &train);
    keur_letters_draw(&random, ROWS, keur_letters_few, &holdout);
    other.n = ROWS;
    for (size_t i = 0; i < ROWS; i++)
        memcpy(other.rows[i], train.rows[i / 5], sizeof other.rows[i]);
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "subsample-equivalent", NULL);
    assert_true(figure->low < 20 && 20 < figure->high && figure->value > 14 && figure->value < 28);
    assert_true(keur_check_figure(found, "fidelity-index", NULL)->high < 1);
    keur_result_free(found);
    for (int j = 0; j < COLUMNS; j++)
        for (size_t i = 0; i < ROWS; i++)
            other.rows[i][j] = train.rows[keur_random_below(&random, ROWS)][j];
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "fidelity-index", NULL);
    assert_true(figure->low < 0 && 0 < figure->high && figure->high < 0.2);
    figure = keur_check_figure(found, "fidelity-index-independent", NULL);
    assert_true(figure->low < 0 && 0 < figure->high && figure->high < 0.2);
    keur_result_free(found);
    keur_letters_draw(&random, ROWS, keur_letters_few, &other);
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "fidelity-index", NULL);
    assert_true(figure->low < 1 && 1 < figure->high && figure->low > 0.8);
    keur_result_free(found);
    /* All rows alike: further away than any sample. */
    for (size_t i = 0; i < ROWS; i++)
        memcpy(other.rows[i], train.rows[i % 2], sizeof other.rows[i]);
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "subsample-equivalent", NULL);
    assert_true(isnan(figure->value));
    assert_non_null(strstr(figure->reason, "below 1"));
    assert_true(keur_check_figure(found, "fidelity-index", NULL)->high < 0);
    keur_result_free(found);
}

/* Four equal rows a person: the chance is that of persons, so the interval is twice as wide. */
static void persons_are_units(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 50);
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    double width[2];

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        keur_letters_draw(&random, ROWS, keur_letters_few, &tables[t]);
        for (size_t i = 0; i < ROWS; i++) {
            memcpy(tables[t].rows[i], tables[t].rows[i - i % 4], sizeof tables[t].rows[i]);
            tables[t].persons[i] += (int)t * ROWS;
        }
    }
    for (int turn = 0; turn < 2; turn++) {
        keur_case *on = keur_letters_case(all, COLUMNS, turn == 1, 2);
        keur_result *found = keur_check_run(on, "fidelity-index", NULL);
        const keur_figure *figure = keur_check_figure(found, "fidelity-index", NULL);

        width[turn] = figure->high - figure->low;
        assert_int_equal(figure->n, ROWS);
        keur_result_free(found);
        keur_case_free(on);
    }
    assert_true(width[1] > 1.4 * width[0]);
}

static void threads_change_nothing(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 60);
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    keur_result *found[3];

    (void)state;
    for (size_t t = 0; t < 3; t++)
        keur_letters_draw(&random, 300 + 100 * t, keur_letters_few, &tables[t]);
    for (int turn = 0; turn < 3; turn++) {
        keur_case *on = keur_letters_case(all, COLUMNS, false, turn == 0 ? 1 : turn == 1 ? 2 : 7);

        found[turn] = keur_check_run(on, "fidelity-index", NULL);
        keur_case_free(on);
    }
    keur_check_same_result(found[0], found[1]);
    keur_check_same_result(found[0], found[2]);
    for (int turn = 0; turn < 3; turn++)
        keur_result_free(found[turn]);
}

/* --- little to go by */

static void says_why(const keur_letters *const tables[3], int n_columns, const char *name,
                     const char *reason)
{
    keur_case *on = keur_letters_case(tables, n_columns, false, 1);
    keur_result *found = keur_check_run(on, "fidelity-index", NULL);
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_true(isnan(figure->value));
    if (strstr(figure->reason, reason) == NULL)
        fail_msg("%s: %s", name, figure->reason);
    keur_result_free(found);
    keur_case_free(on);
}

static void little_is_said_to_be_so(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 70);
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    const keur_letters *no_holdout[3] = {&tables[0], NULL, &tables[2]};
    keur_case *on;
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 3; t++)
        keur_letters_draw(&random, 400, keur_letters_few, &tables[t]);
    says_why(no_holdout, COLUMNS, "fidelity-index", "needs a holdout");
    says_why(all, 1, "fidelity-index", "two columns");
    says_why(all, 1, "subsample-equivalent", "two columns");
    says_why(all, 1, "fidelity-index-holdout", "two columns");
    says_why(all, 2, "fidelity-index-3", "three columns");
    on = keur_letters_case(all, 2, false, 1);
    found = keur_check_run(on, "fidelity-index", NULL);
    assert_true(keur_check_value(found, "fidelity-index") ==
                keur_check_value(found, "fidelity-index-2"));
    keur_result_free(found);
    keur_case_free(on);
    tables[1].n = 100; /* its halves are too small */
    says_why(all, COLUMNS, "fidelity-index-holdout", "64 rows");
    tables[1].n = 63;
    says_why(all, COLUMNS, "fidelity-index", "64 rows");
    for (size_t t = 0; t < 3; t++)
        tables[t].n = 1;
    memcpy(tables[1].rows[0], (int[COLUMNS]){0, 0, 0, 0, 0}, sizeof tables[1].rows[0]);
    memcpy(tables[0].rows[0], (int[COLUMNS]){1, 1, 1, 1, 1}, sizeof tables[0].rows[0]);
    says_why(all, COLUMNS, "fidelity-index", "64 rows");
}

/* Columns that have nothing to do with each other; a column that is missing in one of the tables.
 */
static void nothing_to_be_near_to(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 80);
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        keur_letters_draw(&random, 200, keur_letters_few, &tables[t]);
        for (size_t i = 0; i < tables[t].n; i++)
            for (int j = 0; j < COLUMNS; j++)
                tables[t].rows[i][j] =
                    (int)keur_random_below(&random, (uint64_t)keur_letters_few[j]);
    }
    says_why(all, COLUMNS, "fidelity-index", "beyond chance");
    for (size_t t = 0; t < 3; t++) {
        keur_letters_draw(&random, 600, keur_letters_few, &tables[t]);
        for (size_t i = 0; i < tables[t].n; i++)
            tables[t].rows[i][0] = 0;
    }
    for (size_t i = 0; i < tables[2].n; i++)
        tables[2].rows[i][4] = -1;
    found = run(&tables[0], &tables[1], &tables[2]);
    assert_true(keur_check_figure(found, "fidelity-index", NULL)->high < 0.5);
    assert_int_equal(keur_check_figure(found, "fidelity-index", NULL)->n_parts,
                     10 + 10); /* declared, so kept */
    keur_result_free(found);
}

/* The holdout in the place of the synthetic table is not near because it is itself. */
static void the_holdout_does_not_meet_itself(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 90);
    static keur_letters train, holdout;
    const keur_figure *figure;
    keur_result *found;

    (void)state;
    keur_letters_draw(&random, 800, keur_letters_few, &train);
    keur_letters_draw(&random, 800, keur_letters_few, &holdout);
    found = run(&train, &holdout, &holdout);
    figure = keur_check_figure(found, "fidelity-index", NULL);
    assert_true(0.6 < figure->value && figure->value < 1.4); /* beside itself: beyond 3 */
    assert_int_equal(figure->n, 400);
    assert_true(keur_check_noticed(found, "is the holdout"));
    keur_result_free(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_scores_one),
        cmocka_unit_test(samples_and_noise),
        cmocka_unit_test(persons_are_units),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(little_is_said_to_be_so),
        cmocka_unit_test(nothing_to_be_near_to),
        cmocka_unit_test(the_holdout_does_not_meet_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
