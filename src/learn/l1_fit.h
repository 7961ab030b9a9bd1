/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_L1_FIT_H
#define KEUR_LEARN_L1_FIT_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/**
 * Unknown shares and what is known of their sums: n unknowns, each standing for some rows, are
 * split into cells in several ways (parts), and of every cell a total is wanted.
 */
typedef struct keur_l1_problem {
    size_t n;             /**< unknowns */
    size_t n_parts;       /**< ways to split them, at least one */
    size_t n_cells;       /**< cells of all parts together */
    const uint32_t *cell; /**< [part * n + unknown]: its cell, below n_cells */
    const double *weight; /**< n: rows that each unknown stands for, above 0 */
    const double *wanted; /**< n_cells, finite */
} keur_l1_problem;

/** When to stop: the first of the three. */
typedef struct keur_l1_options {
    double relative; /**< gap at most this times the objective */
    double absolute; /**< gap at most this times the sum of weights times parts */
    size_t most_rounds;
} keur_l1_options;

/** How good the answer is: no answer has an objective below objective - gap. */
typedef struct keur_l1_found {
    double objective, gap;
    size_t rounds;
    double size; /**< sum of weights times parts: the objective of an answer that is wrong by all */
} keur_l1_found;

/**
 * Find x in [0, 1]^n that minimises sum over cells of |sum of weight x over the cell - wanted|.
 *
 * The primal-dual hybrid gradient with diagonal preconditioning, which here is one over the rows
 * of a cell and one over weight times parts, so that no norm is estimated. Starts again from the
 * mean of its steps, or from the last, whichever has the smaller gap, once that has become small
 * enough, and then balances the lengths of steps in both spaces. The gap is exact: every dual point
 * in [-1, 1] gives a lower bound. Where several x are best, it is one of them.
 *
 * @param[in,out] x  n values in [0, 1] to begin with; the answer
 * @retval KEUR_EINVAL  no parts, a weight of 0 or less, a cell out of range, a wanted or first
 *                      value that is not finite
 *
 * One thread, O(n * parts) time a round, 8 (9 n + 6 n_cells) bytes. Chambolle & Pock, J. Math.
 * Imaging Vision 40 (2011) 120-145; Pock & Chambolle, ICCV 2011, lemma 2; restarts and balance
 * after Applegate et al., NeurIPS 2021 (PDLP).
 */
keur_status keur_l1_fit(const keur_l1_problem *of, const keur_l1_options *how, double *x,
                        keur_l1_found *found, keur_error *err);

#endif
