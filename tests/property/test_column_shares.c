/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shares of columns for charts against plain counting, and what each point may tell. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/measuring.h"

enum { ROUNDS = 40, LEVELS = 16, MOST_ROWS = 400, TABLES = 3 };

enum { IN_TRAIN, IN_SYNTHETIC, IN_HOLDOUT };

/* Rows of one table: a level (0: missing), a number in hundredths, a person. */
typedef struct rows {
    size_t n;
    int level[MOST_ROWS], number[MOST_ROWS], person[MOST_ROWS];
} rows;

static void draw(keur_random *random, int shift, rows *made)
{
    made->n = 150 + (size_t)keur_random_below(random, MOST_ROWS - 150);
    for (size_t i = 0; i < made->n; i++) {
        const double u = keur_random_uniform(random);

        /* Few levels are frequent, and more the higher the shift. */
        made->level[i] = (int)(u * u * u * LEVELS) * (keur_random_below(random, 40) != 0);
        made->number[i] = keur_random_below(random, 3) == 0
                              ? 0
                              : (int)keur_random_below(random, 90000) + 1000 * shift;
        made->person[i] = (int)(i / (1 + keur_random_below(random, 2)));
    }
}

static char *csv_of(const rows *of)
{
    keur_text made = {NULL, 0, 0};

    assert_ok(keur_text_add(&made, "person,town,amount\n", &err));
    for (size_t i = 0; i < of->n; i++) {
        assert_ok(keur_text_format(&made, &err, "p%d,", of->person[i]));
        if (of->level[i] > 0)
            assert_ok(keur_text_format(&made, &err, "town%d", of->level[i]));
        assert_ok(
            keur_text_format(&made, &err, ",%d.%02d\n", of->number[i] / 100, of->number[i] % 100));
    }
    return made.bytes;
}

static keur_result *run(const rows *tables, bool has_persons, bool has_holdout, int threads)
{
    char *texts[TABLES];
    keur_given given = {.seed = 1, .threads = threads};
    keur_result *result;

    for (size_t t = 0; t < TABLES; t++)
        texts[t] = csv_of(&tables[t]);
    given.train = texts[IN_TRAIN];
    given.synthetic = texts[IN_SYNTHETIC];
    given.holdout = has_holdout ? texts[IN_HOLDOUT] : NULL;
    given.schema =
        has_persons ? "{\"columns\": [{\"name\": \"person\", \"type\": \"identifier\", \"roles\": "
                      "[\"unit\"]}, {\"name\": \"town\", \"type\": \"categorical\"}, {\"name\": "
                      "\"amount\", \"type\": \"numeric\"}]}"
                    : "{\"columns\": [{\"name\": \"person\", \"type\": \"identifier\"}, {\"name\": "
                      "\"town\", \"type\": \"categorical\"}, {\"name\": \"amount\", \"type\": "
                      "\"numeric\"}]}";
    result = keur_check_run_given(&given, "marginals", NULL);
    for (size_t t = 0; t < TABLES; t++)
        free(texts[t]);
    return result;
}

/* Rows of a level, and how many people they are of. */
static size_t count_level(const rows *of, int level, bool of_persons)
{
    size_t n = 0;

    for (size_t i = 0; i < of->n; i++) {
        bool is_new = of->level[i] == level;

        for (size_t k = 0; of_persons && k < i; k++)
            is_new = is_new && !(of->level[k] == level && of->person[k] == of->person[i]);
        n += is_new;
    }
    return n;
}

static int level_of(const char *name)
{
    return strcmp(name, "(missing)") == 0 ? 0 : strncmp(name, "town", 4) == 0 ? atoi(name + 4) : -1;
}

/* Every named level is frequent and has the share that counting gives; the rest is one point, which
 * holds a frequent level as well. @return whether there was a rest */
