/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/clustered.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"

typedef struct cluster_sums {
    double trials, successes;
} cluster_sums;

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
        *size = fmin(s * (1 - s / (double)n) * (double)n * (used - 1) / (used * spread), (double)n);
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
        *size = fmin(inside * (double)n * (used - 1) / (used * spread), (double)n);
    else
        *size = (double)n * (double)n / squares;
out:
    keur_release(sums);
    return status;
}
