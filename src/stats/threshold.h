/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_THRESHOLD_H
#define KEUR_STATS_THRESHOLD_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** Guesses on the half of the records that did not choose the threshold. */
typedef struct keur_threshold_counts {
    size_t hits, n_member;           /* members called members, and members */
    size_t false_hits, n_non_member; /* non-members called members, and non-members */
} keur_threshold_counts;

/** What a rule with these rates is worth to the attacker; finite for all rates in [0, 1]. */
typedef double (*keur_gain)(double tpr, double fpr, const void *context);

/**
 * Choose the threshold with the largest gain on a random half of members and of non-members, and
 * count on the other halves. Records above the threshold are called members; "nobody" and
 * "everybody" are thresholds too. At equal gains the fewest are called.
 *
 * @param seed  of the halves; of an odd number the evaluated half is the larger one
 * @retval KEUR_EDATA a group has fewer than two records or a score is NaN; *found is untouched
 *
 * The gain on the half that chose is too high on average, by some 1/sqrt(n); that on the other is
 * not. O(n log n) time, 20 bytes a record.
 */
keur_status keur_threshold_find(const double *member, size_t n_member, const double *non_member,
                                size_t n_non_member, uint64_t seed, keur_gain gain,
                                const void *context, keur_threshold_counts *found, keur_error *err);

#endif
