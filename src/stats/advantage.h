/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ADVANTAGE_H
#define KEUR_STATS_ADVANTAGE_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#include "stats/intervals.h"
#include "stats/threshold.h"

typedef struct keur_advantage {
    keur_threshold_counts counts;
    double value; /* TPR - FPR on the half that did not choose the threshold */
    keur_interval interval;
} keur_advantage;

/**
 * Membership advantage: the largest TPR - FPR, its threshold taken from a random half of the
 * records and evaluated on the other, with Newcombe's interval. May be negative there; never cut.
 *
 * @param level  coverage of the interval, such as 0.95, given the threshold
 * @retval KEUR_EDATA a group has fewer than two records or a score is NaN; *found is untouched
 *
 * O(n log n). Yeom et al., IEEE CSF 2018, definition 4.
 */
keur_status keur_advantage_find(const double *member, size_t n_member, const double *non_member,
                                size_t n_non_member, uint64_t seed, double level,
                                keur_advantage *found, keur_error *err);

typedef struct keur_f_relative {
    keur_threshold_counts counts;
    double value;           /* (F1 - Fn) / (1 - Fn) */
    double f;               /* F1 of the attack */
    double naive;           /* Fn of calling everybody a member, 2t / (1 + t) */
    keur_interval interval; /* of value */
} keur_f_relative;

/** (F1 - Fn) / (1 - Fn) for rates in [0, 1] and t in (0, 1): 1 for a perfect attack, 0 for calling
 * everybody a member, below 0 for worse than that. F1 = 2 P TPR / (P + TPR), P = t TPR / (t TPR +
 * (1 - t) FPR); where nobody is called F1 = 0, its limit. */
double keur_f_relative_of(double tpr, double fpr, double t);

/**
 * F1 of telling members from non-members where a share t of the population was sampled, relative to
 * calling everybody a member. The threshold is the one with the largest F1 on a random half of the
 * records, evaluated on the other.
 *
 * The interval combines Wilson's intervals of TPR and FPR by the method of variance estimates
 * recovery: each end moves away from the value by the root of the squared changes that moving
 * either rate to its own end makes. Like Newcombe's it stays sound where a rate is 0 or 1, where
 * the delta method would give an interval of no width.
 *
 * @param t      sampling fraction, in (0, 1)
 * @param level  coverage of the interval, such as 0.95, given the threshold
 * @retval KEUR_EINVAL t is not inside (0, 1)
 * @retval KEUR_EDATA  a group has fewer than two records or a score is NaN; *found is untouched
 *
 * O(n log n). El Emam, Mosquera & Fang, JAMIA Open 5 (2022) ooac083; Zou & Donner, Statistics in
 * Medicine 27 (2008) 1693-1702.
 */
keur_status keur_f_relative_find(const double *member, size_t n_member, const double *non_member,
                                 size_t n_non_member, double t, uint64_t seed, double level,
                                 keur_f_relative *found, keur_error *err);

#endif
