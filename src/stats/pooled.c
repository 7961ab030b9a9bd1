/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/pooled.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

keur_status keur_scores_check(const double *scores, size_t n, const char *whose, keur_error *err)
{
    if (n == 0)
        return keur_fail(err, KEUR_EDATA, "no %s has a score", whose);
    /* Positions of both groups together, and doubled ranks of one, fit into 32 bits. */
    if (n >= UINT32_MAX / 2)
        return keur_fail(err, KEUR_EDATA, "more than 2^31 - 2 scores of a %s", whose);
    for (size_t i = 0; i < n; i++) {
        if (isnan(scores[i]))
            return keur_fail(err, KEUR_EDATA, "a score of a %s is not a number", whose);
    }
    return KEUR_OK;
}

keur_status keur_pooled_new(const double *member, size_t n_member, const double *non_member,
                            size_t n_non_member, keur_pooled *pooled, keur_error *err)
{
    keur_status status = KEUR_OK;

    *pooled = (keur_pooled){.n_member = n_member};
    KEUR_TRY(keur_scores_check(member, n_member, "member", err));
    KEUR_TRY(keur_scores_check(non_member, n_non_member, "non-member", err));
    pooled->n = n_member + n_non_member;
    KEUR_TRY(KEUR_NEW(pooled->scores, pooled->n, err));
    KEUR_TRY(KEUR_NEW(pooled->order, pooled->n, err));
    memcpy(pooled->scores, member, n_member * sizeof *member);
    memcpy(pooled->scores + n_member, non_member, n_non_member * sizeof *non_member);
    KEUR_TRY(keur_sort_order(pooled->scores, pooled->n, pooled->order, err));
out:
    return status;
}

void keur_pooled_free(keur_pooled *pooled)
{
    keur_release(pooled->scores);
    keur_release(pooled->order);
    *pooled = (keur_pooled){.scores = NULL};
}

size_t keur_pooled_run(const keur_pooled *pooled, size_t begin, size_t *n_member, size_t *n_other)
{
    const double score = pooled->scores[pooled->order[begin]];
    size_t end = begin;

    *n_member = 0;
    for (; end < pooled->n && pooled->scores[pooled->order[end]] == score; end++)
        *n_member += pooled->order[end] < pooled->n_member;
    *n_other = end - begin - *n_member;
    return end;
}

double keur_pooled_auc(const keur_pooled *pooled)
{
    const double m = (double)pooled->n_member, n = (double)(pooled->n - pooled->n_member);
    double wins = 0, below = 0;

    /* Members times (non-members below + half of those equal): multiples of 1/2, exact. */
    for (size_t at = 0; at < pooled->n;) {
        size_t n_member, n_other;

        at = keur_pooled_run(pooled, at, &n_member, &n_other);
        wins += (double)n_member * (below + (double)n_other / 2);
        below += (double)n_other;
    }
    return wins / (m * n);
}

/* DeLong's S10 / m + S01 / n. */
double keur_pooled_variance(const keur_pooled *pooled, double auc)
{
    const double m = (double)pooled->n_member, n = (double)(pooled->n - pooled->n_member);
    double members = 0, others = 0, below = 0, above = m;

    if (m < 2 || n < 2)
        return NAN;
    for (size_t at = 0; at < pooled->n;) {
        size_t n_member, n_other;
        double beats, beaten;

        at = keur_pooled_run(pooled, at, &n_member, &n_other);
        beats = (below + (double)n_other / 2) / n - auc;
        beaten = (above - (double)n_member / 2) / m - auc;
        members += (double)n_member * beats * beats;
        others += (double)n_other * beaten * beaten;
        below += (double)n_other;
        above -= (double)n_member;
    }
    return members / (m - 1) / m + others / (n - 1) / n;
}

void keur_pooled_shares(const keur_pooled *pooled, double *share)
{
    const double m = (double)pooled->n_member, n = (double)(pooled->n - pooled->n_member);
    double below = 0, above = m;

    for (size_t begin = 0, end; begin < pooled->n; begin = end) {
        size_t n_member, n_other;

        end = keur_pooled_run(pooled, begin, &n_member, &n_other);
        for (size_t at = begin; at < end; at++) {
            const uint32_t i = pooled->order[at];

            share[i] = i < pooled->n_member ? (below + (double)n_other / 2) / n
                                            : (above - (double)n_member / 2) / m;
        }
        below += (double)n_other;
        above -= (double)n_member;
    }
}

void keur_pooled_ranks(const keur_pooled *pooled, uint32_t *rank)
{
    for (size_t begin = 0, end; begin < pooled->n; begin = end) {
        size_t n_member, n_other;

        end = keur_pooled_run(pooled, begin, &n_member, &n_other);
        /* The mean of the ranks begin + 1 .. end. */
        for (size_t at = begin; at < end; at++)
            rank[pooled->order[at]] = (uint32_t)(begin + 1 + end);
    }
}
