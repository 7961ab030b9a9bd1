/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * Sums of product kernels over the tree. All is in double and in logarithms; a box gives the
 * largest product that a row in it can have: each column's nearest value goes through the
 * arithmetic of a row, which is monotone, and the columns are added in the same order, so that the
 * bound is at least the row's logarithm exactly.
 */

enum { QUERIES_AT_ONCE = 16 };

/* 53 log 2, and some more for the rounding of the threshold itself. */
static const double beneath_rounding = 36.7368005696771 + 1e-6;
static const double log_root_two_pi = 0.91893853320467274178;

typedef struct factor {
    const keur_near_column *column;
    size_t at; /* of the column in rows */
    double bandwidth;
    double peak; /* log_same - log(bandwidth sqrt(2 pi)) */
    double same, other;
    /* of the query */
    int32_t code;
    uint32_t n_numbers; /* 0 where its code is none */
    double value;
    uint64_t own_bit;
} factor;

typedef struct work {
    const keur_index *index;
    const keur_rows *queries;
    const keur_kernel_options *options;
    const factor *factors; /* n_factors of them, without a query */
    size_t n_factors;
    double log_rows;
    double *log_sums;
} work;

/* sum = exp(top) * (high + low), Neumaier's sum. */
typedef struct summing {
    const work *job;
    factor *factors;
    uint32_t self;
    double top, high, low;
    double threshold; /* rows below it in logarithm are left out */
} summing;

void keur_kernel_levels(double l, size_t c, keur_kernel_column *column)
{
    const bool is_sharp = c < 2 || !(l > 0);

    column->log_same = is_sharp ? 0 : log1p(-l);
    column->log_other = is_sharp ? -INFINITY : log(l / (double)(c - 1));
}

static inline double to_number(const factor *with, double value)
{
    const double apart = (value - with->value) / with->bandwidth;

    return with->peak - 0.5 * (apart * apart);
}

static double most_in_box(const factor *with, const keur_box *box)
{
    const double *values = with->column->space.values;
    double most = -INFINITY;

    if (box->set != 0)
        most = box->set & with->own_bit ? with->same : with->other;
    if (box->low > box->high)
        return most;
    if (with->n_numbers == 0)
        return fmax(most, with->other);
    if (with->code < box->low)
        return fmax(most, to_number(with, values[box->low]));
    if (with->code > box->high)
        return fmax(most, to_number(with, values[box->high]));
    return fmax(most, with->peak);
}

static double bound(const summing *on, const unsigned char *node, size_t child)
{
    double sum = 0;

    for (size_t i = 0; i < on->job->n_factors; i++) {
        const keur_box box = keur_box_at(on->factors[i].column, node, child);

        sum += most_in_box(&on->factors[i], &box);
    }
    return sum;
}

static void add(summing *on, double x)
{
    const double sum = on->high + x;

    on->low += fabs(on->high) >= fabs(x) ? (on->high - sum) + x : (x - sum) + on->high;
    on->high = sum;
}

/* A row whose product has the logarithm t. */
static void add_row(summing *on, double t)
{
    if (t > on->top) {
        /* exp(-INFINITY) is 0 where nothing was added before. */
        const double shrink = exp(on->top - t);

        on->high *= shrink;
        on->low *= shrink;
        on->top = t;
    }
    add(on, exp(t - on->top));
}

static void add_numbers(const factor *with, const unsigned char *codes, double *logs)
{
    const double *values = with->column->space.values;

    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        const int32_t code = keur_read_code(codes, with->column->width, lane);

        if ((uint32_t)code < with->n_numbers)
            logs[lane] += to_number(with, values[code]);
        else
            logs[lane] += code == with->code ? with->same : with->other;
    }
}

static void add_levels(const factor *with, const unsigned char *codes, double *logs)
{
    const double costs[2] = {with->other, with->same};
    const uint8_t byte = (uint8_t)(with->code + 1);

    if (with->column->width == 1) {
        for (size_t lane = 0; lane < KEUR_LEAF; lane++)
            logs[lane] += costs[codes[lane] == byte];
        return;
    }
    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        logs[lane] += costs[keur_read_code(codes, with->column->width, lane) == with->code];
}

