/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <keur/table.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "table/builder.h"
#include "table/schema_parts.h"

/* A place of the hash map: code + 1 of a text (0: free) and the low half of its hash, so that most
 * comparisons end here. */
typedef struct slot {
    uint32_t hash;
    uint32_t code_and_one;
} slot;

typedef struct column {
    char *name;
    keur_hint hint;
    char *texts; /* the distinct texts, each ended by a zero byte */
    size_t n_bytes, bytes_room;
    size_t *starts; /* where each begins */
    size_t *lines;  /* where each first stood in the file */
    size_t n_distinct, distinct_room;
    slot *slots;
    size_t n_slots; /* a power of two */
    int32_t *codes;
} column;

struct keur_table {
    char *name;
    column *columns;
    size_t n_columns, columns_room;
    size_t n_rows, rows_room;
    char decimal;
};

struct keur_builder {
    keur_table *table;
};

enum { FIRST_SLOTS = 16, FIRST_ROWS = 256, FIRST_BYTES = 64 };

static void release_column(column *at)
{
    keur_release(at->name);
    keur_release(at->hint.label);
    keur_texts_free(&at->hint.levels);
    keur_release(at->texts);
    keur_release(at->starts);
    keur_release(at->lines);
    keur_release(at->slots);
    keur_release(at->codes);
}

void keur_table_free(keur_table *table)
{
    if (table == NULL)
        return;
    for (size_t j = 0; j < table->n_columns; j++)
        release_column(&table->columns[j]);
    keur_release(table->columns);
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
            return keur_fail(err, KEUR_EPARSE, "%s:%zu: columns %zu and %zu are both called \"%s\"",
                             table->name, line, j + 1, table->n_columns, added->name);
    }
    KEUR_TRY(KEUR_NEW(added->slots, FIRST_SLOTS, err));
    added->n_slots = FIRST_SLOTS;
out:
    return status;
}

keur_hint *keur_builder_hint(keur_builder *builder, size_t j)
{
    return &builder->table->columns[j].hint;
}

/* The slots keep half of each hash, which is all that is needed to move them. */
static keur_status grow_slots(column *at, keur_error *err)
{
    const size_t n = at->n_slots * 2;
    slot *wider = NULL;
    keur_status status = KEUR_NEW(wider, n, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = 0; i < at->n_slots; i++) {
        size_t to = at->slots[i].hash & (n - 1);

        if (at->slots[i].code_and_one == 0)
            continue;
        while (wider[to].code_and_one != 0)
            to = (to + 1) & (n - 1);
        wider[to] = at->slots[i];
    }
    keur_release(at->slots);
    at->slots = wider;
    at->n_slots = n;
    return KEUR_OK;
}

static keur_status make_room(column *at, size_t n_bytes, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (at->n_distinct == at->distinct_room) {
        const size_t room = at->distinct_room * 2 + FIRST_SLOTS;

        KEUR_TRY(KEUR_RESIZE(at->starts, at->distinct_room, room, err));
        KEUR_TRY(KEUR_RESIZE(at->lines, at->distinct_room, room, err));
        at->distinct_room = room;
    }
    if (n_bytes > at->bytes_room - at->n_bytes) {
        const size_t room = (at->bytes_room + n_bytes) * 2 + FIRST_BYTES;

        KEUR_TRY(KEUR_RESIZE(at->texts, at->bytes_room, room, err));
        at->bytes_room = room;
    }
    if ((at->n_distinct + 1) * 3 > at->n_slots * 2)
        KEUR_TRY(grow_slots(at, err));
out:
    return status;
}

static bool is_same(const column *at, uint32_t code, const char *bytes, size_t n)
{
    const char *text = at->texts + at->starts[code];

    /* strncmp() stops at the closing zero of a shorter text. */
    return strncmp(text, bytes, n) == 0 && text[n] == '\0';
}

/* *code = the code of a text, a new one where it has not been seen. */
static keur_status code_of(column *at, const char *bytes, size_t n, size_t line, uint32_t *code,
                           keur_error *err)
{
    const uint32_t hash = (uint32_t)keur_hash(bytes, n, 0);
    size_t i = hash & (at->n_slots - 1);
    keur_status status;

    for (; at->slots[i].code_and_one != 0; i = (i + 1) & (at->n_slots - 1)) {
        *code = at->slots[i].code_and_one - 1;
        if (at->slots[i].hash == hash && is_same(at, *code, bytes, n))
            return KEUR_OK;
    }
    status = make_room(at, n + 1, err);
    if (status != KEUR_OK)
        return status;
    for (i = hash & (at->n_slots - 1); at->slots[i].code_and_one != 0;)
        i = (i + 1) & (at->n_slots - 1);
    *code = (uint32_t)at->n_distinct;
    at->slots[i] = (slot){hash, *code + 1};
    at->starts[*code] = at->n_bytes;
    at->lines[*code] = line;
    if (n > 0)
        memcpy(at->texts + at->n_bytes, bytes, n);
    at->texts[at->n_bytes + n] = '\0';
    at->n_bytes += n + 1;
    at->n_distinct++;
    return KEUR_OK;
}

static keur_status grow_rows(keur_table *table, keur_error *err)
{
    const size_t room = table->rows_room * 2 + FIRST_ROWS;
    keur_status status = KEUR_OK;

    if (table->n_rows >= (size_t)INT32_MAX)
        return keur_fail(err, KEUR_EDATA, "%s: more than %d rows", table->name, INT32_MAX);
    for (size_t j = 0; j < table->n_columns; j++)
        KEUR_TRY(KEUR_RESIZE(table->columns[j].codes, table->rows_room, room, err));
    table->rows_room = room;
out:
    return status;
}

keur_status keur_builder_cell(keur_builder *builder, size_t j, const char *bytes, size_t n,
                              size_t line, keur_error *err)
{
    keur_table *table = builder->table;
    uint32_t code = 0;
    keur_status status = KEUR_OK;

    if (table->n_rows == table->rows_room)
        KEUR_TRY(grow_rows(table, err));
    KEUR_TRY(code_of(&table->columns[j], bytes, n, line, &code, err));
    table->columns[j].codes[table->n_rows] = (int32_t)code;
out:
    return status;
}

keur_status keur_builder_end_row(keur_builder *builder, keur_error *err)
{
    keur_table *table = builder->table;

    if (table->n_rows == table->rows_room)
        return keur_fail(err, KEUR_EINTERNAL, "%s: a row without cells", table->name);
    table->n_rows++;
    return KEUR_OK;
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
        column *at = &made->columns[j];

        keur_release(at->slots);
        at->slots = NULL;
        KEUR_TRY(KEUR_RESIZE(at->codes, made->n_rows, made->n_rows, err));
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
    return table->columns[j].n_distinct;
}

const char *keur_table_text(const keur_table *table, size_t j, size_t distinct)
{
    const column *at = &table->columns[j];

    return at->texts + at->starts[distinct];
}

size_t keur_table_line(const keur_table *table, size_t j, size_t distinct)
{
    return table->columns[j].lines[distinct];
}

const int32_t *keur_table_codes(const keur_table *table, size_t j)
{
    return table->columns[j].codes;
}
