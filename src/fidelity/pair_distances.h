/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_PAIR_DISTANCES_H
#define KEUR_FIDELITY_PAIR_DISTANCES_H

#include "fidelity/anchors.h"

/**
 * Total variation distances of the two-way tables of pairs of columns, for all comparisons.
 *
 * Rows are counted once a table and pair, not once a comparison, in bytes and in order of their
 * jackknife groups; pairs with many cells in codes as they are, or by the cells that occur.
 *
 * @param n_pairs, pairs   pairs of positions of columns; those with the same first one together
 * @param[out] found       per comparison n_pairs distances; none where a side has no rows
 *
 * O(pairs * (rows + cells * groups)); a byte a cell of each table beside the anchors.
 */
keur_status keur_pair_distances(const keur_anchors *anchors, size_t n_columns, size_t n_pairs,
                                const size_t (*pairs)[2], int threads,
                                keur_jackknifed *const found[KEUR_COMPARISONS], keur_error *err);

#endif
