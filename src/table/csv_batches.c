/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two batches of rows take turns: while the columns of one go into the table, each on a thread of
 * its own, the next is read and cut on another. So codes come out in the order of the rows for any
 * number of threads.
 */
#include "table/csv_batches.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "table/builder.h"
#include "table/csv_cut.h"
#include "table/dialect.h"

enum {
    FIRST_ROOM = 1 << 20,
    MOST_ROOM = 1 << 26, /* a row longer than this is declined */
    MOST_GROUPS = 64     /* of columns, so that narrow ones share a turn */
};

typedef struct reading {
    keur_pieces *from;
    const keur_read_options *options;
    keur_builder *builder;
    keur_cut cut;
    keur_batch batches[2];
    size_t now;       /* the batch that is going into the table */
    size_t n_columns; /* as the header has them */
    size_t n_grouped; /* columns of a group */
    size_t n_rows;    /* so far, with those of the batch at hand */
} reading;

static bool takes_encoding(const char *encoding)
{
    return encoding == NULL || strcasecmp(encoding, "UTF-8") == 0 ||
           strcasecmp(encoding, "UTF8") == 0;
}

static keur_status batch_new(keur_batch *batch, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(batch->bytes, FIRST_ROOM + KEUR_BATCH_SLACK, err));
    batch->room = FIRST_ROOM;
    KEUR_TRY(KEUR_NEW(batch->fields, KEUR_BATCH_FIELDS, err));
out:
    return status;
}

static void batch_free(keur_batch *batch)
{
    keur_release(batch->bytes);
    keur_release(batch->fields);
    keur_release(batch->line_ends);
}

static keur_status fill(reading *on, keur_batch *batch, keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_pieces_take(on->from, batch->bytes + batch->end, batch->room - batch->end, &n, err));
    batch->is_last = n < batch->room - batch->end;
    batch->end += n;
out:
    return status;
}

static keur_status grow(keur_batch *batch, keur_error *err)
{
    const size_t wanted = batch->room * 2;
    keur_status status = KEUR_OK;

    KEUR_TRY(
        KEUR_RESIZE(batch->bytes, batch->room + KEUR_BATCH_SLACK, wanted + KEUR_BATCH_SLACK, err));
    batch->room = wanted;
out:
    return status;
}

/* The last line may end with the file: that means the same as a line feed. There is room for it,
 * since there was for a byte that did not come. */
static void end_last_line(keur_batch *batch)
{
    if (batch->is_last && batch->end > batch->begin && batch->bytes[batch->end - 1] != '\n')
        batch->bytes[batch->end++] = '\n';
}

/* Cut rows off the batch, which is filled; with none, it is at its end, or the rest is declined. */
static keur_status cut(reading *on, keur_batch *batch, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (;;) {
        end_last_line(batch);
        KEUR_TRY(keur_csv_cut(&on->cut, batch, err));
        if (on->cut.is_declined || batch->n_rows > 0)
            goto out;
        if (batch->is_last) {
            on->cut.is_declined = batch->begin < batch->end;
            goto out;
        }
        if (batch->room >= MOST_ROOM) {
            on->cut.is_declined = true;
            goto out;
        }
        KEUR_TRY(grow(batch, err));
        KEUR_TRY(fill(on, batch, err));
    }
out:
    return status;
}

/* What the batch at hand has left, and what follows it. */
static keur_status next_batch(reading *on, keur_error *err)
{
    const keur_batch *from = &on->batches[on->now];
    keur_batch *to = &on->batches[1 - on->now];
    const size_t n = from->end - from->begin;
    keur_status status = KEUR_OK;

    while (to->room < n)
        KEUR_TRY(grow(to, err));
    memcpy(to->bytes, from->bytes + from->begin, n);
    to->begin = 0;
    to->end = n;
    to->is_last = from->is_last;
    if (!to->is_last)
        KEUR_TRY(fill(on, to, err));
    KEUR_TRY(cut(on, to, err));
out:
    return status;
}

/* Turn 0 is the next batch, the others are groups of columns. */
static keur_status take_turn(void *context, size_t turn, keur_error *err)
{
    reading *on = context;
    const keur_batch *batch = &on->batches[on->now];
    const size_t first = turn > 0 ? (turn - 1) * on->n_grouped : 0;
    keur_status status = KEUR_OK;

    if (turn == 0)
        return next_batch(on, err);
    for (size_t j = first; j < first + on->n_grouped && j < on->n_columns; j++)
        KEUR_TRY(keur_builder_fill(on->builder, j, batch->bytes,
                                   batch->fields + j * batch->rows_room, batch->n_rows, err));
out:
    return status;
}

