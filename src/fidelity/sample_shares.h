/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_SAMPLE_SHARES_H
#define KEUR_FIDELITY_SAMPLE_SHARES_H

#include "fidelity/column_choice.h"
#include "fidelity/set_cells.h"

enum { KEUR_SAMPLE_SHARES = 9 };

/** Per cents of the rows that samples hold, ascending: 1, 2, 5, 10, 20, 40, 60, 80, 100. */
extern const double keur_sample_shares[KEUR_SAMPLE_SHARES];

/**
 * How far samples of a table, drawn without replacement, are from another: per share the total
 * variation distance to table 0 of the first so many rows of table 1, summed over all sets; of
 * small shares the mean over up to 8 samples that share no row. NAN where a sample has fewer than
 * 10 rows.
 *
 * @param tables  two, as many rows; those of table 1 in random order
 * @param[out] sums  one a share
 *
 * O(sets * rows) time, in parallel over sets; 8 bytes a row and 8 a cell, per thread.
 */
keur_status keur_sample_distances(const keur_set_tables *tables, const keur_column_choice *choice,
                                  int threads, double sums[KEUR_SAMPLE_SHARES], keur_error *err);

/** The per cent at which distances that fall with the share come down to `distance`: linear in the
 * logarithm of the share between two of them. INFINITY: not even with all rows; 0: with fewer than
 * the smallest share that has a distance (*least) already. */
double keur_sample_share_at(const double distances[KEUR_SAMPLE_SHARES], double distance,
                            double *least);

#endif
