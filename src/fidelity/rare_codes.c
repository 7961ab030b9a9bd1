/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/rare_codes.h"

enum { FEW = 10 };

void keur_forget_rare_codes(size_t *counts, size_t n_codes)
{
    size_t n_common = 0, n_rare_rows = 0;

    for (size_t c = 0; c < n_codes; c++) {
        n_common += counts[c] >= FEW;
        n_rare_rows += counts[c] < FEW ? counts[c] : 0;
    }
    for (size_t c = 0; c < n_codes && n_common == 2 && n_rare_rows < FEW; c++)
        counts[c] = counts[c] < FEW ? 0 : counts[c];
}
