/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_SET_DISTANCES_H
#define KEUR_FIDELITY_SET_DISTANCES_H

#include "fidelity/column_choice.h"
#include "fidelity/set_cells.h"

/** Table 0 is the one that distances are to; all tables have as many rows and hands. */
typedef struct keur_set_problem {
    keur_set_tables tables;
    const keur_column_choice *choice;
    size_t n_hands; /**< 2, 4, ... KEUR_MOST_HANDS */
    int threads;
} keur_set_problem;

/**
 * Sums over all sets of the total variation distance, half the sum over cells of the absolute
 * differences of shares, between table 0 and each other table.
 *
 * @param[out] sums  of table t at [t - 1]; gaps over the n_hands / 2 half-samples of hands, with
 *                   distances between the halves of both tables
 *
 * O(sets * (rows + cells * hands)) time, in parallel over sets; up to 6 MB a thread and 20 bytes a
 * row and thread.
 */
keur_status keur_set_distances(const keur_set_problem *of, keur_halved *sums, keur_error *err);

#endif
