/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_KERNELS_H
#define KEUR_ATTACKS_KERNELS_H

#include "attacks/membership/full_covariance.h"
#include "attacks/membership/membership.h"

/*
 * Densities of a table by kernels, for attacks that compare how likely a row is under two tables.
 *
 * The product kernel: on numbers, replaced by their ranks among the real rows, a Gaussian whose
 * bandwidth is (m (d + 2) / 4)^(-1 / (d + 4)) times their standard deviation (n - 1) in the fitted
 * table, m rows and d columns of it; on levels, missing values and special codes that of Aitchison
 * & Aitken with l = 0.05, c counting the levels of a column in the case, missing if it occurs, and
 * "a number" if there are any. So a kernel is never 0, and a density is 0 nowhere: logarithms need
 * no floor. Numbers without spread in the fitted table get the bandwidth of even ranks, whose
 * standard deviation is 1 / sqrt(12). Only the scale of ranks comes from T and H, as in every
 * question of a run; the bandwidths from the fitted table alone.
 *
 * The other kernel, for comparison with published figures: Gaussian with the full covariance of
 * the fitted table on raw columns, see full_covariance.h.
 */

#define KEUR_PARAM_KERNEL                                                                          \
    {                                                                                              \
        .name = "kernel", .type = KEUR_PARAM_CHOICE, .choices = "product|silverman",               \
        .fallback = "product",                                                                     \
        .help = "product of kernels by column, or a Gaussian with full covariance on raw numbers"  \
    }

/** A kernel fitted on one role. */
typedef struct keur_kernel {
    keur_case *on;
    keur_role fitted;
    const char *why_not; /* it cannot be fitted; else NULL */
    bool is_product;
    keur_ask ask;                /* of the product: the space it lives in */
    const keur_space *space;     /* owned by the case */
    keur_kernel_column *columns; /* n_columns of the space */
    keur_full_covariance full;   /* of the other */
} keur_kernel;

/** Fit; freed with keur_kernel_free(), also on failure. */
keur_status keur_kernel_fit(keur_case *on, const keur_args *args, keur_role fitted,
                            keur_kernel *made, keur_error *err);
void keur_kernel_free(keur_kernel *kernel);

/**
 * The logarithm of the sum of kernels over the fitted rows, but itself, around each row of a role:
 * of |R| p_R(x). -INFINITY where there is no other row.
 */
keur_status keur_kernel_log_sums(keur_kernel *kernel, keur_role from, double *log_sums,
                                 keur_error *err);

/** Make the rows of a role ready for keur_kernel_log(); kernel->why_not is set where they do not
 * fit the kernel. */
keur_status keur_kernel_meet(keur_kernel *kernel, keur_role role, keur_error *err);

/** The logarithm of the kernel between row i of one role and row k of another, both met. */
double keur_kernel_log(const keur_kernel *kernel, keur_role a, size_t i, keur_role b, size_t k);

/** Logarithms of densities by role, kept by a case. */
typedef struct keur_log_density {
    double *values; /* one a row; -INFINITY where the fitted table has no other row */
    const char *why_not;
} keur_log_density;

/** log p(x) for the rows x of a role, p fitted on another; a row that stands in both leaves itself
 * out. Computed once for a case, which owns it. */
keur_status keur_case_log_density(keur_case *on, const keur_args *args, keur_role from,
                                  keur_role fitted, const keur_log_density **found,
                                  keur_error *err);

/** log p(x) of all scored rows into `log_p`; to->why_not is set where it cannot be had. */
keur_status keur_scoring_log_density(keur_scoring *to, keur_role fitted, double *log_p,
                                     keur_error *err);

#endif
