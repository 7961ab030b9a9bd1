/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/secret_tally.h"

#include <stdbool.h>

#include "attacks/attribute/guessing_rule.h"
/* Whether `a`, with so many rows, comes before `b`. A missing value becomes the largest number. */
static bool comes_before(uint32_t n_a, int32_t a, uint32_t n_b, int32_t b)
{
    return n_a > n_b || (n_a == n_b && n_a > 0 && (uint32_t)a < (uint32_t)b);
}

static void take_in(keur_cell_secrets *to, int32_t secret, uint32_t n)
{
    if (comes_before(n, secret, to->n_first, to->first)) {
        to->second = to->first;
        to->n_second = to->n_first;
        to->first = secret;
        to->n_first = n;
    } else if (comes_before(n, secret, to->n_second, to->second)) {
        to->second = secret;
        to->n_second = n;
    }
}

keur_cell_secrets keur_secret_tally_rows(const uint32_t *rows, size_t n, const int32_t *secrets,
                                         uint32_t *counts, double *agreement)
{
    keur_cell_secrets made = {.first = KEUR_NO_GUESS, .second = KEUR_NO_GUESS};
    double squares = 0;

    for (size_t i = 0; i < n; i++)
        counts[secrets[rows[i]] + 1]++;
    for (size_t i = 0; i < n; i++) {
        const int32_t secret = secrets[rows[i]];
        const uint32_t here = counts[secret + 1];

        if (here == 0)
            continue;
        take_in(&made, secret, here);
        squares += (double)here * (double)here;
        counts[secret + 1] = 0;
    }
    if (n > 0)
        *agreement += squares / (double)n;
    return made;
}

int32_t keur_secret_mode_without(const keur_cell_secrets *in, int32_t secret)
{
    if (in->first != secret)
        return in->first;
    return comes_before(in->n_second, in->second, in->n_first - 1, in->first) ? in->second
                                                                              : in->first;
}
