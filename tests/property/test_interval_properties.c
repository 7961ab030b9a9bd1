/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals against sums of binomial probabilities, and what must hold for all of them. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/beta.h"
#include "stats/intervals.h"
#include "stats/jackknife.h"

/* P(from <= Bin(n, p) <= to), term by term. */
static double binomial_sum(int from, int to, int n, double p)
{
    double sum = 0;

    for (int k = from; k <= to; k++)
        sum += exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) +
                   (n - k) * log1p(-p));
    return sum;
}

static void test_binomial_tails(void **state)
{
    keur_random random = keur_random_start(1, "test-tails", 0);

    (void)state;
    for (int round = 0; round < 500; round++) {
        const int n = 1 + (int)keur_random_below(&random, 300);
        const int k = (int)keur_random_below(&random, (uint64_t)n + 1);
        const double p = keur_random_uniform(&random);

        assert_near(keur_binomial_at_most(k, n, p), binomial_sum(0, k, n, p), 1e-11);
        assert_near(keur_binomial_at_least(k, n, p), binomial_sum(k, n, n, p), 1e-11);
    }
    assert_true(keur_binomial_at_most(-1, 5, 0.3) == 0);
    assert_true(keur_binomial_at_most(5, 5, 0.3) == 1);
    assert_true(keur_binomial_at_least(0, 5, 0.3) == 1);
    assert_true(keur_binomial_at_least(6, 5, 0.3) == 0);
}

static void test_beta_tails(void **state)
{
    keur_random random = keur_random_start(2, "test-tails", 0);

    (void)state;
    for (int round = 0; round < 500; round++) {
        const double a = exp(8 * keur_random_uniform(&random) - 1);
        const double b = exp(8 * keur_random_uniform(&random) - 1);
        const double p = 1e-6 + 0.99 * keur_random_uniform(&random);
        const double x = keur_beta_lower_quantile(p, a, b);

        assert_near(keur_beta_lower(x, a, b), p, 1e-11);
        assert_near(keur_beta_lower(x, a, b) + keur_beta_upper(x, a, b), 1, 1e-12);
        assert_near(keur_beta_upper(keur_beta_upper_quantile(p, a, b), a, b), p, 1e-11);
    }
}

/* Clopper and Pearson by their definition: the tail of the binomial at the end is alpha. */
static void test_clopper_pearson(void **state)
{
    keur_random random = keur_random_start(3, "test-tails", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const int n = 2 + (int)keur_random_below(&random, 200);
        const int s = 1 + (int)keur_random_below(&random, (uint64_t)n - 1);
        const double alpha = 0.0001 + 0.3 * keur_random_uniform(&random);

        assert_near(binomial_sum(s, n, n, keur_clopper_pearson_low(s, n, alpha)), alpha, 1e-10);
        assert_near(binomial_sum(0, s, n, keur_clopper_pearson_high(s, n, alpha)), alpha, 1e-10);
    }
}

/* Wilson's ends solve |s/n - p| = z sqrt(p (1 - p) / n). */
static void test_wilson(void **state)
{
    keur_random random = keur_random_start(4, "test-tails", 0);
    const double z = keur_normal_quantile(0.95);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const double n = 1 + 1000 * keur_random_uniform(&random);
        const double s = n * keur_random_uniform(&random);
        const keur_interval got = keur_interval_wilson(s, n, 0.9);

        assert_near(s / n - got.low, z * sqrt(got.low * (1 - got.low) / n), 1e-12);
        assert_near(got.high - s / n, z * sqrt(got.high * (1 - got.high) / n), 1e-12);
    }
    assert_true(keur_interval_wilson(0, 7, 0.95).low == 0);
    assert_true(keur_interval_wilson(7, 7, 0.95).high == 1);
}

/* Exchanging the samples, or successes and failures, turns the interval round. */
static void test_symmetry(void **state)
{
    keur_random random = keur_random_start(5, "test-tails", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const double n1 = (double)(1 + keur_random_below(&random, 100));
        const double n2 = (double)(1 + keur_random_below(&random, 100));
        const double s1 = (double)keur_random_below(&random, (uint64_t)n1 + 1);
        const double s2 = (double)keur_random_below(&random, (uint64_t)n2 + 1);
        const keur_interval there = keur_interval_newcombe(s1, n1, s2, n2, 0.95);
        const keur_interval back = keur_interval_newcombe(s2, n2, s1, n1, 0.95);
        const keur_interval exact = keur_interval_clopper_pearson(s1, n1, 0.95);
        const keur_interval other = keur_interval_clopper_pearson(n1 - s1, n1, 0.95);

        assert_near(there.low, -back.high, 1e-14);
        assert_near(there.high, -back.low, 1e-14);
        assert_near(exact.low, 1 - other.high, 1e-13);
        assert_true(there.low >= -1 && there.low <= s1 / n1 - s2 / n2);
        assert_true(there.high <= 1 && there.high >= s1 / n1 - s2 / n2);
    }
}

