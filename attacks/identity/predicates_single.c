/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predicates on one column, taken from a table or drawn by chance. */
#include <math.h>

#include "attacks/identity/predicates.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

static size_t rows_with(const keur_searched *in, size_t column, ptrdiff_t code)
{
    return in->starts[column][code + 2] - in->starts[column][code + 1];
}

/* The lowest and the highest number of a column that occur; false: none does. */
static bool numbers_of(const keur_case *on, const keur_searched *in, size_t column, int32_t *low,
                       int32_t *high)
{
    const size_t n = keur_case_column(on, column)->n_values;
    size_t first = 0, last = n;

    while (first < n && rows_with(in, column, (ptrdiff_t)first) == 0)
        first++;
    while (last > first && rows_with(in, column, (ptrdiff_t)last - 1) == 0)
        last--;
    *low = (int32_t)first;
    *high = (int32_t)last - 1;
    return first < n;
}

static void add(keur_predicates *to, size_t column, int32_t low, int32_t high,
                keur_relation relation)
{
    to->items[to->n++] =
        (keur_predicate){.n = 1, .conditions = {{(uint32_t)column, low, high, relation}}};
}

/* All predicates that a column offers, into a list with room for its codes and three more. */
static void list_column(const keur_case *on, const keur_searched *in, size_t column, size_t n_codes,
                        keur_predicates *to)
{
    const int32_t top = (int32_t)keur_case_column(on, column)->n_values - 1;
    int32_t low, high;
    bool has_least = false, has_most = false;

    to->n = 0;
    if (rows_with(in, column, -1) == 1)
        add(to, column, -1, -1, KEUR_IS);
    if (numbers_of(on, in, column, &low, &high)) {
        has_least = rows_with(in, column, low) == 1;
        /* the only number of all tables is at most and at least itself */
        has_most = rows_with(in, column, high) == 1 && !(has_least && low == 0 && low == top);
        if (has_least)
            add(to, column, 0, low, KEUR_AT_MOST);
        if (has_most)
            add(to, column, high, top, KEUR_AT_LEAST);
    }
    for (int32_t c = 0; c < (int32_t)n_codes; c++) {
        /* Where no table has a number beyond, "at most" and "equal" are one predicate. */
        const bool is_there =
            (has_least && c == 0 && low == 0) || (has_most && c == top && high == top);

        if (!is_there && rows_with(in, column, c) == 1)
            add(to, column, c, c, KEUR_IS);
    }
}

keur_status keur_predicates_single(const keur_case *on, const keur_searched *in, size_t most,
                                   uint64_t seed, keur_predicates *made, keur_error *err)
{
    const size_t p = in->n_columns;
    keur_predicates offered = {0, NULL};
    uint32_t *chosen = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_predicates){0, NULL};
    KEUR_TRY(KEUR_NEW(made->items, most, err));
    KEUR_TRY(KEUR_NEW(chosen, most, err));
    for (size_t j = 0; j < p; j++) {
        const keur_column *column = keur_case_column(on, j);
        const size_t n_codes = column->n_values + column->n_levels;
        const size_t quota = most / p + (j < most % p);
        keur_random random = keur_random_start(seed, "singling-out-column", j);

        keur_release(offered.items);
        KEUR_TRY(KEUR_NEW(offered.items, n_codes + 3, err));
        list_column(on, in, j, n_codes, &offered);
        if (offered.n > quota)
            keur_random_choose(&random, offered.n, quota, chosen);
        for (size_t i = 0; i < offered.n && i < quota; i++)
            made->items[made->n++] = offered.items[offered.n > quota ? chosen[i] : i];
    }
out:
    keur_release(offered.items);
    keur_release(chosen);
    return status;
}

