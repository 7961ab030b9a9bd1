/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Precision, recall, density and coverage of random tables against loops over all pairs of rows;
 * planted tables with known shares; what equal populations give; bad input. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/measuring.h"
#include "support/plain.h"

enum { MOST = KEUR_PLAIN_ROWS };

/* --- loops */

static double ranges[KEUR_PLAIN_COLUMNS];

static void set_ranges(const keur_plain *train, const keur_plain *holdout)
{
    for (size_t j = 0; j < train->n_columns; j++) {
        double sorted[2 * MOST];
        const size_t n = keur_plain_numbers(train, holdout, j, sorted);

        ranges[j] = n > 0 ? sorted[n - 1] - sorted[0] : 0;
    }
}

static double distance(const keur_plain *a, size_t i, const keur_plain *b, size_t k)
{
    double sum = 0;

    for (size_t j = 0; j < a->n_columns; j++) {
        const keur_plain_cell *x = &a->cells[i][j], *y = &b->cells[k][j];

        if (x->kind == 'n' && y->kind == 'n' && ranges[j] > 0)
            sum += fmin(fabs(x->number - y->number) / ranges[j], 1);
        else
            sum += !keur_plain_same_cell(x, y);
    }
    return sum;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void set_radii(const keur_plain *of, size_t k, double *radii)
{
    for (size_t i = 0; i < of->n_rows; i++) {
        double all[MOST];
        size_t n = 0;

        for (size_t other = 0; other < of->n_rows; other++)
            if (other != i)
                all[n++] = distance(of, i, of, other);
        qsort(all, n, sizeof *all, ascending);
        radii[i] = all[k - 1] + 1e-9;
    }
}

/* Share of the rows of `of` in a ball of `balls`; *density: balls a row, over k. */
static double share_inside(const keur_plain *of, const keur_plain *balls, size_t k, double *density)
{
    double radii[MOST], hits = 0;

    set_radii(balls, k, radii);
    *density = 0;
    for (size_t i = 0; i < of->n_rows; i++) {
        double n = 0;

        for (size_t b = 0; b < balls->n_rows; b++)
            n += distance(of, i, balls, b) <= radii[b];
        hits += n > 0;
        *density += n / (double)of->n_rows / (double)k;
    }
    return hits / (double)of->n_rows;
}

static double share_covered(const keur_plain *real, const keur_plain *other, size_t k)
{
    double radii[MOST], covered = 0;

    set_radii(real, k, radii);
    for (size_t i = 0; i < real->n_rows; i++) {
        bool is_covered = false;

        for (size_t o = 0; o < other->n_rows; o++)
            is_covered |= distance(real, i, other, o) <= radii[i];
        covered += is_covered;
    }
    return covered / (double)real->n_rows;
}

static double value(const keur_result *found, const char *name, const char *suffix)
{
    char full[60];

    (void)snprintf(full, sizeof full, "%s%s", name, suffix);
    return keur_check_value(found, full);
}

static void check(const keur_plain *real, const keur_plain *other, size_t k,
                  const keur_result *found, const char *suffix)
{
    double density, unused;

    assert_near(value(found, "precision", suffix), share_inside(other, real, k, &density), 1e-12);
    assert_near(value(found, "recall", suffix), share_inside(real, other, k, &unused), 1e-12);
    assert_near(value(found, "density", suffix), density, 1e-12);
    assert_near(value(found, "coverage", suffix), share_covered(real, other, k), 1e-12);
}

/* Tables of equal size: none is sub-sampled. */
static void against_loops(void **state)
{
    static keur_plain tables[3], kinds;
    static const int counts[] = {1, 2, 7};
    double hits = 0;

    (void)state;
    for (uint64_t turn = 0; turn < 60; turn++) {
        keur_random random = keur_random_start(1, "test-precision", turn);
        const size_t n = 12 + (size_t)keur_random_below(&random, MOST - 11);
        const size_t k = 1 + (size_t)keur_random_below(&random, 6);
        size_t n_runs;
        char *texts[4], arguments[20];
        keur_result *found[3];

        keur_plain_kinds(&random, &kinds);
        kinds.kinds[0] = KEUR_PLAIN_MANY;
        for (size_t t = 0; t < 3; t++)
            keur_plain_draw(&random, &kinds, n, &tables[t]);
        if (turn % 2 == 0)
            keur_plain_copy(&random, &tables[0], 3, &tables[1]);
        for (size_t t = 0; t < 3; t++)
            texts[t] = keur_plain_csv(&tables[t], NULL);
        texts[3] = keur_plain_schema(&tables[0]);
        (void)snprintf(arguments, sizeof arguments, "k=%zu", k);
        set_ranges(&tables[0], &tables[2]);
        n_runs = turn % 10 == 0 ? 3 : 1;
        for (size_t t = 0; t < n_runs; t++) {
            keur_case *on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                                .synthetic = texts[1],
                                                                .holdout = texts[2],
                                                                .schema = texts[3],
                                                                .threads = counts[t]});

            found[t] = keur_check_run(on, "precision-recall", arguments);
            keur_case_free(on);
        }
        check(&tables[0], &tables[1], k, found[0], "");
        check(&tables[0], &tables[2], k, found[0], "-holdout");
        hits += keur_check_value(found[0], "precision") < 1;
        for (size_t t = 1; t < n_runs; t++)
            keur_check_same_result(found[0], found[t]);
        for (size_t t = 0; t < n_runs; t++)
            keur_result_free(found[t]);
        for (size_t t = 0; t < 4; t++)
            free(texts[t]);
    }
    assert_true(hits > 20);
}