/* The ranks by their definition, with binomial sums. */
static void test_quantile_ranks(void **state)
{
    keur_random random = keur_random_start(6, "test-tails", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const int n = 1 + (int)keur_random_below(&random, 150);
        const double p = 0.001 + 0.998 * keur_random_uniform(&random);
        const double level = 0.5 + 0.499 * keur_random_uniform(&random);
        const double tail = (1 - level) / 2;
        size_t low, high;
        int r = n, s = 1;

        while (r > 0 && binomial_sum(0, r - 1, n, p) > tail)
            r--;
        while (s <= n && binomial_sum(s, n, n, p) > tail)
            s++;
        keur_interval_quantile((size_t)n, p, level, &low, &high);
        assert_int_equal(low, r);
        assert_int_equal(high, s);
    }
}

static void test_too_few(void **state)
{
    (void)state;
    assert_true(isnan(keur_interval_mean(1, 1, 1, 0.95).low));
    assert_true(isnan(keur_interval_welch(1, 1, 1, 2, 1, 9, 0.95).high));
    assert_true(isnan(keur_interval_welch(1, 1, 9, 2, 1, 1, 0.95).low));
    assert_near(keur_interval_welch(3, 0, 9, 2, 0, 5, 0.95).low, 1, 0);
    /* One sample without variance: Student's interval of the other. */
    assert_near(keur_interval_welch(3, 2, 9, 1, 0, 5, 0.95).low,
                keur_interval_mean(3, 2, 9, 0.95).low - 1, 1e-12);
}

/* Of a mean, with one value a group, the jackknife is the usual standard error: exact algebra. */
static void test_jackknife_of_mean(void **state)
{
    enum { N = 12 };
    keur_random random = keur_random_start(7, "test-jackknife", 0);
    double values[N], left_out[N], mean = 0, variance = 0;
    keur_interval got, expected;

    (void)state;
    for (int i = 0; i < N; i++) {
        values[i] = keur_random_uniform(&random);
        mean += values[i] / N;
    }
    for (int i = 0; i < N; i++) {
        variance += (values[i] - mean) * (values[i] - mean) / (N - 1);
        left_out[i] = (mean * N - values[i]) / (N - 1);
    }
    expected = keur_interval_mean(mean, variance, N, 0.9);
    assert_near(keur_jackknife(mean, left_out, N, 0.9, &got), sqrt(variance / N), 1e-14);
    assert_near(got.low, expected.low, 1e-13);
    assert_near(got.high, expected.high, 1e-13);
}

static void test_jackknife_without_answer(void **state)
{
    const double left_out[] = {1, NAN, 3};
    keur_interval got = {0, 0};

    (void)state;
    assert_true(isnan(keur_jackknife(2, left_out, 3, 0.95, &got)));
    assert_true(isnan(got.low) && isnan(got.high));
    assert_true(isnan(keur_jackknife(2, left_out, 1, 0.95, NULL)));
    assert_true(isnan(keur_jackknife(NAN, left_out, 1, 0.95, NULL)));
}

/* GSL ends the program where its iteration does not converge: not in what intervals ask for. */
static void test_quantiles_converge(void **state)
{
    (void)state;
    for (double degrees = 1; degrees < 1e12;
         degrees = degrees < 60 ? degrees + 0.37 : degrees * 1.1) {
        double last = 0;

        for (double tail = 0.45; tail > 1e-15; tail *= 0.8) {
            const double t = keur_student_quantile(1 - tail, degrees);

            assert_true(isfinite(t) && t > last);
            last = t;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binomial_tails),    cmocka_unit_test(test_beta_tails),
        cmocka_unit_test(test_clopper_pearson),   cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_symmetry),          cmocka_unit_test(test_quantiles_converge),
        cmocka_unit_test(test_quantile_ranks),    cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_jackknife_of_mean), cmocka_unit_test(test_jackknife_without_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
