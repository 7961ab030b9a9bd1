/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_STAND_IN_H
#define KEUR_CASE_STAND_IN_H

#include <keur/case.h>

/** Tables made of real rows that stand in the place of a synthetic one, to be read beside it. */
typedef enum keur_stand_in {
    KEUR_STAND_IN_NONE,
    KEUR_STAND_IN_COPY,       /**< train itself: as useful and as leaky as can be */
    KEUR_STAND_IN_FRESH,      /**< one half of the holdout; the other half is the holdout */
    KEUR_STAND_IN_INDEPENDENT /**< each column drawn by itself from train, with replacement */
} keur_stand_in;

/**
 * As keur_case_new() with a stand-in for the synthetic table. Halves and draws depend on the seed
 * alone; persons stay whole in halves, and each row of independent columns is a person of its own.
 * @param tables  that of KEUR_SYNTHETIC is not looked at
 * @param schema  over the real tables
 * @retval KEUR_EDATA  the holdout, for KEUR_STAND_IN_FRESH, has fewer than two persons
 */
keur_status keur_case_new_stand_in(const keur_table *const tables[KEUR_N_TABLES],
                                   const keur_schema *schema, const keur_case_options *options,
                                   keur_stand_in kind, keur_case **made, keur_error *err);

#endif
