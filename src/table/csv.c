/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Delimited text. What is in order is read by csv_batches.h; all else, and above all what is wrong,
 * goes through libcsv. What libcsv leaves out is done here: it is fed one physical line at a time,
 * so that line numbers are known; it trims nothing (its notion of a blank is never true); blank
 * lines are reported to us; the status travels in its callbacks' data.
 */
#include <string.h>

#include <csv.h>

#include "base/try.h"
#include "table/builder.h"
#include "table/csv_batches.h"
#include "table/dialect.h"
#include "table/encoding.h"
#include "table/reader.h"
#include "table/versions.h"

enum { PIECE_BYTES = 1 << 16, BUFFER_STEP = 1 << 12 };

enum {
    LENIENT = CSV_REPALL_NL | CSV_STRICT_FINI,
    STRICT = LENIENT | CSV_STRICT /* stops at a quote where none may stand */
};

typedef struct csv_state {
    keur_builder *builder;
    const char *name;
    size_t max_field;
    size_t line;       /* being fed, from 1 */
    size_t row_line;   /* on which the row began */
    size_t field_line; /* on which the field began */
    size_t blank_line; /* the first of the blank lines just seen; 0: none */
    size_t n_columns;  /* 0 until the header is complete */
    size_t n_fields;   /* of this row, so far */
    int last_end;      /* the character that ended the last row */
    keur_status status;
    keur_error *err;
} csv_state;

static keur_status refuse_long(const csv_state *on, keur_error *err)
{
    return keur_fail(err, KEUR_EPARSE,
                     "%s:%zu: field %zu is longer than %zu bytes (a quote left open?)", on->name,
                     on->field_line, on->n_fields + 1, on->max_field);
}

static keur_status take_field(csv_state *on, const char *bytes, size_t n, keur_error *err)
{
    if (on->blank_line != 0)
        return keur_fail(err, KEUR_EPARSE, "%s:%zu: a blank line %s", on->name, on->blank_line,
                         on->n_columns == 0 ? "before the header" : "between rows");
    if (n > on->max_field)
        return refuse_long(on, err);
    if (on->n_columns == 0)
        return keur_builder_column(on->builder, bytes, n, on->field_line, err);
    if (on->n_fields >= on->n_columns)
        return KEUR_OK; /* the end of the row will say how many there are */
    return keur_builder_cell(on->builder, on->n_fields, bytes, n, on->field_line, err);
}

static void on_field(void *bytes, size_t n, void *data)
{
    csv_state *on = data;

    if (on->status != KEUR_OK)
        return;
    on->status = take_field(on, bytes, n, on->err);
    on->n_fields++;
    on->field_line = on->line;
}

/* A blank line is a missing value where there is one column, and nothing at the end of a file. */
static keur_status take_blank(csv_state *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (on->n_columns == 1) {
        KEUR_TRY(keur_builder_cell(on->builder, 0, "", 0, on->line, err));
        KEUR_TRY(keur_builder_end_row(on->builder, err));
    } else if (on->blank_line == 0) {
        on->blank_line = on->line;
    }
out:
    return status;
}

static keur_status take_row(csv_state *on, int end, keur_error *err)
{
    if (on->n_fields == 0) {
        /* LF right after CR: one line end. libcsv skips nothing, so no byte lies between. */
        return end == '\n' && on->last_end == '\r' ? KEUR_OK : take_blank(on, err);
    }
    if (on->n_columns == 0) {
        on->n_columns = on->n_fields;
        return KEUR_OK;
    }
    if (on->n_fields != on->n_columns)
        return keur_fail(err, KEUR_EPARSE, "%s:%zu: %zu field%s, the header has %zu", on->name,
                         on->row_line, on->n_fields, on->n_fields == 1 ? "" : "s", on->n_columns);
    return keur_builder_end_row(on->builder, err);
}

static void on_row(int end, void *data)
{
    csv_state *on = data;

    if (on->status != KEUR_OK)
        return;
    on->status = take_row(on, end, on->err);
    on->last_end = on->n_fields == 0 && end == '\n' ? 0 : end;
    on->n_fields = 0;
    on->row_line = on->line + 1;
    on->field_line = on->line + 1;
}

static int is_never_blank(unsigned char c)
{
    (void)c;
    return 0;
}

/* What libcsv stopped at: a quote inside a field that has none around it is a character like any
 * other (37.8"N), and anything else stands after a closing quote. */
static keur_status resume(struct csv_parser *parser, csv_state *on, const char *at)
{
    if (csv_error(parser) != CSV_EPARSE)
        return keur_fail(on->err, KEUR_ENOMEM, "%s:%zu: not enough memory for a field", on->name,
                         on->line);
    if (*at != '"')
        return keur_fail(on->err, KEUR_EPARSE, "%s:%zu: field %zu: text after its closing quote",
                         on->name, on->line, on->n_fields + 1);
    (void)csv_set_opts(parser, LENIENT);
    (void)csv_parse(parser, at, 1, on_field, on_row, on);
    (void)csv_set_opts(parser, STRICT);
    return on->status;
}

