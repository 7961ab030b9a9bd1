/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CELLS_CELLS_H
#define KEUR_CELLS_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#include "base/rows.h"

/**
 * Combinations of values, counted in several tables side by side.
 *
 * Every row of every table is given the number of its cell: the combination of codes in the chosen
 * columns (missing is a value like others). Cells are numbered 0, 1, ... in order of first
 * appearance, table by table, row by row, so numbers do not depend on threads.
 */
typedef struct keur_cells {
    size_t n_tables;
    size_t n_cells;
    uint32_t **cell;  /* cell[t][i]: the cell of row i of table t */
    uint32_t **count; /* count[t][c]: rows of table t in cell c */
} keur_cells;

/**
 * Count the combinations of `columns` in `tables`.
 *
 * @param tables   n_tables views with the same columns; a table without rows is fine
 * @param columns  n_columns positions; none: every row is in cell 0
 * @param n_codes  per column of the tables (by its position): codes lie in -1 .. n_codes - 1
 * @param threads  0: all
 * @param[out] cells  freed with keur_cells_free()
 *
 * @retval KEUR_EDATA  2^32 - 1 rows or more in all
 * @retval KEUR_ENOMEM
 *
 * Exact (no reliance on hash values). O(rows * columns) expected time, 4 bytes a row and 4 bytes a
 * cell and table kept; up to 40 bytes a row more while it runs.
 */
keur_status keur_cells_count(const keur_rows *tables, size_t n_tables, const size_t *columns,
                             size_t n_columns, const size_t *n_codes, int threads,
                             keur_cells **cells, keur_error *err);

/**
 * Refine: the cells of `keys` split further by one more column, such as a secret.
 * @param[out] parent  n_cells of `cells`: the cell of `keys` that each lies in; freed with
 * keur_release()
 */
keur_status keur_cells_split(const keur_cells *keys, const keur_rows *tables, size_t column,
                             size_t n_codes, int threads, keur_cells **cells, uint32_t **parent,
                             keur_error *err);

void keur_cells_free(keur_cells *cells);

#endif
