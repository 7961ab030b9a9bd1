/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the names, the number and the order of the shares of columns may not tell. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/measuring.h"

/* Three columns, of levels, numbers and a declared order. The first `rare` rows of one real table
 * have what no other row has: a level or none, no number, the lowest of the order. */
static char *some_rows(size_t n, size_t rare)
{
    static const char *const orders[] = {"middle", "high", "top"};
    keur_text made = {NULL, 0, 0};

    assert_ok(keur_text_add(&made, "town,amount,order\n", &err));
    for (size_t i = 0; i < n; i++) {
        if (i < rare)
            assert_ok(keur_text_format(&made, &err, "%s,,low\n", i % 2 == 0 ? "" : "rare"));
        else
            assert_ok(
                keur_text_format(&made, &err, "%c,%zu,%s\n", "aab"[i % 3], i % 97, orders[i % 3]));
    }
    return made.bytes;
}

/* That one person has a value which the synthetic table lacks, and not none, shows in no name and
 * in no number of points. */
static void one_is_as_none(void **state)
{
    static const char *const columns[] = {"town", "amount", "order"};
    static const size_t rare[] = {0, 1, 4, 9};
    keur_result *results[8];

    (void)state;
    for (size_t k = 0; k < 8; k++) {
        char *train = some_rows(600, k < 4 ? rare[k] : 0), *synthetic = some_rows(300, 0);
        char *holdout = some_rows(400, k < 4 ? 0 : rare[k - 4]);
        const keur_given given = {
            .seed = 1,
            .threads = 1,
            .train = train,
            .synthetic = synthetic,
            .holdout = holdout,
            .schema = "{\"columns\": [{\"name\": \"town\", \"type\": \"categorical\"}, {\"name\": "
                      "\"amount\", \"type\": \"numeric\"}, {\"name\": \"order\", \"type\": "
                      "\"ordinal\", \"levels\": [\"low\", \"middle\", \"high\", \"top\"]}]}"};

        results[k] = keur_check_run_given(&given, "marginals", NULL);
        free(train);
        free(synthetic);
        free(holdout);
    }
    for (size_t k = 0; k < 8; k++) {
        for (size_t j = 0; j < 3; j++) {
            const keur_series *first = keur_check_series(results[0], "shares", columns[j]);
            const keur_series *of = keur_check_series(results[k], "shares", columns[j]);

            assert_non_null(first);
            assert_non_null(of);
            assert_int_equal(of->n_points, first->n_points);
            for (size_t p = 0; p < of->n_points; p++)
                assert_string_equal(of->names[p], first->names[p]);
        }
    }
    assert_string_equal(keur_check_series(results[1], "shares", "town")->names[1], "b");
    assert_string_equal(keur_check_series(results[1], "shares", "order")->names[0], "middle");
    for (size_t k = 0; k < 8; k++)
        keur_result_free(results[k]);
}

/* Columns that are nearer to each other than 20 rows stand in the order of the table. */
static void near_ones_in_their_order(void **state)
{
    keur_text train = {NULL, 0, 0}, synthetic = train;
    keur_given given = {.seed = 1, .threads = 1};
    keur_result *result;

    (void)state;
    assert_ok(keur_text_add(&train, "same,near,far\n", &err));
    assert_ok(keur_text_add(&synthetic, "same,near,far\n", &err));
    for (int i = 0; i < 1000; i++) {
        assert_ok(keur_text_format(&train, &err, "%c,%c,%c\n", "ab"[i < 400], "ab"[i < 400],
                                   "ab"[i < 400]));
        assert_ok(keur_text_format(&synthetic, &err, "%c,%c,%c\n", "ab"[i < 400], "ab"[i < 419],
                                   "ab"[i < 421]));
    }
    given.train = train.bytes;
    given.synthetic = synthetic.bytes;
    result = keur_check_run_given(&given, "marginals", NULL);
    assert_int_equal(keur_result_series_count(result), 3);
    assert_string_equal(keur_result_series(result, 0)->about, "far");
    assert_string_equal(keur_result_series(result, 1)->about, "same");
    assert_string_equal(keur_result_series(result, 2)->about, "near");
    keur_result_free(result);
    keur_text_free(&train);
    keur_text_free(&synthetic);
}

/* The lowest number stands alone where a tenth of train has it; of fewer it goes with what else is
 * in the lowest tenth, so that nobody sees which number it is. */
static void lowest_is_a_tenth(void **state)
{
    static const int lowest[] = {100, 99, 20};

    (void)state;
    for (int k = 0; k < 3; k++) {
        keur_text train = {NULL, 0, 0}, synthetic = train;
        keur_given given = {.seed = 1, .threads = 1};
        keur_result *result;
        const keur_series *of;

        assert_ok(keur_text_add(&train, "x,y\n", &err));
        assert_ok(keur_text_add(&synthetic, "x,y\n", &err));
        for (int i = 0; i < 1000; i++) {
            assert_ok(keur_text_format(&train, &err, "%d,%d\n", i < lowest[k] ? 5 : 100 + i, i));
            assert_ok(keur_text_format(&synthetic, &err, "%d,%d\n", i % 2 ? 5 : 90 + lowest[k], i));
        }
        given.train = train.bytes;
        given.synthetic = synthetic.bytes;
        result = keur_check_run_given(&given, "marginals", NULL);
        of = keur_check_series(result, "shares", "x");
        assert_non_null(of);
        assert_int_equal(of->n_points, 10);
        assert_near(of->values[0], 0.1, 1e-12);
        assert_near(of->values[1], k == 0 ? 0.5 : 1, 1e-12);
        keur_result_free(result);
        keur_text_free(&train);
        keur_text_free(&synthetic);
    }
}

/* One row that is extreme moves the covered part of train's ranges by a column: its unit keeps it
 * inside (property/export_units). */
static void coverage_stays(void **state)
{
    static const char *const figures[] = {"range-coverage", "range-coverage-holdout"};
    keur_text table = {NULL, 0, 0};
    keur_given given = {.seed = 1, .threads = 1};
    keur_result *result;

    (void)state;
    assert_ok(keur_text_add(&table, "a,b,c,d,e\n", &err));
    for (int i = 0; i < 100; i++)
        assert_ok(
            keur_text_format(&table, &err, "%d,%d,%d,%d,%d\n", i % 9, i % 8, i % 7, i % 6, i % 5));
    given.train = given.synthetic = table.bytes;
    result = keur_check_run_given(&given, "marginals", NULL);
    for (size_t i = 0; i < 2; i++) {
        const keur_figure *of = keur_check_figure(result, figures[i], NULL);

        assert_true(of->value > 0.5);
        assert_string_equal(of->unit, "share of train");
    }
    keur_result_free(result);
    keur_text_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_as_none),
        cmocka_unit_test(near_ones_in_their_order),
        cmocka_unit_test(lowest_is_a_tenth),
        cmocka_unit_test(coverage_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
