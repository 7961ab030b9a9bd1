/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linkability: planted copies, persons of several rows, tables at its limits, wrong usage. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/measuring.h"

/* n rows of a, b, c, d, each number drawn evenly; every `copy`-th row is that of `from`. */
static char *table(uint64_t stream, size_t n, const char *from, size_t copy)
{
    keur_random random = keur_random_start(61, "test-linkability", stream);
    char *text = malloc(40 * (n + 1)), *at = text;

    assert_non_null(text);
    at += sprintf(at, "a,b,c,d\n");
    from = from != NULL ? strchr(from, '\n') + 1 : NULL;
    for (size_t i = 0; i < n; i++) {
        const size_t length = from != NULL && *from != '\0' ? strcspn(from, "\n") + 1 : 0;

        if (length > 0 && i % copy == 0)
            at += sprintf(at, "%.*s", (int)length, from);
        else
            at += sprintf(at, "%d,%d,%d,%d\n", (int)keur_random_below(&random, 1000),
                          (int)keur_random_below(&random, 1000),
                          (int)keur_random_below(&random, 1000),
                          (int)keur_random_below(&random, 1000));
        from = length > 0 ? from + length : from;
    }
    return text;
}

static void run_on(const char *train, const char *holdout, const char *synthetic,
                   const char *schema, const char *arguments, keur_result **found)
{
    const keur_given given = {
        .train = train, .holdout = holdout, .synthetic = synthetic, .schema = schema, .threads = 1};
    keur_case *on = keur_check_measurable(&given);

    *found = keur_check_run(on, "linkability", arguments);
    keur_case_free(on);
}

static void test_copies_are_found(void **state)
{
    char *train = table(1, 200, NULL, 1), *holdout = table(2, 200, NULL, 1);
    char *leaky = table(3, 200, train, 2), *fresh = table(4, 200, NULL, 1);
    keur_result *found;

    (void)state;
    run_on(train, holdout, leaky, NULL, "neighbours=1", &found);
    assert_true(keur_check_noticed(found, "not named"));
    assert_true(keur_check_figure(found, "success", "1")->numerator >= 100);
    assert_true(keur_check_figure(found, "risk", "1")->low > 0.35);
    assert_true(keur_check_figure(found, "risk", "1")->high < 0.65);
    keur_result_free(found);
    run_on(train, holdout, fresh, NULL, NULL, &found);
    for (size_t k = 1; k <= 10; k++) {
        char label[20];

        (void)snprintf(label, sizeof label, "%zu", k);
        assert_true(keur_check_figure(found, "risk", label)->low < 0);
        assert_true(keur_check_figure(found, "risk", label)->high > 0);
    }
    keur_result_free(found);
    free(train);
    free(holdout);
    free(leaky);
    free(fresh);
}

/* Every row twice, as rows of one person: no more is known, so the interval is wider than that of
 * independent rows. */
static void test_persons_are_clusters(void **state)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": \"identifier\", "
        "\"roles\": [\"unit\"]}]}";
    keur_random random = keur_random_start(62, "test-linkability", 0);
    char texts[2][3][8000];
    keur_result *found[2];

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        char *single = texts[0][t], *with = texts[1][t];

        single += sprintf(single, "a,b\n");
        with += sprintf(with, "id,a,b\n");
        for (size_t i = 0; i < 80; i++) {
            const int a = (int)keur_random_below(&random, 30);
            const int b = (int)keur_random_below(&random, 30);

            for (int twice = 0; twice < 2; twice++) {
                single += sprintf(single, "%d,%d\n", a, b);
                with += sprintf(with, "p%zu-%zu,%d,%d\n", t, i, a, b);
            }
        }
    }
    run_on(texts[0][0], texts[0][1], texts[0][2], NULL, "neighbours=20", &found[0]);
    run_on(texts[1][0], texts[1][1], texts[1][2], schema, "neighbours=20", &found[1]);
    assert_true(keur_check_noticed(found[1], "count together"));
    assert_false(keur_check_noticed(found[0], "count together"));
    for (size_t i = 0; i < 2; i++) {
        static const char *const names[] = {"success", "risk"};
        const keur_figure *plain = keur_check_figure(found[0], names[i], "20");
        const keur_figure *clustered = keur_check_figure(found[1], names[i], "20");

        assert_true(clustered->n == plain->n);
        assert_true(clustered->high - clustered->low > 1.3 * (plain->high - plain->low));
    }
    keur_result_free(found[0]);
    keur_result_free(found[1]);
}

