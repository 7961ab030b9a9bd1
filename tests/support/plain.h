/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_PLAIN_H
#define KEUR_TESTS_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"

/* Small random tables as plain values, and what the READMEs say about them in plain loops. Nothing
 * here knows codes, cells or indexes. */

enum { KEUR_PLAIN_ROWS = 100, KEUR_PLAIN_COLUMNS = 6 };

/** Few whole numbers; many numbers; numbers beside the special code -8; huge numbers; one number;
 * few levels; many levels. */
enum {
    KEUR_PLAIN_FEW,
    KEUR_PLAIN_MANY,
    KEUR_PLAIN_SPECIAL,
    KEUR_PLAIN_HUGE,
    KEUR_PLAIN_ONE,
    KEUR_PLAIN_LEVELS,
    KEUR_PLAIN_MORE_LEVELS,
    KEUR_PLAIN_KINDS
};

/** A cell: 'm' missing, 'n' a number, 'l' a level or special code. */
typedef struct keur_plain_cell {
    char kind;
    double number;
    int level;
} keur_plain_cell;

typedef struct keur_plain {
    size_t n_rows, n_columns;
    int kinds[KEUR_PLAIN_COLUMNS];
    keur_plain_cell cells[KEUR_PLAIN_ROWS][KEUR_PLAIN_COLUMNS];
} keur_plain;

/** Kinds of columns, and rows of them with about one cell in eight missing. */
void keur_plain_kinds(keur_random *random, keur_plain *made);
void keur_plain_draw(keur_random *random, const keur_plain *kinds, size_t n_rows, keur_plain *made);

/** Replace about one row in `every` of `to` by a random row of `from`. */
void keur_plain_copy(keur_random *random, const keur_plain *from, size_t every, keur_plain *to);

/** to = the rows of `from` in random order. */
void keur_plain_shuffle(keur_random *random, const keur_plain *from, keur_plain *to);

/** As CSV, columns in the order given (NULL: as they are); freed with free(). */
char *keur_plain_csv(const keur_plain *from, const size_t *columns);

/** The schema that declares the kinds; freed with free(). */
char *keur_plain_schema(const keur_plain *from);

bool keur_plain_same_cell(const keur_plain_cell *a, const keur_plain_cell *b);

/** Whether row i of a equals row k of b in n of the columns (NULL: in the first n). */
bool keur_plain_same_row(const keur_plain *a, size_t i, const keur_plain *b, size_t k,
                         const size_t *columns, size_t n);

/** Numbers of a column of two tables, sorted; `b` may be NULL. @return how many */
size_t keur_plain_numbers(const keur_plain *a, const keur_plain *b, size_t column, double *sorted);

/** Quantile of sorted numbers by linear interpolation. */
double keur_plain_quantile(const double *sorted, size_t n, double p);

/** Group of a number among the distinct quantiles 0, 1/k, ..., 1 of sorted numbers: 0 below all, 1
 * up to the second cut, ...; where the lowest cut is apart, 1 at it, 2 up to the second cut. */
int keur_plain_group(const double *sorted, size_t n, size_t k, bool is_apart, double x);

/** The column in k quantile groups of sorted numbers; levels and missing as they are. */
void keur_plain_cut(keur_plain *table, size_t column, const double *sorted, size_t n, size_t k,
                    bool is_apart);

#endif
