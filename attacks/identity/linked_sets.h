/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_LINKED_SETS_H
#define KEUR_ATTACKS_LINKED_SETS_H

#include <keur/measure.h>

#include "case/columns.h"

enum { KEUR_LINKED_SETS = 2 };

/**
 * The columns of two tables that an attacker may want to join, none of them in both: those of
 * --keys-a and --keys-b; beside one that is named whatever the other has not; where neither is, the
 * first two declared key_sets that share no column, else the columns declared as key, or all where
 * fewer than two are, in turn. A notice tells what was taken where neither was named.
 *
 * @param[out] sets  KEUR_LINKED_SETS, maybe empty; their columns are freed with
 *                   keur_columns_free(), also where this fails
 * @retval KEUR_EUSAGE  a column is in both, or none is left for the other
 */
keur_status keur_linked_sets_make(const keur_case *on, const keur_args *args,
                                  keur_column_set sets[KEUR_LINKED_SETS], keur_result *out,
                                  keur_error *err);

#endif
