/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/day.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { N_PARTS = 3, MINUTES_A_DAY = 24 * 60, FRACTION_DIGITS = 9 };

/* A text being read; nothing is taken beyond `end`. */
typedef struct cursor {
    const char *at, *end;
} cursor;

/* Year, month and day in the order of the text. */
typedef struct part {
    int value;
    int n_digits; /* 0: the name of a month */
} part;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool take_any(cursor *on, const char *characters)
{
    if (on->at == on->end || strchr(characters, *on->at) == NULL)
        return false;
    on->at++;
    return true;
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

/* The month that n letters name, 0 if none. */
static int month_of(const char *name, size_t n)
{
    static const char *const names[][12] = {
        {"january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"},
        {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
         "oktober", "november", "december"}};

    if (n == 3 && strncasecmp(name, "mrt", n) == 0)
        return 3;
    if (n == 4 && strncasecmp(name, "sept", n) == 0)
        return 9;
    for (int month = 1; month <= 12; month++) {
        for (size_t language = 0; language < sizeof names / sizeof *names; language++) {
            const char *known = names[language][month - 1];

            if ((n == 3 || n == strlen(known)) && strncasecmp(name, known, n) == 0)
                return month;
        }
    }
    return 0;
}

/* Up to `most` digits; false where there is none. */
static bool take_digits(cursor *on, int most, part *taken)
{
    *taken = (part){0, 0};
    while (taken->n_digits < most && on->at < on->end && is_digit(*on->at)) {
        taken->value = taken->value * 10 + (*on->at++ - '0');
        taken->n_digits++;
    }
    return taken->n_digits > 0;
}

static bool take_part(cursor *on, part *taken)
{
    const char *begin = on->at;

    if (take_digits(on, 4, taken))
        return true;
    while (on->at < on->end && is_letter(*on->at))
        on->at++;
    *taken = (part){month_of(begin, (size_t)(on->at - begin)), 0};
    return taken->value > 0;
}

/* Three parts. Between digits one sign stands, the same twice; around a name there is more freedom.
 */
static bool take_parts(cursor *on, part parts[N_PARTS])
{
    const char *signs[N_PARTS] = {NULL};
    bool is_named = false;

    for (int k = 0; k < N_PARTS; k++) {
        if (k > 0) {
            signs[k] = on->at;
            for (int n = 0; n < 2 && take_any(on, "-/., "); n++)
                continue;
        }
        if (!take_part(on, &parts[k]))
            return false;
        is_named = is_named || parts[k].n_digits == 0;
    }
    if (is_named)
        return true;
    return strchr("-/.", *signs[1]) != NULL && *signs[1] == *signs[2] && is_digit(signs[1][1]) &&
           is_digit(signs[2][1]);
}

static bool take_compact(cursor *on, part parts[N_PARTS])
{
    return take_digits(on, 4, &parts[0]) && take_digits(on, 2, &parts[1]) &&
           take_digits(on, 2, &parts[2]) && parts[0].n_digits == 4 && parts[1].n_digits == 2 &&
           parts[2].n_digits == 2 && on->at == on->end;
}

static bool take_date(cursor *on, keur_day_order order, double *days)
{
    /* places of year, month and day */
    static const int places[][N_PARTS] = {{0, 1, 2}, {2, 1, 0}, {2, 0, 1}, {0, 1, 2}};
    part parts[N_PARTS], year, month, day;

    if (!(order == KEUR_DAY_COMPACT ? take_compact(on, parts) : take_parts(on, parts)))
        return false;
    year = parts[places[order][0]];
    month = parts[places[order][1]];
    day = parts[places[order][2]];
    if (year.n_digits != 4 || month.n_digits > 2 || day.n_digits < 1 || day.n_digits > 2)
        return false;
    if (month.value < 1 || month.value > 12 || day.value < 1 ||
        day.value > days_of_month(year.value, month.value))
        return false;
    *days = (double)days_since_1970(year.value, month.value, day.value);
    return true;
}

/* hh:mm in minutes. */
static bool take_minutes(cursor *on, int *minutes)
{
    part hour, minute;

    if (!take_digits(on, 2, &hour) || !take_any(on, ":") || !take_digits(on, 2, &minute) ||
        minute.n_digits != 2 || hour.value > 23 || minute.value > 59)
        return false;
    *minutes = hour.value * 60 + minute.value;
    return true;
}

static bool take_seconds(cursor *on, double *seconds)
{
    part whole, digits;
    double scale = 1, fraction = 0;

    *seconds = 0;
    if (!take_any(on, ":"))
        return true;
    if (!take_digits(on, 2, &whole) || whole.n_digits != 2 || whole.value > 59)
        return false;
    if (take_any(on, ".")) {
        for (int n = 0; n < FRACTION_DIGITS && take_digits(on, 1, &digits); n++) {
            fraction = fraction * 10 + digits.value;
            scale *= 10;
        }
    }
    *seconds = whole.value + fraction / scale;
    return true;
}

/* AM and PM count from 12, 1, 2 to 11. */
static bool take_half(cursor *on, int *minutes)
{
    const cursor before = *on;
    bool is_half, is_pm = false;

    (void)take_any(on, " ");
    is_pm = on->at < on->end && strchr("pP", *on->at) != NULL;
    is_half = take_any(on, "aApP") && take_any(on, "mM");
    if (!is_half) {
        *on = before;
        return true;
    }
    if (*minutes < 60 || *minutes >= 13 * 60)
        return false;
    *minutes = *minutes % (12 * 60) + (is_pm ? 12 * 60 : 0);
    return true;
}

static bool take_offset(cursor *on, int *minutes)
{
    bool is_west;

    *minutes = 0;
    if (take_any(on, "Z") || on->at == on->end)
        return true;
    is_west = *on->at == '-';
    if (!take_any(on, "+-") || !take_minutes(on, minutes))
        return false;
    *minutes = is_west ? -*minutes : *minutes;
    return true;
}

bool keur_day_parse(const char *text, size_t n, keur_day_order order, double *days)
{
    cursor on = {text, text + n};
    int minutes = 0, offset = 0;
    double day, seconds = 0;

    if (n == 0 || !take_date(&on, order, &day))
        return false;
    if (on.at < on.end) {
        if (!take_any(&on, "T ") || !take_minutes(&on, &minutes) || !take_seconds(&on, &seconds) ||
            !take_half(&on, &minutes) || !take_offset(&on, &offset) || on.at != on.end)
            return false;
    }
    *days = day + ((minutes - offset) * 60 + seconds) / (MINUTES_A_DAY * 60);
    return true;
}

bool keur_day_print(double seconds, char *out)
{
    const double day = floor(seconds / (MINUTES_A_DAY * 60));
    const double micros = floor((seconds - day * MINUTES_A_DAY * 60) * 1e6 + 0.5);
    const long clock = (long)(micros / 1e6);
    const int fraction = (int)(micros - (double)clock * 1e6);
    /* Days since 0000-03-01 in eras of 400 years, 146,097 days each. */
    long z, era, of_era, year_of_era, of_year, m, year;
    int n;

    if (!(day >= -719528 && day < 2932897)) /* 0000-01-01 and 10000-01-01 */
        return false;
    z = (long)day + 719468;
    era = (z >= 0 ? z : z - 146096) / 146097;
    of_era = z - era * 146097;
    year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    m = (5 * of_year + 2) / 153;
    year = year_of_era + era * 400 + (m >= 10);
    n = snprintf(out, KEUR_DAY_SIZE, "%04ld-%02ld-%02ld", year, m < 10 ? m + 3 : m - 9,
                 of_year - (153 * m + 2) / 5 + 1);
    if (micros > 0)
        n += snprintf(out + n, KEUR_DAY_SIZE - (size_t)n, "T%02ld:%02ld:%02ld", clock / 3600,
                      clock / 60 % 60, clock % 60);
    if (fraction > 0)
        (void)snprintf(out + n, KEUR_DAY_SIZE - (size_t)n, ".%06d", fraction);
    return true;
}
