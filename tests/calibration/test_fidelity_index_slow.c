/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interval of the fidelity index covers the truth as often as it says, on tables drawn from a
 * population whose columns go together. The truth is 1 for fresh rows and 0 for independent columns
 * drawn from train by definition; for a mixture it is the ratio of mean distances over many other
 * draws, in plain loops. Seeds are fixed; bands leave out 0.1% by chance. Numbers: README.md. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/chance.h"
#include "support/measuring.h"

enum { COLUMNS = 5, MOST_ROWS = 700, DRAWS = 1000, CELLS = 216 };

static const int levels[COLUMNS] = {2, 3, 4, 5, 6};

typedef struct table {
    size_t n;
    int rows[MOST_ROWS][COLUMNS];
} table;

/* How the synthetic table comes about: each row is fresh with this probability, else made of
 * columns that are drawn each by itself, from train or from the population. */
typedef struct world {
    const char *name;
    size_t n_train, n_holdout, n_synthetic;
    double tie; /* how closely columns go together */
    double fresh;
    bool from_train;
    bool is_sorted;
} world;

static void draw_row(keur_random *random, double tie, int *row)
{
    const uint64_t class = keur_random_below(random, 3);

    for (int j = 0; j < COLUMNS; j++)
        row[j] = keur_random_uniform(random) < tie
                     ? (int)(class * (uint64_t)(j + 1)) % levels[j]
                     : (int)keur_random_below(random, (uint64_t)levels[j]);
}

static int by_rows(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(int[COLUMNS]));
}

static void draw(keur_random *random, const world *of, size_t n, const table *train, table *to)
{
    to->n = n;
    for (size_t i = 0; i < n; i++) {
        const bool is_fresh = train == NULL || keur_random_uniform(random) < of->fresh;

        draw_row(random, of->tie, to->rows[i]);
        for (int j = 0; !is_fresh && j < COLUMNS; j++) {
            int other[COLUMNS];

            draw_row(random, of->tie, other);
            to->rows[i][j] =
                of->from_train ? train->rows[keur_random_below(random, train->n)][j] : other[j];
        }
    }
    if (of->is_sorted)
        qsort(to->rows, n, sizeof to->rows[0], by_rows);
}

static void print(const table *of, char *text)
{
    text += sprintf(text, "a,b,c,d,e\n");
    for (size_t i = 0; i < of->n; i++) {
        for (int j = 0; j < COLUMNS; j++)
            text += sprintf(text, "%c%c", 'p' + of->rows[i][j], j + 1 < COLUMNS ? ',' : '\n');
    }
}

/* Sums of distances over all sets of k columns. */
static double distance(const table *a, const table *b, int k)
{
    double sum = 0;

    for (int x = 0; x < COLUMNS; x++) {
        for (int y = x + 1; y < COLUMNS; y++) {
            for (int z = k == 3 ? y + 1 : 0; z < (k == 3 ? COLUMNS : 1); z++) {
                double gaps[CELLS] = {0};

                for (size_t i = 0; i < a->n; i++)
                    gaps[a->rows[i][x] + 6 * a->rows[i][y] + (k == 3 ? 36 * a->rows[i][z] : 0)] +=
                        1 / (double)a->n;
                for (size_t i = 0; i < b->n; i++)
                    gaps[b->rows[i][x] + 6 * b->rows[i][y] + (k == 3 ? 36 * b->rows[i][z] : 0)] -=
                        1 / (double)b->n;
                for (int c = 0; c < CELLS; c++)
                    sum += fabs(gaps[c]) / 2;
            }
        }
    }
    return sum;
}

