/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_EXCLUSIONS_H
#define KEUR_ATTACKS_EXCLUSIONS_H

#include <keur/measure.h>

#include "attacks/keys.h"
#include "cells/cells.h"

/** Disclosive and correct rows of train that are told by something simpler than the keys. */
typedef struct keur_exclusions {
    size_t one_way; /**< of the level of the secret that nearly all of them have */
    size_t two_way; /**< in a level of one key that nearly always goes with one secret */
} keur_exclusions;

/**
 * @param cells    keys with the secret; those that hold train rows come first
 * @param correct  per cell that holds train rows: 1 where they are disclosive and correct
 * O(cells * keys) expected time.
 */
keur_status keur_exclusions_count(keur_case *on, const keur_key_set *keys, size_t secret,
                                  const keur_cells *cells, const unsigned char *correct,
                                  keur_exclusions *found, keur_error *err);

#endif
