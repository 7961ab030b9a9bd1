/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members lie nearer to the synthetic table than others: score(x) = -d(x, S).
 * Chen, Yu, Zhang, Fritz: GAN-Leaks, CCS 2020.
 */
#include "attacks/membership/membership.h"
#include "attacks/registry.h"

static keur_status score(keur_scoring *to, keur_error *err)
{
    const keur_status status = keur_scoring_distances(to, KEUR_SYNTHETIC, to->scores, err);

    for (size_t i = 0; status == KEUR_OK && i < to->n; i++)
        to->scores[i] = -to->scores[i];
    return status;
}

static const char *const tried[] = {"scaling=range", "scaling=rank", "scaling=standard",
                                    "scaling=normal", NULL};
static const keur_attack attack = {
    .score = score, .tried = tried, .in_ensemble = NULL, .in_audit = tried};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_distance, on, args, out, err);
}

static const keur_param params[] = {
    KEUR_PARAM_SCALING, KEUR_PARAM_METRIC, KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_distance = {
    .name = "membership-distance",
    .title = "Membership by distance",
    .question = "Do people who were in the train table lie nearer to the synthetic rows than "
                "people who were not?",
    .limits = "The simplest attack, under one scaling of numbers (--scaling): chance here does not "
              "show that better attacks fail.",
    .source = "Chen et al., GAN-Leaks, CCS 2020",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT,
    .params = params,
    .run = run,
    .attack = &attack,
};
