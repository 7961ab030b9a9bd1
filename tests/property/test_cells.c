/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting cells against a search through all earlier rows, which shares no code with it. */
#include "support/check.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "cells/cells.h"
#include "cells/intern.h"

enum { MAX_TABLES = 3, MAX_COLUMNS = 7, MAX_ROWS = 400 };

typedef struct sample {
    int32_t codes[MAX_TABLES][MAX_COLUMNS][MAX_ROWS];
    const int32_t *columns[MAX_TABLES][MAX_COLUMNS];
    keur_rows tables[MAX_TABLES];
    size_t n_tables, n_codes[MAX_COLUMNS];
} sample;

/* Codes spread over the whole range they may have, so that keys get as large as they can; only a
 * few values of each, so that rows meet. */
static void draw(sample *made, keur_random *random)
{
    static const size_t sizes[] = {0, 1, 2, 5, 60, 5000, 1u << 20, INT32_MAX};
    const size_t n_columns = 1 + (size_t)keur_random_below(random, MAX_COLUMNS);

    made->n_tables = 1 + (size_t)keur_random_below(random, MAX_TABLES);
    for (size_t j = 0; j < n_columns; j++)
        made->n_codes[j] = sizes[keur_random_below(random, 8)];
    for (size_t t = 0; t < made->n_tables; t++) {
        const size_t n = (size_t)keur_random_below(random, MAX_ROWS + 1);

        made->tables[t] =
            (keur_rows){keur_random_below(random, 6) == 0 ? 0 : n, n_columns, made->columns[t]};
        for (size_t j = 0; j < n_columns; j++) {
            made->columns[t][j] = made->codes[t][j];
            for (size_t i = 0; i < MAX_ROWS; i++) {
                const uint64_t steps = keur_random_below(random, 4);

                made->codes[t][j][i] = (int32_t)(steps * made->n_codes[j] / 3) - 1;
            }
        }
    }
}

static bool same_row(const sample *of, const size_t *columns, size_t n_columns, size_t t, size_t i,
                     size_t t2, size_t i2)
{
    for (size_t j = 0; j < n_columns; j++) {
        if (of->codes[t][columns[j]][i] != of->codes[t2][columns[j]][i2])
            return false;
    }
    return true;
}

/* The cells by looking for an equal row among those that opened a cell. */
static void check(const sample *of, const size_t *columns, size_t n_columns,
                  const keur_cells *cells)
{
    static size_t opened_in[MAX_TABLES * MAX_ROWS], opened_at[MAX_TABLES * MAX_ROWS];
    static uint32_t count[MAX_TABLES][MAX_TABLES * MAX_ROWS];
    size_t n = 0;

    memset(count, 0, sizeof count);
    assert_int_equal(cells->n_tables, of->n_tables);
    for (size_t t = 0; t < of->n_tables; t++) {
        for (size_t i = 0; i < of->tables[t].n_rows; i++) {
            size_t c = 0;

            while (c < n && !same_row(of, columns, n_columns, t, i, opened_in[c], opened_at[c]))
                c++;
            opened_in[c] = c < n ? opened_in[c] : t;
            opened_at[c] = c < n ? opened_at[c] : i;
            n += c == n;
            count[t][c]++;
            assert_int_equal(cells->cell[t][i], c);
        }
    }
    assert_int_equal(cells->n_cells, n);
    for (size_t t = 0; t < of->n_tables; t++)
        assert_memory_equal(cells->count[t], count[t], n * sizeof(uint32_t));
}

static void test_against_search(void **state)
{
    static const int threads[] = {1, 2, 7};
    static sample of;
    keur_random random = keur_random_start(11, "test-cells", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        size_t columns[MAX_COLUMNS + 1], n_columns;
        keur_cells *cells = NULL;

        draw(&of, &random);
        /* Any choice of columns: none, some, one twice. */
        n_columns = (size_t)keur_random_below(&random, of.tables[0].n_columns + 2);
        for (size_t j = 0; j < n_columns; j++)
            columns[j] = (size_t)keur_random_below(&random, of.tables[0].n_columns);
        assert_ok(keur_cells_count(of.tables, of.n_tables, columns, n_columns, of.n_codes,
                                   threads[round % 3], &cells, &err));
        check(&of, columns, n_columns, cells);
        keur_cells_free(cells);
    }
}

static void test_split_equals_count(void **state)
{
    static sample of;
    keur_random random = keur_random_start(12, "test-cells", 0);

    (void)state;
    for (int round = 0; round < 100; round++) {
        size_t columns[MAX_COLUMNS], n_keys;
        keur_cells *keys = NULL, *cells = NULL;
        uint32_t *parent = NULL;

        draw(&of, &random);
        n_keys = of.tables[0].n_columns - 1;
        for (size_t j = 0; j <= n_keys; j++)
            columns[j] = j;
        assert_ok(
            keur_cells_count(of.tables, of.n_tables, columns, n_keys, of.n_codes, 1, &keys, &err));
        assert_ok(keur_cells_split(keys, of.tables, n_keys, of.n_codes[n_keys], 2, &cells, &parent,
                                   &err));
        check(&of, columns, n_keys + 1, cells);
        for (size_t t = 0; t < of.n_tables; t++) {
            for (size_t i = 0; i < of.tables[t].n_rows; i++)
                assert_int_equal(parent[cells->cell[t][i]], keys->cell[t][i]);
        }
        keur_release(parent);
        keur_cells_free(cells);
        keur_cells_free(keys);
    }
}

