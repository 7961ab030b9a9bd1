/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_BALLS_H
#define KEUR_FIDELITY_BALLS_H

#include "near/near.h"

/** Distances up to this beyond a ball count as in it: sums of the same terms in another order
 * differ by 1e-15 or so. */
#define KEUR_BALL_EDGE 1e-9

enum { KEUR_REAL, KEUR_OTHER, KEUR_SIDES };

/** What the balls around the rows of two tables hold: that of a row reaches to the k-th nearest
 * other row of its own table. */
typedef struct keur_balls {
    unsigned char *hits[KEUR_SIDES]; /**< by row: it lies in a ball of the other table */
    uint32_t *inside;                /**< by real row: rows of the other table in its ball */
} keur_balls;

/**
 * @param space  not squared: distances are sums over columns
 * @param rows   of the two tables
 * @param k      below the rows of either table
 * @param[out] found  freed with keur_balls_free()
 *
 * Some ten searches for the nearest row, for each row.
 */
keur_status keur_balls_find(const keur_space *space, const keur_rows rows[KEUR_SIDES], size_t k,
                            int threads, keur_balls *found, keur_error *err);
void keur_balls_free(keur_balls *found);

#endif
