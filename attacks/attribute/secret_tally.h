/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_SECRET_TALLY_H
#define KEUR_ATTACKS_SECRET_TALLY_H

#include <stddef.h>
#include <stdint.h>

/** The two most frequent secrets of some rows: of equally frequent ones the lower code
 * is the first, and missing (-1) the last of all. KEUR_NO_GUESS where there is none. */
typedef struct keur_cell_secrets {
    int32_t first, second;
    uint32_t n_first, n_second;
} keur_cell_secrets;

/**
 * Count the secrets of some rows.
 * @param secrets        codes from -1 on, by row
 * @param counts         one a code and one more, all 0; 0 again afterwards
 * @param[out] agreement  sum over secrets of (rows with it)^2 / n is added to it
 * O(n).
 */
keur_cell_secrets keur_secret_tally_rows(const uint32_t *rows, size_t n, const int32_t *secrets,
                                         uint32_t *counts, double *agreement);

/** The most frequent secret without one of the rows, which has `secret`. */
int32_t keur_secret_mode_without(const keur_cell_secrets *in, int32_t secret);

#endif
