/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/clustered.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "stats/intervals.h"

typedef struct cluster_sums {
    double trials, successes;
} cluster_sums;

/* A variance of few clusters is itself a guess: intervals that know of n trials and no clusters are
 * made as wide as Student's distribution with one degree of freedom a cluster would make them. */
static double allow_for_few(double size, double used, size_t n)
{
    const double wide = keur_student_quantile(0.975, used - 1);
    const double usual = keur_student_quantile(0.975, (double)n - 1);

    return fmin(size, (double)n) * (usual / wide) * (usual / wide);
}

keur_status keur_clustered_size(const uint32_t *cluster, const unsigned char *is_success, size_t n,
                                size_t n_clusters, double *size, keur_error *err)
{
    cluster_sums *sums = NULL;
    double s = 0, used = 0, squares = 0, spread = 0;
    keur_status status = KEUR_OK;

    *size = NAN;
    KEUR_TRY(KEUR_NEW(sums, n_clusters, err));
    for (size_t i = 0; i < n; i++) {
        sums[cluster[i]].trials++;
        sums[cluster[i]].successes += is_success[i] != 0;
        s += is_success[i] != 0;
    }
    for (size_t g = 0; g < n_clusters; g++) {
        const double rest = sums[g].successes - s / (double)n * sums[g].trials;

        used += sums[g].trials > 0;
        squares += sums[g].trials * sums[g].trials;
        spread += rest * rest;
    }
    if (used < 2)
        goto out;
    if (s > 0 && s < (double)n && spread > 0)
        *size = allow_for_few(s * (1 - s / (double)n) * (double)n * (used - 1) / (used * spread),
                              used, n);
    else /* no spread to judge by, also where every cluster succeeds at the same rate */
        *size = (double)n * (double)n / squares;
out:
    keur_release(sums);
    return status;
}

keur_status keur_clustered_mean_size(const uint32_t *cluster, const double *x, size_t n,
                                     size_t n_clusters, double *size, keur_error *err)
{
    cluster_sums *sums = NULL;
    double mean = 0, inside = 0, used = 0, squares = 0, spread = 0;
    keur_status status = KEUR_OK;

    *size = NAN;
    KEUR_TRY(KEUR_NEW(sums, n_clusters, err));
    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        sums[cluster[i]].trials++;
        sums[cluster[i]].successes += x[i] - mean;
        inside += (x[i] - mean) * (x[i] - mean);
    }
    for (size_t g = 0; g < n_clusters; g++) {
        used += sums[g].trials > 0;
        squares += sums[g].trials * sums[g].trials;
        spread += sums[g].successes * sums[g].successes;
    }
    if (used < 2)
        goto out;
    if (inside > 1e-20 * (double)n * mean * mean && spread > 0) /* beyond the mean's rounding */
        *size = allow_for_few(inside * (double)n * (used - 1) / (used * spread), used, n);
    else
        *size = (double)n * (double)n / squares;
out:
    keur_release(sums);
    return status;
}
