/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a guess counts as right: zeros, negative numbers, missing values, special codes, orders and
 * dates, in tables small enough for paper and pencil; and what trees make of such secrets. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"
#include "support/measuring.h"

/* Key k and secret s; S gives each key one secret, so every attacker guesses that. */
static const char *const measures[] = {"attribute-neighbour", "attribute-key"};

static keur_case *case_of(const char *train, const char *holdout, const char *synthetic,
                          const char *secret)
{
    char schema[400];
    const keur_given given = {
        .train = train, .holdout = holdout, .synthetic = synthetic, .schema = schema, .threads = 1};

    (void)snprintf(schema, sizeof schema,
                   "{\"keur_schema\": 1, \"columns\": [{\"name\": \"k\", \"type\": "
                   "\"categorical\"}, {\"name\": \"s\", %s}]}",
                   secret);
    return keur_check_measurable(&given);
}

/* Right guesses of `of` rows of train, with arguments beside secret and keys. */
static void expect(const char *train, const char *synthetic, const char *secret, const char *more,
                   double right, double of)
{
    keur_case *on = case_of(train, "k,s\na,0\nzz,1\n", synthetic, secret);
    char arguments[100];

    (void)snprintf(arguments, sizeof arguments, "secret=s;keys=k%s", more);
    for (size_t m = 0; m < 2; m++) {
        keur_result *found = keur_check_run(on, measures[m], arguments);

        assert_true(keur_check_figure(found, "success", NULL)->numerator == right);
        assert_true(keur_check_figure(found, "success", NULL)->denominator == of);
        keur_result_free(found);
    }
    keur_case_free(on);
}

#define NUMERIC   "\"type\": \"numeric\""
#define SYNTHETIC "k,s\na,0\nb,-100\nc,100\nd,\ne,-8\n"

static void test_numbers(void **state)
{
    (void)state;
    /* a truth of 0 needs 0 */
    expect("k,s\na,0\na,0.0001\na,-0.0001\na,\n", SYNTHETIC, NUMERIC, "", 1, 4);
    /* a guess of -100: 5% of -96 is 4.8, of -95 4.75, of -105 5.25, of -106 5.3 */
    expect("k,s\nb,-100\nb,-96\nb,-105\nb,-95\nb,-106\nb,100\nb,0\n", SYNTHETIC, NUMERIC, "", 3, 7);
    /* 5% of the guess is 5 */
    expect("k,s\nb,-100\nb,-96\nb,-105\nb,-95\nb,-106\nb,100\nb,0\n", SYNTHETIC, NUMERIC,
           ";numeric-rule=anonymeter", 4, 7);
    expect("k,s\nc,100\nc,96\nc,105\nc,95\nc,106\nc,-100\n", SYNTHETIC, NUMERIC, "", 3, 6);
    /* missing is guessed by missing, and is no number */
    expect("k,s\nd,\nd,0\nd,-100\na,\n", SYNTHETIC, NUMERIC, "", 1, 4);
    /* -8 as a number, and as a code that is no number: then -7.9 is wrong */
    expect("k,s\ne,-8\ne,-7.9\ne,8\n", SYNTHETIC, NUMERIC, "", 2, 3);
    expect("k,s\ne,-8\ne,-7.9\ne,8\n", SYNTHETIC, NUMERIC ", \"special\": [-8]", "", 1, 3);
    /* what the schema states instead */
    expect("k,s\na,0\na,1\na,1.5\nb,-99\nb,-98\n", SYNTHETIC, NUMERIC ", \"tolerance\": 1", "", 3,
           5);
}

static void test_dates_and_orders(void **state)
{
    static const char dates[] = "k,s\na,2020-01-10\nb,2020-02-10\n";
    static const char asked[] = "k,s\na,2020-01-10\na,2020-01-13\na,2020-01-14\nb,2020-02-08\n";
    static const char date[] = "\"type\": \"date\"";
    static const char order[] =
        "\"type\": \"ordinal\", \"levels\": [\"low\", \"middle\", \"high\", \"0\", \"1\"]";
    char with[200];
    keur_case *on;
    keur_result *found;

    (void)state;
    on = case_of(asked, "k,s\na,2021-01-01\n", dates, date);
    found = keur_check_run(on, "attribute-key", "secret=s");
    assert_true(keur_check_figure(found, "success", NULL)->numerator == 1);
    assert_true(keur_check_noticed(found, "only the same day"));
    keur_result_free(found);
    keur_case_free(on);
    (void)snprintf(with, sizeof with, "%s, \"tolerance\": 3", date);
    on = case_of(asked, "k,s\na,2021-01-01\n", dates, with);
    found = keur_check_run(on, "attribute-key", "secret=s");
    assert_true(keur_check_figure(found, "success", NULL)->numerator == 3);
    assert_false(keur_check_noticed(found, "only the same day"));
    keur_result_free(found);
    keur_case_free(on);

    expect("k,s\na,middle\na,low\na,high\nb,high\n", "k,s\na,middle\nb,low\n", order, "", 1, 4);
    (void)snprintf(with, sizeof with, "%s, \"tolerance\": 1", order);
    expect("k,s\na,middle\na,low\na,high\nb,high\n", "k,s\na,middle\nb,low\n", with, "", 3, 4);
}

