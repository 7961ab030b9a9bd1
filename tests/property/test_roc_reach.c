/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends of areas near 0 and 1: against binomial sums, a numerical integral and DeLong's own. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/intervals.h"
#include "stats/roc.h"
#include "stats/roc_reach.h"
#include "support/chance.h"

#define Z 1.959963984540054

/* P(Bin(n, p) <= k), term by term. */
static double at_most(int k, int n, double p)
{
    double term = pow(1 - p, n), sum = term;

    for (int i = 1; i <= k; i++) {
        term *= p / (1 - p) * (n - i + 1) / i;
        sum += term;
    }
    return sum;
}

static double highest_rate(int k, int n)
{
    double low = (double)k / n, high = 1;

    for (int i = 0; i < 60; i++) {
        const double middle = (low + high) / 2;

        if (at_most(k, n, middle) > 0.025)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* k of m members below all non-members, the others above all of them. */
static void planted(int k, int m, int n, bool is_mirrored, double *auc, keur_interval *got)
{
    double member[200], other[400];

    for (int i = 0; i < m; i++)
        member[i] = (i < k) != is_mirrored ? -1000 + i : 1000 + i;
    for (int i = 0; i < n; i++)
        other[i] = i;
    assert_ok(keur_roc_auc(member, (size_t)m, other, (size_t)n, 0.95, auc, got, &err));
}

/* Members that lose to everybody are a binomial count. */
static void test_whole_losses(void **state)
{
    static const int sizes[][2] = {{20, 20}, {50, 400}, {200, 300}};

    (void)state;
    for (size_t s = 0; s < 3; s++) {
        const int m = sizes[s][0], n = sizes[s][1];

        for (int k = 0; k <= m / 10 && k <= 20; k++) {
            const double lost = (double)k / m, error = sqrt(lost * (1 - lost) / (m - 1));
            keur_interval got;
            double auc;

            planted(k, m, n, false, &auc, &got);
            assert_near(auc, 1 - lost, 1e-12);
            assert_near(got.low, 1 - fmax(highest_rate(k, m), lost + Z * error), 1e-9);
            assert_near(got.high, fmin(1 - lost + Z * error, 1), 1e-12);
            planted(k, m, n, true, &auc, &got);
            assert_near(got.high, fmax(highest_rate(k, m), lost + Z * error), 1e-9);
            assert_near(got.low, fmax(lost - Z * error, 0), 1e-12);
        }
    }
}

/* P(X > x) for the beta distribution with this mean and variance, by Simpson's rule. */
static double above(double x, double mean, double variance)
{
    enum { STEPS = 20000 };
    const double size = mean * (1 - mean) / variance - 1, a = mean * size, b = size - a;
    const double scale = lgamma(a + b) - lgamma(a) - lgamma(b), step = (1 - x) / STEPS;
    double sum = 0;

    for (int i = 0; i <= STEPS; i++) {
        const double at = x + i * step;
        const double height =
            at <= 0 || at >= 1 ? 0 : exp(scale + (a - 1) * log(at) + (b - 1) * log(1 - at));

        sum += height * (i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return sum * step / 3;
}

static void test_moments(void **state)
{
    keur_random random = keur_random_start(1, "test-roc-reach", 0);

    (void)state;
    for (int round = 0; round < 40; round++) {
        const double n = 20 + (double)keur_random_below(&random, 300);
        const double d = 0.1 * keur_random_uniform(&random), most = d * (1 - d) / (n - 1);
        const double variance = fmin(most * keur_random_uniform(&random), 25 / (n * n));
        const keur_roc_area area = {1 - d, variance, (size_t)n};
        const double mean = (n * d + 1) / (n + 1);
        const double spread = (n * n * (n - 1) * variance + n * (1 - d)) / pow(n + 1, 2) / (n + 2);
        const keur_reach got = keur_roc_reach(&area, Z);

        assert_near(got.above, Z * sqrt(variance), 1e-15);
        assert_true(got.below >= got.above);
        if (got.below > got.above)
            assert_near(above(d + got.below, mean, spread), 0.025, 1e-5);
        else
            assert_true(above(d + got.below, mean, spread) <= 0.025 + 1e-5);
    }
}

/* Elsewhere nothing but z standard errors; never less; the same from either end. */
static void test_around(void **state)
{
    keur_random random = keur_random_start(2, "test-roc-reach", 0);

    (void)state;
    for (int round = 0; round < 2000; round++) {
        const size_t n = 2 + (size_t)keur_random_below(&random, round % 2 == 0 ? 100 : 100000);
        const double auc = (double)keur_random_below(&random, 1001) / 1000;
        const double d = fmin(auc, 1 - auc), z = 0.1 + 5 * keur_random_uniform(&random);
        const double variance = d * (1 - d) / (double)n * pow(keur_random_uniform(&random), 4);
        const keur_roc_area area = {auc, variance, n}, mirror = {1 - auc, variance, n};
        const keur_reach got = keur_roc_reach(&area, z), back = keur_roc_reach(&mirror, z);
        const keur_reach excess = keur_roc_excess(&area, z);
        const double half = z * sqrt(variance);

        assert_true(got.below >= half && got.above >= half);
        assert_near(got.below, back.above, 1e-9);
        assert_near(got.above, back.below, 1e-9);
        assert_true(auc < 0.5 ? got.below == half : got.above == half);
        assert_near(excess.below, got.below * got.below - half * half, 1e-12);
        if (d >= 0.25 || variance * (double)n * (double)n >= 100) {
            assert_true(got.below == half && got.above == half && !keur_roc_is_near(&area));
            assert_true(excess.below == 0 && excess.above == 0);
        } else {
            assert_true(keur_roc_is_near(&area));
        }
    }
}

/* One member of 100 loses to a growing share of 1000 non-members: from Clopper and Pearson's end of
 * none lost to that of one lost, in steps of no more than a record's weight in a thousand. */
static void test_without_jumps(void **state)
{
    double before = 1 - pow(0.025, 0.01), d, reach = 0;

    (void)state;
    for (int lost = 0; lost <= 1000; lost++) {
        const double share = lost / 1000.0;
        /* That member's loss, and the non-members who beat it. */
        const double variance =
            (share * share * 0.01 * 0.99) / 99 + share * (1 - share) * 1000 / 999 / 1000 / 1e4;
        keur_roc_area area;

        d = share / 100;
        area = (keur_roc_area){1 - d, variance, 100};
        reach = d + keur_roc_reach(&area, Z).below;
        assert_true(reach >= before - 1e-12 && reach - before < 1e-4);
        before = reach;
    }
    assert_near(reach, highest_rate(1, 100), 1e-9);
}

static void test_edges(void **state)
{
    const keur_roc_area unknown = {1, NAN, 1}, tied = {0.5, 0, 30}, full = {1, 0, 30};
    const keur_roc_area large = {0.9999, 1e-4 / 9e6, 4000000}, estimate = {0.99, 1, 20};
    double before = 0;

    (void)state;
    assert_true(isnan(keur_roc_reach(&unknown, Z).below) && !keur_roc_is_near(&unknown));
    assert_true(keur_roc_reach(&tied, Z).below == 0 && keur_roc_reach(&tied, Z).above == 0);
    assert_true(keur_roc_reach(&full, INFINITY).below == INFINITY);
    assert_true(keur_roc_reach(&large, Z).below == Z * sqrt(1e-4 / 9e6));
    assert_true(keur_roc_reach(&estimate, Z).below >= Z); /* no variance of an area: no NAN */
    for (double z = 0; z <= 37; z += 0.25) {
        const double now = keur_roc_reach(&full, z).below;

        assert_true(now > before && now <= 1);
        before = now;
    }
}

/* DeLong's variance by all pairs. */
static double variance_by_pairs(const double *member, const double *other, int n, double auc)
{
    double sum = 0;

    for (int i = 0; i < n; i++) {
        double wins = 0, losses = 0;

        for (int j = 0; j < n; j++) {
            wins += member[i] > other[j];
            losses += member[j] > other[i];
        }
        sum += pow(wins / n - auc, 2) + pow(losses / n - auc, 2);
    }
    return sum / (n - 1) / n;
}

/* Normal scores, area .99, 50 of each: the interval holds, and DeLong's does not. */
static void test_coverage(void **state)
{
    enum { DRAWS = 1000, N = 50 };
    const double shift = sqrt(2) * keur_normal_quantile(0.99);
    int covered = 0, by_delong = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(3, "test-roc-reach", (uint64_t)i);
        double member[N], other[N], auc;
        keur_interval got;

        for (int k = 0; k < N; k++) {
            member[k] = shift + keur_check_normal(&random);
            other[k] = keur_check_normal(&random);
        }
        assert_ok(keur_roc_auc(member, N, other, N, 0.95, &auc, &got, &err));
        covered += got.low <= 0.99 && 0.99 <= got.high;
        by_delong +=
            auc == 1 || fabs(auc - 0.99) <= Z * sqrt(variance_by_pairs(member, other, N, auc));
    }
    keur_check_band(DRAWS, 0.95, &low, &high);
    assert_true(covered >= low && by_delong < low);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_losses), cmocka_unit_test(test_moments),
        cmocka_unit_test(test_around),       cmocka_unit_test(test_without_jumps),
        cmocka_unit_test(test_edges),        cmocka_unit_test(test_coverage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
