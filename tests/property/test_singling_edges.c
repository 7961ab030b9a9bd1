/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Singling out on tables that offer little: a figure with a reason, never an error. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/trio.h"

static void check_reason(const keur_result *found, const char *name, const char *part)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_true(isnan(figure->value));
    assert_true(keur_check_contains(figure->reason, part));
}

/* Levels that all occur often: no column selects one row, combinations do. */
static void test_categories_only(void **state)
{
    keur_random random = keur_random_start(82, "test-singling", 0);
    char texts[3][6000];
    keur_trio of = {texts[0], texts[1], texts[2]};
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        char *at = texts[t] + sprintf(texts[t], "g,h,i,j\n");

        for (size_t i = 0; i < 200; i++)
            at += sprintf(at, "a%d,b%d,c%d,d%d\n", (int)keur_random_below(&random, 7),
                          (int)keur_random_below(&random, 7), (int)keur_random_below(&random, 7),
                          (int)keur_random_below(&random, 7));
    }
    found = keur_trio_run(&of, 1, 1, NULL, NULL);
    check_reason(found, "one-column-success", "no column");
    check_reason(found, "one-column-risk", "no column");
    assert_true(keur_check_figure(found, "several-success", NULL)->n > 20);
    assert_true(keur_check_value(found, "risk") == keur_check_value(found, "several-risk"));
    assert_true(keur_check_value(found, "worst-risk") == keur_check_value(found, "several-risk"));
    keur_result_free(found);
}

static void test_without_a_control(void **state)
{
    keur_trio of = {keur_trio_table(41, 60, NULL, 0), NULL, keur_trio_table(43, 60, NULL, 0)};
    keur_result *found = keur_trio_run(&of, 1, 1, NULL, NULL);

    (void)state;
    assert_true(keur_check_value(found, "one-column-success") >= 0);
    assert_true(keur_check_value(found, "several-chance") >= 0);
    check_reason(found, "risk", "needs a holdout");
    check_reason(found, "worst-risk", "needs a holdout");
    keur_result_free(found);
    of.holdout = keur_trio_table(42, 19, NULL, 0);
    found = keur_trio_run(&of, 1, 1, NULL, NULL);
    assert_true(keur_check_value(found, "one-column-success") >= 0);
    check_reason(found, "several-success-holdout", "20 rows of the holdout");
    check_reason(found, "risk", "20 rows of the holdout");
    keur_result_free(found);
    keur_trio_free(&of);
}

/* What selects a row of the holdout in its own place says nothing of it. */
static void test_the_holdout_itself(void **state)
{
    keur_trio of = {keur_trio_table(51, 60, NULL, 0), keur_trio_table(52, 60, NULL, 0),
                    keur_trio_table(52, 60, NULL, 0)};
    keur_result *found = keur_trio_run(&of, 1, 1, NULL, NULL);

    (void)state;
    check_reason(found, "one-column-risk", "is the holdout");
    check_reason(found, "risk", "is the holdout");
    keur_result_free(found);
    keur_trio_free(&of);
}

static void test_small_tables(void **state)
{
    keur_trio few = {keur_trio_table(61, 19, NULL, 0), keur_trio_table(62, 60, NULL, 0),
                     keur_trio_table(63, 60, NULL, 0)};
    keur_trio one = {keur_trio_table(64, 1, NULL, 0), keur_trio_table(62, 60, NULL, 0),
                     keur_trio_table(65, 1, NULL, 0)};
    keur_trio lone = {keur_trio_table(66, 40, NULL, 0), keur_trio_table(67, 40, NULL, 0),
                      keur_trio_table(68, 1, NULL, 0)};
    keur_result *found = keur_trio_run(&few, 1, 1, NULL, NULL);

    (void)state;
    check_reason(found, "risk", "20 rows of train");
    keur_result_free(found);
    found = keur_trio_run(&one, 1, 1, NULL, NULL);
    check_reason(found, "worst-risk", "20 rows of train");
    keur_result_free(found);
    /* the only synthetic row is selected by each of its values */
    found = keur_trio_run(&lone, 1, 1, NULL, NULL);
    assert_true(keur_check_figure(found, "several-success", NULL)->denominator == 10);
    keur_result_free(found);
    keur_trio_free(&few);
    keur_trio_free(&one);
    keur_trio_free(&lone);
}

