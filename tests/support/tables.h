/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_TABLES_H
#define KEUR_TESTS_TABLES_H

#include <keur/schema.h>
#include <keur/table.h>

/** A table read from a text; `name` stands for the file. Fails the test where it cannot be read. */
keur_table *keur_check_table(const char *name, const char *text);

/** As keur_check_table(), from a file of the cases. */
keur_table *keur_check_case_table(const char *file);

/** The code of a cell. */
int32_t keur_check_code(const keur_table *table, size_t row, size_t column);

/** The text of a cell. */
const char *keur_check_cell(const keur_table *table, size_t row, size_t column);

/** Fails unless the cell holds this text. */
#define assert_cell(table, row, column, text)                                                      \
    assert_string_equal(keur_check_cell((table), (row), (column)), (text))

/** A schema from a JSON text, called "schema.json" in messages. */
keur_schema *keur_check_schema(const char *json);

/** Write bytes to a file; fails the test where that is impossible. */
void keur_check_write(const char *path, const void *bytes, size_t n);

#endif
