/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/delta.h"

/** The index from without: build, choose, search, free. */

enum { WIDE_COLUMNS = 64, N_SAMPLE = 4096, LARGE_ROWS = 4 * N_SAMPLE };
enum { N_TRIALS = 256, N_FIRST_TRIALS = 16, QUERIES_AT_ONCE = 64, COUNTED_AT_ONCE = 256 };

/* Other weights than the index was built for are worth a trial of their own from here on. */
static const size_t many_queries = 16 * (size_t)N_TRIALS;

/* Where the tree opens more than this share of the leaves, going through all of them is as fast. */
static const double most_opened = 0.5;
/* Where many queries share counts (near_count.c), a leaf costs that much less. */
static const double most_opened_counting = 0.12;
/* Where the first few open more than this, no others are asked; where a tree over a sample of a
 * large and wide table does, none is built. */
static const double nearly_all = 0.9;

/* Zero bytes at a multiple of 64, so that no lane is cut by a cache line. */
static keur_status allocate_blocks(size_t n, size_t size, void **memory, unsigned char **blocks,
                                   keur_index *index, keur_error *err)
{
    keur_status status;

    if (size > 0 && n > (SIZE_MAX - KEUR_LANE_BYTES) / size)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for %zu blocks of %zu bytes", n,
                         size);
    status = keur_allocate(memory, n * size + KEUR_LANE_BYTES, 1, err);
    if (status == KEUR_OK) {
        const size_t over = (size_t)((uintptr_t)*memory % KEUR_LANE_BYTES);

        *blocks = (unsigned char *)*memory + (KEUR_LANE_BYTES - over);
        index->bytes += n * size + KEUR_LANE_BYTES;
    }
    return status;
}

static size_t pieces(size_t n, size_t size)
{
    return n / size + (n % size != 0);
}

static keur_status allocate(keur_index *index, bool has_tree, keur_error *err)
{
    keur_status status = KEUR_OK;

    index->n_leaves = pieces(index->n_rows, KEUR_LEAF);
    index->bytes = sizeof *index + index->n_columns * sizeof *index->columns +
                   index->n_leaves * KEUR_LEAF * sizeof *index->rows;
    KEUR_TRY(KEUR_NEW(index->rows, index->n_leaves * KEUR_LEAF, err));
    KEUR_TRY(allocate_blocks(index->n_leaves, index->leaf_bytes, &index->leaf_memory,
                             &index->leaves, index, err));
    for (size_t n = has_tree ? index->n_leaves : 0; n > 0; n = n > 1 ? n : 0) {
        keur_near_level *level = &index->levels[index->n_levels++];

        level->n_children = n;
        n = level->n_nodes = pieces(n, KEUR_FAN);
        KEUR_TRY(KEUR_NEW(level->lowest_rows, n * KEUR_FAN, err));
        KEUR_TRY(allocate_blocks(n, index->node_bytes, &level->memory, &level->nodes, index, err));
        index->bytes += n * KEUR_FAN * sizeof *level->lowest_rows;
    }
out:
    return status;
}

static double share_opened(const keur_index *index, const keur_near_visits *visits, size_t n)
{
    return (double)(visits->n_leaves + visits->n_nodes) / ((double)n * (double)index->n_leaves);
}

/* n rows spread over the table. The caller releases *columns and *codes. */
static keur_status copy_rows(const keur_rows *rows, size_t n, const int32_t ***columns,
                             int32_t **codes, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*columns, rows->n_columns, err));
    KEUR_TRY(KEUR_NEW(*codes, n * rows->n_columns, err));
    for (size_t j = 0; j < rows->n_columns; j++) {
        (*columns)[j] = *codes + j * n;
        for (size_t i = 0; i < n; i++)
            (*codes)[j * n + i] = rows->codes[j][(uint64_t)i * rows->n_rows / n];
    }
out:
    return status;
}

