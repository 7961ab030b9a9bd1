/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/threshold.h"

#include <math.h>
#include <stdbool.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "stats/pooled.h"

/* A group cut in two: n / 2 scores that choose, the rest to evaluate. */
typedef struct halves {
    double *choosing, *evaluated;
    size_t n_choosing, n_evaluated;
} halves;

static void halves_free(halves *of)
{
    keur_release(of->choosing);
    keur_release(of->evaluated);
}

static keur_status halve(const double *scores, size_t n, const char *whose, uint64_t seed,
                         halves *of, keur_error *err)
{
    keur_random random = keur_random_start(seed, "threshold-halves", (uint64_t)whose[0]);
    uint32_t *chosen = NULL;
    size_t at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scores_check(scores, n, whose, err));
    if (n < 2)
        return keur_fail(err, KEUR_EDATA, "a single %s cannot be cut into halves", whose);
    of->n_choosing = n / 2;
    of->n_evaluated = n - n / 2;
    KEUR_TRY(KEUR_NEW(of->choosing, of->n_choosing, err));
    KEUR_TRY(KEUR_NEW(of->evaluated, of->n_evaluated, err));
    KEUR_TRY(KEUR_NEW(chosen, of->n_choosing, err));
    keur_random_choose(&random, n, of->n_choosing, chosen);
    for (size_t i = 0; i < n; i++) {
        if (at < of->n_choosing && chosen[at] == i)
            of->choosing[at++] = scores[i];
        else
            of->evaluated[i - at] = scores[i];
    }
out:
    keur_release(chosen);
    return status;
}

typedef struct rule {
    double above; /* scores above it are called members */
    bool is_everybody;
} rule;

static rule best_rule(const keur_pooled *all, keur_gain gain, const void *context)
{
    const double m = (double)all->n_member, n = (double)(all->n - all->n_member);
    double above = m, above_other = n, most = gain(1, 1, context);
    rule best = {-INFINITY, true};

    /* Scores ascend, so each threshold calls fewer than the one before. */
    for (size_t at = 0; at < all->n;) {
        const double score = all->scores[all->order[at]];
        size_t in_run, other;
        double worth;

        at = keur_pooled_run(all, at, &in_run, &other);
        above -= (double)in_run;
        above_other -= (double)other;
        worth = gain(above / m, above_other / n, context);
        if (worth >= most) {
            most = worth;
            best = (rule){score, false};
        }
    }
    return best;
}

static size_t count_called(rule by, const double *scores, size_t n)
{
    size_t called = 0;

    for (size_t i = 0; i < n; i++)
        called += by.is_everybody || scores[i] > by.above;
    return called;
}

keur_status keur_threshold_find(const double *member, size_t n_member, const double *non_member,
                                size_t n_non_member, uint64_t seed, keur_gain gain,
                                const void *context, keur_threshold_counts *found, keur_error *err)
{
    halves members = {.choosing = NULL}, others = {.choosing = NULL};
    keur_pooled all = {.scores = NULL};
    keur_status status = KEUR_OK;
    rule by;

    KEUR_TRY(halve(member, n_member, "member", seed, &members, err));
    KEUR_TRY(halve(non_member, n_non_member, "non-member", seed, &others, err));
    KEUR_TRY(keur_pooled_new(members.choosing, members.n_choosing, others.choosing,
                             others.n_choosing, &all, err));
    by = best_rule(&all, gain, context);
    *found = (keur_threshold_counts){
        .hits = count_called(by, members.evaluated, members.n_evaluated),
        .n_member = members.n_evaluated,
        .false_hits = count_called(by, others.evaluated, others.n_evaluated),
        .n_non_member = others.n_evaluated,
    };
out:
    halves_free(&members);
    halves_free(&others);
    keur_pooled_free(&all);
    return status;
}
