/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_TREATED_H
#define KEUR_TESTS_TREATED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"

/* A population in which a treatment has a known effect: x a number, g one of three levels, both of
 * which decide who is treated and how it turns out. */

typedef struct keur_treated {
    double effect;    /**< on y, whose noise has deviation 1 */
    double change;    /**< what the treated gain from before to after, beyond the others */
    bool is_binary;   /**< y is whether it is above 1 */
    bool is_shuffled; /**< who is treated is drawn from another row */
} keur_treated;

/** Schemas: a is the treatment and y the outcome; and t the time. */
extern const char keur_treated_roles[], keur_treated_roles_with_time[];

/** n rows as CSV: x,g,a,t,y. */
void keur_treated_draw(keur_random *random, size_t n, const keur_treated *as, char *text);

/** Three kinds of estimate of a number, and two of two levels. */
enum { KEUR_TREATED_KINDS = 5 };
extern const char *const keur_treated_names[KEUR_TREATED_KINDS];

/** Draw two samples of n rows each, of numbers and of levels, and count the kinds of which the
 * interval of the difference holds 0. */
void keur_treated_cover(uint64_t turn, size_t n, const char *schema, int *covered);

#endif
