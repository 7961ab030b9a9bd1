/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_LINKED_SETS_H
#define KEUR_ATTACKS_LINKED_SETS_H

#include <keur/measure.h>

#include "case/columns.h"

enum { KEUR_LINKED_SETS = 2, KEUR_LINKED_PAIRS = 6 };

/** Pairs of sets of columns; no column is in both of a pair. */
typedef struct keur_linked_pairs {
    size_t n; /**< KEUR_LINKED_PAIRS at most */
    keur_column_set sets[KEUR_LINKED_PAIRS][KEUR_LINKED_SETS];
} keur_linked_pairs;

/**
 * The columns of two tables that an attacker may want to join: those of --keys-a and --keys-b;
 * beside one that is named whatever the other has not; where neither is, every two declared
 * key_sets that share no column, in their order, else the columns declared as key, or all where
 * fewer than two are, in turn. A notice tells what was taken where neither was named, and how many
 * pairs were left out.
 *
 * @param[out] pairs  one at least, whose sets may be empty; freed with keur_linked_pairs_free(),
 *                    also where this fails
 * @retval KEUR_EUSAGE  a column is in both, or none is left for the other
 */
keur_status keur_linked_sets_make(const keur_case *on, const keur_args *args,
                                  keur_linked_pairs *pairs, keur_result *out, keur_error *err);
void keur_linked_pairs_free(keur_linked_pairs *pairs);

#endif
