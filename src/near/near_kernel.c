/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/kernel_impl.h"

/** Sums of product kernels from without: check, choose between tree and scan, order, run. */

enum { TREE_AT_ONCE = 64, SCAN_AT_ONCE = 512, N_TRIALS = 16, FEW_QUERIES = 64 };

/* A scan shares work between queries, so it is sooner worth it than in the search. */
static const double most_opened = 0.3;
static const double log_root_two_pi = 0.91893853320467274178;
static const long double root_half_log2_e = 0.849321800288019042721502834102890L;

void keur_kernel_levels(double l, size_t c, keur_kernel_column *column)
{
    const bool is_sharp = c < 2 || !(l > 0);

    column->log_same = is_sharp ? 0 : log1p(-l);
    column->log_other = is_sharp ? -INFINITY : log(l / (double)(c - 1));
}

static double peak_of(const keur_kernel_column *from, bool is_numeric)
{
    if (from->is_one)
        return from->log_same;
    return from->log_same - log_root_two_pi - (is_numeric ? log(from->bandwidth) : 0);
}

static keur_status make_factors(const keur_index *index, const keur_kernel_column *columns,
                                keur_factor *factors, size_t *n_factors, keur_error *err)
{
    *n_factors = 0;
    for (size_t j = 0; j < index->n_columns; j++) {
        const keur_kernel_column *from = &columns[j];
        const bool is_numeric = index->columns[j].space.is_numeric;
        const double slope = (double)(root_half_log2_e / from->bandwidth); /* one rounding */

        if (from->is_left_out)
            continue;
        if (is_numeric && (!(from->bandwidth > 0) || !isfinite(from->bandwidth)))
            return keur_fail(err, KEUR_EINVAL, "column %zu: a bandwidth must be above 0 and finite",
                             j);
        if (!isfinite(from->log_same) || !(from->log_other <= from->log_same))
            return keur_fail(err, KEUR_EINVAL,
                             "column %zu: a kernel must be finite for equal codes, and no larger "
                             "for others",
                             j);
        factors[(*n_factors)++] = (keur_factor){.column = &index->columns[j],
                                                .at = j,
                                                .width = from->bandwidth,
                                                .slope = slope,
                                                .is_divided = !isnormal(slope),
                                                .peak = peak_of(from, is_numeric),
                                                .same = from->log_same,
                                                .other = from->log_other};
    }
    return KEUR_OK;
}

/* The most alike first. It depends on the index alone, so a query's bits do not hang on others. */
static keur_status order_factors(keur_kernel_job *job, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_factor *ordered = NULL;
    size_t *columns = NULL;
    size_t n = 0;

    KEUR_TRY(KEUR_NEW(ordered, job->n_factors, err));
    KEUR_TRY(keur_near_alike(job->index, &columns, err));
    for (size_t i = 0; i < job->index->n_columns; i++) {
        for (size_t f = 0; f < job->n_factors; f++) {
            if (job->factors[f].at == columns[i])
                ordered[n++] = job->factors[f];
        }
    }
    memcpy(job->factors, ordered, n * sizeof *ordered);
out:
    keur_release(columns);
    keur_release(ordered);
    return status;
}

/* Queries in the order of their codes, first factor first. */
static keur_status sort_queries(const keur_kernel_job *job, uint32_t **order, keur_error *err)
{
    size_t *columns = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, job->n_factors, err));
    for (size_t f = 0; f < job->n_factors; f++)
        columns[f] = job->factors[f].at;
    KEUR_TRY(keur_near_sort(job->index, job->queries, columns, job->n_factors, order, err));
out:
    keur_release(columns);
    return status;
}

static keur_status tree_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    size_t n_leaves = 0;

    return keur_kernel_tree(context, begin, end, &n_leaves, err);
}

static keur_status scan_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    return keur_kernel_scan(context, begin, end, err);
}

