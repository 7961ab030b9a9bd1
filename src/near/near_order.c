/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * The order of the rows in the leaves: cut in two along the column in which two rows of the
 * segment differ most, until a leaf is left. Every cut falls where a node of the level ends, so
 * the shape of the tree depends on the number of rows only.
 */

enum { N_PAIRS = 32, N_PARTS = 64 };

typedef struct segment {
    size_t begin, end; /* leaves */
    int level;         /* a cut falls between nodes of this level; -1: between leaves */
} segment;

typedef struct ordering {
    const keur_index *index;
    const keur_rows *rows;
    uint32_t *order;
    uint64_t *keys; /* n_rows: code and row */
    size_t n_parts; /* a power of two */
    segment parts[N_PARTS];
} ordering;

/* Leaves under a child of a node one level up. */
static size_t leaves_under(int level)
{
    size_t n = 1;

    for (int i = 0; i <= level; i++)
        n *= KEUR_FAN;
    return n;
}

/* Mean weighted difference between random rows of a segment; pairs are drawn by their number. */
static double spread(const ordering *on, size_t j, size_t begin, size_t n_rows)
{
    const keur_space_column *column = &on->index->columns[j].space;
    const int32_t *codes = on->rows->codes[j];
    double sum = 0;

    if (!(column->weight > 0))
        return 0;
    for (uint64_t i = 0; i < N_PAIRS; i++) {
        const uint64_t drawn = keur_mix(i + 1);
        const size_t a = begin + (size_t)((drawn & UINT32_MAX) * n_rows >> 32);
        const size_t b = begin + (size_t)((drawn >> 32) * n_rows >> 32);

        sum += keur_delta(column, on->index->is_squared, codes[on->order[a]], codes[on->order[b]]);
    }
    return sum * column->weight;
}

static size_t widest(const ordering *on, size_t begin, size_t n_rows)
{
    size_t best = on->index->n_columns;
    double best_spread = 0;

    for (size_t j = 0; j < on->index->n_columns; j++) {
        const double here = spread(on, j, begin, n_rows);

        if (here > best_spread) {
            best = j;
            best_spread = here;
        }
    }
    return best;
}

static void swap(uint64_t *keys, size_t a, size_t b)
{
    const uint64_t kept = keys[a];

    keys[a] = keys[b];
    keys[b] = kept;
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c)
{
    if (a < b)
        return b < c ? b : (a < c ? c : a);
    return a < c ? a : (b < c ? c : b);
}

/* The `at` smallest keys to the front. Keys are distinct. (Hoare's selection.) */
static void select_keys(uint64_t *keys, size_t n, size_t at)
{
    size_t begin = 0, end = n;

    while (end - begin > 1) {
        const uint64_t pivot =
            middle_of(keys[begin], keys[begin + (end - begin) / 2], keys[end - 1]);
        size_t left = begin, right = end - 1;

        for (;;) {
            while (keys[left] < pivot)
                left++;
            while (keys[right] > pivot)
                right--;
            if (left >= right)
                break;
            swap(keys, left, right);
        }
        if (at == left)
            return;
        if (at < left)
            end = left;
        else
            begin = left + 1;
    }
}

/* Cut the rows of a segment so that `n_left` stand in its left part. */
static void cut(ordering *on, size_t begin, size_t n_rows, size_t n_left)
{
    const size_t j = widest(on, begin, n_rows);
    /* Rows that are all the same are cut by number, so that later parts lose every tie. */
    const int32_t *codes = j < on->index->n_columns ? on->rows->codes[j] : NULL;
    uint32_t *order = on->order + begin;
    uint64_t *keys = on->keys + begin;

    for (size_t i = 0; i < n_rows; i++)
        keys[i] = (codes != NULL ? (uint64_t)(codes[order[i]] + 1) << 32 : 0) | order[i];
    select_keys(keys, n_rows, n_left);
    for (size_t i = 0; i < n_rows; i++)
        order[i] = (uint32_t)keys[i];
}

static void sort_rows(uint32_t *rows, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const uint32_t row = rows[i];
        size_t at = i;

        for (; at > 0 && rows[at - 1] > row; at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

static size_t rows_before(const ordering *on, size_t leaf)
{
    return leaf < on->index->n_leaves ? leaf * KEUR_LEAF : on->index->n_rows;
}

/* Cut once; the two parts replace *part and fill *right. False where a leaf is left. */
static bool halve(ordering *on, segment *part, segment *right)
{
    const size_t begin = rows_before(on, part->begin), end = rows_before(on, part->end);
    size_t unit = leaves_under(part->level);
    size_t middle;

    while (part->level >= 0 && part->end - part->begin <= unit) {
        part->level--;
        unit = leaves_under(part->level);
    }
    if (part->end - part->begin <= 1)
        return false;
    middle = part->begin + ((part->end - part->begin + unit - 1) / unit + 1) / 2 * unit;
    cut(on, begin, end - begin, rows_before(on, middle) - begin);
    *right = (segment){middle, part->end, part->level};
    part->end = middle;
    return true;
}

static void order_segment(ordering *on, segment part)
{
    segment right;

    while (halve(on, &part, &right))
        order_segment(on, right);
    if (part.end > part.begin) {
        const size_t begin = rows_before(on, part.begin);

        sort_rows(on->order + begin, rows_before(on, part.end) - begin);
    }
}

static keur_status order_parts(void *context, size_t begin, size_t end, keur_error *err)
{
    ordering *on = context;

    (void)err;
    for (size_t i = begin; i < end; i++)
        order_segment(on, on->parts[i]);
    return KEUR_OK;
}

/* The left half stays in its place, the right one comes n_parts later. */
static keur_status halve_parts(void *context, size_t begin, size_t end, keur_error *err)
{
    ordering *on = context;

    (void)err;
    for (size_t i = begin; i < end; i++) {
        if (!halve(on, &on->parts[i], &on->parts[on->n_parts + i]))
            on->parts[on->n_parts + i] = (segment){0, 0, -1};
    }
    return KEUR_OK;
}

/* Halve all parts until there are enough of them to share. */
static keur_status make_parts(ordering *on, segment all, int threads, keur_error *err)
{
    keur_status status = KEUR_OK;

    on->parts[0] = all;
    for (on->n_parts = 1; status == KEUR_OK && on->n_parts < N_PARTS; on->n_parts *= 2)
        status = keur_parallel_for(on->n_parts, 1, threads, halve_parts, on, err);
    return status;
}

keur_status keur_near_order(const keur_index *index, const keur_rows *rows, int threads,
                            uint32_t *order, keur_error *err)
{
    const segment all = {0, index->n_leaves, (int)index->n_levels};
    ordering on = {.index = index, .rows = rows, .order = order, .keys = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on.keys, index->n_rows, err));
    KEUR_TRY(make_parts(&on, all, threads, err));
    KEUR_TRY(keur_parallel_for(on.n_parts, 1, threads, order_parts, &on, err));
out:
    keur_release(on.keys);
    return status;
}
