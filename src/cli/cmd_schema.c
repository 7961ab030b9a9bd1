/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/terminal.h"

enum { MOST_TABLES = 16 };

static keur_status print_schema(const keur_parsed *line, const keur_table *const *tables, size_t n,
                                keur_error *err)
{
    const char *declared_in = keur_option_value(line, "schema");
    const char *to = keur_option_value(line, "output");
    keur_schema *declared = NULL, *schema = NULL;
    char *json = NULL;
    keur_status status = KEUR_OK;

    if (declared_in != NULL)
        KEUR_TRY(keur_schema_read(declared_in, &declared, err));
    KEUR_TRY(keur_schema_infer(tables, n, declared, keur_option_is(line, "common-columns"), &schema,
                               err));
    KEUR_TRY(keur_schema_print(schema, &json, err));
    if (to != NULL)
        KEUR_TRY(keur_output_file(to, json, err));
    else
        KEUR_TRY(keur_print(json, err));
out:
    keur_release(json);
    keur_schema_free(schema);
    keur_schema_free(declared);
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    keur_table *tables[MOST_TABLES] = {NULL};
    const keur_table *seen[MOST_TABLES];
    keur_read_options options;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_inputs_options(line, &options, err));
    for (size_t i = 0; i < line->n_words; i++) {
        KEUR_TRY(keur_table_read(line->words[i], &options, &tables[i], err));
        seen[i] = tables[i];
    }
    KEUR_TRY(print_schema(line, seen, line->n_words, err));
out:
    for (size_t i = 0; i < MOST_TABLES; i++)
        keur_table_free(tables[i]);
    return status;
}

static const keur_option options[] = {
    {"output", 'o', "FILE", "write there instead of standard output"},
    {"schema", 0, "FILE", "a schema to start from"},
    {"common-columns", 0, NULL, "take the columns that all tables share"},
    KEUR_OPTIONS_READ,
    {"help", 'h', NULL, "this text"},
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_schema = {
    .name = "schema",
    .usage = "REAL [TABLE...] > schema.json",
    .summary = "inferred column types and roles as JSON, to be edited and given back",
    .help =
        "Types are inferred from all rows of all tables given. Edit the JSON: set types, give "
        "columns roles (key, secret, unit, protected, outcome, treatment, time), declare missing "
        "texts, special codes and the order of levels; then give it to score and attack with "
        "--schema.\n"
        "A column in full: {\"name\": \"income\", \"type\": \"numeric\", \"roles\": "
        "[\"secret\"], \"missing\": [\"unknown\"], \"special\": [-8], \"levels\": [\"low\", "
        "\"high\"], \"code\": true, \"tolerance\": 100, \"use\": true}; name is enough. Types: "
        "numeric ordinal categorical boolean date identifier text constant.\n"
        "The JSON holds names, types, roles and, of SPSS, Stata and SAS files, labels; it holds "
        "no other values of the tables.",
    .options = options,
    .least_words = 1,
    .most_words = MOST_TABLES,
    .run = run,
};
