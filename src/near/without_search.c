/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * Nearest rows with one column left out, for several columns in one walk. The filter sums all
 * columns once: a row or a child whose whole sum exceeds the best sum without a column by more than
 * that column can add is out of question. For the others the parts are computed in double; the
 * whole less a part says who may win or tie, and only there the parts are added in the order of
 * columns.
 */

enum { QUERIES_TOGETHER = 16 };

/* A bound in double for a child that is a leaf costs half of what the leaf costs: it is computed
 * while one in so many leads past its leaf. */
enum { TESTS_WORTH_ONE = 3, FIRST_TESTS = 64 };

/* The nearest row so far without one column. */
typedef struct best {
    double distance;
    double largest_sum; /* sums of distances that are not above it stay within this */
    uint32_t row;
} best;

typedef struct walk {
    keur_aim aim; /* of all columns */
    uint32_t self;
    best *found; /* one a column that is left out */
} walk;

typedef struct walking {
    const keur_plan *plan;
    const keur_without *without;
    size_t *places; /* of the columns that are left out among the exact ones, or SIZE_MAX */
    double *most;   /* what each of them can add */
    double *parts;  /* of one row or child */
    walk *group;    /* QUERIES_TOGETHER */
    best *found;    /* of all of them */
    keur_without_visits visits;
    size_t n_tests, n_passed_by; /* bounds in double of leaves */
    uint8_t counts[KEUR_LEAF];
    float sums[KEUR_LEAF];
} walking;

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

static void find_places(walking *on)
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
static void tighten(const walking *on, walk *query)
{
    /* The whole sum in double and the one without a column are a rounding a column apart. */
    const double slack = 1 + (16 + 2 * (double)query->aim.n_exact) * 0x1p-50;
    double largest = 0;

    for (size_t i = 0; i < on->without->n; i++) {
        const double sum = query->found[i].largest_sum + on->most[i];

        largest = sum > largest ? sum : largest;
    }
    largest *= slack;
    keur_aim_limit(on->plan, query->aim.is_squared ? sqrt(largest) * slack : largest, &query->aim);
}

/* The sum in the order of columns, without the one at a place: what keur_near_distance() and
 * keur_near_bound() come to where that one has no weight. */
static double sum_without(const double *parts, size_t n, size_t place)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (i != place)
            sum += parts[i];
    }
    return sum;
}

static double root(const walk *query, double sum)
{
    return query->aim.is_squared ? sqrt(sum) : sum;
}

/* At most the sum without each column: both sums err by a rounding a column, and so does their
 * difference. */
static double lower(const walking *on, size_t n, double whole, size_t i)
{
    const double part = on->places[i] != SIZE_MAX ? on->parts[on->places[i]] : 0;

    return whole - part - whole * (8 + 2 * (double)n) * 0x1p-52;
}

static void offer_row(walking *on, walk *query, const unsigned char *block, size_t lane,
                      uint32_t row)
{
    const size_t n = query->aim.n_exact;
    bool has_changed = false;
    double whole;

    if (row == query->self || row == KEUR_NO_ROW)
        return;
    on->visits.n_rows++;
    keur_near_parts(&query->aim, block, lane, on->parts);
    whole = sum_without(on->parts, n, SIZE_MAX);
    for (size_t i = 0; i < on->without->n; i++) {
        best *found = &query->found[i];
        double distance;

        /* A sum that overflowed is no number here, and goes on. */
        if (lower(on, n, whole, i) > found->largest_sum)
            continue;
        distance = root(query, sum_without(on->parts, n, on->places[i]));
        if (distance > found->distance || (distance == found->distance && row > found->row))
            continue;
        *found = (best){distance, distance, row};
        if (query->aim.is_squared)
            found->largest_sum = distance * distance * (1 + 0x1p-50) + 0x1p-1060;
        has_changed = true;
    }
    if (has_changed)
        tighten(on, query);
}

static size_t least_lane(const float *sums, uint64_t near)
{
    size_t found = (size_t)__builtin_ctzll(near);

    for (; near != 0; near &= near - 1) {
        const size_t lane = (size_t)__builtin_ctzll(near);

        found = sums[lane] < sums[found] ? lane : found;
    }
    return found;
}

static void visit_leaf(walking *on, walk *query, size_t leaf)
{
    const keur_index *index = on->plan->index;
    const unsigned char *block = keur_leaf_at(index, leaf);
    const uint32_t *rows = index->rows + leaf * KEUR_LEAF;
    const bool has_sums = query->aim.n_terms > 0;
    uint64_t near = index->scan->leaf(&query->aim, block, on->counts, on->sums);

    on->visits.n_leaves++;
    /* The lane of the least sum first, so that few of the others are computed. */
    if (has_sums && (near & (near - 1)) != 0) {
        const size_t lane = least_lane(on->sums, near);

        offer_row(on, query, block, lane, rows[lane]);
        near &= ~((uint64_t)1 << lane);
    }
    for (; near != 0; near &= near - 1) {
        const size_t lane = (size_t)__builtin_ctzll(near);

        /* The limit may have shrunk since. */
        if (has_sums ? on->sums[lane] <= query->aim.limit
                     : on->counts[lane] <= query->aim.max_count)
            offer_row(on, query, block, lane, rows[lane]);
    }
}

