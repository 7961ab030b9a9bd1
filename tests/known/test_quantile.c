/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles against numpy, bit for bit. */
#include "support/check.h"

#include <string.h>

#include "base/random.h"
#include "stats/quantile.h"

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* numpy 2.4.6: x = np.repeat([i*i/7.0-2.5 for i in range(12)], [1+(i*5)%4 for i in range(12)]);
 * np.quantile(x, p, method="linear").hex() */
static void test_numpy(void **state)
{
    static const struct {
        double p, expected;
    } known[] = {
        {0.0, -0x1.4000000000000p+1},
        {0.05, -0x1.2db6db6db6db7p+1},
        {0.1, -0x1.f8af8af8af8afp+0},
        {0.15, -0x1.edb6db6db6db7p+0},
        {0.2, -0x1.5b6db6db6db6bp+0},
        {0.25, -0x1.36db6db6db6dbp+0},
        {0.3, -0x1.36db6db6db6dbp+0},
        {0.35, -0x1.5f15f15f16138p-6},
        {0.4, 0x1.124924924924ap+0},
        {0.45, 0x1.524924924924ap+1},
        {0.5, 0x1.524924924924ap+1},
        {0.55, 0x1.1a0ea0ea0ea11p+2},
        {0.6, 0x1.2000000000000p+2},
        {0.65, 0x1.2000000000000p+2},
        {0.7, 0x1.d7c57c57c57bdp+2},
        {0.75, 0x1.2249249249249p+3},
        {0.8, 0x1.7924924924925p+3},
        {0.85, 0x1.7924924924925p+3},
        {0.9, 0x1.d924924924924p+3},
        {0.95, 0x1.d924924924924p+3},
        {1.0, 0x1.d924924924924p+3},
        {0.01, -0x1.3ab277f44c119p+1},
        {0.29, -0x1.36db6db6db6dbp+0},
        {0.333, -0x1.1d548d9ac5318p-1},
        {0.57, 0x1.2000000000000p+2},
        {0.99, 0x1.d924924924924p+3},
        /* Just below and above the middle, where the two ways of combining differ in bits. */
        {0.5331556544945055, 0x1.bffe829c7b0b7p+1},
        {0.53311723850551, 0x1.bfbab6c9a0127p+1},
        {0.6712155932147076, 0x1.5fce5717f48cfp+2},
        {0.6710955733474502, 0x1.5f54246421b1fp+2},
        {0.6744550697237632, 0x1.6cb09bcc7f9fdp+2},
        {0.6740179934113643, 0x1.6af3999760715p+2},
        {0.5364074591396448, 0x1.d66943eb2b8ebp+1},
        {0.674193278896697, 0x1.6ba6110ed4d71p+2},
    };
    double values[12], expanded[64];
    size_t counts[12], n = 0;

    (void)state;
    for (size_t i = 0; i < 12; i++) {
        values[i] = (double)(i * i) / 7.0 - 2.5;
        counts[i] = 1 + i * 5 % 4;
        for (size_t copy = 0; copy < counts[i]; copy++)
            expanded[n++] = values[i];
    }
    assert_int_equal(n, 30);
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        assert_true(same_bits(keur_quantile(expanded, n, known[k].p), known[k].expected));
        assert_true(
            same_bits(keur_quantile_counted(values, counts, 12, known[k].p), known[k].expected));
    }
}

/* Hyndman & Fan's type 7 in R's own documentation of quantile(): of 1..10 the quartiles are 3.25,
 * 5.5 and 7.75. */
static void test_type_7(void **state)
{
    const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    (void)state;
    assert_near(keur_quantile(values, 10, 0.25), 3.25, 0);
    assert_near(keur_quantile(values, 10, 0.5), 5.5, 0);
    assert_near(keur_quantile(values, 10, 0.75), 7.75, 0);
    assert_near(keur_quantile(values, 10, 0), 1, 0);
    assert_near(keur_quantile(values, 10, 1), 10, 0);
    assert_near(keur_quantile(values, 1, 0.3), 1, 0);
}

/* Counted values give what they give written out; a value that occurs 0 times changes nothing. */
static void test_counts(void **state)
{
    keur_random random = keur_random_start(5, "test-quantile", 0);

    (void)state;
    for (int round = 0; round < 3000; round++) {
        double values[20], expanded[128], p = keur_random_uniform(&random);
        const size_t n = 1 + (size_t)keur_random_below(&random, 20);
        size_t counts[20], n_all = 0;

        for (size_t i = 0; i < n; i++) {
            values[i] = (i > 0 ? values[i - 1] : -4) + keur_random_uniform(&random);
            counts[i] = (size_t)keur_random_below(&random, 6);
            if (i + 1 == n && n_all == 0)
                counts[i] = 1;
            for (size_t copy = 0; copy < counts[i]; copy++)
                expanded[n_all++] = values[i];
        }
        p = round % 10 == 0 ? (double)(round % 3) / 2 : p;
        assert_true(same_bits(keur_quantile_counted(values, counts, n, p),
                              keur_quantile(expanded, n_all, p)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numpy),
        cmocka_unit_test(test_type_7),
        cmocka_unit_test(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
