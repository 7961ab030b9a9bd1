/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_CONTENT_H
#define KEUR_CASE_CONTENT_H

#include <keur/case.h>

#include "base/rows.h"

/**
 * Numbers that several cases find from the same input, found once: told by a 128-bit hash of all
 * that goes into them, so that whoever hashes all of it need not ask whether it hangs on the
 * synthetic table. Two inputs that differ are taken for one with a chance of 2^-128.
 */
typedef struct keur_content {
    uint64_t a, b; /**< two independent sums */
} keur_content;

/** The hash of a text that says what is computed, and how: another text, other numbers. */
keur_content keur_content_of(const char *purpose);

void keur_content_add_word(keur_content *to, uint64_t word);
void keur_content_add_bytes(keur_content *to, const void *bytes, size_t n);
void keur_content_add_numbers(keur_content *to, const double *numbers, size_t n);

/** Codes as they are, of a column that has so many. O(rows). */
void keur_content_add_codes(keur_content *to, const int32_t *codes, size_t n, size_t n_codes);

/**
 * What the cells of rows of the case mean: names and types of columns, and numbers and levels, not
 * their codes, which values of another table move. For what depends on values and their order, not
 * on how many codes there are.
 *
 * O(rows * columns + codes).
 */
keur_status keur_content_add_rows(keur_content *to, const keur_case *on, const keur_rows *rows,
                                  keur_error *err);

/** Whether there is another case to share with; without one nothing is kept. */
bool keur_case_shares(const keur_case *on);

/** The n numbers that were kept of the same content, or NULL. They live as long as what the cases
 * share (case/common.h). */
const double *keur_case_recall(const keur_case *on, const keur_content *of, size_t n);

enum { KEUR_MOST_RECALLED = 1 << 24 };

/** Keep n numbers of this content for all cases that share; a copy is made. Nothing is kept where
 * no case shares, or where more than KEUR_MOST_RECALLED numbers (128 MiB) would be. */
keur_status keur_case_recall_later(const keur_case *on, const keur_content *of,
                                   const double *numbers, size_t n, keur_error *err);

#endif
