/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * Neighbours where the number of mismatches says the distance, through all leaves. Queries stand in
 * the order of their codes, and the matches of a leaf's rows are kept after each column: a query
 * goes on from the first column in which it differs from the one before.
 */

/* A query, as far as every leaf asks for it. */
typedef struct counted {
    int most;           /* rows with more mismatches are not near enough */
    uint32_t ties_from; /* from this row on, so are those with as many */
    uint32_t n_shared;  /* first columns in common with the query before */
} counted;

typedef struct counting {
    const keur_plan *plan;
    const keur_rows *queries;
    const keur_near_options *options;
    size_t n_columns;
    size_t *columns; /* of weight above 0 */
    size_t *at;      /* of their bytes in a leaf */
    size_t n;
    counted *counted;
    keur_kept *kept;
    uint32_t *self;
    uint8_t *own;     /* n_columns bytes a query */
    uint8_t *matches; /* as in keur_matching */
} counting;

static void free_counting(counting *on)
{
    keur_release(on->columns);
    keur_release(on->at);
    keur_release(on->counted);
    keur_release(on->kept);
    keur_release(on->self);
    keur_release(on->own);
    keur_release(on->matches);
}

static keur_status make_counting(counting *on, const size_t *columns, keur_error *err)
{
    const keur_index *index = on->plan->index;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->columns, index->n_columns, err));
    KEUR_TRY(KEUR_NEW(on->at, index->n_columns, err));
    for (size_t i = 0; i < index->n_columns; i++) {
        if (on->plan->weights[columns[i]] > 0) {
            on->at[on->n_columns] = index->columns[columns[i]].filter_at;
            on->columns[on->n_columns++] = columns[i];
        }
    }
    KEUR_TRY(KEUR_NEW(on->counted, on->n, err));
    KEUR_TRY(KEUR_NEW(on->kept, on->n, err));
    KEUR_TRY(KEUR_NEW(on->self, on->n, err));
    KEUR_TRY(KEUR_NEW(on->own, on->n * on->n_columns, err));
    KEUR_TRY(KEUR_NEW(on->matches, on->n_columns * KEUR_LEAVES_TOGETHER * KEUR_LEAF, err));
out:
    return status;
}

/* In how many columns a row of one of the leaves is not as the query, after match(). */
static size_t mismatches(const counting *on, size_t i, const unsigned char *leaf, size_t g,
                         size_t lane)
{
    const size_t last = on->n_columns - 1;
    const uint8_t *before = on->matches + (last * KEUR_LEAVES_TOGETHER + g) * KEUR_LEAF;
    const bool is_match = leaf[on->at[last] + lane] == on->own[i * on->n_columns + last];

    return on->n_columns - before[lane] - is_match;
}

/* The largest count with the same distance; rounding and overflow make some equal. */
static int last_alike(const keur_plan *plan, size_t count, size_t n)
{
    while (count < n && plan->distances[count + 1] <= plan->distances[count])
        count++;
    return (int)count;
}

/* The k-th number of mismatches in the leaf that a query falls into bounds its k-th distance. */
static int start_bound(const counting *on, size_t i, const keur_aim *aim)
{
    const keur_index *index = on->plan->index;
    const size_t leaf = keur_near_leaf(index, aim), n = on->n_columns;
    const uint32_t *rows = index->rows + leaf * KEUR_LEAF;
    const unsigned char *block = keur_leaf_at(index, leaf);
    const unsigned char *const leaves[] = {block, block, block, block};
    const uint8_t least[KEUR_LEAVES_TOGETHER] = {0};
    uint64_t near[KEUR_LEAVES_TOGETHER];
    size_t n_with[KEUR_MAX_COUNTED + 1] = {0};
    size_t so_far = 0;

    index->scan->match(leaves, on->at, on->own + i * n, 0, n, least, on->matches, near);
    for (size_t lane = 0; lane < keur_rows_in_leaf(index, leaf); lane++)
        n_with[mismatches(on, i, block, 0, lane)] += rows[lane] != on->self[i];
    for (size_t count = 0; count < n; count++) {
        so_far += n_with[count];
        if (so_far >= on->options->k)
            return last_alike(on->plan, count, n);
    }
    return (int)n;
}

