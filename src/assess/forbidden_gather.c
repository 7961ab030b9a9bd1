/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of real tables are looked for. */
#include <math.h>
#include <string.h>

#include "assess/export_impl.h"
#include "assess/forbidden_impl.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/try.h"

/* The distinct texts of one column of all tables, each once, with its rows. */
typedef struct counted {
    size_t n;
    const char **texts;
    size_t *rows;
    char decimal;
} counted;

static void counted_free(counted *of)
{
    keur_release(of->texts);
    keur_release(of->rows);
    *of = (counted){.n = 0};
}

static int compare_texts(uint32_t a, uint32_t b, const void *context)
{
    const counted *of = context;

    return strcmp(of->texts[a], of->texts[b]);
}

/* Join equal texts; order: by text. */
static keur_status join(counted *all, keur_error *err)
{
    counted made = {.decimal = all->decimal};
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, all->n, err));
    KEUR_TRY(KEUR_NEW(made.texts, all->n, err));
    KEUR_TRY(KEUR_NEW(made.rows, all->n, err));
    for (size_t i = 0; i < all->n; i++)
        order[i] = (uint32_t)i;
    KEUR_TRY(keur_sort(order, all->n, compare_texts, all, err));
    for (size_t i = 0; i < all->n; i++) {
        const char *text = all->texts[order[i]];

        if (made.n == 0 || strcmp(made.texts[made.n - 1], text) != 0)
            made.texts[made.n++] = text;
        made.rows[made.n - 1] += all->rows[order[i]];
    }
    counted_free(all);
    *all = made;
    made = (counted){.n = 0};
out:
    keur_release(order);
    counted_free(&made);
    return status;
}

/* Rows of each distinct text of a column of one table, added at `first`. */
static keur_status count_column(const keur_table *table, size_t column, counted *to, size_t first,
                                keur_error *err)
{
    enum { PIECE = 4096 };
    const size_t n = keur_table_rows(table);
    int32_t *codes = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(codes, PIECE, err));
    for (size_t k = 0; k < keur_table_distinct(table, column); k++)
        to->texts[first + k] = keur_table_text(table, column, k);
    for (size_t i = 0; i < n; i += PIECE) {
        const size_t m = n - i < PIECE ? n - i : PIECE;

        keur_table_copy_codes(table, column, i, m, codes);
        for (size_t j = 0; j < m; j++)
            to->rows[first + (size_t)codes[j]]++;
    }
out:
    keur_release(codes);
    return status;
}

static keur_status count_all(const keur_table *const *real, size_t n, const char *name, counted *to,
                             keur_error *err)
{
    size_t first = 0;
    keur_status status = KEUR_OK;

    *to = (counted){.decimal = keur_table_decimal(real[0])};
    for (size_t t = 0; t < n; t++) {
        const ptrdiff_t column = keur_table_find(real[t], name);

        to->n += column >= 0 ? keur_table_distinct(real[t], (size_t)column) : 0;
    }
    KEUR_TRY(KEUR_NEW(to->texts, to->n, err));
    KEUR_TRY(KEUR_NEW(to->rows, to->n, err));
    for (size_t t = 0; t < n; t++) {
        const ptrdiff_t column = keur_table_find(real[t], name);

        if (column < 0)
            continue;
        KEUR_TRY(count_column(real[t], (size_t)column, to, first, err));
        first += keur_table_distinct(real[t], (size_t)column);
    }
    KEUR_TRY(join(to, err));
out:
    if (status != KEUR_OK)
        counted_free(to);
    return status;
}

/* A value as a number: thousands and a percent sign left out where the column is written so. */
static bool read_number(const char *text, char decimal, keur_format format, double *value,
                        size_t *digits)
{
    char plain[KEUR_SECRET_BYTES + 1];
    size_t used = 0;

    for (; *text != '\0' && used < KEUR_SECRET_BYTES; text++) {
        if ((format == KEUR_FORMAT_PERCENT && *text == '%') ||
            (format == KEUR_FORMAT_THOUSANDS && strchr(",. '", *text) != NULL && *text != decimal))
            continue;
        plain[used++] = *text == decimal ? '.' : *text;
    }
    plain[used] = '\0';
    *digits = keur_secret_digits(plain, used);
    return *text == '\0' && keur_text_number(plain, '.', value);
}

