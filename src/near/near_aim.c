/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "near/delta.h"

/** One query: its codes in the filter, and the distance and the bound in double. */

static void aim_set(const keur_near_column *column, int32_t code, keur_term *term)
{
    const unsigned bit = keur_set_bit(&column->space, code);

    term->word_at = term->set_at + bit / 32 * KEUR_LANE_BYTES;
    term->bit = (uint32_t)1 << bit % 32;
}

static float scaled(const keur_plan *plan, double cost)
{
    return keur_round_down(cost * plan->unit);
}

/* A categorical column that is not counted. */
static void aim_level(const keur_plan *plan, const keur_near_column *column, double weight,
                      int32_t code, keur_term *term)
{
    const double missing = column->space.missing;
    const double least = column->has_missing ? fmin(missing, 1) : 1;

    aim_set(column, code, term);
    term->byte = keur_filter_byte(code);
    term->cost = scaled(plan, weight * (code < 0 ? missing : 1));
    term->cost_missing = scaled(plan, weight * missing);
    term->cost_box = scaled(plan, weight * (code < 0 ? missing : least));
}

/* A query without a number in a numeric column. */
static void aim_other(const keur_plan *plan, const keur_near_column *column, double weight,
                      int32_t code, keur_term *term)
{
    const double missing = column->space.missing;
    const double least = column->has_missing ? fmin(missing, 1) : 1;

    term->kind = KEUR_TERM_OTHER;
    term->cost = scaled(plan, weight * (code < 0 ? missing : 1));
    term->cost_box = scaled(plan, weight * (code < 0 ? missing : least));
    if (keur_has_set(column))
        aim_set(column, code, term);
}

static void aim_exact(const keur_rows *queries, size_t query, keur_aim *aim,
                      const keur_near_column *columns)
{
    for (size_t i = 0; i < aim->n_exact; i++) {
        keur_exact *exact = &aim->exact[i];
        const keur_space_column *space = &exact->column->space;
        const bool is_number =
            keur_is_number(space, queries->codes[exact->column - columns][query]);

        exact->code = queries->codes[exact->column - columns][query];
        exact->bit = is_number ? 0 : (uint8_t)keur_set_bit(space, exact->code);
        exact->n_numbers = is_number ? (uint32_t)space->n_values : 0;
        exact->value = is_number ? space->values[exact->code] : 0;
        exact->other = exact->code < 0 ? space->missing : 1;
    }
}

void keur_aim_at(const keur_plan *plan, const keur_rows *queries, size_t query, keur_aim *aim)
{
    const keur_index *index = plan->index;
    size_t n_terms = 0;

    aim_exact(queries, query, aim, index->columns);
    for (size_t i = 0; i < aim->n_counted; i++) {
        keur_term *term = &aim->counted[i];
        const int32_t code = queries->codes[term->column][query];

        aim_set(&index->columns[term->column], code, term);
        term->byte = keur_filter_byte(code);
    }
    aim->base = 0;
    for (size_t i = 0; i < plan->aim.n_terms; i++) {
        keur_term term = plan->aim.terms[i];
        const keur_near_column *column = &index->columns[term.column];
        const int32_t code = queries->codes[term.column][query];
        const double weight = plan->weights[term.column];

        if (!column->space.is_numeric) {
            aim_level(plan, column, weight, code, &term);
        } else if (keur_is_number(&column->space, code)) {
            term.value = keur_filter_float(column, column->space.values[code]);
            term.cost_box = term.cost;
        } else {
            aim_other(plan, column, weight, code, &term);
            if (!keur_has_set(column)) {
                /* Every row adds the same. */
                aim->base += term.cost;
                continue;
            }
        }
        aim->terms[n_terms++] = term;
    }
    aim->n_terms = n_terms;
    aim->max_count = (unsigned)aim->n_counted;
    aim->limit = INFINITY;
}

static inline double delta_to(const keur_exact *exact, bool is_squared, int32_t code)
{
    if ((uint32_t)code < exact->n_numbers)
        return keur_delta_numbers(exact->scale, exact->cap, is_squared, exact->value,
                                  exact->values[code]);
    if (code == exact->code)
        return 0;
    return code < 0 ? exact->missing : exact->other;
}

double keur_near_distance(const keur_aim *aim, const unsigned char *leaf, size_t lane, double most)
{
    double sum = 0;

    for (size_t i = 0; i < aim->n_exact; i++) {
        const keur_exact *exact = &aim->exact[i];
        const int32_t code = keur_read_code(leaf + exact->codes_at, exact->width, lane);

        sum += exact->weight * delta_to(exact, aim->is_squared, code);
        /* No term is negative, so the sum is beyond it for good. */
        if (sum > most)
            return INFINITY;
    }
    return aim->is_squared ? sqrt(sum) : sum;
}

void keur_near_parts(const keur_aim *aim, const unsigned char *leaf, size_t lane, double *parts)
{
    for (size_t i = 0; i < aim->n_exact; i++) {
        const keur_exact *exact = &aim->exact[i];
        const int32_t code = keur_read_code(leaf + exact->codes_at, exact->width, lane);

        parts[i] = exact->weight * delta_to(exact, aim->is_squared, code);
    }
}

/* The least difference between the query and the codes of a set that has none of its own. */
static double delta_to_set(const keur_exact *exact, uint64_t set)
{
    double least = INFINITY;

    if (set >> exact->bit & 1 && exact->n_numbers == 0)
        return 0;
    if (set & 1)
        least = exact->missing;
    if (set > 1)
        least = fmin(least, exact->other);
    return least;
}

static double delta_to_box(const keur_exact *exact, bool is_squared, const unsigned char *node,
                           size_t child)
{
    const keur_near_column *column = exact->column;
    const keur_space_column *space = &column->space;
    const keur_box box = keur_box_at(column, node, child);
    double numbers = INFINITY;

    if (box.low <= box.high) {
        if (exact->n_numbers == 0)
            numbers = exact->other;
        else if (exact->code < box.low)
            numbers = keur_delta_numbers(space->scale, space->cap, is_squared, exact->value,
                                         space->values[box.low]);
        else if (exact->code > box.high)
            numbers = keur_delta_numbers(space->scale, space->cap, is_squared, exact->value,
                                         space->values[box.high]);
        else
            numbers = 0;
    }
    return fmin(numbers, delta_to_set(exact, box.set));
}

void keur_near_box_parts(const keur_aim *aim, const unsigned char *node, size_t child,
                         double *parts)
{
    for (size_t i = 0; i < aim->n_exact; i++)
        parts[i] =
            aim->exact[i].weight * delta_to_box(&aim->exact[i], aim->is_squared, node, child);
}

double keur_near_bound(const keur_aim *aim, const unsigned char *node, size_t child)
{
    double sum = 0;

    for (size_t i = 0; i < aim->n_exact; i++)
        sum += aim->exact[i].weight * delta_to_box(&aim->exact[i], aim->is_squared, node, child);
    return aim->is_squared ? sqrt(sum) : sum;
}
