/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/beta.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>

/* a log(a / m) + m - a without cancellation where the two are close. */
static double deviance(double a, double m)
{
    const double v = (a - m) / (a + m);
    double sum = (a - m) * v, term = 2 * a * v;

    if (!(fabs(v) < 0.1))
        return a * log(a / m) + m - a;
    for (int j = 1; j < 1000; j++) {
        const double before = sum;

        term *= v * v;
        sum += term / (2 * j + 1);
        if (sum == before)
            break;
    }
    return sum;
}

/* x^a y^b / B(a, b) with y = 1 - x given apart, so that neither end loses digits. Logarithms of
 * gamma functions would cancel to 7 digits at a + b = 1e8; deviances do not: Loader, Fast and
 * Accurate Computation of Binomial Probabilities (2000). */
static double front(double x, double y, double a, double b)
{
    const double n = a + b;
    /* Defined for every positive argument, so that GSL raises no error. */
    const double stirling = gsl_sf_gammastar(n) / (gsl_sf_gammastar(a) * gsl_sf_gammastar(b));

    return sqrt(a / n * b / (2 * M_PI)) * stirling * exp(-deviance(a, n * x) - deviance(b, n * y));
}

/* The continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method; it
 * converges in O(sqrt(a + b)) terms for x < (a + 1) / (a + b + 2). */
static double fraction(double x, double a, double b)
{
    const double tiny = DBL_MIN / DBL_EPSILON;
    double c = 1, d = 1 - (a + b) * x / (a + 1), value;

    d = 1 / (fabs(d) < tiny ? tiny : d);
    value = d;
    for (double m = 1; m < 1e7; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double change;

        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        change = d * c;
        value *= change;
        if (fabs(change - 1) <= DBL_EPSILON)
            break;
    }
    return value;
}

/* P(X <= x), with y = 1 - x given apart. */
static double lower_tail(double x, double y, double a, double b)
{
    double p;

    if (x <= 0 || y <= 0)
        return x <= 0 ? 0 : 1;
    if (x < (a + 1) / (a + b + 2))
        p = front(x, y, a, b) * fraction(x, a, b) / a;
    else
        p = 1 - front(x, y, a, b) * fraction(y, b, a) / b;
    return fmin(fmax(p, 0), 1);
}

double keur_beta_lower(double x, double a, double b)
{
    assert(x >= 0 && x <= 1 && a > 0 && b > 0);
    return lower_tail(x, 1 - x, a, b);
}

double keur_beta_upper(double x, double a, double b)
{
    assert(x >= 0 && x <= 1 && a > 0 && b > 0);
    return lower_tail(1 - x, x, b, a);
}

/* Newton's method for log P(X <= x) = log p in u = log(x / (1 - x)), which keeps all digits at
 * both ends. log P is concave in u, so that after one step the iterates only rise; a bracket guards
 * against underflow. */
static void solve(double p, double a, double b, double *x, double *y)
{
    double low = -740, high = 740, u = log(a / b);

    for (int i = 0; i < 200; i++) {
        double got, slope, next;

        *x = 1 / (1 + exp(-u));
        *y = 1 / (1 + exp(u));
        got = lower_tail(*x, *y, a, b);
        if (got < p)
            low = u;
        else
            high = u;
        slope = front(*x, *y, a, b) / got;
        next = u - (log(got) - log(p)) / slope;
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - u) <= 4 * DBL_EPSILON * fmax(1, fabs(u)))
            break;
        u = next;
    }
}

double keur_beta_lower_quantile(double p, double a, double b)
{
    double x, y;

    assert(p > 0 && p < 1 && a > 0 && b > 0);
    solve(p, a, b, &x, &y);
    return x;
}

double keur_beta_upper_quantile(double p, double a, double b)
{
    double x, y;

    assert(p > 0 && p < 1 && a > 0 && b > 0);
    solve(p, b, a, &y, &x);
    return x;
}

double keur_binomial_at_most(double k, double n, double p)
{
    if (k < 0 || k >= n)
        return k < 0 ? 0 : 1;
    return keur_beta_upper(p, k + 1, n - k);
}

double keur_binomial_at_least(double k, double n, double p)
{
    if (k <= 0 || k > n)
        return k <= 0 ? 1 : 0;
    return keur_beta_lower(p, k, n - k + 1);
}
