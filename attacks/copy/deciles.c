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

/* People nearest to the rows begin .. end - 1 in that order; `people` has room for them. */
static size_t count_people(const keur_neighbours *near, const int32_t *units, const uint32_t *order,
                           size_t begin, size_t end, uint32_t *people)
{
    for (size_t i = begin; i < end; i++) {
        const uint32_t row = near->rows[order[i] * near->k];

        people[i - begin] = units != NULL ? (uint32_t)units[row] : row;
    }
    return count_distinct(people, end - begin);
}

keur_status keur_quantile_people(const keur_case *on, const keur_neighbours *near, keur_role role,
                                 const uint32_t *order, double p, size_t *least, keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    const size_t below = (size_t)ceil((double)near->n * p);
    size_t first, second;
    uint32_t *people = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(people, near->n, err));
    first = count_people(near, units, order, 0, below, people);
    second = count_people(near, units, order, below, near->n, people);
    *least = first < second ? first : second;
    *least = *least > 0 ? *least : 1;
out:
    keur_release(people);
    return status;
}

/* How many of them, which ascend, are at most that. */
static size_t count_reached(const double *ascending, size_t n, double most)
{
    size_t low = 0, high = n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (ascending[middle] <= most)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

keur_status keur_deciles_make(const keur_case *on, const keur_neighbours *near, keur_role role,
                              const double *ascending, const uint32_t *order,
                              const keur_deciles *against, keur_deciles *made, keur_error *err)
{
    enum { TENTHS = KEUR_DECILES + 1 };
    const size_t n = near->n;
    uint32_t *people = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_deciles){.is_there = n > 0, .least = SIZE_MAX, .n = n};
    KEUR_TRY(KEUR_NEW(people, n, err));
    for (size_t d = 0; d < TENTHS; d++) {
        const size_t here = count_people(near, keur_case_units(on, role), order, n * d / TENTHS,
                                         n * (d + 1) / TENTHS, people);

        made->least = here < made->least ? here : made->least;
    }
    for (size_t d = 0; made->is_there && d < KEUR_DECILES; d++) {
        made->at[d] = keur_quantile(ascending, n, (double)(d + 1) / TENTHS);
        made->reached[d] = count_reached(ascending, n, made->at[d]);
        made->reached_by[d] = against != NULL ? count_reached(ascending, n, against->at[d]) : 0;
    }
    for (size_t d = 0, last = 0; d < KEUR_DECILES && against != NULL; d++) {
        const size_t at = made->reached_by[d];

        /* Else a single person whom many synthetic rows are near to would move the number by as
         * much; so would one who is not there. */
        made->is_told[d] = count_people(near, keur_case_units(on, role), order, last, at, people) >=
                               KEUR_DECILE_PEOPLE &&
                           count_people(near, keur_case_units(on, role), order, at, n, people) >=
                               KEUR_DECILE_PEOPLE;
        last = made->is_told[d] ? at : last;
    }
out:
    keur_release(people);
    return status;
}

static size_t least_people(const keur_deciles *train, const keur_deciles *holdout)
{
    return holdout->is_there && holdout->least < train->least ? holdout->least : train->least;
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
                        .least = least_people(train, holdout)};

    if (!train->is_there)
        return KEUR_OK;
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

keur_status keur_add_nearness(const char *about, const keur_deciles *train,
                              const keur_deciles *holdout, keur_result *out, keur_error *err)
{
    double values[3 * KEUR_DECILES];
    const double n = (double)holdout->n;
    keur_series made = {.name = "nearness",
                        .title = "Synthetic rows that lie as near to the holdout, for each "
                                 "tenth of them by their distance to train",
                        .about = about,
                        .n_columns = 3,
                        .columns = {{"synthetic rows as near or nearer", "share", NAN},
                                    {"train", "share", n},
                                    {"holdout", "share", n}},
                        .values = values,
                        .least = least_people(train, holdout)};

    if (!train->is_there || !holdout->is_there || made.least < KEUR_DECILE_PEOPLE)
        return KEUR_OK;
    for (size_t d = 0; d < KEUR_DECILES; d++) {
        double *point = values + 3 * made.n_points;

        if (!holdout->is_told[d])
            continue;
        point[0] = (double)(d + 1) / (KEUR_DECILES + 1);
        point[1] = (double)holdout->reached_by[d] / n;
        point[2] = (double)holdout->reached[d] / n;
        made.n_points++;
    }
    return keur_result_add_series(out, &made, err);
}
