/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_INDEX_TRIAL_H
#define KEUR_FIDELITY_INDEX_TRIAL_H

#include <keur/case.h>

#include "fidelity/column_choice.h"
#include "fidelity/set_cells.h"

/** The tables of a trial. */
enum {
    KEUR_TRIAL_AGAINST,     /**< fresh real rows, which all others are compared with */
    KEUR_TRIAL_INDEPENDENT, /**< independent columns drawn from train */
    KEUR_TRIAL_TRAIN,
    KEUR_TRIAL_OTHER,            /**< what is judged */
    KEUR_TRIAL_INDEPENDENT_AGAIN /**< a second draw, to be judged */
};

/** Sets of two columns, and of three. */
enum { KEUR_TRIAL_SIZES = 2 };

/** A table is judged by how far it, train, and independent columns are from fresh real rows. */
typedef struct keur_index_trial {
    const char *reason; /**< why it cannot be held; NULL: it can */
    size_t n_rows;      /**< of each table */
    size_t n_hands;
    keur_dealt tables[KEUR_MOST_TABLES];
    keur_column_choice choices[KEUR_TRIAL_SIZES];
    keur_halved distances[KEUR_TRIAL_SIZES][KEUR_MOST_TABLES]; /**< sums over sets, by table */
} keur_index_trial;

typedef enum keur_trial_kind {
    KEUR_TRIAL_OF_SYNTHETIC, /**< the synthetic table against the holdout */
    KEUR_TRIAL_OF_HALVES     /**< a random half of the holdout against the other */
} keur_trial_kind;

/**
 * Draw equal numbers of rows of all tables at random, persons whole, deal them, and compute all
 * distances. A synthetic table that is train row by row is drawn and dealt as train is.
 * @param[out] made  closed with keur_index_trial_free() in any case
 * @retval KEUR_ENOMEM
 */
keur_status keur_index_trial_make(keur_case *on, keur_trial_kind kind, keur_index_trial *made,
                                  keur_error *err);
void keur_index_trial_free(keur_index_trial *trial);

/** What a trial says of one of its tables. */
typedef struct keur_index_value {
    double value, error; /**< standard error */
    double degrees;      /**< of freedom of the error */
    size_t n_sets;
    bool is_vague; /**< the denominator's interval holds 0: there is no value */
} keur_index_value;

/**
 * (D(M,H) - D(X,H)) / (D(M,H) - D(T,H)), D summed over sets of columns, averaged over their sizes.
 * @param size  0: of two columns, 1: of three; KEUR_TRIAL_SIZES: the mean of those there are
 */
keur_index_value keur_index_of(const keur_index_trial *trial, size_t table, size_t size,
                               double level);

/** An index and what each half-sample does to it, so that the indices of two tables that were
 * judged by the same rows of train and holdout can be subtracted. */
typedef struct keur_index_gaps {
    double value;
    size_t n_rows, n; /**< of each table; half-samples */
    size_t n_sets;    /**< of columns */
    double gaps[KEUR_MOST_PAIRS];
} keur_index_gaps;

/** What keur_index_of() makes its error from: keur_half_samples_error() of the gaps is that error.
 */
keur_index_value keur_index_with_gaps(const keur_index_trial *trial, size_t table, size_t size,
                                      double level, keur_index_gaps *gaps);

/** The gaps of the figure `fidelity-index` of a case are kept under this name, once it has a value.
 */
#define KEUR_INDEX_KEPT "gaps fidelity-index"

/** Mean over sizes of the mean distance over sets of a table. */
double keur_index_distance(const keur_index_trial *trial, size_t table);

/** Standard error of the difference of two tables' mean distances. */
double keur_index_distance_error(const keur_index_trial *trial, size_t table, size_t other);

#endif
