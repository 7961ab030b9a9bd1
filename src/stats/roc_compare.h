/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ROC_COMPARE_H
#define KEUR_STATS_ROC_COMPARE_H

#include <stddef.h>

#include <keur/status.h>

#include "stats/intervals.h"

/** Two areas under ROC curves and their difference. */
typedef struct keur_roc_difference {
    double first, second; /* the two areas */
    double difference;    /* first - second */
    /* Standard error of the difference; near 0 and 1 the longer arm of its interval over z. */
    double error;
    keur_interval interval; /* cut to [-1, 1]; NAN where nothing is known of chance */
    double p;               /* two-sided, of equal areas */
    double p_greater;       /* one-sided: small where the first area is the larger one */
} keur_roc_difference;

/**
 * Compare two scores of the same people: two attacks on one synthetic table, or one attack on two
 * tables. The covariance of the areas is DeLong's, so what the scores share cancels.
 *
 * @param member1, member2  n_member scores each; element i of both is the same member
 * @param non_member1, non_member2  n_non_member scores each, likewise
 * @param level  coverage of the interval, such as 0.95
 * @retval KEUR_EDATA a group is empty or a score is NaN; *found is untouched
 *
 * Where an area is near 0 or 1 (keur_roc_is_near()), DeLong's variance of the difference lacks what
 * that of the area lacks. Each arm of the interval is then the root of z^2 times that variance and
 * of what the two areas gain in squares, keur_roc_excess(): MOVER (Zou & Donner, Statistics in
 * Medicine 27 (2008) 1693-1702), with DeLong's covariance for what was seen and independence for
 * what was not, hence too wide where both scores miss the same people. p is the level at which the
 * interval reaches 0. Elsewhere interval and p are the normal ones.
 *
 * A group of one record has no variance: error, interval and p are NAN. Where the error is 0 (equal
 * rankings, or a score that is all ties beside one that separates fully) there is no interval, and
 * p is 1 if the areas are equal, else NAN.
 *
 * O(n log n) time, 40 bytes a record. DeLong et al., Biometrics 44 (1988) 837-845.
 */
keur_status keur_roc_compare(const double *member1, const double *member2, size_t n_member,
                             const double *non_member1, const double *non_member2,
                             size_t n_non_member, double level, keur_roc_difference *found,
                             keur_error *err);

/** One group's scores: members and non-members. A view: owns nothing. */
typedef struct keur_roc_sample {
    const double *member;
    size_t n_member;
    const double *non_member;
    size_t n_non_member;
} keur_roc_sample;

/**
 * Compare areas on different people: a group against the rest, say. Variances add, and
 * so does what either gains near 0 and 1. Otherwise as keur_roc_compare().
 */
keur_status keur_roc_compare_apart(const keur_roc_sample *first, const keur_roc_sample *second,
                                   double level, keur_roc_difference *found, keur_error *err);

#endif
