/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/risk.h"

/* What an attack gains over its control, beside the formulas of the paper done another way. */

/* The ends of Wilson's interval are the roots of (p - s/n)^2 = z^2 p (1 - p) / n; by bisection. */
static double wilson_end(double s, double n, double z, bool is_upper)
{
    double inside = s / n, outside = is_upper ? 1 : 0;

    for (int i = 0; i < 200; i++) {
        const double p = (inside + outside) / 2;
        const bool is_in = (p - s / n) * (p - s / n) <= z * z * p * (1 - p) / n;

        *(is_in ? &inside : &outside) = p;
    }
    return (inside + outside) / 2;
}

/* Centres and half-widths from the ends; derivatives of (a - c)/(1 - c) by small differences. */
static void risk_otherwise(double s, double n, double s_c, double n_c, double z, double *value,
                           double *half)
{
    const double low = wilson_end(s, n, z, false), high = wilson_end(s, n, z, true);
    const double low_c = wilson_end(s_c, n_c, z, false), high_c = wilson_end(s_c, n_c, z, true);
    const double a = (low + high) / 2, c = (low_c + high_c) / 2, step = 1e-6 * (1 - c);
    const double by_a = (((a + step) - c) - ((a - step) - c)) / (1 - c) / (2 * step);
    const double by_c =
        ((a - c - step) / (1 - c - step) - (a - c + step) / (1 - c + step)) / (2 * step);

    *value = 1 - (1 - a) / (1 - c);
    *half = sqrt(pow(by_a * (high - low) / 2, 2) + pow(by_c * (high_c - low_c) / 2, 2));
}

static void against_another_way(void **state)
{
    keur_random random = keur_random_start(8, "risk", 0);

    (void)state;
    for (int round = 0; round < 3000; round++) {
        const double n = 1 + (double)keur_random_below(&random, round % 3 == 0 ? 5 : 5000);
        const double n_c = 1 + (double)keur_random_below(&random, round % 3 == 1 ? 5 : 5000);
        const double s = (double)keur_random_below(&random, (uint64_t)n + 1);
        const double s_c = (double)keur_random_below(&random, (uint64_t)n_c);
        const double level = round % 2 == 0 ? 0.95 : 0.9;
        const keur_risk found = keur_risk_of(s, n, s_c, n_c, level);
        double value, half;

        risk_otherwise(s, n, s_c, n_c, level < 0.92 ? 1.6448536269514722 : 1.959963984540054,
                       &value, &half);
        assert_near(found.value, value, 1e-8 * fmax(1, fabs(value)));
        assert_near(found.interval.low, value - half, 1e-6 * fmax(1, half));
        assert_near(found.interval.high, value + half, 1e-6 * fmax(1, half));
    }
}

/* By hand: a = 0.3 +- 0.1, c = 0.2 +- 0.05: 0.1/0.8; sqrt(0.125^2 + (0.05 * 0.7/0.64)^2). */
static void worked(void **state)
{
    keur_risk found = keur_risk_propagate(0.3, 0.1, 0.2, 0.05);

    (void)state;
    assert_near(found.value, 0.125, 1e-15);
    assert_near(found.interval.high - found.value, 0.1364394468, 1e-9);
    assert_near(found.value - found.interval.low, 0.1364394468, 1e-9);
    /* worse than the control: below 0, and not cut there */
    found = keur_risk_of(10, 1000, 500, 1000, 0.95);
    assert_true(found.value < -0.9 && found.interval.low < -0.9);
    /* the same rates: none */
    found = keur_risk_of(37, 500, 37, 500, 0.95);
    assert_near(found.value, 0, 1e-15);
    assert_true(found.interval.low < 0 && found.interval.high > 0);
    /* nothing is left to gain */
    found = keur_risk_of(5, 10, 10, 10, 0.95);
    assert_true(isnan(found.value) && isnan(found.interval.low) && isnan(found.interval.high));
    found = keur_risk_propagate(0.5, 0.1, 1, 0.1);
    assert_true(isnan(found.value) && isnan(found.interval.low));
}

/* More successes of the attack, or fewer of the control: more risk; never above 1. */
static void it_grows_with_the_attack(void **state)
{
    (void)state;
    for (double s = 1; s <= 60; s++) {
        for (double c = 1; c < 40; c++) {
            const double here = keur_risk_of(s, 60, c, 40, 0.95).value;

            assert_true(here > keur_risk_of(s - 1, 60, c, 40, 0.95).value);
            assert_true(here < keur_risk_of(s, 60, c - 1, 40, 0.95).value);
            assert_true(here < 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_another_way),
        cmocka_unit_test(worked),
        cmocka_unit_test(it_grows_with_the_attack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
