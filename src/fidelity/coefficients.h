/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_COEFFICIENTS_H
#define KEUR_FIDELITY_COEFFICIENTS_H

#include "fidelity/main_effects.h"
#include "fidelity/outcomes.h"

/** An estimate and its standard error, in units of the column and the outcome. */
typedef struct keur_estimate {
    double value, error;
} keur_estimate;

/** A coefficient of the same model in both tables. */
typedef struct keur_coefficient {
    keur_main_term term;
    keur_estimate real, other;
    bool is_lost; /**< the other table has no estimate: the term is the same in all its rows, or
                       without bound there */
} keur_coefficient;

/** A regression of an outcome on all other columns, fitted on both tables of a comparison. */
typedef struct keur_coefficients {
    size_t n, n_lost;
    keur_coefficient *items;
    size_t n_real, n_other; /**< rows fitted */
    const char *reason;     /**< why there is none; NULL: there is */
    bool *is_collinear;     /**< by column of the case: a term is a sum of others in one of the
                                 tables, and left out in both */
    bool *is_unbounded;     /**< a coefficient of the real table has no bound: separation */
    bool *is_joined;        /**< rare levels were taken as one */
} keur_coefficients;

/**
 * Least squares for a number, logistic regression for two levels, both on an intercept and the
 * terms of the real table (keur_main_effects_of_real()). The intercept, which depends on where
 * numbers are counted from, is not among the coefficients.
 *
 * Both tables get the same terms: what is a sum of those before it in one of them is left out in
 * both. A term that is the same in all rows of the other table keeps its place in the real one, and
 * is lost.
 *
 * @param[out] made  closed with keur_coefficients_free()
 */
keur_status keur_coefficients_make(const keur_case *on, const keur_comparison *of,
                                   const keur_outcome_column *outcome, keur_coefficients *made,
                                   keur_error *err);
void keur_coefficients_free(keur_coefficients *made);

/**
 * Overlap of two 95% intervals, the mean of what it is of either: 1 where they are the same, below
 * 0 by the gap between them where they do not meet. Karr et al., The American Statistician 60
 * (2006) 224-232.
 */
double keur_interval_overlap(keur_estimate a, keur_estimate b);

/**
 * The error of an estimate from one synthetic table of n_other rows as an estimate for the
 * population: error * sqrt(1 + n_other / n_real). Raab, Nowok & Dibben, Journal of Privacy and
 * Confidentiality 7(3) (2016), for rows drawn from a model fitted on n_real rows: the synthetic
 * table's own error tells how far it is from that model, n_other / n_real times its square how far
 * the model is from the population.
 */
keur_estimate keur_corrected(keur_estimate other, size_t n_real, size_t n_other);

#endif
