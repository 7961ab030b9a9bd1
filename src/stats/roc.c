/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/roc.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "stats/beta.h"

static keur_status refuse_unusable(const double *scores, size_t n, const char *whose,
                                   keur_error *err)
{
    if (n == 0)
        return keur_fail(err, KEUR_EDATA, "no %s has a score", whose);
    if (n >= UINT32_MAX / 2)
        return keur_fail(err, KEUR_EDATA, "more than 2^31 - 2 scores of a %s", whose);
    for (size_t i = 0; i < n; i++) {
        if (isnan(scores[i]))
            return keur_fail(err, KEUR_EDATA, "a score of a %s is not a number", whose);
    }
    return KEUR_OK;
}

/* Scores of both groups in ascending order, cut into runs of equal scores. */
typedef struct pooled {
    double *scores;  /* members first */
    uint32_t *order; /* positions in scores */
    size_t n_member, n;
} pooled;

/* The run that starts at `begin`: its end, its members and non-members. */
static size_t next_run(const pooled *all, size_t begin, size_t *n_member, size_t *n_other)
{
    size_t end = begin;

    *n_member = 0;
    for (; end < all->n && all->scores[all->order[end]] == all->scores[all->order[begin]]; end++)
        *n_member += all->order[end] < all->n_member;
    *n_other = end - begin - *n_member;
    return end;
}

/* Sum over members of (non-members below + half of those equal); a multiple of 1/2, exact. */
static double count_wins(const pooled *all)
{
    double wins = 0, below = 0;

    for (size_t at = 0; at < all->n;) {
        size_t n_member, n_other;

        at = next_run(all, at, &n_member, &n_other);
        wins += (double)n_member * (below + (double)n_other / 2);
        below += (double)n_other;
    }
    return wins;
}

/* DeLong's S10 / m + S01 / n. The share of non-members that a member beats is its mid-rank among
 * all less its mid-rank among members, over n; likewise for a non-member. */
static double variance(const pooled *all, double auc)
{
    const double m = (double)all->n_member, n = (double)(all->n - all->n_member);
    double members = 0, others = 0, below = 0, above = m;

    for (size_t at = 0; at < all->n;) {
        size_t n_member, n_other;
        double beats, beaten;

        at = next_run(all, at, &n_member, &n_other);
        beats = (below + (double)n_other / 2) / n - auc;
        beaten = (above - (double)n_member / 2) / m - auc;
        members += (double)n_member * beats * beats;
        others += (double)n_other * beaten * beaten;
        below += (double)n_other;
        above -= (double)n_member;
    }
    return members / (m - 1) / m + others / (n - 1) / n;
}

keur_status keur_roc_auc(const double *member, size_t n_member, const double *non_member,
                         size_t n_non_member, double level, double *auc, keur_interval *interval,
                         keur_error *err)
{
    pooled all = {NULL, NULL, n_member, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(refuse_unusable(member, n_member, "member", err));
    KEUR_TRY(refuse_unusable(non_member, n_non_member, "non-member", err));
    all.n = n_member + n_non_member;
    KEUR_TRY(KEUR_NEW(all.scores, all.n, err));
    KEUR_TRY(KEUR_NEW(all.order, all.n, err));
    memcpy(all.scores, member, n_member * sizeof *member);
    memcpy(all.scores + n_member, non_member, n_non_member * sizeof *non_member);
    KEUR_TRY(keur_sort_order(all.scores, all.n, all.order, err));
    *auc = count_wins(&all) / ((double)n_member * (double)n_non_member);
    if (interval != NULL) {
        *interval = (keur_interval){NAN, NAN};
        if (n_member > 1 && n_non_member > 1) {
            const double z = keur_normal_quantile(0.5 + level / 2);
            const double half = z * sqrt(variance(&all, *auc));

            *interval = (keur_interval){fmax(*auc - half, 0), fmin(*auc + half, 1)};
        }
    }
out:
    keur_release(all.scores);
    keur_release(all.order);
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
    KEUR_TRY(refuse_unusable(member, n_member, "member", err));
    KEUR_TRY(refuse_unusable(non_member, n_non_member, "non-member", err));
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
