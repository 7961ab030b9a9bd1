/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members lie nearer to the synthetic table than others: score(x) = -d(x, S).
 * Chen, Yu, Zhang, Fritz: GAN-Leaks, CCS 2020.
 */
#include "attacks/membership.h"
#include "attacks/registry.h"
#include "base/try.h"

static keur_status score_role(keur_case *on, const keur_args *args, keur_role role, double *scores,
                              keur_error *err)
{
    const keur_ask ask = keur_ask_of(args, role, KEUR_SYNTHETIC, 1);
    const keur_neighbours *near = NULL;
    const keur_status status = keur_case_neighbours(on, &ask, &near, err);

    for (size_t i = 0; status == KEUR_OK && i < near->n; i++)
        scores[i] = -near->distances[i * near->k];
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_scores scores = {.member = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scores_new(on, &scores, err));
    KEUR_TRY(score_role(on, args, KEUR_TRAIN, scores.member, err));
    KEUR_TRY(score_role(on, args, KEUR_NON_MEMBER, scores.non_member, err));
    KEUR_TRY(keur_scores_report(on, &scores, out, err));
out:
    keur_scores_free(&scores);
    return status;
}

static const keur_param params[] = {KEUR_PARAM_SCALING, KEUR_PARAM_METRIC, {.name = NULL}};

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
};