static bool check_levels(const keur_series *of, const rows *tables, bool has_persons,
                         size_t n_tables)
{
    bool is_named[LEVELS] = {false}, has_rest = false, has_frequent = false;
    double rest[TABLES] = {1, 1, 1};

    for (size_t p = 0; p < of->n_points; p++) {
        const int level = level_of(of->names[p]);

        has_rest = has_rest || level < 0;
        if (level < 0) {
            assert_string_equal(of->names[p], "(other)");
            assert_int_equal(p, of->n_points - 1);
            continue;
        }
        is_named[level] = true;
        for (size_t t = 0; t < n_tables; t++) {
            const double share =
                (double)count_level(&tables[t], level, false) / (double)tables[t].n;

            if (t != IN_SYNTHETIC)
                assert_true(count_level(&tables[t], level, has_persons) >= 10);
            assert_near(of->values[p * n_tables + t], share, 1e-12);
            rest[t] -= share;
        }
    }
    for (size_t t = 0; t < n_tables; t++)
        assert_near(has_rest ? of->values[(of->n_points - 1) * n_tables + t] : 0, rest[t], 1e-12);
    for (int level = 0; level < LEVELS; level++) {
        bool is_frequent = !is_named[level];

        for (size_t t = 0; t < n_tables; t++)
            is_frequent = is_frequent &&
                          (t == IN_SYNTHETIC || count_level(&tables[t], level, has_persons) >= 10);
        has_frequent = has_frequent || is_frequent;
    }
    assert_int_equal(has_rest, has_frequent);
    return has_rest;
}

/* Whole per cents, as many at a time as make ten rows; 150 to 400 rows. */
static void check_step(double share, size_t n)
{
    const double step = n >= 334 ? 3 : n >= 250 ? 4 : n >= 200 ? 5 : n >= 167 ? 6 : 7;
    const double steps = 100 * share / step;

    assert_true(step * (double)n >= 1000 - 1e-9);
    assert_true(share == 1 || fabs(steps - floor(steps + 0.5)) < 1e-9);
}

/* Tenths of train: all of them are of 10 rows or more, they make up the table, and of the synthetic
 * table only steps are told. */
static void check_numbers(const keur_series *of, const rows *tables, size_t n_tables)
{
    double sum[TABLES] = {0, 0, 0};

    for (size_t p = 0; p < of->n_points; p++) {
        for (size_t t = 0; t < n_tables; t++) {
            const double value = of->values[p * n_tables + t];

            sum[t] += value;
            if (t == IN_SYNTHETIC)
                check_step(value, tables[t].n);
            else
                assert_true(value * (double)tables[t].n > 9.5);
        }
        assert_null(strchr(of->names[p], '.')); /* no number is named */
    }
    assert_near(sum[IN_TRAIN], 1, 1e-9);
    /* A third is 0, the lowest, and stands alone. */
    assert_true(fabs(of->values[0] - 1.0 / 3) < 0.15);
}

static void as_counted(void **state)
{
    size_t n_rest = 0, n_all = 0;

    (void)state;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        keur_random random = keur_random_start(seed, "column-shares", 0);
        const bool has_persons = seed % 3 == 0, has_holdout = seed % 4 != 0;
        const size_t n_tables = has_holdout ? 3 : 2;
        static rows tables[TABLES];
        keur_result *result;
        const keur_series *town, *amount;

        for (size_t t = 0; t < TABLES; t++)
            draw(&random, t == IN_SYNTHETIC ? 50 : 0, &tables[t]);
        result = run(tables, has_persons, has_holdout, 1 + (int)(seed % 3));
        town = keur_check_series(result, "shares", "town");
        amount = keur_check_series(result, "shares", "amount");
        assert_non_null(amount);
        assert_int_equal(amount->n_columns, n_tables);
        check_numbers(amount, tables, n_tables);
        if (town != NULL) {
            n_all++;
            n_rest += check_levels(town, tables, has_persons, n_tables);
        }
        keur_result_free(result);
    }
    assert_true(n_all > ROUNDS * 3 / 4 && n_rest > ROUNDS / 4);
}

/* 100 rows of every number from 1 to 10: ten points of a tenth each; the synthetic table has 1 in
 * half of its rows and what no train row has, 99, in the other half. */
static void worked(void **state)
{
    keur_text train = {NULL, 0, 0}, synthetic = train;
    keur_given given = {.seed = 1, .threads = 1};
    keur_result *result;
    const keur_series *of;

    (void)state;
    assert_ok(keur_text_add(&train, "x,y\n", &err));
    assert_ok(keur_text_add(&synthetic, "x,y\n", &err));
    for (int i = 0; i < 1000; i++) {
        assert_ok(keur_text_format(&train, &err, "%d,%c\n", 1 + i % 10, "ab"[i % 2]));
        assert_ok(keur_text_format(&synthetic, &err, "%d,%c\n", i % 2 ? 1 : 99, "ab"[i % 2]));
    }
    given.train = train.bytes;
    given.synthetic = synthetic.bytes;
    given.schema = "{\"columns\": [{\"name\": \"x\", \"type\": \"numeric\"}]}";
    result = keur_check_run_given(&given, "marginals", NULL);
    of = keur_check_series(result, "shares", "x");
    assert_non_null(of);
    assert_string_equal(of->names[0], "lowest of 10");
    assert_string_equal(of->names[9], "highest of 10");
    assert_int_equal(of->n_points, 10);
    for (size_t p = 0; p < 10; p++) {
        assert_near(of->values[2 * p], 0.1, 1e-12);
        assert_near(of->values[2 * p + 1], p == 0 || p == 9 ? 0.5 : 0, 1e-12);
    }
    /* It does not differ; were it not there, that would say so. */
    of = keur_check_series(result, "shares", "y");
    assert_non_null(of);
    for (size_t v = 0; v < 4; v++)
        assert_near(of->values[v], 0.5, 1e-12);
    keur_result_free(result);
    keur_text_free(&train);
    keur_text_free(&synthetic);
}

