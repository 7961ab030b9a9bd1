/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_EFFECT_IMPL_H
#define KEUR_FIDELITY_EFFECT_IMPL_H

#include "fidelity/coding.h"
#include "fidelity/main_effects.h"
#include "fidelity/persons.h"

/** The tables: train, the synthetic one, the holdout. */
enum { KEUR_EFFECT_TRAIN, KEUR_EFFECT_SYNTHETIC, KEUR_EFFECT_HOLDOUT, KEUR_EFFECT_TABLES };

/** The estimates. */
enum { KEUR_REGRESSION, KEUR_DOUBLY_ROBUST, KEUR_BEFORE_AFTER, KEUR_ESTIMATES };

/** Draws of persons, and the number 0, which is the table itself. */
enum { KEUR_EFFECT_DRAWS = 200 };

/** What is estimated: who was treated, how it turned out, when; and what is held equal. */
typedef struct keur_question {
    keur_case *on;
    const keur_coding *treatment, *outcome, *time; /**< time: NULL where none is declared */
    const size_t *covariates;
    size_t n_covariates;
} keur_question;

/** The rows of one table that have a treatment, an outcome and, where it is declared, a time. */
typedef struct keur_effect_table {
    bool is_there;
    size_t n, first; /**< rows, and where the first stands in the design */
    uint32_t *rows;
    double *y; /**< the outcome, standardised as in train */
    unsigned char *treated, *after;
    keur_persons persons;
    size_t arms[2];       /**< rows not treated, treated */
    size_t cells[2][2];   /**< rows by treated, after */
    size_t persons_in[2]; /**< persons with a row in each arm */
    const char *reason;   /**< why there is no estimate; NULL: see why_not */
    double *propensity;   /**< per row, not clipped */
    double *coefficients; /**< of its model, one a term */
    size_t n_overlap;     /**< rows with a propensity from 0.1 to 0.9 */
    const char *why_not[KEUR_ESTIMATES];
    double *draws[KEUR_ESTIMATES]; /**< KEUR_EFFECT_DRAWS + 1; NAN: undefined there */
} keur_effect_table;

/** All tables in the terms of one model. */
typedef struct keur_effect {
    const keur_question *asks;
    keur_effect_table tables[KEUR_EFFECT_TABLES];
    double scale;          /**< an effect on y times this is one on the outcome */
    bool *is_joined;       /**< by column: rare levels were taken as one */
    size_t n_terms;        /**< intercept, covariates and, last, after */
    keur_sparse_rows rows; /**< the tables one after the other */
    size_t *starts;
    uint32_t *terms;
    double *values;
} keur_effect;

/** Choose rows and terms, and say what cannot be estimated. Freed in any case. */
keur_status keur_effect_open(const keur_question *asks, keur_effect *made, keur_error *err);
void keur_effect_free(keur_effect *effect);

/** Fit the propensities and find the overlap of a table. */
keur_status keur_effect_propensity(keur_effect *in, keur_effect_table *of, keur_error *err);

/** Fill the draws of a table, by a stream of its own. */
keur_status keur_effect_draw(keur_effect *in, size_t table, keur_error *err);

/** Add the figures of all tables. */
keur_status keur_effect_report(const keur_effect *in, keur_result *out, keur_error *err);

#endif
