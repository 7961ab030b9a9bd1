/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many attacks as one: the mean of the ranks that a row has in each, with equal weight. Which
 * attacks and settings take part was fixed in advance; no membership label is looked at.
 * Ward, Lin & Cheng, arXiv 2509.05350.
 */
#include <math.h>

#include "attacks/membership/joined.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

/* sums[i] += mid-rank of row i among all, as a share of them in (0, 1). */
static keur_status add_ranks(const double *scores, size_t n, uint32_t *order, double *sums,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_sort_order(scores, n, order, err));
    for (size_t at = 0; at < n;) {
        size_t end = at;

        while (end < n && scores[order[end]] == scores[order[at]])
            end++;
        for (size_t i = at; i < end; i++)
            sums[order[i]] += ((double)(at + end) / 2) / (double)n;
        at = end;
    }
out:
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    keur_joined joined = {.n = 0};
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_joined_make(to->on, KEUR_JOINING_ENSEMBLE, &joined, err));
    if (joined.n == 0)
        to->why_not = joined.why_not;
    KEUR_TRY(KEUR_NEW(order, to->n, err));
    for (size_t i = 0; i < joined.n; i++)
        KEUR_TRY(add_ranks(joined.attacks[i].rows->member, to->n, order, to->scores, err));
    for (size_t i = 0; i < to->n && joined.n > 0; i++)
        to->scores[i] /= (double)joined.n;
out:
    keur_release(order);
    keur_joined_free(&joined);
    return status;
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const keur_scores *rows = NULL;
    keur_scores persons = {.member = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_membership_run(&keur_membership_ensemble, on, args, out, err));
    KEUR_TRY(keur_membership_scores(on, &keur_membership_ensemble, args, &rows, err));
    KEUR_TRY(keur_scores_of_persons(on, rows, &persons, err));
    KEUR_TRY(keur_membership_bounds(on, args, &persons, out, err));
out:
    keur_scores_free(&persons);
    return status;
}

static const keur_param params[] = {KEUR_PARAMS_BOUNDS, {.name = NULL}};

const keur_measure keur_membership_ensemble = {
    .name = "membership-ensemble",
    .title = "Membership by many attacks together",
    .question = "How well are people of the train table told apart by somebody who joins many "
                "attacks and knows nobody's membership?",
    .limits = "Attacks that learn from known members may find more: membership-audit.",
    .source = "Ward, Lin & Cheng, Ensembling membership inference attacks against tabular "
              "generative models, arXiv 2509.05350",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