/* Every so many-th row of the index as a query against the others. */
static keur_status try_tree(keur_index *index, const keur_rows *rows, const uint32_t *chosen,
                            size_t n, keur_error *err)
{
    const size_t n_first = n < N_FIRST_TRIALS ? n : N_FIRST_TRIALS;
    uint32_t order[N_TRIALS];
    const keur_near_options options = {.k = 1, .self = chosen, .threads = 1};
    keur_near_visits visits = {0, 0};
    keur_rows queries;
    const int32_t **columns = NULL;
    int32_t *codes = NULL;
    keur_plan *plan = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(copy_rows(rows, n, &columns, &codes, err));
    queries = (keur_rows){n, rows->n_columns, columns};
    /* The first ones spread over the whole table. */
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)(n == N_TRIALS ? i % N_FIRST_TRIALS * (N_TRIALS / N_FIRST_TRIALS) +
                                                  i / N_FIRST_TRIALS
                                            : i);
    KEUR_TRY(keur_plan_new(index, &queries, NULL, &plan, err));
    KEUR_TRY(
        keur_near_search(plan, &queries, &options, order, 0, n_first, NULL, NULL, &visits, err));
    index->opened = share_opened(index, &visits, n_first);
    if (index->opened > nearly_all)
        goto out;
    KEUR_TRY(
        keur_near_search(plan, &queries, &options, order, n_first, n, NULL, NULL, &visits, err));
    index->opened = share_opened(index, &visits, n);
out:
    keur_plan_free(plan);
    keur_release(codes);
    keur_release(columns);
    return status;
}

static keur_status choose(keur_index *index, const keur_rows *rows, keur_error *err)
{
    const size_t n = index->n_rows < N_TRIALS ? index->n_rows : N_TRIALS;
    uint32_t chosen[N_TRIALS];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++)
        chosen[i] = (uint32_t)((uint64_t)i * index->n_rows / n);
    if (n > 0)
        status = try_tree(index, rows, chosen, n, err);
    index->is_scan = index->opened > most_opened;
    return status;
}

/* Whether a tree is worth building: not where one over a sample of many columns opens all. */
static keur_status try_sample(const keur_space *space, const keur_rows *rows, int threads,
                              bool *has_tree, keur_error *err)
{
    keur_status status = KEUR_OK;
    const int32_t **columns = NULL;
    int32_t *codes = NULL;
    keur_index *index = NULL;
    keur_rows sample;

    *has_tree = true;
    if (rows->n_columns < WIDE_COLUMNS || rows->n_rows < LARGE_ROWS)
        return KEUR_OK;
    KEUR_TRY(copy_rows(rows, N_SAMPLE, &columns, &codes, err));
    sample = (keur_rows){N_SAMPLE, rows->n_columns, columns};
    KEUR_TRY(keur_index_new(space, &sample, threads, &index, err));
    *has_tree = index->opened <= nearly_all;
out:
    keur_index_free(index);
    keur_release(codes);
    keur_release(columns);
    return status;
}

keur_status keur_index_new(const keur_space *space, const keur_rows *rows, int threads,
                           keur_index **index, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_index *made = NULL;
    uint32_t *order = NULL;
    bool has_tree;

    *index = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(keur_near_columns(space, rows, made, err));
    KEUR_TRY(try_sample(space, rows, threads, &has_tree, err));
    KEUR_TRY(allocate(made, has_tree, err));
    KEUR_TRY(KEUR_NEW(order, rows->n_rows, err));
    for (size_t i = 0; i < rows->n_rows; i++)
        order[i] = (uint32_t)i;
    if (has_tree)
        KEUR_TRY(keur_near_order(made, rows, threads, order, err));
    KEUR_TRY(keur_near_fill(made, rows, order, threads, err));
    made->scan = keur_scan_best();
    made->is_scan = !has_tree;
    if (has_tree)
        KEUR_TRY(choose(made, rows, err));
    *index = made;
    made = NULL;
out:
    keur_release(order);
    keur_index_free(made);
    return status;
}

void keur_index_free(keur_index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < index->n_levels; i++) {
        keur_release(index->levels[i].lowest_rows);
        keur_release(index->levels[i].memory);
    }
    keur_release(index->rows);
    keur_release(index->leaf_memory);
    keur_release(index->columns);
    keur_release(index);
}

typedef struct job {
    keur_plan *plan;
    size_t n_done;   /* queries answered already */
    uint32_t *order; /* of the others; NULL: their own */
    size_t *columns; /* where mismatches are counted: in the order by which queries are sorted */
    const keur_rows *queries;
    const keur_near_options *options;
    uint32_t *rows;
    double *distances;
} job;

static keur_status search_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *on = context;

    const size_t first = on->order != NULL ? 0 : on->n_done;

    return keur_near_search(on->plan, on->queries, on->options, on->order, first + begin,
                            first + end, on->rows, on->distances, NULL, err);
}

