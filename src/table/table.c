/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <keur/table.h>

#include "base/memory.h"
#include "base/try.h"
#include "table/builder.h"
#include "table/codes.h"
#include "table/schema_parts.h"

typedef struct column {
    char *name;
    keur_hint hint;
    keur_dictionary texts;
    keur_codes codes;
} column;

/* Fields that hold line ends put what follows on later lines: from a cell on (row * n_columns +
 * column), this many more than one a row. */
typedef struct shift {
    uint64_t cell, n_lines;
} shift;

struct keur_table {
    char *name;
    column *columns;
    size_t n_columns, columns_room;
    size_t n_rows;
    size_t first_line; /* on which the first row begins */
    shift *shifts;     /* by cell */
    size_t n_shifts, shifts_room;
    char decimal;
};

struct keur_builder {
    keur_table *table;
};

static void release_column(column *at)
{
    keur_release(at->name);
    keur_release(at->hint.label);
    keur_texts_free(&at->hint.levels);
    keur_dictionary_free(&at->texts);
    keur_codes_free(&at->codes);
}

void keur_table_free(keur_table *table)
{
    if (table == NULL)
        return;
    for (size_t j = 0; j < table->n_columns; j++)
        release_column(&table->columns[j]);
    keur_release(table->columns);
    keur_release(table->shifts);
    keur_release(table->name);
    keur_release(table);
}

keur_status keur_builder_new(const char *name, keur_builder **builder, keur_error *err)
{
    keur_builder *made = NULL;
    keur_status status = KEUR_OK;

    *builder = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(KEUR_NEW(made->table, 1, err));
    made->table->decimal = '.';
    KEUR_TRY(keur_copy_string(name, &made->table->name, err));
    *builder = made;
    made = NULL;
out:
    keur_builder_free(made);
    return status;
}

void keur_builder_free(keur_builder *builder)
{
    if (builder == NULL)
        return;
    keur_table_free(builder->table);
    keur_release(builder);
}

static bool is_blank(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != ' ' && bytes[i] != '\t')
            return false;
    }
    return true;
}

keur_status keur_builder_column(keur_builder *builder, const char *bytes, size_t n, size_t line,
                                keur_error *err)
{
    keur_table *table = builder->table;
    keur_status status = KEUR_OK;
    column *added;

    if (is_blank(bytes, n))
        return keur_fail(err, KEUR_EPARSE, "%s:%zu: column %zu has no name%s", table->name, line,
                         table->n_columns + 1,
                         table->n_columns == 0 ? " (row names? write the table without them)" : "");
    if (table->n_columns == table->columns_room) {
        const size_t room = table->columns_room * 2 + 16;

        KEUR_TRY(KEUR_RESIZE(table->columns, table->columns_room, room, err));
        table->columns_room = room;
    }
    added = &table->columns[table->n_columns];
    KEUR_TRY(keur_copy_text(bytes, n, &added->name, err));
    added->hint.type = KEUR_N_TYPES;
    table->n_columns++; /* from here on the table releases it */
    for (size_t j = 0; j + 1 < table->n_columns; j++) {
        if (strcmp(table->columns[j].name, added->name) == 0)
            return keur_fail(
                err, KEUR_EPARSE,
                "%s:%zu: columns %zu and %zu have the same name (is it a header line?)",
                table->name, line, j + 1, table->n_columns);
    }
out:
    return status;
}

keur_hint *keur_builder_hint(keur_builder *builder, size_t j)
{
    return &builder->table->columns[j].hint;
}

static keur_status add_shift(keur_table *table, shift added, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (table->n_shifts == table->shifts_room) {
        const size_t room = table->shifts_room + table->shifts_room / 2 + 16;

        KEUR_TRY(KEUR_RESIZE(table->shifts, table->shifts_room, room, err));
        table->shifts_room = room;
    }
    table->shifts[table->n_shifts++] = added;
out:
    return status;
}

/* Lines by which all cells from here on are late. */
static uint64_t last_shift(const keur_table *table)
{
    return table->n_shifts > 0 ? table->shifts[table->n_shifts - 1].n_lines : 0;
}

void keur_builder_first_line(keur_builder *builder, size_t line)
{
    builder->table->first_line = line;
}

keur_status keur_builder_shift(keur_builder *builder, size_t row, size_t j, size_t n_lines,
                               keur_error *err)
{
    keur_table *table = builder->table;
    const shift added = {(uint64_t)row * table->n_columns + j + 1, last_shift(table) + n_lines};

    return add_shift(table, added, err);
}

/* What a column cannot hold is said about the file. */
static keur_status name_file(const keur_table *table, keur_status status, const keur_error *own,
                             keur_error *err)
{
    return status == KEUR_OK ? status : keur_fail(err, status, "%s: %s", table->name, own->text);
}

