/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "near/near_impl.h"

/* The same index and the same answers for any number of threads. */

enum { N_MANY = 20000, N_ASKED = 700, N_KINDS = 5, N_NEAREST = 3 };

typedef struct answer {
    keur_index *index;
    uint32_t rows[N_ASKED * N_NEAREST];
    double distances[N_ASKED * N_NEAREST];
} answer;

static void ask(int threads, const keur_space *space, const keur_rows *rows, answer *to)
{
    const keur_rows queries = {N_ASKED, rows->n_columns, rows->codes};
    const keur_near_options options = {.k = N_NEAREST, .threads = threads};

    assert_ok(keur_index_new(space, rows, threads, &to->index, &err));
    assert_ok(keur_index_nearest(to->index, &queries, &options, to->rows, to->distances, &err));
}

typedef struct table {
    const int32_t *codes[N_KINDS];
    keur_space_column columns[N_KINDS];
    keur_space space;
    keur_rows rows;
} table;

/* Numbers and levels in turn; missing cells in all columns. */
static void draw_table(table *made)
{
    static int32_t cells[N_KINDS][N_MANY];
    static double values[300];
    keur_random random = keur_random_start(1, "near-threads", 0);

    for (size_t i = 0; i < 300; i++)
        values[i] = (double)i;
    for (size_t j = 0; j < N_KINDS; j++) {
        made->columns[j] =
            (keur_space_column){j % 2 == 0, 300, 300, values, j == 0 ? 300.0 : 30.0, 1, 1, 1};
        made->codes[j] = cells[j];
        for (size_t i = 0; i < N_MANY; i++)
            cells[j][i] = (int32_t)keur_random_below(&random, j == 0 ? 300 : 8) - 1;
    }
    made->space = (keur_space){N_KINDS, made->columns, false};
    made->rows = (keur_rows){N_MANY, N_KINDS, made->codes};
}

/* Enough rows and queries that the work is cut in many pieces. */
static void threads_change_nothing(void **state)
{
    static answer one, other;
    table made;

    (void)state;
    draw_table(&made);
    ask(1, &made.space, &made.rows, &one);
    /* Five columns that a tree prunes well. */
    assert_false(one.index->is_scan);
    for (int threads = 2; threads < 8; threads += 5) {
        ask(threads, &made.space, &made.rows, &other);
        assert_memory_equal(one.rows, other.rows, sizeof one.rows);
        assert_memory_equal(one.distances, other.distances, sizeof one.distances);
        assert_memory_equal(one.index->rows, other.index->rows, N_MANY * sizeof(uint32_t));
        assert_string_equal(keur_index_method(one.index), keur_index_method(other.index));
        keur_index_free(other.index);
    }
    keur_index_free(one.index);
}

/* Enough queries with weights of their own that a trial chooses tree or scan: the answers are
 * those of queries asked one thousand at a time. */
static void a_trial_changes_nothing(void **state)
{
    static const double some[] = {1, 0, 0, 0, 0}, all[] = {1, 1, 2, 1, 3};
    static uint32_t whole[N_MANY], piece[1000];
    static double distances[N_MANY], apart[1000];
    keur_near_options options = {.k = 1, .threads = 2};
    table made;
    keur_index *index;

    (void)state;
    draw_table(&made);
    assert_ok(keur_index_new(&made.space, &made.rows, 2, &index, &err));
    for (int i = 0; i < 2; i++) {
        options.weights = i == 0 ? some : all;
        assert_ok(keur_index_nearest(index, &made.rows, &options, whole, distances, &err));
        for (size_t begin = 0; begin < N_MANY; begin += 1000) {
            const int32_t *codes[N_KINDS];
            const keur_rows queries = {1000, N_KINDS, codes};

            for (size_t j = 0; j < N_KINDS; j++)
                codes[j] = made.codes[j] + begin;
            assert_ok(keur_index_nearest(index, &queries, &options, piece, apart, &err));
            assert_memory_equal(piece, whole + begin, sizeof piece);
            assert_memory_equal(apart, distances + begin, sizeof apart);
        }
    }
    keur_index_free(index);
}

static void threads_change_no_count_and_no_sum(void **state)
{
    static uint32_t counts[2][N_ASKED];
    static double sums[2][N_ASKED];
    keur_kernel_column columns[N_KINDS] = {{0}};
    table made;
    keur_index *index;

    (void)state;
    draw_table(&made);
    for (size_t j = 0; j < N_KINDS; j++) {
        columns[j].bandwidth = 1.5;
        keur_kernel_levels(0.05, 8, &columns[j]);
    }
    assert_ok(keur_index_new(&made.space, &made.rows, 2, &index, &err));
    for (int threads = 1; threads < 9; threads += 3) {
        const keur_rows queries = {N_ASKED, N_KINDS, made.codes};
        const keur_radius_options within = {.radius = 1, .threads = threads};
        const keur_kernel_options kernel = {.columns = columns, .threads = threads};
        const size_t to = threads > 1;

        assert_ok(keur_index_radius_counts(index, &queries, &within, counts[to], &err));
        assert_ok(keur_index_kernel_sums(index, &queries, &kernel, sums[to], &err));
        if (threads > 1) {
            assert_memory_equal(counts[0], counts[1], sizeof counts[0]);
            assert_memory_equal(sums[0], sums[1], sizeof sums[0]);
        }
    }
    keur_index_free(index);
}

