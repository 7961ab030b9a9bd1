/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_BUILDER_H
#define KEUR_TABLE_BUILDER_H

#include <stddef.h>

#include "table/dictionary.h"
#include "table/hint.h"

/**
 * A table while a reader fills it: first all columns, then row by row. The only code that knows how
 * a table is stored is table.c.
 */
typedef struct keur_builder keur_builder;

/** `name` is what the file is called in messages; it is copied. */
keur_status keur_builder_new(const char *name, keur_builder **builder, keur_error *err);
void keur_builder_free(keur_builder *builder);

/** Add a column before the first row. `line` is where its name stands.
 * @retval KEUR_EPARSE the name is blank, or another column has it */
keur_status keur_builder_column(keur_builder *builder, const char *bytes, size_t n, size_t line,
                                keur_error *err);

/** The hint of a column, to be filled by the reader; its texts are released with the table. Valid
 * until the next column is added. */
keur_hint *keur_builder_hint(keur_builder *builder, size_t column);

/** Set a cell of the row being filled; `bytes` is UTF-8 without zero bytes and need not end in one.
 * Amortised O(n). */
keur_status keur_builder_cell(keur_builder *builder, size_t column, const char *bytes, size_t n,
                              size_t line, keur_error *err);

/** Close the row; each of its cells has been set, from left to right. */
keur_status keur_builder_end_row(keur_builder *builder, keur_error *err);

/**
 * Many rows at once: the next n cells of a column, for each column, then keur_builder_end_rows().
 * Several threads may fill a column each. KEUR_FIELD_SLACK bytes can be read behind `bytes`.
 */
keur_status keur_builder_fill(keur_builder *builder, size_t column, const char *bytes,
                              const keur_field *fields, size_t n, keur_error *err);
keur_status keur_builder_end_rows(keur_builder *builder, size_t n, keur_error *err);

/** Where lines stand, if cells are not given one by one: the first row begins on `line`; the cell
 * (row, column) holds n_lines line ends. Cells come in their order, row by row. */
void keur_builder_first_line(keur_builder *builder, size_t line);
keur_status keur_builder_shift(keur_builder *builder, size_t row, size_t column, size_t n_lines,
                               keur_error *err);

/** Turn the builder, which is empty afterwards, into a table with decimal sign `.`.
 * @retval KEUR_EPARSE no column  @retval KEUR_EDATA no row */
keur_status keur_builder_finish(keur_builder *builder, keur_table **table, keur_error *err);

/** For the reader that made the table, before it hands it on. */
void keur_table_set_decimal(keur_table *table, char decimal);

#endif
