/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_EXCHANGE_H
#define KEUR_ATTACKS_EXCHANGE_H

#include <keur/case.h>

/** Whether train and holdout can be told apart without looking at the synthetic table. */
typedef struct keur_exchange {
    const char *why_not;           /**< it could not be checked; else NULL */
    size_t n_member, n_non_member; /**< persons evaluated */
    double auc, low, high;         /**< low and high: 95% each, one-sided */
    size_t n_apart;                /**< as keur_roc_apart() has it */
} keur_exchange;

/** Fewer persons on a side than this are not checked. */
enum { KEUR_EXCHANGE_LEAST = 100 };

/**
 * Boosted trees that learn train from holdout on a random half of the persons of each, evaluated
 * on the other half, once. Where `low` exceeds 0.5 the two are of different populations, and what
 * a membership attack finds may be that difference. Computed once for a case.
 * @param[out] found  owned by the case
 *
 * Das, Zhang & Tramer, Blind baselines beat membership inference attacks, arXiv 2406.16201.
 */
keur_status keur_exchange_check(keur_case *on, const keur_exchange **found, keur_error *err);

/** Why membership figures of this case must not be relied upon; NULL: no reason was found. */
keur_status keur_exchange_invalidates(keur_case *on, const char **why, keur_error *err);

#endif
