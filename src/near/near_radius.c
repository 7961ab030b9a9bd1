/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * Rows within a distance. A child whose bound is beyond the radius is skipped, as in the search for
 * neighbours; one whose farthest possible row is within it is counted without a look. Both are
 * summed in column order as the distance is, so that rounding decides alike.
 */

enum { QUERIES_AT_ONCE = 64, QUERIES_TOGETHER = 16 };

typedef struct work {
    const keur_plan *plan;
    const keur_rows *queries;
    const keur_radius_options *options;
    const uint32_t *places; /* of each row of the index, in the leaves; NULL without `self` */
    const uint32_t *order;  /* of the queries; NULL: their own */
    uint32_t *counts;
} work;

typedef struct counting {
    const keur_plan *plan;
    const keur_index *index;
    keur_aim aim;
    double radius;
    double largest_sum; /* the sum of a distance within the radius stays within this */
    uint8_t counts[KEUR_LEAF];
    float sums[KEUR_LEAF];
    size_t n_within;
} counting;

static size_t rows_before(const keur_index *index, size_t leaf)
{
    return leaf < index->n_leaves ? leaf * KEUR_LEAF : index->n_rows;
}

/* Leaves under one child of a node of a level. */
static size_t leaves_under(size_t level)
{
    size_t n = 1;

    for (size_t i = 0; i < level; i++)
        n *= KEUR_FAN;
    return n;
}

/* The largest difference between the query and the numbers from code `low` to code `high`. */
static double most_to_numbers(const keur_exact *exact, bool is_squared, const keur_box *box)
{
    const keur_space_column *space = &exact->column->space;
    double low, high;

    if (exact->n_numbers == 0)
        return exact->other;
    low = keur_delta_numbers(space->scale, space->cap, is_squared, exact->value,
                             space->values[box->low]);
    high = keur_delta_numbers(space->scale, space->cap, is_squared, exact->value,
                              space->values[box->high]);
    return fmax(low, high);
}

static double most_to_box(const keur_exact *exact, bool is_squared, const keur_box *box)
{
    const keur_near_column *column = exact->column;
    const size_t n_numbers = column->space.is_numeric ? column->space.n_values : 0;
    const uint64_t own = exact->n_numbers > 0 ? 0 : (uint64_t)1 << exact->bit;
    /* Above 63 levels a bit stands for several of them, missing excepted. */
    const bool is_alone = exact->code < 0 || column->space.n_codes - n_numbers <= 63;
    const uint64_t others = is_alone ? box->set & ~own : box->set;
    double most = 0;

    if (box->low <= box->high)
        most = most_to_numbers(exact, is_squared, box);
    if (others & 1)
        most = fmax(most, exact->missing);
    if (others > 1)
        most = fmax(most, exact->other);
    return most;
}

/* Whether no row under a child can be beyond the radius. */
static bool is_within(const counting *on, const unsigned char *node, size_t child)
{
    const keur_aim *aim = &on->aim;
    double sum = 0;

    for (size_t i = 0; i < aim->n_exact; i++) {
        const keur_box box = keur_box_at(aim->exact[i].column, node, child);

        sum += aim->exact[i].weight * most_to_box(&aim->exact[i], aim->is_squared, &box);
        if (sum > on->largest_sum)
            return false;
    }
    return (aim->is_squared ? sqrt(sum) : sum) <= on->radius;
}

static void count_leaf(counting *on, size_t leaf)
{
    const unsigned char *block = keur_leaf_at(on->index, leaf);
    const size_t n = rows_before(on->index, leaf + 1) - leaf * KEUR_LEAF;
    uint64_t near = on->index->scan->leaf(&on->aim, block, on->counts, on->sums);

    if (n < KEUR_LEAF)
        near &= ((uint64_t)1 << n) - 1;
    if (on->plan->is_counted_exactly) {
        /* The largest count let through is that of the radius. */
        on->n_within += (size_t)__builtin_popcountll(near);
        return;
    }
    for (; near != 0; near &= near - 1) {
        const size_t lane = (size_t)__builtin_ctzll(near);

        on->n_within += keur_near_distance(&on->aim, block, lane, on->largest_sum) <= on->radius;
    }
}

static void count_node(counting *on, size_t level, size_t node)
{
    const keur_near_level *here = &on->index->levels[level];
    const unsigned char *block = keur_node_at(on->index, level, node);
    const size_t first = node * KEUR_FAN;
    const size_t n = here->n_children - first < KEUR_FAN ? here->n_children - first : KEUR_FAN;
    const size_t n_leaves = leaves_under(level);
    float bounds[KEUR_FAN];

    on->index->scan->node(&on->aim, block, bounds);
    for (size_t i = 0; i < n; i++) {
        const size_t leaf = (first + i) * n_leaves;

        if (!(bounds[i] <= on->aim.limit))
            continue;
        if (is_within(on, block, i))
            on->n_within += rows_before(on->index, leaf + n_leaves) - rows_before(on->index, leaf);
        else if (level == 0)
            count_leaf(on, first + i);
        else
            count_node(on, level - 1, first + i);
    }
}

