/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/holm.h"

#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

keur_status keur_holm(const double *p, size_t n, double *adjusted, keur_error *err)
{
    double *known = NULL, at_least = 0;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(known, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    for (size_t i = 0; i < n; i++)
        known[i] = isnan(p[i]) ? INFINITY : p[i];
    KEUR_TRY(keur_sort_order(known, n, order, err));
    for (size_t rank = 0; rank < n; rank++) {
        const size_t i = order[rank];

        at_least = fmax(at_least, fmin((double)(n - rank) * known[i], 1));
        adjusted[i] = isinf(known[i]) ? NAN : at_least;
    }
out:
    keur_release(known);
    keur_release(order);
    return status;
}
