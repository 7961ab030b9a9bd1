/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/shuffles.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/prefetch.h"
#include "base/try.h"
#include "case/remembered.h"
#include "case/shuffled.h"
#include "cells/cell_index.h"

/* Counts that several threads hold at a time may take so many bytes together. */
enum { MOST_BYTES = 1 << 28 };

/* Rows whose counts are fetched before they are needed. */
enum { AHEAD = 24 };

/* Rows of all shuffled tables together that one thread counts by itself. */
enum { SMALL_WORK = 1 << 18 };

/* Secrets have a place each in every combination of keys where these are no more a cell. */
enum { MOST_PLACES = 8, FREE_PLACES = 4096 };

typedef struct counting {
    const keur_shuffle_ask *ask;
    keur_shuffle_judge judge;
    const void *context;
    size_t n_rows, n_keys, n_split; /* rows of a table; cells that hold train rows */
    keur_cell_index *keys, *split;
    size_t radix; /* codes of the secret, and missing, where each has a place; else 0 */
    /* Cells with the secret, in the order of their keys, so that neighbours lie near in memory:
     * keys, train rows, a train row, and place: the keys' number times radix, and the code. */
    uint32_t *key, *rows, *example, *place;
    const keur_shuffled **columns; /* of the keys, then the secret */
    double *values;                /* per table n_values */
} counting;

/* What a thread counts one table in. */
typedef struct buffers {
    uint32_t *in_keys, *in_split, *places;
    const int32_t **codes; /* per key */
    int32_t *room;
} buffers;

size_t keur_cells_of_train(const keur_case *on, const keur_cells *cells)
{
    const uint32_t *cell = cells->cell[KEUR_CELLS_TRAIN];
    size_t n = 0;

    for (size_t i = 0; i < keur_case_rows(on, KEUR_TRAIN); i++)
        n = cell[i] >= n ? (size_t)cell[i] + 1 : n;
    return n;
}

static keur_status index_keys(keur_case *on, counting *to, keur_error *err)
{
    const keur_shuffle_ask *ask = to->ask;
    const uint32_t *cell = ask->keys->cell[KEUR_CELLS_TRAIN];
    const keur_rows plain = keur_case_view(on, KEUR_TRAIN);
    const keur_grouped *grouped = NULL;
    keur_cell_examples examples = {.rows = &plain, .n_cells = to->n_keys};
    uint32_t *row = NULL;
    size_t seen = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(row, to->n_keys, err));
    for (size_t i = 0; i < plain.n_rows && seen < to->n_keys; i++) {
        if (cell[i] == seen)
            row[seen++] = (uint32_t)i;
    }
    examples.row = row;
    if (ask->n_groups > 0) {
        KEUR_TRY(keur_case_grouped(on, ask->n_groups, &grouped, err));
        examples.rows = &grouped->rows[KEUR_TRAIN];
    }
    KEUR_TRY(keur_cell_index_new(&examples, ask->columns, ask->n,
                                 grouped != NULL ? grouped->n_codes : keur_case_code_counts(on),
                                 &to->keys, err));
out:
    keur_release(row);
    return status;
}

/* Of few secrets, each has a place in every combination of keys, also where train has none. */
static void count_places(uint32_t *cell, const int32_t *code, size_t n, size_t radix,
                         uint32_t *places)
{
    /* Places first, so that those to come can be fetched while one is counted. */
    for (size_t i = 0; i < n; i++) {
        if (cell[i] != KEUR_NO_CELL)
            cell[i] = (uint32_t)(cell[i] * radix + (size_t)((int64_t)code[i] + 1));
    }
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n && cell[i + AHEAD] != KEUR_NO_CELL)
            KEUR_PREFETCH(places + cell[i + AHEAD]);
        if (cell[i] != KEUR_NO_CELL)
            places[cell[i]]++;
    }
}

static void count_found(const uint32_t *cell, size_t n, uint32_t *counts)
{
    for (size_t i = 0; i < n; i++) {
        if (cell[i] != KEUR_NO_CELL)
            counts[cell[i]]++;
    }
}

