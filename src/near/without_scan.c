/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * Nearest rows with one column left out, through all leaves. The filter sums all columns once: a
 * row whose whole sum exceeds the best sum by more than the column can add is out of question. For
 * the others the parts are computed in double; the whole less a part says who may win or tie, and
 * only there the parts are added in the order of columns.
 */

enum { QUERIES_TOGETHER = 16 };

/* The nearest row so far without one column. */
typedef struct best {
    double distance;
    double largest_sum; /* sums of distances that are not above it stay within this */
    uint32_t row;
} best;

typedef struct scanning {
    keur_aim aim; /* of all columns */
    uint32_t self;
    best *found; /* one a column that is left out */
} scanning;

typedef struct scan_job {
    const keur_plan *plan;
    const keur_without *without;
    size_t *places;  /* of the columns that are left out among the exact ones, or SIZE_MAX */
    double *most;    /* what each of them can add */
    double *parts;   /* of one row */
    scanning *group; /* QUERIES_TOGETHER */
    best *found;     /* of all of them */
    uint8_t counts[KEUR_LEAF];
    float sums[KEUR_LEAF];
} scan_job;

/* The most that two cells of a column can add, a rounding above it. */
static double most_of(const keur_exact *exact, bool is_squared)
{
    const keur_space_column *space = &exact->column->space;
    double most = fmax(1, space->missing);

    if (space->is_numeric && space->n_values > 0)
        most = fmax(most, keur_delta_numbers(space->scale, space->cap, is_squared, space->values[0],
                                             space->values[space->n_values - 1]));
    return exact->weight * most * (1 + 0x1p-50);
}

static void find_places(scan_job *on)
{
    const keur_aim *aim = &on->plan->aim;

    for (size_t i = 0; i < on->without->n; i++) {
        const keur_near_column *column = &on->plan->index->columns[on->without->columns[i]];

        on->places[i] = SIZE_MAX;
        for (size_t j = 0; j < aim->n_exact; j++) {
            if (aim->exact[j].column == column) {
                on->places[i] = j;
                on->most[i] = most_of(&aim->exact[j], aim->is_squared);
            }
        }
    }
}

/* After a best distance has changed: the whole distance of a row that is still of interest. */
static void tighten(const scan_job *on, scanning *query)
{
    const double slack = 1 + (16 + 2 * (double)query->aim.n_exact) * 0x1p-50;
    double largest = 0;

    for (size_t i = 0; i < on->without->n; i++)
        largest = fmax(largest, query->found[i].largest_sum + on->most[i]);
    largest *= slack;
    keur_aim_limit(on->plan, query->aim.is_squared ? sqrt(largest) * slack : largest, &query->aim);
}

/* The sum in the order of columns without one of them; as keur_near_distance() has it. */
static double sum_without(const double *parts, size_t n, size_t place)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (i != place)
            sum += parts[i];
    }
    return sum;
}

static bool offer(const scan_job *on, bool is_squared, size_t n_parts, size_t i, uint32_t row,
                  best *found)
{
    const double sum = sum_without(on->parts, n_parts, on->places[i]);
    const double distance = is_squared ? sqrt(sum) : sum;

    if (distance > found->distance || (distance == found->distance && row >= found->row))
        return false;
    found->distance = distance;
    found->row = row;
    found->largest_sum = is_squared ? distance * distance * (1 + 0x1p-50) + 0x1p-1060 : distance;
    return true;
}

static void offer_row(const scan_job *on, scanning *query, const unsigned char *block, size_t lane,
                      uint32_t row)
{
    const keur_aim *aim = &query->aim;
    const size_t n = aim->n_exact;
    bool has_changed = false;
    double whole, slack;

    if (row == query->self || row == KEUR_NO_ROW)
        return;
    keur_near_parts(aim, block, lane, on->parts);
    whole = sum_without(on->parts, n, SIZE_MAX);
    /* Both sums err by a rounding a column at most, and so does their difference. */
    slack = whole * (8 + 2 * (double)n) * 0x1p-52;
    for (size_t i = 0; i < on->without->n; i++) {
        const double part = on->places[i] != SIZE_MAX ? on->parts[on->places[i]] : 0;

        /* Also where the sum is no number any more. */
        if (!(whole - part - slack > query->found[i].largest_sum))
            has_changed |= offer(on, aim->is_squared, n, i, row, &query->found[i]);
    }
    if (has_changed)
        tighten(on, query);
}

