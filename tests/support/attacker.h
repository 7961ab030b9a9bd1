/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_ATTACKER_H
#define KEUR_TESTS_ATTACKER_H

#include <keur/scorecard.h>

/**
 * An attacker who knows the whole export procedure: for every way the true counts can be, the
 * export is made; ways with the same export are what such a reader cannot tell apart. Among them,
 * a count that can be below 10 must be able to take every value from 0 to 9.
 */
typedef struct keur_attacker keur_attacker;

enum { KEUR_ATTACKER_SECRETS = 6 };

keur_attacker *keur_attacker_new(size_t n_secrets);

/** One way things can be: the scorecard (freed here) and its secret counts. */
void keur_attacker_sees(keur_attacker *by, keur_scorecard *true_one, const double *secrets);

/** Leave a secret out of the judgement. */
void keur_attacker_ignores(keur_attacker *by, size_t secret);

/** Fails where an export leaves some, but not all, of the counts below 10 for a secret. Frees. */
void keur_attacker_learns_nothing(keur_attacker *by, const char *what);

/** All that a scorecard's figures show, as one number. */
uint64_t keur_attacker_view(const keur_scorecard *exported);

/** A scorecard with one measure and tables of these sizes (0: absent). */
keur_scorecard *keur_attacker_scorecard(size_t train, size_t holdout);

/** Add counts or rates that are the parts of a total. */
void keur_attacker_add_parts(keur_scorecard *to, const size_t *k, size_t n_parts, size_t total,
                             bool as_counts);

#endif
