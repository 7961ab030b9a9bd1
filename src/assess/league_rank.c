/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranks as ranges: a table that is better than another only within chance does not outrank it.
 * After Goldstein & Spiegelhalter, JRSS A 159 (1996) 385-443, with intervals of the differences
 * themselves, each at 95%, without a correction for how many there are.
 */
#include "assess/league.h"

#include <math.h>

void keur_league_ranks(const bool *better, size_t n, size_t *best, size_t *last)
{
    for (size_t i = 0; i < n; i++) {
        best[i] = 1;
        last[i] = n;
        for (size_t j = 0; j < n; j++) {
            best[i] += better[j * n + i];
            last[i] -= better[i * n + j];
        }
    }
}

void keur_league_front(const double *x, const double *y, const bool *better_x, const bool *better_y,
                       size_t n, keur_front *fronts)
{
    for (size_t i = 0; i < n; i++) {
        fronts[i] = isnan(x[i]) || isnan(y[i]) ? KEUR_FRONT_UNKNOWN : KEUR_FRONT_ON;
        for (size_t j = 0; j < n && fronts[i] != KEUR_FRONT_UNKNOWN; j++) {
            if (isnan(x[j]) || isnan(y[j]))
                continue;
            if (better_x[j * n + i] && better_y[j * n + i])
                fronts[i] = KEUR_FRONT_BEHIND;
            else if (fronts[i] == KEUR_FRONT_ON && x[j] >= x[i] && y[j] <= y[i] &&
                     (x[j] > x[i] || y[j] < y[i]))
                fronts[i] = KEUR_FRONT_NEAR;
        }
    }
}

const char *keur_front_word(keur_front front)
{
    static const char *const words[KEUR_N_FRONTS] = {
        [KEUR_FRONT_UNKNOWN] = "unknown",
        [KEUR_FRONT_ON] = "on",
        [KEUR_FRONT_NEAR] = "within-chance",
        [KEUR_FRONT_BEHIND] = "behind",
    };

    return words[front];
}
