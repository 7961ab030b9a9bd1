/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_KEY_LOOKUP_H
#define KEUR_ATTACKS_KEY_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** One key in the table that is looked up and in the one whose rows ask. */
typedef struct keur_key_column {
    const int32_t *in, *asked; /**< codes in -1 .. n_codes - 1 */
    size_t n_codes;
} keur_key_column;

/** A table of secrets with keys, and rows with keys that ask for theirs. */
typedef struct keur_key_lookup {
    const keur_key_column *columns; /**< those that are dropped last come first */
    size_t n_columns;
    size_t n_single; /**< so many are dropped one by one; those behind count all together or not */
    const int32_t *secrets; /**< of the n_in rows, in -1 .. n_codes - 1 */
    size_t n_in, n_codes;
    size_t n_asked;
    const uint32_t *self; /**< per asking row the row it is itself, or UINT32_MAX; NULL: none */
} keur_key_lookup;

/**
 * The most frequent secret among the rows that share the longest run of first keys with each asking
 * row, itself left out; of equally frequent ones the lowest, missing last. KEUR_NO_GUESS where the
 * table has no other row.
 *
 * O((n_in + n_asked) columns + n_asked log n_in) time: both tables are sorted by their keys.
 */
keur_status keur_key_look_up(const keur_key_lookup *of, int threads, int32_t *guesses,
                             keur_error *err);

#endif
