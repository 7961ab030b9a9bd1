/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/risk.h"

#include <assert.h>
#include <math.h>

static double centre_of(double s, double n, double z)
{
    return (s + z * z / 2) / (n + z * z);
}

static double half_of(double s, double n, double z)
{
    return z / (n + z * z) * sqrt(s * (n - s) / n + z * z / 4);
}

keur_risk keur_risk_propagate(double a, double half_a, double c, double half_c)
{
    const double left = 1 - c;
    keur_risk made = {NAN, {NAN, NAN}};
    double half;

    if (!(left > 0))
        return made;
    made.value = (a - c) / left;
    half = hypot(half_a / left, half_c * (a - 1) / (left * left));
    made.interval = (keur_interval){made.value - half, made.value + half};
    return made;
}

keur_risk keur_risk_of(double s, double n, double s_c, double n_c, double level)
{
    const double z = keur_normal_quantile(0.5 + level / 2);

    assert(n > 0 && s >= 0 && s <= n && n_c > 0 && s_c >= 0 && s_c <= n_c);
    if (s_c == n_c)
        return (keur_risk){NAN, {NAN, NAN}};
    return keur_risk_propagate(centre_of(s, n, z), half_of(s, n, z), centre_of(s_c, n_c, z),
                               half_of(s_c, n_c, z));
}
