/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/pair_distances.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "cells/cells.h"

/* Two-way tables of up to so many cells are counted in bytes, row by row in the order of groups. */
enum { NARROW_CELLS = 1 << 10 };

/* Larger ones are first reduced to the cells that occur. */
enum { DIRECT_CELLS = 1 << 14 };

/* Rows in turn go to so many counters, so that two of one cell need not wait for each other. */
enum { LANES = 4 };

enum { PAIRS_AT_ONCE = 8, MOST_TABLES = 2 * KEUR_COMPARISONS };

/* A table of the comparisons, its rows in the order of their jackknife groups. */
typedef struct narrow_table {
    keur_rows rows;
    const uint8_t *part;
    size_t ends[KEUR_JACKKNIFE_GROUPS];
    uint32_t *order; /* while codes are made */
    uint8_t **codes; /* per column: code + 1; NULL where it does not fit a byte */
} narrow_table;

typedef struct pairing {
    const keur_anchors *anchors;
    size_t n_columns, n_tables;
    narrow_table tables[MOST_TABLES];
    size_t sides[KEUR_COMPARISONS][2]; /* tables of a comparison */
    const size_t (*pairs)[2];
    keur_jackknifed *const *found;
} pairing;

/* --- tables in bytes */

static bool is_byte(size_t n_codes)
{
    return n_codes < UINT8_MAX;
}

static keur_status order_by_part(narrow_table *of, keur_error *err)
{
    size_t next[KEUR_JACKKNIFE_GROUPS + 1] = {0};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->order, of->rows.n_rows, err));
    for (size_t i = 0; i < of->rows.n_rows; i++)
        next[of->part[i] + 1]++;
    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++) {
        next[g + 1] += next[g];
        of->ends[g] = next[g + 1];
    }
    for (size_t i = 0; i < of->rows.n_rows; i++)
        of->order[next[of->part[i]]++] = (uint32_t)i;
out:
    return status;
}

static keur_status make_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    pairing *on = context;
    keur_status status = KEUR_OK;

    for (size_t item = begin; item < end; item++) {
        narrow_table *to = &on->tables[item / on->n_columns];
        const size_t j = item % on->n_columns;
        const int32_t *codes = to->rows.codes[j];

        if (!is_byte(on->anchors->n_grouped_codes[j]))
            continue;
        KEUR_TRY(KEUR_NEW(to->codes[j], to->rows.n_rows, err));
        for (size_t i = 0; i < to->rows.n_rows; i++)
            to->codes[j][i] = (uint8_t)(codes[to->order[i]] + 1);
    }
out:
    return status;
}

static size_t find_table(pairing *on, const keur_rows *rows, const uint8_t *part)
{
    size_t t = 0;

    while (t < on->n_tables &&
           (on->tables[t].rows.codes != rows->codes || on->tables[t].part != part))
        t++;
    if (t == on->n_tables)
        on->tables[on->n_tables++] = (narrow_table){.rows = *rows, .part = part};
    return t;
}

static keur_status make_tables(pairing *on, int threads, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t c = 0; c < KEUR_COMPARISONS; c++) {
        const keur_comparison *of = &on->anchors->comparisons[c];

        if (keur_comparison_is_empty(of))
            continue;
        on->sides[c][0] = find_table(on, &of->real_grouped, of->real_part);
        on->sides[c][1] = find_table(on, &of->other_grouped, of->other_part);
    }
    for (size_t t = 0; t < on->n_tables; t++) {
        KEUR_TRY(order_by_part(&on->tables[t], err));
        KEUR_TRY(KEUR_NEW(on->tables[t].codes, on->n_columns, err));
    }
    KEUR_TRY(keur_parallel_for(on->n_tables * on->n_columns, 1, threads, make_columns, on, err));
    for (size_t t = 0; t < on->n_tables; t++) {
        keur_release(on->tables[t].order);
        on->tables[t].order = NULL;
    }
out:
    return status;
}

static void free_tables(pairing *on)
{
    for (size_t t = 0; t < on->n_tables; t++) {
        for (size_t j = 0; on->tables[t].codes != NULL && j < on->n_columns; j++)
            keur_release(on->tables[t].codes[j]);
        keur_release(on->tables[t].codes);
        keur_release(on->tables[t].order);
    }
}

/* --- counting */

static void count_group(const uint8_t *a, const uint8_t *b, size_t n, size_t width,
                        uint32_t *counts, uint32_t *lanes, size_t n_cells)
{
    uint32_t *second = lanes, *third = lanes + n_cells, *fourth = lanes + 2 * n_cells;
    size_t i = 0;

    memset(lanes, 0, (LANES - 1) * n_cells * sizeof *lanes);
    for (; i + LANES <= n; i += LANES) {
        counts[a[i] * width + b[i]]++;
        second[a[i + 1] * width + b[i + 1]]++;
        third[a[i + 2] * width + b[i + 2]]++;
        fourth[a[i + 3] * width + b[i + 3]]++;
    }
    for (; i < n; i++)
        counts[a[i] * width + b[i]]++;
    for (size_t c = 0; c < n_cells; c++)
        counts[c] += second[c] + third[c] + fourth[c];
}

