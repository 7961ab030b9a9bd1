/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_PREDICATES_H
#define KEUR_ATTACKS_PREDICATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/case.h>

#include "base/rows.h"

/** Predicates on rows, such as "age >= 90 and sex = F", and how many rows they select. */

typedef enum keur_relation { KEUR_IS, KEUR_AT_MOST, KEUR_AT_LEAST } keur_relation;

/** The code of a column lies in low .. high, both included; -1 is missing. */
typedef struct keur_condition {
    uint32_t column;
    int32_t low, high;
    keur_relation relation;
} keur_condition;

enum { KEUR_MOST_CONDITIONS = 3 };

/** All of n conditions, on different columns in ascending order. */
typedef struct keur_predicate {
    uint32_t n;
    keur_condition conditions[KEUR_MOST_CONDITIONS];
} keur_predicate;

/** A table that predicates are counted in: a copy of some rows, and for each column the rows in the
 * order of their codes. */
typedef struct keur_searched {
    size_t n_rows, n_columns;
    int32_t **codes;
    uint32_t **order;  /**< per column: its rows by code, then by row */
    uint32_t **starts; /**< per column: rows with code c begin at order[starts[c + 1]] and end
                          before order[starts[c + 2]], c = -1 .. n_codes - 1 */
} keur_searched;

/**
 * @param rows     the table
 * @param n_codes  per column: codes lie in -1 .. n_codes - 1
 * @param chosen   n of its rows, or NULL: all of them (n is not looked at)
 * @param[out] made  freed with keur_searched_free(), also where this fails
 *
 * O(columns * (rows + codes)) time; 8 bytes a cell and 4 a code.
 */
keur_status keur_searched_make(const keur_rows *rows, const size_t *n_codes, const uint32_t *chosen,
                               size_t n, keur_searched *made, keur_error *err);
void keur_searched_free(keur_searched *of);

/** What a predicate selects where that is not exactly one row. */
#define KEUR_NOT_ONE UINT32_MAX

/**
 * The one row that a predicate selects, or KEUR_NOT_ONE. Exact.
 *
 * Looks at the rows of the condition that fewest meet, up to the second that meets all.
 */
uint32_t keur_predicate_hit(const keur_searched *in, const keur_predicate *predicate);

/** hits[i] = keur_predicate_hit() of predicate i, on up to `threads` threads. */
keur_status keur_predicates_hit(const keur_searched *in, const keur_predicate *predicates, size_t n,
                                int threads, uint32_t *hits, keur_error *err);

/** Predicates that were made; freed with keur_predicates_free(). */
typedef struct keur_predicates {
    size_t n;
    keur_predicate *items;
} keur_predicates;

void keur_predicates_free(keur_predicates *of);

/**
 * Predicates on one column that select exactly one row of a table: missing, where one value is; at
 * most the lowest number, at least the highest; equal to a value that occurs once. Every column
 * has the same share of `most`, to one; where it offers more, they are drawn by seed, and what
 * others leave is left.
 *
 * @param seed   of the run
 */
keur_status keur_predicates_single(const keur_case *on, const keur_searched *in, size_t most,
                                   uint64_t seed, keur_predicates *made, keur_error *err);

/** For each predicate on one column another by chance, of one who knows ranges and codebooks: the
 * same column and relation; in place of a number one drawn evenly from the range of the table
 * (where equal, on the grid of its smallest gap, so that it may be none that occurs), in place of
 * anything else one of the levels that occur, or missing where that does. */
keur_status keur_predicates_chance(const keur_case *on, const keur_searched *in,
                                   const keur_predicates *like, uint64_t seed,
                                   keur_predicates *made, keur_error *err);

/**
 * Predicates on three columns (all, where there are two) that select exactly one row of a table,
 * `most` of them or as many as are found in 200 times as many attempts (five million at most). An
 * attempt takes a row at random, one column in turn and two others at random; a table that offers
 * 65,536 rows and combinations of columns or fewer is tried as a whole. A number must be at least
 * that of the row where this lies above the column's median, else at most; everything else must be
 * equal. None twice.
 *
 * @param purpose  names the stream of random numbers
 */
keur_status keur_predicates_several(const keur_case *on, const keur_searched *in, size_t most,
                                    uint64_t seed, const char *purpose, int threads,
                                    keur_predicates *made, keur_error *err);

#endif
