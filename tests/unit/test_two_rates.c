/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "stats/intervals.h"
#include "stats/two_rates.h"
#include "support/check.h"

/* n over k, exact for small numbers. */
static double choose(int n, int k)
{
    double made = 1;

    if (k < 0 || k > n)
        return 0;
    for (int i = 1; i <= k; i++)
        made = made * (n - k + i) / i;
    return made;
}

/* Fisher's tea: three of four cups right is 17/70, all four 1/70. */
static void tea(void **state)
{
    (void)state;
    assert_near(keur_two_rates_p(3, 4, 1, 4), 17.0 / 70, 1e-12);
    assert_near(keur_two_rates_p(4, 4, 0, 4), 1.0 / 70, 1e-12);
    assert_near(keur_two_rates_p(0, 4, 4, 4), 1, 0);
    assert_near(keur_two_rates_p(0, 4, 0, 4), 1, 0);
    assert_near(keur_two_rates_p(4, 4, 4, 4), 1, 0);
}

/* All small tables by adding up binomial coefficients. */
static void small_tables(void **state)
{
    (void)state;
    for (int n1 = 1; n1 <= 7; n1++) {
        for (int n2 = 1; n2 <= 7; n2++) {
            for (int s1 = 0; s1 <= n1; s1++) {
                for (int s2 = 0; s2 <= n2; s2++) {
                    double tail = 0;

                    for (int x = s1; x <= n1; x++)
                        tail += choose(n1, x) * choose(n2, s1 + s2 - x);
                    assert_near(keur_two_rates_p(s1, n1, s2, n2), tail / choose(n1 + n2, s1 + s2),
                                1e-12);
                }
            }
        }
    }
}

/* 60 of 100 against 45 of 100: z = .15 sqrt(199/200) / sqrt(.525 .475 / 50). */
static void clustered(void **state)
{
    const double z = 0.15 * sqrt(199.0 / 200) / sqrt(0.525 * 0.475 / 50);
    const double p = keur_two_rates_p(60.0000001, 100, 45.0000001, 100);

    (void)state;
    assert_near(keur_normal_quantile(1 - p), z, 1e-6);
    assert_near(keur_two_rates_p(30.5, 50.5, 50.5, 100.5) +
                    keur_two_rates_p(50.5, 100.5, 30.5, 50.5),
                1, 1e-12);
    assert_near(keur_two_rates_p(0, 10.5, 0, 20), 1, 0);
    assert_near(keur_two_rates_p(10.5, 10.5, 20, 20), 1, 0);
}

/* Large tables agree with the score test. */
static void large(void **state)
{
    const double exact = keur_two_rates_p(50600, 100000, 50000, 100000);
    const double score = keur_two_rates_p(50599.9999, 100000, 50000, 100000);

    (void)state;
    assert_near(exact, score, 0.002);
    assert_true(keur_two_rates_p(90000, 100000, 10000, 100000) < 1e-100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tea), cmocka_unit_test(small_tables),
                                       cmocka_unit_test(clustered), cmocka_unit_test(large)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
