/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a policy gives that figures are computed with: delta, on which a bound on epsilon depends,
 * and the sampling fraction, on which the relative F1 does. */
#include <math.h>
#include <string.h>

#include "assess/policy_impl.h"
#include "assess/verdict_impl.h"
#include "base/text.h"
#include "base/try.h"

/* Which parameter a figure depends on, and what the value of a larger one says of a smaller. */
static const struct {
    const char *figure, *param, *words;
    bool larger_is_harder; /* a bound at a larger delta holds at a smaller, too */
    double otherwise;      /* of a policy, or a measure, that says nothing; NAN: not known */
} uses[] = {
    {"epsilon-lower-bound", "delta", "delta", true, 0},
    {"f-relative", "sampling-fraction", "sampling fraction", false, NAN},
};

enum { DELTA, FRACTION, N_USES };

static double given(const keur_policy *policy, size_t use)
{
    return use == DELTA ? policy->delta : policy->sampling_fraction;
}

static double measured(const keur_scorecard_measure *measure, size_t use)
{
    double value = NAN;

    for (size_t i = 0; i < measure->n_params; i++)
        if (strcmp(measure->params[i].name, uses[use].param) == 0 &&
            keur_text_number(measure->params[i].value, '.', &value))
            return value;
    return uses[use].otherwise;
}

const char *keur_policy_unfit(const keur_policy *policy, const keur_scorecard_measure *measure,
                              const char *figure, bool *is_harder)
{
    *is_harder = false;
    for (size_t use = 0; use < N_USES; use++) {
        const double stated = given(policy, use);
        const double wanted = isnan(stated) ? uses[use].otherwise : stated;
        const double found = measured(measure, use);

        if (strcmp(uses[use].figure, figure) != 0 || isnan(wanted) || found == wanted)
            continue;
        *is_harder = uses[use].larger_is_harder && found > wanted;
        return uses[use].words;
    }
    return NULL;
}

keur_status keur_policy_args(const keur_policy *policy, keur_args *args, keur_error *err)
{
    char text[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    for (size_t use = 0; policy != NULL && use < N_USES; use++) {
        if (isnan(given(policy, use)) || !keur_args_has(args, uses[use].param))
            continue;
        keur_number_print(given(policy, use), text);
        KEUR_TRY(keur_args_set(args, uses[use].param, text, err));
    }
out:
    return status;
}
