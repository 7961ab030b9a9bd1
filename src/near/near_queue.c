/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * The order in which queries are answered: by the leaf that each falls into, so that queries which
 * open the same leaves come one after the other, while these are in the cache. Answers are placed
 * by query, so the order shows in the time alone.
 */

enum { QUERIES_AT_ONCE = 256 };

/* Fewer queries, or an index that a cache holds as a whole, are not worth a sort. */
static const size_t few_queries = 1024;
static const size_t small_index = 512 * 1024;

typedef struct falling {
    const keur_plan *plan;
    const keur_rows *queries;
    size_t first;
    uint32_t *leaves;
} falling;

size_t keur_near_leaf(const keur_index *index, const keur_aim *aim)
{
    size_t at = 0;

    for (size_t level = index->n_levels; level-- > 0;) {
        const keur_near_level *here = &index->levels[level];
        const size_t first = at * KEUR_FAN;
        float bounds[KEUR_FAN];

        index->scan->node(aim, here->nodes + at * index->node_bytes, bounds);
        at = first;
        for (size_t i = 1; i < KEUR_FAN && first + i < here->n_children; i++)
            at = bounds[i] < bounds[at - first] ? first + i : at;
    }
    return at;
}

static keur_status fall(void *context, size_t begin, size_t end, keur_error *err)
{
    const falling *on = context;
    keur_aim aim;
    const keur_status status = keur_aim_new(on->plan, &aim, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = begin; i < end; i++) {
        keur_aim_at(on->plan, on->queries, on->first + i, &aim);
        on->leaves[i] = (uint32_t)keur_near_leaf(on->plan->index, &aim);
    }
    keur_aim_free(&aim);
    return KEUR_OK;
}

/* Queries of the same leaf stay in their order. */
static void sort_by_leaf(const uint32_t *leaves, size_t n, size_t first, size_t *ends,
                         size_t n_leaves, uint32_t *order)
{
    size_t before = 0;

    for (size_t i = 0; i < n; i++)
        ends[leaves[i]]++;
    for (size_t leaf = 0; leaf < n_leaves; leaf++) {
        const size_t here = ends[leaf];

        ends[leaf] = before;
        before += here;
    }
    for (size_t i = 0; i < n; i++)
        order[ends[leaves[i]]++] = (uint32_t)(first + i);
}

keur_status keur_near_queue(const keur_plan *plan, const keur_rows *queries, size_t first,
                            int threads, uint32_t **order, keur_error *err)
{
    const keur_index *index = plan->index;
    const size_t n = queries->n_rows - first;
    falling on = {plan, queries, first, NULL};
    size_t *ends = NULL;
    uint32_t *made = NULL;
    keur_status status = KEUR_OK;

    *order = NULL;
    if (n < few_queries || queries->n_rows > UINT32_MAX || index->bytes < small_index)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(on.leaves, n, err));
    KEUR_TRY(KEUR_NEW(made, n, err));
    KEUR_TRY(KEUR_NEW(ends, index->n_leaves, err));
    KEUR_TRY(keur_parallel_for(n, QUERIES_AT_ONCE, threads, fall, &on, err));
    sort_by_leaf(on.leaves, n, first, ends, index->n_leaves, made);
    *order = made;
    made = NULL;
out:
    keur_release(on.leaves);
    keur_release(made);
    keur_release(ends);
    return status;
}

/* How often two rows of the index, with replacement, have the same code. */
static keur_status count_alike(const keur_index *index, const keur_near_column *column,
                               uint64_t *n_alike, keur_error *err)
{
    uint64_t *counts = NULL;
    const keur_status status = KEUR_NEW(counts, column->space.n_codes + 1, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = 0; i < index->n_rows; i++)
        counts[keur_read_code(keur_leaf_at(index, i / KEUR_LEAF) + column->codes_at, column->width,
                              i % KEUR_LEAF) +
               1]++;
    *n_alike = 0;
    for (size_t code = 0; code <= column->space.n_codes; code++)
        *n_alike += counts[code] * counts[code];
    keur_release(counts);
    return KEUR_OK;
}

keur_status keur_near_alike(const keur_index *index, size_t **columns, keur_error *err)
{
    keur_status status = KEUR_OK;
    uint64_t *alike = NULL;
    size_t *made = NULL;

    *columns = NULL;
    KEUR_TRY(KEUR_NEW(alike, index->n_columns, err));
    KEUR_TRY(KEUR_NEW(made, index->n_columns, err));
    for (size_t i = 0; i < index->n_columns; i++) {
        uint64_t here;
        size_t at;

        KEUR_TRY(count_alike(index, &index->columns[i], &here, err));
        for (at = i; at > 0 && alike[at - 1] < here; at--) {
            alike[at] = alike[at - 1];
            made[at] = made[at - 1];
        }
        alike[at] = here;
        made[at] = i;
    }
    *columns = made;
    made = NULL;
out:
    keur_release(alike);
    keur_release(made);
    return status;
}

/* By one column; queries of the same code stay in their order. `ends` has room for each code. */
static void sort_by_codes(const int32_t *codes, size_t n, size_t n_codes, size_t *ends,
                          const uint32_t *order, uint32_t *next)
{
    memset(ends, 0, (n_codes + 2) * sizeof *ends);
    for (size_t i = 0; i < n; i++)
        ends[codes[i] + 2]++;
    for (size_t code = 1; code < n_codes + 2; code++)
        ends[code] += ends[code - 1];
    for (size_t i = 0; i < n; i++)
        next[ends[codes[order[i]] + 1]++] = order[i];
}

keur_status keur_near_sort(const keur_index *index, const keur_rows *queries, const size_t *columns,
                           size_t n_columns, uint32_t **order, keur_error *err)
{
    const size_t n = queries->n_rows;
    size_t most_codes = 0;
    size_t *ends = NULL;
    uint32_t *made = NULL, *next = NULL;
    keur_status status = KEUR_OK;

    *order = NULL;
    if (n > UINT32_MAX)
        return keur_fail(err, KEUR_EINVAL, "%zu queries are more than are ordered at once", n);
    for (size_t i = 0; i < n_columns; i++) {
        const size_t n_codes = index->columns[columns[i]].space.n_codes;

        most_codes = n_codes > most_codes ? n_codes : most_codes;
    }
    KEUR_TRY(KEUR_NEW(ends, most_codes + 2, err));
    KEUR_TRY(KEUR_NEW(made, n, err));
    KEUR_TRY(KEUR_NEW(next, n, err));
    for (size_t i = 0; i < n; i++)
        made[i] = (uint32_t)i;
    /* The last column first, since the order of equals is kept. */
    for (size_t i = n_columns; i-- > 0;) {
        uint32_t *kept = made;

        sort_by_codes(queries->codes[columns[i]], n, index->columns[columns[i]].space.n_codes, ends,
                      made, next);
        made = next;
        next = kept;
    }
    *order = made;
    made = NULL;
out:
    keur_release(ends);
    keur_release(made);
    keur_release(next);
    return status;
}
