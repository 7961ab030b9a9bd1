/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_BINS_H
#define KEUR_LEARN_BINS_H

#include <stdbool.h>

#include <keur/status.h>

#include "learn/features.h"

/**
 * Features as columns of small whole numbers, for a learner of trees. None of it looks at a target.
 *
 * An ordered feature is one column of at most 256 bins: one a distinct value where there are no
 * more, else cut at equal weights by the middle of each value's weight, so that a frequent value
 * has a bin of its own. A tree learns "bin below b", which is "value below the smallest value of
 * bin b": numbers stay doubles, and an increasing transformation changes nothing.
 *
 * A feature of levels is one column of yes or no a level ("is it this one?"), missing being a level
 * too, as is "a number" where the feature has both. Of more than 32 levels the 32 heaviest have
 * such a column, and all lie in two ordered columns: in the order of their codes and in that of
 * their weights (heaviest first, ties by code). A level that the bins never saw is none of the 32,
 * the lightest of all, and lies among the codes where its own is.
 *
 * Columns in which all rows agree are left out.
 */
typedef enum keur_bins_kind {
    KEUR_BINS_VALUE, /* the number, or the code of an ordered value */
    KEUR_BINS_CODE,  /* the code of a level */
    KEUR_BINS_RANK,  /* the rank of a level by its weight */
    KEUR_BINS_IS     /* whether the code is `level` */
} keur_bins_kind;

typedef struct keur_bins_column {
    size_t feature;
    keur_bins_kind kind;
    int32_t level;    /* of KEUR_BINS_IS: code of a level, -1: missing, -2: a number */
    size_t n_bins;    /* of an order */
    double *lower;    /* the smallest value of each bin, ascending */
    bool had_missing; /* whether a row without a value was there when the bins were made */
} keur_bins_column;

typedef struct keur_bins_feature {
    bool is_coded;
    size_t n_ordered, n_codes;
    int32_t *ranks; /* by code less n_ordered; only where there is a column of ranks */
} keur_bins_feature;

typedef struct keur_bins {
    size_t n_columns, n_features;
    keur_bins_feature *features;
    keur_bins_column *columns;
} keur_bins;

enum { KEUR_MAX_BINS = 256, KEUR_MAX_INDICATORS = 32 };

/**
 * Find the bins of features.
 * @param weights  by row of the table, >= 0; NULL: all 1. A row of weight 0 is not there
 * @retval KEUR_EINVAL  a code outside its range, or a feature with neither numbers nor codes
 *
 * O(n log n) time a feature, and O(codes).
 */
keur_status keur_bins_new(const keur_features *on, const double *weights, keur_bins **bins,
                          keur_error *err);
void keur_bins_free(keur_bins *bins);

/** KEUR_EINVAL where `on` has not the features, in number and kind, that the bins were made for. */
keur_status keur_bins_check(const keur_bins *bins, const keur_features *on, keur_error *err);

/** The value of a column in a row of the table: of an order what its bins are cut from, else 1 for
 * yes; NAN where there is none, and for no. */
double keur_bins_value(const keur_bins *bins, const keur_bins_column *column,
                       const keur_features *on, size_t row);

/** As keur_bins_value(), an order by the number of its bin. O(log bins). */
double keur_bins_find(const keur_bins *bins, const keur_bins_column *column,
                      const keur_features *on, size_t row);

#endif
