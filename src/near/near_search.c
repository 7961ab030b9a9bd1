/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "near/delta.h"

/** One query after the other through the tree, or through all leaves. */

enum { QUERIES_TOGETHER = 16 };

typedef struct search {
    const keur_plan *plan;
    const keur_index *index;
    bool is_distances_only;
    uint32_t self;
    keur_aim aim;
    keur_kept kept;
    float surely_below; /* a bound in float below this is below the k-th distance */
    uint8_t counts[KEUR_LEAF];
    float sums[KEUR_LEAF];
    double largest_sum; /* the sum of a distance that is not above the k-th stays within this */
    keur_near_visits visits;
} search;

/* After the k-th distance has changed. */
static void tighten(search *on)
{
    const double last = on->kept.distances[on->kept.k - 1];

    keur_aim_limit(on->plan, last, &on->aim);
    on->largest_sum = on->aim.is_squared ? last * last * (1 + 0x1p-50) + 0x1p-1060 : last;
    /* Only a guess at where the bound in double is worth its time. */
    on->surely_below =
        on->aim.limit * (float)(2 - on->plan->growth) - (float)(2.5 * on->plan->error);
}

/* Whether nothing at a distance of `bound` or more, from row `lowest` on, can come among the k. */
static bool is_beaten(const search *on, double bound, uint32_t lowest)
{
    const double last = on->kept.distances[on->kept.k - 1];
    const uint32_t row = on->kept.rows[on->kept.k - 1];

    if (bound != last)
        return bound > last;
    return lowest > row || (on->is_distances_only && row != KEUR_NO_ROW);
}

static void offer(search *on, const unsigned char *block, size_t lane, uint32_t row)
{
    const keur_plan *plan = on->plan;
    double distance;

    if (row == on->self || row == KEUR_NO_ROW)
        return;
    distance = plan->is_counted_exactly
                   ? plan->distances[on->counts[lane]]
                   : keur_near_distance(&on->aim, block, lane, on->largest_sum);
    if (keur_kept_offer(&on->kept, distance, row))
        tighten(on);
}

/* Start with the lane of the least sum, so that few of the others are computed. */
static uint64_t offer_best(search *on, const unsigned char *block, const uint32_t *rows,
                           uint64_t near)
{
    size_t best = (size_t)__builtin_ctzll(near);

    for (uint64_t left = near; left != 0; left &= left - 1) {
        const size_t lane = (size_t)__builtin_ctzll(left);

        if (on->sums[lane] < on->sums[best])
            best = lane;
    }
    offer(on, block, best, rows[best]);
    return near & ~((uint64_t)1 << best);
}

static void offer_lanes(search *on, const unsigned char *block, const uint32_t *rows, uint64_t near)
{
    const bool has_sums = on->aim.n_terms > 0;

    if (has_sums && (near & (near - 1)) != 0)
        near = offer_best(on, block, rows, near);
    for (; near != 0; near &= near - 1) {
        const size_t lane = (size_t)__builtin_ctzll(near);

        /* The limit may have shrunk since. */
        if (!has_sums || on->sums[lane] <= on->aim.limit)
            offer(on, block, lane, rows[lane]);
    }
}

static void visit_leaf(search *on, size_t leaf)
{
    const unsigned char *block = keur_leaf_at(on->index, leaf);
    const uint32_t *rows = on->index->rows + leaf * KEUR_LEAF;
    const unsigned most = on->aim.max_count;
    uint64_t near;

    on->visits.n_leaves++;
    /* Where counts say the distance, a leaf whose rows lose every tie must offer a lower count. */
    if (on->plan->is_counted_exactly && is_beaten(on, on->plan->distances[most], rows[0])) {
        if (most == 0)
            return;
        on->aim.max_count = most - 1;
    }
    near = on->index->scan->leaf(&on->aim, block, on->counts, on->sums);
    on->aim.max_count = most;
    offer_lanes(on, block, rows, near);
}

