/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_BEST_SCORES_H
#define KEUR_ATTACKS_BEST_SCORES_H

#include "attacks/membership/membership.h"

/**
 * Of all scores of membership that the measures of a case have made, a copy of those with the
 * largest area under the ROC curve, one a person, so that two synthetic tables can be compared on
 * the same people. Of equal areas, those that were made first.
 *
 * @param[out] best  freed with keur_scores_free(); no member where there are no scores
 * @param[out] n_tried  of how many scores they are the best
 *
 * O(scores * rows log rows).
 */
keur_status keur_best_scores(const keur_case *on, keur_scores *best, size_t *n_tried,
                             keur_error *err);

/** Scores of all scored rows where that is what is kept under this name, else NULL. */
const keur_scores *keur_scores_kept(const keur_case *on, const char *name, const void *what);

#endif
