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

/* Synthetic row i lies gap(i) beyond train row i and 5 - gap(i) before holdout row i. */
static void check_nearness(const keur_series *of)
{
    size_t n = 0, last = 0;

    assert_string_equal(of->name, "nearness");
    assert_int_equal(of->least, 20);
    for (size_t d = 0; d < 9; d++) {
        const double p = (double)(d + 1) / 10;
        size_t as_near = 0;

        for (size_t i = 0; i < ROWS; i++)
            as_near += 5 - gap(i) <= 4 * p;
        if (as_near < last + 10) /* of people, of whom every row has its own here */
            continue;
        assert_near(of->values[3 * n], p, 0);
        assert_near(of->values[3 * n + 1], (double)as_near / ROWS, 1e-12);
        assert_near(of->values[3 * n + 2], (floor(p * LAST) + 1) / ROWS, 1e-12);
        last = as_near;
        n++;
    }
    assert_int_equal(of->n_points, n);
    assert_int_equal(n, 7); /* as near as the first two tenths lies no row */
    for (size_t j = 1; j < 3; j++)
        assert_near(of->columns[j].rows, ROWS, 0);
}

static void worked(void **state)
{
    (void)state;
    for (int has_holdout = 0; has_holdout < 2; has_holdout++) {
        keur_result *result = run(ROWS, 1, has_holdout);
        const keur_series *near = keur_result_series(result, 0);
        const keur_series *ratio = keur_result_series(result, has_holdout ? 2 : 1);
        const double range = 10 * ROWS;
        const size_t width = 2 + (size_t)has_holdout;

        assert_int_equal(keur_result_series_count(result), has_holdout ? 4 : 2);
        assert_string_equal(near->columns[1].unit, "scaled distance");
        assert_string_equal(ratio->columns[1].unit, "ratio of scaled distances");
        if (has_holdout)
            check_nearness(keur_result_series(result, 1));
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

/* Units say what may leave: with numbers the range could be computed, with levels alone a mean
 * counts, and ranks say how many rows lie between. */
static void units_tell(void **state)
{
    static const char *const columns[] = {"{\"name\": \"x\", \"type\": \"numeric\"}",
                                          "{\"name\": \"x\", \"type\": \"numeric\"}",
                                          "{\"name\": \"x\", \"type\": \"categorical\"}"};
    static const char *const arguments[] = {NULL, "scaling=rank", NULL};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        keur_text table = {NULL, 0, 0}, schema = table;
        keur_given given = {.seed = 1, .threads = 1};
        keur_result *result;

        assert_ok(keur_text_add(&table, "x,y\n", &err));
        for (int i = 0; i < 200; i++)
            assert_ok(keur_text_format(&table, &err, "%d,%c\n", i / 2, "ab"[i % 2]));
        assert_ok(keur_text_format(&schema, &err, "{\"columns\": [%s]}", columns[k]));
        given.train = given.synthetic = table.bytes;
        given.schema = schema.bytes;
        result = keur_check_run_given(&given, "dcr", arguments[k]);
        assert_string_equal(keur_check_figure(result, "dcr-median", NULL)->unit,
                            k == 0 ? "scaled distance" : "distance");
        assert_string_equal(keur_check_figure(result, "dcr-mean", NULL)->unit,
                            k == 0 ? "scaled distance" : "mean distance");
        assert_string_equal(keur_check_figure(result, "nndr-p5", NULL)->unit,
                            k == 0 ? "ratio of scaled distances" : "ratio");
        assert_string_equal(keur_check_figure(result, "nndr-mean", NULL)->unit,
                            k == 0 ? "ratio of scaled distances" : "mean ratio");
        keur_result_free(result);
        keur_text_free(&table);
        keur_text_free(&schema);
    }
}

/* 80 of 1,000 synthetic rows lie near to one person of the holdout, if he is there, and nearer than
 * any tenth of the distances to train; no other lies near to the holdout. */
static keur_result *run_beside_one(bool is_there)
{
    keur_text tables[3] = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    keur_given given = {.seed = 1,
                        .threads = 1,
                        .schema = "{\"columns\": [{\"name\": \"x\", \"type\": \"numeric\"}]}"};
    keur_result *made;

    for (size_t t = 0; t < 3; t++)
        assert_ok(keur_text_add(&tables[t], "x\n", &err));
    for (size_t i = 0; i < 1000; i++) {
        const double at = i < 80 ? 1e6 + 0.001 * (double)i : 100 * (double)i;
        const double off = i < 80 ? 1e-4 : 1 + 0.001 * (double)i;

        assert_ok(keur_text_format(&tables[0], &err, "%.6f\n", at));
        assert_ok(keur_text_format(&tables[1], &err, "%.6f\n", 100 * (double)i + 20));
        assert_ok(keur_text_format(&tables[2], &err, "%.6f\n", at + off));
    }
    if (is_there)
        assert_ok(keur_text_format(&tables[1], &err, "%.6f\n", 1e6 + 0.04));
    given.train = tables[0].bytes;
    given.holdout = tables[1].bytes;
    given.synthetic = tables[2].bytes;
    made = keur_check_run_given(&given, "dcr", NULL);
    for (size_t t = 0; t < 3; t++)
        keur_text_free(&tables[t]);
    return made;
}

static void nearness_does_not_tell_one(void **state)
{
    keur_result *none = run_beside_one(false), *one = run_beside_one(true);
    const keur_series *a = keur_check_series(none, "nearness", "dcr"),
                      *b = keur_check_series(one, "nearness", "dcr");

    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(a->n_points, b->n_points);
    for (size_t i = 0; i < 3 * a->n_points; i++)
        assert_near(a->values[i], b->values[i], 0);
    keur_result_free(none);
    keur_result_free(one);
}

/* A quantile rests on the people nearest to the rows below it: here one, and 200 rows. */
static void quantiles_rest_on_people(void **state)
{
    keur_text train = {NULL, 0, 0}, synthetic = train;
    keur_given given = {.seed = 1, .threads = 1};
    keur_result *result;

    (void)state;
    assert_ok(keur_text_add(&train, "x\n", &err));
    assert_ok(keur_text_add(&synthetic, "x\n", &err));
    for (int i = 0; i < 2000; i++) {
        assert_ok(keur_text_format(&train, &err, "l%d\n", i));
        assert_ok(keur_text_format(&synthetic, &err, "l%d\n", i < 200 ? 0 : 5000 + i));
    }
    given.train = train.bytes;
    given.synthetic = synthetic.bytes;
    given.schema = "{\"columns\": [{\"name\": \"x\", \"type\": \"categorical\"}]}";
    result = keur_check_run_given(&given, "dcr", NULL);
    assert_near(keur_check_value(result, "dcr-p5"), 0, 0);
    assert_int_equal(keur_check_figure(result, "dcr-p5", NULL)->n_least, 1);
    keur_result_free(result);
    keur_text_free(&train);
    keur_text_free(&synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked),
        cmocka_unit_test(nearness_does_not_tell_one),
        cmocka_unit_test(few_people_are_no_curve),
        cmocka_unit_test(units_tell),
        cmocka_unit_test(quantiles_rest_on_people),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