/* --- planted */

enum { ROWS = 500, WIDTH = 40 };

/* Points in the unit square, moved to the right by `away` from row `from` on. */
static void write_points(keur_random *random, size_t n, size_t from, double away, char *text)
{
    text += sprintf(text, "x,y\n");
    for (size_t i = 0; i < n; i++)
        text += sprintf(text, "%.6f,%.6f\n", keur_random_uniform(random) + (i < from ? 0 : away),
                        keur_random_uniform(random));
}

static keur_result *run_on(const char *train, const char *synthetic, const char *holdout)
{
    keur_case *on = keur_check_measurable(
        &(keur_given){.train = train, .synthetic = synthetic, .holdout = holdout, .threads = 1});
    keur_result *found = keur_check_run(on, "precision-recall", NULL);

    keur_case_free(on);
    return found;
}

static void planted(void **state)
{
    static char whole[ROWS * WIDTH], part[ROWS * WIDTH], fresh[ROWS * WIDTH];
    keur_random random = keur_random_start(2, "test-precision", 0);
    keur_result *found;
    double expected = 1;

    (void)state;
    write_points(&random, ROWS, ROWS / 2, 5, whole);
    write_points(&random, ROWS, ROWS, 5, part);
    write_points(&random, ROWS, ROWS / 2, 5, fresh);
    /* Of two islands the synthetic table has one. */
    found = run_on(whole, part, fresh);
    assert_true(keur_check_value(found, "precision") > 0.95);
    assert_near(keur_check_value(found, "recall"), 0.5, 0.03);
    assert_near(keur_check_value(found, "coverage"), 0.5, 0.03);
    /* Of equal populations: a row of one table lies in the ball of a row of the other unless all
     * its k nearest of n - 1 + n are of the latter's own; a ball holds k on average, but for one
     * row in n. */
    for (int i = 0; i < 5; i++)
        expected *= (ROWS - 1.0 - i) / (2 * ROWS - 1.0 - i);
    assert_near(keur_check_value(found, "coverage-holdout"), 1 - expected, 0.03);
    assert_near(keur_check_value(found, "density-holdout"), ROWS / (ROWS - 1.0), 0.1);
    assert_true(keur_check_value(found, "precision-independent") > 0.9);
    keur_result_free(found);
    /* Half of its rows lie where nothing real is. */
    found = run_on(part, whole, NULL);
    assert_near(keur_check_value(found, "precision"), 0.5, 0.03);
    assert_true(keur_check_value(found, "recall") > 0.95);
    keur_result_free(found);
    found = run_on(part, part, fresh);
    assert_true(keur_check_value(found, "precision") == 1);
    assert_true(keur_check_value(found, "recall") == 1);
    assert_true(keur_check_value(found, "coverage") == 1);
    keur_result_free(found);
}

/* As many rows of each table as the smallest has; without a holdout, as half of train has. */
static void equal_sizes(void **state)
{
    static char train[ROWS * WIDTH], synthetic[ROWS * WIDTH], holdout[ROWS * WIDTH];
    keur_random random = keur_random_start(3, "test-precision", 0);
    keur_result *found;

    (void)state;
    write_points(&random, 300, 300, 0, train);
    write_points(&random, 400, 400, 0, synthetic);
    write_points(&random, 120, 120, 0, holdout);
    found = run_on(train, synthetic, holdout);
    assert_true(keur_check_figure(found, "precision", NULL)->denominator == 120);
    assert_true(keur_check_figure(found, "recall-independent", NULL)->denominator == 120);
    keur_result_free(found);
    found = run_on(train, synthetic, NULL);
    assert_true(keur_check_figure(found, "recall", NULL)->denominator == 150);
    assert_true(keur_check_figure(found, "coverage-holdout", NULL)->denominator == 150);
    keur_result_free(found);
}

