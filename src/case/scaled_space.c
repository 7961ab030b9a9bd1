/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/scaled_space.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "stats/intervals.h"

/* Numbers of one column as the source of the scales has them: counts[v] of each value. */
typedef struct spread {
    const double *values;
    size_t *counts;
    size_t n_values, total;
} spread;

/* The roles whose rows give the scales, each row once: a reference that is a part of the holdout
 * adds nothing to it. @return how many of `roles` */
static size_t source_roles(const keur_case *on, const keur_ask *ask, keur_role roles[3])
{
    if (ask->source == KEUR_SCALES_OF_REAL) {
        roles[0] = KEUR_TRAIN;
        roles[1] = KEUR_HOLDOUT;
        roles[2] = KEUR_REFERENCE;
        return keur_case_is_split(on) ? 2 : 3;
    }
    roles[0] = ask->from;
    roles[1] = ask->to;
    return ask->from == ask->to ? 1 : 2;
}

static keur_status count_source(const keur_case *on, const keur_ask *ask, size_t column,
                                spread *found, keur_error *err)
{
    keur_role sources[3];
    const size_t n_sources = source_roles(on, ask, sources);
    keur_status status = KEUR_OK;

    found->values = on->columns[column].values;
    found->n_values = on->columns[column].n_values;
    found->total = 0;
    KEUR_TRY(KEUR_NEW(found->counts, found->n_values, err));
    for (size_t s = 0; s < n_sources; s++) {
        const int32_t *codes = keur_case_codes(on, sources[s], column);

        for (size_t i = 0; codes != NULL && i < on->roles[sources[s]].n_rows; i++) {
            if (codes[i] >= 0 && (size_t)codes[i] < found->n_values) {
                found->counts[codes[i]]++;
                found->total++;
            }
        }
    }
out:
    return status;
}

static double range_of(const spread *from)
{
    size_t low = 0, high = from->n_values;

    if (from->total == 0)
        return 0;
    while (from->counts[low] == 0)
        low++;
    while (from->counts[high - 1] == 0)
        high--;
    return from->values[high - 1] - from->values[low];
}

/* Two passes: the mean first, so that large offsets do not cancel. */
static double deviation_of(const spread *from)
{
    double sum = 0, squares = 0, mean;

    if (from->total < 2)
        return 0;
    for (size_t v = 0; v < from->n_values; v++)
        sum += (double)from->counts[v] * from->values[v];
    mean = sum / (double)from->total;
    for (size_t v = 0; v < from->n_values; v++) {
        const double off = from->values[v] - mean;

        squares += (double)from->counts[v] * off * off;
    }
    return sqrt(squares / (double)(from->total - 1));
}

/* Normal score of a rank from 0 (below all) to n: the quantile at (rank + 1/2) / (n + 2), which is
 * symmetric for the ranks 0 .. n + 1, kept half a rank from either end. */
static double normal_score(double rank, double n)
{
    const double least = 1 / (2 * n);

    return keur_normal_quantile(fmin(fmax((rank + 0.5) / (n + 2), least), 1 - least));
}

/* Mid-rank over n, or its normal score; a value that does not occur in the source has the number of
 * values below it as rank. */
static keur_status rank_values(const spread *from, bool is_normal, double **ranks, keur_error *err)
{
    const double n = (double)from->total;
    double below = 0;
    const keur_status status = KEUR_NEW(*ranks, from->n_values, err);

    for (size_t v = 0; status == KEUR_OK && v < from->n_values; v++) {
        const double here = (double)from->counts[v];
        const double rank = here > 0 ? below + (here + 1) / 2 : below;

        (*ranks)[v] = is_normal ? normal_score(rank, n) : rank / n;
        below += here;
    }
    return status;
}

static bool is_ranked(keur_scaling scaling)
{
    return scaling == KEUR_SCALING_RANK || scaling == KEUR_SCALING_NORMAL;
}

/* Whether no difference under this scale can lead to an infinite distance or mean. */
static bool is_tame(const keur_column *column, keur_scaling scaling, double scale)
{
    const double reach = column->values[column->n_values - 1] - column->values[0];

    return scale > 0 && isfinite(scale) &&
           (is_ranked(scaling) || scaling == KEUR_SCALING_RANGE || reach / scale < 1e140);
}

static keur_status scale_column(const keur_case *on, const keur_ask *ask, size_t j,
                                keur_scaled_space *made, keur_error *err)
{
    const keur_column *column = &on->columns[j];
    keur_space_column *to = &made->columns[j];
    spread from = {.counts = NULL};
    keur_status status = KEUR_OK;

    *to = (keur_space_column){
        .n_codes = on->code_counts[j], .scale = 1, .cap = INFINITY, .weight = 1, .missing = 1};
    if (column->n_values == 0)
        return KEUR_OK;
    KEUR_TRY(count_source(on, ask, j, &from, err));
    if (ask->scaling == KEUR_SCALING_RANGE)
        to->scale = range_of(&from);
    else if (ask->scaling == KEUR_SCALING_STANDARD)
        to->scale = deviation_of(&from);
    else if (is_ranked(ask->scaling))
        to->scale = range_of(&from) > 0 ? 1 : 0;
    if (ask->scaling == KEUR_SCALING_RANGE || ask->scaling == KEUR_SCALING_RANK)
        to->cap = 1;
    if (!is_tame(column, ask->scaling, to->scale)) {
        to->scale = 1;
        goto out;
    }
    to->is_numeric = true;
    to->n_values = column->n_values;
    to->values = column->values;
    if (is_ranked(ask->scaling)) {
        KEUR_TRY(rank_values(&from, ask->scaling == KEUR_SCALING_NORMAL, &made->ranks[j], err));
        to->values = made->ranks[j];
    }
out:
    keur_release(from.counts);
    return status;
}

keur_status keur_scaled_space_make(const keur_case *on, const keur_ask *ask,
                                   keur_scaled_space *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (keur_scaled_space){.columns = NULL};
    made->space.n_columns = on->n_columns;
    made->space.is_squared = ask->is_squared;
    KEUR_TRY(KEUR_NEW(made->columns, on->n_columns, err));
    KEUR_TRY(KEUR_NEW(made->ranks, on->n_columns, err));
    made->space.columns = made->columns;
    for (size_t j = 0; j < on->n_columns; j++)
        KEUR_TRY(scale_column(on, ask, j, made, err));
out:
    if (status != KEUR_OK)
        keur_scaled_space_free(made);
    return status;
}

void keur_scaled_space_free(keur_scaled_space *made)
{
    for (size_t j = 0; made->ranks != NULL && j < made->space.n_columns; j++)
        keur_release(made->ranks[j]);
    keur_release(made->ranks);
    keur_release(made->columns);
    *made = (keur_scaled_space){.columns = NULL};
}
