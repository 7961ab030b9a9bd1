/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "near/kernel_impl.h"

/** A query's factors, and the logarithms of the rows of a leaf. */

static keur_factor_kind kind_of(const keur_factor *with, bool is_number)
{
    if (!with->column->space.is_numeric)
        return KEUR_FACTOR_LEVELS;
    if (!is_number)
        return KEUR_FACTOR_OTHER;
    return keur_has_set(with->column) || with->is_divided ? KEUR_FACTOR_MIXED : KEUR_FACTOR_NUMBERS;
}

double keur_kernel_aim(const keur_kernel_job *job, size_t query, keur_factor_aim *aims)
{
    double base = 0;

    for (size_t i = 0; i < job->n_factors; i++) {
        const keur_factor *with = &job->factors[i];
        const keur_space_column *space = &with->column->space;
        const int32_t code = job->queries->codes[with->at][query];
        const bool is_number = keur_is_number(space, code);
        const double equal = is_number ? with->peak : with->same;
        /* Beside a wide bandwidth a cell that is no number may count more than an equal one. */
        const double best = keur_has_set(with->column) ? fmax(equal, with->other) : equal;

        aims[i] =
            (keur_factor_aim){.own = is_number ? space->values[code] : (double)code,
                              .equal = (equal - best) * (2 * KEUR_HALF_LOG2_E),
                              .other = (with->other - best) * (2 * KEUR_HALF_LOG2_E),
                              .own_bit = is_number ? 0 : (uint64_t)1 << keur_set_bit(space, code),
                              .code = code,
                              .kind = kind_of(with, is_number)};
        base += best;
    }
    return base;
}

static void number_cells(const keur_near_column *column, const unsigned char *codes, double *to)
{
    const double *values = column->space.values;
    const uint32_t n_values = (uint32_t)column->space.n_values;

    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        const uint32_t code = (uint32_t)keur_read_code(codes, column->width, lane);

        to[lane] = code < n_values ? values[code] : NAN;
    }
}

void keur_kernel_cells(const keur_kernel_job *job, size_t leaf, double *cells)
{
    const unsigned char *block = keur_leaf_at(job->index, leaf);

    for (size_t i = 0; i < job->n_factors; i++) {
        const keur_near_column *column = job->factors[i].column;
        const unsigned char *codes = block + column->codes_at;
        double *to = cells + i * KEUR_LEAF;

        if (column->space.is_numeric)
            number_cells(column, codes, to);
        for (size_t lane = 0; !column->space.is_numeric && lane < KEUR_LEAF; lane++)
            to[lane] = keur_read_code(codes, column->width, lane);
    }
}

static void add_mixed(const keur_factor *with, const keur_factor_aim *aim, const double *cells,
                      const double *from, double *to)
{
    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        to[lane] = from[lane] +
                   (isnan(cells[lane]) ? aim->other : keur_factor_number(with, aim, cells[lane]));
}

/* Cells without a number are told apart by their codes. */
static void add_other(const keur_kernel_job *job, const keur_factor *with,
                      const keur_factor_aim *aim, size_t leaf, const double *from, double *to)
{
    const unsigned char *codes = keur_leaf_at(job->index, leaf) + with->column->codes_at;

    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        const int32_t code = keur_read_code(codes, with->column->width, lane);

        to[lane] = from[lane] + (code == aim->code ? 0 : aim->other);
    }
}

void keur_kernel_add(const keur_kernel_job *job, size_t factor, const keur_factor_aim *aim,
                     size_t leaf, const double *cells, const double *from, double *to)
{
    const keur_factor *with = &job->factors[factor];
    const keur_lanes *lanes = job->index->scan->lanes;

    if (aim->kind == KEUR_FACTOR_LEVELS)
        lanes->levels(cells, aim->own, aim->other, from, to);
    else if (aim->kind == KEUR_FACTOR_NUMBERS)
        lanes->numbers(cells, aim->own, with->slope, from, to);
    else if (aim->kind == KEUR_FACTOR_MIXED)
        add_mixed(with, aim, cells, from, to);
    else
        add_other(job, with, aim, leaf, from, to);
}

double keur_kernel_finish(const keur_kernel_job *job, const keur_factor_aim *aim, size_t leaf,
                          const double *cells, const double *from, size_t without)
{
    const keur_factor *with = &job->factors[job->n_factors - 1];
    const keur_lanes *lanes = job->index->scan->lanes;
    const bool ends = job->shape == KEUR_KERNEL_POWER;
    double logs[KEUR_LEAF];

    if (aim->kind == KEUR_FACTOR_LEVELS)
        return (ends ? lanes->ends_levels : lanes->sum_levels)(cells, aim->own, aim->other, from,
                                                               without);
    if (aim->kind == KEUR_FACTOR_NUMBERS)
        return (ends ? lanes->ends_numbers : lanes->sum_numbers)(cells, aim->own, with->slope, from,
                                                                 without);
    keur_kernel_add(job, job->n_factors - 1, aim, leaf, cells, from, logs);
    return ends ? lanes->ends(logs, without) : lanes->sum(logs, 0, without);
}

void keur_kernel_start(const keur_index *index, size_t leaf, double *logs)
{
    const uint32_t *rows = index->rows + leaf * KEUR_LEAF;

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        logs[lane] = rows[lane] != KEUR_NO_ROW ? 0 : -INFINITY;
}
