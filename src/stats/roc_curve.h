/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ROC_CURVE_H
#define KEUR_STATS_ROC_CURVE_H

#include <stddef.h>

#include <keur/status.h>

/** A point of a ROC curve. It carries no threshold: that would be the score of a person. */
typedef struct keur_roc_vertex {
    double fpr, tpr; /* share of non-members and of members above one threshold */
} keur_roc_vertex;

/**
 * The whole ROC curve: a point for every distinct score as a threshold, from (0, 0) to (1, 1),
 * both rates never falling. Joined by straight lines, the area below is the AUC with ties counted
 * half.
 *
 * @param[out] points    allocated; freed with keur_release(); NULL on failure
 * @param[out] n_points  distinct scores + 1
 * @retval KEUR_EDATA a group is empty or a score is NaN
 *
 * Record-level: with few records a point tells who scored what. What leaves is the thinned curve.
 * O(n log n) time, 28 bytes a record.
 */
keur_status keur_roc_curve(const double *member, size_t n_member, const double *non_member,
                           size_t n_non_member, keur_roc_vertex **points, size_t *n_points,
                           keur_error *err);

/* Ten false positive rates a decade: 10^(-4 + k/10), k = 0..40; the last is 1. */
enum { KEUR_ROC_GRID = 41 };

/** Rate k of the grid. */
double keur_roc_grid(size_t k);

/**
 * The curve on the fixed grid, for charts with a logarithmic axis that are the same for any two
 * attacks: at each rate f the largest TPR with FPR <= f at an observed threshold, no interpolation.
 * Rates below 3 / n_non_member, where that is not estimable, are left out.
 *
 * @param[out] points    room for KEUR_ROC_GRID; `fpr` is the rate of the grid
 * @param[out] n_points  0 with fewer than three non-members
 * @retval KEUR_EDATA a group is empty or a score is NaN; outputs are untouched
 */
keur_status keur_roc_curve_thin(const double *member, size_t n_member, const double *non_member,
                                size_t n_non_member, keur_roc_vertex *points, size_t *n_points,
                                keur_error *err);

#endif
