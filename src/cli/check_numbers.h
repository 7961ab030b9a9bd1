/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_CHECK_NUMBERS_H
#define KEUR_CLI_CHECK_NUMBERS_H

#include <stdbool.h>

/** Documents of JSON that keur writes. */
typedef enum keur_document {
    KEUR_DOCUMENT_NOT, /**< none of them */
    KEUR_DOCUMENT_SCORECARD,
    KEUR_DOCUMENT_COMPARISON,
    KEUR_DOCUMENT_LINKED, /**< JSON-LD */
    KEUR_DOCUMENT_ATTACK,
    KEUR_DOCUMENT_VERDICT,
    KEUR_DOCUMENT_BLIND,
    KEUR_DOCUMENT_TIMING
} keur_document;

/** What a number at a place of a document may be. */
typedef enum keur_number_rule {
    KEUR_NUMBER_STRANGE, /**< keur writes none there */
    KEUR_NUMBER_FREE,    /**< not of the tables: a limit is the policy's, a seed the caller's */
    KEUR_NUMBER_JUDGED,  /**< keur_export_check() looked at it */
    KEUR_NUMBER_FIGURE,  /**< at most three digits, or a number of rows */
    KEUR_NUMBER_LEVEL,   /**< of an interval: of the method, not of the tables; 0 to 1 */
    KEUR_NUMBER_WHOLE,   /**< rows or columns of a table: a whole number */
    KEUR_NUMBER_COUNT,   /**< rows that a figure rests on: in tens, or a table's */
    KEUR_NUMBER_NEVER,   /**< a numerator */
    KEUR_NUMBER_CLOCK    /**< seconds and memory */
} keur_number_rule;

/** The rule for the number at a JSON path, "$.figures[3].value". O(length x places). */
keur_number_rule keur_number_rule_at(keur_document of, const char *path);

/** Whether a text at a path is a seed: digits that are the caller's. */
bool keur_path_is_seed(keur_document of, const char *path);

/** Whether a text at a path is a sentence about figures, whose numbers were rounded as they were.
 */
bool keur_path_is_sentence(const char *path);

#endif
