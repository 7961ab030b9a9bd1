/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/roc_reach.h"

#include <math.h>

#include "stats/beta.h"

/* Where DeLong's interval begins to hold again, and where it stands alone: as a distance of the
 * area from 0 or 1, and as a variance in squares of the weight of one record. */
static const double near[2] = {0.1, 0.25}, few[2] = {25, 100};

/* Smaller tails are not told apart from 0. */
#define LEAST_TAIL 1e-300

/* 1 up to the first, 0 from the second on. */
static double fading(double x, const double from_to[2])
{
    return fmin(fmax((from_to[1] - x) / (from_to[1] - from_to[0]), 0), 1);
}

static double distance_of(const keur_roc_area *of)
{
    return fmin(of->auc, 1 - of->auc);
}

/* How much of the wider end counts. */
static double weight_of(const keur_roc_area *of)
{
    const double n = (double)of->n_least;

    return isnan(of->variance) ? 0
                               : fading(distance_of(of), near) * fading(n * n * of->variance, few);
}

bool keur_roc_is_near(const keur_roc_area *of)
{
    return weight_of(of) > 0;
}

/* From the distance d to the upper end of what it may be, by the matched beta distribution. */
static double beta_reach(const keur_roc_area *of, double tail)
{
    const double n = (double)of->n_least, d = distance_of(of);
    const double mean = (n * d + 1) / (n + 1);
    /* No area of n pairs at least has a larger variance; an estimate may. */
    const double seen = fmin((n - 1) * of->variance, d * (1 - d));
    const double variance = (n * n * seen + n * (1 - d)) / ((n + 1) * (n + 1) * (n + 2));
    const double size = mean * (1 - mean) / variance - 1;

    if (tail < LEAST_TAIL)
        return 1 - d;
    return keur_beta_upper_quantile(tail, mean * size, (1 - mean) * size) - d;
}

keur_reach keur_roc_reach(const keur_roc_area *of, double z)
{
    const double half = isinf(z) ? z : z * sqrt(of->variance), weight = weight_of(of);
    keur_reach made = {half, half};

    if (isnan(of->variance))
        return (keur_reach){NAN, NAN};
    if (weight > 0) {
        const double more = beta_reach(of, erfc(z / sqrt(2)) / 2) - half;

        *(of->auc < 0.5 ? &made.above : &made.below) += weight * fmax(more, 0);
    }
    return made;
}

keur_reach keur_roc_excess(const keur_roc_area *of, double z)
{
    const double half = z * sqrt(of->variance);
    const keur_reach reach = keur_roc_reach(of, z);

    return (keur_reach){(reach.below - half) * (reach.below + half),
                        (reach.above - half) * (reach.above + half)};
}
