/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_ASIDE_H
#define KEUR_CASE_ASIDE_H

#include <keur/case.h>

/**
 * A column that takes no part in measures because it names records or holds free text. Its values
 * may still stand in the synthetic table, where they give people away at once.
 */
typedef struct keur_aside {
    const char *name;
    size_t n_synthetic; /**< synthetic rows that have a value */
    size_t in_train;    /**< of those, rows whose value occurs in train */
    size_t in_holdout;  /**< of those, rows whose value occurs in the holdout */
    /** Values of train, and of the holdout, that one row (one person, where the column names
     * persons) of both tables together has, and how many of them stand in the synthetic table. A
     * generator that copies nothing finds as many of either, whatever the sizes of the tables. */
    size_t unique[2], unique_found[2];
} keur_aside;

size_t keur_case_asides(const keur_case *on);
const keur_aside *keur_case_aside(const keur_case *on, size_t i);

/** Whether a column of the schema stands in the synthetic table and nothing is measured of it: the
 * schema leaves it out, the real tables have none of that name, or its values are not like train's.
 */
bool keur_case_is_unmeasured(const keur_case *on, size_t schema_column);

/** Whether the column takes no part since it holds one value, but for few people: single.c. */
bool keur_case_is_single(const keur_case *on, size_t schema_column);

#endif
