/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ROC_COMPARE_H
#define KEUR_STATS_ROC_COMPARE_H

#include <stddef.h>

#include <keur/status.h>

#include "stats/intervals.h"

/** Two areas under ROC curves and their difference. */
typedef struct keur_roc_difference {
    double first, second;   /* the two areas */
    double difference;      /* first - second */
    double error;           /* standard error of the difference */
    keur_interval interval; /* normal, cut to [-1, 1]; NAN where the error is 0 or NAN */
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
 * A group of one record has no variance: error, interval and p are NAN. Where the error is 0 (equal
 * rankings, or both scores separate the groups fully) p is 1 if the areas are equal, else NAN.
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
 * Compare areas on different people: a group against the rest, say. Variances add. Otherwise as
 * keur_roc_compare().
 */
keur_status keur_roc_compare_apart(const keur_roc_sample *first, const keur_roc_sample *second,
                                   double level, keur_roc_difference *found, keur_error *err);

#endif
