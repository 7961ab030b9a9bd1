/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/inputs.h"

#include <string.h>

#include "base/text.h"
#include "base/try.h"

static keur_status one_character(const keur_parsed *line, const char *name, const char *allowed,
                                 char *to, keur_error *err)
{
    const char *value = keur_option_value(line, name);

    *to = 0;
    if (value == NULL)
        return KEUR_OK;
    if (strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0)
        value = "\t";
    if (strlen(value) != 1 || strchr(allowed, *value) == NULL)
        return keur_fail(err, KEUR_EUSAGE, "--%s: expected %s", name,
                         strlen(allowed) > 2 ? "one of , ; | or tab" : ". or ,");
    *to = *value;
    return KEUR_OK;
}

keur_status keur_inputs_options(const keur_parsed *line, keur_read_options *options,
                                keur_error *err)
{
    keur_status status = KEUR_OK;

    *options = (keur_read_options){.encoding = keur_option_value(line, "encoding")};
    KEUR_TRY(one_character(line, "separator", ",;|\t", &options->separator, err));
    KEUR_TRY(one_character(line, "decimal", ".,", &options->decimal, err));
out:
    return status;
}

keur_status keur_whole_number(const keur_parsed *line, const char *name, uint64_t most,
                              uint64_t fallback, uint64_t *to, keur_error *err)
{
    const char *value = keur_option_value(line, name);
    uint64_t n = 0;

    *to = fallback;
    if (value == NULL)
        return KEUR_OK;
    for (const char *c = value; *c != '\0' || c == value; c++) {
        const uint64_t digit = (uint64_t)(*c - '0');

        if (*c < '0' || *c > '9' || n > (most - digit) / 10)
            return keur_fail(err, KEUR_EUSAGE, "--%s: expected a whole number from 0 to %llu", name,
                             (unsigned long long)most);
        n = n * 10 + digit;
    }
    *to = n;
    return KEUR_OK;
}

void keur_inputs_sources(const keur_parsed *line, size_t first_word,
                         keur_source sources[KEUR_N_TABLES])
{
    memset(sources, 0, KEUR_N_TABLES * sizeof *sources);
    sources[KEUR_TRAIN].path = line->words[first_word];
    sources[KEUR_SYNTHETIC].path = line->words[first_word + 1];
    sources[KEUR_HOLDOUT].path = keur_option_value(line, "holdout");
    sources[KEUR_REFERENCE].path = keur_option_value(line, "reference");
}

static keur_status read_tables(const keur_source *sources, const keur_parsed *line, int threads,
                               keur_table **tables, keur_error *err)
{
    keur_read_options options;
    size_t n_stdin = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_inputs_options(line, &options, err));
    options.threads = threads;
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        n_stdin += sources[role].path != NULL && strcmp(sources[role].path, "-") == 0;
    if (n_stdin > 1)
        return keur_fail(err, KEUR_EUSAGE, "only one table can come from standard input");
    for (size_t role = 0; role < KEUR_N_TABLES; role++) {
        const keur_source *from = &sources[role];

        if (from->bytes != NULL)
            KEUR_TRY(keur_table_read_memory(from->bytes, from->n_bytes, from->path, &options,
                                            &tables[role], err));
        else if (from->path != NULL)
            KEUR_TRY(keur_table_read(from->path, &options, &tables[role], err));
    }
out:
    return status;
}

static keur_status infer_schema(keur_table *const *tables, const keur_parsed *line,
                                keur_schema **schema, keur_error *err)
{
    /* The real tables first: they say what a column is. */
    static const keur_role order[] = {KEUR_TRAIN, KEUR_HOLDOUT, KEUR_REFERENCE, KEUR_SYNTHETIC};
    const char *path = keur_option_value(line, "schema");
    const keur_table *present[KEUR_N_TABLES];
    keur_schema *declared = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (path != NULL)
        KEUR_TRY(keur_schema_read(path, &declared, err));
    for (size_t i = 0; i < KEUR_N_TABLES; i++) {
        if (tables[order[i]] != NULL)
            present[n++] = tables[order[i]];
    }
    KEUR_TRY(keur_schema_infer(present, n, declared, keur_option_is(line, "common-columns"), schema,
                               err));
out:
    keur_schema_free(declared);
    return status;
}

keur_status keur_inputs_make(const keur_source sources[KEUR_N_TABLES], const keur_parsed *line,
                             bool needs_reference, keur_inputs *made, keur_error *err)
{
    keur_table *tables[KEUR_N_TABLES] = {NULL};
    const keur_table *seen[KEUR_N_TABLES];
    keur_case_options options = {.needs_reference = needs_reference};
    uint64_t threads = 0;
    keur_status status = KEUR_OK;

    *made = (keur_inputs){.schema = NULL};
    KEUR_TRY(keur_whole_number(line, "seed", UINT64_MAX, 1, &options.seed, err));
    KEUR_TRY(keur_whole_number(line, "threads", 1024, 0, &threads, err));
    options.threads = (int)threads;
    KEUR_TRY(read_tables(sources, line, options.threads, tables, err));
    KEUR_TRY(infer_schema(tables, line, &made->schema, err));
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        seen[role] = tables[role];
    KEUR_TRY(keur_case_new(seen, made->schema, &options, &made->on, err));
out:
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        keur_table_free(tables[role]);
    if (status != KEUR_OK)
        keur_inputs_free(made);
    return status;
}

void keur_inputs_free(keur_inputs *inputs)
{
    keur_case_free(inputs->on);
    keur_schema_free(inputs->schema);
    *inputs = (keur_inputs){.schema = NULL};
}