/* Ten equal rows a person are no ten trials. */
static void persons(void **state)
{
    static const char schema[] = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": "
                                 "\"identifier\", \"roles\": [\"unit\"]}]}";
    static char texts[2][8 * ROWS * WIDTH];
    keur_case *on;
    keur_result *found;
    const keur_figure *figure;

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        keur_random random = keur_random_start(4, "test-precision", t);
        char *text = texts[t];

        text += sprintf(text, "id,x,y\n");
        for (size_t person = 0; person < 400; person++) {
            const double x = keur_random_uniform(&random) + (t == 1 && person % 2 == 0 ? 3 : 0);

            for (size_t i = 0; i < 10; i++)
                text += sprintf(text, "p%zu,%.6f,%.1f\n", person + 400 * t, x, x);
        }
    }
    on = keur_check_measurable(&(keur_given){.train = texts[0],
                                             .synthetic = texts[1],
                                             .holdout = texts[1],
                                             .schema = schema,
                                             .threads = 1});
    found = keur_check_run(on, "precision-recall", "k=15");
    figure = keur_check_figure(found, "precision", NULL);
    assert_true(figure->value > 0.2 && figure->value < 0.6);
    /* Of 4,000 rows Wilson's interval would be 0.03 wide, of 400 persons near 0.1. */
    assert_true(figure->high - figure->low > 0.06 && figure->high - figure->low < 0.2);
    keur_result_free(found);
    keur_case_free(on);
}

static void little(void **state)
{
    static const char *const tables[] = {"a,b\nx,1\ny,2\n", "a\nx\ny\nx\ny\nx\ny\nx\n"};
    static const char *const names[] = {"precision",         "recall",
                                        "density",           "coverage",
                                        "density-holdout",   "recall-independent",
                                        "precision-holdout", "coverage-holdout"};

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        keur_result *found = run_on(tables[t], tables[t], NULL);

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            assert_true(keur_check_contains(keur_check_figure(found, names[i], NULL)->reason,
                                            "no more rows than a ball"));
        keur_result_free(found);
    }
}

/* The interval of each share covers its mean over tables of one kind: rows of a population, and of
 * one that is moved. */
static void intervals_cover(void **state)
{
    enum { TURNS = 60, SHARES = 3 };
    static const char *const names[SHARES] = {"precision", "recall", "coverage"};
    static char train[ROWS * WIDTH], synthetic[ROWS * WIDTH], holdout[ROWS * WIDTH];
    static keur_figure found[2 * SHARES][TURNS];
    double covered = 0;

    (void)state;
    for (uint64_t turn = 0; turn < TURNS; turn++) {
        keur_random random = keur_random_start(5, "test-precision", turn);
        keur_result *result;

        write_points(&random, ROWS, ROWS, 0, train);
        write_points(&random, ROWS, ROWS / 2, 0.4, synthetic);
        write_points(&random, ROWS, ROWS, 0, holdout);
        result = run_on(train, synthetic, holdout);
        for (size_t f = 0; f < 2 * SHARES; f++) {
            char full[40];

            (void)snprintf(full, sizeof full, "%s%s", names[f % SHARES],
                           f < SHARES ? "" : "-holdout");
            found[f][turn] = *keur_check_figure(result, full, NULL);
            assert_true(found[f][turn].no_interval == NULL);
        }
        keur_result_free(result);
    }
    for (size_t f = 0; f < 2 * SHARES; f++) {
        double mean = 0, here = 0, squares = 0, width = 0;

        for (size_t turn = 0; turn < TURNS; turn++)
            mean += found[f][turn].value / TURNS;
        for (size_t turn = 0; turn < TURNS; turn++) {
            here += found[f][turn].low <= mean && mean <= found[f][turn].high;
            squares += pow(found[f][turn].value - mean, 2) / TURNS;
            width += (found[f][turn].high - found[f][turn].low) / TURNS;
        }
        /* Wilson's of as many rows would be 3/5 as wide for the coverage. */
        assert_true(width / 3.92 / sqrt(squares) > 0.75 && width / 3.92 / sqrt(squares) < 2);
        covered += here / TURNS / 2 / SHARES;
    }
    /* Nominally 0.95; six figures of 60 tables, of which those of a table go together. */
    assert_true(covered > 0.95 - 5 * sqrt(0.95 * 0.05 / TURNS / 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_loops), cmocka_unit_test(planted),
        cmocka_unit_test(equal_sizes),   cmocka_unit_test(persons),
        cmocka_unit_test(little),        cmocka_unit_test(intervals_cover)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
