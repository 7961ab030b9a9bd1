/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/power.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

#include "stats/epsilon.h"
#include "stats/intervals.h"

static double normal_below(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

/* The smallest n from 1 to KEUR_ROWS_MOST with is_enough(n), which holds from some n on. */
static size_t smallest_enough(bool (*is_enough)(size_t n, const void *asked), const void *asked)
{
    size_t too_few = 0, enough = 1;

    while (!is_enough(enough, asked)) {
        if (enough == KEUR_ROWS_MOST)
            return KEUR_ROWS_NEVER;
        too_few = enough;
        enough = enough < KEUR_ROWS_MOST / 2 ? 2 * enough : KEUR_ROWS_MOST;
    }
    while (enough - too_few > 1) {
        const size_t n = too_few + (enough - too_few) / 2;

        if (is_enough(n, asked))
            enough = n;
        else
            too_few = n;
    }
    return enough;
}

/* Error of an AUC under the null, without ties. */
static double null_error(double m, double n)
{
    return sqrt((m + n + 1) / (12 * m * n));
}

/* Hanley and McNeil: of two members against one non-member, and one against two. */
static double error_at(double a, double m, double n)
{
    const double q1 = a / (2 - a), q2 = 2 * a * a / (1 + a);

    return sqrt((a * (1 - a) + (m - 1) * (q1 - a * a) + (n - 1) * (q2 - a * a)) / (m * n));
}

double keur_detectable_auc(size_t n_member, size_t n_non_member, double power, double alpha)
{
    const double m = (double)n_member, n = (double)n_non_member;
    const double least = 0.5 + keur_normal_quantile(1 - alpha) * null_error(m, n);
    const double z = keur_normal_quantile(power);
    double low = 0.5, high = 1;

    assert(n_member > 0 && n_non_member > 0);
    if (least >= 1)
        return NAN;
    for (int i = 0; i < 60; i++) {
        const double a = low + (high - low) / 2;

        if (a - z * error_at(a, m, n) < least)
            low = a;
        else
            high = a;
    }
    return high;
}

double keur_power_auc(size_t n_member, size_t n_non_member, double limit, size_t n_attacks,
                      double alpha)
{
    const double room = (limit - 0.5) / null_error((double)n_member, (double)n_non_member);

    assert(n_member > 0 && n_non_member > 0);
    return pow(normal_below(room - keur_normal_quantile(1 - alpha)), (double)n_attacks);
}

double keur_least_auc(size_t n_member, size_t n_non_member, size_t n_attacks, double power,
                      double alpha)
{
    const double each = pow(power, 1 / (double)n_attacks);

    assert(n_member > 0 && n_non_member > 0 && n_attacks > 0);
    return fmin(0.5 + (keur_normal_quantile(1 - alpha) + keur_normal_quantile(each)) *
                          null_error((double)n_member, (double)n_non_member),
                1);
}

typedef struct asked {
    size_t n_member, n_attacks;
    double limit, power, alpha, fpr, baseline;
} asked;

static bool is_enough_for_auc(size_t n, const void *context)
{
    const asked *of = context;

    return keur_power_auc(of->n_member > 0 ? of->n_member : n, n, of->limit, of->n_attacks,
                          of->alpha) >= of->power;
}

size_t keur_rows_auc(size_t n_member, double limit, size_t n_attacks, double power, double alpha)
{
    const asked of = {.n_member = n_member,
                      .limit = limit,
                      .n_attacks = n_attacks,
                      .power = power,
                      .alpha = alpha};

    return smallest_enough(is_enough_for_auc, &of);
}

/* Where the j-th largest of n non-members is the threshold of the upper end, and at most k members
 * above it leave that end below the limit: P(at most k members above) is P(at most k members among
 * the k + j highest of all). */
double keur_power_tpr(size_t n_member, size_t n_non_member, double fpr, double limit, double alpha)
{
    const double tail = alpha / 2;
    size_t unused, j, too_many;

    assert(n_member > 0 && n_non_member > 0 && n_member + n_non_member <= 4000000000u);
    keur_binomial_ranks(n_non_member, fpr, tail, &unused, &j);
    keur_binomial_ranks(n_member, limit, tail, &too_many, &unused);
    /* Below 3 / fpr non-members the figure is not estimable, hence no limit met. */
    if (3 / (double)n_non_member > fpr || j > n_non_member || too_many == 0)
        return 0;
    return gsl_cdf_hypergeometric_P((unsigned)(too_many - 1), (unsigned)n_member,
                                    (unsigned)n_non_member, (unsigned)(too_many - 1 + j));
}

static bool is_enough_for_tpr(size_t n, const void *context)
{
    const asked *of = context;
    const size_t m = of->n_member > 0 ? of->n_member : n;

    return keur_power_tpr(m, n, of->fpr, of->limit, of->alpha) >= of->power;
}

size_t keur_rows_tpr(size_t n_member, double fpr, double limit, double power, double alpha)
{
    const asked of = {
        .n_member = n_member, .limit = limit, .power = power, .alpha = alpha, .fpr = fpr};

    return smallest_enough(is_enough_for_tpr, &of);
}

double keur_least_tpr(size_t n_member, size_t n_non_member, double fpr, double power, double alpha)
{
    double low = fpr, high = 1;

    while (high - low > 1e-9) {
        const double limit = low + (high - low) / 2;

        if (keur_power_tpr(n_member, n_non_member, fpr, limit, alpha) >= power)
            high = limit;
        else
            low = limit;
    }
    return high;
}

static double risk_error(size_t n_attacked, size_t n_control, double baseline, double alpha)
{
    const double z = keur_normal_quantile(1 - alpha);
    const size_t sizes[2] = {n_attacked, n_control};
    double variance = 0;

    assert(n_attacked > 0 && n_control > 0 && baseline >= 0 && baseline < 1);
    for (int side = 0; side < 2; side++) {
        const double n = (double)sizes[side];
        const double b = (n * baseline + z * z / 2) / (n + z * z);

        variance += b * (1 - b) / n;
    }
    return sqrt(variance) / (1 - baseline);
}

double keur_power_risk(size_t n_attacked, size_t n_control, double limit, double baseline,
                       double alpha)
{
    return normal_below(limit / risk_error(n_attacked, n_control, baseline, alpha) -
                        keur_normal_quantile(1 - alpha));
}

double keur_least_risk(size_t n_attacked, size_t n_control, double baseline, double power,
                       double alpha)
{
    return fmin((keur_normal_quantile(1 - alpha) + keur_normal_quantile(power)) *
                    risk_error(n_attacked, n_control, baseline, alpha),
                1);
}

static bool is_enough_for_risk(size_t n, const void *context)
{
    const asked *of = context;

    return keur_power_risk(of->n_member > 0 ? of->n_member : n, n, of->limit, of->baseline,
                           of->alpha) >= of->power;
}

size_t keur_rows_risk(size_t n_attacked, double limit, double baseline, double power, double alpha)
{
    const asked of = {.n_member = n_attacked,
                      .limit = limit,
                      .power = power,
                      .alpha = alpha,
                      .baseline = baseline};

    return smallest_enough(is_enough_for_risk, &of);
}

double keur_most_epsilon(size_t n_member, size_t n_non_member, double fraction, double alpha)
{
    const size_t n_pairs = n_member < n_non_member ? n_member : n_non_member;

    return keur_epsilon_most(keur_epsilon_guesses(n_pairs, fraction), alpha);
}

typedef struct provable {
    double epsilon, fraction, alpha;
} provable;

static bool is_enough_for_epsilon(size_t n, const void *context)
{
    const provable *of = context;

    return keur_most_epsilon(n, n, of->fraction, of->alpha) >= of->epsilon;
}

size_t keur_rows_epsilon(double epsilon, double fraction, double alpha)
{
    const provable of = {epsilon, fraction, alpha};

    return smallest_enough(is_enough_for_epsilon, &of);
}
