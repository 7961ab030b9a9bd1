/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which table the rows around come from: score(x) = share of synthetic rows among the k = 20
 * nearest of S and R together. At equal distance a row of S comes before one of R, and the lowest
 * row of a table first; so only the distances matter. Where S and R hold fewer than k rows, the
 * share among those there are.
 * Data plagiarism index: Ward, Wang, Cheng 2024, arXiv 2406.13012.
 */
#include <math.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/try.h"

/* Share of s among the first k of two ascending lists merged, s first where they are equal. */
static double share_of_first(const double *s, const double *r, size_t k)
{
    size_t from_s = 0, from_r = 0;

    while (from_s + from_r < k) {
        /* Both lists hold k, so neither ends before the other has filled the rest. */
        if (s[from_s] <= r[from_r] && !isinf(s[from_s]))
            from_s++;
        else if (!isinf(r[from_r]))
            from_r++;
        else
            break;
    }
    return from_s + from_r > 0 ? (double)from_s / (double)(from_s + from_r) : NAN;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    const size_t k = (size_t)keur_args_number(to->args, "neighbours");
    keur_nearest s, r;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scoring_nearest(to, KEUR_SYNTHETIC, k, &s, err));
    KEUR_TRY(keur_scoring_nearest(to, KEUR_REFERENCE, k, &r, err));
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] = share_of_first(keur_nearest_of(&s, i), keur_nearest_of(&r, i), k);
out:
    return status;
}

static const char *const settings[] = {"scaling=range", "scaling=rank", "scaling=standard", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_vote, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_SCALING,
                                    KEUR_PARAM_METRIC,
                                    {.name = "neighbours",
                                     .type = KEUR_PARAM_INTEGER,
                                     .low = 1,
                                     .high = KEUR_MAX_NEIGHBOURS,
                                     .fallback = "20",
                                     .unit = "rows",
                                     .help = "nearest rows that vote"},
                                    KEUR_PARAM_BY_GROUP,
                                    {.name = NULL}};

const keur_measure keur_membership_vote = {
    .name = "membership-vote",
    .title = "Membership by vote of the neighbours",
    .question = "Are the rows around people who were in the train table synthetic rather than "
                "other real rows, more than around people who were not?",
    .limits = "Averages over many rows around, so a leak of single rows is hardly seen; the share "
              "of synthetic rows also depends on the sizes of the tables.",
    .source = "Ward et al., Data Plagiarism Index, 2024, arXiv 2406.13012",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
