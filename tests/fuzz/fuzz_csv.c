/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Delimited text, and inference over it. The first byte chooses options; where a byte 1 stands, a
 * second table begins, so that two tables meet in one schema.
 */
#include <stdlib.h>
#include <string.h>

#include <keur/schema.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "table/value.h"

static keur_table *read_table(const uint8_t *bytes, size_t n, unsigned options)
{
    static const char separators[] = {'\0', ',', ';', '\t'};
    static const char *const encodings[] = {NULL, NULL, NULL, "ISO-8859-15"};
    const keur_read_options read = {.separator = separators[options & 3],
                                    .decimal = options & 4 ? ',' : '\0',
                                    .encoding = encodings[options >> 3 & 3],
                                    .max_field = options & 32 ? 8 : 0};
    keur_table *table = NULL;
    keur_error err = {KEUR_OK, ""};
    const keur_status status = keur_table_read_memory(bytes, n, "fuzz.csv", &read, &table, &err);

    fuzz_assert((table != NULL) == (status == KEUR_OK));
    fuzz_assert((err.text[0] != '\0') == (status != KEUR_OK));
    fuzz_assert(status != KEUR_EINTERNAL);
    return table;
}

static void check_table(const keur_table *table)
{
    const size_t n_rows = keur_table_rows(table);

    fuzz_assert(n_rows > 0 && keur_table_columns(table) > 0);
    for (size_t j = 0; j < keur_table_columns(table); j++) {
        const size_t n = keur_table_distinct(table, j);
        int32_t seen = 0;

        /* codes count up as texts first appear */
        for (size_t i = 0; i < n_rows; i++) {
            int32_t code;

            keur_table_copy_codes(table, j, i, 1, &code);
            fuzz_assert(code >= 0 && code <= seen);
            seen += code == seen;
        }
        fuzz_assert((size_t)seen == n);
        for (size_t d = 0; d < n; d++) {
            fuzz_assert(keur_text_is_utf8(keur_table_text(table, j, d),
                                          strlen(keur_table_text(table, j, d))));
            fuzz_assert(keur_table_line(table, j, d) > 0);
        }
    }
}

/* What is inferred fits every text, and is the same when it is printed and read back. */
static void check_schema(const keur_table *const *tables, size_t n, const keur_schema *schema)
{
    keur_schema *declared = NULL, *again = NULL;
    char *printed = NULL;

    for (size_t c = 0; c < schema->n_columns; c++) {
        const keur_schema_column *column = &schema->columns[c];

        for (size_t t = 0; t < n && !column->is_left_out; t++) {
            const size_t j = (size_t)keur_table_find(tables[t], column->name);

            for (size_t d = 0; d < keur_table_distinct(tables[t], j); d++) {
                keur_value value;

                keur_value_parse(schema, column, keur_table_decimal(tables[t]),
                                 keur_table_text(tables[t], j, d), &value);
                fuzz_assert(value.kind != KEUR_VALUE_NOT_OF_TYPE);
            }
        }
    }
    fuzz_assert(keur_schema_print(schema, &printed, NULL) == KEUR_OK);
    fuzz_assert(keur_schema_parse(printed, strlen(printed), "s", &declared, NULL) == KEUR_OK);
    fuzz_assert(keur_schema_infer(tables, n, declared, true, &again, NULL) == KEUR_OK);
    for (size_t c = 0; c < schema->n_columns; c++) {
        fuzz_assert(again->columns[c].type == schema->columns[c].type);
        fuzz_assert(again->columns[c].format == schema->columns[c].format);
        fuzz_assert(again->columns[c].is_code == schema->columns[c].is_code);
        fuzz_assert(again->columns[c].is_left_out == schema->columns[c].is_left_out);
    }
    keur_schema_free(again);
    keur_schema_free(declared);
    free(printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const unsigned options = n > 0 ? bytes[0] : 0;
    const uint8_t *end = n > 1 ? memchr(bytes + 1, 1, n - 1) : NULL;
    const keur_table *tables[2] = {NULL, NULL};
    keur_table *first, *second = NULL;
    keur_schema *schema = NULL;
    size_t n_tables = 0;

    if (n == 0)
        return 0;
    first = read_table(bytes + 1, end != NULL ? (size_t)(end - bytes) - 1 : n - 1, options);
    if (end != NULL)
        second = read_table(end + 1, n - (size_t)(end + 1 - bytes), options);
    if (first != NULL)
        tables[n_tables++] = first;
    if (second != NULL)
        tables[n_tables++] = second;
    for (size_t t = 0; t < n_tables; t++)
        check_table(tables[t]);
    if (n_tables > 0 && keur_schema_infer(tables, n_tables, NULL, true, &schema, NULL) == KEUR_OK)
        check_schema(tables, n_tables, schema);
    keur_schema_free(schema);
    keur_table_free(first);
    keur_table_free(second);
    return 0;
}