static void sum_leaf(summing *on, size_t leaf)
{
    const keur_index *index = on->job->index;
    const unsigned char *block = keur_leaf_at(index, leaf);
    const uint32_t *rows = index->rows + leaf * KEUR_LEAF;
    double logs[KEUR_LEAF] = {0};

    for (size_t i = 0; i < on->job->n_factors; i++) {
        const factor *with = &on->factors[i];

        if (with->n_numbers > 0)
            add_numbers(with, block + with->column->codes_at, logs);
        else
            add_levels(with, block + with->column->codes_at, logs);
    }
    for (size_t lane = 0; lane < KEUR_LEAF && rows[lane] != KEUR_NO_ROW; lane++) {
        if (rows[lane] != on->self && logs[lane] > on->threshold)
            add_row(on, logs[lane]);
    }
    if (on->high > 0)
        on->threshold = on->top + log(on->high) - on->job->log_rows - beneath_rounding;
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

static void aim_at(summing *on, size_t query)
{
    const work *job = on->job;

    for (size_t i = 0; i < job->n_factors; i++) {
        factor *with = &on->factors[i];
        const keur_space_column *space = &with->column->space;
        const bool is_number = keur_is_number(space, job->queries->codes[with->at][query]);

        with->code = job->queries->codes[with->at][query];
        with->n_numbers = is_number ? (uint32_t)space->n_values : 0;
        with->value = is_number ? space->values[with->code] : 0;
        with->own_bit = is_number ? 0 : (uint64_t)1 << keur_set_bit(space, with->code);
    }
    on->self = job->options->self != NULL ? job->options->self[query] : KEUR_NO_ROW;
    on->top = on->threshold = -INFINITY;
    on->high = on->low = 0;
}

static keur_status sum_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const work *job = context;
    summing on = {.job = job};
    const keur_status status = KEUR_NEW(on.factors, job->n_factors, err);

    if (status != KEUR_OK)
        return status;
    memcpy(on.factors, job->factors, job->n_factors * sizeof *on.factors);
    for (size_t i = begin; i < end; i++) {
        aim_at(&on, i);
        if (job->index->n_levels > 0)
            sum_node(&on, job->index->n_levels - 1, 0);
        job->log_sums[i] = on.high > 0 ? on.top + log(on.high + on.low) : -INFINITY;
    }
    keur_release(on.factors);
    return KEUR_OK;
}

static keur_status make_factors(const keur_index *index, const keur_kernel_column *columns,
                                factor *factors, size_t *n_factors, keur_error *err)
{
    *n_factors = 0;
    for (size_t j = 0; j < index->n_columns; j++) {
        const keur_kernel_column *from = &columns[j];
        const bool is_numeric = index->columns[j].space.is_numeric;

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
        factors[(*n_factors)++] = (factor){.column = &index->columns[j],
                                           .at = j,
                                           .bandwidth = from->bandwidth,
                                           .peak = from->log_same - log_root_two_pi -
                                                   (is_numeric ? log(from->bandwidth) : 0),
                                           .same = from->log_same,
                                           .other = from->log_other};
    }
    return KEUR_OK;
}

keur_status keur_index_kernel_sums(const keur_index *index, const keur_rows *queries,
                                   const keur_kernel_options *options, double *log_sums,
                                   keur_error *err)
{
    keur_status status = KEUR_OK;
    factor *factors = NULL;
    work on = {.index = index, .queries = queries, .options = options, .log_sums = log_sums};

    KEUR_TRY(keur_near_check_rows(index, queries, NULL, err));
    KEUR_TRY(keur_near_check_self(index, queries, options->self, err));
    KEUR_TRY(KEUR_NEW(factors, index->n_columns, err));
    KEUR_TRY(make_factors(index, options->columns, factors, &on.n_factors, err));
    on.factors = factors;
    on.log_rows = log((double)index->n_rows);
    KEUR_TRY(
        keur_parallel_for(queries->n_rows, QUERIES_AT_ONCE, options->threads, sum_piece, &on, err));
out:
    keur_release(factors);
    return status;
}
