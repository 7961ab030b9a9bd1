/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/series_forms.h"

#include <math.h>
#include <stdlib.h>

#include "base/try.h"
#include "reports/figures.h"
#include "reports/reading.h"

static keur_status add_coordinates(keur_json *to, const keur_series *series, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "coordinates", &list, err));
    for (size_t j = 0; j < series->n_columns; j++) {
        const keur_series_column *column = &series->columns[j];

        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "name", column->name, err));
        KEUR_TRY(keur_json_add_string(made, "unit", column->unit, err));
        if (isfinite(column->rows))
            KEUR_TRY(keur_json_add_number(made, "rows", column->rows, err));
    }
out:
    return status;
}

keur_status keur_series_json(keur_json *to, const char *measure, const keur_series *series,
                             keur_error *err)
{
    keur_json *made = NULL, *points = NULL, *point = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, NULL, &made, err));
    if (measure != NULL)
        KEUR_TRY(keur_json_add_string(made, "measure", measure, err));
    KEUR_TRY(keur_json_add_string(made, "name", series->name, err));
    KEUR_TRY(keur_json_add_string(made, "title", series->title, err));
    if (series->about != NULL)
        KEUR_TRY(keur_json_add_string(made, "about", series->about, err));
    if (series->least > 0)
        KEUR_TRY(keur_json_add_number(made, "least", (double)series->least, err));
    KEUR_TRY(add_coordinates(made, series, err));
    if (series->names != NULL)
        KEUR_TRY(keur_texts_json(made, "names", series->names, series->n_points, err));
    KEUR_TRY(keur_json_add_array(made, "points", &points, err));
    for (size_t i = 0; i < series->n_points; i++) {
        KEUR_TRY(keur_json_add_array(points, NULL, &point, err));
        for (size_t j = 0; j < series->n_columns; j++)
            KEUR_TRY(
                keur_json_add_number(point, NULL, series->values[i * series->n_columns + j], err));
    }
out:
    return status;
}

static keur_status refuse(const keur_json_at *at, const char *what, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "%s: %s: %s", at->document, at->path, what);
}

static keur_status read_coordinates(const keur_json_at *at, keur_arena *arena, keur_series *made,
                                    keur_error *err)
{
    static const char *const known[] = {"name", "unit", "rows", NULL};
    const keur_json_at list = keur_json_member(at, "coordinates");
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_count(&list, &made->n_columns, err));
    if (!keur_json_is_array(&list) || made->n_columns == 0 ||
        made->n_columns > KEUR_MAX_SERIES_COLUMNS)
        return refuse(&list, "expected an array of 1 to 4 coordinates", err);
    for (size_t j = 0; j < made->n_columns; j++) {
        const keur_json_at item = keur_json_item(&list, j);
        const keur_json_at rows = keur_json_member(&item, "rows");
        keur_series_column *column = &made->columns[j];

        KEUR_TRY(keur_json_known(&item, known, err));
        KEUR_TRY(keur_read_text(&item, "name", arena, &column->name, err));
        KEUR_TRY(keur_read_text(&item, "unit", arena, &column->unit, err));
        column->rows = NAN;
        if (!keur_json_is_absent(&rows))
            KEUR_TRY(keur_json_number(&rows, &column->rows, err));
    }
out:
    return status;
}

static keur_status read_points(const keur_json_at *at, keur_arena *arena, keur_series *made,
                               keur_error *err)
{
    const keur_json_at list = keur_json_member(at, "points");
    double *values = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_count(&list, &made->n_points, err));
    if (!keur_json_is_array(&list))
        return refuse(&list, "expected an array", err);
    KEUR_TRY(KEUR_ARENA_NEW(arena, values, made->n_points * made->n_columns, err));
    for (size_t i = 0; i < made->n_points; i++) {
        const keur_json_at point = keur_json_item(&list, i);

        KEUR_TRY(keur_json_count(&point, &n, err));
        if (n != made->n_columns)
            return refuse(&point, "expected one number for each coordinate", err);
        for (size_t j = 0; j < n; j++) {
            const keur_json_at value = keur_json_item(&point, j);

            KEUR_TRY(keur_json_number(&value, &values[i * n + j], err));
        }
    }
    made->values = values;
out:
    return status;
}

/* A name for each point, where there are any. */
static keur_status read_names(const keur_json_at *at, keur_arena *arena, keur_series *made,
                              keur_error *err)
{
    const keur_json_at list = keur_json_member(at, "names");
    const char **names = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&list))
        return KEUR_OK;
    KEUR_TRY(keur_json_count(&list, &n, err));
    if (!keur_json_is_array(&list) || n != made->n_points)
        return refuse(&list, "expected an array with a name for each point", err);
    KEUR_TRY(KEUR_ARENA_NEW(arena, names, n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at name = keur_json_item(&list, i);
        const char *text = NULL;

        KEUR_TRY(keur_json_string(&name, &text, err));
        KEUR_TRY(keur_arena_string(arena, text, &names[i], err));
    }
    made->names = names;
out:
    return status;
}

keur_status keur_read_series(const keur_json_at *at, keur_arena *arena, keur_series *made,
                             keur_error *err)
{
    static const char *const known[] = {"measure",     "name",  "title",  "about", "least",
                                        "coordinates", "names", "points", NULL};
    const keur_json_at least = keur_json_member(at, "least");
    keur_status status = KEUR_OK;

    *made = (keur_series){.n_columns = 0};
    KEUR_TRY(keur_json_known(at, known, err));
    KEUR_TRY(keur_read_text(at, "name", arena, &made->name, err));
    KEUR_TRY(keur_read_text(at, "title", arena, &made->title, err));
    KEUR_TRY(keur_read_optional(at, "about", arena, &made->about, err));
    if (!keur_json_is_absent(&least))
        KEUR_TRY(keur_read_size(at, "least", &made->least, err));
    KEUR_TRY(read_coordinates(at, arena, made, err));
    KEUR_TRY(read_points(at, arena, made, err));
    KEUR_TRY(read_names(at, arena, made, err));
out:
    return status;
}
