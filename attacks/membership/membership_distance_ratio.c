/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nearness to the synthetic table beyond what is usual for such a row:
 * score(x) = log(d(x,R) + e) - log(d(x,S) + e), R real rows an attacker may own, e a thousandth of
 * the median positive d(x,S) over all scored rows. With --neighbours k, d(x,R) is the mean of the
 * k nearest. A ratio of nearest-neighbour density estimates.
 */
#include <math.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"

/* Mean distance of each scored row to the k nearest of the reference, or to as many as there are.
 */
static keur_status average_distances(const keur_scoring *of, size_t k, double *means,
                                     keur_error *err)
{
    keur_nearest found;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scoring_nearest(of, KEUR_REFERENCE, k, &found, err));
    for (size_t i = 0; i < of->n; i++) {
        const double *distances = keur_nearest_of(&found, i);
        double sum = 0;
        size_t n = 0;

        for (; n < k && !isinf(distances[n]); n++)
            sum += distances[n];
        means[i] = n > 0 ? sum / (double)n : INFINITY;
    }
out:
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    double *r = NULL, floor;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(r, to->n, err));
    KEUR_TRY(keur_scoring_distances(to, KEUR_SYNTHETIC, to->scores, err));
    KEUR_TRY(average_distances(to, (size_t)keur_args_number(to->args, "neighbours"), r, err));
    KEUR_TRY(keur_scoring_floor(to->scores, to->n, &floor, err));
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] = log(r[i] + floor) - log(to->scores[i] + floor);
out:
    keur_release(r);
    return status;
}

static const char *const tried[] = {"scaling=range",
                                    "scaling=rank",
                                    "scaling=standard",
                                    "scaling=normal",
                                    "scaling=range neighbours=5",
                                    "scaling=rank neighbours=5",
                                    "scaling=standard neighbours=5",
                                    "scaling=normal neighbours=5",
                                    NULL};
static const char *const in_ensemble[] = {"scaling=standard neighbours=5",
                                          "scaling=rank neighbours=5",
                                          "scaling=normal neighbours=5", NULL};
static const keur_attack attack = {
    .score = score, .tried = tried, .in_ensemble = in_ensemble, .in_audit = tried};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_distance_ratio, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_SCALING,
                                    KEUR_PARAM_METRIC,
                                    {.name = "neighbours",
                                     .type = KEUR_PARAM_INTEGER,
                                     .low = 1,
                                     .high = KEUR_MAX_NEIGHBOURS,
                                     .fallback = "1",
                                     .unit = "rows",
                                     .help = "nearest reference rows to average over"},
                                    KEUR_PARAM_BY_GROUP,
                                    {.name = NULL}};

const keur_measure keur_membership_distance_ratio = {
    .name = "membership-distance-ratio",
    .title = "Membership by distance against a reference",
    .question = "Do people who were in the train table lie nearer to the synthetic rows than to "
                "other real rows, more than people who were not?",
    .limits =
        "Assumes an attacker who owns real rows of the same population; one scaling of numbers "
        "(--scaling), others may find more.",
    .source = "Ratio of nearest-neighbour density estimates; calibration as in Chen et al., "
              "GAN-Leaks, CCS 2020",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
