/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sixty-four bytes at a time become a word with a bit for each separator and line end, and the bits
 * are visited one after the other. A quote matters only where a field begins; from there its end is
 * sought in the same way.
 */
#include "table/csv_cut.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "table/scan.h"

/* Marks the length of a field that holds doubled quotes, until the rows are whole. */
#define DOUBLED (UINT32_C(1) << 31)

/* The bits of the bytes from `base` on. */
typedef struct cursor {
    const char *bytes;
    size_t end, base;
    uint64_t bits;
    char wanted;
} cursor;

static inline void move_to(cursor *on, size_t base)
{
    on->base = base;
    on->bits = keur_scan(on->bytes + base, on->wanted);
}

/* The position of the next bit; on->end where there is none. */
static inline size_t next_bit(cursor *on)
{
    size_t at;

    while (on->bits == 0) {
        if (on->end - on->base <= KEUR_SCAN_BYTES)
            return on->end;
        move_to(on, on->base + KEUR_SCAN_BYTES);
    }
    at = on->base + (size_t)__builtin_ctzll(on->bits);
    on->bits &= on->bits - 1;
    return at < on->end ? at : on->end;
}

/* A quoted field. */
typedef struct quoted {
    size_t n;         /* bytes between its quotes */
    size_t n_doubled; /* of quotes that stand for one */
    size_t n_lines;   /* line ends that it holds */
    size_t stop;      /* the separator or line feed after it */
    bool is_open;     /* more bytes are needed */
    bool is_odd;      /* something else stands after it */
} quoted;

static size_t count_lines(const char *bytes, size_t n)
{
    size_t n_lines = 0;

    for (size_t i = 0; i < n; i++)
        n_lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));
    return n_lines;
}

/* What stands after the closing quote, at `stop`. */
static void find_stop(quoted *found, const keur_batch *batch, char separator)
{
    const char *bytes = batch->bytes;

    if (found->stop < batch->end && bytes[found->stop] == '\r')
        found->stop++;
    if (found->stop >= batch->end) {
        found->is_open = true;
        return;
    }
    if (bytes[found->stop - 1] == '\r')
        found->is_odd = bytes[found->stop] != '\n';
    else
        found->is_odd = bytes[found->stop] != separator && bytes[found->stop] != '\n';
}

/* `first` is the byte after the opening quote. */
static quoted find_quoted(const keur_batch *batch, size_t first, char separator)
{
    cursor at = {.bytes = batch->bytes, .end = batch->end, .wanted = '"'};
    quoted found = {.n = 0};
    bool has_lines = false;

    move_to(&at, first);
    for (;;) {
        const size_t here = next_bit(&at);

        if (here == at.end || (here + 1 == at.end && at.bytes[here] == '"')) {
            found.is_open = true;
            return found;
        }
        if (at.bytes[here] != '"') {
            has_lines = true;
        } else if (at.bytes[here + 1] == '"') {
            found.n_doubled++;
            move_to(&at, here + 2);
        } else {
            found.n = here - first;
            found.stop = here + 1;
            break;
        }
    }
    found.n_lines = has_lines ? count_lines(batch->bytes + first, found.n) : 0;
    find_stop(&found, batch, separator);
    return found;
}

/* Doubled quotes become one, in all rows that are whole. */
static void undouble(keur_batch *batch, size_t n_columns)
{
    for (size_t j = 0; j < n_columns; j++) {
        keur_field *fields = batch->fields + j * batch->rows_room;

        for (size_t i = 0; i < batch->n_rows; i++) {
            char *from = batch->bytes + fields[i].begin, *to = from, *end;

            if (!(fields[i].n & DOUBLED))
                continue;
            end = from + (fields[i].n & ~DOUBLED);
            while (from < end) {
                from += *from == '"'; /* the first of two */
                *to++ = *from++;
            }
            fields[i].n = (uint32_t)(to - (batch->bytes + fields[i].begin));
        }
    }
}

static keur_status add_line_ends(keur_batch *batch, keur_line_ends added, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (batch->n_line_ends == batch->line_ends_room) {
        const size_t room = batch->line_ends_room * 2 + 16;

        KEUR_TRY(KEUR_RESIZE(batch->line_ends, batch->line_ends_room, room, err));
        batch->line_ends_room = room;
    }
    batch->line_ends[batch->n_line_ends++] = added;
out:
    return status;
}

/* A row on its way. */
typedef struct row_state {
    cursor at;
    size_t field;  /* where the field begins */
    size_t column; /* and which one it is */
    size_t most_columns;
    bool has_doubled;
    size_t n_line_ends; /* of the rows that are whole */
} row_state;

enum step { FIELD_ENDS, NOTHING_ENDS, INPUT_ENDS, IS_DECLINED };