size_t keur_near_sort_children(const float *bounds, size_t n, float limit, keur_near_child *sorted)
{
    size_t n_sorted = 0;

    for (size_t i = 0; i < n; i++) {
        size_t at;

        if (!(bounds[i] <= limit))
            continue;
        for (at = n_sorted++; at > 0 && sorted[at - 1].bound > bounds[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = (keur_near_child){bounds[i], (uint32_t)i};
    }
    return n_sorted;
}

static void visit_node(search *on, size_t level, size_t node)
{
    const keur_near_level *here = &on->index->levels[level];
    const unsigned char *block = keur_node_at(on->index, level, node);
    const size_t first = node * KEUR_FAN;
    const size_t n = here->n_children - first < KEUR_FAN ? here->n_children - first : KEUR_FAN;
    float bounds[KEUR_FAN];
    keur_near_child sorted[KEUR_FAN];
    size_t n_sorted;

    on->visits.n_nodes++;
    on->index->scan->node(&on->aim, block, bounds);
    n_sorted = keur_near_sort_children(bounds, n, on->aim.limit, sorted);
    for (size_t i = 0; i < n_sorted && sorted[i].bound <= on->aim.limit; i++) {
        const size_t at = sorted[i].at;

        if (!(sorted[i].bound < on->surely_below) &&
            is_beaten(on, keur_near_bound(&on->aim, block, at), here->lowest_rows[first + at]))
            continue;
        if (level == 0)
            visit_leaf(on, first + at);
        else
            visit_node(on, level - 1, first + at);
    }
}

static void start(search *on, const keur_rows *queries, size_t query,
                  const keur_near_options *options)
{
    on->self = options->self != NULL ? options->self[query] : KEUR_NO_ROW;
    keur_kept_start(&on->kept, options->k);
    keur_aim_at(on->plan, queries, query, &on->aim);
    tighten(on);
}

/* Scans go through a leaf for several queries, while it is in the cache. */
static void run(search *group, size_t n)
{
    const keur_index *index = group->index;

    if (group->plan->is_scan) {
        for (size_t leaf = 0; leaf < index->n_leaves; leaf++) {
            for (size_t i = 0; i < n; i++)
                visit_leaf(&group[i], leaf);
        }
        return;
    }
    for (size_t i = 0; i < n && index->n_levels > 0; i++)
        visit_node(&group[i], index->n_levels - 1, 0);
}

static void free_group(search *group, size_t n)
{
    for (size_t i = 0; i < n; i++)
        keur_aim_free(&group[i].aim);
    keur_release(group);
}

static keur_status make_group(const keur_plan *plan, bool is_distances_only, size_t n,
                              search **group, keur_error *err)
{
    keur_status status = KEUR_OK;
    size_t n_made = 0;
    search *made;

    KEUR_TRY(KEUR_NEW(made, n, err));
    for (; n_made < n; n_made++) {
        made[n_made].plan = plan;
        made[n_made].index = plan->index;
        made[n_made].is_distances_only = is_distances_only;
        KEUR_TRY(keur_aim_new(plan, &made[n_made].aim, err));
    }
    *group = made;
    made = NULL;
out:
    if (made != NULL)
        free_group(made, n_made);
    return status;
}

static void write_found(const keur_kept *kept, size_t query, uint32_t *rows, double *distances)
{
    const size_t k = kept->k;

    if (rows != NULL)
        memcpy(rows + query * k, kept->rows, k * sizeof *rows);
    if (distances != NULL)
        memcpy(distances + query * k, kept->distances, k * sizeof *distances);
}

keur_status keur_near_search(const keur_plan *plan, const keur_rows *queries,
                             const keur_near_options *options, const uint32_t *order, size_t begin,
                             size_t end, uint32_t *rows, double *distances,
                             keur_near_visits *visits, keur_error *err)
{
    const size_t n_group = plan->is_scan && end - begin > 1 ? QUERIES_TOGETHER : 1;
    search *group = NULL;
    const keur_status status = make_group(plan, options->distances_only, n_group, &group, err);

    for (size_t at = begin; status == KEUR_OK && at < end; at += n_group) {
        const size_t n = end - at < n_group ? end - at : n_group;

        for (size_t i = 0; i < n; i++)
            start(&group[i], queries, order != NULL ? order[at + i] : at + i, options);
        run(group, n);
        for (size_t i = 0; i < n; i++)
            write_found(&group[i].kept, order != NULL ? order[at + i] : at + i, rows, distances);
    }
    for (size_t i = 0; status == KEUR_OK && visits != NULL && i < n_group; i++) {
        visits->n_leaves += group[i].visits.n_leaves;
        visits->n_nodes += group[i].visits.n_nodes;
    }
    if (status == KEUR_OK)
        free_group(group, n_group);
    return status;
}
