/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the cell of a row, by places and by hashing, against a search through all examples. */
#include "support/check.h"

#include <stdlib.h>

#include "base/random.h"
#include "cells/cell_index.h"

enum { ROWS = 600, COLUMNS = 7 };

typedef struct world {
    int32_t known[COLUMNS][ROWS], asked[COLUMNS][ROWS];
    const int32_t *view[COLUMNS];
    size_t n_codes[COLUMNS], columns[COLUMNS], n_columns, n_known, n_starts;
    uint32_t start[ROWS], row[ROWS], expected[ROWS], found[ROWS];
} world;

/* Whether two rows agree in all columns of the index. */
static bool agrees(const world *w, int32_t (*a)[ROWS], size_t i, size_t k)
{
    for (size_t j = 0; j < w->n_columns; j++) {
        if (a[w->columns[j]][i] != w->known[w->columns[j]][k])
            return false;
    }
    return true;
}

/* Codes of few values, or of very many, so that tables, hashing and several steps all occur. */
static void draw(keur_random *random, world *w)
{
    static const size_t kinds[] = {1, 2, 5, 40, 100000, 2000000000};

    w->n_columns = 1 + (size_t)keur_random_below(random, COLUMNS);
    w->n_starts = 1 + (size_t)keur_random_below(random, 3);
    for (size_t j = 0; j < COLUMNS; j++) {
        w->columns[j] = (j * 3) % COLUMNS;
        w->n_codes[j] = kinds[keur_random_below(random, 6)];
        for (size_t i = 0; i < ROWS; i++) {
            const uint64_t most = keur_random_below(random, 2) ? 3 : w->n_codes[j] + 1;

            w->known[j][i] = (int32_t)(keur_random_below(random, most) % (w->n_codes[j] + 1)) - 1;
            w->asked[j][i] = keur_random_below(random, 6)
                                 ? w->known[j][keur_random_below(random, i + 1)]
                                 : (int32_t)keur_random_below(random, w->n_codes[j]);
        }
        w->view[j] = w->known[j];
    }
    w->n_known = 0;
    for (size_t i = 0; i < ROWS; i++) {
        bool is_new = true;

        for (size_t c = 0; c < w->n_known && is_new; c++)
            is_new = !agrees(w, w->known, i, w->row[c]);
        if (is_new) {
            w->start[w->n_known] = (uint32_t)keur_random_below(random, w->n_starts);
            w->row[w->n_known++] = (uint32_t)i;
        }
    }
}

static void search(keur_random *random, world *w, bool has_starts)
{
    for (size_t i = 0; i < ROWS; i++) {
        const uint32_t from =
            has_starts && keur_random_below(random, 9) == 0
                ? KEUR_NO_CELL
                : (uint32_t)(has_starts ? keur_random_below(random, w->n_starts) : 0);

        w->found[i] = from;
        w->expected[i] = KEUR_NO_CELL;
        for (size_t c = 0; c < w->n_known; c++) {
            if (agrees(w, w->asked, i, w->row[c]) && (!has_starts || w->start[c] == from))
                w->expected[i] = from == KEUR_NO_CELL ? KEUR_NO_CELL : (uint32_t)c;
        }
    }
}

static void test_against_a_search(void **state)
{
    static world w;
    keur_random random = keur_random_start(7, "test-cell-index", 0);
    size_t n_found = 0;

    (void)state;
    for (int round = 0; round < 60; round++) {
        const bool has_starts = round % 2 == 1;
        const int32_t *codes[COLUMNS];
        keur_rows rows = {.n_rows = ROWS, .n_columns = COLUMNS, .codes = w.view};
        keur_cell_examples examples = {.rows = &rows, .row = w.row};
        keur_cell_index *index = NULL;

        draw(&random, &w);
        search(&random, &w, has_starts);
        examples.n_cells = w.n_known;
        examples.start = has_starts ? w.start : NULL;
        examples.n_starts = w.n_starts;
        for (size_t j = 0; j < w.n_columns; j++)
            codes[j] = w.asked[w.columns[j]];
        assert_ok(keur_cell_index_new(&examples, w.columns, w.n_columns, w.n_codes, &index, &err));
        keur_cell_index_find(index, codes, ROWS, w.found);
        for (size_t i = 0; i < ROWS; i++) {
            assert_int_equal(w.found[i], w.expected[i]);
            n_found += w.found[i] != KEUR_NO_CELL;
        }
        keur_cell_index_free(index);
    }
    assert_in_range(n_found, 60 * ROWS / 10, 60 * ROWS * 9 / 10);
}

static void test_no_cells_and_no_columns(void **state)
{
    const int32_t code[] = {0, 1};
    const int32_t *view[] = {code};
    const keur_rows rows = {.n_rows = 2, .n_columns = 1, .codes = view};
    const keur_cell_examples none = {.rows = &rows};
    const size_t column = 0, n_codes = 2;
    uint32_t cell[2] = {0, 0};
    keur_cell_index *index = NULL;

    (void)state;
    assert_ok(keur_cell_index_new(&none, &column, 1, &n_codes, &index, &err));
    keur_cell_index_find(index, view, 2, cell);
    assert_true(cell[0] == KEUR_NO_CELL && cell[1] == KEUR_NO_CELL);
    keur_cell_index_free(index);
    assert_fails(keur_cell_index_new(&none, &column, 0, &n_codes, &index, &err), KEUR_EINVAL,
                 "one column");
    keur_cell_index_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_a_search),
                                       cmocka_unit_test(test_no_cells_and_no_columns)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
