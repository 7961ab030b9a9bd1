/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/some_options.h"

#include <string.h>

#include "assess/score_args.h"
#include "base/memory.h"
#include "base/try.h"

/* Whether a setting is for any of these measures. */
static bool suits(const char *const *arg, const char *const *measures)
{
    for (; *measures != NULL; measures++)
        if (arg[0] != NULL ? strcmp(arg[0], *measures) == 0
                           : keur_score_has_param(keur_measure_find(*measures), arg[1]))
            return true;
    return false;
}

keur_status keur_some_options_make(const keur_score_options *of, keur_measure_choice choice,
                                   const void *context, keur_some_options *made, keur_error *err)
{
    const keur_measure *const *all = keur_measures();
    size_t n = 0;
    keur_status status = KEUR_OK;

    *made = (keur_some_options){.options = *of};
    while (all[n] != NULL)
        n++;
    KEUR_TRY(KEUR_NEW(made->measures, n + 1, err));
    KEUR_TRY(KEUR_NEW(made->args, of->n_args, err));
    n = 0;
    for (; *all != NULL; all++)
        if (keur_score_wants(of, *all) && choice(context, of, *all))
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

void keur_some_options_free(keur_some_options *of)
{
    keur_release(of->measures);
    keur_release(of->args);
}
