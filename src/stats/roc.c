/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/roc.h"

#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "stats/beta.h"
#include "stats/pooled.h"
#include "stats/roc_reach.h"

keur_status keur_roc_auc(const double *member, size_t n_member, const double *non_member,
                         size_t n_non_member, double level, double *auc, keur_interval *interval,
                         keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_pooled_new(member, n_member, non_member, n_non_member, &all, err));
    *auc = keur_pooled_auc(&all);
    if (interval != NULL) {
        const keur_roc_area area = {.auc = *auc,
                                    .variance = keur_pooled_variance(&all, *auc),
                                    .n_least = n_member < n_non_member ? n_member : n_non_member};
        const keur_reach reach = keur_roc_reach(&area, keur_normal_quantile(0.5 + level / 2));

        /* fmax() and fmin() would turn NAN into an end. */
        *interval = (keur_interval){NAN, NAN};
        if (!isnan(reach.below))
            *interval = (keur_interval){fmax(*auc - reach.below, 0), fmin(*auc + reach.above, 1)};
    }
out:
    keur_pooled_free(&all);
    return status;
}

/* A run of equal scores. */
typedef struct tie {
    size_t n, n_member, n_other;
} tie;

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

keur_status keur_roc_apart(const double *member, size_t n_member, const double *non_member,
                           size_t n_non_member, size_t *n_apart, keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    tie largest[2] = {{1, 0, 0}, {1, 0, 0}}; /* a score alone is no tie */
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_pooled_new(member, n_member, non_member, n_non_member, &all, err));
    for (size_t begin = 0; begin < all.n;) {
        tie here;
        const size_t end = keur_pooled_run(&all, begin, &here.n_member, &here.n_other);

        here.n = end - begin;
        begin = end;
        if (here.n > largest[0].n) {
            largest[1] = largest[0];
            largest[0] = here;
        } else if (here.n > largest[1].n) {
            largest[1] = here;
        }
    }
    *n_apart = lesser(n_member, n_non_member);
    for (size_t i = 0; i < 2; i++)
        *n_apart = lesser(
            *n_apart, lesser(n_member - largest[i].n_member, n_non_member - largest[i].n_other));
out:
    keur_pooled_free(&all);
    return status;
}

/* The largest k with k / n <= share; the product n * share may round to the other side. */
static size_t largest_count(double share, size_t n)
{
    const double size = (double)n;
    double k = floor(size * share);

    while (k < size && (k + 1) / size <= share)
        k++;
    while (k > 0 && k / size > share)
        k--;
    return (size_t)k;
}

static size_t count_above(const double *scores, size_t n, double threshold)
{
    size_t above = 0;

    for (size_t i = 0; i < n; i++)
        above += scores[i] > threshold;
    return above;
}

/* The j-th largest score, from 1. */
static double largest(const double *scores, const uint32_t *order, size_t n, size_t j)
{
    return scores[order[n - j]];
}

keur_status keur_roc_tpr(const double *member, size_t n_member, const double *non_member,
                         size_t n_non_member, double fpr, double level, keur_roc_point *point,
                         keur_error *err)
{
    const double m = (double)n_member, n = (double)n_non_member, tail = (1 - level) / 4;
    uint32_t *order = NULL;
    size_t allowed, safe, unsafe;
    double threshold;
    keur_status status = KEUR_OK;
    keur_roc_point made = {.interval = {0, 1}};

    if (!(fpr > 0 && fpr < 1))
        return keur_fail(err, KEUR_EINVAL, "the false positive rate must lie between 0 and 1");
    KEUR_TRY(keur_scores_check(member, n_member, "member", err));
    KEUR_TRY(keur_scores_check(non_member, n_non_member, "non-member", err));
    KEUR_TRY(KEUR_NEW(order, n_non_member, err));
    KEUR_TRY(keur_sort_order(non_member, n_non_member, order, err));
    allowed = largest_count(fpr, n_non_member);
    threshold = largest(non_member, order, n_non_member, allowed + 1);
    made.is_estimable = 3 / n <= fpr;
    made.hits = count_above(member, n_member, threshold);
    made.tpr = (double)made.hits / m;
    made.observed_fpr = (double)count_above(non_member, n_non_member, threshold) / n;
    /* P(Beta(j, n-j+1) > f) = P(Bin(n, f) < j). */
    keur_binomial_ranks(n_non_member, fpr, tail, &safe, &unsafe);
    if (safe > 0) {
        threshold = largest(non_member, order, n_non_member, safe);
        made.interval.low =
            keur_clopper_pearson_low((double)count_above(member, n_member, threshold), m, tail);
    }
    if (unsafe <= n_non_member) {
        threshold = largest(non_member, order, n_non_member, unsafe);
        made.interval.high =
            keur_clopper_pearson_high((double)count_above(member, n_member, threshold), m, tail);
    }
    *point = made;
out:
    keur_release(order);
    return status;
}
