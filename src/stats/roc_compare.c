/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/roc_compare.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "stats/pooled.h"
#include "stats/roc_reach.h"

/* A normal quantile that no p is told apart beyond: 1e-299. */
#define MOST_Z 37.0

/* Two areas, and the variance of their difference. */
typedef struct contrast {
    keur_roc_area first, second;
    double variance;
} contrast;

/* Arms of the interval of the difference, before it is cut. */
static keur_reach arms(const contrast *of, double z)
{
    const keur_reach first = keur_roc_excess(&of->first, z);
    const keur_reach second = keur_roc_excess(&of->second, z);
    const double square = z * z * of->variance;

    return (keur_reach){sqrt(square + first.below + second.above),
                        sqrt(square + first.above + second.below)};
}

/* The largest z whose interval leaves 0 out, so that p and interval agree. */
static double z_of(const contrast *of, double difference)
{
    double low = 0, high = MOST_Z;

    for (int i = 0; i < 45 && difference != 0; i++) {
        const double middle = (low + high) / 2;
        const keur_reach reach = arms(of, middle);

        if ((difference > 0 ? reach.below : reach.above) < fabs(difference))
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void conclude_near(const contrast *of, double z, keur_roc_difference *found)
{
    const keur_reach reach = arms(of, z);
    const double difference = found->difference;

    found->error = fmax(reach.below, reach.above) / z;
    found->interval =
        (keur_interval){fmax(difference - reach.below, -1), fmin(difference + reach.above, 1)};
    found->p = erfc(z_of(of, difference) / sqrt(2));
    found->p_greater = difference > 0 ? found->p / 2 : 1 - found->p / 2;
}

static void conclude_normal(double z_level, keur_roc_difference *found)
{
    const double difference = found->difference, error = found->error;
    const double half = z_level * error, z = difference / error;

    found->interval = (keur_interval){fmax(difference - half, -1), fmin(difference + half, 1)};
    found->p = erfc(fabs(z) / sqrt(2));
    found->p_greater = erfc(z / sqrt(2)) / 2;
}

static void set_equal(keur_roc_difference *found)
{
    found->p = 1;
    found->p_greater = 0.5;
}

/* The areas and the variance of their difference are known; the rest follows. */
static void conclude(const contrast *of, double level, keur_roc_difference *found)
{
    const double z = keur_normal_quantile(0.5 + level / 2);
    const bool is_near[2] = {keur_roc_is_near(&of->first), keur_roc_is_near(&of->second)};

    *found = (keur_roc_difference){.first = of->first.auc,
                                   .second = of->second.auc,
                                   .difference = of->first.auc - of->second.auc,
                                   .error = sqrt(of->variance),
                                   .interval = {NAN, NAN},
                                   .p = NAN,
                                   .p_greater = NAN};
    /* Without an error, an area that is not near 0 or 1 is of scores that are all tied, or both
     * rank alike. */
    if (found->error > 0 ? is_near[0] || is_near[1] : is_near[0] && is_near[1])
        conclude_near(of, z, found);
    else if (found->error > 0)
        conclude_normal(z, found);
    else if (found->error == 0 && found->difference == 0)
        set_equal(found);
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

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static keur_roc_area area_of(const keur_pooled *all)
{
    const double auc = keur_pooled_auc(all);

    return (keur_roc_area){auc, keur_pooled_variance(all, auc),
                           least(all->n_member, all->n - all->n_member)};
}

/* Area and structural components of one score. */
static keur_status components(const double *member, size_t n_member, const double *non_member,
                              size_t n_non_member, keur_roc_area *area, double **share,
                              keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_pooled_new(member, n_member, non_member, n_non_member, &all, err));
    KEUR_TRY(KEUR_NEW(*share, all.n, err));
    *area = area_of(&all);
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
    double *share1 = NULL, *share2 = NULL;
    contrast of;
    keur_status status = KEUR_OK;

    KEUR_TRY(components(member1, n_member, non_member1, n_non_member, &of.first, &share1, err));
    KEUR_TRY(components(member2, n_member, non_member2, n_non_member, &of.second, &share2, err));
    of.variance = variance_of_mean(share1, share2, n_member) +
                  variance_of_mean(share1 + n_member, share2 + n_member, n_non_member);
    conclude(&of, level, found);
out:
    keur_release(share1);
    keur_release(share2);
    return status;
}

static keur_status take_area(const keur_roc_sample *of, keur_roc_area *area, keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_pooled_new(of->member, of->n_member, of->non_member, of->n_non_member, &all, err));
    *area = area_of(&all);
out:
    keur_pooled_free(&all);
    return status;
}

keur_status keur_roc_compare_apart(const keur_roc_sample *first, const keur_roc_sample *second,
                                   double level, keur_roc_difference *found, keur_error *err)
{
    contrast of;
    keur_status status = KEUR_OK;

    KEUR_TRY(take_area(first, &of.first, err));
    KEUR_TRY(take_area(second, &of.second, err));
    of.variance = of.first.variance + of.second.variance;
    conclude(&of, level, found);
out:
    return status;
}