/* As keur_count_parts(); `lanes` has room for LANES - 1 tables of cells. */
static void count_narrow(const narrow_table *of, const size_t pair[2], size_t width, size_t n_cells,
                         uint32_t *counts, uint32_t *lanes)
{
    const uint8_t *a = of->codes[pair[0]], *b = of->codes[pair[1]];
    size_t begin = 0;

    memset(counts, 0, KEUR_JACKKNIFE_TABLES * n_cells * sizeof *counts);
    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++) {
        count_group(a + begin, b + begin, of->ends[g] - begin, width, counts + g * n_cells, lanes,
                    n_cells);
        begin = of->ends[g];
    }
    keur_sum_parts(counts, n_cells);
}

static void compare_narrow(const pairing *on, size_t i, uint32_t *room)
{
    const size_t *pair = on->pairs[i], width = on->anchors->n_grouped_codes[pair[1]] + 1;
    const size_t n_cells = (on->anchors->n_grouped_codes[pair[0]] + 1) * width;
    uint32_t *counts[MOST_TABLES], *lanes = room;

    room += (size_t)(LANES - 1) * n_cells;
    for (size_t t = 0; t < on->n_tables; t++) {
        counts[t] = room;
        room += KEUR_JACKKNIFE_TABLES * n_cells;
        count_narrow(&on->tables[t], pair, width, n_cells, counts[t], lanes);
    }
    for (size_t c = 0; c < KEUR_COMPARISONS; c++) {
        if (!keur_comparison_is_empty(&on->anchors->comparisons[c]))
            keur_total_variation(counts[on->sides[c][0]], counts[on->sides[c][1]], n_cells,
                                 &on->found[c][i]);
    }
}

static keur_status compare_direct(const pairing *on, const keur_comparison *with,
                                  const size_t pair[2], keur_jackknifed *found, keur_error *err)
{
    const size_t a = on->anchors->n_grouped_codes[pair[0]];
    const size_t b = on->anchors->n_grouped_codes[pair[1]];
    const size_t n_cells = (a + 1) * (b + 1);
    uint32_t *real = NULL, *other = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(real, KEUR_JACKKNIFE_TABLES * n_cells, err));
    KEUR_TRY(KEUR_NEW(other, KEUR_JACKKNIFE_TABLES * n_cells, err));
    keur_count_parts(with->real_grouped.codes[pair[0]], a, with->real_grouped.codes[pair[1]], b,
                     with->real_part, with->real.n_rows, real);
    keur_count_parts(with->other_grouped.codes[pair[0]], a, with->other_grouped.codes[pair[1]], b,
                     with->other_part, with->other.n_rows, other);
    keur_total_variation(real, other, n_cells, found);
out:
    keur_release(real);
    keur_release(other);
    return status;
}

static keur_status compare_sparse(const pairing *on, const keur_comparison *with,
                                  const size_t pair[2], keur_jackknifed *found, keur_error *err)
{
    const keur_rows tables[2] = {with->real_grouped, with->other_grouped};
    const uint8_t *parts[2] = {with->real_part, with->other_part};
    uint32_t *counts[2] = {NULL, NULL};
    keur_cells *cells = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_cells_count(tables, 2, pair, 2, on->anchors->n_grouped_codes, 1, &cells, err));
    for (size_t t = 0; t < 2; t++) {
        KEUR_TRY(KEUR_NEW(counts[t], KEUR_JACKKNIFE_TABLES * cells->n_cells, err));
        for (size_t i = 0; i < tables[t].n_rows; i++)
            counts[t][parts[t][i] * cells->n_cells + cells->cell[t][i]]++;
        keur_sum_parts(counts[t], cells->n_cells);
    }
    keur_total_variation(counts[0], counts[1], cells->n_cells, found);
out:
    keur_release(counts[0]);
    keur_release(counts[1]);
    keur_cells_free(cells);
    return status;
}

static keur_status compare_pairs(void *context, size_t begin, size_t end, keur_error *err)
{
    const pairing *on = context;
    uint32_t *room = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(
        KEUR_NEW(room, (LANES - 1 + on->n_tables * KEUR_JACKKNIFE_TABLES) * NARROW_CELLS, err));
    for (size_t i = begin; i < end; i++) {
        const size_t a = on->anchors->n_grouped_codes[on->pairs[i][0]];
        const size_t b = on->anchors->n_grouped_codes[on->pairs[i][1]];

        if (is_byte(a) && is_byte(b) && (a + 1) * (b + 1) <= NARROW_CELLS) {
            compare_narrow(on, i, room);
            continue;
        }
        for (size_t c = 0; c < KEUR_COMPARISONS; c++) {
            const keur_comparison *with = &on->anchors->comparisons[c];

            if (keur_comparison_is_empty(with))
                continue;
            if (b < DIRECT_CELLS && a < DIRECT_CELLS / (b + 1))
                KEUR_TRY(compare_direct(on, with, on->pairs[i], &on->found[c][i], err));
            else
                KEUR_TRY(compare_sparse(on, with, on->pairs[i], &on->found[c][i], err));
        }
    }
out:
    keur_release(room);
    return status;
}

keur_status keur_pair_distances(const keur_anchors *anchors, size_t n_columns, size_t n_pairs,
                                const size_t (*pairs)[2], int threads,
                                keur_jackknifed *const found[KEUR_COMPARISONS], keur_error *err)
{
    pairing on = {.anchors = anchors, .n_columns = n_columns, .pairs = pairs, .found = found};
    keur_status status = KEUR_OK;

    KEUR_TRY(make_tables(&on, threads, err));
    KEUR_TRY(keur_parallel_for(n_pairs, PAIRS_AT_ONCE, threads, compare_pairs, &on, err));
out:
    free_tables(&on);
    return status;
}
