/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/grouped.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "stats/quantile.h"

typedef struct cutting {
    const keur_case *on;
    size_t n_groups;
    keur_lowest lowest;
    unsigned cut_by; /* bits of roles */
    keur_grouped *made;
} cutting;

/* How often each number of a column occurs in the rows that set the cuts. */
static keur_status count_numbers(const cutting *cut, size_t column, size_t **counts, size_t *total,
                                 keur_error *err)
{
    const size_t n_values = cut->on->columns[column].n_values;
    const keur_status status = KEUR_NEW(*counts, n_values, err);

    *total = 0;
    for (size_t role = 0; status == KEUR_OK && role < KEUR_N_ROLES; role++) {
        const int32_t *codes = keur_case_codes(cut->on, (keur_role)role, column);

        if (!(cut->cut_by & (1u << role)) || codes == NULL)
            continue;
        for (size_t i = 0; i < cut->on->roles[role].n_rows; i++) {
            if (codes[i] >= 0 && (size_t)codes[i] < n_values) {
                (*counts)[codes[i]]++;
                ++*total;
            }
        }
    }
    return status;
}

/* Group of a number: 0 below the lowest cut, 1 at it; above, as many as there are cuts below, and
 * one more where the lowest cut is a group of its own. Without a lowest cut, the cuts below. */
static void assign_groups(const keur_column *column, const double *cuts, size_t n_cuts,
                          keur_lowest lowest, int32_t *group_of)
{
    size_t below = 0;

    for (size_t v = 0; v < column->n_values; v++) {
        while (below < n_cuts && cuts[below] < column->values[v])
            below++;
        if (lowest == KEUR_LOWEST_OPEN)
            group_of[v] = (int32_t)below;
        else if (below == 0)
            group_of[v] = n_cuts > 0 && column->values[v] == cuts[0];
        else
            group_of[v] = (int32_t)below + (lowest == KEUR_LOWEST_APART || n_cuts == 1);
    }
}

/* Group of a number where groups are closed on the left: 0 below the lowest cut, else as many as
 * there are cuts up to it; the highest cut belongs to the group below it. */
static void assign_left_closed(const keur_column *column, const double *cuts, size_t n_cuts,
                               int32_t *group_of)
{
    size_t reached = 0;

    for (size_t v = 0; v < column->n_values; v++) {
        while (reached < n_cuts && cuts[reached] <= column->values[v])
            reached++;
        group_of[v] = (int32_t)reached;
        if (reached == n_cuts && n_cuts > 0 && column->values[v] > cuts[n_cuts - 1])
            group_of[v] = (int32_t)n_cuts + 1;
        else if (reached == n_cuts && n_cuts > 1)
            group_of[v] = (int32_t)n_cuts - 1;
    }
}

/* Numbers of one column to groups, then its levels behind them; n_codes as needed. */
static keur_status group_column(const cutting *cut, size_t j, int32_t *group_of, keur_error *err)
{
    const keur_column *column = &cut->on->columns[j];
    const size_t is_open = cut->lowest == KEUR_LOWEST_OPEN;
    size_t *counts = NULL, total, n_cuts = 0;
    size_t n_number_groups;
    double *cuts = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(count_numbers(cut, j, &counts, &total, err));
    KEUR_TRY(KEUR_NEW(cuts, cut->n_groups + 1, err));
    for (size_t g = is_open; total > 0 && g + is_open <= cut->n_groups; g++) {
        const double at = keur_quantile_counted(column->values, counts, column->n_values,
                                                (double)g / (double)cut->n_groups);

        if (n_cuts == 0 || at > cuts[n_cuts - 1])
            cuts[n_cuts++] = at;
    }
    if (cut->lowest == KEUR_LEFT_CLOSED)
        assign_left_closed(column, cuts, n_cuts, group_of);
    else
        assign_groups(column, cuts, n_cuts, cut->lowest, group_of);
    n_number_groups = n_cuts + 2;
    for (size_t level = 0; level < column->n_levels; level++)
        group_of[column->n_values + level] = (int32_t)(n_number_groups + level);
    cut->made->n_codes[j] = n_number_groups + column->n_levels;
out:
    keur_release(counts);
    keur_release(cuts);
    return status;
}

static keur_status group_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    const cutting *cut = context;
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end; j++) {
        const keur_column *column = &cut->on->columns[j];
        int32_t *group_of = NULL;

        if (column->n_values == 0) {
            cut->made->n_codes[j] = cut->on->code_counts[j];
            continue;
        }
        KEUR_TRY(KEUR_NEW(group_of, column->n_values + column->n_levels, err));
        cut->made->group_of[j] = group_of;
        KEUR_TRY(group_column(cut, j, group_of, err));
        for (size_t role = 0; role < KEUR_N_ROLES; role++) {
            const int32_t *codes = keur_case_codes(cut->on, (keur_role)role, j);
            const size_t n = cut->on->roles[role].n_rows;
            int32_t *groups = NULL;

            if (codes == NULL)
                continue;
            KEUR_TRY(KEUR_NEW(groups, n, err));
            cut->made->codes[role][j] = groups;
            for (size_t i = 0; i < n; i++)
                groups[i] = codes[i] < 0 ? -1 : group_of[codes[i]];
        }
    }
out:
    return status;
}

keur_status keur_grouped_make(const keur_case *on, size_t n_groups, keur_lowest lowest,
                              unsigned cut_by, keur_grouped *made, keur_error *err)
{
    cutting cut = {
        .on = on, .n_groups = n_groups, .lowest = lowest, .cut_by = cut_by, .made = made};
    keur_status status = KEUR_OK;

    *made = (keur_grouped){.n_groups = n_groups, .n_columns = on->n_columns};
    KEUR_TRY(KEUR_NEW(made->n_codes, on->n_columns, err));
    KEUR_TRY(KEUR_NEW(made->group_of, on->n_columns, err));
    for (size_t role = 0; role < KEUR_N_ROLES; role++) {
        KEUR_TRY(KEUR_NEW(made->codes[role], on->n_columns, err));
        KEUR_TRY(KEUR_NEW(made->views[role], on->n_columns, err));
    }
    KEUR_TRY(keur_parallel_for(on->n_columns, 1, on->options.threads, group_columns, &cut, err));
    for (size_t role = 0; role < KEUR_N_ROLES; role++) {
        for (size_t j = 0; j < on->n_columns; j++)
            made->views[role][j] = made->codes[role][j] != NULL
                                       ? made->codes[role][j]
                                       : keur_case_codes(on, (keur_role)role, j);
        made->rows[role] = (keur_rows){.n_rows = on->roles[role].n_rows,
                                       .n_columns = on->n_columns,
                                       .codes = made->views[role]};
    }
out:
    if (status != KEUR_OK)
        keur_grouped_free(made);
    return status;
}

void keur_grouped_free(keur_grouped *grouped)
{
    for (size_t role = 0; role < KEUR_N_ROLES; role++) {
        for (size_t j = 0; grouped->codes[role] != NULL && j < grouped->n_columns; j++)
            keur_release(grouped->codes[role][j]);
        keur_release(grouped->codes[role]);
        keur_release(grouped->views[role]);
    }
    for (size_t j = 0; grouped->group_of != NULL && j < grouped->n_columns; j++)
        keur_release(grouped->group_of[j]);
    keur_release(grouped->group_of);
    keur_release(grouped->n_codes);
    *grouped = (keur_grouped){.n_groups = 0};
}
