/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_ROWS_H
#define KEUR_BASE_ROWS_H

#include <stddef.h>
#include <stdint.h>

/**
 * Encoded rows, column by column: codes[j][i] is row i of column j.
 *
 * -1 is missing. Codes of one column mean the same in all tables of a case: they point into an
 * ordered domain, so that of two numbers the larger has the larger code. A view: owns nothing.
 */
typedef struct keur_rows {
    size_t n_rows;
    size_t n_columns;
    const int32_t *const *codes;
} keur_rows;

#endif