/* Count the rows of the batch at hand, which are about to go into the table. */
static keur_status begin_batch(reading *on, keur_error *err)
{
    const keur_batch *batch = &on->batches[on->now];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < batch->n_line_ends; i++)
        KEUR_TRY(keur_builder_shift(on->builder, on->n_rows + batch->line_ends[i].row,
                                    batch->line_ends[i].column, batch->line_ends[i].n_lines, err));
    KEUR_TRY(keur_builder_end_rows(on->builder, batch->n_rows, err));
    on->n_rows += batch->n_rows;
out:
    return status;
}

static size_t count_turns(const reading *on)
{
    return 1 + (on->n_columns + on->n_grouped - 1) / on->n_grouped;
}

static keur_status end_batch(void *context, size_t *n_turns, keur_error *err)
{
    reading *on = context;

    on->now = 1 - on->now;
    *n_turns = 0;
    if (on->cut.is_declined || on->batches[on->now].n_rows == 0)
        return KEUR_OK;
    *n_turns = count_turns(on);
    return begin_batch(on, err);
}

/* The header: what it says wrong is declined, so that it is said in one place. */
static keur_status take_header(reading *on, keur_error *err)
{
    keur_batch *batch = &on->batches[0];
    size_t line = 2;
    keur_status status = KEUR_OK;

    KEUR_TRY(cut(on, batch, err));
    on->cut.is_declined = on->cut.is_declined || batch->n_rows == 0;
    for (size_t j = 0; j < on->cut.n_columns && !on->cut.is_declined; j++) {
        const keur_field *field = &batch->fields[j];

        status = keur_builder_column(on->builder, batch->bytes + field->begin, field->n, 1, NULL);
        on->cut.is_declined = status == KEUR_EPARSE;
        if (status == KEUR_ENOMEM)
            return keur_fail(err, status, "%s: not enough memory for its columns", on->from->name);
        status = KEUR_OK;
    }
    for (size_t i = 0; i < batch->n_line_ends; i++)
        line += batch->line_ends[i].n_lines;
    keur_builder_first_line(on->builder, line);
    on->n_columns = on->cut.n_columns;
    on->n_grouped = on->n_columns / MOST_GROUPS + 1;
out:
    return status;
}

static keur_status start(reading *on, keur_error *err)
{
    keur_batch *first = &on->batches[0];
    keur_status status = KEUR_OK;

    KEUR_TRY(batch_new(&on->batches[0], err));
    KEUR_TRY(batch_new(&on->batches[1], err));
    KEUR_TRY(fill(on, first, err));
    if (first->end >= 3 && memcmp(first->bytes, "\xef\xbb\xbf", 3) == 0)
        first->begin = 3;
    on->cut.separator = on->options->separator;
    if (on->cut.separator == '\0')
        on->cut.separator =
            keur_dialect_separator(first->bytes + first->begin, first->end - first->begin);
    on->cut.max_field = on->options->max_field;
    KEUR_TRY(keur_builder_new(on->from->name, &on->builder, err));
    KEUR_TRY(take_header(on, err));
out:
    return status;
}

static keur_status read_rows(reading *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(cut(on, &on->batches[0], err));
    if (on->cut.is_declined || on->batches[0].n_rows == 0) {
        on->cut.is_declined = true;
        return KEUR_OK;
    }
    KEUR_TRY(begin_batch(on, err));
    KEUR_TRY(
        keur_parallel_rounds(count_turns(on), on->options->threads, take_turn, end_batch, on, err));
out:
    return status;
}

keur_status keur_csv_batches(keur_pieces *from, const keur_read_options *options,
                             keur_table **table, keur_error *err)
{
    reading on = {.from = from, .options = options};
    keur_status status = KEUR_OK;

    *table = NULL;
    if (!takes_encoding(options->encoding))
        return KEUR_OK;
    KEUR_TRY(start(&on, err));
    if (!on.cut.is_declined)
        KEUR_TRY(read_rows(&on, err));
    if (!on.cut.is_declined) {
        char decimal = options->decimal;

        KEUR_TRY(keur_builder_finish(on.builder, table, err));
        if (decimal == '\0')
            decimal = keur_dialect_decimal(*table, on.cut.separator);
        keur_table_set_decimal(*table, decimal);
    }
out:
    batch_free(&on.batches[0]);
    batch_free(&on.batches[1]);
    keur_builder_free(on.builder);
    return status;
}
