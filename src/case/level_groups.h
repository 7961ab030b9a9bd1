/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_LEVEL_GROUPS_H
#define KEUR_CASE_LEVEL_GROUPS_H

#include <keur/case.h>

enum {
    /** Fewer rows (persons) of train, or of the holdout, are not judged as a group of their own. */
    KEUR_GROUP_LEAST = 100,
    /** Of fewer in both nobody is told that they are there. */
    KEUR_GROUP_TINY = 10
};

/** Some of the people of two tables, set apart by one thing. */
typedef struct keur_group {
    char made_up[96];  /**< a level's name that is not a cell: "quantile group 1 of 5, lowest" */
    const char *level; /**< of the column, or NULL: see made_up */
    size_t n_member, n_non_member;
} keur_group;

/** The name that a group is given in labels. */
const char *keur_group_level(const keur_group *group);

/** Whether there are enough of both to judge. */
bool keur_group_is_large(const keur_group *group);

/** Whether it holds so few that a figure about it, even one without a value, would tell one person
 * from none. */
bool keur_group_is_tiny(const keur_group *group);

/** Call a group "quantile group i + 1 of n", the outer ones also by `first` and `last`. */
void keur_group_name_quantile(keur_group *group, size_t i, size_t n, const char *first,
                              const char *last);

/** The codes of a column in groups: code c belongs to group_of[c + 1], missing to group_of[0]. */
typedef struct keur_level_groups {
    size_t n_groups;
    keur_group *groups;
    uint32_t *group_of;
} keur_level_groups;

/**
 * Group a column's codes so that each group is large where that can be. Numbers and dates are cut
 * into five quantile groups, fewer where one would be too small, equal values together; missing is
 * a level. Levels that are too small are merged into one group, which may be too small itself.
 *
 * @param members, non_members  how many have each code: item 0 is missing, item c + 1 code c; the
 *                              same counts twice where there is one table
 *
 * O(codes).
 */
keur_status keur_level_groups_make(const keur_case *on, size_t column, const size_t *members,
                                   const size_t *non_members, keur_level_groups *made,
                                   keur_error *err);
void keur_level_groups_free(keur_level_groups *groups);

#endif
