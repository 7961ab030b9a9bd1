/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_CHECK_EXPORT_H
#define KEUR_CLI_CHECK_EXPORT_H

#include "assess/export_check.h"
#include "assess/forbidden.h"
#include "base/json.h"
#include "reports/language.h"

/** What a file is held against. */
typedef struct keur_checking {
    const char *path;              /**< of the file, for messages */
    keur_forbidden *secrets;       /**< values that must not be in it */
    const char *own;               /**< what keur says by itself: its numbers are no figures */
    const keur_language *language; /**< of the file; NULL: English */
    const char *said;   /**< what keur says by itself in that language; NULL in English */
    size_t n_tables;    /**< real tables */
    const size_t *rows; /**< their rows, which may be in it */
    keur_complaints to;
} keur_checking;

/** Check a file whose bytes end with a zero. @retval KEUR_EPARSE it is no output of keur */
keur_status keur_check_file(const keur_checking *on, const char *bytes, size_t n, keur_error *err);

/** The part of it for JSON: a scorecard, or another document of keur. */
keur_status keur_check_json(const keur_checking *on, const char *bytes, size_t n, keur_error *err);

/** Look for values in a text whose blanks are single spaces, and complain at `where`, or, where it
 * is NULL, at the line that `lines` gives. */
keur_status keur_check_text(const keur_checking *on, const char *text, size_t n, const char *where,
                            const uint32_t *lines, const bool *in_tag, keur_error *err);

/** Complain of numbers with a point and more than three digits, but for limits and what keur says
 * by itself. Places as for keur_check_text(). */
keur_status keur_check_digits(const keur_checking *on, const char *text, size_t n,
                              const char *where, const uint32_t *lines, const bool *in_tag,
                              keur_error *err);

/** The numbers of a table of figures or points, by the names in its header. */
keur_status keur_check_csv(const keur_checking *on, const char *bytes, size_t n, keur_error *err);

/** Complain; a path that holds what must not leave (a name of a member may) is not quoted. */
keur_status keur_check_tell(const keur_checking *on, const char *where, const char *what,
                            keur_error *err);

/** Whether a text holds a value that must not leave. */
bool keur_check_holds(const keur_checking *on, const char *text);

/** Whether a number is one of rows: of a real table, or in tens and no more than the largest. */
bool keur_check_is_rows(const keur_checking *on, double value);

#endif
