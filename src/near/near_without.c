/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/near_impl.h"

/**
 * Nearest rows with one column left out, for several columns: whether one walk or a search each is
 * the faster. The first queries say so. With few columns most rows are within what one of them can
 * add, and the walk looks at too many.
 */

enum { N_TRIALS = 64, SEARCHES_TRIED = 4, QUERIES_AT_ONCE = 64 };

/* Where the walk opens more than this share of the leaves, going through all of them is as fast. */
static const double most_opened = 0.5;
/* What a search costs at most where many queries share counts (near_count.c), in leaves of n. */
static const double share_of_counting = 0.12;
static const size_t few_to_count = 256;

typedef struct without_job {
    const keur_plan *plan;
    const keur_rows *queries;
    const keur_near_options *options;
    keur_without without;
    size_t n_done;   /* queries answered already */
    uint32_t *order; /* of the others; NULL: their own */
    uint32_t *rows;
    double *distances;
} without_job;

static keur_status search_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const without_job *on = context;
    const size_t first = on->order != NULL ? 0 : on->n_done;

    return keur_near_search_without(on->plan, on->queries, on->options->self, &on->without,
                                    on->order, first + begin, first + end, on->rows, on->distances,
                                    NULL, err);
}

static void weigh_without(const without_job *on, size_t column, double *weights)
{
    for (size_t j = 0; j < on->plan->index->n_columns; j++)
        weights[j] = j == column ? 0 : on->plan->weights[j];
}

/* A search for each column. */
static keur_status search_each(const without_job *on, keur_error *err)
{
    const keur_index *index = on->plan->index;
    const size_t n = on->queries->n_rows;
    keur_near_options options = *on->options;
    double *weights = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(weights, index->n_columns, err));
    options.weights = weights;
    for (size_t i = 0; i < on->without.n; i++) {
        weigh_without(on, on->without.columns[i], weights);
        KEUR_TRY(keur_index_nearest(index, on->queries, &options,
                                    on->rows != NULL ? on->rows + i * n : NULL,
                                    on->distances != NULL ? on->distances + i * n : NULL, err));
    }
out:
    keur_release(weights);
    return status;
}

/* Answers the first n queries in one walk through the tree. *cost: in leaves a query. */
static keur_status try_together(without_job *on, size_t n, double *cost, keur_error *err)
{
    keur_without_visits visits = {.n_leaves = 0};
    keur_status status;

    on->without.is_scan = false;
    status = keur_near_search_without(on->plan, on->queries, on->options->self, &on->without, NULL,
                                      0, n, on->rows, on->distances, &visits, err);
    on->n_done = n;
    on->without.is_scan =
        (double)visits.n_leaves > most_opened * (double)n * (double)on->plan->index->n_leaves;
    /* A row costs about as much as a leaf, a bound in double half of it. */
    *cost =
        (double)(visits.n_leaves + visits.n_nodes + visits.n_rows + visits.n_boxes / 2) / (double)n;
    return status;
}

/* What as many searches would cost, in leaves a query, from some of them. */
static keur_status try_each(const without_job *on, size_t n, double *cost, keur_error *err)
{
    const keur_index *index = on->plan->index;
    const size_t n_tried = on->without.n < SEARCHES_TRIED ? on->without.n : SEARCHES_TRIED;
    const double n_leaves = (double)index->n_leaves;
    keur_plan *plan = NULL;
    double *weights = NULL;
    double sum = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(weights, index->n_columns, err));
    for (size_t i = 0; i < n_tried; i++) {
        keur_near_visits visits = {0, 0};
        double here;

        weigh_without(on, on->without.columns[i * on->without.n / n_tried], weights);
        KEUR_TRY(keur_plan_new(index, on->queries, weights, &plan, err));
        plan->is_scan = false;
        KEUR_TRY(
            keur_near_search(plan, on->queries, on->options, NULL, 0, n, NULL, NULL, &visits, err));
        here = fmin((double)(visits.n_leaves + visits.n_nodes) / (double)n, n_leaves);
        if (plan->is_counted_exactly && on->queries->n_rows >= few_to_count)
            here = fmin(here, share_of_counting * n_leaves);
        sum += here;
        keur_plan_free(plan);
        plan = NULL;
    }
    *cost = sum * (double)on->without.n / (double)n_tried;
out:
    keur_plan_free(plan);
    keur_release(weights);
    return status;
}

static keur_status search_together(without_job *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (!on->without.is_scan)
        KEUR_TRY(keur_near_queue(on->plan, on->queries, on->n_done, on->options->threads,
                                 &on->order, err));
    KEUR_TRY(keur_parallel_for(on->queries->n_rows - on->n_done, QUERIES_AT_ONCE,
                               on->options->threads, search_piece, on, err));
out:
    return status;
}

static keur_status run_without(without_job *on, keur_error *err)
{
    const keur_index *index = on->plan->index;
    const size_t n = on->queries->n_rows < N_TRIALS ? on->queries->n_rows : N_TRIALS;
    double together = 0, each = 0;
    keur_status status = KEUR_OK;

    on->without.is_scan = index->n_levels == 0 || (index->is_forced && index->is_scan);
    if (!index->is_forced && index->n_levels > 0 && n > 0) {
        KEUR_TRY(try_together(on, n, &together, err));
        KEUR_TRY(try_each(on, n, &each, err));
    }
    KEUR_TRY(together <= each ? search_together(on, err) : search_each(on, err));
out:
    return status;
}

static keur_status check_without(const keur_index *index, const keur_rows *queries,
                                 const keur_near_options *options, const keur_without *without,
                                 keur_error *err)
{
    if (options->k != 1)
        return keur_fail(err, KEUR_EINVAL, "k is %zu, must be 1 where columns are left out",
                         options->k);
    for (size_t i = 0; i < without->n; i++) {
        if (without->columns[i] >= index->n_columns)
            return keur_fail(err, KEUR_EINVAL, "column %zu, which is left out, is none of %zu",
                             without->columns[i], index->n_columns);
    }
    return keur_near_check_self(index, queries, options->self, err);
}

keur_status keur_index_nearest_without(const keur_index *index, const keur_rows *queries,
                                       const keur_near_options *options, const size_t *left_out,
                                       size_t n_left_out, uint32_t *rows, double *distances,
                                       keur_error *err)
{
    without_job on = {.queries = queries,
                      .options = options,
                      .without = {left_out, n_left_out, queries->n_rows, false},
                      .rows = rows,
                      .distances = distances};
    keur_plan *plan = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(check_without(index, queries, options, &on.without, err));
    KEUR_TRY(keur_plan_new(index, queries, options->weights, &plan, err));
    on.plan = plan;
    KEUR_TRY(n_left_out == 1 ? search_each(&on, err) : run_without(&on, err));
out:
    keur_release(on.order);
    keur_plan_free(plan);
    return status;
}