static void test_limits(void **state)
{
    char *train = table(1, 60, NULL, 1), *holdout = table(2, 60, NULL, 1);
    char *few = table(3, 19, NULL, 1), *synthetic = table(4, 7, NULL, 1);
    keur_result *found;

    (void)state;
    run_on(train, holdout, synthetic, NULL, "neighbours=8", &found);
    assert_true(keur_check_figure(found, "success", "7")->value == 1);
    assert_true(keur_check_figure(found, "chance", "7")->value == 1);
    assert_true(isnan(keur_check_figure(found, "risk", "7")->value));
    assert_true(isnan(keur_check_figure(found, "success", "8")->value));
    keur_result_free(found);
    run_on(train, NULL, synthetic, NULL, NULL, &found);
    assert_true(keur_check_figure(found, "success", "1")->value >= 0);
    assert_true(
        keur_check_contains(keur_check_figure(found, "risk", NULL)->reason, "needs a holdout"));
    keur_result_free(found);
    run_on(train, few, synthetic, NULL, NULL, &found);
    assert_true(
        keur_check_contains(keur_check_figure(found, "risk", NULL)->reason, "20 rows of the"));
    keur_result_free(found);
    run_on(few, holdout, synthetic, NULL, NULL, &found);
    assert_true(
        keur_check_contains(keur_check_figure(found, "risk", NULL)->reason, "20 rows of train"));
    keur_result_free(found);
    run_on("a\n1\n2\n", NULL, "a\n1\n3\n", NULL, NULL, &found);
    assert_true(keur_check_contains(keur_check_figure(found, "risk", NULL)->reason, "two columns"));
    keur_result_free(found);
    free(train);
    free(holdout);
    free(few);
    free(synthetic);
}

/* A column that is constant, or missing throughout, neither helps nor harms. */
static void test_empty_columns(void **state)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"type\": \"numeric\"}, {\"name\": "
        "\"b\", \"type\": \"numeric\"}, {\"name\": \"m\", \"type\": \"numeric\"}, {\"name\": "
        "\"o\", \"type\": \"categorical\"}]}";
    char texts[3][2000];
    keur_random random = keur_random_start(63, "test-linkability", 0);
    keur_result *all, *two;

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        char *at = texts[t];

        at += sprintf(at, "a,b,m,o\n");
        for (size_t i = 0; i < 40; i++)
            at += sprintf(at, "%d,%d,,x\n", (int)keur_random_below(&random, 50),
                          (int)keur_random_below(&random, 50));
    }
    run_on(texts[0], texts[1], texts[2], schema, "keys-a=m,a;keys-b=b,o", &all);
    run_on(texts[0], texts[1], texts[2], schema, "keys-a=a;keys-b=b", &two);
    keur_check_same_result(all, two);
    keur_result_free(all);
    keur_result_free(two);
}

static void refuse(keur_case *on, const char *arguments, const char *part)
{
    keur_result *found = NULL;

    assert_fails(keur_given_run(on, "linkability", arguments, &found, &err), KEUR_EUSAGE, part);
    assert_null(found);
}

static void test_refusals(void **state)
{
    char *train = table(1, 30, NULL, 1), *synthetic = table(2, 30, NULL, 1);
    const keur_given given = {.train = train, .synthetic = synthetic, .threads = 1};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    refuse(on, "keys-a=a,b;keys-b=c,b", "\"b\" is among --keys-a too");
    refuse(on, "keys-a=a,b,c,d", "no other column is left");
    refuse(on, "keys-b=a,b,c,d", "no other column is left");
    refuse(on, "keys-a=nobody", "not a column");
    refuse(on, "neighbours=0", "neighbours");
    refuse(on, "neighbours=65", "neighbours");
    keur_case_free(on);
    free(train);
    free(synthetic);
}

/* Declared keys are dealt in turn; beside one named set stand all others. */
static void test_default_sets(void **state)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"b\", \"roles\": [\"key\"]}, {\"name\": "
        "\"c\", \"roles\": [\"key\"]}, {\"name\": \"d\", \"roles\": [\"key\"]}]}";
    static const char *const pairs[][2] = {{"", "keys-a=a,c;keys-b=b,d"},
                                           {"keys-a=b", "keys-a=b;keys-b=a,c,d"},
                                           {"keys-b=a", "keys-a=b,c,d;keys-b=a"}};
    char *train = table(1, 90, NULL, 1), *holdout = table(2, 90, NULL, 1);
    char *synthetic = table(3, 40, NULL, 1);
    keur_result *found, *same;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        run_on(train, holdout, synthetic, NULL, pairs[i][0], &found);
        run_on(train, holdout, synthetic, NULL, pairs[i][1], &same);
        keur_check_same_result(found, same);
        keur_result_free(found);
        keur_result_free(same);
    }
    run_on(train, holdout, synthetic, schema, NULL, &found);
    run_on(train, holdout, synthetic, NULL, "keys-a=b,d;keys-b=c", &same);
    keur_check_same_result(found, same);
    keur_result_free(found);
    keur_result_free(same);
    free(train);
    free(holdout);
    free(synthetic);
}

