/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much nearer the nearest synthetic row is than the k-th:
 * score(x) = -(d_1(x,S) + e) / (d_k(x,S) + e), k = 5, e a thousandth of the median positive
 * d_1(x,S) over all scored rows. A row that was copied, or nearly so, has one synthetic row much
 * nearer than the rest; no reference is needed. The nearest-neighbour distance ratio as an attack.
 */
#include <math.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/try.h"

static keur_status score(keur_scoring *to, keur_error *err)
{
    const size_t k = (size_t)keur_args_number(to->args, "neighbours");
    keur_nearest found;
    double floor;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scoring_nearest(to, KEUR_SYNTHETIC, k, &found, err));
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] = keur_nearest_of(&found, i)[0];
    KEUR_TRY(keur_scoring_floor(to->scores, to->n, &floor, err));
    for (size_t i = 0; i < to->n; i++) {
        const double last = keur_nearest_of(&found, i)[k - 1];

        /* Fewer than k rows: the ratio to infinity would be 0, a score like any other. */
        to->scores[i] = isinf(last) ? NAN : -(to->scores[i] + floor) / (last + floor);
    }
out:
    return status;
}

static const char *const tried[] = {"scaling=range", "scaling=rank", "scaling=standard",
                                    "scaling=normal", NULL};
static const char *const in_ensemble[] = {"scaling=standard neighbours=10",
                                          "scaling=rank neighbours=10",
                                          "scaling=normal neighbours=10", NULL};
static const char *const in_audit[] = {"scaling=range",
                                       "scaling=rank",
                                       "scaling=standard",
                                       "scaling=normal",
                                       "scaling=range neighbours=10",
                                       "scaling=rank neighbours=10",
                                       "scaling=standard neighbours=10",
                                       "scaling=normal neighbours=10",
                                       NULL};
static const keur_attack attack = {
    .score = score, .tried = tried, .in_ensemble = in_ensemble, .in_audit = in_audit};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_distance_local, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_SCALING,
                                    KEUR_PARAM_METRIC,
                                    {.name = "neighbours",
                                     .type = KEUR_PARAM_INTEGER,
                                     .low = 2,
                                     .high = KEUR_MAX_NEIGHBOURS,
                                     .fallback = "5",
                                     .unit = "rows",
                                     .help = "the synthetic row that the nearest is compared with"},
                                    KEUR_PARAM_BY_GROUP,
                                    {.name = NULL}};

const keur_measure keur_membership_distance_local = {
    .name = "membership-distance-local",
    .title = "Membership by local distance ratio",
    .question = "Do people who were in the train table have one synthetic row that lies much "
                "nearer than the next ones, more than people who were not?",
    .limits = "Sees copies and near copies only; needs no reference, but one scaling of numbers "
              "(--scaling), others may find more.",
    .source = "Nearest-neighbour distance ratio as an attack",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT,
    .params = params,
    .run = run,
    .attack = &attack,
};
