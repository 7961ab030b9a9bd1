/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_WORST_ATTACK_H
#define KEUR_STATS_WORST_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#include "stats/intervals.h"
#include "stats/roc_reach.h"

/** How the distribution of the largest area under chance is found. */
typedef enum keur_permuting {
    KEUR_PERMUTING_AUTO,   /* DRAWN up to KEUR_PERMUTING_BUDGET, else NORMAL */
    KEUR_PERMUTING_DRAWN,  /* random permutations of the labels: the test is exact */
    KEUR_PERMUTING_NORMAL, /* draws from the normal limit with the permutations' own covariance */
} keur_permuting;

/** Records x permutations x attacks that are permuted: some 8 s of one core of 2021. */
#define KEUR_PERMUTING_BUDGET 2e11

typedef struct keur_worst_options {
    uint64_t seed;
    size_t n_permutations; /* B; 0: 9,999 */
    double alpha;          /* one-sided; 0: 0.05 */
    int threads;           /* 0: all; changes nothing but the time */
    keur_permuting permuting;
} keur_worst_options;

/** One attack among the J. */
typedef struct keur_attack_area {
    double auc;             /* A_j */
    keur_roc_area of;       /* with DeLong's variance se_j^2; see keur_worst_attack_find() for 0 */
    keur_interval interval; /* two-sided at 95%, not adjusted */
    double null_error;      /* s_j, of A_j under permutation of the labels, ties allowed for */
    double z;               /* (A_j - 1/2) / s_j; 0 where all scores are tied */
    double p;               /* of A_j > 1/2, adjusted for all J attacks */
    double low; /* A_j less keur_roc_reach() at c: all J hold together with confidence 1 - alpha */
} keur_attack_area;

/** The attack that works best, judged as the best of J. */
typedef struct keur_worst_attack {
    size_t attack; /* whose area is the largest; the first at ties */
    double auc;    /* that area */
    double p;      /* that no attack does better than guessing */
    double c;      /* critical value of max z_j */
    double low;    /* the largest low: lower end, one-sided, allows for the choice among J */
    double high;   /* largest A_j + reach at z_(1 - alpha): upper end, one-sided */
    size_t n_permutations;
    bool is_drawn; /* the labels were permuted; else the normal limit was drawn from */
} keur_worst_attack;

/**
 * Test J attacks on the same people at once, and bound the largest of their true areas.
 *
 * p = (1 + #{b : M_b >= M_0}) / (B + 1), M = max_j (A_j - 1/2) / s_j, M_0 with the true labels and
 * M_b with n_member labels drawn anew. s_j depends on the ranks only and is the same for every
 * permutation, so M is one and the same function of the labels and the test is exact for any
 * correlation of the attacks (Phipson & Smyth 2010). The p of each attack counts M_b against its
 * own z_j: single-step max-T, which holds the family-wise error (Westfall & Young 1993).
 *
 * c is the ceil((B + 1)(1 - alpha))-th smallest M_b. The lower end allows for the choice of the
 * largest. The upper end needs no correction: it exceeds the largest true area whenever the end of
 * that one attack does. Ends are A_j - c se_j and A_j + z se_j, wider near 0 and 1 by
 * keur_roc_reach(). Where all scores are tied or DeLong's variance is unknown (a group of one), the
 * null error without ties stands in for se_j, so that neither end claims what so few scores cannot
 * show. Ends are cut to [0, 1].
 *
 * @param member      n_attacks pointers to n_member scores; row i is the same member everywhere
 * @param non_member  n_attacks pointers to n_non_member scores, likewise
 * @param each        room for n_attacks, or NULL
 * @retval KEUR_EINVAL no attack, or alpha is not in (0, 1/2]
 * @retval KEUR_EDATA  a group is empty, a score is NaN, or there are 2^29 records or more; outputs
 *   are untouched
 *
 * With n records: n J B / 4 additions, O(J n log n) to rank them; 4 n J bytes, and 16 n more a
 * thread. Draws are numbered, so threads change no bit. Beyond KEUR_PERMUTING_BUDGET: O(n J^2 +
 * B J^2).
 */
keur_status keur_worst_attack_find(const double *const *member, size_t n_member,
                                   const double *const *non_member, size_t n_non_member,
                                   size_t n_attacks, const keur_worst_options *options,
                                   keur_worst_attack *worst, keur_attack_area *each,
                                   keur_error *err);

#endif
