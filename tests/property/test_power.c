/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power against stated values, direct sums and its own inverses. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/epsilon.h"
#include "stats/intervals.h"
#include "stats/power.h"
#include "stats/roc.h"

/* What the plan of this project promises its users. */
static void test_stated_values(void **state)
{
    (void)state;
    assert_near(keur_detectable_auc(100, 100, 0.8, 0.05), 0.60, 0.005);
    assert_near(keur_detectable_auc(1000, 1000, 0.8, 0.05), 0.532, 0.0005);
    /* 1,500, 4,600 and 13,700, rounded. */
    assert_true(fabs((double)keur_rows_risk(0, 0.09, 0.5, 0.8, 0.05) - 1500) <= 50);
    assert_true(fabs((double)keur_rows_risk(0, 0.09, 0.75, 0.8, 0.05) - 4600) <= 50);
    assert_true(fabs((double)keur_rows_risk(0, 0.09, 0.9, 0.8, 0.05) - 13700) <= 50);
    /* "About 5,000 non-members" is for both ends at 95%; the upper end alone takes fewer. */
    assert_true(fabs((double)keur_rows_tpr(0, 0.01, 0.02, 0.8, 0.025) - 5000) <= 500);
    assert_true(keur_rows_tpr(0, 0.01, 0.02, 0.8, 0.05) < 4500);
    /* r = 1,000 of 10,000 pairs. */
    assert_near(keur_most_epsilon(10000, 20000, 0.1, 0.05), 5.81, 0.0051);
    /* log(alpha) / log(p) = 2.9957 / log(1 + exp(-1)) = 9.6 guesses, 95 of 100 pairs. */
    assert_int_equal(keur_rows_epsilon(1, 0.1, 0.05), 95);
}

static double choose_log(double n, double k)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* Each count of members above the j-th largest non-member has its chance; whether the limit is met
 * there is asked of Clopper and Pearson's end. */
static double power_by_sum(size_t m, size_t n, double fpr, double limit, double alpha)
{
    size_t unused, j;
    double sum = 0;

    keur_binomial_ranks(n, fpr, alpha / 2, &unused, &j);
    if (j > n || (double)n * fpr < 3)
        return 0;
    for (size_t k = 0; k <= m; k++) {
        /* The j-th non-member from above has k members and j - 1 others before it. */
        const double chance = exp(choose_log((double)(k + j - 1), (double)k) +
                                  choose_log((double)(m - k + n - j), (double)(m - k)) -
                                  choose_log((double)(m + n), (double)m));

        if (keur_clopper_pearson_high((double)k, (double)m, alpha / 2) < limit)
            sum += chance;
    }
    return sum;
}

static void test_tpr_by_sum(void **state)
{
    keur_random random = keur_random_start(1, "test-power", 0);
    int between = 0;

    (void)state;
    for (int round = 0; round < 200; round++) {
        const size_t m = 1 + (size_t)keur_random_below(&random, 400);
        const size_t n = 1 + (size_t)keur_random_below(&random, 400);
        const double fpr = 0.01 + 0.2 * keur_random_uniform(&random);
        const double limit = fmin(fpr * (1 + 2 * keur_random_uniform(&random)), 0.99);
        const double got = keur_power_tpr(m, n, fpr, limit, 0.05);

        assert_near(got, power_by_sum(m, n, fpr, limit, 0.05), 1e-9);
        between += got > 0.05 && got < 0.95;
    }
    assert_true(between > 20);
}

/* The upper end of roc.h itself, on scores of a safe table. */
static void test_tpr_by_drawing(void **state)
{
    enum { DRAWS = 3000, M = 700, N = 900 };
    const double expected = keur_power_tpr(M, N, 0.05, 0.09, 0.05);
    int met = 0;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(2, "test-power", (uint64_t)draw);
        double member[M], other[N];
        keur_roc_point point;

        for (int i = 0; i < M; i++)
            member[i] = keur_random_uniform(&random);
        for (int i = 0; i < N; i++)
            other[i] = keur_random_uniform(&random);
        assert_ok(keur_roc_tpr(member, M, other, N, 0.05, 0.9, &point, &err));
        met += point.interval.high < 0.09;
    }
    assert_true(expected > 0.2 && expected < 0.8);
    assert_true(fabs((double)met / DRAWS - expected) < 5 * sqrt(0.25 / DRAWS));
}

/* At the size returned the power is reached, at one less it is not; at the smallest limit it is
 * just reached. */
