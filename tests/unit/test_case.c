/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How tables become codes, and what a case refuses and notices. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "case/grouped.h"
#include "case/remembered.h"
#include "support/measuring.h"
#include "support/plain.h"

static const keur_column *column(const keur_case *on, const char *name)
{
    const ptrdiff_t at = keur_case_find(on, name);

    if (at < 0)
        fail_msg("there is no column %s", name);
    return keur_case_column(on, (size_t)at);
}

static const int32_t *codes(const keur_case *on, keur_role role, const char *name)
{
    return keur_case_codes(on, role, (size_t)keur_case_find(on, name));
}

/* Numbers ascending from 0, then levels in the order of their bytes, missing -1; over all tables.
 */
static void test_codes(void **state)
{
    const keur_given given = {
        .train = "n,s,o,d,c,b\n10,-8,low,2020-01-02,0344,yes\n,5,high,2019-12-31,344,no\n",
        .synthetic = "n,s,o,d,c,b\n9.50,NA,mid,,344,no\n1e1,4,low,2020-01-02,?,yes\n",
        .schema = "{\"keur_schema\": 1, \"columns\": ["
                  "{\"name\": \"n\", \"type\": \"numeric\"},"
                  "{\"name\": \"s\", \"type\": \"numeric\", \"special\": [\"-8\"]},"
                  "{\"name\": \"o\", \"type\": \"ordinal\", \"levels\": [\"low\", \"mid\", "
                  "\"high\"]}]}"};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    assert_int_equal(keur_case_columns(on), 6);
    assert_int_equal(column(on, "n")->n_values, 2);
    assert_int_equal(column(on, "n")->n_levels, 0);
    assert_true(column(on, "n")->values[0] == 9.5 && column(on, "n")->values[1] == 10);
    assert_memory_equal(codes(on, KEUR_TRAIN, "n"), ((int32_t[]){1, -1}), 2 * sizeof(int32_t));
    assert_memory_equal(codes(on, KEUR_SYNTHETIC, "n"), ((int32_t[]){0, 1}), 2 * sizeof(int32_t));
    assert_int_equal(column(on, "s")->n_values, 2);
    assert_int_equal(column(on, "s")->n_levels, 1);
    assert_string_equal(column(on, "s")->levels[0], "-8");
    assert_memory_equal(codes(on, KEUR_TRAIN, "s"), ((int32_t[]){2, 1}), 2 * sizeof(int32_t));
    assert_memory_equal(codes(on, KEUR_SYNTHETIC, "s"), ((int32_t[]){-1, 0}), 2 * sizeof(int32_t));
    assert_int_equal(column(on, "o")->type, KEUR_TYPE_ORDINAL);
    assert_memory_equal(codes(on, KEUR_TRAIN, "o"), ((int32_t[]){0, 2}), 2 * sizeof(int32_t));
    assert_memory_equal(codes(on, KEUR_SYNTHETIC, "o"), ((int32_t[]){1, 0}), 2 * sizeof(int32_t));
    assert_string_equal(column(on, "o")->value_texts[1], "mid");
    assert_int_equal(column(on, "d")->type, KEUR_TYPE_DATE);
    /* 2019-12-31 is 18,261 days after 1970-01-01. */
    assert_true(column(on, "d")->values[0] == 18261 && column(on, "d")->values[1] == 18263);
    assert_memory_equal(codes(on, KEUR_SYNTHETIC, "d"), ((int32_t[]){-1, 1}), 2 * sizeof(int32_t));
    assert_int_equal(column(on, "c")->n_values, 0);
    assert_string_equal(column(on, "c")->levels[0], "0344");
    assert_string_equal(column(on, "c")->levels[1], "344");
    assert_memory_equal(codes(on, KEUR_SYNTHETIC, "c"), ((int32_t[]){1, -1}), 2 * sizeof(int32_t));
    assert_null(keur_case_codes(on, KEUR_HOLDOUT, 0));
    assert_int_equal(keur_case_rows(on, KEUR_HOLDOUT), 0);
    assert_int_equal(keur_case_find(on, "nowhere"), -1);
    keur_case_free(on);
}

static void test_ordinal_order_is_declared_whatever_occurs(void **state)
{
    const keur_given given = {
        .train = "o,x\nhigh,1\nlow,2\n",
        .synthetic = "o,x\nlow,1\nlow,3\n",
        .schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"o\", \"type\": \"ordinal\", "
                  "\"levels\": [\"low\", \"mid\", \"high\"]}]}"};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    /* No row is mid, and still high lies two steps from low. */
    assert_int_equal(column(on, "o")->n_values, 2);
    assert_true(column(on, "o")->values[1] - column(on, "o")->values[0] == 2);
    assert_string_equal(column(on, "o")->value_texts[1], "high");
    keur_case_free(on);
}

