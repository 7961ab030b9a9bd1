/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_export.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "cli/check_language.h"
#include "reports/written.h"

bool keur_check_is_rows(const keur_checking *on, double value)
{
    double most = 0;

    for (size_t i = 0; i < on->n_tables; i++) {
        if (value == (double)on->rows[i])
            return true;
        most = fmax(most, (double)on->rows[i]);
    }
    return value <= most && fmod(value, 10) == 0;
}

bool keur_check_holds(const keur_checking *on, const char *text)
{
    size_t from = 0;
    keur_found found;

    return keur_forbidden_next(on->secrets, text, strlen(text), NULL, &from, &found);
}

keur_status keur_check_tell(const keur_checking *on, const char *where, const char *what,
                            keur_error *err)
{
    return on->to.tell(
        on->to.context,
        keur_check_holds(on, where) ? "a path that holds what must not leave" : where, what, err);
}

static bool follows(const char *text, size_t n, size_t at, const char *word)
{
    return at <= n && n - at >= strlen(word) && strncmp(text + at, word, strlen(word)) == 0;
}

static bool precedes(const char *text, size_t at, const char *word)
{
    return at >= strlen(word) && strncmp(text + at - strlen(word), word, strlen(word)) == 0;
}

/* Whether a role's name goes on after a number: it says how many rows a table has. */
static bool names_role(const char *text, size_t n, size_t at)
{
    static const char *const roles[] = {" train rows", " holdout rows", " synthetic rows",
                                        " reference rows"};

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (follows(text, n, at, roles[i]))
            return true;
    return false;
}

/* A number that says how many rows a table has, or which seed was taken. */
static bool is_told(const keur_checking *on, const char *text, size_t n, size_t at, size_t bytes)
{
    double value;
    size_t length, digits;

    if (!keur_forbidden_number(text, n, at, &value, &length, &digits))
        return false;
    return names_role(text, n, at + bytes) || keur_check_is_told_in(on, text, n, at, bytes) ||
           precedes(text, at, "seed ") || keur_check_is_rows(on, value);
}

static keur_status complain(const keur_checking *on, const keur_found *found, const char *where,
                            uint32_t line, keur_error *err)
{
    static const char *const whats[] = {
        [KEUR_SECRET_NAME] = "a value of the column %.200s, which names records or is free text",
        [KEUR_SECRET_LEVEL] = "a level of the column %.200s that fewer than 10 real rows have",
        [KEUR_SECRET_EXTREME] = "one of the 10 smallest or largest numbers of the column %.200s"};
    char at[40], what[400];

    (void)snprintf(at, sizeof at, "line %u", (unsigned)line);
    (void)snprintf(what, sizeof what, whats[found->why], found->column);
    return keur_check_tell(on, where != NULL ? where : at, what, err);
}

keur_status keur_check_text(const keur_checking *on, const char *text, size_t n, const char *where,
                            const uint32_t *lines, const bool *in_tag, keur_error *err)
{
    size_t from = 0;
    keur_found found;
    keur_status status = KEUR_OK;

    while (keur_forbidden_next(on->secrets, text, n, in_tag, &from, &found))
        if (!is_told(on, text, n, found.at, found.bytes) &&
            !keur_check_is_said(on, text + found.at, found.bytes))
            KEUR_TRY(complain(on, &found, where, lines != NULL ? lines[found.at] : 0, err));
out:
    return status;
}

static keur_status tell_at(const keur_checking *on, const char *where, uint32_t line,
                           const char *what, keur_error *err)
{
    char at[40];

    (void)snprintf(at, sizeof at, "line %u", (unsigned)line);
    return keur_check_tell(on, where != NULL ? where : at, what, err);
}

/* Whether a number stands, as it is written, in what keur says by itself. */
static bool is_own(const keur_checking *on, const char *number, size_t bytes)
{
    char text[KEUR_SECRET_BYTES + 1];

    (void)snprintf(text, sizeof text, "%.*s", (int)bytes, number);
    return strstr(on->own, text) != NULL;
}

/* A limit is the policy's: "lies below 0.0125"; in JUnit XML, where no figure is written so, the
 * name of a test, "auc below 0.0125" or "risk below 0.0125 (secret town)". */
static bool is_limit(const char *text, size_t n, size_t at, size_t bytes)
{
    static const char *const words[] = {"lies below ", "lie below ", "lies above ", "lie above ",
                                        "below or above "};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (precedes(text, at, words[i]))
            return true;
    return (precedes(text, at, " below ") || precedes(text, at, " above ")) &&
           (follows(text, n, at + bytes, "\"") || follows(text, n, at + bytes, " ("));
}

/* An exported figure has at most three digits; one with a point and more was not rounded. */
keur_status keur_check_digits(const keur_checking *on, const char *text, size_t n,
                              const char *where, const uint32_t *lines, const bool *in_tag,
                              keur_error *err)
{
    double value;
    size_t bytes, digits;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        if ((in_tag != NULL && in_tag[i]) ||
            !keur_forbidden_number(text, n, i, &value, &bytes, &digits))
            continue;
        if (value != floor(value) && keur_export_has_more_digits(value) &&
            !is_own(on, text + i, bytes) && !keur_check_is_grouped(on, text + i, bytes) &&
            !is_limit(text, n, i, bytes))
            KEUR_TRY(tell_at(on, where, lines != NULL ? lines[i] : 0,
                             "a number of more than three digits", err));
        i += bytes - 1;
    }
out:
    return status;
}

/* Bytes of "of 400 rows" after a number; 0 where something else stands there. */
static size_t total_after(const keur_checking *on, const char *text, size_t n, size_t at)
{
    double value;
    size_t bytes, digits;

    if (on->language != NULL)
        return keur_check_total_in(on, text, n, at);

    if (!follows(text, n, at, " of ") ||
        !keur_forbidden_number(text, n, at + 4, &value, &bytes, &digits) ||
        !follows(text, n, at + 4 + bytes, " rows"))
        return 0;
    return 4 + bytes + 5;
}

