/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_SUPPORT_LOGISTIC_H
#define KEUR_SUPPORT_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

/** What is fitted: P(label = 1) = 1 / (1 + exp(-(b_0 + sum of b_j x_j))). */
typedef struct keur_logistic_problem {
    size_t n_rows, n_columns;
    const double *const *columns; /* n_columns of n_rows finite numbers, without an intercept */
    const double *labels;         /* n_rows, 0 or 1 */
    const double *weights;        /* n_rows, finite, > 0; NULL: all 1 */
} keur_logistic_problem;

/** A fitted model. Term 0 is the intercept, term j + 1 is column j. */
typedef struct keur_logistic {
    size_t n_terms; /* n_columns + 1 */
    size_t n_kept;
    bool *is_dropped;     /* by term: it is a sum of terms before it; its coefficient is 0 */
    double *coefficients; /* n_terms */
    double *errors;       /* n_terms standard errors; NAN where dropped or where separated */
    double *fitted;       /* n_rows probabilities */
    double deviance;
    size_t rounds;
    bool is_converged; /* the last Newton step promised less than 1e-16 of the deviance */
    bool is_separated; /* a row has a probability within 1e-8 of 0 or 1: some
                          coefficients may be without bound; fitted is near its limit */
} keur_logistic;

/**
 * Maximum likelihood by Newton's method (iteratively reweighted least squares), steps halved while
 * the deviance rises. Columns are first made orthonormal in their order (Gram and Schmidt, twice),
 * so that the units of columns and near collinearity do no harm; one of which less than 1e-9 is
 * left beside those before it is dropped.
 *
 * @param threads  0: all; the same bytes for any number
 * @param[out] fit freed with keur_logistic_free()
 * @retval KEUR_EINVAL  a number, label or weight outside its range
 * @retval KEUR_EDATA   no rows, or rows of one label only
 *
 * O(n p^2) time a round, 8 n (p + 4) bytes. McCullagh & Nelder, Generalized Linear Models (1989).
 */
keur_status keur_logistic_fit(const keur_logistic_problem *problem, int threads,
                              keur_logistic **fit, keur_error *err);
void keur_logistic_free(keur_logistic *fit);

#endif
