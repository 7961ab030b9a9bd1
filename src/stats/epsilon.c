/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/epsilon.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_sf_gamma.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/sort.h"
#include "base/try.h"
#include "stats/beta.h"
#include "stats/intervals.h"
#include "stats/pooled.h"

/* log_odds[k] = log(k / (r - k + 1)): from one binomial probability to the one below, but for e. */
static void fill_log_odds(size_t r, size_t v, double *log_odds)
{
    for (size_t k = 1; k < v; k++)
        log_odds[k] = log((double)k / (double)(r - k + 1));
}

/* max over i of P[v > B >= v - i] / i. In logarithms, since at e = 0 the chance of v - 1 may
 * underflow while the sum below it does not. */
static double steepest(size_t r, size_t v, double e, const double *log_odds)
{
    const double k = (double)v - 1, n = (double)r, log_q = -log1p(exp(-e));
    double log_chance = gsl_sf_lngamma(n + 1) - gsl_sf_lngamma(k + 1) - gsl_sf_lngamma(n - k + 1) +
                        k * log_q + (n - k) * (log_q - e);
    double sum = 0, most = 0;

    for (size_t i = 1; i <= v; i++) {
        sum += exp(log_chance);
        most = fmax(most, sum / (double)i);
        if (i < v)
            log_chance += log_odds[v - i] - e;
    }
    return most;
}

size_t keur_epsilon_guesses(size_t n_pairs, double fraction)
{
    return (size_t)fmax(floor(fraction * (double)n_pairs + 0.5), 1);
}

double keur_epsilon_most(size_t n_guesses, double alpha)
{
    const double log_p = log(alpha) / (double)n_guesses;

    assert(n_guesses > 0 && alpha > 0 && alpha <= 0.5);
    /* p <= 1/2 (one guess at alpha = 1/2) proves nothing. */
    return fmax(log_p - log(-expm1(log_p)), 0);
}

static double proved_without_delta(size_t r, size_t v, double alpha)
{
    const double p = keur_clopper_pearson_low((double)v, (double)r, alpha);

    if (v == r)
        return keur_epsilon_most(r, alpha);
    return p > 0.5 ? log(p / (1 - p)) : 0;
}

keur_status keur_epsilon_proved(size_t n_pairs, size_t n_guesses, size_t n_correct, double alpha,
                                double delta, double *epsilon, keur_error *err)
{
    const double v = (double)n_correct, r = (double)n_guesses;
    double *log_odds = NULL, low = 0, high;
    keur_status status = KEUR_OK;

    assert(n_correct <= n_guesses && n_guesses <= n_pairs && n_guesses > 0);
    high = proved_without_delta(n_guesses, n_correct, alpha);
    if (delta == 0 || high == 0) {
        *epsilon = high;
        return KEUR_OK;
    }
    KEUR_TRY(KEUR_NEW(log_odds, n_correct, err));
    fill_log_odds(n_guesses, n_correct, log_odds);
    /* Whatever epsilon is rejected, all smaller ones are: (e, delta)-DP implies (e', delta)-DP for
     * e' > e. So `low` is valid at every step, and the sum need not be monotone. */
    for (int step = 0; step < 64; step++) {
        const double e = step == 0 ? 0 : low + (high - low) / 2;
        const double chance =
            keur_binomial_at_least(v, r, 1 / (1 + exp(-e))) +
            2 * (double)n_pairs * delta * steepest(n_guesses, n_correct, e, log_odds);

        if (chance < alpha)
            low = e;
        else if (step == 0)
            break;
        else
            high = e;
    }
    *epsilon = low;
out:
    keur_release(log_odds);
    return status;
}

/* Pairs in random order, pair i of member a[i] and non-member b[i]. */
typedef struct pairing {
    uint32_t *member, *other, *order;
    double *gap, *minus_size; /* member less non-member; -|gap|, to sort the largest first */
    size_t n;
} pairing;

