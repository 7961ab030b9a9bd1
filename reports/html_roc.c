/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ROC curve on logarithmic axes, where small false positive rates, which matter most, are seen
 * [Carlini et al., IEEE S&P 2022]. */
#include <math.h>
#include <stdio.h>

#include "base/try.h"
#include "reports/drawing.h"
#include "reports/fill.h"

/* The drawing, in its own units; both axes run over DECADES powers of ten up to 1. */
enum { LEFT = 44, TOP = 8, SIDE = 240, DECADES = 3, ROWS_SHOWN = 12 };

static double place(double rate)
{
    const double least = pow(10, -DECADES);

    return (log10(fmax(rate, least)) + DECADES) / DECADES * SIDE;
}

static double x_of(double rate)
{
    return LEFT + place(rate);
}

static double y_of(double rate)
{
    return TOP + SIDE - place(rate);
}

static keur_status add_grid(keur_text *to, keur_error *err)
{
    static const char *const names[] = {"0.1%", "1%", "10%", "100%"};
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE];
    keur_status status = KEUR_OK;

    for (int i = 0; i <= DECADES; i++) {
        keur_draw_number(x_of(pow(10, i - DECADES)), x);
        keur_draw_number(y_of(pow(10, i - DECADES)), y);
        KEUR_TRY(keur_fill(
            to, "roc-line",
            (const keur_slot[]){{"x", x}, {"y", y}, {"name", names[i]}, {NULL, NULL}}, err));
    }
out:
    return status;
}

/* The curve as steps: a rate holds until the next point. */
static keur_status add_curve(keur_text *to, const keur_series *of, keur_error *err)
{
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_points; i++) {
        const double *point = of->values + i * of->n_columns;

        keur_draw_number(x_of(point[0]), x);
        keur_draw_number(y_of(point[1]), y);
        KEUR_TRY(keur_text_format(to, err, i == 0 ? "M%s %s" : " H%s V%s", x, y));
    }
out:
    return status;
}

static void print_rate(char out[32], double rate)
{
    (void)snprintf(out, 32, "%.3g%%", 100 * rate);
    for (char *c = out; *c != '\0'; c++)
        *c = *c == ',' ? '.' : *c; /* printf follows the locale */
}

/* A dozen points as a table: what the curve says to whoever does not see it. */
static keur_status add_rows(keur_text *to, const keur_series *of, keur_error *err)
{
    const size_t stride = (of->n_points + ROWS_SHOWN - 1) / ROWS_SHOWN;
    char x[32], y[32];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_points; i += stride) {
        print_rate(x, of->values[i * of->n_columns]);
        print_rate(y, of->values[i * of->n_columns + 1]);
        KEUR_TRY(
            keur_fill(to, "roc-row", (const keur_slot[]){{"x", x}, {"y", y}, {NULL, NULL}}, err));
    }
out:
    return status;
}

keur_status keur_draw_roc(keur_text *to, const keur_series *of, keur_error *err)
{
    keur_text grid = {NULL, 0, 0}, curve = grid, rows = grid;
    keur_status status = KEUR_OK;

    if (of->n_columns < 2 || of->n_points < 2)
        return KEUR_OK;
    KEUR_TRY(add_grid(&grid, err));
    KEUR_TRY(add_curve(&curve, of, err));
    KEUR_TRY(add_rows(&rows, of, err));
    KEUR_TRY(keur_fill(to, "roc",
                       (const keur_slot[]){{"title", of->title},
                                           {"grid_html", grid.bytes},
                                           {"curve", curve.bytes},
                                           {"rows_html", rows.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&grid);
    keur_text_free(&curve);
    keur_text_free(&rows);
    return status;
}