/* Feed n bytes of one line, in pieces, so that an endless field is noticed. */
static keur_status feed_line(struct csv_parser *parser, csv_state *on, const char *at, size_t n)
{
    keur_status status = KEUR_OK;

    while (n > 0) {
        const size_t wanted = n < PIECE_BYTES ? n : PIECE_BYTES;
        size_t done = csv_parse(parser, at, wanted, on_field, on_row, on);

        KEUR_TRY(on->status);
        if (done < wanted) {
            KEUR_TRY(resume(parser, on, at + done));
            done++;
        }
        if (parser->entry_pos > on->max_field + 1)
            return refuse_long(on, on->err);
        at += done;
        n -= done;
    }
out:
    return status;
}

/* Where the first `c` at or after `at` stands; a search is repeated only when it is passed, so that
 * a file without any costs one search. */
static const char *next_of(char c, const char *known, const char *at, const char *end)
{
    if (known == NULL || known < at) {
        known = memchr(at, c, (size_t)(end - at));
        known = known != NULL ? known : end;
    }
    return known;
}

static keur_status feed_all(struct csv_parser *parser, csv_state *on, const char *bytes, size_t n)
{
    const char *end = bytes + n, *lf = NULL, *cr = NULL;
    keur_status status = KEUR_OK;

    for (const char *at = bytes; at < end; on->line++) {
        const char *next;

        lf = next_of('\n', lf, at, end);
        cr = next_of('\r', cr, at, end);
        next = cr < lf ? cr : lf;
        if (next < end)
            next += next == cr && next + 1 == lf && lf < end ? 2 : 1;
        KEUR_TRY(feed_line(parser, on, at, (size_t)(next - at)));
        at = next;
    }
    if (csv_fini(parser, on_field, on_row, on) != 0)
        return keur_fail(on->err, KEUR_EPARSE, "%s:%zu: field %zu: its quote is never closed",
                         on->name, on->field_line, on->n_fields + 1);
    status = on->status;
out:
    return status;
}

static keur_status parse(const keur_file_content *content, char separator, size_t max_field,
                         keur_builder *builder, keur_error *err)
{
    csv_state on = {.builder = builder,
                    .name = content->name,
                    .max_field = max_field,
                    .line = 1,
                    .row_line = 1,
                    .field_line = 1,
                    .err = err};
    struct csv_parser parser;
    keur_status status;

    if (csv_init(&parser, STRICT) != 0)
        return keur_fail(err, KEUR_EINTERNAL, "libcsv could not be started");
    csv_set_delim(&parser, (unsigned char)separator);
    csv_set_space_func(&parser, is_never_blank);
    csv_set_blk_size(&parser, BUFFER_STEP);
    status = feed_all(&parser, &on, content->bytes, content->n);
    csv_free(&parser);
    return status;
}

keur_status keur_csv_by_libcsv(const keur_file_content *content, const keur_read_options *options,
                               keur_table **table, keur_error *err)
{
    keur_builder *builder = NULL;
    char separator, decimal;
    keur_status status = KEUR_OK;

    separator = options->separator != '\0' ? options->separator
                                           : keur_dialect_separator(content->bytes, content->n);
    KEUR_TRY(keur_builder_new(content->name, &builder, err));
    KEUR_TRY(parse(content, separator, options->max_field, builder, err));
    KEUR_TRY(keur_builder_finish(builder, table, err));
    decimal = options->decimal != '\0' ? options->decimal : keur_dialect_decimal(*table, separator);
    keur_table_set_decimal(*table, decimal);
out:
    keur_builder_free(builder);
    return status;
}

static keur_status read_csv(keur_file_content *content, const keur_read_options *options,
                            keur_table **table, keur_error *err)
{
    keur_read_options as_utf8 = *options;
    keur_pieces pieces;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_content_to_utf8(content, options->encoding, err));
    as_utf8.encoding = NULL;
    pieces = keur_pieces_of(content->name, content->bytes, content->n);
    /* a second byte order mark is text, and would be taken for a first */
    if (content->n < 3 || memcmp(content->bytes, "\xef\xbb\xbf", 3) != 0)
        KEUR_TRY(keur_csv_batches(&pieces, &as_utf8, table, err));
    if (*table == NULL)
        KEUR_TRY(keur_csv_by_libcsv(content, &as_utf8, table, err));
out:
    return status;
}

static bool accepts_csv(const keur_file_content *content)
{
    (void)content;
    return true;
}

const keur_reader keur_reader_csv = {
    .accepts = accepts_csv, .read = read_csv, .read_pieces = keur_csv_batches};

const char *keur_libcsv_version(void)
{
#define KEUR_DIGITS(x) #x
#define KEUR_EXPAND(x) KEUR_DIGITS(x)
    return KEUR_EXPAND(CSV_MAJOR) "." KEUR_EXPAND(CSV_MINOR) "." KEUR_EXPAND(CSV_RELEASE);
}
