/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of cells, and what exclusions would take away, on tables with known counts and at random.
 */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/measuring.h"

/* --- sizes of cells --- */

static void check_rate(const keur_result *found, const char *name, double numerator,
                       double denominator)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_near(figure->numerator, numerator, 0);
    assert_near(figure->denominator, denominator, 0);
    assert_near(figure->value, 100 * numerator / denominator, 1e-12);
}

/* Cells of 1, 1, 2, 4, 5, 9 and 10 rows. */
static void test_sizes(void **state)
{
    static const int sizes[] = {1, 1, 2, 4, 5, 9, 10};
    char text[600] = "k,v\n";
    keur_given given = {.train = "k,v\na,x\na,y\nb,x\nc,y\n", .synthetic = text};
    keur_case *on;
    keur_result *found;

    (void)state;
    for (size_t c = 0; c < 7; c++) {
        for (int i = 0; i < sizes[c]; i++)
            (void)sprintf(text + strlen(text), "%c,%c\n", (char)('a' + c), i % 2 ? 'x' : 'y');
    }
    on = keur_check_measurable(&given);
    found = keur_check_run(on, "identity-keys", "keys=k");
    check_rate(found, "k-1", 2, 32);
    check_rate(found, "k-2", 2, 32);
    check_rate(found, "k-below-5", 8, 32);
    check_rate(found, "k-below-10", 22, 32);
    check_rate(found, "k-1-train", 2, 4);
    check_rate(found, "k-2-train", 2, 4);
    check_rate(found, "k-below-5-train", 4, 4);
    keur_result_free(found);
    keur_case_free(on);
}

/* --- exclusions --- */

typedef struct row {
    int a, b, t;
} row;

enum { MOST = 400 };

static char *csv(const row *rows, size_t n)
{
    char *text = malloc(40 * (n + 1)), *at = text;

    assert_non_null(text);
    at += sprintf(at, "a,b,t\n");
    for (size_t i = 0; i < n; i++)
        at += sprintf(at, "a%d,b%d,t%d\n", rows[i].a, rows[i].b, rows[i].t);
    return text;
}

static const char types[] =
    "{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\"}, {\"name\": "
    "\"b\", \"type\": \"categorical\"}]}";

static keur_result *measure(const row *train, size_t n, const row *synthetic, size_t m)
{
    char *texts[] = {csv(train, n), csv(synthetic, m)};
    const keur_given given = {
        .train = texts[0], .synthetic = texts[1], .schema = types, .threads = 1};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "attribute-keys", "keys=a,b;secret=t;shuffles=0");

    keur_case_free(on);
    free(texts[0]);
    free(texts[1]);
    return found;
}

static double excluded(const keur_result *found, const char *name)
{
    return keur_check_figure(found, name, NULL)->numerator;
}

/* The synthetic table is the train table: every combination of keys has one secret. Rows of level
 * 0 of the secret: `zeros` of them, in combinations of their own, beside `ones` of level 1. */
static void check_one_way(size_t zeros, size_t ones, double expected)
{
    row rows[MOST];
    keur_result *found;

    for (size_t i = 0; i < zeros + ones; i++)
        rows[i] = (row){(int)i, (int)i, i >= zeros};
    found = measure(rows, zeros + ones, rows, zeros + ones);
    assert_near(excluded(found, "disco"), (double)(zeros + ones), 0);
    assert_near(excluded(found, "disco-excluded-one-way"), expected, 0);
    /* No level of a key holds more than four rows. */
    assert_near(excluded(found, "disco-excluded-two-way"), 0, 0);
    keur_result_free(found);
}

static void test_one_way_at_its_thresholds(void **state)
{
    (void)state;
    check_one_way(50, 2, 0);
    check_one_way(51, 2, 51);
    check_one_way(90, 10, 0); /* 90% is not more than 90% */
    check_one_way(91, 9, 91);
}

/* Level a0 of a key: `same` rows of secret 0 that are disclosive, and `other` rows of secret 1 in
 * a combination that is not disclosive. */