keur_status keur_builder_fill(keur_builder *builder, size_t j, const char *bytes,
                              const keur_field *fields, size_t n, keur_error *err)
{
    keur_table *table = builder->table;
    column *to = &table->columns[j];
    keur_error own = {KEUR_OK, ""};
    keur_status status = KEUR_OK;

    while (n > 0) {
        int32_t *place;
        size_t room;

        KEUR_TRY(keur_codes_begin(&to->codes, &place, &room, &own));
        room = room < n ? room : n;
        KEUR_TRY(keur_dictionary_add(&to->texts, bytes, fields, room, place, &own));
        KEUR_TRY(keur_codes_end(&to->codes, room, &own));
        fields += room;
        n -= room;
    }
out:
    return name_file(table, status, &own, err);
}

keur_status keur_builder_end_rows(keur_builder *builder, size_t n, keur_error *err)
{
    keur_table *table = builder->table;

    if (n > (size_t)INT32_MAX - table->n_rows)
        return keur_fail(err, KEUR_EDATA, "%s: more than %d rows", table->name, INT32_MAX);
    table->n_rows += n;
    return KEUR_OK;
}

keur_status keur_builder_cell(keur_builder *builder, size_t j, const char *bytes, size_t n,
                              size_t line, keur_error *err)
{
    keur_table *table = builder->table;
    char small[2 * KEUR_FIELD_SLACK] = {0};
    keur_field field = {0, (uint32_t)n};
    keur_status status = KEUR_OK;

    if (table->n_rows == 0 && j == 0)
        table->first_line = line;
    if (line > table->first_line + table->n_rows + last_shift(table)) {
        const shift added = {(uint64_t)table->n_rows * table->n_columns + j,
                             line - table->first_line - table->n_rows};

        KEUR_TRY(add_shift(table, added, err));
    }
    if (n > UINT32_MAX)
        return keur_fail(err, KEUR_EDATA, "%s:%zu: a field of more bytes than fit", table->name,
                         line);
    if (n < KEUR_FIELD_SLACK && n > 0) {
        memcpy(small, bytes, n); /* nothing can be read behind it */
        bytes = small;
    }
    status = keur_builder_fill(builder, j, n > 0 ? bytes : small, &field, 1, err);
out:
    return status;
}

keur_status keur_builder_end_row(keur_builder *builder, keur_error *err)
{
    return keur_builder_end_rows(builder, 1, err);
}

keur_status keur_builder_finish(keur_builder *builder, keur_table **table, keur_error *err)
{
    keur_table *made = builder->table;
    keur_status status = KEUR_OK;

    *table = NULL;
    if (made->n_columns == 0)
        return keur_fail(err, KEUR_EPARSE, "%s: the file is empty", made->name);
    if (made->n_rows == 0)
        return keur_fail(err, KEUR_EDATA, "%s: a header but no rows", made->name);
    for (size_t j = 0; j < made->n_columns; j++) {
        KEUR_TRY(keur_dictionary_close(&made->columns[j].texts, err));
        KEUR_TRY(keur_codes_close(&made->columns[j].codes, err));
    }
    *table = made;
    builder->table = NULL;
out:
    return status;
}

void keur_table_set_decimal(keur_table *table, char decimal)
{
    table->decimal = decimal;
}

const char *keur_table_name(const keur_table *table)
{
    return table->name;
}

size_t keur_table_rows(const keur_table *table)
{
    return table->n_rows;
}

size_t keur_table_columns(const keur_table *table)
{
    return table->n_columns;
}

const char *keur_table_column_name(const keur_table *table, size_t j)
{
    return table->columns[j].name;
}

ptrdiff_t keur_table_find(const keur_table *table, const char *name)
{
    for (size_t j = 0; j < table->n_columns; j++) {
        if (strcmp(table->columns[j].name, name) == 0)
            return (ptrdiff_t)j;
    }
    return -1;
}

const keur_hint *keur_table_hint(const keur_table *table, size_t j)
{
    return &table->columns[j].hint;
}

char keur_table_decimal(const keur_table *table)
{
    return table->decimal;
}

size_t keur_table_distinct(const keur_table *table, size_t j)
{
    return table->columns[j].texts.n;
}

const char *keur_table_text(const keur_table *table, size_t j, size_t distinct)
{
    return keur_dictionary_text(&table->columns[j].texts, distinct);
}

size_t keur_table_line(const keur_table *table, size_t j, size_t distinct)
{
    const size_t row = keur_codes_first(&table->columns[j].codes, distinct);
    const uint64_t cell = (uint64_t)row * table->n_columns + j;
    size_t low = 0, high = table->n_shifts;

    /* the last shift at or before the cell is shifts[low - 1] */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (table->shifts[middle].cell <= cell)
            low = middle + 1;
        else
            high = middle;
    }
    return table->first_line + row + (low > 0 ? (size_t)table->shifts[low - 1].n_lines : 0);
}

void keur_table_copy_codes(const keur_table *table, size_t j, size_t first, size_t n,
                           int32_t *codes)
{
    keur_codes_copy(&table->columns[j].codes, first, n, codes);
}
