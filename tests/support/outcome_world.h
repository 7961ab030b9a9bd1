/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_OUTCOME_WORLD_H
#define KEUR_TESTS_OUTCOME_WORLD_H

#include "support/measuring.h"

/** What the outcome `y` of a population is. */
typedef enum keur_outcome_world {
    KEUR_WORLD_TWO,
    KEUR_WORLD_THREE,
    KEUR_WORLD_NUMBER
} keur_outcome_world;

/** n rows with columns x, u (numbers), g (4 levels), h (2), y: by x, g and h; where `is_broken`
 * by nothing, in the same shares. The same stream gives the same rows. Freed with free(). */
char *keur_outcome_table(keur_outcome_world kind, uint64_t stream, size_t n, bool is_broken);

/** A row of such a table: y is 0 or 1 for no and yes, 0 to 2 for low, mid, high, or the number. */
typedef struct keur_outcome_row {
    double x, u, y;
    char g;
    bool is_in;
} keur_outcome_row;

/** Read a table back, from its text. @return rows; at most `most` */
size_t keur_outcome_read(const char *text, keur_outcome_row *rows, size_t most);

enum { KEUR_PLAIN_TERMS = 7 };

/** The terms of a row: 1, x, u, whether g is each of its levels but `base_g`, whether h is not
 * `base_in`. */
void keur_outcome_terms(const keur_outcome_row *row, char base_g, bool base_in,
                        double terms[KEUR_PLAIN_TERMS]);

/** The level of g, and of h, that most rows have; the first of equal ones. */
void keur_outcome_bases(const keur_outcome_row *rows, size_t n, char *base_g, bool *base_in);

/** Least squares by normal equations, or maximum likelihood by Newton's steps on them, with plain
 * elimination; errors as of the inverse information. `y` other than `one` counts as 0 where
 * is_logistic. */
void keur_plain_regression(const keur_outcome_row *rows, size_t n, char base_g, bool base_in,
                           bool is_logistic, double one, double b[KEUR_PLAIN_TERMS],
                           double errors[KEUR_PLAIN_TERMS]);

/** A schema in which y is the outcome. */
extern const char keur_outcome_schema[];

#endif