static bool is_self_within(const counting *on, uint32_t place)
{
    const unsigned char *leaf = keur_leaf_at(on->index, place / KEUR_LEAF);

    return keur_near_distance(&on->aim, leaf, place % KEUR_LEAF, INFINITY) <= on->radius;
}

static void start(const work *job, counting *on, size_t query)
{
    const keur_radius_options *options = job->options;

    on->radius = options->radii != NULL ? options->radii[query] : options->radius;
    on->largest_sum =
        on->aim.is_squared ? on->radius * on->radius * (1 + 0x1p-50) + 0x1p-1060 : on->radius;
    on->n_within = 0;
    keur_aim_at(on->plan, job->queries, query, &on->aim);
    keur_aim_limit(on->plan, on->radius, &on->aim);
}

static void finish(const work *job, counting *on, size_t query)
{
    const uint32_t *self = job->options->self;

    if (self != NULL && self[query] != KEUR_NO_ROW && is_self_within(on, job->places[self[query]]))
        on->n_within--;
    job->counts[query] = (uint32_t)on->n_within;
}

/* Scans go through a leaf for several queries, while it is in the cache. */
static void run(counting *group, size_t n)
{
    const keur_index *index = group->index;

    if (group->plan->is_scan) {
        for (size_t leaf = 0; leaf < index->n_leaves; leaf++) {
            for (size_t i = 0; i < n; i++)
                count_leaf(&group[i], leaf);
        }
        return;
    }
    for (size_t i = 0; i < n && index->n_levels > 0; i++)
        count_node(&group[i], index->n_levels - 1, 0);
}

static keur_status count_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const work *job = context;
    const size_t n_group = job->plan->is_scan ? QUERIES_TOGETHER : 1;
    counting group[QUERIES_TOGETHER];
    size_t n_made = 0;
    keur_status status = KEUR_OK;

    for (; n_made < n_group; n_made++) {
        group[n_made].plan = job->plan;
        group[n_made].index = job->plan->index;
        KEUR_TRY(keur_aim_new(job->plan, &group[n_made].aim, err));
    }
    for (size_t at = begin; at < end; at += n_group) {
        const size_t n = end - at < n_group ? end - at : n_group;

        for (size_t i = 0; i < n; i++)
            start(job, &group[i], job->order != NULL ? job->order[at + i] : at + i);
        run(group, n);
        for (size_t i = 0; i < n; i++)
            finish(job, &group[i], job->order != NULL ? job->order[at + i] : at + i);
    }
out:
    for (size_t i = 0; i < n_made; i++)
        keur_aim_free(&group[i].aim);
    return status;
}

static keur_status check_options(const keur_index *index, const keur_rows *queries,
                                 const keur_radius_options *options, keur_error *err)
{
    const size_t n = options->radii != NULL ? queries->n_rows : 1;

    for (size_t i = 0; i < n; i++) {
        const double radius = options->radii != NULL ? options->radii[i] : options->radius;

        if (!(radius >= 0))
            return keur_fail(err, KEUR_EINVAL, "query %zu: a radius must be 0 or above", i);
    }
    return keur_near_check_self(index, queries, options->self, err);
}

static void find_places(const keur_index *index, uint32_t *places)
{
    for (size_t i = 0; i < index->n_rows; i++)
        places[index->rows[i]] = (uint32_t)i;
}

keur_status keur_index_radius_counts(const keur_index *index, const keur_rows *queries,
                                     const keur_radius_options *options, uint32_t *counts,
                                     keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_plan *plan = NULL;
    uint32_t *places = NULL, *order = NULL;
    work on = {NULL, queries, options, NULL, NULL, counts};

    KEUR_TRY(keur_plan_new(index, queries, options->weights, &plan, err));
    KEUR_TRY(check_options(index, queries, options, err));
    if (options->self != NULL) {
        KEUR_TRY(KEUR_NEW(places, index->n_rows, err));
        find_places(index, places);
    }
    if (!plan->is_scan)
        KEUR_TRY(keur_near_queue(plan, queries, 0, options->threads, &order, err));
    on.plan = plan;
    on.places = places;
    on.order = order;
    KEUR_TRY(keur_parallel_for(queries->n_rows, QUERIES_AT_ONCE, options->threads, count_piece, &on,
                               err));
out:
    keur_release(order);
    keur_release(places);
    keur_plan_free(plan);
    return status;
}
