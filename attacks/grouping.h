/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_GROUPING_H
#define KEUR_ATTACKS_GROUPING_H

#include "attacks/membership/membership.h"
#include "case/level_groups.h"

/** All scored persons, cut into groups by one thing. */
typedef struct keur_grouping {
    const char *name; /**< a column, or "vulnerability" */
    size_t n_groups;
    keur_group *groups;
    uint32_t *group_of;  /**< per person, members first */
    const char *why_not; /**< there is nothing to compare: what it would need; else NULL */
} keur_grouping;

/**
 * By the level of a column in the first row of each person. Numbers and dates are cut into five
 * quantile groups of the scored persons, fewer where one would have less than 100 members or
 * non-members, equal values together; missing is a level. Levels that small are merged.
 */
keur_status keur_grouping_by_column(const keur_case *on, const keur_scores *persons, size_t column,
                                    keur_grouping *made, keur_error *err);

/**
 * By tenths of vulnerability (keur_vulnerability_of_rows(); a person's is the mean over the rows),
 * or as many quantile groups as leave 100 members and non-members in each. Equal values go by
 * position, members and others in turn, so that ties bring no more of one than of the other.
 */
keur_status keur_grouping_by_vulnerability(keur_case *on, const keur_scores *persons,
                                           keur_grouping *made, keur_error *err);
void keur_grouping_free(keur_grouping *grouping);

#endif
