/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_MEMBERSHIP_GROUPS_H
#define KEUR_ATTACKS_MEMBERSHIP_GROUPS_H

#include "attacks/membership/membership.h"

/**
 * Add what scores show within groups: each level of each column with the role `protected`, and
 * each tenth of vulnerability. `group-auc`, `group-tpr@fpr=0.1`, `group-tpr@fpr=0.01` (thresholds
 * of the group's own non-members), `group-auc-difference` to all other persons and `group-p`,
 * two-sided, that it is 0, by Holm's method over all groups of the attack. Labels: {"group", column
 * or "vulnerability"}, {"level", ...}.
 *
 * @param persons  all scored persons or a part of them; `first_row` tells who they are
 *
 * O(g n log n) time for g groups of n persons in all.
 */
keur_status keur_membership_by_group(keur_case *on, const keur_scores *persons, keur_result *out,
                                     keur_error *err);

#endif
