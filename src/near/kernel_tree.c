/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/try.h"
#include "near/kernel_impl.h"

/**
 * Kernel sums through the tree, a query after the other. A box gives the largest product that a row
 * in it can have: each column's nearest value goes through the arithmetic of a row, which is
 * monotone, and the columns are added in the same order, so that the bound is at least the row's
 * logarithm exactly.
 */

/* Leaves whose cells a thread keeps; queries in their order often open the same. */
enum { N_CACHED = 32 };

/* And some more for the rounding of the threshold itself. */
static const double beneath_rounding = 53 + 1e-6;
static const double log_two = 0.69314718055994530942;

/* sum = 2^top * (high + low). */
typedef struct summing {
    const keur_kernel_job *job;
    keur_factor_aim *aims;
    double *cells;           /* of N_CACHED leaves */
    size_t cached[N_CACHED]; /* their numbers, from 1 on; 0: none */
    double *logs;
    uint32_t self;
    double top, high, low;
    double threshold; /* rows below it in logarithm are left out */
    double log_rows;
    size_t n_leaves;
} summing;

static double most_in_box(const keur_factor *with, const keur_factor_aim *aim, const keur_box *box)
{
    const double *values = with->column->space.values;
    double most = -INFINITY;

    if (box->set != 0)
        most = box->set & aim->own_bit ? 0 : aim->other;
    if (box->low > box->high)
        return most;
    if (aim->kind == KEUR_FACTOR_OTHER)
        return fmax(most, aim->other);
    if (aim->code < box->low)
        return fmax(most, keur_factor_number(with, aim, values[box->low]));
    if (aim->code > box->high)
        return fmax(most, keur_factor_number(with, aim, values[box->high]));
    return fmax(most, aim->equal);
}

static double bound(const summing *on, const unsigned char *node, size_t child)
{
    double sum = 0;

    for (size_t i = 0; i < on->job->n_factors; i++) {
        const keur_factor *with = &on->job->factors[i];
        const keur_box box = keur_box_at(with->column, node, child);

        sum += most_in_box(with, &on->aims[i], &box);
    }
    return sum;
}

static double largest_of(const double *logs)
{
    double largest = logs[0];

    for (size_t lane = 1; lane < KEUR_LEAF; lane++)
        largest = logs[lane] > largest ? logs[lane] : largest;
    return largest;
}

/* A new top; what was added shrinks. 2^-INFINITY is 0 where nothing was. */
static void raise_top(summing *on, double top)
{
    const double shrink = exp2(on->top - top);

    on->high *= shrink;
    on->low *= shrink;
    on->top = top;
}

static const double *cells_of(summing *on, size_t leaf)
{
    const size_t slot = leaf % N_CACHED;
    double *cells = on->cells + slot * on->job->n_factors * KEUR_LEAF;

    if (on->cached[slot] != leaf + 1)
        keur_kernel_cells(on->job, leaf, cells);
    on->cached[slot] = leaf + 1;
    return cells;
}

static void sum_leaf(summing *on, size_t leaf)
{
    const keur_kernel_job *job = on->job;
    const double *cells = cells_of(on, leaf);
    const uint32_t *rows = job->index->rows + leaf * KEUR_LEAF;
    double *logs = on->logs;
    double largest;

    on->n_leaves++;
    keur_kernel_start(job->index, leaf, logs);
    for (size_t i = 0; i < job->n_factors; i++)
        keur_kernel_add(job, i, &on->aims[i], leaf, cells + i * KEUR_LEAF, logs, logs);
    for (size_t lane = 0; on->self != KEUR_NO_ROW && lane < KEUR_LEAF; lane++) {
        if (rows[lane] == on->self)
            logs[lane] = -INFINITY;
    }
    largest = largest_of(logs);
    if (!(largest > on->threshold))
        return;
    if (job->shape == KEUR_KERNEL_POWER) {
        keur_kernel_sum(job->index->scan->lanes->ends(logs, KEUR_LEAF), &on->high, &on->low);
        return;
    }
    if (largest > on->top)
        raise_top(on, largest);
    keur_kernel_sum(job->index->scan->lanes->sum(logs, on->top, KEUR_LEAF), &on->high, &on->low);
    on->threshold = on->top + log2(on->high) - on->log_rows - beneath_rounding;
}

typedef struct child {
    double bound;
    size_t at;
} child;

/* Children with the largest bound come first, so that the sum soon makes others negligible. */
static size_t sort_children(const summing *on, const unsigned char *node, size_t n, child *sorted)
{
    size_t n_sorted = 0;

    for (size_t i = 0; i < n; i++) {
        const double most = bound(on, node, i);
        size_t at;

        if (!(most > on->threshold))
            continue;
        for (at = n_sorted++; at > 0 && sorted[at - 1].bound < most; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = (child){most, i};
    }
    return n_sorted;
}

static void sum_node(summing *on, size_t level, size_t node)
{
    const keur_index *index = on->job->index;
    const keur_near_level *here = &index->levels[level];
    const size_t first = node * KEUR_FAN;
    const size_t n = here->n_children - first < KEUR_FAN ? here->n_children - first : KEUR_FAN;
    child sorted[KEUR_FAN];
    const size_t n_sorted = sort_children(on, keur_node_at(index, level, node), n, sorted);

    for (size_t i = 0; i < n_sorted && sorted[i].bound > on->threshold; i++) {
        if (level == 0)
            sum_leaf(on, first + sorted[i].at);
        else
            sum_node(on, level - 1, first + sorted[i].at);
    }
}

static double sum_one(summing *on, size_t query)
{
    const keur_index *index = on->job->index;
    const double base = keur_kernel_aim(on->job, query, on->aims);

    on->self = on->job->self != NULL ? on->job->self[query] : KEUR_NO_ROW;
    on->top = on->threshold = -INFINITY;
    if (on->job->shape == KEUR_KERNEL_POWER) {
        on->top = 0;
        on->threshold = KEUR_KERNEL_END;
    }
    on->high = on->low = 0;
    if (index->n_levels > 0)
        sum_node(on, index->n_levels - 1, 0);
    for (size_t leaf = 0; index->n_levels == 0 && leaf < index->n_leaves; leaf++)
        sum_leaf(on, leaf);
    return on->high > 0 ? base + on->top * log_two + log(on->high + on->low) : -INFINITY;
}

keur_status keur_kernel_tree(const keur_kernel_job *job, size_t begin, size_t end, size_t *n_leaves,
                             keur_error *err)
{
    summing on = {.job = job, .log_rows = log2((double)job->index->n_rows)};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on.aims, job->n_factors, err));
    KEUR_TRY(KEUR_NEW(on.cells, N_CACHED * job->n_factors * KEUR_LEAF, err));
    KEUR_TRY(KEUR_NEW(on.logs, KEUR_LEAF, err));
    for (size_t i = begin; i < end; i++) {
        const size_t query = job->order != NULL ? job->order[i] : i;

        job->log_sums[query] = sum_one(&on, query);
    }
    *n_leaves += on.n_leaves;
out:
    keur_release(on.aims);
    keur_release(on.cells);
    keur_release(on.logs);
    return status;
}
