/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/ball_shares.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

enum { GROUPS = KEUR_JACKKNIFE_GROUPS };

typedef struct grouping {
    const keur_space *space;
    const keur_equal_size *tables;
    size_t k;
    double hits[KEUR_BALL_SHARES][GROUPS], rows[KEUR_BALL_SHARES][GROUPS];
    bool is_small[GROUPS];
} grouping;

/* Rows of one part of a table. */
typedef struct part_rows {
    int32_t **codes;
    keur_rows rows;
} part_rows;

static void free_part(part_rows *of, size_t n_columns)
{
    for (size_t j = 0; of->codes != NULL && j < n_columns; j++)
        keur_release(of->codes[j]);
    keur_release(of->codes);
}

static keur_status take_part(const keur_rows *from, const uint8_t *parts, size_t part,
                             part_rows *to, keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < from->n_rows; i++)
        n += parts[i] == part;
    KEUR_TRY(KEUR_NEW(to->codes, from->n_columns, err));
    for (size_t j = 0; j < from->n_columns; j++) {
        size_t at = 0;

        KEUR_TRY(KEUR_NEW(to->codes[j], n, err));
        for (size_t i = 0; i < from->n_rows; i++)
            if (parts[i] == part)
                to->codes[j][at++] = from->codes[j][i];
    }
    to->rows = (keur_rows){n, from->n_columns, (const int32_t *const *)to->codes};
out:
    return status;
}

static void count(const keur_balls *balls, size_t n_real, size_t n_other,
                  double hits[KEUR_BALL_SHARES])
{
    for (size_t f = 0; f < KEUR_BALL_SHARES; f++)
        hits[f] = 0;
    for (size_t i = 0; i < n_other; i++)
        hits[KEUR_PRECISION] += balls->hits[KEUR_OTHER][i];
    for (size_t i = 0; i < n_real; i++) {
        hits[KEUR_RECALL] += balls->hits[KEUR_REAL][i];
        hits[KEUR_COVERAGE] += balls->inside[i] > 0;
    }
}

static keur_status compare_group(grouping *of, size_t g, keur_error *err)
{
    part_rows parts[KEUR_SIDES] = {{.codes = NULL}, {.codes = NULL}};
    keur_balls balls = {.inside = NULL};
    double hits[KEUR_BALL_SHARES];
    size_t n_real, n_other;
    keur_status status = KEUR_OK;

    KEUR_TRY(take_part(&of->tables->real, of->tables->real_part, g, &parts[KEUR_REAL], err));
    KEUR_TRY(take_part(&of->tables->other, of->tables->other_part, g, &parts[KEUR_OTHER], err));
    n_real = parts[KEUR_REAL].rows.n_rows;
    n_other = parts[KEUR_OTHER].rows.n_rows;
    of->is_small[g] = n_real <= 2 * of->k || n_other <= 2 * of->k;
    if (of->is_small[g])
        goto out;
    KEUR_TRY(keur_balls_find(of->space,
                             (const keur_rows[]){parts[KEUR_REAL].rows, parts[KEUR_OTHER].rows},
                             of->k, 1, &balls, err));
    count(&balls, n_real, n_other, hits);
    for (size_t f = 0; f < KEUR_BALL_SHARES; f++) {
        of->hits[f][g] = hits[f];
        of->rows[f][g] = (double)(f == KEUR_PRECISION ? n_other : n_real);
    }
out:
    for (size_t s = 0; s < KEUR_SIDES; s++)
        free_part(&parts[s], of->tables->real.n_columns);
    keur_balls_free(&balls);
    return status;
}

static keur_status compare_groups(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t g = begin; g < end; g++)
        KEUR_TRY(compare_group(context, g, err));
out:
    return status;
}

/* Rows over the factor by which the groups vary more than independent rows would. */
static double size_of(const double *hits, const double *rows, double n)
{
    double all = 0, sum = 0, squares = 0, p, factor;

    for (size_t g = 0; g < GROUPS; g++) {
        sum += hits[g];
        all += rows[g];
    }
    p = sum / all;
    for (size_t g = 0; g < GROUPS; g++)
        squares += rows[g] * pow(hits[g] / rows[g] - p, 2);
    factor = squares / (GROUPS - 1) / (p * (1 - p));
    return factor > 1 ? n / factor : n; /* also where p is 0 or 1 */
}

keur_status keur_ball_shares_find(const keur_space *space, const keur_equal_size *tables, size_t k,
                                  int threads, keur_ball_shares *found, keur_error *err)
{
    grouping of = {.space = space, .tables = tables, .k = k};
    keur_balls balls = {.inside = NULL};
    bool is_small = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_balls_find(space, (const keur_rows[]){tables->real, tables->other}, k, threads,
                             &balls, err));
    count(&balls, tables->n, tables->n, found->hits);
    found->density = 0;
    for (size_t i = 0; i < tables->n; i++)
        found->density += balls.inside[i] / (double)tables->n / (double)k;
    KEUR_TRY(keur_parallel_for(GROUPS, 1, threads, compare_groups, &of, err));
    for (size_t g = 0; g < GROUPS; g++)
        is_small |= of.is_small[g];
    for (size_t f = 0; f < KEUR_BALL_SHARES; f++)
        found->sizes[f] = is_small ? NAN : size_of(of.hits[f], of.rows[f], (double)tables->n);
out:
    keur_balls_free(&balls);
    return status;
}
