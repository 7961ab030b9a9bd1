/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_CLAIMS_H
#define KEUR_ATTACKS_CLAIMS_H

#include "attacks/membership/membership.h"

/** What synthetic rows say of the real row that each agrees with most, a score each. */
enum {
    KEUR_CLAIMS_NUMBER, /**< how many synthetic rows claim it */
    KEUR_CLAIMS_SUM,    /**< by how much more than any other person, added over these */
    KEUR_CLAIMS_LEAD,   /**< the most of that in one of them */
    KEUR_CLAIMS_AGREED, /**< the most that one of them agrees with it */
    KEUR_CLAIMS_SCORES
};

/**
 * Scores of members and non-members by claims: a synthetic row claims the real row, of train,
 * holdout and reference together, with which it agrees in the rarest values, if no row of another
 * person agrees as much. Agreement and weights are those of keur_match_weigh(), over all real rows.
 * A row that nobody claims has 0 in all.
 *
 * Needs to know all who may be members, though not who is: no label is looked at. Where the holdout
 * stands in the place of S, no row claims itself.
 *
 * @param[out] scores  KEUR_CLAIMS_SCORES of them, a score a row; owned by the case, which computes
 *                     them once
 *
 * O(|S| * real rows * columns) time at worst, 4 bytes a cell of the real rows twice; 32 bytes a
 * scored row are kept.
 */
keur_status keur_claims_find(keur_case *on, const keur_scores **scores, keur_error *err);

#endif
