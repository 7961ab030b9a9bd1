/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/near_impl.h"

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

/* The leaf at the end of the nearest children. */
static uint32_t leaf_of(const keur_index *index, const keur_aim *aim)
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
    return (uint32_t)at;
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
        on->leaves[i] = leaf_of(on->plan->index, &aim);
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