/* Declared sets that share no column; what is named comes first. */
static void test_declared_sets(void **state)
{
    static const char schema[] = "{\"keur_schema\": 1, \"key_sets\": [[\"a\", \"b\"], [\"b\", "
                                 "\"c\"], [\"d\", \"c\"]], \"columns\": []}";
    static const char all_meet[] = "{\"keur_schema\": 1, \"key_sets\": [[\"a\", \"b\"], "
                                   "[\"b\", \"c\"]], \"columns\": []}";
    char *train = table(1, 90, NULL, 1), *holdout = table(2, 90, NULL, 1);
    char *synthetic = table(3, 40, NULL, 1);
    keur_result *found, *same;

    (void)state;
    run_on(train, holdout, synthetic, schema, NULL, &found);
    run_on(train, holdout, synthetic, NULL, "keys-a=a,b;keys-b=c,d", &same);
    assert_true(keur_check_noticed(found, "a+b with d+c"));
    keur_check_same_result(found, same);
    keur_result_free(found);
    keur_result_free(same);
    run_on(train, holdout, synthetic, schema, "keys-a=b", &found);
    run_on(train, holdout, synthetic, NULL, "keys-a=b", &same);
    keur_check_same_result(found, same);
    keur_result_free(found);
    keur_result_free(same);
    run_on(train, holdout, synthetic, all_meet, NULL, &found);
    assert_true(keur_check_noticed(found, "not named"));
    keur_result_free(found);
    free(train);
    free(holdout);
    free(synthetic);
}

/* Several pairs of declared sets: each as it is by itself, and six at most. */
static void test_all_pairs(void **state)
{
    static const char two[] = "{\"keur_schema\": 1, \"key_sets\": [[\"a\"], [\"b\", \"c\"], "
                              "[\"a\", \"d\"]], \"columns\": []}";
    static const char many[] = "{\"keur_schema\": 1, \"key_sets\": [[\"a\"], [\"b\"], [\"c\"], "
                               "[\"d\"], [\"a\", \"b\"]], \"columns\": []}";
    static const char *const keys[] = {"keys-a=a;keys-b=b,c", "keys-a=b,c;keys-b=a,d"};
    char *train = table(1, 90, NULL, 1), *holdout = table(2, 90, NULL, 1);
    char *synthetic = table(3, 40, NULL, 1);
    keur_result *found, *alone;
    size_t at = 0;

    (void)state;
    run_on(train, holdout, synthetic, two, NULL, &found);
    assert_true(keur_check_noticed(found, "joined, 2 pairs"));
    for (size_t p = 0; p < 2; p++) {
        run_on(train, holdout, synthetic, NULL, keys[p], &alone);
        for (size_t i = 0; i < keur_result_figures(alone); i++, at++) {
            const keur_figure *a = keur_result_figure(alone, i), *b = keur_result_figure(found, at);

            assert_string_equal(a->name, b->name);
            assert_near(b->value, a->value, 0);
            assert_near(b->low, a->low, 0);
            assert_near(b->high, a->high, 0);
            assert_int_equal(b->n_labels, a->n_labels + 2);
            assert_string_equal(b->labels[a->n_labels].value, p == 0 ? "a" : "b+c");
            assert_string_equal(b->labels[a->n_labels + 1].value, p == 0 ? "b+c" : "a+d");
        }
        keur_result_free(alone);
    }
    assert_int_equal(at, keur_result_figures(found));
    keur_result_free(found);
    /* a-b, a-c, a-d, b-c, b-d, c-d, c-ab, d-ab: the last two are left out. */
    run_on(train, holdout, synthetic, many, "neighbours=1", &found);
    assert_true(keur_check_noticed(found, "of 8 pairs of declared key_sets"));
    assert_true(keur_check_noticed(found, "the first 6 are joined"));
    assert_int_equal(keur_result_figures(found), 6 * 5);
    keur_result_free(found);
    free(train);
    free(holdout);
    free(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_are_found), cmocka_unit_test(test_persons_are_clusters),
        cmocka_unit_test(test_limits),           cmocka_unit_test(test_empty_columns),
        cmocka_unit_test(test_refusals),         cmocka_unit_test(test_default_sets),
        cmocka_unit_test(test_declared_sets),    cmocka_unit_test(test_all_pairs)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
