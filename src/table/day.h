/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_DAY_H
#define KEUR_TABLE_DAY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Read n bytes as a day of the Gregorian calendar, yyyy-mm-dd, optionally followed by a blank or
 * `T` and `00:00:00`. @return whether it is one; *days is then days since 1970-01-01.
 */
bool keur_day_parse(const char *text, size_t n, double *days);

#endif
