/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Agreement in rare values: score(x) = max over s in S of I(x,s) - max over r in R of I(x,r),
 *
 *     I(x,s) = sum over columns j with x_j = s_j of log(1 + 1/f_j(x_j)),
 *
 * f_j(v) = (c + 1/2) / (|R| + 1), c of the rows of R having v. Numbers are taken as they are;
 * missing and special codes are values like others. A row that stands in S does not meet itself.
 */
#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "near/rare_match.h"

static keur_status match(const keur_scoring *of, const keur_match_weights *weights, keur_role side,
                         keur_role to, double *best, keur_error *err)
{
    const keur_rows rows = keur_case_view(of->on, to), queries = keur_case_view(of->on, side);
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_self(of->on, side, to, &self, err));
    KEUR_TRY(keur_rare_match(weights, &rows, &queries, self, keur_case_threads(of->on), best, err));
out:
    keur_release(self);
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    const keur_rows reference = keur_case_view(to->on, KEUR_REFERENCE);
    keur_match_weights weights = {.n_columns = 0};
    double *in_r = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(in_r, to->n, err));
    KEUR_TRY(keur_match_weigh(&reference, keur_case_code_counts(to->on), &weights, err));
    for (size_t side = 0; side < 2; side++) {
        const keur_role role = keur_scored_roles[side];
        const size_t at = side == 0 ? 0 : to->n_member;

        KEUR_TRY(match(to, &weights, role, KEUR_SYNTHETIC, &to->scores[at], err));
        KEUR_TRY(match(to, &weights, role, KEUR_REFERENCE, &in_r[at], err));
    }
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] -= in_r[i];
out:
    keur_match_weights_free(&weights);
    keur_release(in_r);
    return status;
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_rare_match, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_rare_match = {
    .name = "membership-rare-match",
    .title = "Membership by agreement in rare values",
    .question = "Is there a synthetic row that shares more rare values with people who were in the "
                "train table than other real rows do?",
    .limits = "Sees generators that pass on values exactly; one that blurs every number leaves "
              "only its levels to agree in. Assumes an attacker who owns real rows.",
    .source = "Defined here; weights after the information of agreement in record linkage "
              "(Fellegi and Sunter 1969)",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
