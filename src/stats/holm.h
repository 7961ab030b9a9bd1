/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_HOLM_H
#define KEUR_STATS_HOLM_H

#include <stddef.h>

#include <keur/status.h>

/**
 * Holm's adjusted p-values: rejecting those at most alpha makes any false rejection at all happen
 * with probability alpha at most, whatever the dependence.
 *
 * A p that is not a number (a test that could not be run) stays so, and still counts in the size of
 * the family: leaving it out would let what failed make the others easier to reject.
 *
 * @param p         n values in [0, 1] or NAN, any order
 * @param adjusted  n values, in the same order; may be p itself
 *
 * O(n log n). Scandinavian Journal of Statistics 6 (1979) 65-70.
 */
keur_status keur_holm(const double *p, size_t n, double *adjusted, keur_error *err);

#endif
