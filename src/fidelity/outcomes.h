/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_OUTCOMES_H
#define KEUR_FIDELITY_OUTCOMES_H

#include <keur/measure.h>

#include "base/rows.h"

/** What a model is to say of an outcome. */
typedef enum keur_outcome_kind {
    KEUR_OUTCOME_TWO,    /**< one of two levels: 0 or 1 */
    KEUR_OUTCOME_LEVELS, /**< one of more: 0 .. n_classes - 1 */
    KEUR_OUTCOME_NUMBER
} keur_outcome_kind;

enum { KEUR_MOST_OUTCOMES = 3, KEUR_MOST_CLASSES = 20 };

/** A column that models are to learn from the others. */
typedef struct keur_outcome_column {
    size_t column; /**< position in the case */
    keur_outcome_kind kind;
    size_t n_classes;
    double *value_of;   /**< by code + 1: the class in the order of the codes, or the number about
                             its mean in deviations; NAN where it is missing, a special code beside
                             numbers, or a level that no real row has */
    double unit;        /**< of a number: 1 in the values is so much in the column */
    const char *reason; /**< why nothing can be learnt of it; NULL: something can */
} keur_outcome_column;

typedef struct keur_outcome_columns {
    size_t n;
    size_t n_declared; /**< may be more than n; 0: what is there is a guess */
    keur_outcome_column items[KEUR_MOST_OUTCOMES];
} keur_outcome_columns;

/**
 * The columns that the schema declares as outcomes, the first three. Without any, where `may_guess`
 * is set, the last column with two levels, else the last one with at most twenty, else the last one
 * of numbers. What levels there are is counted over train and holdout.
 *
 * @param[out] made  closed with keur_outcome_columns_free()
 */
keur_status keur_outcome_columns_make(const keur_case *on, bool may_guess,
                                      keur_outcome_columns *made, keur_error *err);
void keur_outcome_columns_free(keur_outcome_columns *made);

/** Tell of a guess, and of outcomes beyond the first three. */
keur_status keur_outcome_columns_tell(const keur_case *on, const keur_outcome_columns *of,
                                      keur_result *out, keur_error *err);

/** Rows of a table whose outcome is known. */
typedef struct keur_outcome_rows {
    keur_rows rows;
    double *values; /**< by row, as value_of has them */
    int32_t *units; /**< by row its person; NULL: every row by itself */
    int32_t **codes;
} keur_outcome_rows;

/**
 * @param units   of the table, or NULL
 * @param chosen  rows of the table in the order to take them; NULL: the first n_chosen
 * @param[out] made  closed with keur_outcome_rows_free()
 */
keur_status keur_outcome_rows_take(const keur_rows *from, const int32_t *units,
                                   const uint32_t *chosen, size_t n_chosen,
                                   const keur_outcome_column *of, keur_outcome_rows *made,
                                   keur_error *err);
void keur_outcome_rows_free(keur_outcome_rows *made);

/** Rows beside those of the most frequent class; of numbers the rows, or 0 where all are equal. */
size_t keur_outcome_rows_beside(const keur_outcome_rows *in, const keur_outcome_column *of);

#endif