static void test_cells_outside_the_schema(void **state)
{
    const keur_given given = {
        .train = "o,x\nlow,1\nmid,2\n",
        .synthetic = "o,x\nlow,1\nsecretvalue,3\n",
        .schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"o\", \"type\": \"ordinal\", "
                  "\"levels\": [\"low\", \"mid\"]}]}"};
    keur_case *on = NULL;
    keur_error err;

    (void)state;
    assert_int_equal(keur_given_case(&given, &on, &err), KEUR_ESCHEMA);
    assert_null(on);
    assert_true(keur_check_contains(err.text, "synthetic.csv:3"));
    assert_true(keur_check_contains(err.text, "\"o\""));
    assert_false(keur_check_contains(err.text, "secretvalue"));
}

/* Codes say what a value is, not where it stood. */
static void test_order_changes_no_code(void **state)
{
    static keur_plain train, synthetic, kinds;
    keur_random random = keur_random_start(60, "test-case", 0);

    (void)state;
    for (int round = 0; round < 100; round++) {
        size_t backwards[KEUR_PLAIN_COLUMNS];
        char *texts[5];
        keur_case *a, *b;

        keur_plain_kinds(&random, &kinds);
        keur_plain_draw(&random, &kinds, 1 + (size_t)keur_random_below(&random, 40), &train);
        keur_plain_draw(&random, &kinds, 1 + (size_t)keur_random_below(&random, 40), &synthetic);
        for (size_t j = 0; j < kinds.n_columns; j++)
            backwards[j] = kinds.n_columns - 1 - j;
        texts[0] = keur_plain_csv(&train, NULL);
        texts[1] = keur_plain_csv(&synthetic, NULL);
        texts[2] = keur_plain_schema(&train);
        texts[3] = keur_plain_csv(&train, backwards);
        for (size_t i = 0; i < synthetic.n_rows / 2; i++) {
            keur_plain_cell swap[KEUR_PLAIN_COLUMNS];

            memcpy(swap, synthetic.cells[i], sizeof swap);
            memcpy(synthetic.cells[i], synthetic.cells[synthetic.n_rows - 1 - i], sizeof swap);
            memcpy(synthetic.cells[synthetic.n_rows - 1 - i], swap, sizeof swap);
        }
        texts[4] = keur_plain_csv(&synthetic, backwards);
        a = keur_check_measurable(&(keur_given){
            .train = texts[0], .synthetic = texts[1], .schema = texts[2], .threads = 1});
        b = keur_check_measurable(&(keur_given){
            .train = texts[3], .synthetic = texts[4], .schema = texts[2], .threads = 1});
        for (size_t j = 0; j < kinds.n_columns; j++) {
            const char *name = keur_case_column(a, j)->name;
            const size_t n = synthetic.n_rows;

            assert_memory_equal(codes(a, KEUR_TRAIN, name), codes(b, KEUR_TRAIN, name),
                                train.n_rows * sizeof(int32_t));
            for (size_t i = 0; i < n; i++)
                assert_int_equal(codes(a, KEUR_SYNTHETIC, name)[i],
                                 codes(b, KEUR_SYNTHETIC, name)[n - 1 - i]);
        }
        keur_case_free(a);
        keur_case_free(b);
        for (size_t i = 0; i < 5; i++)
            free(texts[i]);
    }
}

static void test_no_column_left(void **state)
{
    const keur_given given = {.train = "a\nx\nx\n", .synthetic = "a\nx\n"};
    keur_case *on = NULL;

    (void)state;
    assert_fails(keur_given_case(&given, &on, &err), KEUR_EDATA, "no column is left");
    assert_null(on);
}

/* A table of rows first .. last in this order or the other, columns in this order or the other. */
static void print_rows(char *out, size_t size, int first, int last, bool is_turned)
{
    size_t n = (size_t)snprintf(out, size, is_turned ? "b,a\n" : "a,b\n");

    for (int i = first; i <= last; i++) {
        const int row = is_turned ? last - (i - first) : i;

        n += (size_t)(is_turned ? snprintf(out + n, size - n, "x%d,%d.0\n", row % 3, row)
                                : snprintf(out + n, size - n, "%d,x%d\n", row, row % 3));
    }
}

