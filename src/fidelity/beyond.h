/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_BEYOND_H
#define KEUR_FIDELITY_BEYOND_H

#include "case/add_figure.h"
#include "fidelity/anchors.h"

/** Ways in which a value can lie beyond what train has in its column. */
typedef enum keur_beyond {
    KEUR_NEW_LEVEL,    /**< a level that train lacks */
    KEUR_UNSEEN_LEVEL, /**< a level that neither train nor the holdout has */
    KEUR_OUT_OF_RANGE, /**< a number below the lowest or above the highest of train */
    KEUR_FINER_NUMBER, /**< a number with more decimals than any of train */
    KEUR_N_BEYOND
} keur_beyond;

/** Rows of the other table of a comparison whose value in a column lies beyond; `size` are the
 * independent rows that their share is worth (keur_clustered_size()). */
typedef struct keur_beyond_rows {
    bool is_of_kind; /**< the column has levels, or numbers, at all */
    double n, size;
} keur_beyond_rows;

typedef struct keur_beyond_found {
    size_t n_columns;
    keur_beyond_rows (*columns)[KEUR_N_BEYOND]; /**< per column */
    size_t n_of_kind[KEUR_N_BEYOND];
    /** Over rows: the share of the columns of its kind in which the row lies beyond. */
    keur_moments rows[KEUR_N_BEYOND];
} keur_beyond_found;

/**
 * Set the values of the other table of a comparison against those of the real one. Ordinal values
 * are levels, special codes too; dates are numbers. A missing value never lies beyond.
 *
 * @param holdout  rows of the holdout, for KEUR_UNSEEN_LEVEL; NULL: nothing is unseen
 * @param[out] found  freed with keur_beyond_free(), also after a failure
 *
 * O(cells of the tables); two bytes a row and kind.
 */
keur_status keur_beyond_find(const keur_case *on, const keur_comparison *of,
                             const keur_rows *holdout, keur_beyond_found *found, keur_error *err);
void keur_beyond_free(keur_beyond_found *found);

#endif
