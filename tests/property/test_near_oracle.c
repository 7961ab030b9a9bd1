/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/near_impl.h"
#include "support/world.h"

/* The engine against plain double loops and a full sort, on random spaces biased to corners. Rows
 * and the bits of the distances must agree, on every path. */

enum { N_CASES = 2500 };

typedef struct found {
    double distance;
    uint32_t row;
} found;

static int by_distance(const void *left, const void *right)
{
    const found *a = left, *b = right;

    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* All rows but its own, nearest first; n_rows + k places, the last of them empty. */
static found *oracle(const keur_world *w, size_t query)
{
    found *all = calloc(w->n_rows + w->k, sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < w->n_rows; i++) {
        if (!w->has_self || w->self[query] != i)
            all[n++] = (found){keur_world_distance(w, query, i), (uint32_t)i};
    }
    qsort(all, n, sizeof *all, by_distance);
    for (; n < w->n_rows + w->k; n++)
        all[n] = (found){INFINITY, KEUR_NO_ROW};
    return all;
}

static void check_rows(const keur_world *w, uint64_t seed, const char *path, const found *right,
                       size_t query, const uint32_t *rows, const double *distances)
{
    for (size_t i = 0; i < w->k; i++) {
        if (memcmp(&right[i].distance, &distances[i], sizeof(double)) != 0 ||
            (rows != NULL && right[i].row != rows[i]))
            fail_msg("seed %llu, %s, query %zu, neighbour %zu: row %u at %.17g, must be row %u at "
                     "%.17g (%zu rows, %zu columns, k %zu)",
                     (unsigned long long)seed, path, query, i, rows != NULL ? rows[i] : 0,
                     distances[i], right[i].row, right[i].distance, w->n_rows, w->n_columns, w->k);
    }
}

/* Where rows may be any at equal distance: each is at the distance given, and none comes twice. */
static void check_loose_rows(const keur_world *w, uint64_t seed, size_t query, const uint32_t *rows,
                             const double *distances)
{
    for (size_t i = 0; i < w->k; i++) {
        bool is_right = rows[i] == KEUR_NO_ROW;

        if (!is_right)
            is_right = keur_world_distance(w, query, rows[i]) == distances[i] &&
                       !(w->has_self && w->self[query] == rows[i]);
        for (size_t before = 0; before < i; before++)
            is_right = is_right && (rows[i] == KEUR_NO_ROW || rows[before] != rows[i]);
        if (!is_right)
            fail_msg("seed %llu, query %zu: row %u of distances only", (unsigned long long)seed,
                     query, rows[i]);
    }
}

static void check_path(keur_world *w, uint64_t seed, const keur_index *index, found *const *right)
{
    const keur_rows queries = {w->n_queries, w->n_columns, w->views[1]};
    keur_near_options options = {.k = w->k,
                                 .weights = w->has_weights ? w->weights : NULL,
                                 .self = w->has_self ? w->self : NULL,
                                 .threads = 1};
    const char *path = keur_index_method(index);
    uint32_t rows[KEUR_WORLD_QUERIES * KEUR_MAX_NEIGHBOURS];
    double distances[KEUR_WORLD_QUERIES * KEUR_MAX_NEIGHBOURS];

    assert_ok(keur_index_nearest(index, &queries, &options, rows, distances, &err));
    for (size_t q = 0; q < w->n_queries; q++)
        check_rows(w, seed, path, right[q], q, rows + q * w->k, distances + q * w->k);
    options.distances_only = true;
    assert_ok(keur_index_nearest(index, &queries, &options, rows, distances, &err));
    for (size_t q = 0; q < w->n_queries; q++) {
        check_rows(w, seed, path, right[q], q, NULL, distances + q * w->k);
        check_loose_rows(w, seed, q, rows + q * w->k, distances + q * w->k);
    }
}

static void check_world(uint64_t seed)
{
    keur_world *w = keur_world_draw(seed);
    const keur_space space = {w->n_columns, w->columns, w->is_squared};
    const keur_rows rows = {w->n_rows, w->n_columns, w->views[0]};
    found *right[KEUR_WORLD_QUERIES];
    keur_index *index = NULL;

    for (size_t q = 0; q < w->n_queries; q++)
        right[q] = oracle(w, q);
    assert_ok(keur_index_new(&space, &rows, 1, &index, &err));
    check_path(w, seed, index, right);
    for (int path = KEUR_PATH_PORTABLE; path <= KEUR_PATH_AVX512; path++) {
        for (int is_scan = 0; is_scan < 2; is_scan++) {
            if (keur_index_force(index, is_scan, (keur_near_path)path))
                check_path(w, seed, index, right);
        }
    }
    keur_index_free(index);
    for (size_t q = 0; q < w->n_queries; q++)
        free(right[q]);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_the_oracle)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