/* The next field and what stands after it. */
static inline enum step next_field(row_state *row, const keur_cut *on, keur_batch *batch,
                                   keur_field *field, size_t *stop, size_t *n_lines)
{
    const char *bytes = batch->bytes;
    const size_t here = next_bit(&row->at);

    *n_lines = 0;
    if (here == batch->end)
        return INPUT_ENDS;
    if (bytes[row->field] == '"') {
        const quoted found = find_quoted(batch, row->field + 1, on->separator);

        if (found.is_open)
            return INPUT_ENDS;
        if (found.is_odd || found.n - found.n_doubled > on->max_field)
            return IS_DECLINED;
        *field = (keur_field){(uint32_t)row->field + 1, (uint32_t)found.n};
        field->n |= found.n_doubled > 0 ? DOUBLED : 0;
        row->has_doubled = row->has_doubled || found.n_doubled > 0;
        *n_lines = found.n_lines;
        *stop = found.stop;
        move_to(&row->at, found.stop);
        row->at.bits &= row->at.bits - 1;
        return FIELD_ENDS;
    }
    if (bytes[here] == '\r') {
        if (here + 1 == batch->end)
            return INPUT_ENDS;
        return bytes[here + 1] == '\n' ? NOTHING_ENDS : IS_DECLINED;
    }
    *stop = here;
    *field = (keur_field){(uint32_t)row->field, (uint32_t)(here - row->field)};
    if (bytes[here] == '\n' && field->n > 0 && bytes[here - 1] == '\r')
        field->n--;
    return field->n > on->max_field ? IS_DECLINED : FIELD_ENDS;
}

/* Whether the line that ended is a row; it may also be blank, or not as long as the others. */
static bool end_line(keur_cut *on, const row_state *row, bool is_empty)
{
    const bool is_blank = row->column == 1 && is_empty && on->n_columns != 1;

    if (is_blank && on->n_columns > 0) {
        on->has_blank_lines = true;
        return false;
    }
    on->is_declined =
        is_blank || on->has_blank_lines || (on->n_columns > 0 && row->column != on->n_columns);
    return !on->is_declined;
}

/* Take one field into the batch; a line that it ends, too. */
static inline void take_field(keur_cut *on, row_state *row, keur_batch *batch, keur_field field,
                              size_t stop)
{
    const size_t begin = row->field;

    if (row->column == row->most_columns) {
        on->is_declined = true;
        return;
    }
    batch->fields[row->column * batch->rows_room + batch->n_rows] = field;
    row->column++;
    row->field = stop + 1;
    if (batch->bytes[stop] == on->separator)
        return;
    /* a field of two quotes is no blank line */
    if (end_line(on, row, field.n == 0 && batch->bytes[begin] != '"')) {
        if (on->n_columns == 0)
            on->n_columns = row->column;
        batch->n_rows++;
        row->n_line_ends = batch->n_line_ends;
    }
    row->column = 0;
    batch->begin = row->field;
}

/* Bytes of UTF-8, none of them zero. */
static bool is_text(const char *bytes, size_t n)
{
    return n == 0 || (memchr(bytes, '\0', n) == NULL && keur_text_is_utf8(bytes, n));
}

keur_status keur_csv_cut(keur_cut *on, keur_batch *batch, keur_error *err)
{
    const size_t wanted = on->n_columns > 0 ? KEUR_BATCH_FIELDS / on->n_columns : 1;
    row_state row = {
        .at = {.bytes = batch->bytes, .end = batch->end, .wanted = on->separator},
        .field = batch->begin,
        .most_columns = on->n_columns > 0 ? on->n_columns : KEUR_BATCH_FIELDS,
    };
    const size_t first = batch->begin;
    keur_status status = KEUR_OK;

    batch->rows_room = wanted;
    batch->n_rows = 0;
    batch->n_line_ends = 0;
    move_to(&row.at, batch->begin);
    while (batch->n_rows < wanted && !on->is_declined) {
        keur_field field;
        size_t stop, n_lines;
        const enum step step = next_field(&row, on, batch, &field, &stop, &n_lines);

        if (step == INPUT_ENDS)
            break;
        on->is_declined = step == IS_DECLINED;
        if (step != FIELD_ENDS)
            continue;
        if (n_lines > 0)
            KEUR_TRY(
                add_line_ends(batch, (keur_line_ends){batch->n_rows, row.column, n_lines}, err));
        take_field(on, &row, batch, field, stop);
    }
    batch->n_line_ends = row.n_line_ends;
    if (!is_text(batch->bytes + first, batch->begin - first))
        on->is_declined = true;
    if (row.has_doubled && !on->is_declined)
        undouble(batch, on->n_columns);
out:
    return status;
}
