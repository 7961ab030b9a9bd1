/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_SET_CELLS_H
#define KEUR_FIDELITY_SET_CELLS_H

#include "fidelity/dealt.h"

enum { KEUR_MOST_TABLES = 5 };

/** Tables whose rows are put into cells, set of columns by set. */
typedef struct keur_set_tables {
    size_t n_tables;
    const keur_dealt *tables[KEUR_MOST_TABLES];
    const size_t *n_codes; /**< per column, without missing */
} keur_set_tables;

/**
 * The cell of each row, cells[t][i] below *n_cells, in the table of a set of k columns; the same
 * combination has the same number in all tables. Some cells may hold no row.
 * @param[out] cells  room for all rows of each table
 * @retval KEUR_ENOMEM
 *
 * O(rows); of sets with many combinations, those that occur are counted first (cells.h).
 */
keur_status keur_set_cells(const keur_set_tables *of, const uint32_t *set, size_t k,
                           uint32_t *const *cells, size_t *n_cells, keur_error *err);

/** Whether all combinations of a set have a cell, so that no row changes the number of one. */
bool keur_set_is_direct(const keur_set_tables *of, const uint32_t *set, size_t k);

/** Room for keur_set_cells(); freed with keur_set_cells_free(). */
keur_status keur_set_cells_room(const keur_set_tables *of, uint32_t **cells, keur_error *err);
void keur_set_cells_free(uint32_t **cells);

#endif