/* Rows of a table, where the text says them. */
static bool is_said_size(const keur_checking *on, const char *text, size_t n, double wanted)
{
    double value;
    size_t bytes, digits;

    for (size_t i = 0; i < n; i++)
        if (keur_forbidden_number(text, n, i, &value, &bytes, &digits) && value == wanted &&
            (names_role(text, n, i + bytes) || keur_check_is_told_in(on, text, n, i, bytes)))
            return true;
    return false;
}

static bool are_rows(const keur_checking *on, const char *text, size_t n, size_t at)
{
    return on->language != NULL ? keur_check_rows_in(on, text, n, at) > 0
                                : follows(text, n, at, " rows");
}

/* Numbers of rows: "36 of 400 rows" has a numerator; "397 rows" are in tens or a table's, which
 * shows where the text says how many rows the tables have. */
static keur_status check_rows(const keur_checking *on, const keur_plain_text *plain,
                              const bool *in_tag, keur_error *err)
{
    const char *text = plain->text.bytes;
    const size_t n = plain->text.length;
    const bool has_sizes = on->language != NULL ? keur_check_says_sizes_in(on, text)
                                                : strstr(text, " synthetic rows") != NULL;
    double value;
    size_t bytes, digits;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        const char *what = NULL;
        size_t total;

        if (in_tag[i] || !keur_forbidden_number(text, n, i, &value, &bytes, &digits))
            continue;
        total = total_after(on, text, n, i + bytes);
        if (total > 0 && !is_own(on, text + i, bytes + total))
            what = "gives a numerator";
        else if (has_sizes && are_rows(on, text, n, i + bytes) && fmod(value, 10) != 0 &&
                 !keur_check_is_rows(on, value) && !is_said_size(on, text, n, value) &&
                 !keur_check_is_said_of_rows(on, text, n, i, bytes) &&
                 !is_own(on, text + i, bytes + 5))
            what = "a number of rows that is neither in tens nor a table's";
        if (what != NULL)
            KEUR_TRY(tell_at(on, NULL, plain->lines[i], what, err));
        i += bytes - 1;
    }
out:
    return status;
}

/* The numbers of another language once more as they are meant: 1.234,5 is 1,234.5. */
static keur_status check_meant(const keur_checking *on, keur_plain_text *plain, keur_error *err)
{
    const size_t n = plain->text.length;
    keur_checking meant = *on;
    bool *in_tag = NULL;
    keur_status status = KEUR_OK;

    meant.language = NULL;
    KEUR_TRY(KEUR_NEW(in_tag, n, err));
    memcpy(in_tag, plain->in_tag, n * sizeof *in_tag);
    keur_check_unmark(on, plain->text.bytes, n, plain->in_tag);
    KEUR_TRY(check_rows(on, plain, in_tag, err));
    KEUR_TRY(
        keur_check_digits(&meant, plain->text.bytes, n, NULL, plain->lines, plain->in_tag, err));
    KEUR_TRY(keur_check_text(&meant, plain->text.bytes, n, NULL, plain->lines, plain->in_tag, err));
out:
    keur_release(in_tag);
    return status;
}

static keur_status check_plain(const keur_checking *on, keur_written kind, const char *bytes,
                               size_t n, keur_error *err)
{
    keur_plain_text plain = {.lines = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_plain_make(kind, bytes, n, &plain, err));
    if (plain.text.length == 0)
        goto out;
    if (strstr(plain.text.bytes, "nternal: do not export") != NULL ||
        keur_check_is_internal_in(on, plain.text.bytes))
        KEUR_TRY(keur_check_tell(on, "the file",
                                 "it says of itself that it did not pass the export filter", err));
    if (kind == KEUR_WRITTEN_CSV)
        KEUR_TRY(keur_check_csv(on, bytes, n, err));
    KEUR_TRY(keur_check_digits(on, plain.text.bytes, plain.text.length, NULL, plain.lines,
                               plain.in_tag, err));
    if (on->language == NULL)
        KEUR_TRY(check_rows(on, &plain, plain.in_tag, err));
    KEUR_TRY(keur_check_text(on, plain.text.bytes, plain.text.length, NULL, plain.lines,
                             plain.in_tag, err));
    if (on->language != NULL)
        KEUR_TRY(check_meant(on, &plain, err));
out:
    keur_plain_free(&plain);
    return status;
}

static keur_status check_kind(const keur_checking *on, keur_written kind, const char *bytes,
                              size_t n, keur_error *err)
{
    switch (kind) {
    case KEUR_WRITTEN_NOT:
        return keur_fail(err, KEUR_EPARSE, "%s: no output of keur", on->path);
    case KEUR_WRITTEN_ROWS:
        return keur_check_tell(on, "line 1", "a line of this file is a person", err);
    case KEUR_WRITTEN_JSON:
        return keur_check_json(on, bytes, n, err);
    default:
        return check_plain(on, kind, bytes, n, err);
    }
}

keur_status keur_check_file(const keur_checking *on, const char *bytes, size_t n, keur_error *err)
{
    keur_checking with = *on;
    keur_language *language = NULL;
    keur_written kind;
    keur_text said = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_written_find_in(bytes, n, &kind, &language, err));
    if (language != NULL)
        KEUR_TRY(keur_language_words(language, &said, err));
    with.language = language;
    with.said = said.bytes;
    KEUR_TRY(check_kind(&with, kind, bytes, n, err));
out:
    keur_language_free(language);
    keur_text_free(&said);
    return status;
}
