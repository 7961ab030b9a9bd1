/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals against worked values in print. */
#include "support/check.h"

#include <math.h>

#include "stats/beta.h"
#include "stats/intervals.h"

/* Half a unit in the fourth decimal, as printed. */
#define PRINTED 0.000051

/* Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 95% intervals, score method without
 * continuity correction, and Clopper and Pearson's. */
static void test_one_proportion(void **state)
{
    static const struct {
        double s, n, wilson[2], exact[2];
    } known[] = {
        {81, 263, {.2553, .3662}, {.2527, .3676}},
        {15, 148, {.0624, .1605}, {.0578, .1617}},
        {0, 20, {0, .1611}, {0, .1684}},
        {1, 29, {.0061, .1718}, {.0009, .1776}},
    };

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        const keur_interval wilson = keur_interval_wilson(known[k].s, known[k].n, 0.95);
        const keur_interval exact = keur_interval_clopper_pearson(known[k].s, known[k].n, 0.95);

        assert_near(wilson.low, known[k].wilson[0], PRINTED);
        assert_near(wilson.high, known[k].wilson[1], PRINTED);
        assert_near(exact.low, known[k].exact[0], PRINTED);
        assert_near(exact.high, known[k].exact[1], PRINTED);
    }
}

/* R's help page of binom.test(): Mendel's 682 of 925 (Conover 1971, p. 97). */
static void test_mendel(void **state)
{
    const keur_interval exact = keur_interval_clopper_pearson(682, 925, 0.95);

    (void)state;
    assert_near(exact.low, 0.7076683, 6e-8);
    assert_near(exact.high, 0.7654066, 6e-8);
}

/* Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10. */
static void test_difference(void **state)
{
    static const double known[][6] = {
        {56, 70, 48, 80, .0524, .3339}, {9, 10, 3, 10, .1705, .8090},
        {6, 7, 2, 7, .0582, .8062},     {5, 56, 0, 29, -.0381, .1926},
        {0, 10, 0, 20, -.1611, .2775},  {0, 10, 0, 10, -.2775, .2775},
        {10, 10, 0, 20, .6791, 1.0000}, {10, 10, 0, 10, .6075, 1.0000},
    };

    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        const double *v = known[k];
        const keur_interval got = keur_interval_newcombe(v[0], v[1], v[2], v[3], 0.95);

        assert_near(got.low, v[4], PRINTED);
        assert_near(got.high, v[5], PRINTED);
    }
}

static void moments(const double *x, size_t n, double *mean, double *variance)
{
    *mean = 0;
    *variance = 0;
    for (size_t i = 0; i < n; i++)
        *mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        *variance += (x[i] - *mean) * (x[i] - *mean) / ((double)n - 1);
}

/* R's help page of t.test(): t.test(extra ~ group, data = sleep), Student's own data (Biometrika 6
 * (1908) 20): df = 17.776, 95% interval -3.3654832 to 0.2054832. */
static void test_welch(void **state)
{
    static const double first[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    static const double second[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    double mean[2], variance[2], differences[10];
    keur_interval got;

    (void)state;
    moments(first, 10, &mean[0], &variance[0]);
    moments(second, 10, &mean[1], &variance[1]);
    got = keur_interval_welch(mean[0], variance[0], 10, mean[1], variance[1], 10, 0.95);
    assert_near(got.low, -3.3654832, 6e-8);
    assert_near(got.high, 0.2054832, 6e-8);
    /* The same data paired, on the same help page: -2.4598858 to -0.7001142. */
    for (size_t i = 0; i < 10; i++)
        differences[i] = first[i] - second[i];
    moments(differences, 10, &mean[0], &variance[0]);
    got = keur_interval_mean(mean[0], variance[0], 10, 0.95);
    assert_near(got.low, -2.4598858, 6e-8);
    assert_near(got.high, -0.7001142, 6e-8);
}

/* Tables of the normal and Student's distribution: Abramowitz & Stegun (1964), 26.2 and 26.10. */
static void test_quantiles(void **state)
{
    (void)state;
    assert_near(keur_normal_quantile(0.975), 1.959963985, 1e-9);
    assert_near(keur_normal_quantile(0.95), 1.644853627, 1e-9);
    assert_near(keur_normal_quantile(0.5), 0, 1e-15);
    assert_near(keur_student_quantile(0.975, 1), 12.706, 0.0005);
    assert_near(keur_student_quantile(0.975, 10), 2.228, 0.0005);
    assert_near(keur_student_quantile(0.95, 30), 1.697, 0.0005);
    assert_near(keur_student_quantile(0.995, 120), 2.617, 0.0005);
    assert_near(keur_student_quantile(0.025, 10), -2.228, 0.0005);
}

/* Ranks of 95% intervals for a median, from tables of the sign test: Conover, Practical
 * Nonparametric Statistics (1999), section 3.2; five values are too few for two ends. */
static void test_median_ranks(void **state)
{
    static const size_t known[][3] = {
        {5, 0, 6}, {6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {10, 2, 9}, {15, 4, 12}, {20, 6, 15},
    };

    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        size_t low, high;

        keur_interval_quantile(known[k][0], 0.5, 0.95, &low, &high);
        assert_int_equal(low, known[k][1]);
        assert_int_equal(high, known[k][2]);
    }
}

/* The rule of three's exact form: none of n gives an upper end 1 - alpha^(1/n), all of n a lower
 * end alpha^(1/n), also where GSL's series would not end. */
static void test_closed_forms(void **state)
{
    (void)state;
    for (double n = 1; n < 1e8; n *= 7) {
        const double high = keur_clopper_pearson_high(0, n, 0.05);

        assert_near(high / -expm1(log(0.05) / n), 1, 1e-9);
        assert_near(keur_clopper_pearson_low(n, n, 0.05), pow(0.05, 1 / n), 1e-12);
        assert_true(keur_clopper_pearson_low(0, n, 0.05) == 0);
        assert_true(keur_clopper_pearson_high(n, n, 0.05) == 1);
    }
}

/* scipy 1.17.1, scipy.stats.beta.ppf: sizes of registers. */
static void test_large_counts(void **state)
{
    (void)state;
    assert_near(keur_beta_lower_quantile(0.025, 500000, 500001), 0.49901951919531184, 1e-12);
    assert_near(keur_beta_lower_quantile(0.025, 1e7, 9e7), 0.099941208658483882, 1e-12);
    assert_near(keur_beta_lower_quantile(0.0125, 1000, 999001) / 0.00093049758241581237, 1, 1e-11);
    assert_near(keur_beta_lower_quantile(0.001, 5, 1e8) / 7.3937171439704587e-09, 1, 1e-11);
    assert_near(keur_beta_lower_quantile(0.3, 2.5, 7.25), 0.17173070563432893, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_proportion), cmocka_unit_test(test_mendel),
        cmocka_unit_test(test_difference),     cmocka_unit_test(test_welch),
        cmocka_unit_test(test_quantiles),      cmocka_unit_test(test_median_ranks),
        cmocka_unit_test(test_closed_forms),   cmocka_unit_test(test_large_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
