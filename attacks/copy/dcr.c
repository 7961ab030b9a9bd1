/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distance to the closest record: from every synthetic row to its nearest train row and to its
 * nearest holdout row; and the ratio of the nearest to the second nearest (NNDR = d1/d2, 1 where
 * both are 0). A copy detector: it has been shown to miss leaks (Yao et al., arXiv 2505.01524;
 * Ganev & De Cristofaro, arXiv 2312.05114).
 */
#include <math.h>
#include <stdio.h>

#include "attacks/copy/deciles.h"
#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/add_figure.h"

/* Distances of the synthetic rows to one table. */
typedef struct described {
    const keur_case *on;
    keur_role role;
    const char *suffix; /* of the figures */
    bool is_scaled;     /* numbers take part, over a scale that is made of their values */
    const keur_neighbours *near;
} described;

/* A value a row. */
typedef struct kind {
    const char *name, *unit, *unit_of_mean, *unit_scaled;
} kind;

enum { DCR, NNDR, N_KINDS };

static const kind kinds[N_KINDS] = {
    {"dcr", "distance", "mean distance", "scaled distance"},
    {"nndr", "ratio", "mean ratio", "ratio of scaled distances"},
};

/* A difference of numbers over their range, or as it is, gives the range away, which may be one
 * person's value; ranks do not. */
static bool is_scaled(const keur_case *on, const keur_ask *ask)
{
    if (ask->scaling == KEUR_SCALING_RANK || ask->scaling == KEUR_SCALING_NORMAL)
        return false;
    for (size_t j = 0; j < keur_case_columns(on); j++)
        if (keur_case_column(on, j)->n_values > 0)
            return true;
    return false;
}

static keur_status add_quantile(const described *of, const keur_figure *as, const char *name,
                                const double *ascending, const uint32_t *order, double p,
                                keur_result *out, keur_error *err)
{
    keur_figure like = *as;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_quantile_people(of->on, of->near, of->role, order, p, &like.n_least, err));
    KEUR_TRY(keur_add_quantile(out, &like, name, ascending, of->near->n, p, err));
out:
    return status;
}

/* mean, median and 5th percentile of a value a row, as figures `name`-mean`suffix` and so on,
 * and the deciles */
static keur_status describe(const described *of, const double *values, const kind *as,
                            const keur_deciles *against, keur_deciles *made, keur_result *out,
                            keur_error *err)
{
    const size_t n = of->near->n;
    const char *suffix = of->suffix, *prefix = as->name;
    keur_figure like = {.unit = of->is_scaled ? as->unit_scaled : as->unit_of_mean,
                        .level = 0.95,
                        .direction = KEUR_LOWER_IS_RISKIER};
    char name[48];
    keur_moments all = {.n = 0};
    double *ascending = NULL;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(ascending, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(keur_sort_order(values, n, order, err));
    for (size_t i = 0; i < n; i++) {
        ascending[i] = values[order[i]];
        keur_moments_add(&all, values[i], 1);
    }
    (void)snprintf(name, sizeof name, "%s-mean%s", prefix, suffix);
    KEUR_TRY(keur_add_mean(out, &like, name, &all, err));
    like.unit = of->is_scaled ? as->unit_scaled : as->unit;
    (void)snprintf(name, sizeof name, "%s-median%s", prefix, suffix);
    KEUR_TRY(add_quantile(of, &like, name, ascending, order, 0.5, out, err));
    (void)snprintf(name, sizeof name, "%s-p5%s", prefix, suffix);
    KEUR_TRY(add_quantile(of, &like, name, ascending, order, 0.05, out, err));
    KEUR_TRY(keur_deciles_make(of->on, of->near, of->role, ascending, order, against, made, err));
out:
    keur_release(ascending);
    keur_release(order);
    return status;
}

static keur_status describe_role(keur_case *on, const keur_args *args, keur_role role,
                                 const char *suffix, const keur_deciles *against,
                                 keur_deciles made[N_KINDS], keur_result *out, keur_error *err)
{
    static const char *const alone = "there are too few other rows to compare with";
    const keur_ask ask = keur_ask_of(args, KEUR_SYNTHETIC, role, 2);
    const keur_neighbours *near = NULL;
    described of = {on, role, suffix, is_scaled(on, &ask), NULL};
    double *nearest = NULL, *ratio = NULL;
    bool has_first = true, has_second = true;
    char name[48];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_neighbours(on, &ask, &near, err));
    of.near = near;
    KEUR_TRY(KEUR_NEW(nearest, near->n, err));
    KEUR_TRY(KEUR_NEW(ratio, near->n, err));
    for (size_t i = 0; i < near->n; i++) {
        const double first = near->distances[i * near->k];
        const double second = near->distances[i * near->k + 1];

        nearest[i] = first;
        ratio[i] = second > 0 ? first / second : 1;
        has_first = has_first && !isinf(first);
        has_second = has_second && !isinf(second);
    }
    (void)snprintf(name, sizeof name, "%s-mean%s", has_first ? "nndr" : "dcr", suffix);
    if (has_first)
        KEUR_TRY(describe(&of, nearest, &kinds[DCR], against != NULL ? &against[DCR] : NULL,
                          &made[DCR], out, err));
    if (has_second)
        KEUR_TRY(describe(&of, ratio, &kinds[NNDR], against != NULL ? &against[NNDR] : NULL,
                          &made[NNDR], out, err));
    else
        KEUR_TRY(keur_result_add_missing(out, name, alone, err));
out:
    keur_release(nearest);
    keur_release(ratio);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const keur_ask ask = keur_ask_of(args, KEUR_SYNTHETIC, KEUR_TRAIN, 2);
    const bool scaled = is_scaled(on, &ask);
    keur_deciles train[N_KINDS] = {{.is_there = false}}, holdout[N_KINDS] = {{.is_there = false}};
    keur_status status = KEUR_OK;

    KEUR_TRY(describe_role(on, args, KEUR_TRAIN, "", NULL, train, out, err));
    if (keur_case_has(on, KEUR_HOLDOUT))
        KEUR_TRY(describe_role(on, args, KEUR_HOLDOUT, "-holdout", train, holdout, out, err));
    else
        KEUR_TRY(keur_result_add_missing(out, "dcr-mean-holdout",
                                         "needs a holdout table, to show what is usual", err));
    for (size_t i = 0; i < N_KINDS; i++) {
        const char *unit = scaled ? kinds[i].unit_scaled : kinds[i].unit;

        KEUR_TRY(keur_add_deciles(kinds[i].name, unit, &train[i], &holdout[i], out, err));
        if (scaled) /* in place of the deciles, which stay inside */
            KEUR_TRY(keur_add_nearness(kinds[i].name, &train[i], &holdout[i], out, err));
    }
out:
    return status;
}

static const keur_param params[] = {KEUR_PARAM_SCALING, KEUR_PARAM_METRIC, {.name = NULL}};

const keur_measure keur_dcr = {
    .name = "dcr",
    .title = "Distance to the closest record",
    .question = "How near do synthetic rows lie to their nearest train row, and to their nearest "
                "holdout row?",
    .limits = "Finds copies and near copies; equal distances are no evidence of safety.",
    .source = "As criticised in Yao et al., arXiv 2505.01524, and Ganev & De Cristofaro, arXiv "
              "2312.05114",
    .family = KEUR_FAMILY_COPY,
    .params = params,
    .run = run,
};