static void test_refused_tables(void **state)
{
    static const char train[] = "a,b\n1,x\n2,y\n2,y\n3,\n";
    char real[600], turned[600], other[600], same[600];
    keur_case *on = NULL;

    (void)state;
    print_rows(real, sizeof real, 1, 30, false);
    print_rows(turned, sizeof turned, 1, 30, true);
    print_rows(other, sizeof other, 41, 70, false);
    print_rows(same, sizeof same, 41, 70, true);
    assert_fails(
        keur_given_case(&(keur_given){.train = real, .holdout = turned, .synthetic = "a,b\n1,x1\n"},
                        &on, &err),
        KEUR_EDATA, "the holdout table holds the same rows as the train table");
    assert_fails(keur_given_case(&(keur_given){.train = real,
                                               .holdout = other,
                                               .synthetic = "a,b\n1,x1\n",
                                               .reference = turned},
                                 &on, &err),
                 KEUR_EDATA, "the reference table holds the same rows as the train table");
    assert_fails(keur_given_case(&(keur_given){.train = real,
                                               .holdout = other,
                                               .synthetic = "a,b\n1,x1\n",
                                               .reference = same},
                                 &on, &err),
                 KEUR_EDATA, "the reference table holds the same rows as the holdout table");
    assert_fails(
        keur_given_case(&(keur_given){.train = real, .synthetic = other, .reference = same}, &on,
                        &err),
        KEUR_EDATA, "the reference table holds the same rows as the synthetic table");
    /* With few different rows that may be chance: said, not refused. */
    on = keur_check_measurable(&(keur_given){
        .train = train, .holdout = "b,a\ny,2\n,3\nx,1\ny,2.0\n", .synthetic = "a,b\n1,x\n"});
    assert_true(keur_check_contains(keur_case_notice(on, 0), "may be chance"));
    keur_case_free(on);
    assert_fails(
        keur_given_case(
            &(keur_given){.train = train,
                          .synthetic = "a,b\n1,x\n",
                          .schema =
                              "{\"keur_schema\": 1, \"columns\": ["
                              "{\"name\": \"a\", \"type\": \"numeric\", \"roles\": [\"unit\"]},"
                              "{\"name\": \"b\", \"type\": \"categorical\", \"roles\": "
                              "[\"unit\"]}]}"},
            &on, &err),
        KEUR_ESCHEMA, "both the person unit");
    /* One copy more, or another cell, is another table; a copy of train is a synthetic table. */
    on = keur_check_measurable(
        &(keur_given){.train = train, .holdout = "a,b\n1,x\n1,x\n2,y\n3,\n", .synthetic = train});
    keur_case_free(on);
}

/* --- groups --- */

static void test_groups(void **state)
{
    static keur_plain tables[3], kinds;
    static const keur_role roles[] = {KEUR_TRAIN, KEUR_HOLDOUT, KEUR_SYNTHETIC};
    keur_random random = keur_random_start(61, "test-case", 0);

    (void)state;
    for (int round = 0; round < 200; round++) {
        const size_t n_groups = 1 + (size_t)keur_random_below(&random, 25);
        const bool is_pooled = keur_random_below(&random, 2) == 0;
        const bool is_apart = keur_random_below(&random, 2) == 0;
        char *texts[4];
        keur_grouped grouped;
        keur_case *on;

        keur_plain_kinds(&random, &kinds);
        kinds.kinds[0] = KEUR_PLAIN_MANY;
        for (size_t t = 0; t < 3; t++) {
            keur_plain_draw(&random, &kinds, 1 + (size_t)keur_random_below(&random, 50),
                            &tables[t]);
            texts[t] = keur_plain_csv(&tables[t], NULL);
        }
        texts[3] = keur_plain_schema(&kinds);
        on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                 .holdout = texts[1],
                                                 .synthetic = texts[2],
                                                 .schema = texts[3],
                                                 .threads = 1});
        assert_ok(keur_grouped_make(
            on, n_groups, is_apart ? KEUR_LOWEST_APART : KEUR_LOWEST_INCLUDED,
            1u << KEUR_TRAIN | (is_pooled ? 1u << KEUR_HOLDOUT : 0u), &grouped, &err));
        for (size_t j = 0; j < kinds.n_columns; j++) {
            double sorted[2 * KEUR_PLAIN_ROWS];
            const size_t n =
                keur_plain_numbers(&tables[0], is_pooled ? &tables[1] : NULL, j, sorted);

            for (size_t t = 0; t < 3; t++) {
                for (size_t i = 0; i < tables[t].n_rows; i++) {
                    const keur_plain_cell *cell = &tables[t].cells[i][j];
                    const int32_t found = grouped.rows[roles[t]].codes[j][i];

                    assert_true(found < (int32_t)grouped.n_codes[j]);
                    if (cell->kind == 'm')
                        assert_int_equal(found, -1);
                    else if (cell->kind == 'n')
                        assert_int_equal(
                            found, keur_plain_group(sorted, n, n_groups, is_apart, cell->number));
                    else /* a level keeps a group of its own, behind the numbers' */
                        assert_int_equal((int32_t)grouped.n_codes[j] - found,
                                         (int32_t)keur_case_code_counts(on)[j] -
                                             keur_case_codes(on, roles[t], j)[i]);
                }
            }
        }
        keur_grouped_free(&grouped);
        keur_case_free(on);
        for (size_t i = 0; i < 4; i++)
            free(texts[i]);
    }
}

