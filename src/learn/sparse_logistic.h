/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_SPARSE_LOGISTIC_H
#define KEUR_LEARN_SPARSE_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/**
 * Rows of which few entries are other than 0: those of row i stand at starts[i] .. starts[i+1] - 1,
 * by ascending term. A model with an intercept has a term that is 1 in every row, first.
 */
typedef struct keur_sparse_rows {
    size_t n_rows, n_terms;
    const size_t *starts;  /* n_rows + 1; some of the rows of a table are a view of their own */
    const uint32_t *terms; /* below n_terms */
    const double *values;  /* finite; of the order of 1, numbers about their mean */
} keur_sparse_rows;

/** A fitted model: P(label = 1) = 1 / (1 + exp(-sum of b_j x_j)). */
typedef struct keur_sparse_fit {
    size_t n_kept;
    bool *is_dropped;     /* by term: 0 in every row, or a sum of terms before it */
    double *coefficients; /* n_terms; 0 where dropped */
    double *errors;       /* n_terms standard errors, from the information; NAN where dropped, where
                             nothing but rounding is left of a separated term, or where there are
                             no more rows than terms */
    double *fitted;       /* n_rows probabilities; equal for equal rows */
    double deviance;      /* of a linear fit the sum of squares that is left */
    size_t rounds;
    bool is_converged; /* the last Newton step promised less than 1e-13 of the deviance */
    bool is_separated; /* a row has a probability within 1e-8 of 0 or 1: coefficients may be without
                          bound; fitted is near its limit */
} keur_sparse_fit;

/**
 * Maximum likelihood by Newton's method, steps halved while the deviance rises: what
 * keur_logistic_fit() finds (tests/support/logistic.h), by normal equations over the entries that
 * are there, which for levels as columns of 0 and 1 takes a hundredth of the time. A term of which,
 * in squares, less than 1e-10 is left beside those before it is dropped.
 *
 * @param labels   n_rows, 0 or 1
 * @param threads  0: all; the same bytes for any number
 * @param[out] fit freed with keur_sparse_fit_free()
 * @retval KEUR_EDATA  no rows, or rows of one label only
 *
 * O(sum of squared entries a row + terms^3) time a round, some 64 n_terms^2 bytes.
 */
keur_status keur_sparse_logistic(const keur_sparse_rows *rows, const double *labels, int threads,
                                 keur_sparse_fit **fit, keur_error *err);

/**
 * Least squares by the same equations, solved again for what is left until that is nothing, so that
 * rounding does not add up: values = sum of b_j x_j; `fitted` are these sums, and the errors take
 * the sum of squares left over n_rows - n_kept for the variance.
 *
 * @param values  n_rows finite numbers, of the order of 1
 * @retval KEUR_EDATA   no rows
 * @retval KEUR_EINVAL  a value is not finite
 */
keur_status keur_sparse_linear(const keur_sparse_rows *rows, const double *values, int threads,
                               keur_sparse_fit **fit, keur_error *err);
void keur_sparse_fit_free(keur_sparse_fit *fit);

#endif
