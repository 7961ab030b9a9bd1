/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_REVERSED_H
#define KEUR_ATTACKS_REVERSED_H

#include "attacks/membership/membership.h"

/**
 * Why an area of an attack must not be relied upon: it lies so far below 0.5 that the attack is
 * wrong more often than by chance, and whoever turns it round is right. NULL: it does not.
 *
 * One sound attack in forty has a 95% interval wholly below 0.5, so the level is corrected for the
 * number of attacks that are tried: over all of them together a sound table is marked once in
 * forty times at most (Bonferroni), by the variance of an area without signal.
 *
 * @param auc                   of persons' scores
 * @param n_member, n_non_member  below KEUR_AREA_LEAST on a side nothing is said
 */
const char *keur_reversed(double auc, size_t n_member, size_t n_non_member);

/**
 * Why figures of these scores must not be relied upon: train and holdout differ by themselves
 * (exchange.h), or the attack is reliably wrong. NULL: no reason was found.
 * @param[out] is_reversed  the second holds, whether or not the first does
 */
keur_status keur_membership_doubt(keur_case *on, const keur_scores *persons, const char **why,
                                  bool *is_reversed, keur_error *err);

#endif
