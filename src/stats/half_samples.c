/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/half_samples.h"

#include <math.h>
#include <string.h>

/* The differences of each pair, side by side, and the rows of all. */
static void take_differences(int32_t *counts, size_t n_pairs, size_t width, int32_t *all)
{
    memset(all, 0, width * sizeof *all);
    for (size_t l = 0; l < n_pairs; l++) {
        const int32_t *first = counts + 2 * l * width, *second = first + width;
        int32_t *to = counts + l * width;

        for (size_t c = 0; c < width; c++) {
            const int32_t a = first[c], b = second[c];

            all[c] += a + b;
            to[c] = a - b;
        }
    }
}

void keur_half_samples_count(int32_t *counts, size_t n_pairs, size_t width, int32_t *all)
{
    take_differences(counts, n_pairs, width, all);
    for (size_t step = 1; step < n_pairs; step *= 2) {
        for (size_t l = 0; l < n_pairs; l++) {
            int32_t *a = counts + l * width, *b = a + step * width;

            if ((l & step) != 0)
                continue;
            for (size_t c = 0; c < width; c++) {
                const int32_t sum = a[c] + b[c], difference = a[c] - b[c];

                a[c] = sum;
                b[c] = difference;
            }
        }
    }
}

double keur_half_samples_error(const double *gaps, size_t n)
{
    double sum = 0;

    for (size_t r = 0; r < n; r++)
        sum += gaps[r] * gaps[r];
    return sqrt(sum / (4 * (double)n));
}
