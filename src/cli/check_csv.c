/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the tables that keur writes: the points behind charts, and what `compare` writes. Texts
 * are looked through with the whole file; here numbers are held to what their columns may have. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/try.h"
#include "cli/check_export.h"

enum { MOST_CELLS = 16, LONGEST_CELL = 60 };

/* What the cells of a column hold. */
typedef enum holds { TEXT, FIGURE, LEVEL, WHOLE } holds;

static holds holds_of(const char *name)
{
    static const char *const figures[] = {"value", "low", "high"};
    static const char *const wholes[] = {"point", "n"};

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (strcmp(name, figures[i]) == 0)
            return FIGURE;
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
        if (strcmp(name, wholes[i]) == 0)
            return WHOLE;
    return strcmp(name, "level") == 0 ? LEVEL : TEXT;
}

/* The beginning of the cell at *at, without quotes; *at moves to its end. */
static void take_cell(const char *bytes, size_t n, size_t *at, char out[LONGEST_CELL + 1])
{
    bool is_quoted = false;
    size_t used = 0;

    for (; *at < n; ++*at) {
        const char c = bytes[*at];

        if (c == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && (c == ',' || c == '\n'))
            break;
        else if (used < LONGEST_CELL)
            out[used++] = c;
    }
    out[used] = '\0';
}

static const char *judge(const keur_checking *on, holds what, const char *cell)
{
    double value;

    if (what == TEXT || *cell == '\0')
        return NULL;
    if (!keur_text_number(cell, '.', &value))
        return "a text where a number belongs";
    if (what == WHOLE)
        return value >= 0 && value == floor(value) ? NULL : "is no whole number";
    if (what == LEVEL)
        return value >= 0 && value <= 1 ? NULL : "is no level of an interval";
    return keur_export_has_more_digits(value) && !keur_check_is_rows(on, value)
               ? "a number of more than three digits"
               : NULL;
}

keur_status keur_check_csv(const keur_checking *on, const char *bytes, size_t n, keur_error *err)
{
    holds of[MOST_CELLS] = {TEXT};
    size_t n_of = 0, column = 0, line = 1, at = 0;
    char cell[LONGEST_CELL + 1], where[40];
    keur_status status = KEUR_OK;

    while (at < n) {
        const char *what = NULL;

        take_cell(bytes, n, &at, cell);
        if (line == 1 && column < MOST_CELLS)
            of[n_of++] = holds_of(cell);
        else if (line > 1)
            what = column < n_of ? judge(on, of[column], cell) : "a cell without a column";
        (void)snprintf(where, sizeof where, "line %zu", line);
        if (what != NULL)
            KEUR_TRY(keur_check_tell(on, where, what, err));
        column = at < n && bytes[at] == ',' ? column + 1 : 0;
        line += column == 0;
        at++;
    }
out:
    return status;
}
