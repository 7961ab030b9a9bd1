/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_GUESS_STATES_H
#define KEUR_ATTACKS_GUESS_STATES_H

#include <keur/case.h>

/** A number that a state stands for: any but those that are states of their own. */
enum { KEUR_ANY_NUMBER = -2 };

/**
 * What a classifier tells apart in a secret: levels, "missing", special codes, numbers that stand
 * in at least a tenth of the rows, and all other numbers together. Of a secret without a distance
 * (levels, orders) every code is a state. A state of fewer rows than a leaf of a tree has cannot be
 * learnt and is left out, unless all are.
 */
typedef struct keur_guess_states {
    size_t n;
    int32_t *codes;    /**< per state its code, or KEUR_ANY_NUMBER; the most frequent is [mode] */
    int32_t *state_of; /**< at [code + 1]: its state, or -1: left out */
    size_t mode;
} keur_guess_states;

/**
 * @param secrets    codes by row
 * @param rows       the n rows that count, or NULL: the first n
 * @param leaf_rows  rows of the smallest state
 * @param[out] made  freed with keur_guess_states_free(); n is 0 only without rows
 */
keur_status keur_guess_states_make(const keur_column *column, const int32_t *secrets,
                                   const uint32_t *rows, size_t n, size_t leaf_rows,
                                   keur_guess_states *made, keur_error *err);
void keur_guess_states_free(keur_guess_states *states);

#endif