static keur_status count_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *on = context;

    return keur_near_count(on->plan, on->queries, on->options, on->order, on->columns, begin, end,
                           on->rows, on->distances, err);
}

/* Whether sharing counts between queries is the fastest way. */
static bool is_counting(const keur_plan *plan, size_t n_queries)
{
    const keur_index *index = plan->index;

    if (!plan->is_counted_exactly || plan->aim.n_counted == 0 ||
        plan->aim.n_counted == KEUR_MAX_COUNTED || index->n_levels == 0)
        return false;
    if (index->is_forced)
        return index->is_scan;
    return n_queries >= COUNTED_AT_ONCE && plan->opened > most_opened_counting;
}

static keur_status run_counting(job *on, keur_error *err)
{
    const keur_index *index = on->plan->index;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_near_alike(index, &on->columns, err));
    KEUR_TRY(keur_near_sort(index, on->queries, on->columns, index->n_columns, &on->order, err));
    KEUR_TRY(keur_parallel_for(on->queries->n_rows, COUNTED_AT_ONCE, on->options->threads,
                               count_piece, on, err));
out:
    return status;
}

static keur_status run_search(job *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (!on->plan->is_scan)
        KEUR_TRY(keur_near_queue(on->plan, on->queries, on->n_done, on->options->threads,
                                 &on->order, err));
    KEUR_TRY(keur_parallel_for(on->queries->n_rows - on->n_done, QUERIES_AT_ONCE,
                               on->options->threads, search_piece, on, err));
out:
    return status;
}

/* Answer the first queries through the tree, and see whether the others should go there too. */
static keur_status try_weights(job *on, keur_error *err)
{
    keur_near_visits visits = {0, 0};
    keur_status status;

    on->plan->is_scan = false;
    status = keur_near_search(on->plan, on->queries, on->options, NULL, 0, N_TRIALS, on->rows,
                              on->distances, &visits, err);
    on->plan->opened = share_opened(on->plan->index, &visits, N_TRIALS);
    on->plan->is_scan = on->plan->opened > most_opened;
    on->n_done = N_TRIALS;
    return status;
}

static keur_status check_options(const keur_index *index, const keur_rows *queries,
                                 const keur_near_options *options, keur_error *err)
{
    if (options->k < 1 || options->k > KEUR_MAX_NEIGHBOURS)
        return keur_fail(err, KEUR_EINVAL, "k is %zu, must be 1 to %d", options->k,
                         KEUR_MAX_NEIGHBOURS);
    return keur_near_check_self(index, queries, options->self, err);
}

keur_status keur_index_nearest(const keur_index *index, const keur_rows *queries,
                               const keur_near_options *options, uint32_t *rows, double *distances,
                               keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_plan *plan = NULL;
    job on = {.queries = queries, .options = options, .rows = rows, .distances = distances};

    KEUR_TRY(check_options(index, queries, options, err));
    KEUR_TRY(keur_plan_new(index, queries, options->weights, &plan, err));
    on.plan = plan;
    if (options->weights != NULL && !index->is_forced && index->n_levels > 0 &&
        queries->n_rows >= many_queries)
        KEUR_TRY(try_weights(&on, err));
    KEUR_TRY(is_counting(plan, queries->n_rows) ? run_counting(&on, err) : run_search(&on, err));
out:
    keur_release(on.order);
    keur_release(on.columns);
    keur_plan_free(plan);
    return status;
}

size_t keur_index_bytes(const keur_index *index)
{
    return index->bytes;
}

/* With the weights of the space. */
const char *keur_index_method(const keur_index *index)
{
    return index->scan->words[index->is_scan];
}

bool keur_index_force(keur_index *index, bool is_scan, keur_near_path path)
{
    index->is_scan = is_scan || index->n_levels == 0;
    index->is_forced = true;
    index->scan = &keur_scan_portable;
    if (path == KEUR_PATH_PORTABLE)
        return true;
#ifdef KEUR_SCAN_X86
    __builtin_cpu_init();
    if (path == KEUR_PATH_AVX2 && __builtin_cpu_supports("avx2")) {
        index->scan = &keur_scan_avx2;
        return true;
    }
    if (path == KEUR_PATH_AVX512 && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl")) {
        index->scan = &keur_scan_avx512;
        return true;
    }
#endif
    return false;
}