enum { MANY = 100000 };

/* Enough rows for several pieces of work and for the hash table to grow: the third column is a
 * row number in disguise, so that every row of the first half meets one of the second half. */
static void test_many_rows(void **state)
{
    static int32_t codes[3][MANY];
    const int32_t *columns[] = {codes[0], codes[1], codes[2]};
    const keur_rows table = {MANY, 3, columns};
    const size_t all[] = {0, 1, 2}, n_codes[] = {7, 50000, INT32_MAX};

    (void)state;
    for (int32_t i = 0; i < MANY; i++) {
        const int32_t row = i % (MANY / 2);

        codes[0][i] = row % 7 - (row % 11 == 0 && row % 7 == 0);
        codes[1][i] = 49999 - row;
        codes[2][i] = INT32_MAX - 1 - row / 2;
    }
    for (int threads = 1; threads <= 7; threads += 3) {
        for (size_t n_columns = 2; n_columns <= 3; n_columns++) {
            keur_cells *cells = NULL;

            assert_ok(keur_cells_count(&table, 1, all, n_columns, n_codes, threads, &cells, &err));
            assert_int_equal(cells->n_cells, MANY / 2);
            for (size_t i = 0; i < MANY; i++) {
                assert_int_equal(cells->cell[0][i], i % (MANY / 2));
                assert_int_equal(cells->count[0][i % (MANY / 2)], 2);
            }
            keur_cells_free(cells);
        }
    }
}

/* The key whose hash is h: keur_mix() undone step by step. */
static uint64_t unmix(uint64_t h)
{
    h ^= h >> 31 ^ h >> 62;
    h *= 0x319642b2d24d8ec3u;
    h ^= h >> 27 ^ h >> 54;
    h *= 0x96de1b173f119089u;
    return h ^ h >> 30 ^ h >> 60;
}

/* Keys that agree in the place where they are looked for and in the half of the hash that is kept:
 * only the keys themselves tell them apart. */
static void test_colliding_keys(void **state)
{
    enum { KEYS = 1024 };
    uint64_t keys[2 * KEYS];
    uint32_t numbers[2 * KEYS];
    size_t n_distinct = 0;

    (void)state;
    for (uint64_t i = 0; i < KEYS; i++) {
        keys[i] = keys[2 * KEYS - 1 - i] = unmix(0xfedcba9800000fffu | i << 20);
        assert_true(keur_mix(keys[i]) == (0xfedcba9800000fffu | i << 20));
    }
    assert_ok(keur_intern_wide(keys, 2 * KEYS, numbers, &n_distinct, &err));
    assert_int_equal(n_distinct, KEYS);
    for (size_t i = 0; i < KEYS; i++) {
        assert_int_equal(numbers[i], i);
        assert_int_equal(numbers[2 * KEYS - 1 - i], i);
    }
}

static void test_nothing_to_count(void **state)
{
    const keur_rows empty = {0, 0, NULL};
    keur_cells *cells = NULL, *split = NULL;
    uint32_t *parent = NULL;

    (void)state;
    assert_ok(keur_cells_count(&empty, 1, NULL, 0, NULL, 0, &cells, &err));
    assert_int_equal(cells->n_cells, 0);
    assert_ok(keur_cells_split(cells, &empty, 0, 5, 0, &split, &parent, &err));
    assert_int_equal(split->n_cells, 0);
    keur_release(parent);
    keur_cells_free(split);
    keur_cells_free(cells);
    assert_ok(keur_cells_count(NULL, 0, NULL, 0, NULL, 0, &cells, &err));
    assert_int_equal(cells->n_tables, 0);
    assert_int_equal(cells->n_cells, 0);
    keur_cells_free(cells);
    keur_cells_free(NULL);
}

static void test_too_many_rows(void **state)
{
    const keur_rows tables[] = {{UINT32_MAX / 2, 0, NULL}, {UINT32_MAX / 2 + 1, 0, NULL}};
    keur_cells *cells = NULL;

    (void)state;
    assert_fails(keur_cells_count(tables, 2, NULL, 0, NULL, 1, &cells, &err), KEUR_EDATA, "rows");
    assert_null(cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_search),   cmocka_unit_test(test_split_equals_count),
        cmocka_unit_test(test_many_rows),        cmocka_unit_test(test_colliding_keys),
        cmocka_unit_test(test_nothing_to_count), cmocka_unit_test(test_too_many_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
