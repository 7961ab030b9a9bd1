/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * With K x the sums of weight x by cell and r what is wanted, min over x of max over |y| <= 1 of
 * y'(K x - r). For a pair (x, y):
 *
 *   objective     sum over cells of |K x - r|
 *   lower bound   -y'r + sum over unknowns of min(0, weight * s),  s = sum of y over its cells
 */
#include "learn/l1_fit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"

/* Rounds between two looks at the gap, and unknowns taken together so that they stay in cache. */
enum { ROUNDS = 16, BLOCK = 4096 };

/* A restart is due where the gap fell to so much of what it was at the last one, or to the second
 * and no longer falls, or after so large a part of all rounds (PDLP). */
static const double enough = 0.2, some = 0.8, too_long = 0.36;

/* A point of both spaces and what follows from it. */
typedef struct point {
    double *x, *s; /* n */
    double *y, *k; /* n_cells: dual values, K x */
} point;

typedef struct fit {
    const keur_l1_problem *of;
    point now, mean, start; /* this round; sum of rounds, then their mean; the last restart */
    double *rows;           /* per cell: sum of weights */
    double *best;           /* x of the lowest objective seen */
    double *work;           /* n: weight x */
    double balance;         /* steps of y are this times longer, those of x shorter */
    double objective, bound, gap_at_start, gap_before;
    size_t in_mean;
} fit;

static keur_status point_new(const keur_l1_problem *of, point *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->x, of->n, err));
    KEUR_TRY(KEUR_NEW(made->s, of->n, err));
    KEUR_TRY(KEUR_NEW(made->y, of->n_cells, err));
    KEUR_TRY(KEUR_NEW(made->k, of->n_cells, err));
out:
    return status;
}

static void point_free(point *of)
{
    keur_release(of->x);
    keur_release(of->s);
    keur_release(of->y);
    keur_release(of->k);
}

static void point_copy(const keur_l1_problem *of, const point *from, point *to)
{
    memcpy(to->x, from->x, of->n * sizeof *to->x);
    memcpy(to->s, from->s, of->n * sizeof *to->s);
    memcpy(to->y, from->y, of->n_cells * sizeof *to->y);
    memcpy(to->k, from->k, of->n_cells * sizeof *to->k);
}

