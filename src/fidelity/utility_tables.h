/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_UTILITY_TABLES_H
#define KEUR_FIDELITY_UTILITY_TABLES_H

#include "case/grouped.h"
#include "cells/cells.h"
#include "fidelity/anchors.h"

/** A table of two columns, or of one: then second == first. */
typedef struct keur_utility_table {
    size_t first, second;
    double vw; /**< utility.h */
    size_t df;
} keur_utility_table;

/** One comparison with its numbers in groups, and tables to be compared in it. */
typedef struct keur_utility_tables {
    const keur_case *on;
    const keur_comparison *of;
    const keur_grouped *grouped; /**< of the case; its groups are used for all comparisons */
    int32_t **codes[2];          /**< real, other: per column one a row, missing 0 */
    size_t n_rows[2];
    size_t n_tables;
    keur_utility_table *tables;
} keur_utility_tables;

/** Group the columns of the comparison: 4 bytes a cell of both tables. Closed in any case. */
keur_status keur_utility_tables_open(keur_utility_tables *in, keur_error *err);
void keur_utility_tables_close(keur_utility_tables *in);

/** Fill vw and df of all tables. O(tables * rows), in parallel over tables. */
keur_status keur_utility_tables_compare(keur_utility_tables *in, keur_error *err);

/** The cells of these columns that occur in either table; real is table 0. */
keur_status keur_utility_tables_count(const keur_utility_tables *in, const size_t *columns,
                                      size_t n_columns, int threads, keur_cells **cells,
                                      keur_error *err);

/** *n = values of a column, missing included, that occur in either table. */
keur_status keur_utility_tables_values(const keur_utility_tables *in, size_t column, size_t *n,
                                       keur_error *err);

#endif
