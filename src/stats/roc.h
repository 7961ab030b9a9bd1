/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ROC_H
#define KEUR_STATS_ROC_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

#include "stats/intervals.h"

/**
 * Area under the ROC curve of member scores against non-member scores, ties counted half, with
 * DeLong's variance by the fast mid-rank algorithm.
 *
 * @param member      n_member scores, any order; higher means "more member"
 * @param non_member  n_non_member scores on the same scale
 * @param[out] auc       in [0, 1]; 0.5 is guessing
 * @param[out] interval  may be NULL; normal, cut to [0, 1]; NAN where a group has one row. Near 0
 * and 1 it is wider towards the middle, by keur_roc_reach(); where the scores separate fully it is
 * Clopper and Pearson's on min(n_member, n_non_member) disjoint pairs; one point where all scores
 * are tied
 * @retval KEUR_EDATA a group is empty or a score is NaN; outputs are untouched
 *
 * O(n log n) time, O(n) memory. DeLong et al., Biometrics 44 (1988) 837-845; Sun & Xu, IEEE Signal
 * Processing Letters 21 (2014) 1389-1393.
 */
keur_status keur_roc_auc(const double *member, size_t n_member, const double *non_member,
                         size_t n_non_member, double level, double *auc, keur_interval *interval,
                         keur_error *err);

/**
 * How many members, or non-members where these are fewer, are not in the largest tie of all scores,
 * or not in the second where these are fewer: all of the smaller group where no two scores are
 * equal, 0 where all of a group are tied. Where they are few, area and interval together tell how
 * many: of two scores they are two equations in two numbers.
 * @retval KEUR_EDATA a group is empty or a score is NaN
 * O(n log n) time, O(n) memory.
 */
keur_status keur_roc_apart(const double *member, size_t n_member, const double *non_member,
                           size_t n_non_member, size_t *n_apart, keur_error *err);

/** What is known of the true positive rate at a false positive rate of at most `fpr`. */
typedef struct keur_roc_point {
    bool is_estimable; /* n_non_member >= 3 / fpr */
    size_t hits;       /* members above the threshold */
    double tpr;        /* hits / n_member */
    double observed_fpr;
    keur_interval interval; /* level 1 - alpha, allows for the random threshold */
} keur_roc_point;

/**
 * The largest TPR with FPR <= fpr at an observed threshold, without interpolation, and an interval
 * that allows for the threshold being random: the threshold above the j-th largest of n
 * non-members has a false positive rate distributed as Beta(j, n-j+1). The lower end takes the
 * largest j with P(FPR > fpr) <= alpha/4, the upper end the smallest j with P(FPR < fpr) <=
 * alpha/4, each with Clopper and Pearson at alpha/4 on the TPR there; where there is no such j the
 * end is 0 or 1. Scored rows are called members where their score is above the threshold (>).
 *
 * @retval KEUR_EINVAL fpr does not lie inside (0, 1)
 * @retval KEUR_EDATA  a group is empty or a score is NaN
 *
 * O(n log n + m) time for n non-members and m members, 8 bytes a non-member.
 */
keur_status keur_roc_tpr(const double *member, size_t n_member, const double *non_member,
                         size_t n_non_member, double fpr, double level, keur_roc_point *point,
                         keur_error *err);

#endif
