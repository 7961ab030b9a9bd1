/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of random tables against loops over plain cells; rules, files and persons by hand; and
 * what of it is exported. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/intervals.h"
#include "support/check.h"
#include "support/measuring.h"
#include "support/plain.h"
#include "support/sample.h"

enum { NEW_LEVEL, UNSEEN_LEVEL, OUT_OF_RANGE, FINER_NUMBER, N_KINDS };
static const char *const names[N_KINDS] = {"new-level", "unseen-level", "out-of-range",
                                           "finer-number"};

static bool has_cell(const keur_plain *table, size_t j, const keur_plain_cell *cell)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        if (keur_plain_same_cell(&table->cells[i][j], cell))
            return true;
    }
    return false;
}

static int decimals(double x)
{
    char text[40];
    const char *point;

    (void)snprintf(text, sizeof text, "%.17g", x);
    point = strchr(text, '.');
    return point == NULL || strchr(text, 'e') != NULL ? 0 : (int)strlen(point + 1);
}

static bool lies_beyond(const keur_plain *train, const keur_plain *holdout, size_t j,
                        const keur_plain_cell *cell, size_t kind)
{
    bool below = false, above = false, as_fine = false, any = false;

    if (cell->kind != (kind <= UNSEEN_LEVEL ? 'l' : 'n'))
        return false;
    if (kind <= UNSEEN_LEVEL)
        return !has_cell(train, j, cell) && (kind == NEW_LEVEL || !has_cell(holdout, j, cell));
    for (size_t i = 0; i < train->n_rows; i++) {
        if (train->cells[i][j].kind != 'n')
            continue;
        any = true;
        below |= train->cells[i][j].number <= cell->number;
        above |= train->cells[i][j].number >= cell->number;
        as_fine |= decimals(train->cells[i][j].number) >= decimals(cell->number);
    }
    return kind == OUT_OF_RANGE ? !below || !above : any && !as_fine;
}

static bool is_of_kind(const keur_plain tables[3], size_t j, size_t kind)
{
    for (size_t t = 0; t < 3; t++) {
        for (size_t i = 0; i < tables[t].n_rows; i++) {
            if (tables[t].cells[i][j].kind == (kind <= UNSEEN_LEVEL ? 'l' : 'n'))
                return true;
        }
    }
    return false;
}

/* Wilson's interval of as many cells as have the variance that the shares of rows show. */
static void check_average(const keur_figure *figure, const double *shares, size_t n)
{
    double mean = 0, variance = 0, size = (double)n;
    keur_interval expected;

    for (size_t i = 0; i < n; i++)
        mean += shares[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        variance += pow(shares[i] - mean, 2) / (double)(n - 1);
    if (variance > 1e-15)
        size = mean * (1 - mean) / (variance / (double)n);
    expected = keur_interval_wilson(mean * size, size, 0.95);
    assert_near(figure->value, mean, 1e-12);
    assert_near(figure->low, expected.low, 1e-9);
    assert_near(figure->high, expected.high, 1e-9);
}

/* tables: train, holdout, synthetic; `other` is set beside train. */
static void check_beyond(const keur_plain tables[3], const keur_plain *other, size_t kind,
                         const keur_result *found, const char *suffix, size_t *n_averaged)
{
    double shares[KEUR_PLAIN_ROWS] = {0};
    size_t n_columns = 0;
    char full[40], column[24];

    (void)snprintf(full, sizeof full, "%s%s", names[kind], suffix);
    for (size_t j = 0; j < other->n_columns; j++) {
        double n = 0;
        const keur_figure *figure;

        if (!is_of_kind(tables, j, kind))
            continue;
        n_columns++;
        for (size_t i = 0; i < other->n_rows; i++) {
            const bool is_beyond =
                lies_beyond(&tables[0], &tables[1], j, &other->cells[i][j], kind);

            n += is_beyond;
            shares[i] += is_beyond;
        }
        (void)snprintf(column, sizeof column, "c%zu", j);
        figure = keur_check_figure(found, full, column);
        assert_near(figure->numerator, n, 0);
        assert_near(figure->denominator, (double)other->n_rows, 0);
    }
    if (n_columns < 5) {
        assert_true(isnan(keur_check_figure(found, full, NULL)->value));
        return;
    }
    ++*n_averaged;
    for (size_t i = 0; i < other->n_rows; i++)
        shares[i] /= (double)n_columns;
    check_average(keur_check_figure(found, full, NULL), shares, other->n_rows);
}

static bool same_pattern(const keur_plain *a, size_t i, const keur_plain *b, size_t k)
{
    for (size_t j = 0; j < a->n_columns; j++) {
        if ((a->cells[i][j].kind == 'm') != (b->cells[k][j].kind == 'm'))
            return false;
    }
    return true;
}

static void count_like(const keur_plain *tables[2], size_t t, size_t i, double shares[2])
{
    for (size_t u = 0; u < 2; u++) {
        shares[u] = 0;
        for (size_t k = 0; k < tables[u]->n_rows; k++)
            shares[u] += same_pattern(tables[t], i, tables[u], k) / (double)tables[u]->n_rows;
    }
}

static void check_missing(const keur_plain *train, const keur_plain *other,
                          const keur_result *found, const char *suffix)
{
    const keur_plain *tables[2] = {train, other};
    double distance = 0, n_new = 0;
    char full[40];

    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->n_rows; i++) {
            double shares[2];

            /* each pattern as often as it has rows in table t, so weighed by one over them */
            count_like(tables, t, i, shares);
            if (t == 0 || shares[0] == 0)
                distance +=
                    fabs(shares[0] - shares[1]) / 2 / (shares[t] * (double)tables[t]->n_rows);
            n_new += t == 1 && shares[0] == 0;
        }
    }
    (void)snprintf(full, sizeof full, "missing-patterns%s", suffix);
    assert_near(keur_check_value(found, full), distance, 1e-12);
    (void)snprintf(full, sizeof full, "new-pattern%s", suffix);
    assert_near(keur_check_figure(found, full, NULL)->numerator, n_new, 0);
}

