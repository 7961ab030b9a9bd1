/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "near/near_impl.h"

void keur_kept_start(keur_kept *kept, size_t k)
{
    kept->k = k;
    for (size_t i = 0; i < k; i++) {
        kept->distances[i] = INFINITY;
        kept->rows[i] = KEUR_NO_ROW;
    }
}

bool keur_kept_offer(keur_kept *kept, double distance, uint32_t row)
{
    double *distances = kept->distances;
    uint32_t *rows = kept->rows;
    size_t at = kept->k - 1;

    /* KEUR_NO_ROW is above every row, so an empty place loses even at an infinite distance. */
    if (distance > distances[at] || (distance == distances[at] && row > rows[at]))
        return false;
    while (at > 0 && (distance < distances[at - 1] ||
                      (distance == distances[at - 1] && row < rows[at - 1]))) {
        distances[at] = distances[at - 1];
        rows[at] = rows[at - 1];
        at--;
    }
    distances[at] = distance;
    rows[at] = row;
    return true;
}
