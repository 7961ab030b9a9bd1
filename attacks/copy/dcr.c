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
    const keur_neighbours *near;
} described;

/* mean, median and 5th percentile of a value a row, as figures `prefix`-mean`suffix` and so on,
 * and the deciles */
static keur_status describe(const described *of, const double *values, const char *unit,
                            const char *prefix, keur_deciles *made, keur_result *out,
                            keur_error *err)
{
    const size_t n = of->near->n;
    const char *suffix = of->suffix;
    const keur_figure like = {.unit = unit, .level = 0.95, .direction = KEUR_LOWER_IS_RISKIER};
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
    (void)snprintf(name, sizeof name, "%s-median%s", prefix, suffix);
    KEUR_TRY(keur_add_quantile(out, &like, name, ascending, n, 0.5, err));
    (void)snprintf(name, sizeof name, "%s-p5%s", prefix, suffix);
    KEUR_TRY(keur_add_quantile(out, &like, name, ascending, n, 0.05, err));
    KEUR_TRY(keur_deciles_make(of->on, of->near, of->role, ascending, order, made, err));
out:
    keur_release(ascending);
    keur_release(order);
    return status;
}

enum { DCR, NNDR, N_KINDS };

static keur_status describe_role(keur_case *on, const keur_args *args, keur_role role,
                                 const char *suffix, keur_deciles made[N_KINDS], keur_result *out,
                                 keur_error *err)
{
    static const char *const alone = "there are too few other rows to compare with";
    const keur_ask ask = keur_ask_of(args, KEUR_SYNTHETIC, role, 2);
    const keur_neighbours *near = NULL;
    described of = {on, role, suffix, NULL};
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
        KEUR_TRY(describe(&of, nearest, "distance", "dcr", &made[DCR], out, err));
    if (has_second)
        KEUR_TRY(describe(&of, ratio, "ratio", "nndr", &made[NNDR], out, err));
    else
        KEUR_TRY(keur_result_add_missing(out, name, alone, err));
out:
    keur_release(nearest);
    keur_release(ratio);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_deciles train[N_KINDS] = {{.is_there = false}}, holdout[N_KINDS] = {{.is_there = false}};
    keur_status status = KEUR_OK;

    KEUR_TRY(describe_role(on, args, KEUR_TRAIN, "", train, out, err));
    if (keur_case_has(on, KEUR_HOLDOUT))
        KEUR_TRY(describe_role(on, args, KEUR_HOLDOUT, "-holdout", holdout, out, err));
    else
        KEUR_TRY(keur_result_add_missing(out, "dcr-mean-holdout",
                                         "needs a holdout table, to show what is usual", err));
    KEUR_TRY(keur_add_deciles("dcr", "distance", &train[DCR], &holdout[DCR], out, err));
    KEUR_TRY(keur_add_deciles("nndr", "ratio", &train[NNDR], &holdout[NNDR], out, err));
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
