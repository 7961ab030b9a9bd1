/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_KEY_SEARCH_H
#define KEUR_ATTACKS_KEY_SEARCH_H

#include <keur/case.h>

/** Keys in a set, at most. */
enum { KEUR_SEARCH_KEYS = 4 };

/** Rows of three tables in one line: synthetic, then train, then holdout. */
typedef struct keur_search_rows {
    size_t n_synthetic, n_train, n_holdout;
    const uint32_t *rows; /**< their row numbers */
    bool is_paired;       /**< every holdout row also stands in the synthetic table, as itself */
} keur_search_rows;

/** A set of keys, and the rows whose secret it tells: disclosive in the synthetic table, and
 * right. */
typedef struct keur_search_found {
    size_t n;
    size_t columns[KEUR_SEARCH_KEYS]; /**< ascending */
    size_t n_groups;                  /**< numbers in so many quantile groups; 0: as they are */
    size_t train, holdout;            /**< rows told */
    double excess;                    /**< share of the train rows minus share of the holdout's */
} keur_search_found;

/** What is looked for. */
typedef struct keur_search_ask {
    size_t secret;
    size_t n_candidates;
    const size_t *candidates; /**< columns that may be keys; the secret is passed over */
    size_t most_keys;         /**< 1 .. KEUR_SEARCH_KEYS */
    size_t beam;              /**< sets of each size that are extended */
} keur_search_ask;

/** Codes of all columns in the rows of a search, numbers as they are or in groups. */
typedef struct keur_search_codes keur_search_codes;

/** @param[out] made  freed with keur_search_codes_free() */
keur_status keur_search_codes_new(keur_case *on, const keur_search_rows *rows, size_t n_groups,
                                  keur_search_codes **made, keur_error *err);
void keur_search_codes_free(keur_search_codes *codes);

/**
 * The set of keys with the largest excess that a beam search finds: all single keys, then the best
 * `beam` sets of each size with every further key. Of equals the first in order of size, then of
 * the candidates. Any number of threads may search in the same codes at once.
 *
 * O(candidates * beam * most_keys * rows).
 */
keur_status keur_search_keys(const keur_search_codes *codes, const keur_search_ask *ask,
                             keur_search_found *found, keur_error *err);

/** Count again for the columns of *found, in other rows. `told` is NULL, or becomes 1 for each row
 * of train, then of the holdout, that is told. */
keur_status keur_search_count(const keur_search_codes *codes, size_t secret,
                              keur_search_found *found, unsigned char *told, keur_error *err);

#endif