/* Levels alone, so that the scan counts mismatches, for several pieces of queries that share
 * counts and logarithms: tree and scan agree, on one thread and on three. */
static void sharing_changes_nothing(void **state)
{
    static uint32_t found[3][N_ASKED * N_NEAREST], self[N_ASKED];
    static double distances[3][N_ASKED * N_NEAREST], sums[3][N_ASKED];
    keur_kernel_column columns[N_KINDS] = {{0}};
    table made;
    keur_index *index;

    (void)state;
    draw_table(&made);
    for (size_t j = 0; j < N_KINDS; j++) {
        /* The first has more levels than a byte counts. */
        made.columns[j] = (keur_space_column){
            .n_codes = j == 0 ? 300 : 8, .weight = j == 0 ? 0 : 1, .missing = 1};
        keur_kernel_levels(0.05, 8, &columns[j]);
    }
    for (uint32_t i = 0; i < N_ASKED; i++)
        self[i] = i % 3 == 0 ? KEUR_NO_ROW : i;
    assert_ok(keur_index_new(&made.space, &made.rows, 2, &index, &err));
    for (int i = 0; i < 3; i++) {
        const keur_rows queries = {N_ASKED, N_KINDS, made.codes};
        const int threads = i == 2 ? 3 : 1;
        const keur_near_options near = {.k = N_NEAREST, .self = self, .threads = threads};
        const keur_kernel_options kernel = {.columns = columns, .self = self, .threads = threads};

        assert_true(keur_index_force(index, i > 0, KEUR_PATH_PORTABLE));
        assert_ok(keur_index_nearest(index, &queries, &near, found[i], distances[i], &err));
        assert_ok(keur_index_kernel_sums(index, &queries, &kernel, sums[i], &err));
    }
    for (size_t i = 0; i < N_ASKED; i++)
        assert_near(sums[0][i], sums[1][i], 1e-12);
    assert_memory_equal(sums[1], sums[2], sizeof sums[1]);
    for (int i = 1; i < 3; i++) {
        assert_memory_equal(found[0], found[i], sizeof found[0]);
        assert_memory_equal(distances[0], distances[i], sizeof distances[0]);
    }
    keur_index_free(index);
}

enum { N_WIDE_ROWS = 17000, N_WIDE = 70 };

/* How far apart: the sum of the differences, each of numbers up to 99. */
static double apart(const keur_rows *rows, size_t a, size_t b)
{
    double sum = 0;

    for (size_t j = 0; j < N_WIDE; j++)
        sum += abs(rows->codes[j][a] - rows->codes[j][b]);
    return sum;
}

/* So many columns of numbers that hang together with none that no tree is built. */
static void a_wide_table_is_scanned(void **state)
{
    static int32_t cells[N_WIDE][N_WIDE_ROWS];
    static uint32_t found[300], counts[300], self[300];
    static double values[100], distances[300], weights[N_WIDE];
    static keur_space_column columns[N_WIDE];
    const int32_t *codes[N_WIDE];
    const keur_space space = {N_WIDE, columns, false};
    const keur_rows rows = {N_WIDE_ROWS, N_WIDE, codes}, queries = {300, N_WIDE, codes};
    const keur_near_options near = {.k = 1, .weights = weights, .self = self, .threads = 2};
    const keur_radius_options within = {.radii = distances, .self = self, .threads = 2};
    keur_random random = keur_random_start(1, "near-wide", 0);
    keur_index *index;

    (void)state;
    for (size_t j = 0; j < N_WIDE; j++) {
        columns[j] = (keur_space_column){true, 100, 100, values, 1, INFINITY, 1, 1};
        weights[j] = 1;
        codes[j] = cells[j];
        for (size_t i = 0; i < N_WIDE_ROWS; i++)
            cells[j][i] = (int32_t)keur_random_below(&random, 100);
    }
    for (size_t i = 0; i < 300; i++) {
        values[i % 100] = (double)(i % 100);
        self[i] = (uint32_t)i;
    }
    assert_ok(keur_index_new(&space, &rows, 2, &index, &err));
    assert_int_equal(index->n_levels, 0);
    assert_ok(keur_index_nearest(index, &queries, &near, found, distances, &err));
    assert_ok(keur_index_radius_counts(index, &queries, &within, counts, &err));
    for (size_t q = 0; q < 300; q++) {
        size_t best = q == 0;

        for (size_t i = 0; i < N_WIDE_ROWS; i++)
            best = i != q && apart(&rows, q, i) < apart(&rows, q, best) ? i : best;
        assert_int_equal(found[q], best);
        assert_near(distances[q], apart(&rows, q, best), 0);
        assert_true(counts[q] >= 1);
        q += 19;
    }
    keur_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_wide_table_is_scanned),
                                       cmocka_unit_test(sharing_changes_nothing),
                                       cmocka_unit_test(threads_change_nothing),
                                       cmocka_unit_test(threads_change_no_count_and_no_sum),
                                       cmocka_unit_test(a_trial_changes_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
