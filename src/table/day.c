/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/day.h"

#include <string.h>

enum { DATE_BYTES = 10, DATE_AND_TIME_BYTES = 19 };

/* n digits as a number, -1 where one is no digit. */
static int digits(const char *at, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && is_leap);
}

/* Years begin in March, so that the leap day comes last; 719468 days lie between 0000-03-01 and
 * 1970-01-01. */
static long days_since_1970(int year, int month, int day)
{
    const long y = month <= 2 ? year - 1 : year;
    const long m = month <= 2 ? month + 9 : month - 3;
    const long leap_days = y >= 0 ? y / 4 - y / 100 + y / 400 : -1; /* year -1: 0000-01, 0000-02 */

    return 365 * y + leap_days + (153 * m + 2) / 5 + day - 1 - 719468;
}

bool keur_day_parse(const char *text, size_t n, double *days)
{
    int year, month, day;

    if (n != DATE_BYTES && n != DATE_AND_TIME_BYTES)
        return false;
    if (text[4] != '-' || text[7] != '-')
        return false;
    if (n == DATE_AND_TIME_BYTES &&
        ((text[10] != ' ' && text[10] != 'T') || memcmp(text + 11, "00:00:00", 8) != 0))
        return false;
    year = digits(text, 4);
    month = digits(text + 5, 2);
    day = digits(text + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    *days = (double)days_since_1970(year, month, day);
    return true;
}
