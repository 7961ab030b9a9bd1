/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distance to the synthetic table, calibrated by the distance to other real rows:
 * score(x) = d(x,R) - d(x,S), R real rows an attacker may own.
 * The calibrated attack of Chen, Yu, Zhang, Fritz: GAN-Leaks, CCS 2020.
 */
#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"

static keur_status score(keur_scoring *to, keur_error *err)
{
    double *s = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(s, to->n, err));
    KEUR_TRY(keur_scoring_distances(to, KEUR_SYNTHETIC, s, err));
    KEUR_TRY(keur_scoring_distances(to, KEUR_REFERENCE, to->scores, err));
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] -= s[i];
out:
    keur_release(s);
    return status;
}

static const char *const tried[] = {"scaling=range", "scaling=rank", "scaling=standard",
                                    "scaling=normal", NULL};
static const char *const in_ensemble[] = {"scaling=standard", "scaling=rank", "scaling=normal",
                                          NULL};
static const keur_attack attack = {
    .score = score, .tried = tried, .in_ensemble = in_ensemble, .in_audit = tried};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_distance_difference, on, args, out, err);
}

static const keur_param params[] = {
    KEUR_PARAM_SCALING, KEUR_PARAM_METRIC, KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_distance_difference = {
    .name = "membership-distance-difference",
    .title = "Membership by difference of distances",
    .question = "How much nearer do people who were in the train table lie to the synthetic rows "
                "than to other real rows, compared with people who were not?",
    .limits = "Rows in sparse regions have the largest differences and drown the others; assumes "
              "an attacker who owns real rows of the same population.",
    .source = "Chen et al., GAN-Leaks, CCS 2020 (calibrated)",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
