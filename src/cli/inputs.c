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

keur_status keur_inputs_check(const keur_source *sources, size_t n, keur_error *err)
{
    size_t n_stdin = 0;

    for (size_t i = 0; i < n; i++)
        n_stdin += sources[i].path != NULL && strcmp(sources[i].path, "-") == 0;
    return n_stdin > 1 ? keur_fail(err, KEUR_EUSAGE, "only one table can come from standard input")
                       : KEUR_OK;
}

keur_status keur_inputs_read(const keur_source *from, const keur_parsed *line, int threads,
                             keur_table **table, keur_error *err)
{
    keur_read_options options;
    uint64_t asked = 0;
    keur_status status = KEUR_OK;

    *table = NULL;
    KEUR_TRY(keur_inputs_options(line, &options, err));
    KEUR_TRY(keur_whole_number(line, "threads", 1024, 0, &asked, err));
    options.threads = threads > 0 ? threads : (int)asked;
    if (from->bytes != NULL)
        KEUR_TRY(
            keur_table_read_memory(from->bytes, from->n_bytes, from->path, &options, table, err));
    else if (from->path != NULL)
        KEUR_TRY(keur_table_read(from->path, &options, table, err));
out:
    return status;
}

keur_status keur_inputs_case_options(const keur_parsed *line, bool needs_reference,
                                     keur_case_options *options, keur_error *err)
{
    uint64_t threads = 0;
    keur_status status = KEUR_OK;

    *options = (keur_case_options){.needs_reference = needs_reference};
    KEUR_TRY(keur_whole_number(line, "seed", UINT64_MAX, 1, &options->seed, err));
    KEUR_TRY(keur_whole_number(line, "threads", 1024, 0, &threads, err));
    options->threads = (int)threads;
out:
    return status;
}

keur_status keur_inputs_schema(keur_table *const *tables, const keur_parsed *line,
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
    const keur_table *seen[KEUR_N_TABLES];
    keur_status status = KEUR_OK;

    *made = (keur_inputs){.schema = NULL};
    KEUR_TRY(keur_inputs_case_options(line, needs_reference, &made->options, err));
    KEUR_TRY(keur_inputs_check(sources, KEUR_N_TABLES, err));
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        KEUR_TRY(keur_inputs_read(&sources[role], line, 0, &made->tables[role], err));
    KEUR_TRY(keur_inputs_schema(made->tables, line, &made->schema, err));
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        seen[role] = made->tables[role];
    KEUR_TRY(keur_case_new(seen, made->schema, &made->options, &made->on, err));
out:
    if (status != KEUR_OK)
        keur_inputs_free(made);
    return status;
}

void keur_inputs_let_go(keur_inputs *inputs)
{
    for (size_t role = 0; role < KEUR_N_TABLES; role++) {
        keur_table_free(inputs->tables[role]);
        inputs->tables[role] = NULL;
    }
}

void keur_inputs_free(keur_inputs *inputs)
{
    keur_inputs_let_go(inputs);
    keur_case_free(inputs->on);
    keur_schema_free(inputs->schema);
    *inputs = (keur_inputs){.schema = NULL};
}