static void count_block(const counting *of, size_t b, size_t begin, size_t n, const buffers *to)
{
    uint32_t cell[KEUR_CELL_BLOCK] = {0};

    for (size_t k = 0; k < of->ask->n; k++)
        keur_shuffled_codes(of->columns[k], b, begin, n, to->room + k * (size_t)KEUR_CELL_BLOCK);
    keur_cell_index_find(of->keys, to->codes, n, cell);
    if (of->radix == 0)
        count_found(cell, n, to->in_keys);
    if (of->ask->split == NULL)
        return;
    keur_shuffled_codes(of->columns[of->ask->n], b, begin, n, to->room);
    if (of->radix > 0) {
        count_places(cell, to->codes[0], n, of->radix, to->places);
    } else {
        keur_cell_index_find(of->split, to->codes, n, cell);
        count_found(cell, n, to->in_split);
    }
}

/* From places to the counts that are asked for. */
static void gather_places(const counting *of, const uint32_t *places, uint32_t *in_keys,
                          uint32_t *in_split)
{
    for (size_t q = 0; q < of->n_keys; q++) {
        for (size_t t = 0; t < of->radix; t++)
            in_keys[q] += places[q * of->radix + t];
    }
    for (size_t c = 0; of->radix > 0 && c < of->n_split; c++)
        in_split[c] = places[of->place[c]];
}

static void free_buffers(buffers *of)
{
    keur_release(of->in_keys);
    keur_release(of->in_split);
    keur_release(of->places);
    keur_release(of->codes);
    keur_release(of->room);
}

static keur_status make_buffers(const counting *of, buffers *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (buffers){.in_keys = NULL};
    KEUR_TRY(KEUR_NEW(made->in_keys, of->n_keys, err));
    KEUR_TRY(KEUR_NEW(made->in_split, of->n_split, err));
    KEUR_TRY(KEUR_NEW(made->places, of->n_keys * of->radix, err));
    KEUR_TRY(KEUR_NEW(made->codes, of->ask->n, err));
    KEUR_TRY(
        keur_allocate((void **)&made->room, of->ask->n, KEUR_CELL_BLOCK * sizeof(int32_t), err));
    for (size_t k = 0; k < of->ask->n; k++)
        made->codes[k] = made->room + k * (size_t)KEUR_CELL_BLOCK;
out:
    return status;
}

static keur_status count_tables(void *context, size_t begin, size_t end, keur_error *err)
{
    const counting *of = context;
    keur_shuffle_counts counts;
    buffers to;
    keur_status status = KEUR_OK;

    KEUR_TRY(make_buffers(of, &to, err));
    counts = (keur_shuffle_counts){of->n_keys, of->ask->keys->count[KEUR_CELLS_TRAIN],
                                   to.in_keys, of->n_split,
                                   of->key,    of->rows,
                                   to.in_split};
    for (size_t b = begin; b < end; b++) {
        memset(to.in_keys, 0, of->n_keys * sizeof *to.in_keys);
        memset(to.in_split, 0, of->n_split * sizeof *to.in_split);
        memset(to.places, 0, of->n_keys * of->radix * sizeof *to.places);
        for (size_t i = 0; i < of->n_rows; i += KEUR_CELL_BLOCK)
            count_block(of, b, i,
                        of->n_rows - i < KEUR_CELL_BLOCK ? of->n_rows - i : KEUR_CELL_BLOCK, &to);
        gather_places(of, to.places, to.in_keys, to.in_split);
        of->judge(of->context, &counts, of->values + b * of->ask->n_values);
    }
out:
    free_buffers(&to);
    return status;
}

/* Cells with the secret in the order of their keys. */
static keur_status order_split(keur_case *on, counting *to, keur_error *err)
{
    const uint32_t *cell = to->ask->split->cell[KEUR_CELLS_TRAIN];
    const uint32_t *key = to->ask->keys->cell[KEUR_CELLS_TRAIN];
    const size_t n_rows = keur_case_rows(on, KEUR_TRAIN);
    uint32_t *example = NULL, *start = NULL;
    size_t seen = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(example, to->n_split, err));
    KEUR_TRY(KEUR_NEW(start, to->n_keys + 1, err));
    KEUR_TRY(KEUR_NEW(to->key, to->n_split, err));
    KEUR_TRY(KEUR_NEW(to->rows, to->n_split, err));
    KEUR_TRY(KEUR_NEW(to->example, to->n_split, err));
    for (size_t i = 0; i < n_rows && seen < to->n_split; i++) {
        if (cell[i] != seen)
            continue;
        example[seen++] = (uint32_t)i;
        start[key[i] + 1]++;
    }
    for (size_t q = 0; q < to->n_keys; q++)
        start[q + 1] += start[q];
    for (size_t c = 0; c < to->n_split; c++) {
        const uint32_t q = key[example[c]], at = start[q]++;

        to->key[at] = q;
        to->example[at] = example[c];
        to->rows[at] = to->ask->split->count[KEUR_CELLS_TRAIN][c];
    }
