/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a row lies in any ball is one search: in a space with a further column, which holds R - r
 * for a row with a ball of r, R the largest, and 0 for the row that asks, the nearest row lies
 * within R if and only if some row has the asking one in its ball. Most rows need no such search:
 * they lie in the ball of the row that is nearest to them.
 */
#include "fidelity/balls.h"

#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

/* One side as those that have balls. */
typedef struct side {
    const keur_space *space;
    const keur_rows *rows, *asking; /* of this table, of the other */
    keur_index *index;
    double *radii;
    int threads;
} side;

/* --- the balls of a table */

static keur_status set_radii(side *of, size_t k, keur_error *err)
{
    const size_t n = of->rows->n_rows;
    keur_near_options options = {.k = k, .distances_only = true, .threads = of->threads};
    double *distances = NULL;
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(distances, n * k, err));
    KEUR_TRY(KEUR_NEW(self, n, err));
    KEUR_TRY(KEUR_NEW(of->radii, n, err));
    KEUR_TRY(keur_index_new(of->space, of->rows, of->threads, &of->index, err));
    for (size_t i = 0; i < n; i++)
        self[i] = (uint32_t)i;
    options.self = self;
    KEUR_TRY(keur_index_nearest(of->index, of->rows, &options, NULL, distances, err));
    for (size_t i = 0; i < n; i++)
        of->radii[i] = distances[i * k + k - 1] + KEUR_BALL_EDGE;
out:
    keur_release(distances);
    keur_release(self);
    return status;
}

/* Which asking rows lie in the ball of the row nearest to them; *n of the others, in `rest`. */
static keur_status ask_nearest(const side *of, unsigned char *hits, uint32_t *rest, size_t *n,
                               keur_error *err)
{
    const size_t n_asking = of->asking->n_rows;
    const keur_near_options options = {.k = 1, .threads = of->threads};
    double *distances = NULL;
    uint32_t *nearest = NULL;
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(distances, n_asking, err));
    KEUR_TRY(KEUR_NEW(nearest, n_asking, err));
    KEUR_TRY(keur_index_nearest(of->index, of->asking, &options, nearest, distances, err));
    for (size_t i = 0; i < n_asking; i++) {
        hits[i] = distances[i] <= of->radii[nearest[i]];
        if (!hits[i])
            rest[(*n)++] = (uint32_t)i;
    }
out:
    keur_release(distances);
    keur_release(nearest);
    return status;
}

/* --- in any ball */

/* The rows with balls, and some that ask, with the further column. */
typedef struct lifted {
    keur_space space;
    keur_space_column *columns;
    const int32_t **of_balls, **of_asking;
    int32_t **asking; /* by column, the further one 0 */
    int32_t *codes;   /* of the further column */
    double *values;   /* its values, ascending; the first is 0 */
    double most;      /* the largest radius */
} lifted;

static void free_lifted(lifted *of)
{
    for (size_t j = 0; of->asking != NULL && j < of->space.n_columns; j++)
        keur_release(of->asking[j]);
    keur_release(of->asking);
    keur_release(of->columns);
    keur_release(of->of_balls);
    keur_release(of->of_asking);
    keur_release(of->codes);
    keur_release(of->values);
}

/* Distinct values of most - radius, ascending from 0, and the code of each row. */
static keur_status set_lifts(const double *radii, size_t n, lifted *to, keur_error *err)
{
    double *lifts = NULL;
    uint32_t *order = NULL;
    size_t n_values = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(lifts, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(KEUR_NEW(to->codes, n, err));
    KEUR_TRY(KEUR_NEW(to->values, n, err));
    for (size_t i = 0; i < n; i++)
        to->most = fmax(to->most, radii[i]);
    for (size_t i = 0; i < n; i++)
        lifts[i] = to->most - radii[i];
    KEUR_TRY(keur_sort_order(lifts, n, order, err));
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || lifts[order[i]] > to->values[n_values - 1])
            to->values[n_values++] = lifts[order[i]];
        to->codes[order[i]] = (int32_t)(n_values - 1);
    }
    to->columns[to->space.n_columns - 1] = (keur_space_column){.is_numeric = true,
                                                               .n_codes = n_values,
                                                               .n_values = n_values,
                                                               .values = to->values,
                                                               .scale = 1,
                                                               .cap = INFINITY,
                                                               .weight = 1,
                                                               .missing = 1};
out:
    keur_release(lifts);
    keur_release(order);
    return status;
}

