/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/two_rates.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

static int is_whole(double x)
{
    return x == floor(x) && x < 0x1p31;
}

static double score_p(double s1, double n1, double s2, double n2)
{
    const double n = n1 + n2, pooled = (s1 + s2) / n;
    const double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);

    if (!(variance > 0)) /* all succeed or none does: nothing speaks for a larger rate */
        return 1;
    return gsl_cdf_ugaussian_Q((s1 / n1 - s2 / n2) * sqrt((n - 1) / n / variance));
}

double keur_two_rates_p(double s1, double n1, double s2, double n2)
{
    assert(n1 > 0 && s1 >= 0 && s1 <= n1 && n2 > 0 && s2 >= 0 && s2 <= n2);
    if (!is_whole(s1) || !is_whole(n1) || !is_whole(s2) || !is_whole(n2))
        return score_p(s1, n1, s2, n2);
    if (s1 == 0)
        return 1;
    /* What one table cannot but have: the library takes it for an error. */
    if (s1 <= s1 + s2 - n2)
        return 1;
    return fmin(1, gsl_cdf_hypergeometric_Q((unsigned)(s1 - 1), (unsigned)(s1 + s2),
                                            (unsigned)(n1 + n2 - s1 - s2), (unsigned)n1));
}