out:
    keur_release(example);
    keur_release(start);
    return status;
}

/* Gives every secret a place where these are few beside the cells; else an index of the cells. */
static keur_status prepare_split(keur_case *on, counting *to, keur_error *err)
{
    const size_t *n_codes = keur_case_code_counts(on), secret = to->ask->secret;
    const keur_rows train = keur_case_view(on, KEUR_TRAIN);
    const size_t radix = n_codes[secret] + 1;
    keur_cell_examples examples = {.rows = &train, .n_starts = to->n_keys};
    keur_status status = KEUR_OK;

    to->n_split = keur_cells_of_train(on, to->ask->split);
    KEUR_TRY(order_split(on, to, err));
    KEUR_TRY(keur_case_shuffled(on, &secret, 1, 0, to->columns + to->ask->n, err));
    if (radix > (MOST_PLACES * to->n_split + FREE_PLACES) / to->n_keys ||
        radix > UINT32_MAX / to->n_keys) {
        examples.n_cells = to->n_split;
        examples.row = to->example;
        examples.start = to->key;
        return keur_cell_index_new(&examples, &secret, 1, n_codes, &to->split, err);
    }
    to->radix = radix;
    KEUR_TRY(KEUR_NEW(to->place, to->n_split, err));
    for (size_t c = 0; c < to->n_split; c++)
        to->place[c] = (uint32_t)(to->key[c] * radix +
                                  (size_t)((int64_t)train.codes[secret][to->example[c]] + 1));
out:
    return status;
}

static keur_status prepare(keur_case *on, counting *to, keur_error *err)
{
    const keur_shuffle_ask *ask = to->ask;
    keur_status status = KEUR_OK;

    to->n_rows = keur_case_rows(on, KEUR_SYNTHETIC);
    to->n_keys = keur_cells_of_train(on, ask->keys);
    KEUR_TRY(index_keys(on, to, err));
    KEUR_TRY(KEUR_NEW(to->columns, ask->n + 1, err));
    KEUR_TRY(keur_case_shuffled(on, ask->columns, ask->n, ask->n_groups, to->columns, err));
    if (ask->split != NULL)
        KEUR_TRY(prepare_split(on, to, err));
out:
    return status;
}

/* Fewer threads where their counts would fill the memory; one where waking the others takes longer
 * than the work. */
static int threads_for(const keur_case *on, const counting *of)
{
    const size_t bytes = (of->n_keys * (1 + of->radix) + of->n_split + 1) * sizeof(uint32_t);
    const int threads = keur_parallel_threads(keur_case_threads(on));
    const size_t most = MOST_BYTES / bytes > 0 ? MOST_BYTES / bytes : 1;

    if (of->n_rows * of->ask->n_shuffles < SMALL_WORK)
        return 1;
    return (size_t)threads > most ? (int)most : threads;
}

keur_status keur_shuffles_run(keur_case *on, const keur_shuffle_ask *ask, keur_shuffle_judge judge,
                              const void *context, keur_moments *found, keur_error *err)
{
    counting of = {.ask = ask, .judge = judge, .context = context};
    keur_status status = KEUR_OK;

    for (size_t v = 0; v < ask->n_values; v++)
        found[v] = (keur_moments){.n = 0};
    if (ask->n_shuffles == 0 || keur_case_rows(on, KEUR_SYNTHETIC) == 0 ||
        keur_case_rows(on, KEUR_TRAIN) == 0)
        return KEUR_OK;
    KEUR_TRY(prepare(on, &of, err));
    KEUR_TRY(KEUR_NEW(of.values, ask->n_shuffles * ask->n_values, err));
    KEUR_TRY(keur_parallel_for(ask->n_shuffles, 1, threads_for(on, &of), count_tables, &of, err));
    for (size_t b = 0; b < ask->n_shuffles; b++) {
        for (size_t v = 0; v < ask->n_values; v++)
            keur_moments_add(&found[v], of.values[b * ask->n_values + v], 1);
    }
out:
    keur_cell_index_free(of.keys);
    keur_cell_index_free(of.split);
    keur_release(of.key);
    keur_release(of.rows);
    keur_release(of.example);
    keur_release(of.place);
    keur_release(of.columns);
    keur_release(of.values);
    return status;
}
