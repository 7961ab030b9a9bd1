/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_EPSILON_H
#define KEUR_STATS_EPSILON_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** What one run of a generator proves about its differential privacy. */
typedef struct keur_epsilon_bound {
    size_t n_pairs;   /* m = min(n_member, n_non_member) */
    size_t n_guesses; /* r, the pairs kept */
    size_t n_correct; /* v, those in which the member was guessed */
    double epsilon;   /* lower bound at confidence 1 - alpha; 0: nothing is proved */
    double most;      /* what v = r would have proved: no table can give more at these sizes */
} keur_epsilon_bound;

/**
 * A lower bound on epsilon from one synthetic table, for neighbours that replace one record.
 *
 * Members are paired with non-members at random. In each pair the higher score is guessed to be the
 * member, a gap of 0 by a coin. The r pairs with the largest gap are kept; at equal gaps those that
 * came first in the random pairing, so that nothing that is known of right and wrong chooses. Of
 * v correct guesses keur_epsilon_proved() makes the bound. If the generator is epsilon-DP, the
 * bound exceeds epsilon with probability alpha at most, whatever the scores: a low bound, however,
 * is no evidence of privacy.
 *
 * It holds where members and non-members are exchangeable, one record a person, and the scores do
 * not use the labels of the pairs.
 *
 * @param member      n_member scores, any order; higher means "more member"
 * @param non_member  n_non_member scores on the same scale
 * @param fraction    r / m, in (0, 1], such as 0.1; fixed in advance
 * @param seed        of the pairing and the coins
 * @param alpha       in (0, 1/2], such as 0.05
 * @param delta       in [0, 1); 0 is pure differential privacy
 * @retval KEUR_EINVAL fraction, alpha or delta is out of its range
 * @retval KEUR_EDATA  a group is empty or a score is NaN; *bound is untouched
 *
 * O(n log n) time, 24 bytes a record. Steinke, Nasr & Jagielski, NeurIPS 2023, arXiv 2305.08846,
 * theorem 5.2.
 */
keur_status keur_epsilon_of_scores(const double *member, size_t n_member, const double *non_member,
                                   size_t n_non_member, double fraction, uint64_t seed,
                                   double alpha, double delta, keur_epsilon_bound *bound,
                                   keur_error *err);

/**
 * The largest e (a supremum) with
 *
 *     P[B >= v] + 2 m delta max_{i=1..v} P[v > B >= v - i] / i < alpha,
 *     B ~ Binomial(r, 1 / (1 + exp(-e)));
 *
 * 0 where there is none above 0. v <= r <= m (asserted), alpha in (0, 1/2].
 *
 * O(1) time for delta = 0, else O(v) for each of some 60 steps and 8 bytes a guess.
 *
 * @retval KEUR_ENOMEM for delta > 0
 */
keur_status keur_epsilon_proved(size_t n_pairs, size_t n_guesses, size_t n_correct, double alpha,
                                double delta, double *epsilon, keur_error *err);

/** r: this share of m pairs rounded to the nearest, at least 1; m > 0. */
size_t keur_epsilon_guesses(size_t n_pairs, double fraction);

/** The largest epsilon that r guesses can prove, all of them correct, with delta = 0:
 * log(p / (1 - p)), p = alpha^(1/r); about log(r / log(1/alpha)). r > 0. */
double keur_epsilon_most(size_t n_guesses, double alpha);

#endif
