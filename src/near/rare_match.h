/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_NEAR_RARE_MATCH_H
#define KEUR_NEAR_RARE_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#include "base/rows.h"

/**
 * What agreement in a value counts for: log(1 + 1/f), f = (c + 1/2) / (m + 1), c of the m rows of a
 * reference having the value. Missing and special codes are values like others.
 *
 * As whole multiples of 2^-shift, shift as large as keeps the sum over all columns below 2^31: a
 * sum is exact whatever the order, so equal agreement gives equal sums. Each errs by half a
 * multiple; on 15 columns and 12,210 rows shift is 22 or more.
 */
typedef struct keur_match_weights {
    size_t n_columns;
    size_t *order;     /* columns, those in which rows of the reference agree most first */
    int32_t **weights; /* weights[j][code + 1] of column j */
    int shift;
} keur_match_weights;

/**
 * @param n_codes   per column: codes lie in -1 .. n_codes - 1
 * @param[out] made freed with keur_match_weights_free(), also where this fails
 */
keur_status keur_match_weigh(const keur_rows *reference, const size_t *n_codes,
                             keur_match_weights *made, keur_error *err);
void keur_match_weights_free(keur_match_weights *weights);

/**
 * For each query the largest sum, over the rows, of the weights of the columns that agree.
 *
 * @param rows     codes within those that were weighed, as are those of the queries
 * @param self     per query the row it must not meet, or KEUR_NO_ROW; NULL: none
 * @param threads  0: all
 * @param[out] best  one a query; -INFINITY where there is no other row
 * @retval KEUR_EINVAL  2^32 - 1 rows or queries or more
 *
 * Exact. O(queries * rows * columns) time at worst; 4 bytes a cell of the rows and 4 a query.
 */
keur_status keur_rare_match(const keur_match_weights *weights, const keur_rows *rows,
                            const keur_rows *queries, const uint32_t *self, int threads,
                            double *best, keur_error *err);

/** Who agrees most with a query, and by how much more than anybody else. */
typedef struct keur_match_claim {
    double best,
        second;   /* sums of weights; `second`: of the rows of all other groups; 0 at least */
    uint32_t row; /* of `best`; KEUR_NO_ROW where best = second, so that nobody stands out */
} keur_match_claim;

/**
 * As keur_rare_match(), for each query the row that agrees most with it.
 *
 * @param groups  per row a number: rows of one group, such as those of one person, do not compete;
 *                NULL: each row is a group
 * @param[out] claims  one a query
 *
 * Exact. Looks at more blocks than keur_rare_match() does, those that may hold the second.
 */
keur_status keur_match_claims(const keur_match_weights *weights, const keur_rows *rows,
                              const int32_t *groups, const keur_rows *queries, const uint32_t *self,
                              int threads, keur_match_claim *claims, keur_error *err);

#endif
