/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_GROUPED_H
#define KEUR_CASE_GROUPED_H

#include <keur/case.h>

#include "base/rows.h"

/** All rows of a case with its numbers cut into quantile groups, for counting. */
typedef struct keur_grouped {
    size_t n_groups, n_columns;
    size_t *n_codes; /**< per column: codes lie in -1 .. n_codes - 1 */
    keur_rows rows[KEUR_N_ROLES];
    int32_t **group_of;            /**< per column of numbers: the group of each code; else NULL */
    int32_t **codes[KEUR_N_ROLES]; /**< the columns that were cut; else NULL */
    const int32_t **views[KEUR_N_ROLES];
} keur_grouped;

/** What becomes of the numbers at the lowest cut. */
typedef enum keur_lowest {
    /** A group of their own, so that 0 and 1, or the zeros of a column that is mostly zero, do not
     * fall together with others. */
    KEUR_LOWEST_APART,
    /** Part of the first group, as pandas.cut has it with include_lowest: what published
     * comparisons did. */
    KEUR_LOWEST_INCLUDED,
    /** There is no lowest cut, nor a highest: the outer groups have no end, so that there are n
     * groups at most. */
    KEUR_LOWEST_OPEN,
    /** Groups are closed on the left, the last on both sides, as R's cut() has them with
     * right = FALSE and include.lowest. */
    KEUR_LEFT_CLOSED
} keur_lowest;

/**
 * Cut numbers at the 0, 1/n, ..., 1 quantiles (type 7) of the rows of some roles together.
 *
 * Right-closed, equal cuts dropped; what lies below the first cut is group 0, above the last the
 * group after it (KEUR_LOWEST_OPEN: cut at 1/n, ..., (n - 1)/n only). Levels beside numbers keep a
 * group each; missing stays -1; columns without numbers stay as they are (shared with the case,
 * which must outlive it).
 *
 * @param cut_by  1 << role for each role that sets the cuts
 */
keur_status keur_grouped_make(const keur_case *on, size_t n_groups, keur_lowest lowest,
                              unsigned cut_by, keur_grouped *made, keur_error *err);
void keur_grouped_free(keur_grouped *grouped);

#endif