/* How many of the values lie below x. */
static size_t count_below(const keur_column *column, double x)
{
    size_t low = 0, high = column->n_values;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (column->values[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What a column of the table holds. */
typedef struct holding {
    size_t column;
    int32_t *levels; /* codes that are no numbers and occur, ascending */
    size_t n_levels;
    int32_t low, high; /* its least and largest number */
    double step;       /* the smallest gap between two numbers; 0: there is one at most */
} holding;

static void measure_step(const keur_column *column, const keur_searched *in, holding *of)
{
    double last = NAN;

    of->step = 0;
    for (int32_t c = of->low; c <= of->high; c++) {
        if (rows_with(in, of->column, c) == 0)
            continue;
        if (!isnan(last) && !(of->step > 0 && of->step <= column->values[c] - last))
            of->step = column->values[c] - last;
        last = column->values[c];
    }
}

static keur_status hold(const keur_case *on, const keur_searched *in, size_t column, holding *made,
                        keur_error *err)
{
    const keur_column *of = keur_case_column(on, column);
    const int32_t n_codes = (int32_t)(of->n_values + of->n_levels);
    keur_status status = KEUR_OK;

    keur_release(made->levels);
    *made = (holding){.column = column};
    KEUR_TRY(KEUR_NEW(made->levels, of->n_levels + 1, err));
    for (int32_t c = -1; c < n_codes; c++) {
        if ((c < 0 || (size_t)c >= of->n_values) && rows_with(in, column, c) > 0)
            made->levels[made->n_levels++] = c;
    }
    if (numbers_of(on, in, column, &made->low, &made->high))
        measure_step(of, in, made);
out:
    return status;
}

/* The code of a number on the grid of the smallest gap: what that takes in is off by rounding. An
 * empty condition where no table has it. */
static void mean_number(const keur_column *column, const holding *of, double x,
                        keur_condition *condition)
{
    const double least = column->values[of->low], slack = 1e-6 * of->step;
    size_t at;

    if (of->step > 0 && isfinite(of->step))
        x = least + of->step * floor((x - least) / of->step + 0.5);
    at = count_below(column, x - slack);
    condition->low = condition->high = (int32_t)at;
    if (at == column->n_values || column->values[at] > x + slack) {
        condition->low = 0;
        condition->high = -1;
    }
}

/* A number drawn evenly between the least and the largest, in place of the one of a condition. */
static void draw_number(const keur_column *column, const holding *of, double u,
                        keur_condition *condition)
{
    const double least = column->values[of->low], largest = column->values[of->high];
    /* not by their difference, which may overflow */
    const double x = fmin(fmax(least * (1 - u) + largest * u, least), largest);
    const size_t below = count_below(column, x);

    if (condition->relation == KEUR_AT_LEAST)
        condition->low = (int32_t)below;
    else if (condition->relation == KEUR_AT_MOST)
        condition->high = (int32_t)below - (column->values[below] > x);
    else
        mean_number(column, of, x, condition);
}

keur_status keur_predicates_chance(const keur_case *on, const keur_searched *in,
                                   const keur_predicates *like, uint64_t seed,
                                   keur_predicates *made, keur_error *err)
{
    holding of = {.column = SIZE_MAX};
    keur_status status = KEUR_OK;

    *made = (keur_predicates){0, NULL};
    KEUR_TRY(KEUR_NEW(made->items, like->n, err));
    for (size_t i = 0; i < like->n; i++) {
        keur_random random = keur_random_start(seed, "singling-out-chance", i);
        keur_condition *condition = &made->items[i].conditions[0];
        const keur_column *column;

        made->items[i] = like->items[i];
        column = keur_case_column(on, condition->column);
        if (condition->column != of.column)
            KEUR_TRY(hold(on, in, condition->column, &of, err));
        if (condition->high < 0 || (size_t)condition->high >= column->n_values)
            condition->low = condition->high = of.levels[keur_random_below(&random, of.n_levels)];
        else
            draw_number(column, &of, keur_random_uniform(&random), condition);
    }
    made->n = like->n;
out:
    keur_release(of.levels);
    return status;
}
