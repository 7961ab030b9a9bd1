/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the values of one column occur: bars of this table and of train, the holdout as a
 * mark. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/drawing.h"
#include "reports/fill.h"

/* The drawing, in its own units: names up to LEFT, bars of WIDE units, a row of ROW units each. */
enum { LEFT = 132, WIDE = 212, TOP = 6, ROW = 25, NAME_COLUMNS = 22, MOST_POINTS = 40 };

enum { TRAIN, SYNTHETIC, HOLDOUT, TABLES };

typedef struct drawn {
    const keur_series *of;
    size_t at[TABLES]; /* coordinates; n_columns: there is none */
    double end;
} drawn;

static double value_of(const drawn *in, size_t i, size_t table)
{
    return in->of->values[i * in->of->n_columns + in->at[table]];
}

static bool has(const drawn *in, size_t table)
{
    return in->at[table] < in->of->n_columns;
}

/* Whether it is such a series. */
static bool find(const keur_series *of, drawn *to)
{
    static const char *const names[TABLES] = {"train", "synthetic", "holdout"};

    *to = (drawn){.of = of};
    for (size_t t = 0; t < TABLES; t++)
        while (to->at[t] < of->n_columns && strcmp(of->columns[to->at[t]].name, names[t]) != 0)
            to->at[t]++;
    if (!has(to, TRAIN) || !has(to, SYNTHETIC) || of->names == NULL || of->about == NULL ||
        of->n_points < 2 || of->n_points > MOST_POINTS)
        return false;
    for (size_t i = 0; i < of->n_points; i++)
        for (size_t t = 0; t < TABLES; t++)
            to->end = has(to, t) ? fmax(to->end, value_of(to, i, t)) : to->end;
    to->end = to->end > 0 ? fmin(keur_draw_end(to->end), 1) : 1;
    return true;
}

static double x_of(const drawn *in, double share)
{
    return LEFT + WIDE * keur_draw_place(share, 0, in->end);
}

static keur_status add_grid(keur_text *to, const drawn *in, keur_error *err)
{
    const size_t n = in->of->n_points;
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE], down[KEUR_COORDINATE_SIZE];
    char name[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    keur_draw_number((double)(TOP + ROW * n), down);
    keur_draw_number((double)(TOP + ROW * n + 14), y);
    for (int i = 0; i <= 2; i++) {
        keur_draw_number(x_of(in, in->end * i / 2), x);
        keur_draw_value("share", in->end * i / 2, name);
        KEUR_TRY(keur_fill(
            to, "upright",
            (const keur_slot[]){
                {"x", x}, {"top", "6"}, {"down", down}, {"y", y}, {"name", name}, {NULL, NULL}},
            err));
    }
out:
    return status;
}

static keur_status add_holdout(keur_text *to, const drawn *in, size_t i, keur_error *err)
{
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE];

    if (!has(in, HOLDOUT))
        return KEUR_OK;
    keur_draw_number(x_of(in, value_of(in, i, HOLDOUT)), x);
    keur_draw_number((double)(TOP + ROW * i) + 17, y);
    return keur_fill(to, "diamond", (const keur_slot[]){{"x", x}, {"y", y}, {NULL, NULL}}, err);
}

static keur_status add_bars(keur_text *to, const drawn *in, size_t i, keur_error *err)
{
    const double top = (double)(TOP + ROW * i);
    char name[KEUR_PEOPLE_SIZE], y[3][KEUR_COORDINATE_SIZE], wide[2][KEUR_COORDINATE_SIZE];
    keur_text mark = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    keur_draw_cut(in->of->names[i], NAME_COLUMNS, name);
    keur_draw_number(top + 3, y[0]);
    keur_draw_number(top + 13, y[1]);
    keur_draw_number(top + 16, y[2]);
    keur_draw_number(x_of(in, value_of(in, i, SYNTHETIC)) - LEFT, wide[0]);
    keur_draw_number(x_of(in, value_of(in, i, TRAIN)) - LEFT, wide[1]);
    KEUR_TRY(add_holdout(&mark, in, i, err));
    KEUR_TRY(keur_fill(to, "share-bars",
                       (const keur_slot[]){{"name", name},
                                           {"text_y", y[2]},
                                           {"this_y", y[0]},
                                           {"this", wide[0]},
                                           {"train_y", y[1]},
                                           {"train", wide[1]},
                                           {"mark_html", mark.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&mark);
    return status;
}

static keur_status add_row(keur_text *to, const drawn *in, size_t i, keur_error *err)
{
    char values[TABLES][KEUR_PEOPLE_SIZE] = {"", "", ""};

    for (size_t t = 0; t < TABLES; t++)
        if (has(in, t))
            keur_draw_value("share", value_of(in, i, t), values[t]);
    return keur_fill(to, "share-row",
                     (const keur_slot[]){{"name", in->of->names[i]},
                                         {"this", values[SYNTHETIC]},
                                         {"train", values[TRAIN]},
                                         {"holdout", values[HOLDOUT]},
                                         {NULL, NULL}},
                     err);
}

/* Where this table and train are farthest apart, in words. */
static void describe(const drawn *in, char *out, size_t size)
{
    size_t worst = 0;
    char here[KEUR_PEOPLE_SIZE], there[KEUR_PEOPLE_SIZE], name[KEUR_PEOPLE_SIZE];

    for (size_t i = 1; i < in->of->n_points; i++)
        if (fabs(value_of(in, i, SYNTHETIC) - value_of(in, i, TRAIN)) >
            fabs(value_of(in, worst, SYNTHETIC) - value_of(in, worst, TRAIN)))
            worst = i;
    keur_draw_cut(in->of->names[worst], 60, name);
    keur_draw_value("share", value_of(in, worst, SYNTHETIC), here);
    keur_draw_value("share", value_of(in, worst, TRAIN), there);
    (void)snprintf(out, size, "farthest apart at %.190s: %.60s of this table, %.60s of train", name,
                   here, there);
}

keur_status keur_draw_shares(keur_text *to, const keur_series *of, keur_error *err)
{
    keur_text grid = {NULL, 0, 0}, bars = grid, rows = grid;
    char height[KEUR_COORDINATE_SIZE], text[400];
    drawn in;
    keur_status status = KEUR_OK;

    if (!find(of, &in))
        return KEUR_OK;
    (void)snprintf(height, sizeof height, "%zu", TOP + ROW * of->n_points + 20);
    describe(&in, text, sizeof text);
    KEUR_TRY(add_grid(&grid, &in, err));
    for (size_t i = 0; i < of->n_points; i++) {
        KEUR_TRY(add_bars(&bars, &in, i, err));
        KEUR_TRY(add_row(&rows, &in, i, err));
    }
    KEUR_TRY(keur_fill(to, has(&in, HOLDOUT) ? "shares-three" : "shares-two",
                       (const keur_slot[]){{"about", of->about},
                                           {"title", of->title},
                                           {"height", height},
                                           {"text", text},
                                           {"grid_html", grid.bytes},
                                           {"bars_html", bars.bytes},
                                           {"rows_html", rows.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&grid);
    keur_text_free(&bars);
    keur_text_free(&rows);
    return status;
}
