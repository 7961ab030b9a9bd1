/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/reversed.h"

#include <math.h>

#include "attacks/membership/exchange.h"
#include "attacks/membership/joined.h"
#include "base/try.h"
#include "stats/intervals.h"
#include "stats/roc.h"

/* One-sided, over all attacks together. */
#define ALPHA 0.025

const char *keur_reversed(double auc, size_t n_member, size_t n_non_member)
{
    const double m = (double)n_member, n = (double)n_non_member;
    const double tried = (double)keur_joined_count(KEUR_JOINING_TRIED) + 1; /* and the audit */
    /* Mann and Whitney's variance without ties; with ties it is smaller. */
    const double reach = keur_normal_quantile(1 - ALPHA / tried) * sqrt((m + n + 1) / (12 * m * n));

    if (n_member < KEUR_AREA_LEAST || n_non_member < KEUR_AREA_LEAST || !(auc + reach < 0.5))
        return NULL;
    return "the attack does worse than guessing, and reliably so: whoever turns it round does "
           "better, or train and holdout are of different populations";
}

keur_status keur_membership_doubt(keur_case *on, const keur_scores *persons, const char **why,
                                  bool *is_reversed, keur_error *err)
{
    const char *reversed;
    double auc = NAN;
    keur_status status = KEUR_OK;

    *why = NULL;
    *is_reversed = false;
    KEUR_TRY(keur_roc_auc(persons->member, persons->n_member, persons->non_member,
                          persons->n_non_member, 0.95, &auc, NULL, err));
    reversed = keur_reversed(auc, persons->n_member, persons->n_non_member);
    *is_reversed = reversed != NULL;
    KEUR_TRY(keur_exchange_invalidates(on, why, err));
    if (*why == NULL)
        *why = reversed;
out:
    return status;
}