/* chance-draw and chance-mode of numbers under both rules, by hand. */
static void test_chance(void **state)
{
    /* S: 0 twice, 100 twice, 104, 105.1, missing twice (of 8). Mode: 0. */
    static const char synthetic[] = "k,s\na,0\na,0\na,100\na,100\na,104\na,105.1\na,\na,\n";
    /* 0: 0, 0. 100: 100, 100, 104 (and 105.1 by the guess, 5.255). 110.5: 105.1 (5.4 of 5.525; by
     * the guess 5.255: no). missing: two. */
    static const char train[] = "k,s\na,0\na,100\na,110.5\na,\nb,0\n";
    keur_case *on = case_of(train, "k,s\na,0\nb,3\n", synthetic, NUMERIC);
    keur_result *found = keur_check_run(on, "attribute-key", "secret=s");

    (void)state;
    assert_true(keur_check_figure(found, "chance-mode", NULL)->numerator == 2);
    assert_near(keur_check_value(found, "chance-draw"), (2 + 3 + 1 + 2 + 2) / 8.0 / 5, 1e-12);
    keur_result_free(found);
    found = keur_check_run(on, "attribute-key", "secret=s;numeric-rule=anonymeter");
    assert_true(keur_check_figure(found, "chance-mode", NULL)->numerator == 2);
    assert_near(keur_check_value(found, "chance-draw"), (2 + 4 + 0 + 2 + 2) / 8.0 / 5, 1e-12);
    keur_result_free(found);
    keur_case_free(on);
}

/* One level everywhere, or nothing at all: the control cannot fail, so there is nothing to gain. */
static void test_nothing_to_guess(void **state)
{
    static const char *const all[] = {"attribute-neighbour", "attribute-model", "attribute-key"};
    static const char *const secrets[] = {"x", ""};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char text[100], fewer[100];
        keur_case *on;

        (void)snprintf(text, sizeof text, "k,s\na,%s\nb,%s\na,%s\n", secrets[i], secrets[i],
                       secrets[i]);
        (void)snprintf(fewer, sizeof fewer, "k,s\nb,%s\nb,%s\n", secrets[i], secrets[i]);
        on = case_of(text, fewer, text, "\"type\": \"categorical\"");
        for (size_t m = 0; m < 3; m++) {
            keur_result *found;

            if (m == 1 && !keur_boosted_available())
                continue;
            found = keur_check_run(on, all[m], "secret=s");
            assert_true(keur_check_value(found, "success") == 1);
            assert_true(keur_check_value(found, "chance-mode") == 1);
            assert_true(keur_check_value(found, "chance-draw") == 1);
            assert_non_null(strstr(keur_check_figure(found, "risk", NULL)->reason,
                                   "the control succeeds on every row"));
            assert_non_null(keur_check_figure(found, "risk-p", NULL)->reason);
            assert_non_null(keur_check_figure(found, "worst-risk", NULL)->reason);
            keur_result_free(found);
        }
        keur_case_free(on);
    }
}

