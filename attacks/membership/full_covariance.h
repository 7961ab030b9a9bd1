/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_FULL_COVARIANCE_H
#define KEUR_ATTACKS_FULL_COVARIANCE_H

#include <keur/case.h>

/**
 * A Gaussian kernel with the full covariance of a table, as published attacks by density have it:
 * covariance (n - 1) of the raw columns times the square of Silverman's factor
 * (n (d + 2) / 4)^(-1 / (d + 4)) (Silverman, Density estimation for statistics and data analysis,
 * 1986, p. 87; scipy's gaussian_kde with bw_method="silverman"). Rows are multiplied by the inverse
 * of its Cholesky factor, so that the kernel depends on their Euclidean distance. Plain loops over
 * all pairs, on one thread: for small tables of numbers.
 */
typedef struct keur_full_covariance {
    size_t d;
    double *factor;             /* d * d, lower triangle, row by row */
    double log_peak;            /* of the kernel at distance 0 */
    double *rows[KEUR_N_ROLES]; /* whitened, d a row; NULL: not taken yet */
    const char *why_not;
} keur_full_covariance;

/** Fit on the rows of a role. *why_not says why that cannot be: columns that are not numbers alone,
 * too few rows, columns that depend on each other. Freed also on failure. */
keur_status keur_full_covariance_fit(const keur_case *on, keur_role fitted,
                                     keur_full_covariance *made, keur_error *err);
void keur_full_covariance_free(keur_full_covariance *made);

/** Whiten the rows of a role, once. */
keur_status keur_full_covariance_take(const keur_case *on, keur_full_covariance *with,
                                      keur_role role, keur_error *err);

/** The logarithm of the kernel between two rows of roles that were taken. */
double keur_full_covariance_log(const keur_full_covariance *with, keur_role a, size_t i,
                                keur_role b, size_t k);

#endif
