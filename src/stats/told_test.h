/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_TOLD_TEST_H
#define KEUR_STATS_TOLD_TEST_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** Rows of train, then of the holdout, and whose they are. */
typedef struct keur_told_rows {
    size_t n[2];
    const uint32_t *person; /**< below n_persons; NULL: every row stands for itself */
    size_t n_persons;
} keur_told_rows;

/**
 * Whether more rows are told in train than in the holdout: Fisher's exact test, one-sided; where
 * rows belong to persons, the score test of as many independent ones (keur_clustered_size()).
 *
 * @param counts      rows told of either table
 * @param told        a flag a row; not looked at without persons
 * @param[out] sizes  independent rows of either table; NAN where one person has them all
 * @param[out] p      NAN where a size is, or is 0
 */
keur_status keur_told_test(const keur_told_rows *rows, const size_t counts[2],
                           const unsigned char *told, double sizes[2], double *p, keur_error *err);

/** The smallest of the four counts that the p is made of; 1 at the least. */
size_t keur_told_least(const keur_told_rows *rows, const size_t counts[2]);

#endif