static keur_result *run_plain(const keur_plain tables[3], int threads)
{
    char *texts[3], *schema = keur_plain_schema(&tables[0]);
    keur_result *found;
    keur_case *on;

    for (size_t t = 0; t < 3; t++)
        texts[t] = keur_plain_csv(&tables[t], NULL);
    on = keur_check_measurable(&(keur_given){.train = texts[0],
                                             .holdout = texts[1],
                                             .synthetic = texts[2],
                                             .schema = schema,
                                             .threads = threads});
    found = keur_check_run(on, "structure", "each=yes");
    keur_case_free(on);
    for (size_t t = 0; t < 3; t++)
        free(texts[t]);
    free(schema);
    return found;
}

static void test_as_plain_loops(void **state)
{
    static keur_plain tables[3], kinds;
    size_t n_averaged = 0;

    (void)state;
    for (uint64_t round = 0; round < 27; round++) {
        keur_random random = keur_random_start(7, "structure", round);
        keur_result *found, *again;

        keur_plain_kinds(&random, &kinds);
        for (size_t j = 0; round % 3 > 0 && j < KEUR_PLAIN_COLUMNS; j++)
            kinds.kinds[j] = round % 3 == 1 ? (int)(j % 3) : KEUR_PLAIN_MORE_LEVELS;
        kinds.n_columns = round % 3 > 0 ? KEUR_PLAIN_COLUMNS : kinds.n_columns;
        for (size_t t = 0; t < 3; t++)
            keur_plain_draw(&random, &kinds, 22 + (size_t)keur_random_below(&random, 40),
                            &tables[t]);
        found = run_plain(tables, 1);
        again = run_plain(tables, 3);
        keur_check_same_result(found, again);
        for (size_t kind = 0; kind < N_KINDS; kind++) {
            check_beyond(tables, &tables[2], kind, found, "", &n_averaged);
            if (kind != UNSEEN_LEVEL)
                check_beyond(tables, &tables[1], kind, found, "-holdout", &n_averaged);
        }
        check_missing(&tables[0], &tables[2], found, "");
        check_missing(&tables[0], &tables[1], found, "-holdout");
        keur_result_free(found);
        keur_result_free(again);
    }
    assert_true(n_averaged > 45);
}

/* --- wide: patterns of more columns than are numbered at a time */

/* Every column is missing in a row by itself; in as many rows the two given ones together. */
static char *wide_table(size_t n_columns, size_t first, size_t second)
{
    char *csv = malloc(100000);
    size_t n = 0;

    assert_non_null(csv);
    for (size_t j = 0; j < n_columns; j++)
        n += (size_t)sprintf(csv + n, "%sc%zu", j > 0 ? "," : "", j);
    for (size_t i = 0; i < 2 * n_columns; i++) {
        n += (size_t)sprintf(csv + n, "\n");
        for (size_t j = 0; j < n_columns; j++) {
            const bool is_missing = i < n_columns ? j == i : j == first || j == second;

            n += (size_t)sprintf(csv + n, "%s%s", j > 0 ? "," : "",
                                 is_missing ? ""
                                 : i % 2    ? "x"
                                            : "y");
        }
    }
    (void)sprintf(csv + n, "\n");
    return csv;
}