/* What pandas.qcut and numpy.quantile give by hand: of 1..10 in 4 groups the cuts are 1, 3.25, 5.5,
 * 7.75, 10. */
static void test_groups_by_hand(void **state)
{
    const keur_given given = {.train = "x,y\n1,1\n2,1\n3,1\n4,1\n5,1\n6,1\n7,1\n8,1\n9,1\n10,1\n",
                              .synthetic = "x,y\n0,0\n1,1\n3.25,2\n3.26,\n10,1\n11,1\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_grouped grouped;

    (void)state;
    assert_ok(keur_grouped_make(on, 4, KEUR_LOWEST_INCLUDED, 1u << KEUR_TRAIN, &grouped, &err));
    assert_memory_equal(grouped.rows[KEUR_TRAIN].codes[0],
                        ((int32_t[]){1, 1, 1, 2, 2, 3, 3, 4, 4, 4}), 10 * sizeof(int32_t));
    assert_memory_equal(grouped.rows[KEUR_SYNTHETIC].codes[0], ((int32_t[]){0, 1, 1, 2, 4, 5}),
                        6 * sizeof(int32_t));
    /* One value in train: below, equal and above are three groups. */
    assert_memory_equal(grouped.rows[KEUR_SYNTHETIC].codes[1], ((int32_t[]){0, 1, 2, -1, 1, 1}),
                        6 * sizeof(int32_t));
    keur_grouped_free(&grouped);
    keur_case_free(on);
}

/* Apart, a flag keeps its two values, and the zeros of a column that is mostly zero stay away from
 * the rest: else a copy of either looks like anything. */
static void test_lowest_apart(void **state)
{
    const keur_given given = {.train =
                                  "flag,rare\n0,0\n1,0\n0,0\n1,0\n0,0\n1,0\n0,0\n1,0\n0,0\n1,7\n",
                              .synthetic = "flag,rare\n0,0\n1,7\n0,3\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_grouped grouped;

    (void)state;
    assert_ok(keur_grouped_make(on, 10, KEUR_LOWEST_APART, 1u << KEUR_TRAIN, &grouped, &err));
    for (size_t j = 0; j < 2; j++)
        assert_int_not_equal(grouped.rows[KEUR_SYNTHETIC].codes[j][0],
                             grouped.rows[KEUR_SYNTHETIC].codes[j][1]);
    keur_grouped_free(&grouped);
    keur_case_free(on);
}

/* The middle of the largest numbers there are is finite. */
static void test_groups_of_huge_numbers(void **state)
{
    const keur_given given = {.train = "x,y\n-1.7e308,a\n1.7e308,b\n",
                              .synthetic = "x,y\n-1.7e308,a\n0,b\n1e300,b\n1.7e308,a\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_grouped grouped;

    (void)state;
    assert_ok(keur_grouped_make(on, 2, KEUR_LOWEST_INCLUDED, 1u << KEUR_TRAIN, &grouped, &err));
    assert_memory_equal(grouped.rows[KEUR_SYNTHETIC].codes[0], ((int32_t[]){1, 1, 2, 2}),
                        4 * sizeof(int32_t));
    keur_grouped_free(&grouped);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_ordinal_order_is_declared_whatever_occurs),
        cmocka_unit_test(test_cells_outside_the_schema),
        cmocka_unit_test(test_order_changes_no_code),
        cmocka_unit_test(test_no_column_left),
        cmocka_unit_test(test_refused_tables),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_groups_by_hand),
        cmocka_unit_test(test_lowest_apart),
        cmocka_unit_test(test_groups_of_huge_numbers)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
