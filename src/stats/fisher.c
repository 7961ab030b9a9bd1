/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/fisher.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

double keur_fisher_above(double s1, double n1, double s2, double n2)
{
    const double hits = s1 + s2, misses = n1 + n2 - hits;

    assert(s1 >= 0 && s1 <= n1 && s2 >= 0 && s2 <= n2);
    /* One that cannot be undercut: all misses fall to the first, or none of the hits. */
    if (s1 <= 0 || s1 <= n1 - misses)
        return 1;
    return fmin(1, gsl_cdf_hypergeometric_Q((unsigned)s1 - 1, (unsigned)hits, (unsigned)misses,
                                            (unsigned)n1));
}
