/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_FAIRNESS_IMPL_H
#define KEUR_FIDELITY_FAIRNESS_IMPL_H

#include "case/level_groups.h"
#include "fidelity/coding.h"

/** The tables that are set beside each other: train, the synthetic one, the holdout. */
enum { KEUR_FAIR_TRAIN, KEUR_FAIR_SYNTHETIC, KEUR_FAIR_HOLDOUT, KEUR_FAIR_TABLES };
extern const keur_role keur_fair_roles[KEUR_FAIR_TABLES];
/** "-train", "", "-holdout". */
extern const char *const keur_fair_suffixes[KEUR_FAIR_TABLES];

/** One outcome by the groups of one protected column. */
typedef struct keur_fairness {
    keur_case *on;
    const keur_coding *outcome;
    size_t column;            /**< the protected one */
    keur_level_groups groups; /**< of rows of train, and of the holdout where there is one */
} keur_fairness;

/** A figure about the outcome by the protected column, with nothing but labels, unit, level. */
keur_figure keur_fair_like(const keur_fairness *of, const char *unit);

/** Group of a row; groups.n_groups where its outcome is missing. */
size_t keur_fair_group(const keur_fairness *of, keur_role role, size_t row);

/** Rates or means by group, and how far groups differ, in every table. */
keur_status keur_fair_parity(const keur_fairness *of, keur_result *out, keur_error *err);

/** An outcome's models, one fitted on train and one on the synthetic table, and what they say of
 * the rows of the holdout. */
typedef struct keur_fair_models {
    const char *reason;      /**< why there are none; NULL: there are */
    size_t n_fitted;         /**< rows each was fitted on */
    unsigned char *calls[2]; /**< per row of the holdout: train's model says 1; the other's */
} keur_fair_models;

/** @param[out] made  one an outcome; each freed with keur_fair_models_free() */
keur_status keur_fair_models_make(keur_case *on, const keur_coding *outcomes, size_t n,
                                  keur_fair_models *made, keur_error *err);
void keur_fair_models_free(keur_fair_models *models);

/** Equal opportunity and equalised odds of both models between the groups. */
keur_status keur_fair_odds(const keur_fairness *of, const keur_fair_models *models,
                           keur_result *out, keur_error *err);

#endif
