/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_FORBIDDEN_H
#define KEUR_ASSESS_FORBIDDEN_H

#include <keur/schema.h>

/** Why a value must not leave. */
typedef enum keur_secrecy {
    KEUR_SECRET_NAME,   /**< of a column that names records, or of free text */
    KEUR_SECRET_LEVEL,  /**< a level with fewer than 10 real rows */
    KEUR_SECRET_EXTREME /**< among the 10 smallest or largest of its column, with fewer than 10 rows
                         */
} keur_secrecy;

enum {
    KEUR_SECRET_LETTERS = 4, /**< characters of the shortest text that is looked for */
    KEUR_SECRET_DIGITS = 4,  /**< significant digits of the shortest number that is looked for */
    KEUR_SECRET_BYTES = 60,  /**< of a longer text, its beginning is */
    KEUR_SECRET_EXTREMES = 10
};

/** Values of real tables that must not be found in a file that leaves. */
typedef struct keur_forbidden keur_forbidden;

/** A value that was found. */
typedef struct keur_found {
    const char *column; /**< that it is of; the first where it is of several */
    keur_secrecy why;
    size_t at;    /**< where it begins */
    size_t bytes; /**< its length there */
} keur_found;

/**
 * Gather them from all rows of the real tables together.
 *
 * A text counts where it has at least KEUR_SECRET_LETTERS characters, a number where it has at
 * least KEUR_SECRET_DIGITS significant digits (zeros at the end of a whole number are not), and
 * neither where 10 rows or more have it in some column: shorter ones cannot be told from figures
 * and words.
 *
 * @param schema  types of the columns; must outlive what is made, as must the tables
 * O(cells) time; some 40 bytes a value that counts.
 */
keur_status keur_forbidden_new(const keur_table *const *real, size_t n, const keur_schema *schema,
                               keur_forbidden **made, keur_error *err);
void keur_forbidden_free(keur_forbidden *of);

/** No longer look for what occurs in this text, which may leave whatever it holds. */
void keur_forbidden_excuse(keur_forbidden *of, const char *text, size_t n);

/**
 * The next value in a text, from byte *from on, which moves behind its beginning. Texts are found
 * as whole words; numbers however they are written, with commas between thousands or without.
 *
 * @param text      whose blanks of any kind are single spaces
 * @param no_digits for each byte, whether numbers do not count there; NULL: they do everywhere
 * @return whether there is one. O(bytes * KEUR_SECRET_BYTES) for all calls together.
 */
bool keur_forbidden_next(const keur_forbidden *of, const char *text, size_t n,
                         const bool *no_digits, size_t *from, keur_found *found);

/** How many values are looked for. */
size_t keur_forbidden_count(const keur_forbidden *of);

/** Read a number as reports write it, "24,421" or "-0.5", at a place where none goes on. *bytes is
 * its length, *digits how many of its digits are significant. */
bool keur_forbidden_number(const char *text, size_t n, size_t at, double *value, size_t *bytes,
                           size_t *digits);

#endif