/* Squares of numbers may be beyond what doubles hold, or below. */
static void test_huge_and_tiny_numbers(void **state)
{
    enum { ROWS = 120 };
    static const char *const powers[] = {"e300", "e-300", ""};
    double right[3];

    (void)state;
    if (!keur_boosted_available())
        skip();
    for (size_t p = 0; p < 3; p++) {
        keur_text tables[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
        keur_case *on;
        keur_result *found;

        for (int t = 0; t < 2; t++) {
            assert_ok(keur_text_add(&tables[t], "k,s\n", &err));
            for (int i = 0; i < ROWS; i++)
                assert_ok(keur_text_format(&tables[t], &err, "%c,%s%d.%d%s\n", 'a' + i % 3,
                                           i % 3 == 0 ? "-" : "", 1 + i % 3, i % (7 + t),
                                           powers[p]));
        }
        on = case_of(tables[0].bytes, tables[1].bytes, tables[0].bytes, NUMERIC);
        found = keur_check_run(on, "attribute-model", "secret=s");
        right[p] = keur_check_figure(found, "success", NULL)->numerator;
        keur_result_free(found);
        keur_case_free(on);
        keur_text_free(&tables[0]);
        keur_text_free(&tables[1]);
    }
    assert_true(right[2] > 0 && right[0] == right[2] && right[1] == right[2]);
}

/* Where no row has the last key, it is dropped; where none has the first, the mode is taken. */
static void test_fallback(void **state)
{
    static const char synthetic[] = "k,j,s\na,x,1\na,y,2\na,y,2\nb,x,3\nc,x,4\nc,x,4\nc,z,4\n";
    /* a,x: 1. a,y: 2. a,w: no such, a alone: 2. d,w: the mode, 4. Keys j,k: w falls to the mode. */
    static const char train[] = "k,j,s\na,x,1\na,y,2\na,w,2\nd,w,4\n";
    const keur_given given = {.train = train,
                              .holdout = "k,j,s\na,x,9\n",
                              .synthetic = synthetic,
                              .schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"s\", "
                                        "\"type\": \"categorical\"}]}",
                              .threads = 1};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "attribute-key", "secret=s;keys=k,j");

    (void)state;
    assert_true(keur_check_figure(found, "success", NULL)->numerator == 4);
    keur_result_free(found);
    found = keur_check_run(on, "attribute-key", "secret=s;keys=j,k");
    assert_true(keur_check_figure(found, "success", NULL)->numerator == 3);
    keur_result_free(found);
    /* Without --keys k comes first, which tells more about s than j: as keys=k,j. */
    found = keur_check_run(on, "attribute-key", "secret=s");
    assert_true(keur_check_figure(found, "success", NULL)->numerator == 4);
    keur_result_free(found);
    keur_case_free(on);
}

/* Numbers as they are count all together: half of an exact match is none. Of 5,7 no row has both,
 * and all five lie in its group, where B is more frequent; A is where x is 5. */
static void test_half_a_match(void **state)
{
    const keur_given given = {
        .train = "x,y,s\n1,1,B\n5,7,B\n9,9,B\n5,5,A\n",
        .holdout = "x,y,s\n2,2,C\n",
        .synthetic = "x,y,s\n5,5,A\n5,6,A\n6,8,B\n7,8,B\n8,8,B\n",
        .schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"x\", \"type\": \"numeric\"}, "
                  "{\"name\": \"y\", \"type\": \"numeric\"}]}",
        .threads = 1};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "attribute-key", "secret=s;keys=x,y;groups=1");

    (void)state;
    assert_true(keur_check_figure(found, "success", NULL)->numerator == 4);
    keur_result_free(found);
    keur_case_free(on);
}

/* A secret with everything in it that follows from the keys: 0 for k = a, missing for b, the code
 * -8 for c, else 100 + 50 x to within 2. */
static void write_rows(uint64_t seed, size_t n, keur_text *to)
{
    keur_random random = keur_random_start(seed, "test-guess-values", 0);

    assert_ok(keur_text_add(to, "k,x,s\n", &err));
    for (size_t i = 0; i < n; i++) {
        const int k = (int)keur_random_below(&random, 6);
        const double x = keur_random_uniform(&random) * 4;

        assert_ok(keur_text_format(to, &err, "%c,%.6f,", 'a' + k, x));
        if (k == 0)
            assert_ok(keur_text_add(to, "0\n", &err));
        else if (k == 1)
            assert_ok(keur_text_add(to, "\n", &err));
        else if (k == 2)
            assert_ok(keur_text_add(to, "-8\n", &err));
        else
            assert_ok(keur_text_format(to, &err, "%.3f\n",
                                       100 + 50 * x + 2 * keur_random_uniform(&random)));
    }
}

static void test_model_of_mixed_numbers(void **state)
{
    keur_text texts[3] = {{NULL, 0, 0}};
    keur_given given = {.schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"s\", \"type\": "
                                  "\"numeric\", \"special\": [-8]}]}",
                        .threads = 1};
    keur_result *found;
    keur_case *on;

    (void)state;
    if (!keur_boosted_available())
        skip();
    for (size_t i = 0; i < 3; i++)
        write_rows(80 + i, 1500, &texts[i]);
    given.train = texts[0].bytes;
    given.holdout = texts[1].bytes;
    given.synthetic = texts[2].bytes;
    on = keur_check_measurable(&given);
    found = keur_check_run(on, "attribute-model", "secret=s");
    assert_true(keur_check_value(found, "success") > 0.9);
    assert_true(keur_check_value(found, "success-holdout") > 0.9);
    assert_true(keur_check_value(found, "chance-draw") < 0.2);
    keur_result_free(found);
    keur_case_free(on);
    for (size_t i = 0; i < 3; i++)
        keur_text_free(&texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_dates_and_orders),
                                       cmocka_unit_test(test_chance),
                                       cmocka_unit_test(test_nothing_to_guess),
                                       cmocka_unit_test(test_huge_and_tiny_numbers),
                                       cmocka_unit_test(test_fallback),
                                       cmocka_unit_test(test_half_a_match),
                                       cmocka_unit_test(test_model_of_mixed_numbers)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
