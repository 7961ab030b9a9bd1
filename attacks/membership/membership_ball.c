/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many synthetic rows lie around a row: score(x) = share of S with d(x,s) <= r, r the median of
 * d(x,S) over all scored rows. A row that stands in S does not count itself; its share is of all of
 * S all the same, for with |S| - 1 equal counts would no longer be ties.
 * Hilprecht, Haerterich, Bernau: Monte Carlo and reconstruction membership inference attacks
 * against generative models, PoPETs 2019.
 */
#include <math.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

/* The median of n > 0 distances; INFINITY where no row is near enough to have one. */
static keur_status find_radius(const double *distances, size_t n, double *radius, keur_error *err)
{
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(keur_sort_order(distances, n, order, err));
    *radius = (distances[order[(n - 1) / 2]] + distances[order[n / 2]]) / 2;
out:
    keur_release(order);
    return status;
}

/* Shares of S within the radius for the rows of one side. */
static keur_status count_side(const keur_scoring *of, keur_role side, double radius, double *shares,
                              keur_error *err)
{
    const keur_ask ask = keur_ask_of(of->args, side, KEUR_SYNTHETIC, 1);
    const size_t n = keur_case_rows(of->on, side), n_s = keur_case_rows(of->on, KEUR_SYNTHETIC);
    uint32_t *counts = NULL, *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(counts, n, err));
    KEUR_TRY(keur_case_self(of->on, side, KEUR_SYNTHETIC, &self, err));
    KEUR_TRY(keur_case_radius_counts(of->on, &ask, radius, counts, err));
    for (size_t i = 0; i < n; i++) {
        const bool is_itself = self != NULL && self[i] != KEUR_NO_ROW;

        shares[i] = n_s > is_itself ? (double)counts[i] / (double)n_s : NAN;
    }
out:
    keur_release(counts);
    keur_release(self);
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    double radius;
    keur_status status = KEUR_OK;

    if (to->n == 0)
        return KEUR_OK;
    KEUR_TRY(keur_scoring_distances(to, KEUR_SYNTHETIC, to->scores, err));
    KEUR_TRY(find_radius(to->scores, to->n, &radius, err));
    KEUR_TRY(count_side(to, keur_scored_roles[0], radius, to->scores, err));
    KEUR_TRY(count_side(to, keur_scored_roles[1], radius, to->scores + to->n_member, err));
out:
    return status;
}

static const char *const settings[] = {"scaling=range", "scaling=rank", "scaling=standard", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_ball, on, args, out, err);
}

static const keur_param params[] = {
    KEUR_PARAM_SCALING, KEUR_PARAM_METRIC, KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_ball = {
    .name = "membership-ball",
    .title = "Membership by synthetic rows around",
    .question = "Do people who were in the train table have more synthetic rows around them than "
                "people who were not?",
    .limits = "Mostly tells dense regions from sparse ones; chance here does not show that better "
              "attacks fail.",
    .source = "Hilprecht et al., Monte Carlo membership inference, PoPETs 2019",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT,
    .params = params,
    .run = run,
    .attack = &attack,
};
