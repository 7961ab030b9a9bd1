/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How dense the synthetic table is around a row: score(x) = log p_S(x), p_S by kernels (kernels.h).
 * Houssiau et al.: TAPAS, a toolbox for adversarial privacy auditing of synthetic data, 2022,
 * arXiv 2211.06550 (density estimation attack).
 */
#include "attacks/membership/kernels.h"
#include "attacks/registry.h"

static keur_status score(keur_scoring *to, keur_error *err)
{
    return keur_scoring_log_density(to, KEUR_SYNTHETIC, to->scores, err);
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_density, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_KERNEL, KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_density = {
    .name = "membership-density",
    .title = "Membership by density",
    .question = "Is the synthetic table denser around people who were in the train table than "
                "around people who were not?",
    .limits = "Mostly tells common rows from rare ones; chance here does not show that better "
              "attacks fail.",
    .source = "Houssiau et al., TAPAS, 2022, arXiv 2211.06550",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT,
    .params = params,
    .run = run,
    .attack = &attack,
};
