/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_USE_AREA_H
#define KEUR_FIDELITY_USE_AREA_H

#include "fidelity/use_scores.h"
#include "stats/bootstrap.h"
#include "stats/roc_reach.h"

/**
 * An area of persons with several rows, with the variance of its bootstrap, so that
 * keur_roc_reach() can tell what the draws lack near 0 and 1. Its least number of records is Kish's
 * (sum n_g)^2 / sum n_g^2 of the rows n_g of persons in a class, of the class where that is
 * smaller: one who holds many rows weighs more.
 *
 * @param test   of an outcome of two levels, both of which occur
 * @param drawn  the bootstrap of the area of one model
 *
 * O(rows + persons). Kish, Survey Sampling (1965), 8.2.
 */
keur_status keur_use_area(const keur_use_test *test, const keur_bootstrap *drawn,
                          keur_roc_area *made, keur_error *err);

#endif
