/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_CSV_CUT_H
#define KEUR_TABLE_CSV_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "table/dictionary.h"

/** Field `column` of row `row` of a batch holds n_lines line ends. */
typedef struct keur_line_ends {
    size_t row, column, n_lines;
} keur_line_ends;

enum {
    KEUR_BATCH_FIELDS = 1 << 17, /**< room for fields */
    KEUR_BATCH_SLACK = 64        /**< bytes that can be read behind the last one */
};

/** Whole rows of delimited text: their bytes, and where each field is. */
typedef struct keur_batch {
    char *bytes;
    size_t begin, end;  /* what is not cut yet */
    size_t room;        /* KEUR_BATCH_SLACK more can be read */
    bool is_last;       /* nothing comes after `end`; the last byte is a line feed */
    keur_field *fields; /* of column j from j * rows_room on */
    size_t rows_room, n_rows;
    keur_line_ends *line_ends; /* in the order of the fields */
    size_t n_line_ends, line_ends_room;
} keur_batch;

/** What to cut by, and what is known so far. */
typedef struct keur_cut {
    char separator;
    size_t max_field;
    size_t n_columns;     /* 0: cut one row, the header, and set it */
    bool has_blank_lines; /* only more of them may follow */
    bool is_declined;     /* what is there needs a reader that knows more */
} keur_cut;

/**
 * Cut as many whole rows off the front of a batch as there is room for, by the rules of RFC 4180:
 * a quoted field is freed from its quotes where it stands. A blank line is a row where there is one
 * column.
 *
 * What is wrong (bytes that are not UTF-8, too), or merely rare (carriage returns as line ends, a
 * field longer than max_field), is declined. A row that has no end yet is left, and begin == its
 * first byte.
 */
keur_status keur_csv_cut(keur_cut *on, keur_batch *batch, keur_error *err);

#endif
