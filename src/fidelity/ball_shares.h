/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_BALL_SHARES_H
#define KEUR_FIDELITY_BALL_SHARES_H

#include "fidelity/balls.h"
#include "fidelity/equal_size.h"

enum { KEUR_PRECISION, KEUR_RECALL, KEUR_COVERAGE, KEUR_BALL_SHARES };

/** Shares of rows that balls hold, and how many independent trials each is worth. */
typedef struct keur_ball_shares {
    double hits[KEUR_BALL_SHARES];  /**< of so many rows as each table has */
    double sizes[KEUR_BALL_SHARES]; /**< NAN: groups of rows would be too small to tell */
    double density;                 /**< real balls that a row lies in, over k, on average */
} keur_ball_shares;

/**
 * Rows share balls, and balls rows, so that a share varies more than one of independent rows does.
 * How much more is seen in 20 groups of rows (of persons), each compared by itself: the variance of
 * a share p among groups of m rows is d times p (1 - p) / m, and n rows are worth n / d trials, n
 * at most. Wolter, Introduction to Variance Estimation (2007), chapter 2 (random groups). A group
 * has more than 2 k rows of each table, or there are no sizes.
 *
 * @param k  below the rows of either table
 */
keur_status keur_ball_shares_find(const keur_space *space, const keur_equal_size *tables, size_t k,
                                  int threads, keur_ball_shares *found, keur_error *err);

#endif