/* Single blanks, none at the ends, cut to KEUR_SECRET_BYTES; @return characters. */
static size_t tidy(const char *text, char out[KEUR_SECRET_BYTES + 4], size_t *bytes)
{
    size_t n = 0, letters = 0;

    for (; *text != '\0' && n < KEUR_SECRET_BYTES + 3; text++) {
        const bool is_blank = *text == ' ' || (*text >= '\t' && *text <= '\r');

        if (is_blank && (n == 0 || out[n - 1] == ' '))
            continue;
        out[n++] = is_blank ? ' ' : *text;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    n = keur_text_whole(out, KEUR_SECRET_BYTES);
    out[n] = '\0';
    for (size_t i = 0; i < n; i++)
        letters += ((unsigned char)out[i] & 0xc0) != 0x80;
    *bytes = n;
    return letters;
}

/* The secret that a value would be; false where it is too short to be looked for. */
static bool make_secret(const char *text, char decimal, keur_format format,
                        char room[KEUR_SECRET_BYTES + 4], keur_secret *made)
{
    double value;
    size_t digits;

    if (read_number(text, decimal, format, &value, &digits)) {
        made->text = NULL;
        made->number = fabs(value);
        return digits >= KEUR_SECRET_DIGITS;
    }
    made->text = room;
    return tidy(text, room, &made->bytes) >= KEUR_SECRET_LETTERS;
}

static bool is_number_column(const keur_schema_column *column)
{
    return column->type == KEUR_TYPE_NUMERIC && !column->is_code;
}

static bool names_records(const keur_schema_column *column)
{
    return column->type == KEUR_TYPE_IDENTIFIER || (column->roles & KEUR_COLUMN_UNIT) != 0;
}

/* Mark the 10 smallest and largest values of a column. */
static keur_status mark_extremes(const counted *of, keur_format format, bool *is_extreme,
                                 keur_error *err)
{
    double *values = NULL;
    uint32_t *which = NULL, *order = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(values, of->n, err));
    KEUR_TRY(KEUR_NEW(which, of->n, err));
    KEUR_TRY(KEUR_NEW(order, of->n, err));
    for (size_t i = 0; i < of->n; i++) {
        size_t digits;

        if (read_number(of->texts[i], of->decimal, format, &values[n], &digits))
            which[n++] = (uint32_t)i;
    }
    KEUR_TRY(keur_sort_order(values, n, order, err));
    for (size_t i = 0; i < n; i++)
        is_extreme[which[order[i]]] = i < KEUR_SECRET_EXTREMES || i + KEUR_SECRET_EXTREMES >= n;
out:
    keur_release(values);
    keur_release(which);
    keur_release(order);
    return status;
}

static keur_status add_column(keur_forbidden *to, const keur_schema_column *column,
                              const counted *of, keur_error *err)
{
    const bool is_name = names_records(column), is_number = is_number_column(column);
    char room[KEUR_SECRET_BYTES + 4];
    bool *is_extreme = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_extreme, of->n, err));
    if (is_number)
        KEUR_TRY(mark_extremes(of, column->format, is_extreme, err));
    for (size_t i = 0; i < of->n; i++) {
        keur_secret made = {.column = column->name,
                            .why = is_name || column->type == KEUR_TYPE_TEXT ? KEUR_SECRET_NAME
                                   : is_number                               ? KEUR_SECRET_EXTREME
                                                                             : KEUR_SECRET_LEVEL};

        if ((of->rows[i] >= KEUR_EXPORT_SMALL && !is_name) ||
            (is_number && !is_name && !is_extreme[i]))
            continue;
        if (!make_secret(of->texts[i], of->decimal, column->format, room, &made))
            continue;
        KEUR_TRY(keur_secret_add(to, &made, err));
        /* "1234,5" may stand in a text as it does in the table. */
        if (made.text == NULL && of->texts[i][strspn(of->texts[i], "-.0123456789")] != '\0' &&
            tidy(of->texts[i], room, &made.bytes) >= KEUR_SECRET_LETTERS) {
            made.text = room;
            KEUR_TRY(keur_secret_add(to, &made, err));
        }
    }
out:
    keur_release(is_extreme);
    return status;
}

/* What 10 rows or more have in a column that names nobody is told by saying it of nobody. */
static void excuse_common(keur_forbidden *to, const keur_schema_column *column, const counted *of)
{
    char room[KEUR_SECRET_BYTES + 4];

    for (size_t i = 0; i < of->n && !names_records(column); i++) {
        keur_secret made, *found;

        if (of->rows[i] < KEUR_EXPORT_SMALL ||
            !make_secret(of->texts[i], of->decimal, column->format, room, &made))
            continue;
        if (made.text != NULL) {
            uint64_t hash = KEUR_SECRET_START;

            for (size_t b = 0; b < made.bytes; b++)
                hash = keur_secret_hash(hash, made.text[b]);
            found = keur_secret_of_text(to, hash, made.text, made.bytes);
        } else {
            found = keur_secret_of_number(to, made.number);
        }
        if (found != NULL)
            found->is_excused = true;
    }
}

keur_status keur_forbidden_new(const keur_table *const *real, size_t n, const keur_schema *schema,
                               keur_forbidden **made, keur_error *err)
{
    keur_forbidden *to = NULL;
    counted of = {.n = 0};
    keur_status status = KEUR_OK;

    *made = NULL;
    KEUR_TRY(KEUR_NEW(to, 1, err));
    KEUR_TRY(keur_arena_new(&to->arena, err));
    for (size_t turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < schema->n_columns; i++) {
            KEUR_TRY(count_all(real, n, schema->columns[i].name, &of, err));
            if (turn == 0)
                KEUR_TRY(add_column(to, &schema->columns[i], &of, err));
            else
                excuse_common(to, &schema->columns[i], &of);
            counted_free(&of);
        }
    }
    *made = to;
    to = NULL;
out:
    counted_free(&of);
    keur_forbidden_free(to);
    return status;
}
