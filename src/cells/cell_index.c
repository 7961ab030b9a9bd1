/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells/cell_index.h"

#include <stdbool.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"

/* A table with a place a combination may have so many places, and so many more a cell. */
enum { FREE_PLACES = 4096, PLACES_A_CELL = 8 };

/* Some columns folded into the numbers of the step before. */
typedef struct fold {
    size_t first, n; /* columns of the index */
    uint64_t domain; /* combinations: numbers before, times codes */
    uint32_t *table; /* number, or KEUR_NO_CELL, per combination; NULL: hashed */
    size_t n_slots;  /* a power of two */
    uint64_t *keys;  /* per slot: plus 1; 0: empty. */
    uint32_t *numbers;
} fold;

struct keur_cell_index {
    size_t n_columns, n_folds;
    uint64_t *radix; /* per column: codes, and missing */
    fold *folds;
};

void keur_cell_index_free(keur_cell_index *index)
{
    if (index == NULL)
        return;
    for (size_t f = 0; index->folds != NULL && f < index->n_folds; f++) {
        keur_release(index->folds[f].table);
        keur_release(index->folds[f].keys);
        keur_release(index->folds[f].numbers);
    }
    keur_release(index->folds);
    keur_release(index->radix);
    keur_release(index);
}

static uint64_t digit(int32_t code)
{
    return (uint64_t)((int64_t)code + 1);
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t slot_of(const fold *of, uint64_t key)
{
    size_t at = (size_t)keur_mix(key) & (of->n_slots - 1);

    while (of->keys[at] != 0 && of->keys[at] != key + 1)
        at = (at + 1) & (of->n_slots - 1);
    return at;
}

static uint32_t look_up(const fold *of, uint64_t key)
{
    size_t at;

    if (of->table != NULL)
        return of->table[key];
    at = slot_of(of, key);
    return of->keys[at] == 0 ? KEUR_NO_CELL : of->numbers[at];
}

static void put(fold *to, uint64_t key, uint32_t number)
{
    if (to->table != NULL) {
        to->table[key] = number;
    } else {
        const size_t at = slot_of(to, key);

        to->keys[at] = key + 1;
        to->numbers[at] = number;
    }
}

/* Takes as many columns as a table of `most` places holds; where not even one fits, as many as 64
 * bits do, for hashing. */
static bool plan(keur_cell_index *index, fold *to, uint64_t n_before, uint64_t most)
{
    bool is_narrow = true;

    to->domain = n_before;
    while (to->first + to->n < index->n_columns) {
        const uint64_t radix = index->radix[to->first + to->n];

        if (is_narrow && to->domain > most / radix && to->n == 0)
            is_narrow = false;
        if (to->domain > (is_narrow ? most : UINT64_MAX / 2) / radix)
            break;
        to->domain *= radix;
        to->n++;
    }
    return is_narrow;
}

static keur_status make_room(fold *to, bool is_narrow, size_t n_cells, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (is_narrow) {
        KEUR_TRY(KEUR_NEW(to->table, (size_t)to->domain, err));
        for (size_t i = 0; i < to->domain; i++)
            to->table[i] = KEUR_NO_CELL;
        return KEUR_OK;
    }
    to->n_slots = 16;
    while (to->n_slots < 2 * n_cells)
        to->n_slots *= 2;
    KEUR_TRY(KEUR_NEW(to->keys, to->n_slots, err));
    KEUR_TRY(KEUR_NEW(to->numbers, to->n_slots, err));
out:
    return status;
}

/* Enter the cells; number[c]: that of cell c before this step, then after it. The last step gives
 * the cells themselves. */
static size_t enter(const keur_cell_index *index, fold *to, const keur_cell_examples *from,
                    const size_t *columns, uint32_t *number)
{
    const bool is_last = to->first + to->n == index->n_columns;
    uint32_t n_seen = 0;

    for (size_t c = 0; c < from->n_cells; c++) {
        uint64_t key = number[c];

        for (size_t j = to->first; j < to->first + to->n; j++)
            key = key * index->radix[j] + digit(from->rows->codes[columns[j]][from->row[c]]);
        number[c] = look_up(to, key);
        if (is_last || number[c] == KEUR_NO_CELL) {
            number[c] = is_last ? (uint32_t)c : n_seen;
            put(to, key, number[c]);
            n_seen++;
        }
    }
    return n_seen;
}

static keur_status make_folds(keur_cell_index *index, const keur_cell_examples *from,
                              const size_t *columns, uint32_t *number, keur_error *err)
{
    const uint64_t places = FREE_PLACES + PLACES_A_CELL * (uint64_t)from->n_cells;
    const uint64_t most = places < UINT32_MAX ? places : UINT32_MAX;
    uint64_t n_before = from->start != NULL ? from->n_starts : 1;
    size_t done = 0;
    keur_status status = KEUR_OK;

    while (done < index->n_columns) {
        fold *to = &index->folds[index->n_folds++];
        bool is_narrow;

        to->first = done;
        is_narrow = plan(index, to, n_before, most);
        KEUR_TRY(make_room(to, is_narrow, from->n_cells, err));
        n_before = enter(index, to, from, columns, number);
        n_before = n_before > 0 ? n_before : 1;
        done += to->n;
    }
out:
    return status;
}

keur_status keur_cell_index_new(const keur_cell_examples *examples, const size_t *columns,
                                size_t n_columns, const size_t *n_codes, keur_cell_index **made,
                                keur_error *err)
{
    keur_cell_index *index = NULL;
    uint32_t *number = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (n_columns == 0)
        return keur_fail(err, KEUR_EINVAL, "cells are found by one column at least");
    KEUR_TRY(KEUR_NEW(index, 1, err));
    index->n_columns = n_columns;
    KEUR_TRY(KEUR_NEW(index->radix, n_columns, err));
    KEUR_TRY(KEUR_NEW(index->folds, n_columns, err));
    KEUR_TRY(KEUR_NEW(number, examples->n_cells, err));
    for (size_t j = 0; j < n_columns; j++)
        index->radix[j] = (uint64_t)n_codes[columns[j]] + 1;
    for (size_t c = 0; examples->start != NULL && c < examples->n_cells; c++)
        number[c] = examples->start[c];
    KEUR_TRY(make_folds(index, examples, columns, number, err));
    *made = index;
    index = NULL;
out:
    keur_cell_index_free(index);
    keur_release(number);
    return status;
}

/* Rows that are in some cell, in order. */
static size_t list_alive(const uint32_t *cell, size_t n, uint32_t *alive)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        alive[kept] = (uint32_t)i;
        kept += cell[i] != KEUR_NO_CELL;
    }
    return kept;
}

