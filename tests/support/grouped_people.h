/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_GROUPED_PEOPLE_H
#define KEUR_TESTS_GROUPED_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"

/** n rows as CSV, g,x,y: three groups, of which the last has a rate of y that is higher by `gap`
 * than that of the first, the second by half; y goes with x too, so that a model can learn it. */
void keur_grouped_people(keur_random *random, size_t n, double gap, char *text);

/** Kinds of differences to train; the first two need no holdout, the
 * last two are of models. */
enum { KEUR_PEOPLE_PARITY = 2, KEUR_PEOPLE_GAPS = 4, KEUR_PEOPLE_KINDS = 6 };
extern const char *const keur_people_names[KEUR_PEOPLE_KINDS];

/** Draw train, a synthetic table and, if asked for, a holdout of n rows each from one population,
 * and count the kinds that have an interval, and those of which it holds 0. */
void keur_grouped_people_cover(uint64_t turn, size_t n, bool has_holdout, const char *schema,
                               int *covered, int *asked);

#endif
