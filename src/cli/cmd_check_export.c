/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <keur/keur.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/check_export.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/real_tables.h"
#include "cli/terminal.h"

enum { MOST_FILES = 64, MOST_TOLD = 100 };

/* What is told, and how much of it there is. */
typedef struct told {
    const char *path;
    keur_text text;
    size_t n;
} told;

static keur_status tell(void *context, const char *where, const char *what, keur_error *err)
{
    told *to = context;

    if (++to->n > MOST_TOLD)
        return KEUR_OK;
    return keur_text_format(&to->text, err, "%s: %s: %s\n", to->path, where, what);
}

static keur_status check(const keur_parsed *line, keur_checking *on, told *to, keur_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < line->n_words; i++) {
        const size_t before = to->n;

        on->path = to->path = line->words[i];
        KEUR_TRY(keur_file_read(on->path, &bytes, &n, err));
        KEUR_TRY(keur_check_file(on, bytes, n, err));
        if (to->n == before)
            KEUR_TRY(keur_text_format(&to->text, err, "%s: nothing was found\n", on->path));
        keur_release(bytes);
        bytes = NULL;
    }
    if (to->n > MOST_TOLD)
        KEUR_TRY(keur_text_format(&to->text, err, "%zu more are not listed\n", to->n - MOST_TOLD));
out:
    keur_release(bytes);
    return status;
}

static keur_status decide(const keur_parsed *line, keur_decision *decision, keur_error *err)
{
    const char *paths[KEUR_MOST_REAL];
    size_t n = 0;
    keur_real_tables real = {.n = 0};
    told to = {.n = 0};
    keur_checking on;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < line->n_given; i++) {
        if (strcmp(line->given[i].name, "real") != 0)
            continue;
        if (n == KEUR_MOST_REAL)
            return keur_fail(err, KEUR_EUSAGE, "--real was given too often");
        paths[n++] = line->given[i].value;
    }
    if (n == 0)
        return keur_fail(err, KEUR_EUSAGE, "--real is needed: the table that must not be told of");
    KEUR_TRY(keur_real_read(line, paths, n, &real, err));
    on = keur_real_checking(&real);
    on.to = (keur_complaints){tell, &to};
    KEUR_TRY(check(line, &on, &to, err));
    KEUR_TRY(keur_print(to.text.bytes, err));
    *decision = to.n > 0 ? KEUR_DO_NOT_RELEASE : KEUR_RELEASE;
out:
    keur_text_free(&to.text);
    keur_real_free(&real);
    return status;
}

static const keur_option options[] = {
    {"real", 0, "FILE", "a real table that must not be told of; repeatable (train, holdout)"},
    {"schema", 0, "FILE",
     "column types, as keur schema prints them; names of records are \"identifier\""},
    KEUR_OPTIONS_READ,
    {"help", 'h', NULL, "this text"},
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_check_export = {
    .name = "check-export",
    .usage = "FILE... --real REAL",
    .summary = "is this file, made by keur, safe to leave?",
    .help =
        "Takes what keur wrote or printed (JSON, HTML, Markdown, JSON-LD, JUnit XML, text, CSV) "
        "and looks in it for what must not leave; says where (line or JSON path) and what, and "
        "never quotes it.\n"
        "Figures: a scorecard passed the filter, breaks no rule of it that shows, and holds "
        "nothing but what keur writes; in other JSON every number stands where keur writes one "
        "and is what it may be there (at most three digits, rows in tens or a table's, no "
        "numerator; limits of a policy and the seed are free); in tables (CSV) and texts no figure "
        "has more than three digits.\n"
        "Values of REAL, as whole words: those of columns of identifiers (and of a person unit) "
        "and of free text; levels, and dates, that fewer than 10 rows have; of numbers, the 10 "
        "smallest and the 10 largest of each column that fewer than 10 rows have. A text counts "
        "from 4 characters on, a number from 4 significant digits on (figures have 3; zeros at "
        "the end of a whole number are none).\n"
        "Not counted: what 10 rows or more have in any column that names nobody; names and labels "
        "of columns; what keur says of itself whatever the tables (its measures, rules, presets); "
        "numbers of rows (those of the tables, and tens up to the largest); the seed; numbers "
        "within the tags of HTML (coordinates), but for texts that are read aloud. A short "
        "value such as 0, 5 or 97 cannot be told from a figure: that none leaves is the filter's "
        "work.\n"
        "Exit: 0 nothing was found, 3 something was, 1 FILE is no output of keur.",
    .options = options,
    .least_words = 1,
    .most_words = MOST_FILES,
    .decide = decide,
};
