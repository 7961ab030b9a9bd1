/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_PERMUTING_H
#define KEUR_STATS_PERMUTING_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/* So that the sum of four doubled ranks fits into 32 bits. */
#define KEUR_PERMUTING_MOST (((size_t)1 << 29) - 1)

/**
 * Doubled mid-ranks of n records under several scores, a row a record. Doubled ranks are whole, so
 * sums over members are exact in any order. Their mean is n + 1.
 */
typedef struct keur_rank_table {
    size_t n, n_member; /* records, KEUR_PERMUTING_MOST at most, members first */
    size_t n_scores;
    size_t width;   /* of a row: n_scores rounded up, the rest zero */
    uint32_t *rank; /* n rows of width */
    double
        *spread; /* n_scores standard deviations of the sum over n_member drawn records; 0: tied */
} keur_rank_table;

/**
 * The largest standardised rank sum, max_j (sum - mean_j) / spread_j, of random sets of n_member
 * records. A score without spread counts 0.
 *
 * @param[out] maxima  n_draws values; draw b depends on the seed and b only
 *
 * Sets are drawn as independent bits, then corrected by single records to the right number. Given
 * their number, independent bits are uniform over sets of that number, and adding or removing
 * random records keeps them so.
 */
keur_status keur_permuting_draw(const keur_rank_table *table, uint64_t seed, size_t n_draws,
                                int threads, double *maxima, keur_error *err);

/** The same from the limit: normal with mean 0 and the exact correlation of the rank sums, which is
 * that of the ranks (Hajek, Annals of Mathematical Statistics 32 (1961) 506-523). */
keur_status keur_permuting_limit(const keur_rank_table *table, uint64_t seed, size_t n_draws,
                                 int threads, double *maxima, keur_error *err);

#endif
