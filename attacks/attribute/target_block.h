/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_TARGET_BLOCK_H
#define KEUR_ATTACKS_TARGET_BLOCK_H

#include "attacks/attribute/guessing.h"

/** So many searches are made together at most: what they find is 4 bytes a row and search. */
enum { KEUR_BLOCK_SEARCHES = 32 };

/**
 * Targets one after the other whose known columns are one set of columns without one of them: they
 * are answered together. Targets that know the same columns share a search.
 */
typedef struct keur_target_block {
    size_t first, n;                      /**< targets first .. first + n - 1 */
    bool *is_in;                          /**< per column of the case: in the set */
    size_t n_left_out;                    /**< searches, KEUR_BLOCK_SEARCHES at most */
    size_t left_out[KEUR_BLOCK_SEARCHES]; /**< the column of the set that each goes without */
    size_t *searches;                     /**< per target from `first` on: its search */
} keur_target_block;

/** The longest block from `first` on, of one target at least; released with
 * keur_target_block_free(), also after an error. O(columns) a target. */
keur_status keur_target_block_make(const keur_guessing *of, size_t first, keur_target_block *block,
                                   keur_error *err);
void keur_target_block_free(keur_target_block *block);

#endif
