/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search for keys against one through all sets in plain loops; leaks that were planted, and
 * none; the holdout in the place of the synthetic table.
 */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "attacks/attribute/key_search.h"
#include "base/text.h"
#include "support/chance.h"
#include "support/leakless.h"
#include "support/measuring.h"

enum { COLUMNS = 5, MOST = 60 };

/* --- against all sets --- */

/* Whether row i of `role` is told by the keys in `set` (bits): others of the synthetic rows have
 * its keys, and all of them its secret. */
static bool is_told(const keur_case *on, keur_role role, size_t i, unsigned set, size_t secret,
                    bool is_paired)
{
    size_t there = 0, right = 0;

    for (size_t k = 0; k < keur_case_rows(on, KEUR_SYNTHETIC); k++) {
        bool is_like = true;

        for (size_t j = 0; j < COLUMNS; j++)
            is_like &= !(set >> j & 1) ||
                       keur_case_codes(on, role, j)[i] == keur_case_codes(on, KEUR_SYNTHETIC, j)[k];
        there += is_like;
        right += is_like && keur_case_codes(on, role, secret)[i] ==
                                keur_case_codes(on, KEUR_SYNTHETIC, secret)[k];
    }
    if (is_paired && role == KEUR_HOLDOUT) { /* one of them is the row itself */
        there--;
        right--;
    }
    return there > 0 && right == there;
}

static double excess(const keur_case *on, unsigned set, size_t secret, bool is_paired)
{
    const size_t n = keur_case_rows(on, KEUR_TRAIN), m = keur_case_rows(on, KEUR_HOLDOUT);
    double train = 0, holdout = 0;

    for (size_t i = 0; i < n; i++)
        train += is_told(on, KEUR_TRAIN, i, set, secret, is_paired);
    for (size_t i = 0; i < m; i++)
        holdout += is_told(on, KEUR_HOLDOUT, i, set, secret, is_paired);
    return train / (double)n - holdout / (double)m;
}

static void check_search(keur_case *on, bool is_paired)
{
    static const size_t candidates[COLUMNS] = {0, 1, 2, 3, 4};
    uint32_t row[3 * MOST];
    const size_t n = keur_case_rows(on, KEUR_TRAIN);
    const keur_search_rows rows = {n, n, n, row, is_paired};
    keur_search_codes *codes = NULL;

    assert_int_equal(keur_case_columns(on), COLUMNS);
    for (size_t i = 0; i < 3 * n; i++)
        row[i] = (uint32_t)(i % n);
    assert_ok(keur_search_codes_new(on, &rows, 0, &codes, &err));
    for (size_t secret = 0; secret < COLUMNS; secret++) {
        const keur_search_ask ask = {secret, COLUMNS, candidates, 4, 10};
        keur_search_found found, again;
        double best = -2;
        unsigned chosen = 0;

        assert_ok(keur_search_keys(codes, &ask, &found, &err));
        for (unsigned set = 1; set < 1u << COLUMNS; set++) {
            const double here = set >> secret & 1 ? -2 : excess(on, set, secret, is_paired);

            best = here > best ? here : best;
        }
        for (size_t k = 0; k < found.n; k++)
            chosen |= 1u << found.columns[k];
        assert_near(found.excess, best, 1e-12);
        assert_near(excess(on, chosen, secret, is_paired), best, 1e-12);
        again = found;
        again.train = again.holdout = 0;
        assert_ok(keur_search_count(codes, secret, &again, NULL, &err));
        assert_int_equal(again.train, found.train);
        assert_int_equal(again.holdout, found.holdout);
    }
    keur_search_codes_free(codes);
}

static void test_against_all_sets(void **state)
{
    keur_random random = keur_random_start(61, "test-attribute-search", 0);

    (void)state;
    for (int round = 0; round < 12; round++) {
        keur_case *on = keur_check_leakless(&random, 20 + (size_t)keur_random_below(&random, 40),
                                            (unsigned)round % 3 * 30, 1);

        check_search(on, false);
        keur_case_free(on);
    }
}

/* The holdout as synthetic table: no row is told by itself. */
static void test_against_all_sets_paired(void **state)
{
    keur_random random = keur_random_start(64, "test-attribute-search", 0);

    (void)state;
    for (int round = 0; round < 8; round++) {
        char texts[2][1200];
        keur_given given = {.train = texts[0], .holdout = texts[1], .synthetic = texts[1]};
        keur_case *on;

        for (size_t t = 0; t < 2; t++) {
            char *at = texts[t] + sprintf(texts[t], "a,b,c,d,e\n");

            for (int i = 0; i < 30; i++)
                at +=
                    sprintf(at, "a%d,b%d,c%d,d%d,e%d\n", (int)keur_random_below(&random, 12),
                            (int)keur_random_below(&random, 3), (int)keur_random_below(&random, 2),
                            (int)keur_random_below(&random, 4), (int)keur_random_below(&random, 8));
        }
        on = keur_check_measurable(&given);
        check_search(on, true);
        keur_case_free(on);
    }
}

/* --- the measure --- */

static void test_false_alarms(void **state)
{
    int by_p, by_worst, low, high;

    (void)state;
    keur_check_false_alarms(60, &by_p, &by_worst);
    keur_check_band(60, 0.05, &low, &high);
    assert_in_range(by_p, 0, high);
    keur_check_band(60, 0.025, &low, &high);
    assert_in_range(by_worst, 0, high);
}