/* The ratio of means over draws of tables of equal size. */
static double find_truth(const world *of)
{
    static table train, holdout, synthetic, independent;
    const world columns = {.tie = of->tie, .fresh = 0, .from_train = true};
    double gain[2] = {0}, most[2] = {0};

    for (uint64_t turn = 0; turn < 1000; turn++) {
        keur_random random = keur_random_start(9, "index-truth", turn);

        draw(&random, of, of->n_train, NULL, &train);
        draw(&random, of, of->n_holdout, NULL, &holdout);
        draw(&random, of, of->n_synthetic, &train, &synthetic);
        draw(&random, &columns, of->n_train, &train, &independent);
        for (int k = 2; k <= 3; k++) {
            const double to_none = distance(&independent, &holdout, k);

            gain[k - 2] += to_none - distance(&synthetic, &holdout, k);
            most[k - 2] += to_none - distance(&train, &holdout, k);
        }
    }
    return (gain[0] / most[0] + gain[1] / most[1]) / 2;
}

/* A figure without a value misses nothing. */
static bool covers(const keur_result *found, const char *name, double truth, double *mean,
                   double *reach)
{
    const keur_figure *figure = keur_result_find(found, name);

    if (mean != NULL && !isnan(figure->value)) {
        *mean += figure->value;
        *reach += (figure->high - figure->low) / 2;
    }
    return isnan(figure->value) || (figure->low <= truth && truth <= figure->high);
}

/* An interval may be wider than it must be, as it is where there are few rows, but not by far. */
static void assert_covered(const char *what, int covered)
{
    int low, high;

    keur_check_band(DRAWS, 0.95, &low, &high);
    print_message("  %s: %d of %d, band %d to %d\n", what, covered, DRAWS, low, high);
    assert_true(covered >= low && covered <= DRAWS * 0.985);
}

static void cover(const world *of, double truth)
{
    static table train, holdout, synthetic;
    static char texts[3][MOST_ROWS * 2 * COLUMNS + 100];
    int covered = 0, of_halves = 0, of_none = 0;
    double mean = 0, reach = 0;

    for (uint64_t turn = 0; turn < DRAWS; turn++) {
        keur_random random = keur_random_start(11, of->name, turn);
        keur_case *on;
        keur_result *found;

        draw(&random, of, of->n_train, NULL, &train);
        draw(&random, of, of->n_holdout, NULL, &holdout);
        draw(&random, of, of->n_synthetic, &train, &synthetic);
        print(&train, texts[0]);
        print(&holdout, texts[1]);
        print(&synthetic, texts[2]);
        on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                 .holdout = texts[1],
                                                 .synthetic = texts[2],
                                                 .seed = turn,
                                                 .threads = 1});
        found = keur_check_run(on, "fidelity-index", NULL);
        covered += covers(found, "fidelity-index", truth, &mean, &reach);
        of_halves += covers(found, "fidelity-index-holdout", 1, NULL, NULL);
        of_none += covers(found, "fidelity-index-independent", 0, NULL, NULL);
        keur_result_free(found);
        keur_case_free(on);
    }
    print_message("%s: truth %.3f, mean %.3f, mean reach %.3f\n", of->name, truth, mean / DRAWS,
                  reach / DRAWS);
    assert_covered("index", covered);
    assert_covered("index of half the holdout", of_halves);
    assert_covered("index of independent columns", of_none);
}

static void intervals_cover(void **state)
{
    static const world worlds[] = {
        {"fresh", 300, 300, 300, 0.6, 1, false, false},
        {"fresh-uneven", 700, 400, 600, 0.6, 1, false, false},
        {"fresh-weak", 500, 500, 500, 0.4, 1, false, false},
        {"fresh-sorted", 300, 300, 300, 0.6, 1, false, true},
        {"independent", 300, 300, 300, 0.6, 0, true, false},
        {"mixture", 300, 300, 300, 0.6, 0.7, false, false},
    };

    (void)state;
    for (size_t w = 0; w < sizeof worlds / sizeof worlds[0]; w++)
        cover(&worlds[w], worlds[w].fresh >= 1   ? 1
                          : worlds[w].from_train ? 0
                                                 : find_truth(&worlds[w]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_cover)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
