/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/league_refer.h"

#include <string.h>

#include "assess/score_args.h"

static bool is_named(const char *name, const char *measure)
{
    return name != NULL && strcmp(name, measure) == 0;
}

static bool runs(const keur_score_options *of, const char *name)
{
    const keur_measure *measure = keur_measure_find(name);

    return measure != NULL && keur_score_wants(of, measure);
}

static bool is_gate(const keur_policy *policy, const char *measure)
{
    for (size_t i = 0; i < policy->n_limits; i++) {
        const keur_limit *limit = &policy->limits[i];

        if (limit->kind == KEUR_LIMIT_GATE &&
            (is_named(limit->measure, measure) || is_named(limit->substitute, measure)))
            return true;
    }
    return false;
}

static bool is_wanted(const void *context, const keur_score_options *of,
                      const keur_measure *measure)
{
    const keur_policy *policy = context;
    const bool needs_single = is_gate(policy, "worst-attack") && !runs(of, "worst-attack");

    return strcmp(measure->name, "fidelity-index") == 0 || is_gate(policy, measure->name) ||
           (needs_single && measure->attack != NULL);
}

keur_status keur_refer_options_make(const keur_score_options *of, const keur_policy *policy,
                                    keur_some_options *made, keur_error *err)
{
    return keur_some_options_make(of, is_wanted, policy, made, err);
}
