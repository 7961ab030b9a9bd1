/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Propensities of random tables against a regression on whole columns and loops over pairs of rows;
 * what rows drawn from the real table and fresh rows score; and tables with little in them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/logistic.h"
#include "support/measuring.h"
#include "support/plain.h"
#include "support/sample.h"

enum { MOST_TERMS = 60, BOTH = 2 * KEUR_PLAIN_ROWS };

typedef struct design {
    size_t n, n_real, n_columns;
    double columns[MOST_TERMS][BOTH], labels[BOTH];
} design;

static const keur_plain_cell *cell_of(const keur_plain *real, const keur_plain *other, size_t i,
                                      size_t j)
{
    return i < real->n_rows ? &real->cells[i][j] : &other->cells[i - real->n_rows][j];
}

/* The number, 0 where there is none, and a column for every other cell there is: all of them, since
 * what is one too many is dropped. */
static void add_column(const keur_plain *real, const keur_plain *other, size_t j, design *to)
{
    keur_plain_cell seen[30];
    double *number = to->columns[to->n_columns++];
    const size_t first = to->n_columns;
    size_t n = 0;

    for (size_t i = 0; i < to->n; i++) {
        const keur_plain_cell *cell = cell_of(real, other, i, j);
        size_t s = 0;

        number[i] = cell->kind == 'n' ? cell->number : 0;
        if (cell->kind == 'n')
            continue;
        while (s < n && !keur_plain_same_cell(&seen[s], cell))
            s++;
        if (s == n)
            seen[n++] = *cell;
        assert_true(n <= 30 && first + n <= MOST_TERMS);
        to->columns[first + s][i] = 1;
    }
    to->n_columns = first + n;
}

static keur_logistic *fit(const keur_plain *real, const keur_plain *other, design *to)
{
    const double *columns[MOST_TERMS];
    keur_logistic *found = NULL;

    memset(to, 0, sizeof *to);
    to->n_real = real->n_rows;
    to->n = real->n_rows + other->n_rows;
    for (size_t j = 0; j < real->n_columns; j++)
        add_column(real, other, j, to);
    for (size_t j = 0; j < to->n_columns; j++)
        columns[j] = to->columns[j];
    for (size_t i = to->n_real; i < to->n; i++)
        to->labels[i] = 1;
    assert_ok(
        keur_logistic_fit(&(keur_logistic_problem){to->n, to->n_columns, columns, to->labels, NULL},
                          1, &found, &err));
    return found;
}

static double value(const keur_result *found, const char *name, const char *suffix)
{
    char full[60];

    (void)snprintf(full, sizeof full, "%s%s", name, suffix);
    return keur_check_value(found, full);
}

static void check(const keur_plain *real, const keur_plain *other, const keur_result *found,
                  const char *suffix)
{
    static design of;
    keur_logistic *expected = fit(real, other, &of);
    const double n = (double)of.n, n_real = (double)of.n_real, n_other = n - n_real;
    const double c = n_other / n, df = (double)expected->n_kept - 1;
    double pmse = 0, right = 0, u = 0, specks = 0;

    for (size_t i = 0; i < of.n; i++) {
        const double p = expected->fitted[i];
        double gap = 0;

        pmse += pow(p - c, 2) / n;
        right += (p > c) == (i >= of.n_real);
        for (size_t k = 0; k < of.n; k++) {
            const double q = expected->fitted[k];

            if (k >= of.n_real && i < of.n_real)
                u += fabs(p - q) < 1e-7 ? .5 : q > p;
            if (q <= p + 1e-7)
                gap += k < of.n_real ? 1 / n_real : -1 / n_other;
        }
        specks = fmax(specks, fabs(gap));
    }
    assert_near(value(found, "pmse", suffix), pmse, 1e-6);
    assert_near(value(found, "s-pmse", suffix), pmse / (df * (1 - c) * (1 - c) * c / n), 1e-4);
    assert_near(value(found, "df", suffix), df, 0);
    assert_near(value(found, "specks", suffix), specks, 1e-12);
    assert_near(value(found, "u", suffix), u, 1e-12);
    assert_near(value(found, "po50", suffix), 100 * right / n - 50, 1e-12);
    keur_logistic_free(expected);
}

