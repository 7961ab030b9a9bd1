/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <math.h>
#include <string.h>

#include "base/try.h"

/* A coordinate as it may leave; NAN where the point must stay. */
static double judge(const keur_series_column *column, double value)
{
    const double rows = floor(value * column->rows + 0.5); /* whole, but for rounding */

    if (isnan(column->rows))
        return keur_export_digits(value, 0);
    if (rows < KEUR_EXPORT_SMALL || column->rows - rows < KEUR_EXPORT_SMALL)
        return NAN;
    return keur_export_digits(
        fmin(floor(rows / KEUR_EXPORT_BASE + 0.5) * KEUR_EXPORT_BASE / column->rows, 1), 0);
}

/* The point of `from` into `to`, which has room; false where it must stay. */
static bool take_point(const keur_series *of, const double *from, double *to)
{
    for (size_t j = 0; j < of->n_columns; j++) {
        to[j] = judge(&of->columns[j], from[j]);
        if (isnan(to[j]))
            return false;
    }
    return true;
}

/* Whether it says how many people its points rest on. Shares are of people counted, or of a grid;
 * a distance, or a ratio of two, is of somebody. What is in another unit, such as a column's own,
 * nobody has judged: it stays. */
static bool is_judgeable(const keur_series *of)
{
    bool is_share = true;

    for (size_t j = 0; j < of->n_columns; j++) {
        const char *unit = of->columns[j].unit;

        is_share = is_share && strcmp(unit, "share") == 0;
        if (strcmp(unit, "share") != 0 && strcmp(unit, "distance") != 0 &&
            strcmp(unit, "ratio") != 0)
            return false;
    }
    return of->least > 0 ? of->least >= KEUR_EXPORT_SMALL : is_share;
}

/* Whether parts of a whole may leave: none of them is small, nor what they leave over, or a
 * subtraction would give it back. */
static bool may_leave_whole(const keur_series *of)
{
    for (size_t j = 0; j < of->n_columns; j++) {
        double left = of->columns[j].rows;

        for (size_t i = 0; i < of->n_points; i++) {
            const double value = of->values[i * of->n_columns + j];

            if (isnan(judge(&of->columns[j], value)))
                return false;
            left -= value * of->columns[j].rows;
        }
        if (fabs(left) > 0.5 && left < KEUR_EXPORT_SMALL)
            return false;
    }
    return true;
}

static bool may_leave(const keur_series *of, double least)
{
    return least >= KEUR_EXPORT_SMALL && is_judgeable(of) &&
           (of->names == NULL || may_leave_whole(of));
}

keur_status keur_export_series(const keur_series *from, double least, keur_arena *arena,
                               keur_series *to, keur_error *err)
{
    const size_t width = from->n_columns;
    double *values = NULL;
    keur_status status = KEUR_OK;

    to->n_points = 0;
    to->least = 0;
    for (size_t j = 0; j < width; j++)
        to->columns[j].rows = NAN;
    if (!may_leave(from, least))
        return KEUR_OK;
    KEUR_TRY(KEUR_ARENA_NEW(arena, values, from->n_points * width, err));
    for (size_t i = 0; i < from->n_points; i++) {
        double *at = values + to->n_points * width;

        /* Points that have become one are given once: how often would count what lies between. */
        if (take_point(from, from->values + i * width, at) &&
            (from->names != NULL || to->n_points == 0 ||
             memcmp(at, at - width, width * sizeof *at) != 0))
            to->n_points++;
    }
    to->values = values;
out:
    return status;
}
