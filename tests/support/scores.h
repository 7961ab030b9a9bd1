/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_SCORES_H
#define KEUR_TESTS_SCORES_H

#include "support/problem.h"

/** Room for the scored rows of a problem. */
enum { KEUR_SCORED_ROWS = 2 * KEUR_PLAIN_ROWS };

/** The scored rows of a problem: those of train, then those of the holdout. */
size_t keur_scored_rows(const keur_problem *of);

/** The table that scored row i stands in, and *row, its place there. */
const keur_plain *keur_scored_row(const keur_problem *of, size_t i, size_t *row);

/**
 * Fails unless an attack gives these scores in a setting such as "scaling=rank neighbours=5", each
 * within tolerance * max(1, |score|); where one of them is NAN, unless it says why there are none.
 */
void keur_check_scores(keur_case *on, const char *measure, const char *setting,
                       const double *expected, size_t n, double tolerance);

#endif