static void as_whole_columns(void **state)
{
    static keur_plain tables[3], kinds;
    size_t n_checked = 0;

    (void)state;
    for (uint64_t turn = 0; turn < 40; turn++) {
        keur_random random = keur_random_start(1, "test-propensity", turn);
        char *texts[4];
        keur_case *on;
        keur_result *found;

        keur_plain_kinds(&random, &kinds);
        kinds.n_columns = 2 + turn % 2;
        for (size_t t = 0; t < 3; t++) {
            keur_plain_draw(&random, &kinds, 60 + (size_t)keur_random_below(&random, 40),
                            &tables[t]);
            texts[t] = keur_plain_csv(&tables[t], NULL);
        }
        texts[3] = keur_plain_schema(&tables[0]);
        on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                 .synthetic = texts[1],
                                                 .holdout = texts[2],
                                                 .schema = texts[3],
                                                 .threads = 1});
        found = keur_check_run(on, "propensity", NULL);
        if (keur_check_figure(found, "s-pmse", NULL)->reason == NULL &&
            !keur_check_noticed(found, "taken as one")) {
            check(&tables[0], &tables[1], found, "");
            n_checked++;
        }
        keur_result_free(found);
        keur_case_free(on);
        for (size_t t = 0; t < 4; t++)
            free(texts[t]);
    }
    assert_true(n_checked > 15);
}

/* --- what chance gives */

enum { LETTERS = 300 };

typedef struct letters {
    char rows[LETTERS][2];
    double numbers[LETTERS];
} letters;

static void print(const letters *of, char *text)
{
    text += sprintf(text, "w,x,y\n");
    for (size_t i = 0; i < LETTERS; i++)
        text += sprintf(text, "%c,%c,%.4f\n", of->rows[i][0], of->rows[i][1], of->numbers[i]);
}

static void draw_letters(keur_random *random, letters *to)
{
    for (size_t i = 0; i < LETTERS; i++) {
        to->rows[i][0] = (char)('a' + keur_random_below(random, 3));
        to->rows[i][1] = (char)('p' + keur_random_below(random, 4));
        to->numbers[i] = keur_random_uniform(random) + (to->rows[i][0] == 'a');
    }
}

/* Rows drawn from those of the real table score 1 on average and the interval covers that; fresh
 * rows score 2. Six terms beside the intercept. */
static void chance(void **state)
{
    const double turns = 120, spread = sqrt(2.0 / 6 / turns);
    double drawn = 0, fresh = 0, covered = 0;
    static char texts[3][LETTERS * 20];
    static letters tables[3];

    (void)state;
    for (uint64_t turn = 0; turn < (uint64_t)turns; turn++) {
        keur_random random = keur_random_start(2, "test-propensity", turn);
        const keur_figure *figure;
        keur_case *on;
        keur_result *found;

        draw_letters(&random, &tables[0]);
        draw_letters(&random, &tables[2]);
        for (size_t i = 0; i < LETTERS; i++) {
            const size_t row = (size_t)keur_random_below(&random, LETTERS);

            memcpy(tables[1].rows[i], tables[0].rows[row], 2);
            tables[1].numbers[i] = tables[0].numbers[row];
        }
        for (size_t t = 0; t < 3; t++)
            print(&tables[t], texts[t]);
        on = keur_check_measurable(&(keur_given){
            .train = texts[0], .synthetic = texts[1], .holdout = texts[2], .threads = 1});
        found = keur_check_run(on, "propensity", NULL);
        figure = keur_check_figure(found, "s-pmse", NULL);
        assert_near(keur_check_value(found, "df"), 6, 0);
        drawn += figure->value;
        covered += figure->low <= 1 && 1 <= figure->high;
        fresh += keur_check_value(found, "s-pmse-holdout");
        keur_result_free(found);
        keur_case_free(on);
    }
    /* A chi-squared over its 6 degrees has variance 1/3. Five standard errors. */
    assert_near(drawn / turns, 1, 5 * spread);
    assert_near(fresh / turns / 2, 1, 5 * spread);
    assert_true(covered / turns > 0.975 - 5 * sqrt(0.975 * 0.025 / turns));
}

/* --- little, and much */

static keur_result *run_on(const char *train, const char *synthetic, const char *schema)
{
    keur_case *on = keur_check_measurable(
        &(keur_given){.train = train, .synthetic = synthetic, .schema = schema, .threads = 1});
    keur_result *found = keur_check_run(on, "propensity", NULL);

    keur_case_free(on);
    return found;
}