/* Rows of the index as queries through the tree: do they open too much of it? */
static keur_status try_tree(const keur_kernel_job *job, bool *is_scan, keur_error *err)
{
    const keur_index *index = job->index;
    uint32_t self[N_TRIALS];
    double log_sums[N_TRIALS];
    keur_rows queries = {N_TRIALS, index->n_columns, NULL};
    keur_kernel_job trial = *job;
    const int32_t **columns = NULL;
    int32_t *codes = NULL;
    size_t n_leaves = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, index->n_columns, err));
    KEUR_TRY(KEUR_NEW(codes, N_TRIALS * index->n_columns, err));
    for (size_t i = 0; i < N_TRIALS; i++) {
        const size_t place = i * index->n_rows / N_TRIALS;

        self[i] = index->rows[place];
        for (size_t j = 0; j < index->n_columns; j++) {
            const keur_near_column *column = &index->columns[j];

            columns[j] = codes + j * N_TRIALS;
            codes[j * N_TRIALS + i] =
                keur_read_code(keur_leaf_at(index, place / KEUR_LEAF) + column->codes_at,
                               column->width, place % KEUR_LEAF);
        }
    }
    queries.codes = columns;
    trial.queries = &queries;
    trial.self = self;
    trial.log_sums = log_sums;
    KEUR_TRY(keur_kernel_tree(&trial, 0, N_TRIALS, &n_leaves, err));
    *is_scan = (double)n_leaves > most_opened * N_TRIALS * (double)index->n_leaves;
out:
    keur_release(codes);
    keur_release(columns);
    return status;
}

static keur_status choose(const keur_kernel_job *job, bool *is_scan, keur_error *err)
{
    *is_scan = job->index->is_forced ? job->index->is_scan : job->index->n_levels == 0;
    if (*is_scan || job->index->is_forced || job->queries->n_rows < FEW_QUERIES)
        return KEUR_OK;
    return try_tree(job, is_scan, err);
}

static keur_status run_tree(keur_kernel_job *job, int threads, uint32_t **order, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_plan *plan = NULL;

    KEUR_TRY(keur_plan_new(job->index, job->queries, NULL, &plan, err));
    KEUR_TRY(keur_near_queue(plan, job->queries, 0, threads, order, err));
    job->order = *order;
    KEUR_TRY(keur_parallel_for(job->queries->n_rows, TREE_AT_ONCE, threads, tree_piece, job, err));
out:
    keur_plan_free(plan);
    return status;
}

static keur_status run_scan(keur_kernel_job *job, int threads, uint32_t **order, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(order_factors(job, err));
    KEUR_TRY(sort_queries(job, order, err));
    job->order = *order;
    KEUR_TRY(keur_parallel_for(job->queries->n_rows, SCAN_AT_ONCE, threads, scan_piece, job, err));
out:
    return status;
}

static keur_status find_places(const keur_index *index, uint32_t **places, keur_error *err)
{
    const keur_status status = KEUR_NEW(*places, index->n_rows, err);

    for (size_t i = 0; status == KEUR_OK && i < index->n_rows; i++)
        (*places)[index->rows[i]] = (uint32_t)i;
    return status;
}

keur_status keur_index_kernel_sums(const keur_index *index, const keur_rows *queries,
                                   const keur_kernel_options *options, double *log_sums,
                                   keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_factor *factors = NULL;
    uint32_t *order = NULL, *places = NULL;
    bool is_scan = false;
    keur_kernel_job job = {.index = index,
                           .queries = queries,
                           .self = options->self,
                           .shape = options->shape,
                           .log_sums = log_sums};

    KEUR_TRY(keur_near_check_rows(index, queries, NULL, err));
    KEUR_TRY(keur_near_check_self(index, queries, options->self, err));
    KEUR_TRY(KEUR_NEW(factors, index->n_columns, err));
    KEUR_TRY(make_factors(index, options->columns, factors, &job.n_factors, err));
    job.factors = factors;
    if (options->self != NULL)
        KEUR_TRY(find_places(index, &places, err));
    job.places = places;
    KEUR_TRY(choose(&job, &is_scan, err));
    KEUR_TRY(is_scan ? run_scan(&job, options->threads, &order, err)
                     : run_tree(&job, options->threads, &order, err));
out:
    keur_release(order);
    keur_release(places);
    keur_release(factors);
    return status;
}
