/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom synthetic rows claim (claims.h): score(x) = sum, over the rows of S that agree with x more
 * than with the rows of any other person of T, H and R, of how much more that is. The agreement of
 * membership-rare-match, asked the other way round: not who in S is like x, but whether x is the
 * one whom a row of S is like.
 */
#include <string.h>

#include "attacks/membership/claims.h"
#include "attacks/registry.h"
#include "base/try.h"

static keur_status score(keur_scoring *to, keur_error *err)
{
    const keur_scores *claims = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_claims_find(to->on, &claims, err));
    memcpy(to->scores, claims[KEUR_CLAIMS_SUM].member, to->n * sizeof *to->scores);
out:
    return status;
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_claims, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_claims = {
    .name = "membership-claims",
    .title = "Membership by the rows that synthetic rows are most like",
    .question = "Of all who may have been in the train table, are those people in it whom a "
                "synthetic row shares more rare values with than with anybody else?",
    .limits = "Sees generators that pass on values exactly. Assumes an attacker who has the rows "
              "of all who may have been in the train table, though not who was.",
    .source = "Own method; weights after the information of agreement in record linkage (Fellegi "
              "and Sunter 1969)",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
