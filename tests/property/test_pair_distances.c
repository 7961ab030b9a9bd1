/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of columns with few and with many levels, counted each in its own way, against plain loops;
 * and tables so wide that pairs are taken at random. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "fidelity/pair_distances.h"
#include "support/check.h"
#include "support/measuring.h"

/* Few cells; more cells than bytes are kept for; levels beyond a byte; cells beyond all counters.
 */
enum { ROWS = 1500, COLUMNS = 5, MOST_LEVELS = 320, PAIRS = COLUMNS * (COLUMNS - 1) / 2 };
static const size_t levels[COLUMNS] = {2, 50, 9, 260, MOST_LEVELS};

static char *draw_table(uint64_t stream, size_t lean)
{
    keur_random random = keur_random_start(11, "pair-distances", stream);
    keur_text csv = {NULL, 0, 0};

    for (size_t j = 0; j < COLUMNS; j++)
        assert_ok(keur_text_format(&csv, &err, "%sc%zu", j > 0 ? "," : "", j));
    for (size_t i = 0; i < ROWS; i++) {
        const size_t common = (size_t)keur_random_below(&random, MOST_LEVELS);

        for (size_t j = 0; j < COLUMNS; j++) {
            const size_t own = (size_t)keur_random_below(&random, MOST_LEVELS);
            const size_t x = keur_random_below(&random, lean) == 0 ? own : common;

            assert_ok(keur_text_add(&csv, j > 0 ? "," : "\n", &err));
            if (keur_random_below(&random, 20) > 0)
                assert_ok(keur_text_format(&csv, &err, "L%zu", x % levels[j]));
        }
    }
    assert_ok(keur_text_add(&csv, "\n", &err));
    return csv.bytes;
}

/* Half the sum of differences of shares without part g; g = groups: of all rows. */
static double plain_distance(const keur_comparison *of, const size_t pair[2], size_t g)
{
    static double shares[2][MOST_LEVELS + 1][MOST_LEVELS + 1];
    const keur_rows *rows[2] = {&of->real_grouped, &of->other_grouped};
    const uint8_t *parts[2] = {of->real_part, of->other_part};
    double distance = 0;

    memset(shares, 0, sizeof shares);
    for (size_t t = 0; t < 2; t++) {
        double n = 0;

        for (size_t i = 0; i < rows[t]->n_rows; i++)
            n += parts[t][i] != g;
        for (size_t i = 0; i < rows[t]->n_rows; i++) {
            if (parts[t][i] != g)
                shares[t][rows[t]->codes[pair[0]][i] + 1][rows[t]->codes[pair[1]][i] + 1] += 1 / n;
        }
    }
    for (size_t a = 0; a <= MOST_LEVELS; a++) {
        for (size_t b = 0; b <= MOST_LEVELS; b++)
            distance += fabs(shares[0][a][b] - shares[1][a][b]) / 2;
    }
    return distance;
}

static void check_pairs(const keur_anchors *anchors, int threads)
{
    size_t pairs[PAIRS][2], n = 0;
    keur_jackknifed *found[KEUR_COMPARISONS];

    for (size_t a = 0; a < COLUMNS; a++) {
        for (size_t b = a + 1; b < COLUMNS; b++) {
            pairs[n][0] = a;
            pairs[n++][1] = b;
        }
    }
    for (size_t c = 0; c < KEUR_COMPARISONS; c++)
        assert_ok(KEUR_NEW(found[c], PAIRS, &err));
    assert_ok(keur_pair_distances(anchors, COLUMNS, PAIRS, (const size_t(*)[2])pairs, threads,
                                  found, &err));
    for (size_t c = 0; c < KEUR_COMPARISONS; c++) {
        for (size_t i = 0; i < PAIRS; i++) {
            const keur_comparison *of = &anchors->comparisons[c];
            const size_t g = (i + c) % KEUR_JACKKNIFE_GROUPS;

            assert_near(found[c][i].value, plain_distance(of, pairs[i], KEUR_JACKKNIFE_GROUPS),
                        1e-12);
            assert_near(found[c][i].without[g], plain_distance(of, pairs[i], g), 1e-12);
            assert_near(found[c][i].without[KEUR_JACKKNIFE_GROUPS - 1],
                        plain_distance(of, pairs[i], KEUR_JACKKNIFE_GROUPS - 1), 1e-12);
        }
        keur_release(found[c]);
    }
}

static void test_against_loops(void **state)
{
    char *tables[3] = {draw_table(0, 3), draw_table(1, 3), draw_table(2, 2)};

    (void)state;
    for (int with_holdout = 0; with_holdout < 2; with_holdout++) {
        keur_case *on =
            keur_check_measurable(&(keur_given){.train = tables[0],
                                                .holdout = with_holdout ? tables[1] : NULL,
                                                .synthetic = tables[2],
                                                .seed = 4});
        keur_anchors anchors;

        assert_ok(keur_anchors_make(on, &anchors, &err));
        for (size_t j = 0; j < COLUMNS; j++)
            assert_int_equal(anchors.n_grouped_codes[j], levels[j]);
        check_pairs(&anchors, 1 + with_holdout);
        keur_anchors_free(&anchors);
        keur_case_free(on);
    }
    for (size_t t = 0; t < 3; t++)
        free(tables[t]);
}

/* --- wide tables */

static char *wide_table(size_t n_columns, uint64_t stream)
{
    keur_random random = keur_random_start(12, "wide", stream);
    keur_text csv = {NULL, 0, 0};

    for (size_t j = 0; j < n_columns; j++)
        assert_ok(keur_text_format(&csv, &err, "%sc%zu", j > 0 ? "," : "", j));
    for (size_t i = 0; i < 24; i++) {
        for (size_t j = 0; j < n_columns; j++)
            assert_ok(keur_text_format(&csv, &err, "%s%c", j > 0 ? "," : "\n",
                                       i == 0 || keur_random_below(&random, 2) ? 'x' : 'y'));
    }
    assert_ok(keur_text_add(&csv, "\n", &err));
    return csv.bytes;
}

static keur_result *run_wide(size_t n_columns, uint64_t seed)
{
    char *train = wide_table(n_columns, 0), *synthetic = wide_table(n_columns, 1);
    keur_case *on = keur_check_measurable(
        &(keur_given){.train = train, .synthetic = synthetic, .seed = seed, .threads = 2});
    keur_result *found = keur_check_run(on, "pairs", NULL);

    assert_int_equal(keur_case_columns(on), n_columns);
    keur_case_free(on);
    free(train);
    free(synthetic);
    return found;
}

static void test_wide_tables(void **state)
{
    keur_result *all = run_wide(200, 1), *some = run_wide(203, 1), *others = run_wide(203, 2);
    keur_result *again = run_wide(203, 1);

    (void)state;
    assert_int_equal(keur_check_figure(all, "total-variation", NULL)->n_parts, 19900);
    assert_false(keur_check_noticed(all, "at random"));
    assert_int_equal(keur_check_figure(some, "total-variation", NULL)->n_parts, 19900);
    assert_true(keur_check_noticed(some, "Of the 20503 pairs of columns, 19900 were taken at "
                                         "random"));
    keur_check_same_result(some, again);
    assert_true(keur_check_value(some, "total-variation") !=
                keur_check_value(others, "total-variation"));
    keur_result_free(all);
    keur_result_free(some);
    keur_result_free(others);
    keur_result_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_loops),
        cmocka_unit_test(test_wide_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