static void test_empty_columns(void **state)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"m\", \"type\": \"numeric\"}, {\"name\": "
        "\"o\", \"type\": \"categorical\"}]}";
    char texts[3][1000];
    keur_trio of = {texts[0], texts[1], texts[2]};
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        char *at = texts[t] + sprintf(texts[t], "m,o\n");

        for (size_t i = 0; i < 30 + t; i++)
            at += sprintf(at, ",x\n");
    }
    found = keur_trio_run(&of, 1, 1, schema, NULL);
    check_reason(found, "one-column-risk", "no column");
    check_reason(found, "several-risk", "two or three columns");
    check_reason(found, "risk", "no predicate");
    check_reason(found, "worst-risk", "no predicate");
    keur_result_free(found);
}

/* Two rows a person, one hit on either: trials of one person. */
static void test_persons(void **state)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": \"identifier\", "
        "\"roles\": [\"unit\"]}]}";
    char texts[2][3][8000];
    keur_result *found[2];

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        char *plain = texts[0][t] + sprintf(texts[0][t], "a\n");
        char *with = texts[1][t] + sprintf(texts[1][t], "id,a\n");

        for (int i = 0; i < 200; i++) {
            /* synthetic values: every even person of train, both rows */
            const int value = t == 2 && i % 4 < 2 ? i : 1000 * (int)t + i;

            plain += sprintf(plain, "%d.5\n", value);
            with += sprintf(with, "p%d-%d,%d.5\n", (int)t, i / 2, value);
        }
    }
    for (size_t i = 0; i < 2; i++)
        found[i] = keur_trio_run(&(keur_trio){texts[i][0], texts[i][1], texts[i][2]}, 1, 1,
                                 i == 1 ? schema : NULL, NULL);
    assert_true(keur_check_value(found[0], "one-column-success") ==
                keur_check_value(found[1], "one-column-success"));
    assert_true(keur_check_noticed(found[1], "several rows"));
    assert_false(keur_check_noticed(found[0], "several rows"));
    for (size_t i = 0; i < 2; i++) {
        static const char *const names[] = {"one-column-success", "one-column-risk"};
        const keur_figure *a = keur_check_figure(found[0], names[i], NULL);
        const keur_figure *b = keur_check_figure(found[1], names[i], NULL);

        assert_true(b->high - b->low > 1.1 * (a->high - a->low));
    }
    keur_result_free(found[0]);
    keur_result_free(found[1]);
}

static void test_refusals(void **state)
{
    keur_trio of = {keur_trio_table(71, 30, NULL, 0), NULL, keur_trio_table(72, 30, NULL, 0)};
    keur_case *on = keur_check_measurable(
        &(keur_given){.train = of.train, .synthetic = of.synthetic, .threads = 1});
    keur_result *found = NULL;

    (void)state;
    assert_fails(keur_given_run(on, "singling-out", "attacks=0", &found, &err), KEUR_EUSAGE,
                 "attacks");
    assert_fails(keur_given_run(on, "singling-out", "attacks=100001", &found, &err), KEUR_EUSAGE,
                 "attacks");
    keur_case_free(on);
    keur_trio_free(&of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_categories_only),
                                       cmocka_unit_test(test_without_a_control),
                                       cmocka_unit_test(test_the_holdout_itself),
                                       cmocka_unit_test(test_small_tables),
                                       cmocka_unit_test(test_empty_columns),
                                       cmocka_unit_test(test_persons),
                                       cmocka_unit_test(test_refusals)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
