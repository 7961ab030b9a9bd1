/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "near/delta.h"

/**
 * What the float filter holds of each column, and how far it may err.
 *
 * The filter's sum may fall short of the distance at will: a row that it lets through is computed
 * again in double. It must not exceed it. README.md has the argument for `error` and `growth`.
 */

/* Above this the filter rejects nothing. */
static const double largest_limit = 1e30;

/* A power of two that brings the largest weight near 1. */
static double unit_of(const keur_plan *plan)
{
    double largest = 0;
    int exponent = 0;

    for (size_t i = 0; i < plan->aim.n_exact; i++)
        largest = fmax(largest, plan->aim.exact[i].weight);
    (void)frexp(largest, &exponent);
    if (exponent > 1000)
        exponent = 1000;
    if (exponent < -500)
        exponent = -500; /* so that what underflows in double stays below 2^-140 here */
    return ldexp(1, -exponent);
}

/* How much the filter's term of a numeric column may exceed the true one. */
static double term_error(const keur_near_column *column, double weight, bool is_squared)
{
    /* The reach of a cap, and of the difference of two floats. */
    const double most = fmin(column->space.cap, 2.1 * column->reach) + 0x1p-140;
    /* Two values rounded to float and subtracted. */
    const double error = column->reach * 0x1p-21 + 0x1p-140;

    if (is_squared)
        return weight * (error * (2 * most + error) + most * most * 0x1p-22) + 0x1p-140;
    return weight * (error + most * 0x1p-22) + 0x1p-140;
}

static bool is_plain(const keur_near_column *column, bool has_missing)
{
    return column->space.missing == 1 || !(has_missing || column->has_missing);
}

/* The weight that most of the categorical columns that only count mismatches have; 0: none. */
static double usual_weight(const keur_plan *plan, const bool *has_missing)
{
    const keur_exact *exact = plan->aim.exact;
    size_t most = 0;
    double usual = 0;

    for (size_t i = 0; i < plan->aim.n_exact && plan->aim.n_exact - i > most; i++) {
        size_t n = 0;

        for (size_t j = i; j < plan->aim.n_exact; j++) {
            const keur_near_column *column = exact[j].column;
            const size_t at = (size_t)(column - plan->index->columns);

            n += !column->space.is_numeric && is_plain(column, has_missing[at]) &&
                 exact[j].weight == exact[i].weight;
        }
        if (n > most) {
            most = n;
            usual = exact[i].weight;
        }
    }
    return usual;
}

static void add_number(keur_plan *plan, const keur_near_column *column, double weight,
                       keur_term *term)
{
    const double missing = column->has_missing ? column->space.missing : INFINITY;
    const double special = column->has_special ? 1 : INFINITY;

    term->kind = keur_has_set(column) ? KEUR_TERM_MIXED : KEUR_TERM_NUMBER;
    term->cap = keur_round_down(column->space.cap);
    /* The least that a row without a number may add. */
    if (keur_has_set(column))
        term->cost = keur_round_down(weight * fmin(missing, special) * plan->unit);
    plan->error += term_error(column, weight * plan->unit, plan->aim.is_squared);
}

/* Put a column among the counted ones, the terms, or nowhere. */
static void add_column(keur_plan *plan, const keur_exact *exact, double usual, bool has_missing)
{
    const keur_near_column *column = exact->column;
    keur_aim *aim = &plan->aim;
    const bool is_counted = !column->space.is_numeric && is_plain(column, has_missing) &&
                            exact->weight == usual && aim->n_counted < KEUR_MAX_COUNTED;
    keur_term *term = is_counted ? &aim->counted[aim->n_counted] : &aim->terms[aim->n_terms];

    plan->is_counted_exactly = plan->is_counted_exactly && is_counted && column->width == 1;
    if (column->space.is_numeric && !column->is_fit)
        return;
    aim->n_counted += is_counted;
    aim->n_terms += !is_counted;
    *term = (keur_term){.kind = KEUR_TERM_LEVEL,
                        .column = (uint32_t)(column - plan->index->columns),
                        .leaf_at = column->filter_at,
                        .box_at = column->box_at,
                        .set_at = column->set_at,
                        .weight = keur_round_down(exact->weight * plan->unit)};
    if (column->space.is_numeric)
        add_number(plan, column, exact->weight, term);
}

static keur_exact exact_of(const keur_near_column *column, double weight)
{
    return (keur_exact){.column = column,
                        .values = column->space.values,
                        .codes_at = column->codes_at,
                        .width = (uint8_t)column->width,
                        .weight = weight,
                        .scale = column->space.scale,
                        .cap = column->space.cap,
                        .missing = column->space.missing};
}

