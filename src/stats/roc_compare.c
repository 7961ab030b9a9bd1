/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/roc_compare.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "stats/pooled.h"

/* The areas and the variance of their difference are known; the rest follows. */
static void conclude(double first, double second, double variance, double level,
                     keur_roc_difference *found)
{
    const double difference = first - second, error = sqrt(variance);

    *found = (keur_roc_difference){.first = first,
                                   .second = second,
                                   .difference = difference,
                                   .error = error,
                                   .interval = {NAN, NAN},
                                   .p = NAN,
                                   .p_greater = NAN};
    if (error > 0) {
        const double half = keur_normal_quantile(0.5 + level / 2) * error;
        const double z = difference / error;

        found->interval = (keur_interval){fmax(difference - half, -1), fmin(difference + half, 1)};
        found->p = erfc(fabs(z) / sqrt(2));
        found->p_greater = erfc(z / sqrt(2)) / 2;
    } else if (error == 0 && difference == 0) {
        found->p = 1;
        found->p_greater = 0.5;
    }
}

/* Sample variance over n of the differences of shares of one group: DeLong's S10 or S01 contrasted
 * between the two scores. Differences first: subtracting covariances would cancel. */
static double variance_of_mean(const double *share1, const double *share2, size_t n)
{
    const double size = (double)n;
    double mean = 0, sum = 0;

    for (size_t i = 0; i < n; i++)
        mean += share1[i] - share2[i];
    mean /= size;
    for (size_t i = 0; i < n; i++) {
        const double off = share1[i] - share2[i] - mean;

        sum += off * off;
    }
    return n > 1 ? sum / (size - 1) / size : NAN;
}

/* Area and structural components of one score. */
static keur_status components(const double *member, size_t n_member, const double *non_member,
                              size_t n_non_member, double *auc, double **share, keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_pooled_new(member, n_member, non_member, n_non_member, &all, err));
    KEUR_TRY(KEUR_NEW(*share, all.n, err));
    *auc = keur_pooled_auc(&all);
    keur_pooled_shares(&all, *share);
out:
    keur_pooled_free(&all);
    return status;
}

keur_status keur_roc_compare(const double *member1, const double *member2, size_t n_member,
                             const double *non_member1, const double *non_member2,
                             size_t n_non_member, double level, keur_roc_difference *found,
                             keur_error *err)
{
    double *share1 = NULL, *share2 = NULL, first, second;
    keur_status status = KEUR_OK;

    KEUR_TRY(components(member1, n_member, non_member1, n_non_member, &first, &share1, err));
    KEUR_TRY(components(member2, n_member, non_member2, n_non_member, &second, &share2, err));
    conclude(first, second,
             variance_of_mean(share1, share2, n_member) +
                 variance_of_mean(share1 + n_member, share2 + n_member, n_non_member),
             level, found);
out:
    keur_release(share1);
    keur_release(share2);
    return status;
}

static keur_status area(const keur_roc_sample *of, double *auc, double *variance, keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_pooled_new(of->member, of->n_member, of->non_member, of->n_non_member, &all, err));
    *auc = keur_pooled_auc(&all);
    *variance = keur_pooled_variance(&all, *auc);
out:
    keur_pooled_free(&all);
    return status;
}

keur_status keur_roc_compare_apart(const keur_roc_sample *first, const keur_roc_sample *second,
                                   double level, keur_roc_difference *found, keur_error *err)
{
    double auc1, auc2, variance1, variance2;
    keur_status status = KEUR_OK;

    KEUR_TRY(area(first, &auc1, &variance1, err));
    KEUR_TRY(area(second, &auc2, &variance2, err));
    conclude(auc1, auc2, variance1 + variance2, level, found);
out:
    return status;
}
