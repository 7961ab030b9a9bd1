/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random sets of records, and the limit of their rank sums, against counts and moments. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/permuting.h"

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Every value of a sum of two of 70 ranks (two words of bits, the smaller group few or all but few)
 * as often as all pairs say: chi-squared with 136 degrees of freedom, 99.9% below 193. */
static void test_sets_are_uniform(void **state)
{
    enum { N = 70, DRAWS = 50000 };
    uint32_t rank[4 * N] = {0};
    double spread = 1;
    double *maxima = calloc(DRAWS, sizeof *maxima);

    (void)state;
    for (size_t i = 0; i < N; i++)
        rank[4 * i] = (uint32_t)(2 * (i + 1));
    for (size_t members = 2; members < N; members += N - 4) {
        const keur_rank_table table = {.n = N,
                                       .n_member = members,
                                       .n_scores = 1,
                                       .width = 4,
                                       .rank = rank,
                                       .spread = &spread};
        int expected[2 * N] = {0}, found[2 * N] = {0};
        double chi = 0;

        assert_ok(keur_permuting_draw(&table, 3, DRAWS, 2, maxima, &err));
        for (int a = 1; a <= N; a++) {
            for (int b = 1; b < a; b++)
                expected[a + b]++;
        }
        for (size_t i = 0; i < DRAWS; i++) {
            const double off = members == 2 ? maxima[i] : -maxima[i];

            found[lround(off / 2) + N + 1]++;
        }
        for (int sum = 3; sum < 2 * N; sum++) {
            const double mean = (double)expected[sum] * DRAWS / (N * (N - 1) / 2.0);

            chi += (found[sum] - mean) * (found[sum] - mean) / mean;
        }
        assert_true(chi < 193 && chi > 85);
    }
    free(maxima);
}

/* Sums beyond 32 bits are carried over: one score of 100,000 people has standard normal maxima. */
static void test_large_sums(void **state)
{
    enum { HALF = 50000, DRAWS = 1280 };
    const size_t n = 2 * (size_t)HALF;
    uint32_t *rank = calloc(4 * n, sizeof *rank);
    double *maxima = calloc(DRAWS, sizeof *maxima);
    double spread = sqrt((double)HALF * HALF / 3 * (2.0 * HALF + 1)), mean = 0, square = 0;
    const keur_rank_table table = {
        .n = n, .n_member = HALF, .n_scores = 1, .width = 4, .rank = rank, .spread = &spread};

    (void)state;
    for (size_t i = 0; i < n; i++)
        rank[4 * i] = (uint32_t)(2 * (i + 1));
    assert_ok(keur_permuting_draw(&table, 7, DRAWS, 0, maxima, &err));
    for (size_t i = 0; i < DRAWS; i++) {
        mean += maxima[i] / DRAWS;
        square += maxima[i] * maxima[i] / DRAWS;
    }
    /* 5 standard errors. */
    assert_true(fabs(mean) < 0.14);
    assert_true(fabs(square - 1) < 0.2);
    free(rank);
    free(maxima);
}

/* One attack alone: c is the normal quantile, p the one-sided rank test. J independent attacks: the
 * quantile of the largest of J. */
static void test_limit_by_hand(void **state)
{
    uint32_t rank[8 * 4] = {2,  4, 0, 0, 4,  2,  0, 0, 6,  10, 0, 0, 8,  8,  0, 0,
                            10, 6, 0, 0, 12, 16, 0, 0, 14, 12, 0, 0, 16, 14, 0, 0};
    const double spread[2] = {1, 1};
    double maxima[20001], copy[2];
    keur_rank_table table = {
        .n = 8, .n_member = 4, .n_scores = 1, .width = 4, .rank = rank, .spread = copy};

    (void)state;
    memcpy(copy, spread, sizeof copy);
    assert_ok(keur_permuting_limit(&table, 1, 20001, 2, maxima, &err));
    qsort(maxima, 20001, sizeof *maxima, ascending);
    assert_near(maxima[10000], 0, 0.045);
    assert_near(maxima[19000], 1.6449, 0.04);
    table.n_scores = 2; /* their correlation: sum of (r - 9)(s - 9) over 168 */
    assert_ok(keur_permuting_limit(&table, 1, 20001, 2, maxima, &err));
    qsort(maxima, 20001, sizeof *maxima, ascending);
    {
        double sum = 0, mean = 0;

        for (int i = 0; i < 8; i++)
            sum += ((double)rank[4 * i] - 9) * ((double)rank[4 * i + 1] - 9) / 168;
        for (int i = 0; i < 20001; i++)
            mean += maxima[i] / 20001;
        /* E max(X, Y) = sqrt((1 - rho) / pi). */
        assert_true(sum > 0.5 && sum < 0.95);
        assert_near(mean, sqrt((1 - sum) / 3.14159265358979), 0.03);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets_are_uniform),
        cmocka_unit_test(test_large_sums),
        cmocka_unit_test(test_limit_by_hand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
