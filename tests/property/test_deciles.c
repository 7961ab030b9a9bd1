/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deciles of distances that are known by hand, and when there are none. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "support/measuring.h"

enum { ROWS = 200, LAST = ROWS - 1 };

/* Synthetic row i lies this far beyond train row i; train rows lie 10 apart, from 0. */
static double gap(size_t i)
{
    return 4 * (double)i / LAST;
}

static keur_result *run(size_t nearest, size_t per_person, bool has_holdout)
{
    keur_text tables[3] = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    keur_given given = {.seed = 1, .threads = 1};
    keur_result *result;

    for (size_t t = 0; t < 3; t++)
        assert_ok(keur_text_add(&tables[t], "who,x\n", &err));
    for (size_t i = 0; i < ROWS; i++) {
        const size_t beside = i % nearest;

        assert_ok(keur_text_format(&tables[0], &err, "t%zu,%zu\n", i / per_person, 10 * i));
        assert_ok(keur_text_format(&tables[1], &err, "h%zu,%zu\n", i / per_person, 10 * i + 5));
        assert_ok(
            keur_text_format(&tables[2], &err, "s%zu,%.12f\n", i, 10 * (double)beside + gap(i)));
    }
    /* One more beyond, so that every synthetic row lies between two. */
    assert_ok(keur_text_format(&tables[0], &err, "last,%d\n", 10 * ROWS));
    given.train = tables[0].bytes;
    given.holdout = has_holdout ? tables[1].bytes : NULL;
    given.synthetic = tables[2].bytes;
    given.schema =
        "{\"columns\": [{\"name\": \"who\", \"type\": \"identifier\", \"roles\": [\"unit\"]}, "
        "{\"name\": \"x\", \"type\": \"numeric\"}]}";
    result = keur_check_run_given(&given, "dcr", NULL);
    for (size_t t = 0; t < 3; t++)
        keur_text_free(&tables[t]);
    return result;
}

/* A quantile of values that rise with i, by linear interpolation. */
static double ratio_at(double p)
{
    const double at = p * LAST;
    const size_t i = (size_t)at;
    const double low = gap(i) / (10 - gap(i)), high = gap(i + 1) / (10 - gap(i + 1));

    return low + (at - (double)i) * (high - low);
}

static void worked(void **state)
{
    (void)state;
    for (int has_holdout = 0; has_holdout < 2; has_holdout++) {
        keur_result *result = run(ROWS, 1, has_holdout);
        const keur_series *near = keur_result_series(result, 0);
        const keur_series *ratio = keur_result_series(result, 1);
        const double range = 10 * ROWS;
        const size_t width = 2 + (size_t)has_holdout;

        assert_int_equal(keur_result_series_count(result), 2);
        assert_string_equal(near->name, "distance-deciles");
        assert_string_equal(near->about, "dcr");
        assert_string_equal(ratio->about, "nndr");
        assert_int_equal(near->n_columns, width);
        assert_int_equal(near->n_points, 9);
        assert_int_equal(near->least, 20);
        for (size_t d = 0; d < 9; d++) {
            const double p = (double)(d + 1) / 10;

            assert_near(near->values[d * width], p, 0);
            assert_near(near->values[d * width + 1], 4 * p / range, 1e-9);
            assert_near(ratio->values[d * width + 1], ratio_at(p), 1e-9);
            /* Holdout row i lies 5 beyond train row i. */
            if (has_holdout)
                assert_near(near->values[d * width + 2], (1 + 4 * p) / range, 1e-9);
        }
        assert_near(near->values[4 * width + 1], keur_check_value(result, "dcr-median"), 0);
        keur_result_free(result);
    }
}

/* Nine train rows are the nearest of a tenth of the rows; or nine people. */
static void few_people_are_no_curve(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        const bool is_enough = way % 2 == 1;
        keur_result *result =
            way < 2 ? run(9 + (size_t)is_enough, 1, false) : run(ROWS, is_enough ? 2 : 3, false);

        assert_int_equal(keur_result_series_count(result), is_enough ? 2 : 0);
        assert_int_equal(keur_check_noticed(result, "No curve of distances"), !is_enough);
        if (is_enough)
            assert_int_equal(keur_result_series(result, 0)->least, 10);
        keur_result_free(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked),
        cmocka_unit_test(few_people_are_no_curve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
