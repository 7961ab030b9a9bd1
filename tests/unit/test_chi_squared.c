/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/random.h"
#include "stats/chi_squared.h"
#include "support/check.h"

static double normal(keur_random *random)
{
    const double u = 1 - keur_random_uniform(random), v = keur_random_uniform(random);

    return sqrt(-2 * log(u)) * cos(2 * acos(-1.0) * v);
}

/* A sum of squared normals with shifted means, counted. */
static void like_drawn_sums(void **state)
{
    static const struct {
        int degrees;
        double noncentrality, x;
    } tried[] = {{1, 0, 2}, {1, 4, 3}, {3, 2.5, 8}, {6, 30, 34}, {2, 0.1, 0.5}, {5, 90, 70}};

    (void)state;
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        enum { DRAWS = 4000 };
        keur_random random = keur_random_start(9, "chi", i);
        const double shift = sqrt(tried[i].noncentrality);
        const double p =
            keur_chi_squared_below(tried[i].x, tried[i].degrees, tried[i].noncentrality);
        double below = 0;

        for (int d = 0; d < DRAWS; d++) {
            double sum = 0;

            for (int k = 0; k < tried[i].degrees; k++) {
                const double z = normal(&random) + (k == 0 ? shift : 0);

                sum += z * z;
            }
            below += sum <= tried[i].x;
        }
        /* five standard errors */
        assert_true(fabs(below / DRAWS - p) < 5 * sqrt(p * (1 - p) / DRAWS) + 1e-3);
    }
}

/* The ends solve their equations; with x near the expectation of none, the lower end is 0. */
static void ends(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        keur_random random = keur_random_start(10, "ends", (uint64_t)i);
        const double degrees = 1 + (double)keur_random_below(&random, 200);
        const double x = degrees * (0.5 + 20 * keur_random_uniform(&random));
        const keur_interval found = keur_interval_noncentrality(x, degrees, 0.95);

        assert_true(0 <= found.low && found.low <= found.high);
        if (found.low > 0)
            assert_near(keur_chi_squared_below(x, degrees, found.low), 0.975, 1e-7);
        else
            assert_true(keur_chi_squared_below(x, degrees, 0) <= 0.975);
        if (found.high > 0)
            assert_near(keur_chi_squared_below(x, degrees, found.high), 0.025, 1e-7);
    }
    assert_near(keur_interval_noncentrality(3, 3, 0.95).low, 0, 0);
}

/* Large sums, as large tables give. */
static void large(void **state)
{
    const keur_interval found = keur_interval_noncentrality(1e6, 100, 0.95);

    (void)state;
    /* a normal with variance 2 (degrees + 2 noncentrality) */
    assert_near(found.low / (1e6 - 100 - 1.96 * sqrt(4e6)), 1, 1e-4);
    assert_near(found.high / (1e6 - 100 + 1.96 * sqrt(4e6)), 1, 1e-4);
}

/* One shifted normal squared has a closed form, whatever its size. */
static void one_degree(void **state)
{
    static const double shifts[] = {0, 3, 300, 999.9, 1000.1, 5000, 1e6, 1e8};

    (void)state;
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        for (int z = -4; z <= 4; z++) {
            const double root = shifts[i] + z;
            const double exact =
                root > 0 ? (erf(z / sqrt(2)) + erf((root + shifts[i]) / sqrt(2))) / 2 : 0;

            assert_near(
                keur_chi_squared_below(root > 0 ? root * root : 0, 1, shifts[i] * shifts[i]), exact,
                1e-6);
        }
    }
}

/* Sums that no difference explains, of tables of a million rows or of one row beside many. */
static void huge(void **state)
{
    (void)state;
    for (double x = 1e5; x < 1e16; x *= 10)
        for (double degrees = 1; degrees < 1e7; degrees *= 9) {
            const keur_interval found = keur_interval_noncentrality(x, degrees, 0.95);
            const double mean = x - degrees;

            if (mean < 100 * sqrt(x))
                continue;
            assert_near(found.low, mean - 1.96 * sqrt(2 * (2 * x - degrees)), 0.05 * mean);
            assert_true(found.low < mean && mean < found.high);
            assert_near(keur_chi_squared_below(x, degrees, found.low), 0.975, 1e-5);
            assert_near(keur_chi_squared_below(x, degrees, found.high), 0.025, 1e-5);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_drawn_sums), cmocka_unit_test(ends), cmocka_unit_test(large),
        cmocka_unit_test(one_degree),      cmocka_unit_test(huge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
