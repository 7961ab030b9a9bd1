/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_OUTCOME_WORLD_H
#define KEUR_TESTS_OUTCOME_WORLD_H

#include "support/measuring.h"

/** What the outcome `y` of a population is. */
typedef enum keur_outcome_world {
    KEUR_WORLD_TWO,
    KEUR_WORLD_THREE,
    KEUR_WORLD_NUMBER
} keur_outcome_world;

/** n rows with columns x, u (numbers), g (4 levels), h (2), y: by x, g and h; where `is_broken`
 * by nothing, in the same shares. The same stream gives the same rows. Freed with free(). */
char *keur_outcome_table(keur_outcome_world kind, uint64_t stream, size_t n, bool is_broken);

/** A schema in which y is the outcome. */
extern const char keur_outcome_schema[];

#endif
