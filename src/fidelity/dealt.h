/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_DEALT_H
#define KEUR_FIDELITY_DEALT_H

#include <keur/case.h>

#include "base/rows.h"
#include "stats/half_samples.h"

enum { KEUR_MOST_HANDS = 2 * KEUR_MOST_PAIRS };

/** Rows to be dealt: those of a table, or some of them. */
typedef struct keur_dealer {
    const keur_rows *from;
    const int32_t *units;   /**< per row of the table its person; NULL: each row is one */
    size_t n_units;         /**< persons are below this */
    const uint32_t *subset; /**< n_rows rows of the table; NULL: its first n_rows */
    size_t n_rows;
    uint64_t seed;
    const char *purpose; /**< of the stream: the same purpose and numbers give the same order */
} keur_dealer;

/** Rows of a dealer in a random order of their persons, those of one together. */
typedef struct keur_deal {
    size_t n_rows, n_persons;
    uint32_t *rows;   /**< of the table */
    uint32_t *person; /**< per place in the order: 0, 1, ... as they come */
} keur_deal;

keur_status keur_deal_make(const keur_dealer *by, keur_deal *made, keur_error *err);
void keur_deal_free(keur_deal *deal);

/** A table in hands: its persons were dealt to them in turn, and its rows lie hand by hand. */
typedef struct keur_dealt {
    size_t n_rows, n_columns;
    int32_t **codes; /**< per column one a row, missing 0, codes from 1 */
    size_t begin[KEUR_MOST_HANDS + 1];
} keur_dealt;

/** The first n_rows of a deal, in n_hands hands. Closed with keur_dealt_free() in any case. */
keur_status keur_dealt_make(const keur_rows *from, const keur_deal *deal, size_t n_rows,
                            size_t n_hands, keur_dealt *made, keur_error *err);

/**
 * Columns drawn independently: as many rows as `like` has in each hand, each column from a random
 * row of `from` that was dealt to that hand. So a half-sample of hands is what would have been
 * drawn from that half of `from`, and the interval knows of the chance in its columns. No two
 * columns of a row are taken from one person (which would keep what goes together), but where
 * a hand has hardly more persons than there are columns.
 * @param item  draws with different items are independent
 */
keur_status keur_dealt_independent(const keur_rows *from, const keur_deal *deal,
                                   const keur_dealt *like, size_t n_hands, uint64_t seed,
                                   uint64_t item, keur_dealt *made, keur_error *err);
void keur_dealt_free(keur_dealt *dealt);

#endif
