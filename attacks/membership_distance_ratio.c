/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nearness to the synthetic table beyond what is usual for such a row:
 * score(x) = log(d(x,R) + e) - log(d(x,S) + e), R real rows an attacker may own, e a thousandth of
 * the median positive d(x,S) over all scored rows. With --neighbours k, d(x,R) is the mean of the
 * k nearest. A ratio of nearest-neighbour density estimates.
 */
#include <float.h>
#include <math.h>

#include "attacks/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

/* Distances of one scored role: to the synthetic table and, averaged over k, to the reference. */
static keur_status measure_role(keur_case *on, const keur_args *args, keur_role role,
                                double *to_synthetic, double *to_reference, keur_error *err)
{
    const size_t k = (size_t)keur_args_number(args, "neighbours");
    const keur_ask near_s = keur_ask_of(args, role, KEUR_SYNTHETIC, 1);
    const keur_ask near_r = keur_ask_of(args, role, KEUR_REFERENCE, k);
    const keur_neighbours *s = NULL, *r = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_neighbours(on, &near_s, &s, err));
    KEUR_TRY(keur_case_neighbours(on, &near_r, &r, err));
    for (size_t i = 0; i < s->n; i++) {
        double sum = 0;
        size_t found = 0;

        for (; found < k && !isinf(r->distances[i * r->k + found]); found++)
            sum += r->distances[i * r->k + found];
        to_synthetic[i] = s->distances[i * s->k];
        to_reference[i] = found > 0 ? sum / (double)found : INFINITY;
    }
out:
    return status;
}

/* A thousandth of the median of the positive ones, large enough to have a logarithm; 1 where there
 * is none. Distances without a row, which are infinite, do not count. */
static keur_status choose_floor(const double *distances, size_t n, double *floor, keur_error *err)
{
    double *positive = NULL;
    uint32_t *order = NULL;
    size_t kept = 0;
    keur_status status = KEUR_OK;

    *floor = 1;
    KEUR_TRY(KEUR_NEW(positive, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    for (size_t i = 0; i < n; i++) {
        if (distances[i] > 0 && !isinf(distances[i]))
            positive[kept++] = distances[i];
    }
    KEUR_TRY(keur_sort_order(positive, kept, order, err));
    if (kept > 0)
        *floor =
            fmax((positive[order[(kept - 1) / 2]] + positive[order[kept / 2]]) / 2000, DBL_MIN);
out:
    keur_release(positive);
    keur_release(order);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_scores scores = {.member = NULL};
    double *s = NULL, *r = NULL, floor;
    size_t n;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scores_new(on, &scores, err));
    n = scores.n_member + scores.n_non_member;
    KEUR_TRY(KEUR_NEW(s, n, err));
    KEUR_TRY(KEUR_NEW(r, n, err));
    KEUR_TRY(measure_role(on, args, KEUR_TRAIN, s, r, err));
    KEUR_TRY(
        measure_role(on, args, KEUR_NON_MEMBER, s + scores.n_member, r + scores.n_member, err));
    KEUR_TRY(choose_floor(s, n, &floor, err));
    for (size_t i = 0; i < n; i++) {
        const double score = log(r[i] + floor) - log(s[i] + floor);

        if (i < scores.n_member)
            scores.member[i] = score;
        else
            scores.non_member[i - scores.n_member] = score;
    }
    KEUR_TRY(keur_scores_report(on, &scores, out, err));
out:
    keur_release(s);
    keur_release(r);
    keur_scores_free(&scores);
    return status;
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
};