static void assert_reason(keur_result *found, const char *part)
{
    const keur_figure *figure = keur_check_figure(found, "s-pmse", NULL);

    assert_non_null(figure->reason);
    assert_true(keur_check_contains(figure->reason, part));
    assert_non_null(keur_check_figure(found, "u-holdout", NULL));
    keur_result_free(found);
}

/* n rows of text "i % of the level, number". */
static void write_rows(char *text, size_t n, size_t n_levels, const char *number)
{
    text += sprintf(text, "level,number\n");
    for (size_t i = 0; i < n; i++)
        text += sprintf(text, number, i % n_levels, i % 17);
}

static void little(void **state)
{
    static char one[400000], two[400000];
    static const char levels[] = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"level\", "
                                 "\"type\": \"categorical\"}]}";
    keur_result *found;

    (void)state;
    assert_reason(run_on("a,b\nx,1\ny,2\n", "a,b\nx,1\ny,2\n", NULL), "10 rows");
    assert_reason(run_on("a\nx\n", "a\ny\n", NULL), "10 rows");
    /* 5,000 levels in 20,000 rows: the rare ones are one level. */
    write_rows(one, 10000, 5000, "v%zu,%zu\n");
    write_rows(two, 10000, 300, "v%zu,%zu\n");
    found = run_on(one, two, levels);
    assert_true(keur_check_noticed(found, "taken as one in level"));
    assert_true(keur_check_value(found, "df") <= 500 && keur_check_value(found, "df") > 250);
    assert_true(keur_check_value(found, "s-pmse") > 10);
    keur_result_free(found);
    /* All numbers missing in the synthetic table part the tables altogether. */
    write_rows(one, 200, 3, "v%zu,%zu\n");
    write_rows(two, 200, 3, "v%zu,\n");
    found = run_on(one, two, NULL);
    assert_true(keur_check_value(found, "pmse") > 0.2499);
    assert_true(keur_check_value(found, "specks") == 1);
    assert_true(keur_check_value(found, "po50") == 50);
    assert_true(keur_check_value(found, "u") == 200 * 200);
    keur_result_free(found);
}

static void too_many_products(void **state)
{
    static char one[400000];
    keur_case *on;
    keur_result *found = NULL;
    keur_error err = {KEUR_OK, ""};

    (void)state;
    write_rows(one, 5000, 490, "v%zu,%zu\n");
    on = keur_check_measurable(&(keur_given){.train = one, .synthetic = one, .threads = 1});
    found = keur_check_run(on, "propensity", "interactions=yes");
    assert_reason(found, "500 terms");
    assert_int_equal(keur_given_run(on, "propensity", "columns=none", &found, &err), KEUR_EUSAGE);
    keur_case_free(on);
}

/* --- what leaves */

/* A model of few columns is one of their tables: its errors stay, its shares go in steps of twenty
 * rows. Of ten columns errors go out, rounded up to a digit. */
static void exported(void **state)
{
    static const char *const units[] = {"ratio", "squared error", "statistic", "terms"};

    (void)state;
    for (size_t n_parts = 9; n_parts <= 10; n_parts++) {
        keur_scorecard *made = keur_sample_new("t", 1000, 1000, 1000, 12), *out = NULL;
        const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY);
        keur_figure figure = keur_sample_statistic("specks", 0.0471, NAN, NAN, 2000, "distance");
        char names[4][8];

        figure.n_least = 1000;
        figure.no_interval = "none";
        (void)keur_sample_figure(made, measure, &figure);
        for (size_t i = 0; i < 4; i++) {
            figure = keur_sample_statistic("", 41.7, NAN, NAN, 2000, units[i]);
            (void)snprintf(names[i], sizeof names[i], "f%zu", i);
            figure.name = names[i];
            figure.no_interval = "none";
            figure.n_parts = n_parts;
            (void)keur_sample_figure(made, measure, &figure);
        }
        assert_ok(keur_scorecard_export(made, &out, &err));
        assert_near(out->figures[0].figure.value, 0.04, 1e-12);
        for (size_t i = 1; i < 5; i++) {
            assert_true((out->figures[i].figure.reason != NULL) == (n_parts < 10));
            if (n_parts == 10)
                assert_near(out->figures[i].figure.value, 50, 0);
        }
        keur_scorecard_free(made);
        keur_scorecard_free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_whole_columns), cmocka_unit_test(chance), cmocka_unit_test(little),
        cmocka_unit_test(too_many_products), cmocka_unit_test(exported)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
