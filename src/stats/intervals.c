/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/intervals.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_version.h>

#include "stats/beta.h"

/* GSL is called inside its domains only: its default error handler ends the program, and replacing
 * the handler would change a global of the caller. */

double keur_normal_quantile(double p)
{
    assert(p >= 0 && p <= 1);
    return gsl_cdf_ugaussian_Pinv(p);
}

double keur_student_quantile(double p, double degrees)
{
    assert(p >= 0 && p <= 1 && degrees > 0);
    return gsl_cdf_tdist_Pinv(p, degrees);
}

keur_interval keur_interval_wilson(double s, double n, double level)
{
    const double z = keur_normal_quantile(0.5 + level / 2);
    const double centre = (s + z * z / 2) / (n + z * z);
    const double half = z / (n + z * z) * sqrt(s * (n - s) / n + z * z / 4);

    assert(n > 0 && s >= 0 && s <= n);
    /* The ends are 0 and 1 there, which rounding would miss. */
    return (keur_interval){s > 0 ? fmax(centre - half, 0) : 0, s < n ? fmin(centre + half, 1) : 1};
}

double keur_clopper_pearson_low(double s, double n, double alpha)
{
    assert(n > 0 && s >= 0 && s <= n);
    return s > 0 ? keur_beta_lower_quantile(alpha, s, n - s + 1) : 0;
}

double keur_clopper_pearson_high(double s, double n, double alpha)
{
    assert(n > 0 && s >= 0 && s <= n);
    return s < n ? keur_beta_upper_quantile(alpha, s + 1, n - s) : 1;
}

keur_interval keur_interval_clopper_pearson(double s, double n, double level)
{
    const double alpha = (1 - level) / 2;

    return (keur_interval){keur_clopper_pearson_low(s, n, alpha),
                           keur_clopper_pearson_high(s, n, alpha)};
}

keur_interval keur_interval_newcombe(double s1, double n1, double s2, double n2, double level)
{
    const keur_interval first = keur_interval_wilson(s1, n1, level);
    const keur_interval second = keur_interval_wilson(s2, n2, level);
    const double p1 = s1 / n1, p2 = s2 / n2;

    return (keur_interval){
        fmax(p1 - p2 - hypot(p1 - first.low, second.high - p2), -1),
        fmin(p1 - p2 + hypot(first.high - p1, p2 - second.low), 1),
    };
}

keur_interval keur_interval_mean(double mean, double variance, double n, double level)
{
    double half;

    if (!(n >= 2))
        return (keur_interval){NAN, NAN};
    half = keur_student_quantile(0.5 + level / 2, n - 1) * sqrt(variance / n);
    return (keur_interval){mean - half, mean + half};
}

keur_interval keur_interval_welch(double mean1, double variance1, double n1, double mean2,
                                  double variance2, double n2, double level)
{
    const double v1 = variance1 / n1, v2 = variance2 / n2, difference = mean1 - mean2;
    double degrees, half;

    if (!(n1 >= 2) || !(n2 >= 2))
        return (keur_interval){NAN, NAN};
    if (v1 + v2 == 0)
        return (keur_interval){difference, difference};
    /* Welch's degrees of freedom, from the shares of the two variances so that none underflows. */
    degrees = 1 / (v1 / (v1 + v2) * (v1 / (v1 + v2)) / (n1 - 1) +
                   v2 / (v1 + v2) * (v2 / (v1 + v2)) / (n2 - 1));
    half = keur_student_quantile(0.5 + level / 2, degrees) * sqrt(v1 + v2);
    return (keur_interval){difference - half, difference + half};
}

void keur_binomial_ranks(size_t n, double p, double tail, size_t *low, size_t *high)
{
    const double size = (double)n;
    size_t from = 0, to = n;

    /* The largest r with P(X <= r - 1) <= tail; r = 0 always satisfies it. */
    while (from < to) {
        const size_t r = to - (to - from) / 2;

        if (keur_binomial_at_most((double)r - 1, size, p) <= tail)
            from = r;
        else
            to = r - 1;
    }
    *low = from;
    /* The smallest r with P(X >= r) <= tail; r = n + 1 always satisfies it. */
    from = 1;
    to = n + 1;
    while (from < to) {
        const size_t r = from + (to - from) / 2;

        if (keur_binomial_at_least((double)r, size, p) <= tail)
            to = r;
        else
            from = r + 1;
    }
    *high = from;
}

void keur_interval_quantile(size_t n, double p, double level, size_t *low, size_t *high)
{
    assert(p >= 0 && p <= 1);
    keur_binomial_ranks(n, p, (1 - level) / 2, low, high);
}

const char *keur_stats_version(void)
{
    return gsl_version;
}
