/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/set_distances.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

enum {
    BLOCK = 4096, /* so many cells are counted by hand at a time, to stay near the processor */
    GRAIN = 8     /* sets a piece of work */
};

enum { OTHERS = KEUR_MOST_TABLES - 1 };

/* What one thread counts with. */
typedef struct workspace {
    uint32_t *cells[KEUR_MOST_TABLES];
    int32_t *counts[KEUR_MOST_TABLES]; /* per hand, then per half-sample, BLOCK cells or fewer */
    int32_t *all[KEUR_MOST_TABLES];
} workspace;

/* Shares are counts times these: of all rows, and of the two halves of each half-sample. */
typedef struct scales {
    double half[KEUR_MOST_PAIRS], rest[KEUR_MOST_PAIRS];
} scales;

typedef struct job {
    const keur_set_problem *of;
    size_t block; /* cells counted at a time */
    scales scale[KEUR_MOST_TABLES];
    keur_halved (*pieces)[OTHERS]; /* sums over the sets of each piece */
} job;

/* BLOCK, or fewer where no set has as many combinations. */
static size_t find_block(const keur_set_problem *of)
{
    const size_t *n_codes = of->tables.n_codes;
    size_t most = 1, n = 1;

    for (size_t j = 0; j < of->tables.tables[0]->n_columns; j++)
        most = n_codes[j] + 1 > most ? n_codes[j] + 1 : most;
    for (size_t i = 0; i < of->choice->k && n < BLOCK; i++)
        n = most < BLOCK ? n * most : BLOCK;
    return n < BLOCK ? n : BLOCK;
}

static keur_status open_workspace(const job *with, workspace *in, keur_error *err)
{
    const keur_set_problem *of = with->of;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_set_cells_room(&of->tables, in->cells, err));
    for (size_t t = 0; t < of->tables.n_tables; t++) {
        KEUR_TRY(KEUR_NEW(in->counts[t], of->n_hands * with->block, err));
        KEUR_TRY(KEUR_NEW(in->all[t], with->block, err));
    }
out:
    return status;
}

static void close_workspace(workspace *in)
{
    keur_set_cells_free(in->cells);
    for (size_t t = 0; t < KEUR_MOST_TABLES; t++) {
        keur_release(in->counts[t]);
        keur_release(in->all[t]);
    }
}

/* Halves have as many rows as the hands in them: counted like a single cell that holds all. */
static void find_scales(const keur_dealt *in, size_t n_hands, scales *to)
{
    int32_t sizes[KEUR_MOST_HANDS], all;

    for (size_t h = 0; h < n_hands; h++)
        sizes[h] = (int32_t)(in->begin[h + 1] - in->begin[h]);
    keur_half_samples_count(sizes, n_hands / 2, 1, &all);
    for (size_t r = 0; r < n_hands / 2; r++) {
        /* Twice the rows, as a half has (all +- difference) / 2 of a cell. */
        to->half[r] = 1 / (double)(all + sizes[r]);
        to->rest[r] = 1 / (double)(all - sizes[r]);
    }
}

static void count_block(const keur_set_problem *of, workspace *in, size_t low, size_t width)
{
    for (size_t t = 0; t < of->tables.n_tables; t++) {
        const size_t *begin = of->tables.tables[t]->begin;

        memset(in->counts[t], 0, of->n_hands * width * sizeof(int32_t));
        for (size_t h = 0; h < of->n_hands; h++) {
            int32_t *to = in->counts[t] + h * width;

            for (size_t i = begin[h]; i < begin[h + 1]; i++) {
                const size_t cell = in->cells[t][i] - low;

                if (cell < width)
                    to[cell]++;
            }
        }
        keur_half_samples_count(in->counts[t], of->n_hands / 2, width, in->all[t]);
    }
}

/* Twice the distance in a half-sample, minus that in the other half, over these cells. */
static double find_gap(const job *with, const workspace *in, size_t t, size_t r, size_t width)
{
    const int32_t *x = in->counts[t] + r * width, *h = in->counts[0] + r * width;
    const int32_t *all_x = in->all[t], *all_h = in->all[0];
    const double x_half = with->scale[t].half[r], x_rest = with->scale[t].rest[r];
    const double h_half = with->scale[0].half[r], h_rest = with->scale[0].rest[r];
    double half = 0, rest = 0;

    for (size_t c = 0; c < width; c++) {
        half += fabs((all_x[c] + x[c]) * x_half - (all_h[c] + h[c]) * h_half);
        rest += fabs((all_x[c] - x[c]) * x_rest - (all_h[c] - h[c]) * h_rest);
    }
    return half - rest;
}

static void add_block(const job *with, const workspace *in, size_t width, keur_halved *sums)
{
    const keur_set_problem *of = with->of;
    const double n = (double)of->tables.tables[0]->n_rows;

    for (size_t t = 1; t < of->tables.n_tables; t++) {
        uint64_t moved = 0;

        for (size_t c = 0; c < width; c++)
            moved += (uint64_t)labs((long)in->all[t][c] - in->all[0][c]);
        sums[t - 1].value += (double)moved / (2 * n);
        for (size_t r = 0; r < of->n_hands / 2; r++)
            sums[t - 1].gaps[r] += find_gap(with, in, t, r, width) / 2;
    }
}

static keur_status add_sets(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *with = context;
    const keur_set_problem *of = with->of;
    keur_halved *sums = with->pieces[begin / GRAIN];
    workspace in = {.cells = {NULL}};
    keur_status status = KEUR_OK;

    KEUR_TRY(open_workspace(with, &in, err));
    for (size_t i = begin; i < end; i++) {
        size_t n_cells = 0;

        KEUR_TRY(keur_set_cells(&of->tables, of->choice->sets[i], of->choice->k, in.cells, &n_cells,
                                err));
        for (size_t low = 0; low < n_cells; low += with->block) {
            const size_t width = n_cells - low < with->block ? n_cells - low : with->block;

            count_block(of, &in, low, width);
            add_block(with, &in, width, sums);
        }
    }
out:
    close_workspace(&in);
    return status;
}

/* Pieces are added up in their order, so that threads change nothing. */
static void add_pieces(const job *with, size_t n_pieces, keur_halved *sums)
{
    for (size_t o = 0; o + 1 < with->of->tables.n_tables; o++) {
        sums[o] = (keur_halved){.value = 0};
        for (size_t piece = 0; piece < n_pieces; piece++) {
            sums[o].value += with->pieces[piece][o].value;
            for (size_t r = 0; r < with->of->n_hands / 2; r++)
                sums[o].gaps[r] += with->pieces[piece][o].gaps[r];
        }
    }
}

keur_status keur_set_distances(const keur_set_problem *of, keur_halved *sums, keur_error *err)
{
    const size_t n_pieces = (of->choice->n_sets + GRAIN - 1) / GRAIN;
    job with = {.of = of, .block = find_block(of)};
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < of->tables.n_tables; t++)
        find_scales(of->tables.tables[t], of->n_hands, &with.scale[t]);
    KEUR_TRY(KEUR_NEW(with.pieces, n_pieces, err));
    KEUR_TRY(keur_parallel_for(of->choice->n_sets, GRAIN, of->threads, add_sets, &with, err));
    add_pieces(&with, n_pieces, sums);
out:
    keur_release(with.pieces);
    return status;
}
