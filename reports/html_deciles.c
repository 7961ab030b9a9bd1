/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances of the synthetic rows to train and to the holdout, by tenths of these rows; and how
 * many lie as near to the holdout, which is told where distances are not. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/drawing.h"
#include "reports/fill.h"

enum { LEFT = 52, TOP = 8, WIDE = 250, HIGH = 170, MOST_POINTS = 99 };

typedef struct drawn {
    const keur_series *of;
    double end;
} drawn;

static double value_of(const drawn *in, size_t i, size_t j)
{
    return in->of->values[i * in->of->n_columns + j];
}

static double x_of(double share)
{
    return LEFT + WIDE * keur_draw_place(share, 0, 1);
}

static double y_of(const drawn *in, double value)
{
    return TOP + HIGH * (1 - keur_draw_place(value, 0, in->end));
}

static keur_status add_grid(keur_text *to, const drawn *in, keur_error *err)
{
    char at[KEUR_COORDINATE_SIZE], name[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    for (int i = 0; i <= 4; i++) {
        keur_draw_number(x_of(i / 4.0), at);
        keur_draw_value("share", i / 4.0, name);
        KEUR_TRY(keur_fill(to, "upright",
                           (const keur_slot[]){{"x", at},
                                               {"top", "8"},
                                               {"down", "178"},
                                               {"y", "192"},
                                               {"name", name},
                                               {NULL, NULL}},
                           err));
    }
    for (int i = 0; i <= 2; i++) {
        keur_draw_number(y_of(in, in->end * i / 2), at);
        keur_draw_value(in->of->columns[1].unit, in->end * i / 2, name);
        KEUR_TRY(keur_fill(to, "decile-level",
                           (const keur_slot[]){{"y", at}, {"name", name}, {NULL, NULL}}, err));
    }
out:
    return status;
}

/* One coordinate as a line with a mark at each point. */
static keur_status add_line(keur_text *to, const drawn *in, size_t j, keur_error *err)
{
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE];
    keur_text path = {NULL, 0, 0}, marks = path;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < in->of->n_points; i++) {
        keur_draw_number(x_of(value_of(in, i, 0)), x);
        keur_draw_number(y_of(in, value_of(in, i, j)), y);
        KEUR_TRY(keur_text_format(&path, err, "%s%s %s", i == 0 ? "M" : " L", x, y));
        KEUR_TRY(keur_fill(&marks, j == 1 ? "dot" : "diamond",
                           (const keur_slot[]){{"x", x}, {"y", y}, {NULL, NULL}}, err));
    }
    KEUR_TRY(keur_fill(to, "decile-line",
                       (const keur_slot[]){{"class", j == 1 ? "curve" : "against"},
                                           {"path", path.bytes},
                                           {"marks_html", marks.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&path);
    keur_text_free(&marks);
    return status;
}

static keur_status add_rows(keur_text *to, const drawn *in, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < in->of->n_points; i++) {
        char cells[3][KEUR_PEOPLE_SIZE] = {"", "", ""};

        keur_draw_value("share", value_of(in, i, 0), cells[0]);
        for (size_t j = 1; j < in->of->n_columns && j < 3; j++)
            keur_draw_value(in->of->columns[j].unit, value_of(in, i, j), cells[j]);
        KEUR_TRY(keur_fill(
            to, "decile-row",
            (const keur_slot[]){
                {"share", cells[0]}, {"train", cells[1]}, {"holdout", cells[2]}, {NULL, NULL}},
            err));
    }
out:
    return status;
}

static bool is_of_ratios(const keur_series *of)
{
    return of->about != NULL && strcmp(of->about, "nndr") == 0;
}

static keur_status draw(keur_text *to, const keur_series *of, const char *part, const char *title,
                        keur_error *err)
{
    keur_text grid = {NULL, 0, 0}, lines = grid, rows = grid;
    drawn in = {of, 0};
    keur_status status = KEUR_OK;

    if (of->n_columns < 2 || of->n_columns > 3 || of->n_points < 2 || of->n_points > MOST_POINTS)
        return KEUR_OK;
    for (size_t i = 0; i < of->n_points; i++)
        for (size_t j = 1; j < of->n_columns; j++)
            in.end = fmax(in.end, value_of(&in, i, j));
    in.end = in.end > 0 ? keur_draw_end(in.end) : 1;
    KEUR_TRY(add_grid(&grid, &in, err));
    for (size_t j = of->n_columns; j-- > 1;)
        KEUR_TRY(add_line(&lines, &in, j, err));
    KEUR_TRY(add_rows(&rows, &in, err));
    KEUR_TRY(keur_fill(to, part,
                       (const keur_slot[]){{"title", title},
                                           {"grid_html", grid.bytes},
                                           {"lines_html", lines.bytes},
                                           {"rows_html", rows.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&grid);
    keur_text_free(&lines);
    keur_text_free(&rows);
    return status;
}

keur_status keur_draw_deciles(keur_text *to, const keur_series *of, keur_error *err)
{
    return draw(to, of, of->n_columns > 2 ? "deciles-two" : "deciles-one",
                is_of_ratios(of) ? "Nearest over second nearest real row (NNDR)"
                                 : "Distance to the nearest real row (DCR)",
                err);
}

keur_status keur_draw_nearness(keur_text *to, const keur_series *of, keur_error *err)
{
    if (of->n_columns != 3)
        return KEUR_OK;
    return draw(to, of, "nearness",
                is_of_ratios(of) ? "Synthetic rows with as low a ratio in the holdout (NNDR)"
                                 : "Synthetic rows that lie as near to the holdout (DCR)",
                err);
}