static keur_status lift(const side *of, const uint32_t *rest, size_t n, lifted *to, keur_error *err)
{
    const size_t n_columns = of->space->n_columns;
    keur_status status = KEUR_OK;

    to->space = (keur_space){.n_columns = n_columns + 1};
    KEUR_TRY(KEUR_NEW(to->columns, n_columns + 1, err));
    KEUR_TRY(KEUR_NEW(to->of_balls, n_columns + 1, err));
    KEUR_TRY(KEUR_NEW(to->of_asking, n_columns + 1, err));
    KEUR_TRY(KEUR_NEW(to->asking, n_columns + 1, err));
    for (size_t j = 0; j <= n_columns; j++) {
        KEUR_TRY(KEUR_NEW(to->asking[j], n, err));
        to->of_asking[j] = to->asking[j];
    }
    for (size_t j = 0; j < n_columns; j++) {
        to->columns[j] = of->space->columns[j];
        to->of_balls[j] = of->rows->codes[j];
        for (size_t i = 0; i < n; i++)
            to->asking[j][i] = of->asking->codes[j][rest[i]];
    }
    to->space.columns = to->columns;
    KEUR_TRY(set_lifts(of->radii, of->rows->n_rows, to, err));
    to->of_balls[n_columns] = to->codes;
out:
    return status;
}

/* Which of the other rows, numbered in `rest`, lie in any ball of this side. */
static keur_status ask_all(const side *of, const uint32_t *rest, size_t n, unsigned char *hits,
                           keur_error *err)
{
    const keur_near_options options = {.k = 1, .distances_only = true, .threads = of->threads};
    const size_t n_columns = of->space->n_columns + 1;
    double *distances = NULL;
    lifted to = {.most = 0};
    keur_index *index = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(distances, n, err));
    KEUR_TRY(lift(of, rest, n, &to, err));
    KEUR_TRY(keur_index_new(&to.space, &(keur_rows){of->rows->n_rows, n_columns, to.of_balls},
                            of->threads, &index, err));
    KEUR_TRY(keur_index_nearest(index, &(keur_rows){n, n_columns, to.of_asking}, &options, NULL,
                                distances, err));
    for (size_t i = 0; i < n; i++)
        hits[rest[i]] = distances[i] <= to.most;
out:
    keur_index_free(index);
    keur_release(distances);
    free_lifted(&to);
    return status;
}

static keur_status find_hits(const side *of, unsigned char *hits, keur_error *err)
{
    uint32_t *rest = NULL;
    size_t n;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(rest, of->asking->n_rows, err));
    KEUR_TRY(ask_nearest(of, hits, rest, &n, err));
    if (n > 0)
        KEUR_TRY(ask_all(of, rest, n, hits, err));
out:
    keur_release(rest);
    return status;
}

/* --- both tables */

keur_status keur_balls_find(const keur_space *space, const keur_rows rows[KEUR_SIDES], size_t k,
                            int threads, keur_balls *found, keur_error *err)
{
    side sides[KEUR_SIDES] = {
        {.space = space, .rows = &rows[0], .asking = &rows[1], .threads = threads},
        {.space = space, .rows = &rows[1], .asking = &rows[0], .threads = threads}};
    keur_status status = KEUR_OK;

    *found = (keur_balls){.inside = NULL};
    KEUR_TRY(KEUR_NEW(found->inside, rows[KEUR_REAL].n_rows, err));
    for (size_t s = 0; s < KEUR_SIDES; s++) {
        KEUR_TRY(KEUR_NEW(found->hits[1 - s], rows[1 - s].n_rows, err));
        KEUR_TRY(set_radii(&sides[s], k, err));
        KEUR_TRY(find_hits(&sides[s], found->hits[1 - s], err));
    }
    KEUR_TRY(keur_index_radius_counts(
        sides[KEUR_OTHER].index, &rows[KEUR_REAL],
        &(keur_radius_options){.radii = sides[KEUR_REAL].radii, .threads = threads}, found->inside,
        err));
out:
    for (size_t s = 0; s < KEUR_SIDES; s++) {
        keur_index_free(sides[s].index);
        keur_release(sides[s].radii);
    }
    if (status != KEUR_OK)
        keur_balls_free(found);
    return status;
}

void keur_balls_free(keur_balls *found)
{
    for (size_t s = 0; s < KEUR_SIDES; s++)
        keur_release(found->hits[s]);
    keur_release(found->inside);
    *found = (keur_balls){.inside = NULL};
}
