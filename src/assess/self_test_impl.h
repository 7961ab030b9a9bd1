/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_SELF_TEST_IMPL_H
#define KEUR_ASSESS_SELF_TEST_IMPL_H

#include "assess/self_test.h"
#include "case/plant.h"

/** Who may find a leak. */
typedef enum keur_finder {
    KEUR_FINDER_COPIES,
    KEUR_FINDER_MEMBERSHIP,
    KEUR_FINDER_ATTRIBUTE,
    KEUR_FINDER_IDENTITY,
    KEUR_FINDER_VERDICT,
    KEUR_N_FINDERS
} keur_finder;

const char *keur_finder_word(keur_finder finder);

/** What they found in one table: bit 1 << finder; and who had something to judge by. */
typedef struct keur_found_by {
    unsigned able, found;
} keur_found_by;

/** Who finds a leak in a scorecard at full precision. O(figures). */
keur_found_by keur_find_leaks(const keur_scorecard *card);

enum { KEUR_N_SHARES = 3 };

/** Shares of rows that are planted, in percent, from the smallest on. */
extern const int keur_planted_percents[KEUR_N_SHARES];

/** All that a self-test saw. */
typedef struct keur_self_tested {
    keur_found_by as_it_is;
    keur_found_by planted[KEUR_N_PLANTS][KEUR_N_SHARES];
    bool has_secrets;    /**< keys and secrets are declared */
    keur_found_by free;  /**< half of the holdout in the place of the synthetic table */
    const char *no_free; /**< why there is no such; or NULL */
    size_t n_free;       /**< its rows */
    size_t n_rows;       /**< of the synthetic table */
} keur_self_tested;

/** Add it to a scorecard: a measure, its figures, and sentences. */
keur_status keur_self_tested_add(const keur_self_tested *of, keur_scorecard *to, keur_error *err);

#endif
