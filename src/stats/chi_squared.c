/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/chi_squared.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

/* Beyond this GSL's incomplete gamma function does not converge, and the sum grows long. */
#define LARGEST_SUMMED 1e6

/* A power of X that is nearly normal: Sankaran, Biometrika 50 (1963) 199-204. Within 2e-6 where it
 * is used. */
static double nearly_normal(double x, double k, double lambda)
{
    const double mean = k + lambda, p = (k + 2 * lambda) / (mean * mean);
    const double h = 1 - 2 * mean * (k + 3 * lambda) / (3 * (k + 2 * lambda) * (k + 2 * lambda));
    const double m = (h - 1) * (1 - 3 * h);
    const double centre = 1 + h * p * (h - 1 - (2 - h) * m * p / 2);

    return gsl_cdf_ugaussian_P((pow(x / mean, h) - centre) / (h * sqrt(2 * p) * (1 + m * p / 2)));
}

/* A Poisson mixture of central distributions, summed outward from its largest weight. From one of
 * them to the next is a step of the incomplete gamma function, P(a + 1, y) = P(a, y) - d(a), where
 * d(a) = y^a e^-y / Gamma(a + 1) and d(a) = d(a - 1) y / a. */
double keur_chi_squared_below(double x, double degrees, double noncentrality)
{
    const double half = noncentrality / 2, middle = floor(half), y = x / 2;
    const double first = half > 0 ? exp(middle * log(half) - half - lgamma(middle + 1)) : 1;
    double sum = 0, a, below, weight, step, first_below, first_step;

    assert(degrees > 0 && noncentrality >= 0);
    if (!(x > 0))
        return 0;
    if (x > LARGEST_SUMMED || noncentrality > LARGEST_SUMMED || degrees > LARGEST_SUMMED)
        return nearly_normal(x, degrees, noncentrality);
    a = degrees / 2 + middle;
    first_below = gsl_cdf_chisq_P(x, 2 * a);
    first_step = exp(a * log(y) - y - lgamma(a + 1));
    below = first_below;
    step = first_step;
    weight = first;
    for (double j = 0; weight > 1e-13; j++) {
        sum += weight * below;
        weight *= half / (middle + j + 1);
        below = fmax(below - step, 0);
        step *= y / (a + j + 1);
    }
    below = first_below;
    step = first_step;
    weight = first;
    for (double j = 0; j < middle && weight > 1e-13; j++) {
        weight *= (middle - j) / half;
        step *= (a - j) / y;
        below = fmin(below + step, 1);
        sum += weight * below;
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
    for (int i = 0; i < 100 && high - low > 1e-13 * (1 + high); i++) {
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