/* Whether no row under a child of a node, the lowest of which is `lowest`, can come first without
 * any of the columns. */
static bool is_beaten(walking *on, const walk *query, const unsigned char *block, size_t child,
                      uint32_t lowest)
{
    const size_t n = query->aim.n_exact;
    double whole;

    on->visits.n_boxes++;
    keur_near_box_parts(&query->aim, block, child, on->parts);
    whole = sum_without(on->parts, n, SIZE_MAX);
    for (size_t i = 0; i < on->without->n; i++) {
        const best *found = &query->found[i];
        double bound;

        if (lower(on, n, whole, i) > found->largest_sum)
            continue;
        bound = root(query, sum_without(on->parts, n, on->places[i]));
        if (!(bound > found->distance || (bound == found->distance && lowest > found->row)))
            return false;
    }
    return true;
}

static bool is_passed_by(walking *on, const walk *query, size_t level, const unsigned char *block,
                         size_t child, uint32_t lowest)
{
    bool is_lost;

    if (level == 0 && on->n_tests > FIRST_TESTS && on->n_passed_by * TESTS_WORTH_ONE < on->n_tests)
        return false;
    is_lost = is_beaten(on, query, block, child, lowest);
    on->n_tests += level == 0;
    on->n_passed_by += level == 0 && is_lost;
    return is_lost;
}

static void visit_node(walking *on, walk *query, size_t level, size_t node)
{
    const keur_index *index = on->plan->index;
    const keur_near_level *here = &index->levels[level];
    const unsigned char *block = keur_node_at(index, level, node);
    const size_t first = node * KEUR_FAN;
    const size_t n = here->n_children - first < KEUR_FAN ? here->n_children - first : KEUR_FAN;
    float bounds[KEUR_FAN];
    keur_near_child sorted[KEUR_FAN];
    size_t n_sorted;

    on->visits.n_nodes++;
    index->scan->node(&query->aim, block, bounds);
    n_sorted = keur_near_sort_children(bounds, n, query->aim.limit, sorted);
    for (size_t i = 0; i < n_sorted && sorted[i].bound <= query->aim.limit; i++) {
        const size_t child = sorted[i].at;

        if (is_passed_by(on, query, level, block, child, here->lowest_rows[first + child]))
            continue;
        if (level == 0)
            visit_leaf(on, query, first + child);
        else
            visit_node(on, query, level - 1, first + child);
    }
}

/* Scans go through a leaf for several queries, while it is in the cache. */
static void run(walking *on, size_t n)
{
    const keur_index *index = on->plan->index;

    for (size_t leaf = 0; on->without->is_scan && leaf < index->n_leaves; leaf++) {
        for (size_t i = 0; i < n; i++)
            visit_leaf(on, &on->group[i], leaf);
    }
    for (size_t i = 0; !on->without->is_scan && index->n_levels > 0 && i < n; i++)
        visit_node(on, &on->group[i], index->n_levels - 1, 0);
}

static void start(const walking *on, walk *query, const keur_rows *queries, size_t at,
                  const uint32_t *self)
{
    query->self = self != NULL ? self[at] : KEUR_NO_ROW;
    for (size_t i = 0; i < on->without->n; i++)
        query->found[i] = (best){INFINITY, INFINITY, KEUR_NO_ROW};
    keur_aim_at(on->plan, queries, at, &query->aim);
    tighten(on, query);
}

static void write_found(const walking *on, const walk *query, size_t at, uint32_t *rows,
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

static void free_walking(walking *on)
{
    for (size_t i = 0; on->group != NULL && i < QUERIES_TOGETHER; i++)
        keur_aim_free(&on->group[i].aim);
    keur_release(on->group);
    keur_release(on->found);
    keur_release(on->parts);
    keur_release(on->most);
    keur_release(on->places);
}

static keur_status make_walking(walking *on, keur_error *err)
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

keur_status keur_near_search_without(const keur_plan *plan, const keur_rows *queries,
                                     const uint32_t *self, const keur_without *without,
                                     const uint32_t *order, size_t begin, size_t end,
                                     uint32_t *rows, double *distances, keur_without_visits *visits,
                                     keur_error *err)
{
    walking on = {.plan = plan, .without = without};
    keur_status status = KEUR_OK;

    KEUR_TRY(make_walking(&on, err));
    for (size_t at = begin; at < end; at += QUERIES_TOGETHER) {
        const size_t n = end - at < QUERIES_TOGETHER ? end - at : QUERIES_TOGETHER;

        for (size_t i = 0; i < n; i++)
            start(&on, &on.group[i], queries, order != NULL ? order[at + i] : at + i, self);
        run(&on, n);
        for (size_t i = 0; i < n; i++)
            write_found(&on, &on.group[i], order != NULL ? order[at + i] : at + i, rows, distances);
    }
    if (visits != NULL)
        *visits = on.visits;
out:
    free_walking(&on);
    return status;
}