static void check_two_way(size_t same, size_t other, double expected)
{
    row train[MOST], synthetic[MOST];
    size_t n = 0, m = 0;
    keur_result *found;

    for (size_t i = 0; i < same; i++)
        train[n++] = synthetic[m++] = (row){0, (int)i, 0};
    for (size_t i = 0; i < other; i++)
        train[n++] = (row){0, 200, 1};
    synthetic[m++] = (row){0, 200, 1};
    synthetic[m++] = (row){0, 200, 0};
    for (size_t i = 0; i < 40; i++) /* not disclosive either, so that b tells nothing */
        train[n++] = synthetic[m++] = (row){1, (int)(i / 2) % 20, (int)i % 2};
    found = measure(train, n, synthetic, m);
    assert_near(excluded(found, "disco"), (double)same, 0);
    assert_near(excluded(found, "disco-excluded-two-way"), expected, 0);
    assert_near(excluded(found, "disco-excluded-one-way"), 0, 0);
    keur_result_free(found);
}

static void test_two_way_at_its_thresholds(void **state)
{
    (void)state;
    check_two_way(4, 0, 0);
    check_two_way(5, 1, 5);
    check_two_way(8, 2, 0); /* 80% is not more than 80% */
    check_two_way(9, 2, 9);
}

/* Plain loops over random tables: which rows of train are disclosive and correct, and told. */
static void expect(const row *train, size_t n, const row *synthetic, size_t m, double *one_way,
                   double *two_way)
{
    bool correct[MOST];
    double all = 0, level[8] = {0};

    *one_way = *two_way = 0;
    for (size_t i = 0; i < n; i++) {
        size_t there = 0, right = 0;

        for (size_t k = 0; k < m; k++) {
            const bool is_like = synthetic[k].a == train[i].a && synthetic[k].b == train[i].b;

            there += is_like;
            right += is_like && synthetic[k].t == train[i].t;
        }
        correct[i] = there > 0 && right == there;
        all += correct[i];
        level[train[i].t] += correct[i];
    }
    for (int t = 0; t < 8; t++)
        *one_way += level[t] > 50 && 10 * level[t] > 9 * all ? level[t] : 0;
    for (size_t i = 0; i < n; i++) {
        bool is_told = false;

        for (int key = 0; key < 2; key++) {
            double rows = 0, have = 0, disclosed = 0;

            for (size_t k = 0; k < n; k++) {
                const bool is_level =
                    key == 0 ? train[k].a == train[i].a : train[k].b == train[i].b;

                rows += is_level;
                have += is_level && train[k].t == train[i].t;
                disclosed += is_level && train[k].t == train[i].t && correct[k];
            }
            is_told |= disclosed > 4 && 10 * have > 8 * rows;
        }
        *two_way += correct[i] && is_told;
    }
}

static void test_exclusions_against_loops(void **state)
{
    keur_random random = keur_random_start(12, "test-key-sizes", 0);
    int n_one_way = 0, n_two_way = 0;

    (void)state;
    for (int round = 0; round < 60; round++) {
        row train[MOST], synthetic[MOST];
        const size_t n = 100 + (size_t)keur_random_below(&random, 200);
        const uint64_t wide = 2 + keur_random_below(&random, 60);
        const uint64_t noise = 2 + keur_random_below(&random, 60);
        double one_way, two_way;
        keur_result *found;

        for (size_t i = 0; i < n; i++) {
            train[i].a = (int)keur_random_below(&random, wide);
            train[i].b = (int)keur_random_below(&random, 5);
            /* Nearly all one level; at random; told by the first key. */
            train[i].t = keur_random_below(&random, noise) == 0 ? 3
                         : round % 3 == 0                       ? 0
                         : round % 3 == 1                       ? (int)keur_random_below(&random, 2)
                                                                : train[i].a % 2;
            synthetic[i] = train[keur_random_below(&random, i + 1)];
            if (keur_random_below(&random, noise) == 0)
                synthetic[i].t = 4;
        }
        expect(train, n, synthetic, n, &one_way, &two_way);
        found = measure(train, n, synthetic, n);
        assert_near(excluded(found, "disco-excluded-one-way"), one_way, 0);
        assert_near(excluded(found, "disco-excluded-two-way"), two_way, 0);
        n_one_way += one_way > 0;
        n_two_way += two_way > 0;
        keur_result_free(found);
    }
    /* Both occur, and both fail to. */
    assert_in_range(n_one_way, 3, 57);
    assert_in_range(n_two_way, 3, 57);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes),
                                       cmocka_unit_test(test_one_way_at_its_thresholds),
                                       cmocka_unit_test(test_two_way_at_its_thresholds),
                                       cmocka_unit_test(test_exclusions_against_loops)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
