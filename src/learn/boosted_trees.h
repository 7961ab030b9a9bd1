/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_BOOSTED_TREES_H
#define KEUR_LEARN_BOOSTED_TREES_H

#include <stdbool.h>

#include <keur/status.h>

#include "learn/features.h"

/**
 * Boosted trees (gradient boosting with second-order steps: Chen & Guestrin, KDD 2016), fitted by
 * XGBoost on one thread and then kept as plain data.
 *
 * The fit draws nothing at random (all rows, all columns): the same rows in the same order give the
 * same bytes, whatever runs beside it. Ordered values are cut into at most 256 bins and levels
 * become questions of yes or no, without a look at the target (learn/bins.h). A missing value is a
 * state of its own: it goes to the side of a split that the fit found for it. A row of weight 2
 * counts as two rows, one of weight 0 as none. Boosting begins at the log-odds of the classes, or
 * the mean; the penalty on leaves is XGBoost's lambda of 1.
 */

/** Whether this build can fit: it was made with XGBoost. */
bool keur_boosted_available(void);

/** Why it cannot: a sentence for a figure's reason; NULL where it can. */
const char *keur_boosted_reason(void);

/** Version text of the library behind it, "none" without one. */
const char *keur_boosted_version(void);

typedef enum keur_target_kind {
    KEUR_TARGET_BINARY, /* 0 or 1 */
    KEUR_TARGET_CLASS,  /* 0 .. n_classes - 1 */
    KEUR_TARGET_NUMBER  /* finite */
} keur_target_kind;

/** What is learnt, by row of the table that the features are of. */
typedef struct keur_target {
    keur_target_kind kind;
    const double *values;  /* no NAN in a row that is fitted */
    const double *weights; /* finite, >= 0; NULL: all 1 */
    size_t n_classes;      /* of KEUR_TARGET_CLASS, >= 2 */
} keur_target;

typedef struct keur_boosted_options {
    size_t rounds;    /* 1 .. 100,000 */
    double rate;      /* shrinkage of each tree, in (0, 1] */
    size_t depth;     /* 1 .. 12 */
    size_t leaf_rows; /* >= 1: no leaf with fewer rows (a weight of 2 is two rows), see below */
} keur_boosted_options;

/**
 * 150 rounds of rate 0.05, depth 4, at least 50 rows a leaf.
 *
 * XGBoost limits not the rows of a leaf but their sum of second derivatives, which is at most 1/4 a
 * row for a binary target, 1/2 for classes, 1 for a number. The limit set is leaf_rows times that,
 * so that every leaf has at least leaf_rows rows; more where the model is already sure of them.
 */
keur_boosted_options keur_boosted_defaults(void);

typedef struct keur_boosted keur_boosted;

/**
 * Fit a model on the rows of `on`.
 * @param[out] model  holds no pointer into the features or the target; keur_boosted_free()
 * @retval KEUR_EUSAGE  this build has no XGBoost
 * @retval KEUR_EDATA   no rows, or rows of positive weight with one value of the target only:
 *                      there is nothing to learn
 * @retval KEUR_EINVAL  an option, a code, a weight or a value of the target outside its range
 *
 * Features that do not vary are left out; where none varies the model knows the mean only.
 * 8 bytes a cell (a feature of levels takes one to three), and about as much again within XGBoost.
 * May be called from several threads at once; keur_boosted_fit_all() does.
 */
keur_status keur_boosted_fit(const keur_features *on, const keur_target *target,
                             const keur_boosted_options *options, keur_boosted **model,
                             keur_error *err);
void keur_boosted_free(keur_boosted *model);

/** One of several models to be fitted. */
typedef struct keur_boosted_job {
    keur_features on;
    keur_target target;
    keur_boosted_options options;
    keur_boosted *model; /* out */
} keur_boosted_job;

/** Fit several models, one a thread; the same models for any number of threads (0: all). On failure
 * every job's model is NULL, and the error is that of the first job that failed. */
keur_status keur_boosted_fit_all(keur_boosted_job *jobs, size_t n, int threads, keur_error *err);

/** Values a row that the model gives: n_classes for classes, else 1. */
size_t keur_boosted_outputs(const keur_boosted *model);

/**
 * What the model says of the rows of `on`, which have the features it was fitted on.
 *
 * Missing numbers, where the fit saw none, go at each split where more of the rows of the fit went;
 * for levels that it never saw see learn/bins.h.
 * @param[out] margins  n_rows * outputs, row by row, in the order of `on`: the log-odds of 1; of
 *                      classes logarithms up to a common term, -INFINITY for one that the fit never
 *                      saw; the number itself
 * @retval KEUR_EINVAL  other features than those of the fit
 */
keur_status keur_boosted_margins(const keur_boosted *model, const keur_features *on, int threads,
                                 double *margins, keur_error *err);

/** As keur_boosted_margins(), as probabilities: of 1; of each class, which add up to 1.
 * @retval KEUR_EINVAL  also: a model of a number has none */
keur_status keur_boosted_probabilities(const keur_boosted *model, const keur_features *on,
                                       int threads, double *probabilities, keur_error *err);

/**
 * Fit on some rows of a table and score the others: what is said of a row never rests on that row.
 * @param on         rows must be NULL; n_rows is the table's
 * @param is_fitted  by row: 1 to be fitted, 0 to be scored (learn/halves.h)
 * @param[out] margins  n_rows * outputs; NAN for rows that were fitted
 */
keur_status keur_boosted_held_out(const keur_features *on, const keur_target *target,
                                  const unsigned char *is_fitted,
                                  const keur_boosted_options *options, int threads, double *margins,
                                  keur_error *err);

#endif
