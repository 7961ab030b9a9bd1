/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/score_args.h"

#include <math.h>
#include <string.h>

#include "assess/policy_impl.h"
#include "base/text.h"
#include "base/try.h"

bool keur_score_wants(const keur_score_options *options, const keur_measure *measure)
{
    if (options->measures == NULL)
        return !(options->is_quick && measure->is_slow);
    for (const char *const *name = options->measures; *name != NULL; name++) {
        if (strcmp(*name, measure->name) == 0)
            return true;
    }
    return false;
}

bool keur_score_has_param(const keur_measure *measure, const char *name)
{
    for (const keur_param *at = measure->params; at != NULL && at->name != NULL; at++)
        if (strcmp(at->name, name) == 0)
            return true;
    return false;
}

/* Set one argument on a measure's defaults and forget it again. */
static keur_status try_arg(const keur_measure *measure, const char *const *arg, keur_error *err)
{
    keur_args *args = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_args_new(measure, &args, err));
    KEUR_TRY(keur_args_set(args, arg[1], arg[2], err));
out:
    keur_args_free(args);
    return status;
}

static keur_status check_one(const keur_score_options *options, const char *const *arg,
                             keur_error *err)
{
    const keur_measure *measure = keur_measure_find(arg[0]);

    if (measure == NULL)
        return keur_fail(err, KEUR_EUSAGE, "there is no measure \"%s\" (see keur list)", arg[0]);
    if (!keur_score_wants(options, measure))
        return keur_fail(err, KEUR_EUSAGE, "%s is set for %s, which does not run here", arg[1],
                         arg[0]);
    return try_arg(measure, arg, err);
}

/* "dcr-share (one of gower|bins100), ...": the measures that an argument for all does not suit. */
static keur_status check_all(const keur_score_options *options, const char *const *arg,
                             keur_error *err)
{
    keur_text faults = {NULL, 0, 0};
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        keur_error why = {KEUR_OK, ""};

        if (!keur_score_wants(options, *at) || !keur_score_has_param(*at, arg[1]))
            continue;
        n++;
        if (try_arg(*at, arg, &why) == KEUR_OK)
            continue;
        if (why.status != KEUR_EUSAGE) /* memory */
            KEUR_TRY(keur_fail(err, why.status, "%s", why.text));
        KEUR_TRY(keur_text_format(&faults, err, "%s%s (%s)", faults.length > 0 ? ", " : "",
                                  (*at)->name, why.text));
    }
    if (n == 0)
        status = keur_fail(err, KEUR_EUSAGE, "no measure that runs has a parameter \"%s\"", arg[1]);
    else if (faults.length > 0)
        status = keur_fail(err, KEUR_EUSAGE,
                           "%s does not suit every measure that has it: not %s; set it for single "
                           "ones, as MEASURE.%s",
                           arg[1], faults.bytes, arg[1]);
out:
    keur_text_free(&faults);
    return status;
}

keur_status keur_score_check_args(const keur_score_options *options, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < options->n_args; i++) {
        const char *const *arg = options->args[i];

        KEUR_TRY(arg[0] != NULL ? check_one(options, arg, err) : check_all(options, arg, err));
    }
out:
    return status;
}

static bool is_for(const char *const *arg, const keur_measure *measure)
{
    return arg[0] != NULL ? strcmp(arg[0], measure->name) == 0
                          : keur_score_has_param(measure, arg[1]);
}

keur_status keur_score_args(const keur_score_options *options, const keur_measure *measure,
                            keur_args **args, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_args_new(measure, args, err));
    KEUR_TRY(keur_policy_args(options->policy, *args, err));
    for (size_t i = 0; i < options->n_args; i++) {
        const char *const *arg = options->args[i];

        if (is_for(arg, measure))
            KEUR_TRY(keur_args_set(*args, arg[1], arg[2], err));
    }
out:
    return status;
}

bool keur_score_assumes(const keur_score_options *options, const keur_measure *measure,
                        const keur_result *result)
{
    static const char param[] = "sampling-fraction";
    const keur_figure *figure = keur_result_find(result, "f-relative");
    bool is_stated = options->policy != NULL && !isnan(options->policy->sampling_fraction);

    for (size_t i = 0; i < options->n_args; i++)
        is_stated |= strcmp(options->args[i][1], param) == 0 && is_for(options->args[i], measure);
    return figure != NULL && !isnan(figure->value) && !is_stated;
}
