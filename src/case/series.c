/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/series.h"

#include <string.h>

#include "base/try.h"

bool keur_series_same_about(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

keur_status keur_series_copy(const keur_series *from, keur_arena *arena, keur_series *to,
                             keur_error *err)
{
    const size_t n = from->n_points * from->n_columns;
    double *values = NULL;
    const char **names = NULL;
    keur_status status = KEUR_OK;

    *to = *from;
    KEUR_TRY(keur_arena_string(arena, from->name, &to->name, err));
    KEUR_TRY(keur_arena_string(arena, from->title, &to->title, err));
    KEUR_TRY(keur_arena_string(arena, from->about, &to->about, err));
    for (size_t j = 0; j < from->n_columns; j++) {
        KEUR_TRY(keur_arena_string(arena, from->columns[j].name, &to->columns[j].name, err));
        KEUR_TRY(keur_arena_string(arena, from->columns[j].unit, &to->columns[j].unit, err));
    }
    KEUR_TRY(KEUR_ARENA_NEW(arena, values, n, err));
    if (n > 0)
        memcpy(values, from->values, n * sizeof *values);
    to->values = values;
    if (from->names == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_ARENA_NEW(arena, names, from->n_points, err));
    for (size_t i = 0; i < from->n_points; i++)
        KEUR_TRY(keur_arena_string(arena, from->names[i], &names[i], err));
    to->names = names;
out:
    return status;
}
