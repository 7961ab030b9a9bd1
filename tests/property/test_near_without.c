/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/near_impl.h"
#include "support/world.h"

/* The nearest rows without one column, against plain double loops: rows and the bits of distances,
 * on every path, in random spaces biased to corners (ties, missing values, constant columns,
 * weights of 0, one row, no rows), and on larger tables, where the first queries choose the way. */

enum { N_CASES = 400, N_LEFT_OUT = 9 };

typedef struct nearest {
    double distance;
    uint32_t row;
} nearest;

/* In the order of rows, so that ties go to the lowest. */
static nearest oracle(keur_world *w, size_t query, size_t column)
{
    const double weight = w->weights[column];
    nearest found = {INFINITY, KEUR_NO_ROW};

    w->weights[column] = 0;
    for (size_t i = 0; i < w->n_rows; i++) {
        double distance;

        if (w->has_self && w->self[query] == i)
            continue;
        distance = keur_world_distance(w, query, i);
        if (found.row == KEUR_NO_ROW || distance < found.distance)
            found = (nearest){distance, (uint32_t)i};
    }
    w->weights[column] = weight;
    return found;
}

static void check_path(const keur_world *w, uint64_t seed, const keur_index *index,
                       const size_t *left_out, size_t n, const nearest *right)
{
    const keur_rows queries = {w->n_queries, w->n_columns, w->views[1]};
    const keur_near_options options = {
        .k = 1, .weights = w->weights, .self = w->has_self ? w->self : NULL, .threads = 1};
    uint32_t rows[N_LEFT_OUT * KEUR_WORLD_QUERIES];
    double distances[N_LEFT_OUT * KEUR_WORLD_QUERIES];

    assert_ok(
        keur_index_nearest_without(index, &queries, &options, left_out, n, rows, distances, &err));
    for (size_t i = 0; i < n * w->n_queries; i++) {
        if (rows[i] != right[i].row || memcmp(&distances[i], &right[i].distance, sizeof(double)))
            fail_msg("seed %llu, %s, without column %zu, query %zu: row %u at %.17g, must be row "
                     "%u at %.17g (%zu rows, %zu columns)",
                     (unsigned long long)seed, keur_index_method(index), left_out[i / w->n_queries],
                     i % w->n_queries, rows[i], distances[i], right[i].row, right[i].distance,
                     w->n_rows, w->n_columns);
    }
}

static void check_world(uint64_t seed)
{
    keur_world *w = keur_world_draw(seed);
    const keur_space space = {w->n_columns, w->columns, w->is_squared};
    const keur_rows rows = {w->n_rows, w->n_columns, w->views[0]};
    const size_t n = w->n_columns > 0 ? 1 + (size_t)keur_random_below(&w->random, N_LEFT_OUT) : 0;
    size_t left_out[N_LEFT_OUT];
    nearest right[N_LEFT_OUT * KEUR_WORLD_QUERIES];
    keur_index *index = NULL;

    for (size_t j = 0; !w->has_weights && j < w->n_columns; j++)
        w->weights[j] = w->columns[j].weight;
    w->has_weights = true;
    for (size_t i = 0; i < n; i++) {
        left_out[i] = (size_t)keur_random_below(&w->random, w->n_columns);
        for (size_t q = 0; q < w->n_queries; q++)
            right[i * w->n_queries + q] = oracle(w, q, left_out[i]);
    }
    assert_ok(keur_index_new(&space, &rows, 1, &index, &err));
    check_path(w, seed, index, left_out, n, right);
    for (int path = KEUR_PATH_PORTABLE; path <= KEUR_PATH_AVX512; path++) {
        for (int is_scan = 0; is_scan < 2; is_scan++) {
            if (keur_index_force(index, is_scan, (keur_near_path)path))
                check_path(w, seed, index, left_out, n, right);
        }
    }
    keur_index_free(index);
    keur_world_free(w);
}

static void agrees_with_the_oracle(void **state)
{
    const char *given = getenv("KEUR_TEST_SEED");
    const uint64_t first = given != NULL ? strtoull(given, NULL, 10) : 1;
    const uint64_t n = given != NULL ? 1 : N_CASES;

    (void)state;
    for (uint64_t seed = first; seed < first + n; seed++)
        check_world(seed);
}

/* A table of 0 .. n_codes - 1 in every cell: numbers in even columns, levels in odd ones. */
enum { N_ROWS = 400, N_QUERIES = 300, MOST_COLUMNS = 24 };

typedef struct table {
    size_t n_columns;
    keur_space_column columns[MOST_COLUMNS];
    double values[16];
    int32_t cells[2][MOST_COLUMNS][N_ROWS]; /* of the index; of the queries */
    const int32_t *views[2][MOST_COLUMNS];
    uint32_t self[N_QUERIES];
} table;

