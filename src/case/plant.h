/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_PLANT_H
#define KEUR_CASE_PLANT_H

#include <keur/case.h>

/** How a synthetic row is made of a train row, so that it is known that it leaks. */
typedef enum keur_plant_kind {
    KEUR_PLANT_COPIES, /**< the train row itself */
    KEUR_PLANT_NEAR, /**< the train row, but for one column, which keeps the synthetic row's cell */
    KEUR_PLANT_SECRETS, /**< the synthetic row, with keys and secrets of the train row */
    KEUR_N_PLANTS
} keur_plant_kind;

/** What is planted. */
typedef struct keur_plant {
    keur_plant_kind kind;
    double share;          /**< of the synthetic rows, above 0 and up to 1 */
    const size_t *columns; /**< keys and secrets, for KEUR_PLANT_SECRETS */
    size_t n_columns;
} keur_plant;

/**
 * As keur_case_new(), with leaks in the place of a share of the synthetic rows (rounded up; where
 * there are fewer train rows, these serve several times). Which rows depends on the seed alone;
 * those of a smaller share are among those of a larger. Columns that take no part, and persons,
 * stay those of the table.
 *
 * O(cells of the tables).
 */
keur_status keur_case_new_planted(const keur_table *const tables[KEUR_N_TABLES],
                                  const keur_schema *schema, const keur_case_options *options,
                                  const keur_plant *plant, keur_case **made, keur_error *err);

#endif
