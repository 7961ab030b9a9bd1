/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_CLUSTERED_H
#define KEUR_STATS_CLUSTERED_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/**
 * How many independent trials a share is worth whose trials come in clusters: predicates that hit
 * one row, rows of one person.
 *
 * With s_g successes among the n_g trials of cluster g and p = sum s_g / sum n_g, the variance of
 * the ratio is G / (G - 1) * sum (s_g - p n_g)^2 / n^2, and the size is p (1 - p) / variance, never
 * above n, and multiplied by (t(n - 1) / t(G - 1))^2, quantiles 0.975 of Student's distribution,
 * so that intervals and tests that know of no clusters are wide enough where there are few: 1 where
 * every trial is a cluster, 0.88 for 20 clusters of many, 0.38 for 4, 0.02 for 2. Where no cluster
 * differs from p, which leaves no spread to judge by, it is Kish's n^2 / sum n_g^2.
 *
 * @param cluster     n numbers below n_clusters; not all need occur
 * @param is_success  n flags
 * @param[out] size   in (0, n]; NAN where fewer than two clusters occur
 *
 * O(n + n_clusters). Cochran, Sampling Techniques (1977), 9A.2; Kish, Survey Sampling (1965), 8.2;
 * Korn & Graubard, Survey Methodology 24 (1998) 193-201, for the last factor.
 */
keur_status keur_clustered_size(const uint32_t *cluster, const unsigned char *is_success, size_t n,
                                size_t n_clusters, double *size, keur_error *err);

/** The same of the mean of n values: their variance over that of the mean, never above n; Kish's
 * where all values are equal. */
keur_status keur_clustered_mean_size(const uint32_t *cluster, const double *x, size_t n,
                                     size_t n_clusters, double *size, keur_error *err);

#endif
