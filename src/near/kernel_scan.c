/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/try.h"
#include "near/kernel_impl.h"

/**
 * Kernel sums through all leaves, for many queries at a time. Queries stand in the order of their
 * codes, and the logarithms of a leaf's rows are kept after each factor: a query goes on from the
 * first factor in which it differs from the one before. A row's logarithm is the same sum of the
 * same terms whoever computed it.
 */

/* Below this the powers of two that are too small to tell may count: 2^32 of them are 2^-989. */
static const double least_sum = 0x1p-900;

typedef struct scanned {
    keur_factor_aim *aims; /* n_factors */
    size_t n_shared;       /* first factors that it has in common with the query before */
    size_t place;          /* of its own row in the leaves; SIZE_MAX: none */
    double base;
    double high, low; /* of the sum */
} scanned;

typedef struct scanning {
    const keur_kernel_job *job;
    size_t n;
    scanned *queries;
    keur_factor_aim *aims;
    double *cells; /* of a leaf, a factor after the other */
    double *logs;  /* of its rows, before the first factor and after each */
} scanning;

static size_t query_at(const keur_kernel_job *job, size_t i)
{
    return job->order != NULL ? job->order[i] : i;
}

static size_t count_shared(const keur_kernel_job *job, const scanned *a, const scanned *b)
{
    size_t n = 0;

    while (n < job->n_factors && a->aims[n].code == b->aims[n].code)
        n++;
    return n;
}

static void aim_all(scanning *on, size_t begin)
{
    const keur_kernel_job *job = on->job;

    for (size_t i = 0; i < on->n; i++) {
        const size_t query = query_at(job, begin + i);
        scanned *here = &on->queries[i];

        here->aims = on->aims + i * job->n_factors;
        here->base = keur_kernel_aim(job, query, here->aims);
        here->n_shared = i > 0 ? count_shared(job, here, here - 1) : 0;
        here->place = job->self != NULL && job->self[query] != KEUR_NO_ROW
                          ? job->places[job->self[query]]
                          : SIZE_MAX;
    }
}

/* What the rows of a leaf add for a query; the one before has left its logarithms. */
static double sum_leaf(scanning *on, const scanned *query, size_t leaf, size_t without)
{
    const keur_kernel_job *job = on->job;
    const size_t n = job->n_factors;

    if (n == 0)
        return job->shape == KEUR_KERNEL_POWER ? job->index->scan->lanes->ends(on->logs, without)
                                               : job->index->scan->lanes->sum(on->logs, 0, without);
    for (size_t f = query->n_shared; f + 1 < n; f++)
        keur_kernel_add(job, f, &query->aims[f], leaf, on->cells + f * KEUR_LEAF,
                        on->logs + f * KEUR_LEAF, on->logs + (f + 1) * KEUR_LEAF);
    return keur_kernel_finish(job, &query->aims[n - 1], leaf, on->cells + (n - 1) * KEUR_LEAF,
                              on->logs + (n - 1) * KEUR_LEAF, without);
}

static void scan_leaf(scanning *on, size_t leaf)
{
    const size_t n_factors = on->job->n_factors;
    double part = 0;
    size_t without_before = KEUR_LEAF;

    keur_kernel_cells(on->job, leaf, on->cells);
    keur_kernel_start(on->job->index, leaf, on->logs);
    for (size_t i = 0; i < on->n; i++) {
        scanned *here = &on->queries[i];
        const size_t without =
            here->place / KEUR_LEAF == leaf ? here->place % KEUR_LEAF : (size_t)KEUR_LEAF;

        /* Equal queries have equal sums. */
        if (i == 0 || here->n_shared < n_factors || without != without_before)
            part = sum_leaf(on, here, leaf, without);
        without_before = without;
        keur_kernel_sum(part, &here->high, &here->low);
    }
}

static keur_status write_sums(const scanning *on, size_t begin, keur_error *err)
{
    const keur_kernel_job *job = on->job;
    keur_status status = KEUR_OK;

    for (size_t i = 0; status == KEUR_OK && i < on->n; i++) {
        const scanned *here = &on->queries[i];
        const double sum = here->high + here->low;
        size_t n_leaves = 0;

        /* What the kernel that ends does not reach adds nothing. */
        if (sum >= least_sum || job->shape == KEUR_KERNEL_POWER)
            job->log_sums[query_at(job, begin + i)] = here->base + log(sum);
        else
            status = keur_kernel_tree(job, begin + i, begin + i + 1, &n_leaves, err);
    }
    return status;
}

keur_status keur_kernel_scan(const keur_kernel_job *job, size_t begin, size_t end, keur_error *err)
{
    scanning on = {.job = job, .n = end - begin};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on.queries, on.n, err));
    KEUR_TRY(KEUR_NEW(on.aims, on.n * job->n_factors, err));
    KEUR_TRY(KEUR_NEW(on.cells, job->n_factors * KEUR_LEAF, err));
    KEUR_TRY(KEUR_NEW(on.logs, (job->n_factors + 1) * KEUR_LEAF, err));
    aim_all(&on, begin);
    for (size_t leaf = 0; leaf < job->index->n_leaves; leaf++)
        scan_leaf(&on, leaf);
    KEUR_TRY(write_sums(&on, begin, err));
out:
    keur_release(on.queries);
    keur_release(on.aims);
    keur_release(on.cells);
    keur_release(on.logs);
    return status;
}
