/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_COLUMNS_H
#define KEUR_CASE_COLUMNS_H

#include <keur/measure.h>

/**
 * Positions of the columns that a parameter names ("age,sex,region"), in the order given.
 * A name may be quoted as in CSV where it holds a comma.
 * @param[out] columns  freed with keur_columns_free(); n = 0 where the parameter has no value
 * @retval KEUR_EUSAGE  a name is not a column of the case, or is left out of it, or stands twice
 */
keur_status keur_columns_of(const keur_case *on, const keur_args *args, const char *param,
                            size_t **columns, size_t *n, keur_error *err);

/** Positions of the columns that have any of these KEUR_COLUMN_ bits, in order. */
keur_status keur_columns_with(const keur_case *on, unsigned roles, size_t **columns, size_t *n,
                              keur_error *err);

/** All columns but one (`but` >= columns: all). */
keur_status keur_columns_but(const keur_case *on, size_t but, size_t **columns, size_t *n,
                             keur_error *err);

void keur_columns_free(size_t *columns);

/** Sets of columns, by position. */
typedef struct keur_column_set {
    size_t n;
    size_t *columns;
} keur_column_set;

typedef struct keur_column_sets {
    size_t n;
    keur_column_set *sets;
} keur_column_sets;

/**
 * The sets that a parameter names: "age,sex;age,region". Names are quoted where they hold a comma
 * or a semicolon.
 * @param[out] sets  freed with keur_column_sets_free(); n = 0 where the parameter has no value
 * @retval KEUR_EUSAGE  as of keur_columns_of(); a set is empty, or stands twice (in any order)
 */
keur_status keur_column_sets_of(const keur_case *on, const keur_args *args, const char *param,
                                keur_column_sets *sets, keur_error *err);

/** The sets of keys that the schema declares; owned by the case. */
const keur_column_sets *keur_case_key_sets(const keur_case *on);

/** Add a set (its columns are taken over, also where this fails). */
keur_status keur_column_sets_add(keur_column_sets *sets, size_t *columns, size_t n,
                                 keur_error *err);

/** Whether two sets hold the same columns, in whatever order. */
bool keur_column_sets_same(const keur_column_set *a, const keur_column_set *b);
void keur_column_sets_free(keur_column_sets *sets);

/** Names joined by `+`, for labels, those that hold a plus sign or a quote in quotes; freed with
 * keur_release(). */
keur_status keur_columns_join(const keur_case *on, const size_t *columns, size_t n, char **text,
                              keur_error *err);

#endif
