/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/sample_shares.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

const double keur_sample_shares[KEUR_SAMPLE_SHARES] = {1, 2, 5, 10, 20, 40, 60, 80, 100};

enum { GRAIN = 8, MOST_SAMPLES = 8, LEAST_ROWS = 10 };

typedef struct job {
    const keur_set_tables *tables;
    const keur_column_choice *choice;
    double (*pieces)[KEUR_SAMPLE_SHARES];
} job;

/* Rows of a sample; 0: too few. */
static size_t rows_of(const job *with, size_t share)
{
    const double n =
        floor(keur_sample_shares[share] * (double)with->tables->tables[0]->n_rows / 100);

    return n < LEAST_ROWS ? 0 : (size_t)n;
}

/* Distance of n rows (cells[0] ...) to the table that `real` counts. Cells without any of them add
 * the share that the table has there, which is 1 minus that of the others. counts: all 0, left so.
 */
static double distance(const uint32_t *real, size_t n_real, const uint32_t *cells, size_t n,
                       uint32_t *counts)
{
    int64_t sum = (int64_t)n * (int64_t)n_real;

    for (size_t i = 0; i < n; i++)
        counts[cells[i]]++;
    for (size_t i = 0; i < n; i++) {
        const int64_t here = (int64_t)counts[cells[i]] * (int64_t)n_real;
        const int64_t there = (int64_t)real[cells[i]] * (int64_t)n;

        if (here > 0) {
            counts[cells[i]] = 0;
            sum += (here > there ? here - there : there - here) - there;
        }
    }
    return (double)sum / (2 * (double)n * (double)n_real);
}

static keur_status add_set(const job *with, const uint32_t *set, uint32_t *const *cells,
                           double *sums, keur_error *err)
{
    const size_t n_real = with->tables->tables[0]->n_rows;
    uint32_t *real = NULL, *counts = NULL;
    size_t n_cells = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_set_cells(with->tables, set, with->choice->k, cells, &n_cells, err));
    KEUR_TRY(KEUR_NEW(real, n_cells, err));
    KEUR_TRY(KEUR_NEW(counts, n_cells, err));
    for (size_t i = 0; i < n_real; i++)
        real[cells[0][i]]++;
    for (size_t share = 0; share < KEUR_SAMPLE_SHARES; share++) {
        const size_t n = rows_of(with, share);
        const size_t fit = n > 0 ? n_real / n : 0;
        const size_t n_samples = fit < MOST_SAMPLES ? fit : MOST_SAMPLES;

        for (size_t s = 0; s < n_samples; s++)
            sums[share] += distance(real, n_real, cells[1] + s * n, n, counts) / (double)n_samples;
    }
out:
    keur_release(real);
    keur_release(counts);
    return status;
}

static keur_status add_sets(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *with = context;
    uint32_t *cells[KEUR_MOST_TABLES] = {NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_set_cells_room(with->tables, cells, err));
    for (size_t i = begin; i < end; i++)
        KEUR_TRY(add_set(with, with->choice->sets[i], cells, with->pieces[begin / GRAIN], err));
out:
    keur_set_cells_free(cells);
    return status;
}

keur_status keur_sample_distances(const keur_set_tables *tables, const keur_column_choice *choice,
                                  int threads, double sums[KEUR_SAMPLE_SHARES], keur_error *err)
{
    const size_t n_pieces = (choice->n_sets + GRAIN - 1) / GRAIN;
    job with = {.tables = tables, .choice = choice};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(with.pieces, n_pieces, err));
    KEUR_TRY(keur_parallel_for(choice->n_sets, GRAIN, threads, add_sets, &with, err));
    for (size_t share = 0; share < KEUR_SAMPLE_SHARES; share++) {
        sums[share] = rows_of(&with, share) > 0 ? 0 : NAN;
        for (size_t piece = 0; piece < n_pieces; piece++)
            sums[share] += with.pieces[piece][share];
    }
out:
    keur_release(with.pieces);
    return status;
}

double keur_sample_share_at(const double distances[KEUR_SAMPLE_SHARES], double distance,
                            double *least)
{
    size_t first = 0, at;

    while (first < KEUR_SAMPLE_SHARES - 1 && isnan(distances[first]))
        first++;
    *least = keur_sample_shares[first];
    for (at = first; at < KEUR_SAMPLE_SHARES && !(distances[at] <= distance); at++)
        continue;
    if (at == KEUR_SAMPLE_SHARES)
        return INFINITY;
    if (distances[at] == distance)
        return keur_sample_shares[at];
    if (at == first)
        return 0;
    /* distances[at - 1] > distance > distances[at] */
    return exp(log(keur_sample_shares[at]) +
               (distance - distances[at]) / (distances[at - 1] - distances[at]) *
                   (log(keur_sample_shares[at - 1]) - log(keur_sample_shares[at])));
}