static double clip(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* k = K x */
static void sum_cells(const keur_l1_problem *of, const double *x, double *work, double *k)
{
    memset(k, 0, of->n_cells * sizeof *k);
    for (size_t i = 0; i < of->n; i++)
        work[i] = of->weight[i] * x[i];
    for (size_t p = 0; p < of->n_parts; p++) {
        const uint32_t *cell = of->cell + p * of->n;

        for (size_t i = 0; i < of->n; i++)
            k[cell[i]] += work[i];
    }
}

/* s = the sum of y over the cells of each unknown */
static void sum_parts(const keur_l1_problem *of, const double *y, double *s)
{
    memset(s, 0, of->n * sizeof *s);
    for (size_t begin = 0; begin < of->n; begin += BLOCK) {
        const size_t end = begin + BLOCK < of->n ? begin + BLOCK : of->n;

        for (size_t p = 0; p < of->n_parts; p++) {
            const uint32_t *cell = of->cell + p * of->n;

            for (size_t i = begin; i < end; i++)
                s[i] += y[cell[i]];
        }
    }
}

static void step(fit *at)
{
    const keur_l1_problem *of = at->of;
    const double in_x = 1 / (at->balance * (double)of->n_parts);
    point *now = &at->now, *mean = &at->mean;

    for (size_t i = 0; i < of->n; i++)
        now->x[i] = clip(now->x[i] - in_x * now->s[i], 0, 1);
    /* y wants 2 K x' - K x: begin with what is still there of the old sums. */
    for (size_t c = 0; c < of->n_cells; c++)
        now->y[c] -= at->rows[c] > 0 ? at->balance * (now->k[c] + of->wanted[c]) / at->rows[c] : 0;
    sum_cells(of, now->x, at->work, now->k);
    for (size_t c = 0; c < of->n_cells; c++) {
        if (at->rows[c] > 0)
            now->y[c] = clip(now->y[c] + at->balance * 2 * now->k[c] / at->rows[c], -1, 1);
        mean->y[c] += now->y[c];
        mean->k[c] += now->k[c];
    }
    sum_parts(of, now->y, now->s);
    for (size_t i = 0; i < of->n; i++) {
        mean->x[i] += now->x[i];
        mean->s[i] += now->s[i];
    }
    at->in_mean++;
}

/* The gap of a point; keeps the best of either side seen so far. `scale` of its values is meant. */
static double look(fit *at, const point *from, double scale)
{
    const keur_l1_problem *of = at->of;
    double objective = 0, bound = 0;

    for (size_t c = 0; c < of->n_cells; c++) {
        objective += fabs(scale * from->k[c] - of->wanted[c]);
        bound -= scale * from->y[c] * of->wanted[c];
    }
    for (size_t i = 0; i < of->n; i++)
        bound += fmin(0, of->weight[i] * (scale * from->s[i]));
    if (objective < at->objective) {
        at->objective = objective;
        for (size_t i = 0; i < of->n; i++)
            at->best[i] = clip(scale * from->x[i], 0, 1);
    }
    at->bound = fmax(at->bound, bound);
    return objective - bound;
}

/* Longer steps where the way since the last restart was longer, in the norms of the steps. */
static double balance_of(const fit *at)
{
    const keur_l1_problem *of = at->of;
    double in_x = 0, in_y = 0;

    for (size_t i = 0; i < of->n; i++) {
        const double d = at->now.x[i] - at->start.x[i];

        in_x += of->weight[i] * (double)of->n_parts * d * d;
    }
    for (size_t c = 0; c < of->n_cells; c++) {
        const double d = at->now.y[c] - at->start.y[c];

        in_y += at->rows[c] * d * d;
    }
    if (!(in_x > 0) || !(in_y > 0))
        return at->balance;
    return clip(sqrt(at->balance * sqrt(in_y / in_x)), 1e-3, 1e3);
}

static void restart(fit *at, bool from_mean, double gap)
{
    const keur_l1_problem *of = at->of;
    const double scale = 1 / (double)at->in_mean;

    if (from_mean) {
        for (size_t i = 0; i < of->n; i++) {
            at->now.x[i] = clip(scale * at->mean.x[i], 0, 1);
            at->now.s[i] = scale * at->mean.s[i];
        }
        for (size_t c = 0; c < of->n_cells; c++) {
            at->now.y[c] = clip(scale * at->mean.y[c], -1, 1);
            at->now.k[c] = scale * at->mean.k[c];
        }
    }
    at->balance = balance_of(at);
    point_copy(of, &at->now, &at->start);
    memset(at->mean.x, 0, of->n * sizeof *at->mean.x);
    memset(at->mean.s, 0, of->n * sizeof *at->mean.s);
    memset(at->mean.y, 0, of->n_cells * sizeof *at->mean.y);
    memset(at->mean.k, 0, of->n_cells * sizeof *at->mean.k);
    at->in_mean = 0;
    at->gap_at_start = at->gap_before = gap;
}

static bool is_close(const fit *at, const keur_l1_options *how, double size)
{
    const double gap = at->objective - at->bound;

    return gap <= how->relative * at->objective || gap <= how->absolute * size;
}

static size_t go(fit *at, const keur_l1_options *how, double size)
{
    size_t round = 0;

    at->gap_at_start = at->gap_before = look(at, &at->now, 1);
    while (!is_close(at, how, size) && round < how->most_rounds) {
        double of_now, of_mean, gap;

        for (size_t i = 0; i < ROUNDS && round < how->most_rounds; i++, round++)
            step(at);
        of_now = look(at, &at->now, 1);
        of_mean = look(at, &at->mean, 1 / (double)at->in_mean);
        gap = fmin(of_now, of_mean);
        if (gap <= enough * at->gap_at_start ||
            (gap <= some * at->gap_at_start && gap > at->gap_before) ||
            (double)at->in_mean >= too_long * (double)round)
            restart(at, of_mean < of_now, gap);
        at->gap_before = gap;
    }
    return round;
}

static keur_status check(const keur_l1_problem *of, const double *x, keur_error *err)
{
    bool is_good = of->n_parts > 0;

    for (size_t i = 0; i < of->n; i++)
        is_good = is_good && of->weight[i] > 0 && isfinite(of->weight[i]) && isfinite(x[i]);
    for (size_t i = 0; i < of->n * of->n_parts; i++)
        is_good = is_good && of->cell[i] < of->n_cells;
    for (size_t c = 0; c < of->n_cells; c++)
        is_good = is_good && isfinite(of->wanted[c]);
    return is_good ? KEUR_OK
                   : keur_fail(err, KEUR_EINVAL,
                               "a fit of sums needs parts, weights above 0, cells within range "
                               "and finite values");
}

/* The first point: x as given, y of the side that each cell is wrong to. */
static void begin(fit *at, const double *x)
{
    const keur_l1_problem *of = at->of;

    for (size_t i = 0; i < of->n; i++)
        at->now.x[i] = 1;
    sum_cells(of, at->now.x, at->work, at->rows);
    for (size_t i = 0; i < of->n; i++)
        at->now.x[i] = at->best[i] = clip(x[i], 0, 1);
    sum_cells(of, at->now.x, at->work, at->now.k);
    /* A cell without unknowns is wrong by what is wanted, whatever x: its y is known. */
    for (size_t c = 0; c < of->n_cells; c++)
        at->now.y[c] = at->rows[c] > 0 ? 0 : of->wanted[c] > 0 ? -1 : 1;
    point_copy(of, &at->now, &at->start);
}

keur_status keur_l1_fit(const keur_l1_problem *of, const keur_l1_options *how, double *x,
                        keur_l1_found *found, keur_error *err)
{
    fit at = {.of = of, .balance = 1, .objective = INFINITY, .bound = -INFINITY};
    double size = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(check(of, x, err));
    KEUR_TRY(point_new(of, &at.now, err));
    KEUR_TRY(point_new(of, &at.mean, err));
    KEUR_TRY(point_new(of, &at.start, err));
    KEUR_TRY(KEUR_NEW(at.rows, of->n_cells, err));
    KEUR_TRY(KEUR_NEW(at.best, of->n, err));
    KEUR_TRY(KEUR_NEW(at.work, of->n, err));
    for (size_t i = 0; i < of->n; i++)
        size += of->weight[i] * (double)of->n_parts;
    begin(&at, x);
    found->rounds = go(&at, how, size);
    found->objective = at.objective;
    found->gap = fmax(at.objective - at.bound, 0);
    found->size = size;
    memcpy(x, at.best, of->n * sizeof *x);
out:
    point_free(&at.now);
    point_free(&at.mean);
    point_free(&at.start);
    keur_release(at.rows);
    keur_release(at.best);
    keur_release(at.work);
    return status;
}
