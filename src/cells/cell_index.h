/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CELLS_CELL_INDEX_H
#define KEUR_CELLS_CELL_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#include "base/rows.h"

/** The cell of a row whose combination is not there. */
#define KEUR_NO_CELL UINT32_MAX

/** Rows that keur_cell_index_find() takes at a time, at most. */
enum { KEUR_CELL_BLOCK = 1024 };

/** Tells of any row which of the known cells it lies in. */
typedef struct keur_cell_index keur_cell_index;

/** The known cells, by one row of each. */
typedef struct keur_cell_examples {
    const keur_rows *rows;
    size_t n_cells;
    const uint32_t *row; /**< per cell a row that lies in it */
    const uint32_t
        *start; /**< per cell the cell it is a part of, below n_starts; NULL: all of one */
    size_t n_starts;
} keur_cell_examples;

/**
 * Prepare to find the cells 0 .. n_cells - 1 by their codes in some columns (and, where they are
 * parts of others, by those): no two cells may agree in all of these.
 *
 * @param columns  n_columns positions among the rows' columns
 * @param n_codes  per column by its position: codes lie in -1 .. n_codes - 1
 * @param[out] made  freed with keur_cell_index_free()
 *
 * Exact. Columns are folded in steps: through a table with a place a combination where these are
 * few beside the cells, else through a hash table that compares whole keys. O(n_cells * columns)
 * expected time; at most 32 bytes a cell and step, or as many places a cell.
 */
keur_status keur_cell_index_new(const keur_cell_examples *examples, const size_t *columns,
                                size_t n_columns, const size_t *n_codes, keur_cell_index **made,
                                keur_error *err);

/**
 * The cells of up to KEUR_CELL_BLOCK rows.
 * @param codes  per column of the index, in its order, the codes of these rows
 * @param[in,out] cell  the cell each row starts from (0 where there is one), then the one it lies
 *                      in; KEUR_NO_CELL stays so, and comes of a combination that is not there
 * Reads the index only: any number of threads may ask at once.
 */
void keur_cell_index_find(const keur_cell_index *index, const int32_t *const *codes, size_t n,
                          uint32_t *cell);
void keur_cell_index_free(keur_cell_index *index);

#endif
