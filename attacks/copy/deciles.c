/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/copy/deciles.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"
#include "stats/quantile.h"

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* How many differ; sorts them. */
static size_t count_distinct(uint32_t *numbers, size_t n)
{
    size_t distinct = 0;

    qsort(numbers, n, sizeof *numbers, by_number);
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || numbers[i] != numbers[i - 1];
    return distinct;
}

keur_status keur_deciles_make(const keur_case *on, const keur_neighbours *near, keur_role role,
                              const double *ascending, const uint32_t *order, keur_deciles *made,
                              keur_error *err)
{
    enum { TENTHS = KEUR_DECILES + 1 };
    const int32_t *units = keur_case_units(on, role);
    uint32_t *people = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_deciles){.is_there = near->n > 0, .least = SIZE_MAX};
    KEUR_TRY(KEUR_NEW(people, near->n, err));
    for (size_t d = 0; d < TENTHS; d++) {
        const size_t begin = near->n * d / TENTHS, end = near->n * (d + 1) / TENTHS;
        size_t here;

        for (size_t i = begin; i < end; i++) {
            const uint32_t row = near->rows[order[i] * near->k];

            people[i - begin] = units != NULL ? (uint32_t)units[row] : row;
        }
        here = count_distinct(people, end - begin);
        made->least = here < made->least ? here : made->least;
    }
    for (size_t d = 0; made->is_there && d < KEUR_DECILES; d++)
        made->at[d] = keur_quantile(ascending, near->n, (double)(d + 1) / TENTHS);
out:
    keur_release(people);
    return status;
}

keur_status keur_add_deciles(const char *about, const char *unit, const keur_deciles *train,
                             const keur_deciles *holdout, keur_result *out, keur_error *err)
{
    const keur_deciles *const sides[] = {train, holdout};
    const size_t n_sides = holdout->is_there ? 2 : 1;
    double values[3 * KEUR_DECILES];
    keur_series made = {.name = "distance-deciles",
                        .title = "Distances of synthetic rows to real rows, by tenths",
                        .about = about,
                        .n_columns = 1 + n_sides,
                        .columns = {{"synthetic rows as near or nearer", "share", NAN},
                                    {"train", unit, NAN},
                                    {"holdout", unit, NAN}},
                        .n_points = KEUR_DECILES,
                        .values = values,
                        .least = train->least};

    if (!train->is_there)
        return KEUR_OK;
    if (n_sides > 1 && holdout->least < made.least)
        made.least = holdout->least;
    if (made.least < KEUR_DECILE_PEOPLE)
        return keur_result_notice(out,
                                  "No curve of distances is given: fewer than 10 people stand "
                                  "between two of its points.",
                                  err);
    for (size_t d = 0; d < KEUR_DECILES; d++) {
        double *point = values + d * made.n_columns;

        point[0] = (double)(d + 1) / (KEUR_DECILES + 1);
        for (size_t s = 0; s < n_sides; s++)
            point[1 + s] = sides[s]->at[d];
    }
    return keur_result_add_series(out, &made, err);
}
