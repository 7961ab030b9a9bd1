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

/** Names joined by `+`, for labels; freed with keur_release(). */
keur_status keur_columns_join(const keur_case *on, const size_t *columns, size_t n, char **text,
                              keur_error *err);

#endif
