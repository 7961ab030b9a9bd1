/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_SHUFFLED_H
#define KEUR_CASE_SHUFFLED_H

#include <keur/case.h>

/**
 * One column of the synthetic table in random orders: table b of many in which every column is
 * shuffled by itself, so that values keep their shares and nothing goes with anything.
 *
 * Each table is drawn evenly from all there are. A small table is shuffled anew for each b. A large
 * one is shuffled a few times only, and then turned by a random number of rows, for each b and
 * column anew: two such tables are all but independent (their counts of a cell correlate by
 * -1/rows), and turning costs nothing.
 */
typedef struct keur_shuffled keur_shuffled;

/** Tables of less than so many rows in all are shuffled one by one. */
enum { KEUR_SHUFFLED_ROWS = 1 << 17 };

/**
 * The columns in random orders, numbers in `n_groups` quantile groups of train, or as they are
 * where that is 0. Depends on the seed, the column and its place in the case only.
 * @param[out] shuffled  one a column, owned by the case, which remembers them: at most
 *                       4 * (rows + KEUR_SHUFFLED_ROWS) bytes each, a quarter for few codes
 */
keur_status keur_case_shuffled(keur_case *on, const size_t *columns, size_t n, size_t n_groups,
                               const keur_shuffled **shuffled, keur_error *err);

/** Codes begin .. begin + n - 1 of table b; n is no more than its rows. */
void keur_shuffled_codes(const keur_shuffled *of, uint64_t b, size_t begin, size_t n,
                         int32_t *codes);

#endif
