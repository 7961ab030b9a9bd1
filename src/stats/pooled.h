/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_POOLED_H
#define KEUR_STATS_POOLED_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** Scores of members and non-members together in ascending order, cut into runs of equal scores:
 * what every ROC figure is made of. Start with all zero. */
typedef struct keur_pooled {
    double *scores;  /* members first, then non-members */
    uint32_t *order; /* positions in scores, ascending by score */
    size_t n_member, n;
} keur_pooled;

/** KEUR_EDATA unless there are 1 to 2^31 - 2 scores, none of them NaN; infinities are fine.
 * `whose` is "member" or "non-member". */
keur_status keur_scores_check(const double *scores, size_t n, const char *whose, keur_error *err);

/** Copies and sorts; KEUR_EDATA as keur_scores_check(). O(n log n) time, 12 bytes a score. Freed
 * with keur_pooled_free(), also after a failure. */
keur_status keur_pooled_new(const double *member, size_t n_member, const double *non_member,
                            size_t n_non_member, keur_pooled *pooled, keur_error *err);
void keur_pooled_free(keur_pooled *pooled);

/** The run of equal scores that starts at position `begin` of the order: its end, and how many of
 * it are members and non-members. */
size_t keur_pooled_run(const keur_pooled *pooled, size_t begin, size_t *n_member, size_t *n_other);

/** Share of (member, non-member) pairs in which the member scores higher, ties counted half. */
double keur_pooled_auc(const keur_pooled *pooled);

/** DeLong's variance of that area; NAN where a group has one score. */
double keur_pooled_variance(const keur_pooled *pooled, double auc);

/**
 * DeLong's structural components, ties counted half: of each member the share of non-members below
 * it, of each non-member the share of members above it. The mean of either group is the area.
 *
 * @param[out] share  n values in the order of `scores`
 */
void keur_pooled_shares(const keur_pooled *pooled, double *share);

/** Ascending mid-ranks (from 1) of all n scores, doubled so that they are whole numbers.
 * @param[out] rank  n values in the order of `scores` */
void keur_pooled_ranks(const keur_pooled *pooled, uint32_t *rank);

#endif
