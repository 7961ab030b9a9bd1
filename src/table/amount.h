/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_AMOUNT_H
#define KEUR_TABLE_AMOUNT_H

#include <stdbool.h>

/** How the whole part of a number is written. */
typedef enum keur_digit_grouping {
    KEUR_NOT_A_NUMBER,
    KEUR_SHORT_NUMBER,  /**< a number of at most three digits, or with an exponent */
    KEUR_LONG_NUMBER,   /**< four digits or more, none set apart */
    KEUR_MAYBE_GROUPED, /**< `1,234`: by another decimal sign it would be 1.234 */
    KEUR_GROUPED        /**< `1,234,567`, `1,234.5` or blanks: there is no other reading */
} keur_digit_grouping;

/**
 * Read a whole text as a number in which groups of three digits may be set apart: by the one of
 * `.` and `,` that is not the decimal sign, or by a blank (U+0020, U+00A0 or U+202F); the same
 * throughout. The first group has one to three digits and does not begin with a zero.
 *
 * @param[out] value  finite, where it is a number
 * @param[out] sign   what groups are set apart by: `.`, `,`, a blank for all blanks, or 0
 */
keur_digit_grouping keur_amount_parse(const char *text, char decimal, double *value, char *sign);

/** Read a number that ends in a percent sign: `12.5%`, `12,5 %` is 12.5. */
bool keur_percent_parse(const char *text, char decimal, double *value);

#endif
