/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/told_test.h"

#include <math.h>

#include "base/try.h"
#include "stats/clustered.h"
#include "stats/two_rates.h"

keur_status keur_told_test(const keur_told_rows *rows, const size_t counts[2],
                           const unsigned char *told, double sizes[2], double *p, keur_error *err)
{
    double worth[2];
    size_t first = 0;
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < 2; first += rows->n[t], t++) {
        const double n = (double)rows->n[t], s = (double)counts[t];

        sizes[t] = n;
        if (rows->person != NULL && n > 0)
            KEUR_TRY(keur_clustered_size(rows->person + first, told + first, rows->n[t],
                                         rows->n_persons, &sizes[t], err));
        worth[t] = sizes[t] < n ? fmin(s / n * sizes[t], sizes[t]) : s;
    }
    *p = NAN;
    if (sizes[0] > 0 && sizes[1] > 0)
        *p = keur_two_rates_p(worth[0], sizes[0], worth[1], sizes[1]);
out:
    return status;
}

size_t keur_told_least(const keur_told_rows *rows, const size_t counts[2])
{
    size_t least = SIZE_MAX;

    for (size_t t = 0; t < 2; t++) {
        const size_t rest = rows->n[t] - counts[t];

        least = counts[t] < least ? counts[t] : least;
        least = rest < least ? rest : least;
    }
    return least > 0 ? least : 1;
}
