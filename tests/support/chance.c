/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/chance.h"

#include <math.h>

/* log P(Bin(n, p) = k) */
static double log_chance(int k, int n, double p)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p);
}

void keur_check_band(int n, double p, int *low, int *high)
{
    double below = 0, above = 0;

    for (*low = 0; *low < n; ++*low) {
        below += exp(log_chance(*low, n, p));
        if (below > 0.0005)
            break;
    }
    for (*high = n; *high > 0; --*high) {
        above += exp(log_chance(*high, n, p));
        if (above > 0.0005)
            break;
    }
}

double keur_check_normal(keur_random *random)
{
    const double u = 1 - keur_random_uniform(random), v = keur_random_uniform(random);

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

double keur_check_normal_below(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

double keur_check_binomial(keur_random *random, int n, double p)
{
    int s = 0;

    for (int i = 0; i < n; i++)
        s += keur_random_uniform(random) < p;
    return s;
}