static void test_inverses(void **state)
{
    static const double limits[] = {0.05, 0.09, 0.2, 0.33};

    (void)state;
    for (int i = 0; i < 4; i++) {
        const double limit = limits[i];
        size_t n = keur_rows_auc(0, 0.5 + limit, 3, 0.8, 0.05);

        assert_true(keur_power_auc(n, n, 0.5 + limit, 3, 0.05) >= 0.8);
        assert_true(keur_power_auc(n - 1, n - 1, 0.5 + limit, 3, 0.05) < 0.8);
        assert_near(keur_power_auc(n, n, keur_least_auc(n, n, 3, 0.8, 0.05), 3, 0.05), 0.8, 1e-9);
        n = keur_rows_tpr(0, 0.02, limit, 0.8, 0.05);
        assert_true(keur_power_tpr(n, n, 0.02, limit, 0.05) >= 0.8);
        assert_true(keur_power_tpr(n - 1, n - 1, 0.02, limit, 0.05) < 0.8);
        assert_true(keur_least_tpr(n, n, 0.02, 0.8, 0.05) <= limit + 1e-9);
        assert_true(keur_least_tpr(n - 1, n - 1, 0.02, 0.8, 0.05) > limit);
        n = keur_rows_tpr(2000, 0.02, limit, 0.8, 0.05);
        assert_true(keur_power_tpr(2000, n, 0.02, limit, 0.05) >= 0.8);
        n = keur_rows_risk(0, limit, 0.3, 0.8, 0.05);
        assert_true(keur_power_risk(n, n, limit, 0.3, 0.05) >= 0.8);
        assert_true(keur_power_risk(n - 1, n - 1, limit, 0.3, 0.05) < 0.8);
        assert_near(keur_power_risk(n, 2 * n, keur_least_risk(n, 2 * n, 0.3, 0.8, 0.05), 0.3, 0.05),
                    0.8, 1e-9);
        n = keur_rows_risk(5000, limit, 0.3, 0.8, 0.05);
        assert_true(keur_power_risk(5000, n, limit, 0.3, 0.05) >= 0.8);
        assert_true(keur_power_risk(5000, n - 1, limit, 0.3, 0.05) < 0.8);
        n = keur_rows_auc(3000, 0.5 + limit, 1, 0.8, 0.05);
        assert_true(keur_power_auc(3000, n, 0.5 + limit, 1, 0.05) >= 0.8);
        assert_true(keur_power_auc(3000, n - 1, 0.5 + limit, 1, 0.05) < 0.8);
        n = keur_rows_epsilon(10 * limit, 0.1, 0.05);
        assert_true(keur_most_epsilon(n, n, 0.1, 0.05) >= 10 * limit);
        assert_true(keur_most_epsilon(n - 1, n - 1, 0.1, 0.05) < 10 * limit);
    }
}

static void test_corners(void **state)
{
    (void)state;
    assert_true(isnan(keur_detectable_auc(2, 2, 0.8, 0.05)));
    assert_true(keur_detectable_auc(3, 3, 0.8, 0.05) > 0.9);
    /* 20 members without a hit leave room for 17%, whatever the holdout. */
    assert_int_equal(keur_rows_tpr(20, 0.01, 0.02, 0.8, 0.05), KEUR_ROWS_NEVER);
    assert_true(keur_power_tpr(1000, 300, 0.01, 0.5, 0.05) > 0.99);
    assert_near(keur_power_tpr(1000, 299, 0.01, 0.5, 0.05), 0, 0);
    assert_near(keur_power_tpr(1000, 5, 0.01, 0.02, 0.05), 0, 0);
    assert_near(keur_least_tpr(1000, 5, 0.01, 0.8, 0.05), 1, 1e-8);
    assert_near(keur_power_auc(100, 100, 0.5, 1, 0.05), 0.05, 1e-12);
    assert_near(keur_least_auc(2, 2, 40, 0.8, 0.05), 1, 0);
    /* More attacks, less power; more rows, more. */
    assert_true(keur_power_auc(500, 500, 0.55, 20, 0.05) < keur_power_auc(500, 500, 0.55, 2, 0.05));
    assert_true(keur_detectable_auc(1000, 100, 0.8, 0.05) <
                keur_detectable_auc(100, 100, 0.8, 0.05));
    assert_true(keur_rows_risk(0, 0.09, 0, 0.8, 0.05) > 20);
    assert_true(keur_rows_auc(20, 0.55, 1, 0.8, 0.05) == KEUR_ROWS_NEVER);
    assert_true(keur_rows_auc(0, 0.5001, 1, 0.8, 0.05) == KEUR_ROWS_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stated_values),  cmocka_unit_test(test_tpr_by_sum),
        cmocka_unit_test(test_tpr_by_drawing), cmocka_unit_test(test_inverses),
        cmocka_unit_test(test_corners),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
