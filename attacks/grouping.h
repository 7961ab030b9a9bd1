/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_GROUPING_H
#define KEUR_ATTACKS_GROUPING_H

#include "attacks/membership.h"

/** Fewer members or fewer non-members than this are not judged as a group of their own. */
enum { KEUR_GROUP_LEAST = 100 };

/** Some of the scored persons. */
typedef struct keur_group {
    char made_up[96];  /**< a level's name that is not a cell: "quantile group 1 of 5, lowest" */
    const char *level; /**< of the column, or NULL: see made_up */
    size_t n_member, n_non_member;
} keur_group;

/** All scored persons, cut into groups by one thing. */
typedef struct keur_grouping {
    const char *name; /**< a column, or "vulnerability" */
    size_t n_groups;
    keur_group *groups;
    uint32_t *group_of;  /**< per person, members first */
    const char *why_not; /**< there is nothing to compare: what it would need; else NULL */
} keur_grouping;

/** The name that a level is given in labels. */
const char *keur_group_level(const keur_group *group);

/** Whether there are enough of both to judge. */
bool keur_group_is_large(const keur_group *group);

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
