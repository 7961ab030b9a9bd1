/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/tables.h"

#include <string.h>

#include "support/check.h"

keur_table *keur_check_table(const char *name, const char *text)
{
    keur_table *table = NULL;

    assert_ok(keur_table_read_memory(text, strlen(text), name, NULL, &table, &err));
    return table;
}

keur_table *keur_check_case_table(const char *file)
{
    keur_table *table = NULL;

    assert_ok(keur_table_read(keur_check_case(file), NULL, &table, &err));
    return table;
}

int32_t keur_check_code(const keur_table *table, size_t row, size_t column)
{
    int32_t code;

    assert_true(row < keur_table_rows(table));
    assert_true(column < keur_table_columns(table));
    keur_table_copy_codes(table, column, row, 1, &code);
    return code;
}

const char *keur_check_cell(const keur_table *table, size_t row, size_t column)
{
    return keur_table_text(table, column, (size_t)keur_check_code(table, row, column));
}

keur_schema *keur_check_schema(const char *json)
{
    keur_schema *schema = NULL;

    assert_ok(keur_schema_parse(json, strlen(json), "schema.json", &schema, &err));
    return schema;
}

void keur_check_write(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}