static bool are_all_alive(const uint32_t *cell, size_t n)
{
    uint32_t n_dead = 0;

    for (size_t i = 0; i < n; i++)
        n_dead += cell[i] == KEUR_NO_CELL;
    return n_dead == 0;
}

/* One step where every row is in some cell, which is the rule: no detours by a list. */
static void fold_all(const keur_cell_index *index, const fold *of, const int32_t *const *codes,
                     size_t n, uint32_t *restrict cell)
{
    for (size_t j = of->first; j < of->first + of->n; j++) {
        const int32_t *restrict code = codes[j];
        const uint32_t radix = (uint32_t)index->radix[j];

        for (size_t i = 0; i < n; i++)
            cell[i] = cell[i] * radix + ((uint32_t)code[i] + 1);
    }
    for (size_t i = 0; i < n; i++)
        cell[i] = of->table[cell[i]];
}

static void fold_some(const keur_cell_index *index, const fold *of, const int32_t *const *codes,
                      const uint32_t *alive, size_t n, uint32_t *cell)
{
    uint64_t key[KEUR_CELL_BLOCK];

    for (size_t a = 0; a < n; a++)
        key[a] = cell[alive[a]];
    for (size_t j = of->first; j < of->first + of->n; j++) {
        const int32_t *code = codes[j];
        const uint64_t radix = index->radix[j];

        for (size_t a = 0; a < n; a++)
            key[a] = key[a] * radix + digit(code[alive[a]]);
    }
    for (size_t a = 0; a < n; a++)
        cell[alive[a]] = look_up(of, key[a]);
}

void keur_cell_index_find(const keur_cell_index *index, const int32_t *const *codes, size_t n,
                          uint32_t *cell)
{
    uint32_t alive[KEUR_CELL_BLOCK];
    bool is_whole = are_all_alive(cell, n);

    for (size_t f = 0; f < index->n_folds; f++) {
        const fold *of = &index->folds[f];

        if (is_whole && of->table != NULL)
            fold_all(index, of, codes, n, cell);
        else
            fold_some(index, of, codes, alive, list_alive(cell, n, alive), cell);
        is_whole = is_whole && are_all_alive(cell, n);
    }
}
