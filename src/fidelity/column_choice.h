/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_COLUMN_CHOICE_H
#define KEUR_FIDELITY_COLUMN_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

enum { KEUR_MOST_CHOSEN = 3, KEUR_ALL_SETS_UP_TO = 60 };

/** Sets of k of n columns: all of them or, of more than so many columns, as many as those have, at
 * random. */
typedef struct keur_column_choice {
    size_t k, n_sets;
    bool is_sample;
    uint32_t (*sets)[KEUR_MOST_CHOSEN]; /**< ascending; the first k count */
} keur_column_choice;

/**
 * @param k          1 to KEUR_MOST_CHOSEN; where it is more than n_columns there is no set
 * @param all_up_to  most columns of which all sets are taken
 * @param[out] made  closed with keur_column_choice_free()
 *
 * A random choice takes one set at random from each of equal stretches of all sets, so that none
 * is taken twice and all are as likely. O(sets * log columns).
 */
keur_status keur_column_choice_make(size_t n_columns, size_t k, size_t all_up_to, uint64_t seed,
                                    keur_column_choice *made, keur_error *err);
void keur_column_choice_free(keur_column_choice *choice);

#endif