static void start(counting *on, size_t i, size_t query, keur_aim *aim)
{
    const size_t n = on->n_columns;
    uint8_t *own = on->own + i * n;
    counted *here = &on->counted[i];

    on->self[i] = on->options->self != NULL ? on->options->self[query] : KEUR_NO_ROW;
    for (size_t j = 0; j < n; j++)
        own[j] = keur_filter_byte(on->queries->codes[on->columns[j]][query]);
    here->n_shared = 0;
    /* The last column is always looked at. */
    while (i > 0 && here->n_shared + 1 < n && own[here->n_shared] == own[here->n_shared - n])
        here->n_shared++;
    keur_kept_start(&on->kept[i], on->options->k);
    keur_aim_at(on->plan, on->queries, query, aim);
    here->most = start_bound(on, i, aim);
    here->ties_from = KEUR_NO_ROW;
}

static void offer(counting *on, size_t i, size_t leaf, size_t g, uint64_t near)
{
    const keur_plan *plan = on->plan;
    const unsigned char *block = keur_leaf_at(plan->index, leaf);
    const uint32_t *rows = plan->index->rows + leaf * KEUR_LEAF;
    counted *here = &on->counted[i];
    keur_kept *kept = &on->kept[i];
    const size_t last = kept->k - 1;

    for (; near != 0; near &= near - 1) {
        const size_t lane = (size_t)__builtin_ctzll(near);

        if (rows[lane] != on->self[i] && rows[lane] != KEUR_NO_ROW)
            keur_kept_offer(kept, plan->distances[mismatches(on, i, block, g, lane)], rows[lane]);
    }
    if (kept->rows[last] == KEUR_NO_ROW)
        return;
    while (here->most > 0 && plan->distances[here->most] > kept->distances[last])
        here->most--;
    here->ties_from = on->options->distances_only ? 0 : kept->rows[last];
}

/* Matches that a row must have; a leaf whose rows lose every tie must offer one more. */
static uint8_t least_matches(const counting *on, const counted *query, uint32_t lowest_row)
{
    return (uint8_t)((int)on->n_columns - query->most + (lowest_row >= query->ties_from));
}

/* Several leaves at a time, so that queries which go on from different columns cost the processor
 * fewer wrong guesses. */
static void count_leaves(counting *on, size_t first, size_t n_leaves)
{
    const keur_index *index = on->plan->index;
    const size_t n = on->n_columns;
    const unsigned char *leaves[KEUR_LEAVES_TOGETHER];
    uint32_t lowest[KEUR_LEAVES_TOGETHER];

    for (size_t g = 0; g < KEUR_LEAVES_TOGETHER; g++) {
        const size_t leaf = g < n_leaves ? first + g : first;

        leaves[g] = keur_leaf_at(index, leaf);
        lowest[g] = index->rows[leaf * KEUR_LEAF];
    }
    for (size_t i = 0; i < on->n; i++) {
        const counted *here = &on->counted[i];
        uint8_t least[KEUR_LEAVES_TOGETHER];
        uint64_t near[KEUR_LEAVES_TOGETHER];

        for (size_t g = 0; g < KEUR_LEAVES_TOGETHER; g++)
            least[g] = least_matches(on, here, lowest[g]);
        index->scan->match(leaves, on->at, on->own + i * n, here->n_shared, n, least, on->matches,
                           near);
        for (size_t g = 0; g < n_leaves; g++) {
            if (near[g] != 0)
                offer(on, i, first + g, g, near[g]);
        }
    }
}

static void write_found(const counting *on, size_t i, size_t query, uint32_t *rows,
                        double *distances)
{
    const size_t k = on->options->k;

    if (rows != NULL)
        memcpy(rows + query * k, on->kept[i].rows, k * sizeof *rows);
    if (distances != NULL)
        memcpy(distances + query * k, on->kept[i].distances, k * sizeof *distances);
}

keur_status keur_near_count(const keur_plan *plan, const keur_rows *queries,
                            const keur_near_options *options, const uint32_t *order,
                            const size_t *columns, size_t begin, size_t end, uint32_t *rows,
                            double *distances, keur_error *err)
{
    counting on = {.plan = plan, .queries = queries, .options = options, .n = end - begin};
    keur_aim aim = {.n_counted = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_aim_new(plan, &aim, err));
    KEUR_TRY(make_counting(&on, columns, err));
    for (size_t i = 0; i < on.n; i++)
        start(&on, i, order[begin + i], &aim);
    for (size_t leaf = 0; leaf < plan->index->n_leaves; leaf += KEUR_LEAVES_TOGETHER) {
        const size_t left = plan->index->n_leaves - leaf;

        count_leaves(&on, leaf, left < KEUR_LEAVES_TOGETHER ? left : KEUR_LEAVES_TOGETHER);
    }
    for (size_t i = 0; i < on.n; i++)
        write_found(&on, i, order[begin + i], rows, distances);
out:
    free_counting(&on);
    keur_aim_free(&aim);
    return status;
}
