/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/league_refer.h"

#include <string.h>

#include "assess/score_args.h"
#include "base/memory.h"
#include "base/try.h"

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

static bool is_wanted(const keur_score_options *of, const keur_policy *policy,
                      const keur_measure *measure)
{
    const bool needs_single = is_gate(policy, "worst-attack") && !runs(of, "worst-attack");

    return keur_score_wants(of, measure) &&
           (strcmp(measure->name, "fidelity-index") == 0 || is_gate(policy, measure->name) ||
            (needs_single && measure->attack != NULL));
}

static bool has_param(const keur_measure *measure, const char *name)
{
    for (const keur_param *at = measure->params; at != NULL && at->name != NULL; at++)
        if (strcmp(at->name, name) == 0)
            return true;
    return false;
}

/* Whether a setting is for any of these measures. */
static bool suits(const char *const *arg, const char *const *measures)
{
    for (; *measures != NULL; measures++)
        if (arg[0] != NULL ? strcmp(arg[0], *measures) == 0
                           : has_param(keur_measure_find(*measures), arg[1]))
            return true;
    return false;
}

keur_status keur_refer_options_make(const keur_score_options *of, const keur_policy *policy,
                                    keur_refer_options *made, keur_error *err)
{
    const keur_measure *const *all = keur_measures();
    size_t n = 0;
    keur_status status = KEUR_OK;

    *made = (keur_refer_options){.options = *of};
    while (all[n] != NULL)
        n++;
    KEUR_TRY(KEUR_NEW(made->measures, n + 1, err));
    KEUR_TRY(KEUR_NEW(made->args, of->n_args, err));
    n = 0;
    for (; *all != NULL; all++)
        if (is_wanted(of, policy, *all))
            made->measures[n++] = (*all)->name;
    made->options.measures = made->measures;
    made->options.n_args = 0;
    for (size_t i = 0; i < of->n_args; i++)
        if (suits(of->args[i], made->measures))
            memcpy(made->args[made->options.n_args++], of->args[i], sizeof *made->args);
    made->options.args = (const char *const(*)[3])made->args;
out:
    return status;
}

void keur_refer_options_free(keur_refer_options *of)
{
    keur_release(of->measures);
    keur_release(of->args);
}
