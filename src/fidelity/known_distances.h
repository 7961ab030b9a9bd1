/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_KNOWN_DISTANCES_H
#define KEUR_FIDELITY_KNOWN_DISTANCES_H

#include <keur/case.h>

#include "fidelity/sample_shares.h"
#include "fidelity/set_distances.h"

/**
 * keur_set_distances(), where what another case has found of the same tables is not found again
 * (case/content.h): to the last bit the same.
 *
 * @param own  the table that is this case's own, so that others cannot have it; 0: none is
 *
 * With a table of its own, the distances of the others are shared only where every set is counted
 * in all its combinations: else the own rows change the order of cells, and with it last bits.
 */
keur_status keur_known_set_distances(const keur_case *on, const keur_set_problem *of, size_t own,
                                     keur_halved *sums, keur_error *err);

/** keur_sample_distances() in the same way; both tables are of real rows. */
keur_status keur_known_sample_distances(const keur_case *on, const keur_set_tables *tables,
                                        const keur_column_choice *choice,
                                        double sums[KEUR_SAMPLE_SHARES], keur_error *err);

#endif
