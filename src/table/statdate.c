/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates of statistics programs. SPSS counts seconds from 14 October 1582, SAS days or seconds and
 * Stata days or milliseconds from 1 January 1960; the display format says which.
 */
#include <string.h>

#include "base/text.h"
#include "table/day.h"
#include "table/statfile.h"

static const double seconds_to_1582 = -12219379200.0, seconds_to_1960 = -315619200.0;

/* The name of a format without width and decimals: DATE of DATE11, E8601DA of E8601DA10. */
static size_t name_length(const char *format)
{
    size_t n = strlen(format);

    while (n > 0 && strchr("0123456789.", format[n - 1]) != NULL)
        n--;
    return n;
}

static bool is_one_of(const char *format, const char *const *names)
{
    const size_t n = name_length(format);

    for (; *names != NULL; names++) {
        if (strlen(*names) == n && strncmp(*names, format, n) == 0)
            return true;
    }
    return false;
}

/* A Stata %tc format that shows hours but neither years nor days is a time of day. */
static bool is_stata_time(const char *shown)
{
    return strpbrk(shown, "Hh") != NULL && strpbrk(shown, "CYDdNnJj") == NULL;
}

static keur_clock stata_clock(const char *format)
{
    format += *format == '%';
    format += *format == '-';
    if (*format == 'd' || strncmp(format, "td", 2) == 0)
        return KEUR_CLOCK_DAYS;
    if (strncmp(format, "tc", 2) != 0 && strncmp(format, "tC", 2) != 0)
        return KEUR_CLOCK_NONE;
    return is_stata_time(format + 2) ? KEUR_CLOCK_NONE : KEUR_CLOCK_MILLISECONDS;
}

keur_clock keur_statfile_clock(keur_statfile kind, const char *format)
{
    static const char *const spss[] = {"DATE", "ADATE", "EDATE",    "JDATE",  "SDATE", "QYR",
                                       "MOYR", "WKYR",  "DATETIME", "YMDHMS", NULL};
    static const char *const sas_days[] = {
        "DATE",     "DDMMYY",  "DDMMYYB", "DDMMYYC", "DDMMYYD",  "DDMMYYN", "DDMMYYP",  "DDMMYYS",
        "MMDDYY",   "MMDDYYB", "MMDDYYC", "MMDDYYD", "MMDDYYN",  "MMDDYYP", "MMDDYYS",  "YYMMDD",
        "YYMMDDB",  "YYMMDDC", "YYMMDDD", "YYMMDDN", "YYMMDDP",  "YYMMDDS", "E8601DA",  "B8601DA",
        "MONYY",    "YYMM",    "YYMMD",   "MMYY",    "MMYYD",    "YYMON",   "WEEKDATE", "WEEKDATX",
        "WORDDATE", "JULIAN",  "NLDATE",  "EURDFDD", "WORDDATX", "YYQ",     NULL};
    static const char *const sas_seconds[] = {"DATETIME", "DATEAMPM", "E8601DT", "B8601DT",
                                              "MDYAMPM",  "NLDATM",   "EURDFDT", NULL};

    switch (kind) {
    case KEUR_STATFILE_SAV:
    case KEUR_STATFILE_ZSAV:
    case KEUR_STATFILE_POR:
        return is_one_of(format, spss) ? KEUR_CLOCK_SECONDS : KEUR_CLOCK_NONE;
    case KEUR_STATFILE_DTA:
        return stata_clock(format);
    case KEUR_STATFILE_SAS:
    case KEUR_STATFILE_XPT:
        return is_one_of(format, sas_days)      ? KEUR_CLOCK_DAYS
               : is_one_of(format, sas_seconds) ? KEUR_CLOCK_SECONDS
                                                : KEUR_CLOCK_NONE;
    case KEUR_N_STATFILES:
        break;
    }
    return KEUR_CLOCK_NONE;
}

void keur_statfile_moment(keur_statfile kind, keur_clock clock, double value, char *out)
{
    const bool is_spss =
        kind == KEUR_STATFILE_SAV || kind == KEUR_STATFILE_ZSAV || kind == KEUR_STATFILE_POR;
    const double seconds = clock == KEUR_CLOCK_DAYS           ? value * 86400
                           : clock == KEUR_CLOCK_MILLISECONDS ? value / 1000
                                                              : value;

    if (clock == KEUR_CLOCK_NONE ||
        !keur_day_print(seconds + (is_spss ? seconds_to_1582 : seconds_to_1960), out))
        keur_number_print(value, out);
}
