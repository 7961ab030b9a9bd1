/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_FEATURES_H
#define KEUR_LEARN_FEATURES_H

#include <stddef.h>
#include <stdint.h>

/**
 * One column that a model learns from, by row of a table: either real numbers or codes. Codes below
 * `n_ordered` are numbers, of which only the order counts; those from it on are levels without
 * order; so a column of numbers with special codes ("-8: not applicable") is one feature.
 */
typedef struct keur_feature {
    const double *numbers; /* NAN is missing, infinities are numbers; NULL: codes */
    const int32_t *codes;  /* -1 (missing) .. n_codes - 1; NULL: numbers */
    size_t n_codes;
    size_t n_ordered; /* n_codes: all ordered; 0: all levels */
} keur_feature;

/** Rows of a table seen through its features. A view: owns nothing. */
typedef struct keur_features {
    const keur_feature *columns;
    size_t n_columns;
    const uint32_t *rows; /* which rows of the table, in this order; NULL: the first n_rows */
    size_t n_rows;
} keur_features;

/** Row i of a view, as a row of its table. */
static inline size_t keur_features_row(const keur_features *on, size_t i)
{
    return on->rows != NULL ? on->rows[i] : i;
}

#endif