static void fill(table *t, size_t n_columns, size_t n_codes, bool has_numbers)
{
    keur_random random = keur_random_start(11, "test-near-without", n_columns);

    t->n_columns = n_columns;
    for (size_t v = 0; v < 16; v++)
        t->values[v] = (double)v;
    for (size_t j = 0; j < n_columns; j++) {
        const bool is_numeric = has_numbers && j % 2 == 0;

        t->columns[j] = (keur_space_column){.is_numeric = is_numeric,
                                            .n_codes = n_codes,
                                            .n_values = is_numeric ? n_codes : 0,
                                            .values = t->values,
                                            .scale = (double)n_codes,
                                            .cap = 1,
                                            .weight = 1,
                                            .missing = 1};
        for (size_t side = 0; side < 2; side++) {
            for (size_t i = 0; i < N_ROWS; i++)
                t->cells[side][j][i] = (int32_t)keur_random_below(&random, n_codes + 1) - 1;
            t->views[side][j] = t->cells[side][j];
        }
    }
    for (size_t q = 0; q < N_QUERIES; q++)
        t->self[q] = q % 3 == 0 ? (uint32_t)q : KEUR_NO_ROW;
}

static double plain_distance(const table *t, size_t query, size_t row, size_t without)
{
    double sum = 0;

    for (size_t j = 0; j < t->n_columns; j++) {
        const int32_t a = t->cells[1][j][query], b = t->cells[0][j][row];

        if (j == without || a == b)
            continue;
        if (t->columns[j].is_numeric && a >= 0 && b >= 0)
            sum += fabs((double)a - (double)b) / t->columns[j].scale;
        else
            sum += 1;
    }
    return sum;
}

static void check_table(table *t, const keur_index *index, int threads)
{
    const keur_rows queries = {N_QUERIES, t->n_columns, t->views[1]};
    const keur_near_options options = {.k = 1, .self = t->self, .threads = threads};
    uint32_t *rows = calloc(t->n_columns * N_QUERIES, sizeof *rows);
    size_t left_out[MOST_COLUMNS];

    for (size_t i = 0; i < t->n_columns; i++)
        left_out[i] = t->n_columns - 1 - i;
    assert_ok(keur_index_nearest_without(index, &queries, &options, left_out, t->n_columns, rows,
                                         NULL, &err));
    for (size_t i = 0; i < t->n_columns; i++) {
        for (size_t q = 0; q < N_QUERIES; q++) {
            double least = INFINITY;
            size_t right = N_ROWS;

            for (size_t row = 0; row < N_ROWS; row++) {
                const double here = plain_distance(t, q, row, left_out[i]);

                if (row != t->self[q] && here < least) {
                    least = here;
                    right = row;
                }
            }
            assert_int_equal(rows[i * N_QUERIES + q], right);
        }
    }
    free(rows);
}

static void whichever_way_is_chosen(void **state)
{
    static const struct {
        size_t n_columns, n_codes;
        bool has_numbers;
    } tables[] = {{2, 3, true}, {3, 16, true}, {9, 4, true}, {24, 8, true}, {12, 3, false}};
    table *t = calloc(1, sizeof *t);

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        keur_index *index = NULL;

        fill(t, tables[i].n_columns, tables[i].n_codes, tables[i].has_numbers);
        assert_ok(keur_index_new(&(keur_space){t->n_columns, t->columns, false},
                                 &(keur_rows){N_ROWS, t->n_columns, t->views[0]}, 1, &index, &err));
        check_table(t, index, 1);
        check_table(t, index, 3);
        keur_index_free(index);
    }
    free(t);
}

static void rejects_what_it_cannot_do(void **state)
{
    const int32_t codes[2] = {0, 1};
    const int32_t *views[1] = {codes};
    const keur_space_column column = {.n_codes = 2, .weight = 1, .missing = 1};
    const keur_rows rows = {2, 1, views};
    const uint32_t self[2] = {0, 2};
    const size_t there = 0, beyond = 1;
    keur_near_options options = {.k = 2, .threads = 1};
    uint32_t found[2];
    keur_index *index = NULL;

    (void)state;
    assert_ok(keur_index_new(&(keur_space){1, &column, false}, &rows, 1, &index, &err));
    assert_fails(keur_index_nearest_without(index, &rows, &options, &there, 1, found, NULL, &err),
                 KEUR_EINVAL, "must be 1");
    options.k = 1;
    assert_fails(keur_index_nearest_without(index, &rows, &options, &beyond, 1, found, NULL, &err),
                 KEUR_EINVAL, "none of 1");
    options.self = self;
    assert_fails(keur_index_nearest_without(index, &rows, &options, &there, 1, found, NULL, &err),
                 KEUR_EINVAL, "its own row");
    options.self = NULL;
    assert_ok(keur_index_nearest_without(index, &rows, &options, NULL, 0, NULL, NULL, &err));
    /* Without its only column every row is as near: the lowest. */
    assert_ok(keur_index_nearest_without(index, &rows, &options, &there, 1, found, NULL, &err));
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 0);
    keur_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_oracle),
        cmocka_unit_test(whichever_way_is_chosen),
        cmocka_unit_test(rejects_what_it_cannot_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
