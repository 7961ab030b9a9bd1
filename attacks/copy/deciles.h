/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_DECILES_H
#define KEUR_ATTACKS_DECILES_H

#include <keur/measure.h>

#include "case/remembered.h"

enum { KEUR_DECILES = 9, KEUR_DECILE_PEOPLE = 10 };

/** The deciles of the distances of synthetic rows to one table of people. */
typedef struct keur_deciles {
    bool is_there; /**< false: zero bytes, there is no such table */
    double at[KEUR_DECILES];
    size_t least; /**< fewest people who are nearest to the rows between two of them, or beyond */
    size_t n;     /**< rows */
    size_t reached[KEUR_DECILES];    /**< rows at or below each */
    size_t reached_by[KEUR_DECILES]; /**< at or below each of another table's */
    bool is_told[KEUR_DECILES];      /**< KEUR_DECILE_PEOPLE people or more are nearest to the rows
                                          between that one and the last that is told, and beyond it */
} keur_deciles;

/**
 * @param near       the neighbours of the synthetic rows among those of `role`, with rows
 * @param ascending  a distance a synthetic row, sorted
 * @param order      the rows in that order
 * @param against    deciles of another table, for `reached_by`; may be NULL
 *
 * O(rows log rows).
 */
keur_status keur_deciles_make(const keur_case *on, const keur_neighbours *near, keur_role role,
                              const double *ascending, const uint32_t *order,
                              const keur_deciles *against, keur_deciles *made, keur_error *err);

/** Fewest people who are nearest to the rows below the quantile p, or to those above; at least 1.
 */
keur_status keur_quantile_people(const keur_case *on, const keur_neighbours *near, keur_role role,
                                 const uint32_t *order, double p, size_t *least, keur_error *err);

/** Add the series `distance-deciles` about `about`, those of train and, where there is one, of the
 * holdout; a notice where fewer than KEUR_DECILE_PEOPLE people stand between two of its points. */
keur_status keur_add_deciles(const char *about, const char *unit, const keur_deciles *train,
                             const keur_deciles *holdout, keur_result *out, keur_error *err);

/** Add the series `nearness` about `about`: for each decile of the distances to train how many
 * synthetic rows lie as near to the holdout, and the same for the deciles of the holdout. It does
 * not depend on what distances are measured in. Deciles whose number rests on fewer than
 * KEUR_DECILE_PEOPLE people of the holdout are left out. Nothing where keur_add_deciles() gives a
 * notice, or there is no holdout. */
keur_status keur_add_nearness(const char *about, const keur_deciles *train,
                              const keur_deciles *holdout, keur_result *out, keur_error *err);

#endif
