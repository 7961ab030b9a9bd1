/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the synthetic table is denser than real rows are: score(x) = log p_S(x) - log p_R(x), both
 * by kernels (kernels.h), all in logarithms. With --floor f, p_R + f stands for p_R, as published
 * (f = 1e-20): on raw columns that floor is larger than most densities and the score becomes
 * nearly that of p_S alone.
 * Van Breugel, Sun, Qian, van der Schaar: membership inference attacks against synthetic data
 * through overfitting detection (DOMIAS), AISTATS 2023, arXiv 2302.12580.
 */
#include <math.h>

#include "attacks/membership/kernels.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"

/* log(exp(a) + exp(b)) of two logarithms that are not both -INFINITY. */
static double log_of_sum(double a, double b)
{
    return fmax(a, b) + log1p(exp(-fabs(a - b)));
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    const double floor = keur_args_number(to->args, "floor");
    double *r = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(r, to->n, err));
    KEUR_TRY(keur_scoring_log_density(to, KEUR_SYNTHETIC, to->scores, err));
    KEUR_TRY(keur_scoring_log_density(to, KEUR_REFERENCE, r, err));
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] -= floor > 0 ? log_of_sum(r[i], log(floor)) : r[i];
out:
    keur_release(r);
    return status;
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_density_ratio, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_KERNEL,
                                    {.name = "floor",
                                     .type = KEUR_PARAM_NUMBER,
                                     .low = 0,
                                     .high = 1,
                                     .fallback = "0",
                                     .help = "added to the density of the reference"},
                                    KEUR_PARAM_BY_GROUP,
                                    {.name = NULL}};

const keur_measure keur_membership_density_ratio = {
    .name = "membership-density-ratio",
    .title = "Membership by ratio of densities",
    .question = "Is the synthetic table denser than other real rows are around people who were in "
                "the train table, more than around people who were not?",
    .limits = "Assumes an attacker who owns real rows of the same population; densities of many "
              "columns are blurred, so copies of single rows are found better by distance.",
    .source = "Van Breugel et al., DOMIAS, AISTATS 2023, arXiv 2302.12580",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
