/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/chi_squared.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

/* A Poisson mixture of central distributions, summed outward from its largest weight. */
double keur_chi_squared_below(double x, double degrees, double noncentrality)
{
    const double half = noncentrality / 2, middle = floor(half);
    const double first = half > 0 ? exp(middle * log(half) - half - lgamma(middle + 1)) : 1;
    double sum = 0, weight = first;

    assert(degrees > 0 && noncentrality >= 0);
    if (!(x > 0))
        return 0;
    for (double j = middle; weight > 1e-13; j++) {
        sum += weight * gsl_cdf_chisq_P(x, degrees + 2 * j);
        weight *= half / (j + 1);
    }
    weight = half > 0 ? first * middle / half : 0;
    for (double j = middle - 1; j >= 0 && weight > 1e-13; j--) {
        sum += weight * gsl_cdf_chisq_P(x, degrees + 2 * j);
        weight *= j / half;
    }
    return fmin(sum, 1);
}

/* The noncentrality at which x has `tail` of the distribution below it; 0 where even the central
 * distribution has less. */
static double solve(double x, double degrees, double tail)
{
    double low = 0, high = x + 10;

    if (keur_chi_squared_below(x, degrees, 0) <= tail)
        return 0;
    while (keur_chi_squared_below(x, degrees, high) > tail)
        high *= 2;
    for (int i = 0; i < 60 && high - low > 1e-10 * (1 + high); i++) {
        const double middle = (low + high) / 2;

        if (keur_chi_squared_below(x, degrees, middle) > tail)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

keur_interval keur_interval_noncentrality(double x, double degrees, double level)
{
    const double tail = (1 - level) / 2;

    return (keur_interval){solve(x, degrees, 1 - tail), solve(x, degrees, tail)};
}
