/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_USE_SCORES_H
#define KEUR_FIDELITY_USE_SCORES_H

#include "fidelity/outcomes.h"
#include "stats/intervals.h"

/** The rows that models are tested on. */
typedef struct keur_use_test {
    const keur_outcome_column *outcome;
    const keur_outcome_rows *on;
    uint32_t *person; /**< by row, below n_persons */
    size_t n_persons;
    bool has_clusters; /**< a person has several rows */
    size_t n_positive; /**< rows of class 1 */
    uint64_t seed;
    int threads;
} keur_use_test;

/** @param[out] made  closed with keur_use_test_free() */
keur_status keur_use_test_make(const keur_case *on, const keur_outcome_column *outcome,
                               const keur_outcome_rows *rows, keur_use_test *made, keur_error *err);
void keur_use_test_free(keur_use_test *made);

/** Of an outcome of two levels: as keur_roc_apart() has it, of rows. */
keur_status keur_use_apart(const keur_use_test *test, const double *scores, size_t *n_apart,
                           keur_error *err);

/** How well scores (use_models.h) do: "auc", "accuracy" or "r2". */
const char *keur_use_name(const keur_outcome_column *outcome);

/**
 * Two levels: the area under the ROC curve. More: the share of rows whose class is named. Numbers:
 * 1 - sum of squared errors / sum of squares about the mean of the rows tested on.
 *
 * @param[out] value  NAN: the rows hold one class, or one number
 */
keur_status keur_use_value(const keur_use_test *test, const double *scores, double *value,
                           keur_error *err);

/** Its interval, of the drawing of the rows tested on: DeLong's for the area where every row is a
 * person, else percentiles of 999 bootstrap draws of persons; of an area near 0 or 1 wider towards
 * the middle, by stats/roc_reach.h. NAN where there is none. */
keur_status keur_use_interval(const keur_use_test *test, const double *scores, double level,
                              keur_interval *found, keur_error *err);

/** Standard error of the difference of two values on the same rows, by the same: DeLong's for
 * paired areas, else the bootstrap; near 0 and 1 larger, by stats/roc_reach.h. NAN where there is
 * none. */
keur_status keur_use_error(const keur_use_test *test, const double *first, const double *second,
                           double *error, keur_error *err);

/** How many independent rows the accuracy rests on (stats/clustered.h), and its rows counted. */
keur_status keur_use_accuracy(const keur_use_test *test, const double *scores, double *n_right,
                              double *size, keur_error *err);

#endif