static void test_patterns_of_many_columns(void **state)
{
    char *train = wide_table(70, 0, 1), *synthetic = wide_table(70, 1, 2);
    keur_case *on = keur_check_measurable(&(keur_given){.train = train, .synthetic = synthetic});
    keur_result *found = keur_check_run(on, "structure", NULL);

    (void)state;
    assert_near(keur_check_value(found, "missing-patterns"), 0.5, 1e-12);
    assert_near(keur_check_figure(found, "new-pattern", NULL)->numerator, 70, 0);
    keur_result_free(found);
    keur_case_free(on);
    free(train);
    free(synthetic);
}

/* --- files, rules, persons */

static void test_files(void **state)
{
    static const struct {
        const char *header;
        double shared, lacking, added, moved;
    } known[] = {{"a,b,c,d", 4, 0, 0, 0},
                 {"d,a,b,c", 4, 0, 0, 1},
                 {"d,c,b,a", 4, 0, 0, 3},
                 {"b,a,x,d", 3, 1, 1, 1},
                 {"x,a,y,b", 2, 2, 2, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char synthetic[100];
        keur_result *found;
        keur_case *on;

        (void)snprintf(synthetic, sizeof synthetic, "%s\n1,2,3,4\n2,3,4,5\n5,5,5,5\n",
                       known[i].header);
        on = keur_check_measurable(&(keur_given){.train = "a,b,c,d\n1,2,3,4\n2,2,4,5\n",
                                                 .synthetic = synthetic,
                                                 .common_columns = true});
        found = keur_check_run(on, "structure", NULL);
        assert_near(keur_check_value(found, "columns-shared"), known[i].shared, 0);
        assert_near(keur_check_value(found, "columns-lacking"), known[i].lacking, 0);
        assert_near(keur_check_value(found, "columns-added"), known[i].added, 0);
        assert_near(keur_check_value(found, "columns-moved"), known[i].moved, 0);
        assert_near(keur_check_value(found, "rows-ratio"), 1.5, 0);
        keur_result_free(found);
        keur_case_free(on);
    }
}

static const char married[] =
    "{\"columns\": [], \"rules\": [\"age_married <= age\", \"if job == 'no' then hours == 0\"]}";

static void test_rules(void **state)
{
    keur_given given = {
        .train = "age,age_married,job,hours\n30,20,yes,40\n40,40,no,0\n50,,no,0\n60,25,yes,38\n",
        .holdout = "age,age_married,job,hours\n31,21,yes,40\n22,23,no,0\n",
        .synthetic = "age,age_married,job,hours\n30,31,no,1\n20,25,,40\n50,60,no,\n61,27,yes,9\n"
                     "60,,no,0\n",
        .schema = married};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "structure", NULL);
    const keur_figure *excess = keur_check_figure(found, "rule-broken-excess", NULL);
    static const struct {
        const char *name;
        double of_first, of_second, n;
    } known[] = {{"rule-broken", 3, 1, 5},         {"rule-unknown", 1, 2, 5},
                 {"rule-broken-train", 0, 0, 4},   {"rule-unknown-train", 1, 0, 4},
                 {"rule-broken-holdout", 1, 0, 2}, {"rule-unknown-holdout", 0, 0, 2}};
    keur_interval newcombe = keur_interval_newcombe(3, 5, 0, 4, 0.95);

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const keur_figure *first = keur_check_figure(found, known[i].name, "age_married <= age");
        const keur_figure *second =
            keur_check_figure(found, known[i].name, "if job == 'no' then hours == 0");

        assert_near(first->numerator, known[i].of_first, 0);
        assert_near(second->numerator, known[i].of_second, 0);
        assert_near(first->denominator, known[i].n, 0);
        assert_string_equal(first->labels[0].name, "rule");
    }
    assert_near(excess->value, 0.6, 1e-12);
    assert_near(excess->low, newcombe.low, 1e-12);
    assert_near(excess->high, newcombe.high, 1e-12);
    keur_result_free(found);
    keur_case_free(on);
    given.schema = "{\"columns\": [], \"rules\": [\"age > 0\", \"age > wage\"]}";
    assert_fails(keur_given_case(&given, &on, &err), KEUR_ESCHEMA,
                 "the schema's rules[1]: character 7: ");
}

