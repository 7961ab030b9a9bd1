/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_SINGLING_OUT_H
#define KEUR_ATTACKS_SINGLING_OUT_H

#include <keur/measure.h>

#include "attacks/identity/predicates.h"

/** Predicates of one kind, those by chance, and what either select. */
typedef struct keur_singled {
    keur_predicates guesses, chance;
    uint32_t *train, *holdout; /**< per guess the row of the searched table, or KEUR_NOT_ONE;
                                    holdout: NULL where there is none to compare with */
    uint32_t *by_chance;       /**< per predicate by chance the row of train, or KEUR_NOT_ONE */
} keur_singled;

/** The real tables at the size at which they are searched. */
typedef struct keur_singling_tables {
    keur_searched train, holdout;
    uint32_t *person[2];    /**< per searched row of train, of holdout: who it is; NULL: rows stand
                                 for themselves */
    size_t n_persons;       /**< numbers of `person` lie below */
    const char *no_holdout; /**< why there is no holdout to compare with, or NULL */
    bool is_subsampled;
} keur_singling_tables;

/** Names of the figures of one kind of predicate. */
typedef struct keur_singling_names {
    const char *kind; /**< in words */
    const char *success, *holdout, *chance, *risk;
    const char *none; /**< why there are no figures where the table offers no predicate */
} keur_singling_names;

/** All figures of one kind. */
keur_status keur_singling_report(const keur_case *on, const keur_singling_tables *tables,
                                 const keur_singled *of, const keur_singling_names *names,
                                 keur_result *out, keur_error *err);

/**
 * `risk`, the largest over kinds of predicates that the synthetic table offers, and `worst-risk`,
 * the largest over kinds whose risk is estimable.
 *
 * Value and low end are those of the largest; the high end is the largest of all, so that a limit
 * that it keeps is kept by every kind.
 * @param are_offered  per kind
 */
keur_status keur_singling_risks(const keur_singling_names *names, const bool *are_offered, size_t n,
                                keur_result *out, keur_error *err);

#endif
