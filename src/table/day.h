/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_DAY_H
#define KEUR_TABLE_DAY_H

#include <stdbool.h>
#include <stddef.h>

/** Where year, month and day stand in a date. */
typedef enum keur_day_order {
    KEUR_YEAR_FIRST,  /**< 2020-12-31 */
    KEUR_DAY_FIRST,   /**< 31-12-2020 */
    KEUR_MONTH_FIRST, /**< 12/31/2020 */
    KEUR_DAY_COMPACT  /**< 20201231; a number too, so it is never found out, only declared */
} keur_day_order;

enum { KEUR_N_DAY_ORDERS = 3 /**< those that are found out: all but the last */ };

/**
 * Read n bytes as a day of the Gregorian calendar in one order, with or without a time.
 *
 * The parts stand between two `-`, two `/` or two `.`; years have four digits. A month may be an
 * English or Dutch name, in full or its first three letters (mrt too); blanks, commas or nothing
 * may then stand around it: `5 mei 2020`, `May 5, 2020`, `05MAY2020`. A time is hh:mm, hh:mm:ss or
 * hh:mm:ss.fff after `T` or a blank, AM or PM after it, and `Z` or an offset such as `+01:00`.
 *
 * @return whether it is one; *days is then days since 1970-01-01, the time being the fraction (in
 * UTC where an offset stands there)
 */
bool keur_day_parse(const char *text, size_t n, keur_day_order order, double *days);

enum { KEUR_DAY_SIZE = 80 };

/** Write seconds since 1970-01-01 as yyyy-mm-dd, with Thh:mm:ss and microseconds where the time is
 * not midnight. Writes at most KEUR_DAY_SIZE bytes. @return whether the year is one of 0 to 9999 */
bool keur_day_print(double seconds, char *out);

#endif
