/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_USE_MODELS_H
#define KEUR_FIDELITY_USE_MODELS_H

#include "fidelity/outcomes.h"

/** The models that learn an outcome from all other columns: a strong one and a simple one. */
typedef enum keur_use_model {
    KEUR_USE_TREES,
    KEUR_USE_MAIN_EFFECTS,
    KEUR_USE_MODELS
} keur_use_model;

/** "boosted trees", "main effects". */
const char *keur_use_model_word(keur_use_model model);

/** The models of one table, and what they say of the rows they are tested on: the log-odds of class
 * 1, the likeliest class, or the number. */
typedef struct keur_use_fit {
    const keur_outcome_rows *from; /**< NULL: not fitted */
    bool is_of_real; /**< another case may fit the same: look for its scores, and leave them */
    double *scores[KEUR_USE_MODELS];
    const char *reasons[KEUR_USE_MODELS]; /**< why there are none; NULL: there are */
} keur_use_fit;

/**
 * Fit both models on each of several tables and apply them to one.
 *
 * Boosted trees: 50 rounds of rate 0.15, depth 4, at least 50 rows a leaf (learn/boosted_trees.h).
 * Main effects: least squares for a number, logistic regression for two levels, one for each level
 * against the others for more, on the terms of the table that is fitted
 * (keur_main_effects_of_real()); a level that it lacks counts as its rare or most frequent one.
 *
 * What several cases fit alike, by the content of the fitted and the tested rows, is fitted once
 * (case/content.h).
 *
 * @param fits  `from` and `is_of_real` given; the rest is filled, and freed with
 * keur_use_fits_free()
 */
keur_status keur_use_fit_all(const keur_case *on, const keur_outcome_column *outcome,
                             const keur_outcome_rows *tested, keur_use_fit *fits, size_t n,
                             keur_error *err);
void keur_use_fits_free(keur_use_fit *fits, size_t n);

#endif
