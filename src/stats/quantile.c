/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/quantile.h"

#include <assert.h>
#include <math.h>

/* The order of operations is numpy's (numpy/lib/_function_base_impl.py, _lerp and
 * _compute_virtual_index with alpha = beta = 1), so that results agree to the last bit. */
static double between(double a, double b, double t)
{
    const double step = b - a;

    if (!isfinite(step)) /* numbers near the largest there are */
        return a * (1 - t) + b * t;
    return t >= 0.5 ? b - step * (1 - t) : a + step * t;
}

/* Place (from 0) of the value below the quantile, and how far the quantile lies beyond it. */
static size_t place(size_t n, double p, double *t)
{
    const double at = (double)(n - 1) * p, below = floor(at);

    assert(n > 0 && p >= 0 && p <= 1);
    *t = at - below;
    return (size_t)below;
}

double keur_quantile(const double *ascending, size_t n, double p)
{
    double t;
    const size_t below = place(n, p, &t), above = below + 1 < n ? below + 1 : below;

    return between(ascending[below], ascending[above], t);
}

double keur_quantile_counted(const double *ascending, const size_t *counts, size_t n, double p)
{
    size_t n_all = 0, seen, below, i = 0, j;
    double t;

    for (size_t k = 0; k < n; k++)
        n_all += counts[k];
    below = place(n_all, p, &t);
    for (seen = counts[0]; seen <= below; seen += counts[i])
        i++;
    /* The next value in order: the same one unless its last copy is the value below. Beyond the
     * last one t is 0. */
    for (j = i; j + 1 < n && seen <= below + 1;)
        seen += counts[++j];
    return between(ascending[i], ascending[j], t);
}
