/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/set_cells.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "cells/cells.h"
#include "fidelity/column_choice.h"

/* Sets with more combinations are reduced to those that occur. */
enum { DIRECT_CELLS = 1 << 15 };

/* All combinations; 0 where there are too many. */
static size_t combinations(const keur_set_tables *of, const uint32_t *set, size_t k)
{
    size_t n = 1;

    for (size_t i = 0; i < k; i++) {
        const size_t width = of->n_codes[set[i]] + 1;

        if (width > DIRECT_CELLS / n)
            return 0;
        n *= width;
    }
    return n;
}

static void number_direct(const keur_set_tables *of, const uint32_t *set, size_t k, size_t t,
                          uint32_t *cells)
{
    const keur_dealt *in = of->tables[t];

    for (size_t i = 0; i < in->n_rows; i++)
        cells[i] = (uint32_t)in->codes[set[0]][i];
    for (size_t at = 1; at < k; at++) {
        const uint32_t width = (uint32_t)of->n_codes[set[at]] + 1;
        const int32_t *codes = in->codes[set[at]];

        for (size_t i = 0; i < in->n_rows; i++)
            cells[i] = cells[i] * width + (uint32_t)codes[i];
    }
}

static keur_status number_sparse(const keur_set_tables *of, const uint32_t *set, size_t k,
                                 uint32_t *const *cells, size_t *n_cells, keur_error *err)
{
    const int32_t *codes[KEUR_MOST_TABLES][KEUR_MOST_CHOSEN];
    size_t columns[KEUR_MOST_CHOSEN], n_codes[KEUR_MOST_CHOSEN];
    keur_rows views[KEUR_MOST_TABLES];
    keur_cells *found = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < k; i++) {
        columns[i] = i;
        n_codes[i] = of->n_codes[set[i]] + 1; /* they begin at 1 */
    }
    for (size_t t = 0; t < of->n_tables; t++) {
        for (size_t i = 0; i < k; i++)
            codes[t][i] = of->tables[t]->codes[set[i]];
        views[t] = (keur_rows){of->tables[t]->n_rows, k, codes[t]};
    }
    KEUR_TRY(keur_cells_count(views, of->n_tables, columns, k, n_codes, 1, &found, err));
    for (size_t t = 0; t < of->n_tables; t++)
        memcpy(cells[t], found->cell[t], views[t].n_rows * sizeof **cells);
    *n_cells = found->n_cells;
out:
    keur_cells_free(found);
    return status;
}

keur_status keur_set_cells(const keur_set_tables *of, const uint32_t *set, size_t k,
                           uint32_t *const *cells, size_t *n_cells, keur_error *err)
{
    *n_cells = combinations(of, set, k);
    if (*n_cells == 0)
        return number_sparse(of, set, k, cells, n_cells, err);
    for (size_t t = 0; t < of->n_tables; t++)
        number_direct(of, set, k, t, cells[t]);
    return KEUR_OK;
}

bool keur_set_is_direct(const keur_set_tables *of, const uint32_t *set, size_t k)
{
    return combinations(of, set, k) > 0;
}

keur_status keur_set_cells_room(const keur_set_tables *of, uint32_t **cells, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < of->n_tables; t++)
        KEUR_TRY(KEUR_NEW(cells[t], of->tables[t]->n_rows, err));
out:
    return status;
}

void keur_set_cells_free(uint32_t **cells)
{
    for (size_t t = 0; t < KEUR_MOST_TABLES; t++)
        keur_release(cells[t]);
}