/* The levels of a declared order have names; a rare one goes with the one below it, and shows in
 * its name where the synthetic table has it. */
static void orders_have_names(void **state)
{
    static const char *const levels[] = {"low", "middle", "high", "top"};
    static const int rows_of[] = {40, 40, 40, 9};

    (void)state;
    for (int k = 0; k < 2; k++) {
        keur_text train = {NULL, 0, 0};
        keur_given given = {.seed = 1, .threads = 1};
        keur_result *result;
        const keur_series *of;

        assert_ok(keur_text_add(&train, "x,z\n", &err));
        for (int l = 0; l < 4; l++)
            for (int i = 0; i < rows_of[l]; i++)
                assert_ok(keur_text_format(&train, &err, "%s,%d\n", levels[l], i % 2));
        given.train = train.bytes;
        given.synthetic = k == 0 ? "x,z\nlow,0\nlow,1\nmiddle,1\nlow,0\n"
                                 : "x,z\nlow,0\nlow,1\nmiddle,1\ntop,0\n";
        given.schema = "{\"columns\": [{\"name\": \"x\", \"type\": \"ordinal\", \"levels\": "
                       "[\"low\", \"middle\", \"high\", \"top\"]}]}";
        result = keur_check_run_given(&given, "marginals", NULL);
        of = keur_check_series(result, "shares", "x");
        assert_non_null(of);
        assert_int_equal(of->n_points, 3);
        assert_string_equal(of->names[0], "low");
        assert_string_equal(of->names[1], "middle");
        assert_string_equal(of->names[2], k == 0 ? "high" : "highest of 3");
        assert_near(of->values[4], 49.0 / 129, 1e-12);
        keur_result_free(result);
        keur_text_free(&train);
    }
}

/* Whether one person or nine have a rare level, and how many the one that it is joined with, does
 * not show: the points are the same. */
static void rare_rows_do_not_show(void **state)
{
    keur_result *results[2];
    const keur_series *of[2];

    (void)state;
    for (int k = 0; k < 2; k++) {
        const int rare = k == 0 ? 1 : 9, joined = 100 - rare;
        keur_text train = {NULL, 0, 0};
        keur_given given = {.seed = 1, .threads = 1};

        assert_ok(keur_text_add(&train, "x,z\n", &err));
        for (int i = 0; i < 500; i++)
            assert_ok(keur_text_format(&train, &err, "%s,%d\n",
                                       i < rare            ? "rare"
                                       : i < rare + joined ? "mid"
                                       : i < 250           ? "more"
                                                           : "most",
                                       i % 2));
        given.train = train.bytes;
        given.synthetic = "x,z\nmost,0\nmost,1\nmid,1\nrare,0\n";
        results[k] = keur_check_run_given(&given, "marginals", NULL);
        of[k] = keur_check_series(results[k], "shares", "x");
        assert_non_null(of[k]);
        keur_text_free(&train);
    }
    assert_int_equal(of[0]->n_points, 3);
    for (size_t p = 0; p < 3; p++) {
        assert_string_equal(of[0]->names[p], of[1]->names[p]);
        assert_true(strcmp(of[0]->names[p], "rare") != 0 && strcmp(of[0]->names[p], "mid") != 0);
        for (size_t t = 0; t < 2; t++)
            assert_near(of[0]->values[2 * p + t], of[1]->values[2 * p + t], 0);
    }
    keur_result_free(results[0]);
    keur_result_free(results[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_counted),
        cmocka_unit_test(worked),
        cmocka_unit_test(orders_have_names),
        cmocka_unit_test(rare_rows_do_not_show),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
