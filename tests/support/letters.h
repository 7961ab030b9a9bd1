/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_LETTERS_H
#define KEUR_TESTS_LETTERS_H

#include <keur/case.h>

#include "base/random.h"

enum { KEUR_LETTERS_COLUMNS = 5, KEUR_LETTERS_ROWS = 1600 };

/** Columns of levels that go together by a hidden class; four rows in turn are one person's. */
typedef struct keur_letters {
    size_t n;
    int rows[KEUR_LETTERS_ROWS][KEUR_LETTERS_COLUMNS]; /**< -1: missing */
    int persons[KEUR_LETTERS_ROWS];
} keur_letters;

/** 2 to 6 levels. */
extern const int keur_letters_few[KEUR_LETTERS_COLUMNS];

/** Draw n rows with so many levels a column. */
void keur_letters_draw(keur_random *random, size_t n, const int *levels, keur_letters *to);

/** The case of train, holdout (NULL: none) and synthetic table, of their first n_columns columns
 * (all are declared to be categories) and, where wanted, the persons. Freed with keur_case_free().
 */
keur_case *keur_letters_case(const keur_letters *const tables[3], int n_columns, bool has_persons,
                             int threads);

#endif