static void add_columns(keur_plan *plan, const double *weights, const bool *has_missing)
{
    const keur_index *index = plan->index;
    keur_aim *aim = &plan->aim;
    double usual;

    for (size_t j = 0; j < index->n_columns; j++) {
        const double weight = weights != NULL ? weights[j] : index->columns[j].space.weight;

        plan->weights[j] = weight;
        if (weight > 0)
            aim->exact[aim->n_exact++] = exact_of(&index->columns[j], weight);
    }
    plan->unit = unit_of(plan);
    plan->is_counted_exactly = true;
    usual = usual_weight(plan, has_missing);
    for (size_t i = 0; i < aim->n_exact; i++)
        add_column(plan, &aim->exact[i], usual, has_missing[aim->exact[i].column - index->columns]);
    aim->count_weight = keur_round_down(usual * plan->unit);
    plan->growth = 1 + ((double)aim->n_exact + 4) * 0x1p-23;
    /* Adding the same weight once for every mismatch, and 0 for the others, is what the sum in
     * column order comes to. */
    for (size_t n = 1; n <= KEUR_MAX_COUNTED; n++)
        plan->distances[n] = plan->distances[n - 1] + usual;
    for (size_t n = 1; aim->is_squared && n <= KEUR_MAX_COUNTED; n++)
        plan->distances[n] = sqrt(plan->distances[n]);
}

static keur_status aim_allocate(size_t n_columns, keur_aim *aim, keur_error *err)
{
    keur_status status = KEUR_OK;

    aim->counted = NULL;
    aim->terms = NULL;
    aim->exact = NULL;
    KEUR_TRY(KEUR_NEW(aim->counted, n_columns, err));
    KEUR_TRY(KEUR_NEW(aim->terms, n_columns, err));
    KEUR_TRY(KEUR_NEW(aim->exact, n_columns, err));
out:
    if (status != KEUR_OK)
        keur_aim_free(aim);
    return status;
}

keur_status keur_plan_new(const keur_index *index, const keur_rows *queries, const double *weights,
                          keur_plan **plan, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_plan *made = NULL;
    bool *has_missing = NULL;

    *plan = NULL;
    for (size_t j = 0; weights != NULL && j < index->n_columns; j++) {
        if (!(weights[j] >= 0) || !isfinite(weights[j]))
            return keur_fail(err, KEUR_EINVAL,
                             "column %zu: a weight must be 0 or above, and finite", j);
    }
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(KEUR_NEW(has_missing, index->n_columns, err));
    KEUR_TRY(keur_near_check_rows(index, queries, has_missing, err));
    made->index = index;
    made->opened = index->opened;
    made->is_scan = index->is_scan;
    made->aim.is_squared = index->is_squared;
    KEUR_TRY(KEUR_NEW(made->weights, index->n_columns, err));
    KEUR_TRY(aim_allocate(index->n_columns, &made->aim, err));
    add_columns(made, weights, has_missing);
    *plan = made;
    made = NULL;
out:
    keur_plan_free(made);
    keur_release(has_missing);
    return status;
}

void keur_plan_free(keur_plan *plan)
{
    if (plan == NULL)
        return;
    keur_aim_free(&plan->aim);
    keur_release(plan->weights);
    keur_release(plan);
}

keur_status keur_aim_new(const keur_plan *plan, keur_aim *aim, keur_error *err)
{
    const keur_aim *from = &plan->aim;
    keur_status status;

    *aim = *from;
    status = aim_allocate(plan->index->n_columns, aim, err);
    if (status != KEUR_OK)
        return status;
    memcpy(aim->counted, from->counted, from->n_counted * sizeof *from->counted);
    memcpy(aim->terms, from->terms, from->n_terms * sizeof *from->terms);
    memcpy(aim->exact, from->exact, from->n_exact * sizeof *from->exact);
    return KEUR_OK;
}

void keur_aim_free(keur_aim *aim)
{
    keur_release(aim->counted);
    keur_release(aim->terms);
    keur_release(aim->exact);
    aim->counted = NULL;
    aim->terms = NULL;
    aim->exact = NULL;
}

void keur_aim_limit(const keur_plan *plan, double distance, keur_aim *aim)
{
    /* Sums whose rounded root is at most `distance` exceed its square by less than 2^-51 of it. */
    const double sum = (aim->is_squared ? distance * distance : distance) * plan->unit;
    const double n = (double)aim->n_exact;
    const double limit = (sum * (1 + (n + 4) * 0x1p-50) + plan->error + 0x1p-140) * plan->growth;

    if (limit < largest_limit) {
        aim->limit = (float)limit;
        if ((double)aim->limit < limit)
            aim->limit = nextafterf(aim->limit, INFINITY);
    } else {
        aim->limit = INFINITY;
    }
    if (plan->is_counted_exactly) {
        while (aim->max_count > 0 && plan->distances[aim->max_count] > distance)
            aim->max_count--;
    } else {
        while (aim->max_count > 0 &&
               aim->base + (float)aim->max_count * aim->count_weight > aim->limit)
            aim->max_count--;
    }
}
