/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Utilities of tables of letters against plain loops over rows, and tables with little in them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/measuring.h"

enum { COLUMNS = 4, ROWS = 120, TABLES = COLUMNS * (COLUMNS - 1) / 2 };

typedef struct letters {
    size_t n;
    char rows[ROWS][COLUMNS];
} letters;

static void draw(keur_random *random, letters *to)
{
    to->n = 40 + (size_t)keur_random_below(random, ROWS - 40);
    for (size_t i = 0; i < to->n; i++)
        for (size_t j = 0; j < COLUMNS; j++)
            to->rows[i][j] = (char)('a' + keur_random_below(random, 2 + j));
}

static void print(const letters *of, char *text)
{
    text += sprintf(text, "w,x,y,z\n");
    for (size_t i = 0; i < of->n; i++)
        text += sprintf(text, "%c,%c,%c,%c\n", of->rows[i][0], of->rows[i][1], of->rows[i][2],
                        of->rows[i][3]);
}

static double like(const letters *in, const char *row, size_t a, size_t b)
{
    double n = 0;

    for (size_t i = 0; i < in->n; i++)
        n += in->rows[i][a] == row[a] && in->rows[i][b] == row[b];
    return n;
}

/* Each row stands for its cell with the weight of one over the rows in it. */
static double ratio(const letters *real, const letters *other, size_t a, size_t b)
{
    const double times = (double)other->n / (double)real->n;
    const double c = (double)other->n / (double)(real->n + other->n);
    double vw = 0, cells = 0;

    for (size_t k = 0; k < 2; k++) {
        const letters *in = k == 0 ? real : other;

        for (size_t i = 0; i < in->n; i++) {
            const double o = like(real, in->rows[i], a, b), s = like(other, in->rows[i], a, b);

            vw += (s - o * times) * (s - o * times) / ((o + s) * c) / (o + s);
            cells += 1 / (o + s);
        }
    }
    return vw / (cells - 1);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void plain_loops(void **state)
{
    (void)state;
    for (uint64_t turn = 0; turn < 15; turn++) {
        keur_random random = keur_random_start(4, "letters", turn);
        static char texts[3][ROWS * 10];
        letters tables[3];
        double ratios[TABLES];
        size_t n = 0;
        keur_case *on;
        keur_result *found;

        for (size_t t = 0; t < 3; t++) {
            draw(&random, &tables[t]);
            print(&tables[t], texts[t]);
        }
        on = keur_check_measurable(&(keur_given){
            .train = texts[0], .synthetic = texts[1], .holdout = texts[2], .threads = 1});
        found = keur_check_run(on, "table-utility", NULL);
        for (size_t t = 1; t < 3; t++) {
            n = 0;
            for (size_t a = 0; a < COLUMNS; a++)
                for (size_t b = a + 1; b < COLUMNS; b++)
                    ratios[n++] = ratio(&tables[0], &tables[t], a, b);
            qsort(ratios, n, sizeof *ratios, ascending);
            assert_near(keur_check_value(found, t == 1 ? "s-pmse-max" : "s-pmse-max-holdout"),
                        ratios[n - 1], 1e-9);
            assert_near(keur_check_value(found, t == 1 ? "s-pmse-median" : "s-pmse-median-holdout"),
                        (ratios[n / 2 - 1] + ratios[n / 2]) / 2, 1e-9);
        }
        assert_near(keur_check_figure(found, "s-pmse", "w")->value > 0, 1, 0);
        keur_result_free(found);
        found = keur_check_run(on, "table-utility", "columns=x,z");
        assert_near(keur_check_value(found, "s-pmse"), ratio(&tables[0], &tables[1], 1, 3), 1e-9);
        assert_near(keur_check_value(found, "s-pmse-holdout"), ratio(&tables[0], &tables[2], 1, 3),
                    1e-9);
        keur_result_free(found);
        keur_case_free(on);
    }
}

/* Where the rows of one table are drawn from those of the other, the interval of the ratio covers
 * 1; where both are drawn from one population it is 1 + n_s / n_o on average. */
static void intervals_cover(void **state)
{
    size_t covered = 0, n = 0;
    double fresh = 0, expected = 0;

    (void)state;
    for (uint64_t turn = 0; turn < 90; turn++) {
        keur_random random = keur_random_start(5, "letters", turn);
        static char texts[2][ROWS * 10];
        static char fresh_text[ROWS * 10];
        letters tables[3];
        keur_case *on;
        keur_result *found;
        const keur_figure *figure;

        draw(&random, &tables[0]);
        draw(&random, &tables[1]);
        draw(&random, &tables[2]);
        for (size_t i = 0; i < tables[1].n; i++)
            memcpy(tables[1].rows[i],
                   tables[0].rows[(size_t)keur_random_below(&random, tables[0].n)], COLUMNS);
        print(&tables[0], texts[0]);
        print(&tables[1], texts[1]);
        print(&tables[2], fresh_text);
        on = keur_check_measurable(&(keur_given){
            .train = texts[0], .synthetic = texts[1], .holdout = fresh_text, .threads = 1});
        found = keur_check_run(on, "table-utility", "columns=y");
        figure = keur_check_figure(found, "s-pmse", NULL);
        covered += figure->low <= 1 && 1 <= figure->high;
        fresh += keur_check_value(found, "s-pmse-holdout");
        expected += 1 + (double)tables[2].n / (double)tables[0].n;
        n++;
        keur_result_free(found);
        keur_case_free(on);
    }
    /* nominally 97.5%: only sums that are too large contradict. Five standard errors below. */
    assert_true((double)covered / (double)n > 0.975 - 5 * sqrt(0.975 * 0.025 / (double)n));
    /* a chi-squared over its 3 degrees has variance 2/3; five standard errors */
    assert_true(fabs(fresh / expected - 1) < 5 * sqrt(2.0 / 3 / (double)n));
}

static void little(void **state)
{
    static const char one[] = "a\nx\n", row[] = "a,b\nx,y\n", more[] = "a,b\nx,y\nz,w\nx,w\n";
    const struct {
        const char *train, *synthetic;
    } tried[] = {{one, "a\ny\n"}, {row, more}, {more, row}, {more, more}};

    (void)state;
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        keur_error err = {KEUR_OK, ""};
        keur_case *on = NULL;
        keur_result *found;

        if (keur_given_case(&(keur_given){.train = tried[i].train, .synthetic = tried[i].synthetic},
                            &on, &err) != KEUR_OK)
            continue;
        found = keur_check_run(on, "table-utility", NULL);
        assert_true(keur_result_figures(found) > 0);
        keur_result_free(found);
        keur_case_free(on);
    }
}

static void unknown_column(void **state)
{
    static const char table[] = "a,b\nx,y\nz,w\nx,w\n";
    keur_case *on = keur_check_measurable(&(keur_given){.train = table, .synthetic = table});
    keur_result *found = NULL;
    keur_error err = {KEUR_OK, ""};

    (void)state;
    assert_int_equal(keur_given_run(on, "table-utility", "columns=c", &found, &err), KEUR_EUSAGE);
    assert_non_null(strstr(err.text, "c"));
    assert_int_equal(keur_given_run(on, "table-utility", "columns=a,a", &found, &err), KEUR_EUSAGE);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_loops),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(little),
        cmocka_unit_test(unknown_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
