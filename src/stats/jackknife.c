/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/jackknife.h"

#include <math.h>

double keur_jackknife(double estimate, const double *left_out, size_t n_groups, double level,
                      keur_interval *interval)
{
    const double g = (double)n_groups;
    double sum = 0, error = NAN, half = NAN;

    for (size_t i = 0; i < n_groups; i++)
        sum += (left_out[i] - estimate) * (left_out[i] - estimate);
    if (n_groups >= 2 && isfinite(sum)) {
        error = sqrt((g - 1) / g * sum);
        half = keur_student_quantile(0.5 + level / 2, g - 1) * error;
    }
    if (interval != NULL)
        *interval = (keur_interval){estimate - half, estimate + half};
    return error;
}