static void pairing_free(pairing *pairs)
{
    keur_release(pairs->member);
    keur_release(pairs->other);
    keur_release(pairs->order);
    keur_release(pairs->gap);
    keur_release(pairs->minus_size);
}

static keur_status shuffled(size_t n, uint64_t seed, uint64_t item, uint32_t **made,
                            keur_error *err)
{
    keur_random random = keur_random_start(seed, "epsilon-pairs", item);
    keur_status status = KEUR_NEW(*made, n, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        (*made)[i] = (uint32_t)i;
    keur_random_shuffle(&random, *made, n);
    return KEUR_OK;
}

/* Both groups are shuffled, so that the order of pairs, which settles ties, is random too. */
static keur_status pair_up(const double *member, size_t n_member, const double *non_member,
                           size_t n_non_member, uint64_t seed, pairing *pairs, keur_error *err)
{
    keur_status status = KEUR_OK;

    pairs->n = n_member < n_non_member ? n_member : n_non_member;
    KEUR_TRY(shuffled(n_member, seed, 0, &pairs->member, err));
    KEUR_TRY(shuffled(n_non_member, seed, 1, &pairs->other, err));
    KEUR_TRY(KEUR_NEW(pairs->order, pairs->n, err));
    KEUR_TRY(KEUR_NEW(pairs->gap, pairs->n, err));
    KEUR_TRY(KEUR_NEW(pairs->minus_size, pairs->n, err));
    for (size_t i = 0; i < pairs->n; i++) {
        const double a = member[pairs->member[i]], b = non_member[pairs->other[i]];

        pairs->gap[i] = a == b ? 0 : a - b; /* equal infinities */
        pairs->minus_size[i] = -fabs(pairs->gap[i]);
    }
    KEUR_TRY(keur_sort_order(pairs->minus_size, pairs->n, pairs->order, err));
out:
    return status;
}

static size_t count_correct(const pairing *pairs, size_t n_guesses, uint64_t seed)
{
    keur_random coin = keur_random_start(seed, "epsilon-coins", 0);
    size_t correct = 0;

    for (size_t i = 0; i < n_guesses; i++) {
        const double gap = pairs->gap[pairs->order[i]];

        correct += gap > 0 || (gap == 0 && keur_random_below(&coin, 2) == 0);
    }
    return correct;
}

keur_status keur_epsilon_of_scores(const double *member, size_t n_member, const double *non_member,
                                   size_t n_non_member, double fraction, uint64_t seed,
                                   double alpha, double delta, keur_epsilon_bound *bound,
                                   keur_error *err)
{
    pairing pairs = {.member = NULL};
    keur_epsilon_bound made;
    keur_status status = KEUR_OK;

    if (!(fraction > 0 && fraction <= 1))
        return keur_fail(err, KEUR_EINVAL, "the share of pairs kept must lie in (0, 1]");
    if (!(alpha > 0 && alpha <= 0.5))
        return keur_fail(err, KEUR_EINVAL, "alpha must lie in (0, 0.5]");
    if (!(delta >= 0 && delta < 1))
        return keur_fail(err, KEUR_EINVAL, "delta must lie in [0, 1)");
    KEUR_TRY(keur_scores_check(member, n_member, "member", err));
    KEUR_TRY(keur_scores_check(non_member, n_non_member, "non-member", err));
    KEUR_TRY(pair_up(member, n_member, non_member, n_non_member, seed, &pairs, err));
    made.n_pairs = pairs.n;
    made.n_guesses = keur_epsilon_guesses(pairs.n, fraction);
    made.n_correct = count_correct(&pairs, made.n_guesses, seed);
    KEUR_TRY(keur_epsilon_proved(made.n_pairs, made.n_guesses, made.n_correct, alpha, delta,
                                 &made.epsilon, err));
    KEUR_TRY(keur_epsilon_proved(made.n_pairs, made.n_guesses, made.n_guesses, alpha, delta,
                                 &made.most, err));
    *bound = made;
out:
    pairing_free(&pairs);
    return status;
}