/* Two rows a person that are alike are worth one. */
static void test_rows_of_one_person(void **state)
{
    char train[4000] = "id,a,b\n", synthetic[4000] = "id,a,b\n", line[40];
    static const char schema[] =
        "{\"columns\": [{\"name\": \"id\", \"type\": \"identifier\", \"roles\": [\"unit\"]}, "
        "{\"name\": \"a\", \"type\": \"numeric\"}], \"rules\": [\"a > 0\", \"a > 50\"]}";
    keur_result *found;
    keur_case *on;
    const keur_figure *held, *broken;
    double mean = 10.0 / 50, size;
    keur_interval wilson;

    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)snprintf(line, sizeof line, "t%d,%d,%c\n", i / 2, 60 + i / 2, "xy"[i / 2 % 2]);
        strcat(train, line);
        (void)snprintf(line, sizeof line, "s%d,%d,%c\n", i / 2, i < 20 ? 10 : 70, "xy"[i / 2 % 2]);
        strcat(synthetic, line);
    }
    on = keur_check_measurable(
        &(keur_given){.train = train, .synthetic = synthetic, .schema = schema});
    found = keur_check_run(on, "structure", "each=yes");
    /* none: n^2 / sum of n_g^2 */
    held = keur_check_figure(found, "rule-broken", "a > 0");
    wilson = keur_interval_wilson(0, 50, 0.95);
    assert_near(held->value, 0, 0);
    assert_near(held->high, wilson.high, 1e-12);
    /* ten persons of 50: p (1 - p) over G / (G - 1) sum (s_g - p n_g)^2 / n^2 */
    size = mean * (1 - mean) /
           (50.0 / 49 * (10 * pow(2 - 2 * mean, 2) + 40 * pow(2 * mean, 2)) / 10000);
    size *= pow(1.984216951586395 / 2.009575234489209, 2); /* t(99), t(49) */
    wilson = keur_interval_wilson(mean * size, size, 0.95);
    broken = keur_check_figure(found, "rule-broken", "a > 50");
    assert_near(broken->value, mean, 1e-12);
    assert_near(broken->low, wilson.low, 1e-12);
    assert_near(broken->high, wilson.high, 1e-12);
    assert_near(keur_check_figure(found, "out-of-range", "a")->high, wilson.high, 1e-12);
    keur_result_free(found);
    keur_case_free(on);
}

static void test_little_to_go_by(void **state)
{
    keur_case *on =
        keur_check_measurable(&(keur_given){.train = "a,b\n1,u\n", .synthetic = "a,b\n2,v\n3,w\n"});
    keur_result *found = keur_check_run(on, "structure", "each=yes");

    (void)state;
    assert_near(keur_check_figure(found, "new-level", "b")->value, 1, 0);
    assert_near(keur_check_figure(found, "out-of-range", "a")->value, 1, 0);
    assert_true(isnan(keur_check_figure(found, "new-level-holdout", NULL)->value));
    assert_true(isnan(keur_check_figure(found, "missing-patterns-holdout", NULL)->value));
    assert_true(keur_check_noticed(found, "random half of train"));
    keur_result_free(found);
    keur_case_free(on);
}

/* --- export */

/* Beside S the rate would tell which of its levels train has, and where train's range ends. */
static void test_export_keeps_what_lies_beyond(void **state)
{
    keur_scorecard *from = keur_sample_new("s", 5000, 5000, 5000, 20), *to = NULL;
    const size_t measure =
        keur_sample_measure(from, "structure", "Form", "Form?", KEUR_FAMILY_FIDELITY);
    keur_figure figure = keur_sample_rate("out-of-range", 700, 5000, "share beyond train");

    (void)state;
    keur_sample_figure(from, measure, &figure);
    figure = keur_sample_rate("rule-broken", 700, 5000, "share");
    keur_sample_figure(from, measure, &figure);
    figure = keur_sample_rate("rule-broken-train", 7, 5000, "share");
    keur_sample_figure(from, measure, &figure);
    assert_ok(keur_scorecard_export(from, &to, &err));
    assert_true(isnan(to->figures[0].figure.value) && isnan(to->figures[0].figure.low));
    assert_true(isnan(to->figures[0].figure.denominator));
    assert_true(keur_check_contains(to->figures[0].figure.reason, "withheld"));
    assert_near(to->figures[1].figure.value, 0.14, 0);
    assert_true(isnan(to->figures[2].figure.value) && to->figures[2].is_bound);
    keur_scorecard_free(from);
    keur_scorecard_free(to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_plain_loops),
        cmocka_unit_test(test_patterns_of_many_columns),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_rows_of_one_person),
        cmocka_unit_test(test_little_to_go_by),
        cmocka_unit_test(test_export_keeps_what_lies_beyond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