static void scan_leaf(scan_job *on, scanning *query, size_t leaf)
{
    const keur_index *index = on->plan->index;
    const unsigned char *block = keur_leaf_at(index, leaf);
    const uint32_t *rows = index->rows + leaf * KEUR_LEAF;
    const bool has_sums = query->aim.n_terms > 0;
    uint64_t near = index->scan->leaf(&query->aim, block, on->counts, on->sums);

    for (; near != 0; near &= near - 1) {
        const size_t lane = (size_t)__builtin_ctzll(near);

        if (!has_sums || on->sums[lane] <= query->aim.limit)
            offer_row(on, query, block, lane, rows[lane]);
    }
}

static void start(const scan_job *on, scanning *query, const keur_rows *queries, size_t at,
                  const uint32_t *self)
{
    query->self = self != NULL ? self[at] : KEUR_NO_ROW;
    for (size_t i = 0; i < on->without->n; i++)
        query->found[i] = (best){INFINITY, INFINITY, KEUR_NO_ROW};
    keur_aim_at(on->plan, queries, at, &query->aim);
    tighten(on, query);
}

static void write_found(const scan_job *on, const scanning *query, size_t at, uint32_t *rows,
                        double *distances)
{
    for (size_t i = 0; i < on->without->n; i++) {
        const size_t to = i * on->without->n_queries + at;

        if (rows != NULL)
            rows[to] = query->found[i].row;
        if (distances != NULL)
            distances[to] = query->found[i].distance;
    }
}

static void free_scan(scan_job *on)
{
    for (size_t i = 0; on->group != NULL && i < QUERIES_TOGETHER; i++)
        keur_aim_free(&on->group[i].aim);
    keur_release(on->group);
    keur_release(on->found);
    keur_release(on->parts);
    keur_release(on->most);
    keur_release(on->places);
}

static keur_status make_scan(scan_job *on, keur_error *err)
{
    const size_t n = on->without->n;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->places, n, err));
    KEUR_TRY(KEUR_NEW(on->most, n, err));
    KEUR_TRY(KEUR_NEW(on->parts, on->plan->index->n_columns, err));
    KEUR_TRY(KEUR_NEW(on->found, n * QUERIES_TOGETHER, err));
    KEUR_TRY(KEUR_NEW(on->group, QUERIES_TOGETHER, err));
    find_places(on);
    for (size_t i = 0; i < QUERIES_TOGETHER; i++) {
        on->group[i].found = on->found + i * n;
        KEUR_TRY(keur_aim_new(on->plan, &on->group[i].aim, err));
    }
out:
    return status;
}

keur_status keur_near_scan_without(const keur_plan *plan, const keur_rows *queries,
                                   const keur_near_options *options, const keur_without *without,
                                   size_t begin, size_t end, uint32_t *rows, double *distances,
                                   keur_error *err)
{
    scan_job on = {.plan = plan, .without = without};
    keur_status status = KEUR_OK;

    KEUR_TRY(make_scan(&on, err));
    for (size_t at = begin; at < end; at += QUERIES_TOGETHER) {
        const size_t n = end - at < QUERIES_TOGETHER ? end - at : QUERIES_TOGETHER;

        for (size_t i = 0; i < n; i++)
            start(&on, &on.group[i], queries, at + i, options->self);
        for (size_t leaf = 0; leaf < plan->index->n_leaves; leaf++) {
            for (size_t i = 0; i < n; i++)
                scan_leaf(&on, &on.group[i], leaf);
        }
        for (size_t i = 0; i < n; i++)
            write_found(&on, &on.group[i], at + i, rows, distances);
    }
out:
    free_scan(&on);
    return status;
}
