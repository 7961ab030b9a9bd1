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
#include "cli/terminal.h"
#include "reports/written.h"

enum { MOST_TABLES = 8, MOST_FILES = 64, MOST_TOLD = 100 };

/* The real tables. */
typedef struct real {
    keur_table *tables[MOST_TABLES];
    size_t rows[MOST_TABLES];
    size_t n;
    keur_schema *schema;
} real;

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

static void free_real(real *of)
{
    for (size_t i = 0; i < of->n; i++)
        keur_table_free(of->tables[i]);
    keur_schema_free(of->schema);
}

static keur_status read_real(const keur_parsed *line, real *to, keur_error *err)
{
    const char *declared_in = keur_option_value(line, "schema");
    const keur_table *seen[MOST_TABLES];
    keur_schema *declared = NULL;
    keur_read_options options;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_inputs_options(line, &options, err));
    for (size_t i = 0; i < line->n_given; i++) {
        if (strcmp(line->given[i].name, "real") != 0)
            continue;
        if (to->n == MOST_TABLES)
            return keur_fail(err, KEUR_EUSAGE, "--real was given too often");
        KEUR_TRY(keur_table_read(line->given[i].value, &options, &to->tables[to->n], err));
        seen[to->n] = to->tables[to->n];
        to->rows[to->n] = keur_table_rows(to->tables[to->n]);
        to->n++;
    }
    if (to->n == 0)
        return keur_fail(err, KEUR_EUSAGE, "--real is needed: the table that must not be told of");
    if (declared_in != NULL)
        KEUR_TRY(keur_schema_read(declared_in, &declared, err));
    KEUR_TRY(keur_schema_infer(seen, to->n, declared, true, &to->schema, err));
out:
    keur_schema_free(declared);
    return status;
}

/* What keur says by itself, and names of columns, may leave whatever the tables hold.
 * @param[out] plain  all that */
static keur_status excuse(const real *of, keur_forbidden *secrets, keur_plain *plain,
                          keur_error *err)
{
    keur_text own = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_own_words(&own, err));
    for (size_t i = 0; i < of->schema->n_columns; i++) {
        const keur_schema_column *column = &of->schema->columns[i];

        KEUR_TRY(keur_text_format(&own, err, "%s\n%s\n", column->name,
                                  column->label != NULL ? column->label : ""));
    }
    KEUR_TRY(keur_plain_make(KEUR_WRITTEN_TEXT, own.bytes, own.length, plain, err));
    keur_forbidden_excuse(secrets, plain->text.bytes, plain->text.length);
out:
    keur_text_free(&own);
    return status;
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
    real of = {.n = 0};
    told to = {.n = 0};
    keur_plain own = {.lines = NULL};
    keur_checking on = {.to = {tell, &to}, .rows = of.rows};
    keur_status status = KEUR_OK;

    KEUR_TRY(read_real(line, &of, err));
    KEUR_TRY(keur_forbidden_new((const keur_table *const *)of.tables, of.n, of.schema, &on.secrets,
                                err));
    KEUR_TRY(excuse(&of, on.secrets, &own, err));
    on.own = own.text.bytes;
    on.n_tables = of.n;
    KEUR_TRY(check(line, &on, &to, err));
    KEUR_TRY(keur_print(to.text.bytes, err));
    *decision = to.n > 0 ? KEUR_DO_NOT_RELEASE : KEUR_RELEASE;
out:
    keur_forbidden_free(on.secrets);
    keur_text_free(&to.text);
    keur_plain_free(&own);
    free_real(&of);
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
        "nothing but what keur writes; elsewhere no figure has more than three digits.\n"
        "Values of REAL, as whole words: those of columns of identifiers (and of a person unit) "
        "and of free text; levels, and dates, that fewer than 10 rows have; of numbers, the 10 "
        "smallest and the 10 largest of each column that fewer than 10 rows have. A text counts "
        "from 4 characters on, a number from 4 significant digits on (figures have 3; zeros at "
        "the end of a whole number are none).\n"
        "Not counted: what 10 rows or more have in any column that names nobody; names and labels "
        "of columns; what keur says of itself whatever the tables (its measures, rules, presets); "
        "numbers of rows (those of the tables, and tens up to the largest); the seed; numbers "
        "within the tags of HTML (coordinates). A short "
        "value such as 0, 5 or 97 cannot be told from a figure: that none leaves is the filter's "
        "work.\n"
        "Exit: 0 nothing was found, 3 something was, 1 FILE is no output of keur.",
    .options = options,
    .least_words = 1,
    .most_words = MOST_FILES,
    .decide = decide,
};
