/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_IDENTITY_H
#define KEUR_ATTACKS_IDENTITY_H

#include <keur/measure.h>

#include "attacks/shuffles.h"
#include "cells/cells.h"

/** Unique combinations of keys in a real table, and what becomes of them in the synthetic one. */
typedef struct keur_uniques {
    size_t n;          /**< rows of the real table */
    size_t unique;     /**< rows alone in their cell */
    size_t present;    /**< of those, with a synthetic row in the cell */
    size_t replicated; /**< of those, with exactly one */
} keur_uniques;

/**
 * Uniques of train, of holdout, and of train at the holdout's size.
 *
 * A table has more uniques the smaller it is, so train and holdout are compared at equal size: the
 * larger is sub-sampled, by seed, to the size of the smaller. `matched` is the train table at that
 * size; it equals `train` where the sizes do not differ or there is no holdout.
 */
typedef struct keur_unique_tables {
    keur_uniques train, holdout, matched;
    size_t n_synthetic, synthetic_unique;
    bool has_holdout, is_subsampled;
    const char *no_control; /**< why nothing can be told from the holdout's matches; NULL: it can */
    /** Of train against shuffled tables: shares present and replicated. */
    keur_moments present_shuffled, replicated_shuffled;
} keur_unique_tables;

/** @param cells  from keur_case_cells() */
keur_status keur_uniques_count(const keur_case *on, const keur_cells *cells,
                               keur_unique_tables *found, keur_error *err);

/**
 * What becomes of train's uniques in shuffled tables. Shares of all train rows, or, `of_uniques`,
 * of those that are unique.
 */
keur_status keur_uniques_shuffle(keur_case *on, const keur_shuffle_ask *ask, bool of_uniques,
                                 keur_unique_tables *found, keur_error *err);

#endif
