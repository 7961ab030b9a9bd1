/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_VALUE_H
#define KEUR_TABLE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/schema.h>

#include "base/text.h"

typedef enum keur_value_kind {
    KEUR_VALUE_MISSING,
    KEUR_VALUE_NUMBER,
    KEUR_VALUE_LEVEL,
    KEUR_VALUE_NOT_OF_TYPE
} keur_value_kind;

/**
 * What the text of a cell means. Two cells hold the same value if and only if kind and number, or
 * kind and level, are the same. `level` is not ended by a zero byte; it points into the text that
 * was parsed, into `digits`, or to a constant: do not copy the struct, and copy the level before
 * either goes.
 */
typedef struct keur_value {
    keur_value_kind kind;
    double number;     /**< of a number */
    const char *level; /**< of a level, n_level bytes */
    size_t n_level;
    char digits[KEUR_NUMBER_SIZE];
} keur_value;

/**
 * The canonical value of a cell's text under a column of a schema. Blanks at both ends never count.
 *
 * numeric: a number, in the column's format. date: days since 1970-01-01, in the column's format,
 * with the time of day as a fraction. ordinal: the position in the declared levels, or
 * the number where none are declared. boolean: level `true` (true, t, yes, y, ja, j, waar, 1) or
 * `false` (false, f, no, n, nee, onwaar, 0), in any case. Of these but boolean, special codes are
 * levels. Any other type: a level, in which a number is written the shortest way (9844.0 is 9844)
 * unless the column is a code or the number has a leading zero. A declared level or special code is
 * never missing; where levels are declared, no other text is of the type.
 *
 * @param schema   for its missing texts
 * @param decimal  the decimal sign of the table; texts in a schema use `.`
 *
 * O(length of the text + texts declared for the column).
 */
void keur_value_parse(const keur_schema *schema, const keur_schema_column *column, char decimal,
                      const char *text, keur_value *out);

/** A part of a text. */
typedef struct keur_span {
    const char *at;
    size_t n;
} keur_span;

/** The text without blanks and tabs at both ends. */
keur_span keur_span_trim(const char *text);

bool keur_span_is(keur_span span, const char *text);

/** As keur_span_is(), whatever the case of ASCII letters. */
bool keur_span_is_word(keur_span span, const char *word);

/** Pairs of words for true and false: English and Dutch, in full and short. */
typedef enum keur_pair {
    KEUR_PAIR_TRUE_FALSE,
    KEUR_PAIR_T_F,
    KEUR_PAIR_YES_NO,
    KEUR_PAIR_Y_N,
    KEUR_PAIR_JA_NEE,
    KEUR_PAIR_J_N,
    KEUR_PAIR_WAAR_ONWAAR,
    KEUR_N_PAIRS
} keur_pair;

/** The pairs that a text is a word of, in any case, as bits (0: none). @param[out] is_true which
 * of the two; the same in all pairs. */
unsigned keur_pairs_of(keur_span span, bool *is_true);

/** The number of a text under a numeric or date column's format, open formats being plain numbers
 * and yyyy-mm-dd. @return whether it is one */
bool keur_value_number(keur_type type, keur_format format, char decimal, const char *text,
                       double *number);

/** Whether a cell's text stands in a list of declared texts: as written or, unless `is_code`, as
 * the same number. */
bool keur_value_is_among(const keur_texts *texts, bool is_code, char decimal, const char *text);

/** Whether a cell's text means "missing": empty, NA, NaN, `.`, `?`, or declared. */
bool keur_value_is_missing(const keur_schema *schema, const keur_schema_column *column,
                           char decimal, const char *text);

#endif
