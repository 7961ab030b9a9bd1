/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/near_impl.h"

/** Nearest rows with one column left out, for several columns: which way is the fastest. */

enum { N_TRIALS = 64, QUERIES_AT_ONCE = 64 };

/* Where the tree opens more leaves than this share for all columns together, one look at all leaves
 * costs less. */
static const double most_opened = 1.0;
/* Where counts are shared between queries (near_count.c), in one search. */
static const double most_opened_counting = 0.12;

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

    return keur_near_search_without(on->plan, on->queries, on->options, &on->without, on->order,
                                    first + begin, first + end, on->rows, on->distances, NULL, err);
}

static keur_status scan_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const without_job *on = context;

    return keur_near_scan_without(on->plan, on->queries, on->options, &on->without,
                                  on->n_done + begin, on->n_done + end, on->rows, on->distances,
                                  err);
}

/* A search for each column. */
static keur_status search_each(const without_job *on, const keur_index *index, keur_error *err)
{
    const size_t n = on->queries->n_rows;
    keur_near_options options = *on->options;
    double *weights = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(weights, index->n_columns, err));
    options.weights = weights;
    for (size_t i = 0; i < on->without.n; i++) {
        for (size_t j = 0; j < index->n_columns; j++)
            weights[j] = j == on->without.columns[i] ? 0 : on->plan->weights[j];
        KEUR_TRY(keur_index_nearest(index, on->queries, &options,
                                    on->rows != NULL ? on->rows + i * n : NULL,
                                    on->distances != NULL ? on->distances + i * n : NULL, err));
    }
out:
    keur_release(weights);
    return status;
}

/* Answers the first queries through the tree. *opened: of all leaves, by all searches of a query.
 */
static keur_status try_some(without_job *on, const keur_index *index, double *opened,
                            keur_error *err)
{
    const size_t n = on->queries->n_rows < N_TRIALS ? on->queries->n_rows : N_TRIALS;
    keur_near_visits visits = {0, 0};
    const keur_status status =
        keur_near_search_without(on->plan, on->queries, on->options, &on->without, NULL, 0, n,
                                 on->rows, on->distances, &visits, err);

    on->n_done = n;
    if (n > 0)
        *opened =
            (double)(visits.n_leaves + visits.n_nodes) / ((double)n * (double)index->n_leaves);
    return status;
}

static keur_status run_without(without_job *on, const keur_index *index, keur_error *err)
{
    bool is_scan = index->n_levels == 0 || (index->is_forced && index->is_scan);
    double opened = 0;
    keur_status status = KEUR_OK;

    if (!index->is_forced && !is_scan) {
        KEUR_TRY(try_some(on, index, &opened, err));
        if (on->plan->is_counted_exactly && opened > most_opened_counting * (double)on->without.n)
            return search_each(on, index, err);
        is_scan = opened > most_opened;
    }
    if (!is_scan)
        KEUR_TRY(keur_near_queue(on->plan, on->queries, on->n_done, on->options->threads,
                                 &on->order, err));
    KEUR_TRY(keur_parallel_for(on->queries->n_rows - on->n_done, QUERIES_AT_ONCE,
                               on->options->threads, is_scan ? scan_piece : search_piece, on, err));
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
                      .without = {left_out, n_left_out, queries->n_rows},
                      .rows = rows,
                      .distances = distances};
    keur_plan *plan = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(check_without(index, queries, options, &on.without, err));
    KEUR_TRY(keur_plan_new(index, queries, options->weights, &plan, err));
    on.plan = plan;
    KEUR_TRY(n_left_out == 1 ? search_each(&on, index, err) : run_without(&on, index, err));
out:
    keur_release(on.order);
    keur_plan_free(plan);
    return status;
}
