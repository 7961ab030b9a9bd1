/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_GUESSING_RULE_H
#define KEUR_ATTACKS_GUESSING_RULE_H

#include <keur/case.h>

/** A guess that is never right: there was nothing to guess from. */
enum { KEUR_NO_GUESS = -2 };

/**
 * When a guess counts as right. Equal codes always do: a missing value is guessed by "missing", a
 * special code by itself. Two numbers do where they differ by the tolerance that the schema states,
 * or, of a numeric column without one, by 5% of the true number, so that a truth of 0 needs 0.
 */
typedef struct keur_guess_rule {
    const keur_column *column;
    bool is_exact; /**< equality only: levels, and dates or orders without a stated tolerance */
    bool by_guess; /**< 5% of the guess instead */
} keur_guess_rule;

keur_guess_rule keur_guess_rule_of(const keur_column *column, bool by_guess);

/** Whether `guess` is right, both codes of the column (-1: missing). O(1). */
bool keur_guess_is_right(const keur_guess_rule *rule, int32_t guess, int32_t truth);

/** What somebody reaches who knows nothing but how often each secret stands in the synthetic table.
 */
typedef struct keur_guess_chance {
    int32_t
        mode; /**< the most frequent, of equally frequent ones the lowest code, "missing" last */
    double *draw; /**< at [code + 1]: how often a secret drawn from the table is right */
} keur_guess_chance;

/**
 * @param secrets  n codes of the synthetic table, in -1 .. n_codes - 1
 * @param[out] made  freed with keur_guess_chance_free(); without rows mode is KEUR_NO_GUESS
 * O(n + v log v) for v codes.
 */
keur_status keur_guess_chance_of(const keur_guess_rule *rule, const int32_t *secrets, size_t n,
                                 keur_guess_chance *made, keur_error *err);
void keur_guess_chance_free(keur_guess_chance *chance);

#endif