static const keur_figure *of_secret(const keur_result *in, const char *name, const char *secret)
{
    return keur_check_figure(in, name, secret);
}

/* Half of the synthetic rows are train rows but for column e: e does not leak, the others do. */
static void test_a_planted_leak(void **state)
{
    keur_random random = keur_random_start(62, "test-attribute-search", 0);
    keur_case *on = keur_check_leakless(&random, 800, 50, 3);
    keur_result *found = keur_check_run(on, "attribute-search", NULL);
    const keur_figure *worst = keur_check_figure(found, "worst-excess", NULL);

    (void)state;
    assert_true(worst->low > 0);
    assert_true(keur_check_value(found, "worst-p") < 1e-3);
    assert_true(of_secret(found, "disco-p", "b")->value < 0.05);
    assert_true(of_secret(found, "disco-p", "e")->value > 0.05);
    assert_string_equal(worst->labels[0].name, "secret");
    assert_string_not_equal(worst->labels[0].value, "e");
    assert_non_null(strchr(worst->labels[1].value, 'a'));
    assert_near(worst->value, of_secret(found, "disco-excess", worst->labels[0].value)->value, 0);
    /* Judged on the half that did not choose. */
    assert_near(of_secret(found, "disco", "a")->denominator, 400, 0);
    keur_result_free(found);
    keur_case_free(on);
}

static void test_threads_and_seeds(void **state)
{
    keur_given given = {.train = "census2k/train.csv.gz",
                        .holdout = "census2k/holdout.csv.gz",
                        .synthetic = "census2k/flip30.csv.gz"};
    keur_result *found[3];

    (void)state;
    for (int t = 0; t < 3; t++) {
        keur_case *on;

        given.threads = (int[]){1, 2, 7}[t];
        on = keur_check_measurable(&given);
        found[t] = keur_check_run(on, "attribute-search", "secret=income,sex,age");
        keur_case_free(on);
    }
    keur_check_same_result(found[0], found[1]);
    keur_check_same_result(found[0], found[2]);
    assert_true(keur_check_figure(found[0], "worst-excess", NULL)->low > 0);
    for (int t = 0; t < 3; t++)
        keur_result_free(found[t]);
}

/* Rows must not find themselves: the holdout would seem to leak, or hide a leak. */
static void test_the_holdout_as_synthetic(void **state)
{
    const keur_given given = {.train = "census2k/train.csv.gz",
                              .holdout = "census2k/holdout.csv.gz",
                              .synthetic = "census2k/holdout.csv.gz"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "attribute-search", "secret=income,race;most-keys=3");
    const keur_figure *worst = keur_check_figure(found, "worst-excess", NULL);

    (void)state;
    assert_true(worst->low <= 0 && worst->high >= 0);
    keur_result_free(found);
    keur_case_free(on);
}

static void test_what_it_needs(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n2,y\n3,x\n", .synthetic = "a,b\n1,x\n2,y\n3,y\n"};
    const keur_given few = {.train = "a,b\n1,x\n2,y\n3,x\n",
                            .holdout = "a,b\n2,x\n3,y\n1,y\n",
                            .synthetic = "a,b\n1,x\n2,y\n3,y\n"};
    const keur_given *const cases[] = {&given, &few};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        keur_case *on = keur_check_measurable(cases[i]);
        keur_result *found = keur_check_run(on, "attribute-search", NULL);

        assert_int_equal(keur_result_figures(found), 1);
        assert_true(isnan(keur_result_figure(found, 0)->value));
        assert_true(keur_check_contains(keur_result_figure(found, 0)->reason, "needs"));
        keur_result_free(found);
        keur_case_free(on);
    }
}

/* 50,000 synthetic rows all take part; one more does not. */
static void a_part_is_said(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        const size_t sizes[3] = {40, 40, 50000 + more};
        keur_text texts[3] = {{NULL, 0, 0}};
        keur_given given = {.schema = NULL, .seed = 1};
        keur_case *on;
        keur_result *found;

        for (size_t t = 0; t < 3; t++) {
            assert_ok(keur_text_add(&texts[t], "a,b\n", &err));
            for (size_t i = 0; i < sizes[t]; i++)
                assert_ok(keur_text_add(&texts[t], i % 3 == 0 ? "x,u\n" : "y,v\n", &err));
        }
        given.train = texts[0].bytes;
        given.holdout = texts[1].bytes;
        given.synthetic = texts[2].bytes;
        on = keur_check_measurable(&given);
        found = keur_check_run(on, "attribute-search", "");
        assert_true(keur_check_noticed(found, "50,000 rows of a table") == (more == 1));
        keur_result_free(found);
        keur_case_free(on);
        for (size_t t = 0; t < 3; t++)
            keur_text_free(&texts[t]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all_sets),  cmocka_unit_test(test_against_all_sets_paired),
        cmocka_unit_test(test_false_alarms),      cmocka_unit_test(test_a_planted_leak),
        cmocka_unit_test(test_threads_and_seeds), cmocka_unit_test(test_the_holdout_as_synthetic),
        cmocka_unit_test(test_what_it_needs),     cmocka_unit_test(a_part_is_said)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
