/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_PROBLEM_H
#define KEUR_TESTS_PROBLEM_H

#include "support/measuring.h"
#include "support/plain.h"

/** Four small random tables with ties, duplicates and missing values, and distances between their
 * rows in plain loops. */
typedef struct keur_problem {
    keur_plain train, holdout, synthetic, reference;
    bool is_paired; /**< the synthetic table is the holdout in another order */
} keur_problem;

void keur_problem_draw(keur_random *random, keur_problem *of);
keur_case *keur_problem_case(const keur_problem *of, int threads);

enum { KEUR_PLAIN_NO_ROW = -1 };

/** The row of `b` that row i of `a` stands for, where both hold the same rows: any equal one. */
int keur_problem_itself(const keur_problem *of, const keur_plain *a, size_t i, const keur_plain *b);

/** How numbers of one column are compared: by scale, by ranks, or by equality. */
typedef struct keur_ruler {
    const char *scaling;
    double scale, source[3 * KEUR_PLAIN_ROWS];
    size_t n_source;
    bool by_equality;
} keur_ruler;

void keur_problem_rulers(const keur_problem *of, const char *scaling, keur_ruler *rulers);
double keur_ruler_differ(const keur_ruler *with, const keur_plain_cell *a,
                         const keur_plain_cell *b);

/** Where a number stands on a ruler that does not go by equality: over the scale, its rank, or its
 * normal score. */
double keur_ruler_place(const keur_ruler *with, double x);

/** Mid-rank of a number among the real tables, over their number; of one that is not there the
 * share below it. */
double keur_ruler_rank(const keur_ruler *with, double x);

/** Distances from row i of `a` to the rows of `b`, but itself, ascending. @return how many */
size_t keur_problem_distances(const keur_problem *of, const keur_ruler *rulers, bool is_squared,
                              const keur_plain *a, size_t i, const keur_plain *b, double *sorted);

/** Fails unless a figure is as expected, or not estimable where the expected value is NAN. */
void keur_check_is(const keur_result *found, const char *name, double expected);

#endif
