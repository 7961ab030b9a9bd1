/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_SECRET_LEVELS_H
#define KEUR_ATTACKS_SECRET_LEVELS_H

#include <keur/case.h>

enum { KEUR_SECRET_LEVELS = 10, KEUR_LEVEL_NAME = 64 };

/** Levels of a secret that are guessed, each against all others. */
typedef struct keur_secret_levels {
    size_t n;
    int32_t codes[KEUR_SECRET_LEVELS];
    size_t n_fit;   /**< levels that have enough rows, also beyond the first ten */
    bool is_binary; /**< train has two levels, and one of them stands for both */
} keur_secret_levels;

/**
 * Of two levels in train the last; of more, each that `least` train rows have and that leaves as
 * many with another, the most frequent ten, ties by code. Missing is no level.
 *
 * O(rows + codes log codes).
 */
keur_status keur_secret_levels_choose(const keur_case *on, size_t secret, size_t least,
                                      keur_secret_levels *made, keur_error *err);

/** A level's name, in `made_up` where the column has none for it: of a number only its place,
 * since the number is a value. */
const char *keur_secret_level_name(const keur_column *column, int32_t code,
                                   char made_up[KEUR_LEVEL_NAME]);

/** Whether a column has two values, in all tables together, but for those that fewer than ten real
 * rows and no synthetic one have: a third must not tell of one person. O(rows). */
keur_status keur_secret_has_two(const keur_case *on, size_t column, bool *has_two, keur_error *err);

#endif
