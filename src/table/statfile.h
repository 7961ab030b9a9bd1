/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_STATFILE_H
#define KEUR_TABLE_STATFILE_H

#include <stdbool.h>

#include "table/reader.h"

/* X(NAME, "extension", "what such a file is called") */
#define KEUR_STATFILE_LIST(X)                                                                      \
    X(SAV, ".sav", "an SPSS file")                                                                 \
    X(ZSAV, ".zsav", "an SPSS file")                                                               \
    X(POR, ".por", "an SPSS portable file")                                                        \
    X(DTA, ".dta", "a Stata file")                                                                 \
    X(SAS, ".sas7bdat", "a SAS file")                                                              \
    X(XPT, ".xpt", "a SAS transport file")

/** Kinds of files of statistics programs. */
typedef enum keur_statfile {
#define KEUR_STATFILE_ENUM(name, extension, what) KEUR_STATFILE_##name,
    KEUR_STATFILE_LIST(KEUR_STATFILE_ENUM)
#undef KEUR_STATFILE_ENUM
        KEUR_N_STATFILES
} keur_statfile;

/** What such a file is called, with its article. */
const char *keur_statfile_what(keur_statfile kind);

/** The numbers of a column with a display format. */
typedef enum keur_clock {
    KEUR_CLOCK_NONE,    /**< plain numbers; times of day and durations are numbers too */
    KEUR_CLOCK_DAYS,    /**< days */
    KEUR_CLOCK_SECONDS, /**< seconds */
    KEUR_CLOCK_MILLISECONDS
} keur_clock;

/** What a display format (`DATE11`, `%td`, `YYMMDD10.`) makes of numbers. */
keur_clock keur_statfile_clock(keur_statfile kind, const char *format);

/** Write a number of a clock as a date or a moment; a number that is none is written as a number.
 * `out` has room for KEUR_DAY_SIZE bytes. `value` is finite. */
void keur_statfile_moment(keur_statfile kind, keur_clock clock, double value, char *out);

/**
 * Read a file of a statistics program through ReadStat.
 *
 * Cells are texts: numbers in their shortest form, dates as yyyy-mm-dd with a time where there is
 * one, value labels where every value that is not missing has one (unless the column is measured
 * on a scale); system-missing and user-missing values are empty. Labels, measurement levels and
 * the order of value labels become hints of the table. Lines are rows.
 *
 * @retval KEUR_EPARSE  the content is damaged or ends too early
 *
 * Not there in a build without ReadStat (no KEUR_HAVE_READSTAT).
 */
keur_status keur_readstat_read(keur_statfile kind, const keur_file_content *content,
                               const keur_read_options *options, keur_table **table,
                               keur_error *err);

#endif
