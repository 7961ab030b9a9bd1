/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_MAIN_EFFECTS_H
#define KEUR_FIDELITY_MAIN_EFFECTS_H

#include "fidelity/anchors.h"
#include "learn/sparse_logistic.h"

/** A model has at most so many terms, and so many rows of the two tables for each. */
enum { KEUR_MOST_TERMS = 500, KEUR_ROWS_A_TERM = 10 };

/** What a term is: the number of a column, one of its levels, its missing values, or its rare
 * levels as one. */
typedef enum keur_effect_kind {
    KEUR_TERM_INTERCEPT,
    KEUR_TERM_NUMBER,
    KEUR_TERM_LEVEL,
    KEUR_TERM_MISSING,
    KEUR_TERM_RARE
} keur_effect_kind;

typedef struct keur_main_term {
    size_t column; /**< position in the case */
    keur_effect_kind kind;
    int32_t code; /**< of a level */
    size_t n;     /**< rows that have it, of those the terms were chosen by */
    double unit;  /**< of a number: 1 in the values is so much in the column */
} keur_main_term;

/**
 * The rows of a comparison, those of the real table first, as the terms of a regression.
 *
 * Term 0 is the intercept. A number or date is one term, 0 where it is missing or a special code;
 * these, and the levels of other columns (ordinal ones among them) with missing as a level, have a
 * term each, 1 where the row has it; of a column without numbers the most frequent has none. Rare
 * levels are one level where there would be too many terms.
 */
typedef struct keur_main_effects {
    keur_sparse_rows rows;
    size_t n_columns;      /**< that have a term */
    const char *reason;    /**< why there is no such model; NULL: there is */
    bool *is_joined;       /**< by column of the case: rare levels were taken as one */
    keur_main_term *named; /**< by term; NULL with pairs */
    size_t *starts;
    uint32_t *terms;
    double *values;
} keur_main_effects;

/**
 * @param columns  positions in the case, in the order of the terms
 * @param with_pairs  also the products of all terms of each two columns; then levels are not joined
 *
 * O(rows * columns), with pairs O(rows * columns^2) time and memory.
 */
keur_status keur_main_effects_make(const keur_case *on, const keur_comparison *of,
                                   const size_t *columns, size_t n_columns, bool with_pairs,
                                   keur_main_effects *made, keur_error *err);
/** As keur_main_effects_make(), with at most so many terms, the intercept among them. */
keur_status keur_main_effects_limited(const keur_case *on, const keur_comparison *of,
                                      const size_t *columns, size_t n_columns, bool with_pairs,
                                      size_t most, keur_main_effects *made, keur_error *err);

/**
 * The same, but the terms are those of the real table, as one has them who knows only that table:
 * counts, means and deviations are of its rows. A level has a term where 10 of these rows have it;
 * rarer ones, and those that the real table lacks, are one level, and where that has fewer than 10
 * rows they count as the most frequent one. Numbers in the other table keep the real one's scale.
 */
keur_status keur_main_effects_of_real(const keur_case *on, const keur_comparison *of,
                                      const size_t *columns, size_t n_columns,
                                      keur_main_effects *made, keur_error *err);
void keur_main_effects_free(keur_main_effects *made);

#endif
