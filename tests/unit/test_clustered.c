/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/random.h"
#include "stats/clustered.h"
#include "support/check.h"

static double size_of(const uint32_t *cluster, const unsigned char *is_success, size_t n,
                      size_t n_clusters)
{
    double size = -1;

    assert_ok(keur_clustered_size(cluster, is_success, n, n_clusters, &size, &err));
    return size;
}

/* (t(n - 1) / t(G - 1))^2 from tables of Student's distribution: n and G as below. */
static const double of_50_of_400 = (1.965927 / 2.009575) * (1.965927 / 2.009575);
static const double of_40_of_240 = (1.969939 / 2.022691) * (1.969939 / 2.022691);

/* A cluster of m equal trials is worth one trial. */
static void equal_trials_count_once(void **state)
{
    enum { CLUSTERS = 50, TRIALS = 8 };
    uint32_t cluster[CLUSTERS * TRIALS];
    unsigned char is_success[CLUSTERS * TRIALS];

    (void)state;
    for (size_t i = 0; i < CLUSTERS * TRIALS; i++) {
        cluster[i] = (uint32_t)(i / TRIALS);
        is_success[i] = cluster[i] < 20;
    }
    /* var = G/(G-1) p(1-p)/G: one trial fewer than there are clusters */
    assert_near(size_of(cluster, is_success, CLUSTERS * TRIALS, CLUSTERS),
                (CLUSTERS - 1) * of_50_of_400, 1e-4);
    for (size_t i = 0; i < CLUSTERS * TRIALS; i++)
        is_success[i] = 0;
    assert_near(size_of(cluster, is_success, CLUSTERS * TRIALS, CLUSTERS), CLUSTERS, 1e-9);
    /* two persons of whom each gives half: by chance no spread, and two trials all the same */
    for (size_t i = 0; i < CLUSTERS * TRIALS; i++) {
        cluster[i] = i >= CLUSTERS * TRIALS / 2;
        is_success[i] = i % 2;
    }
    assert_near(size_of(cluster, is_success, CLUSTERS * TRIALS, 2), 2, 1e-9);
}

/* The size of a mean of flags is that of their share; equal values in a cluster count once. */
static void means_as_shares(void **state)
{
    enum { CLUSTERS = 40, TRIALS = 6, N = CLUSTERS * TRIALS };
    keur_random random = keur_random_start(6, "clusters", 0);
    uint32_t cluster[N];
    unsigned char flag[N];
    double x[N], size;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        cluster[i] = (uint32_t)(i / TRIALS);
        flag[i] = keur_random_below(&random, 3) == 0 || cluster[i] < 10;
        x[i] = flag[i];
    }
    assert_ok(keur_clustered_mean_size(cluster, x, N, CLUSTERS, &size, &err));
    assert_near(size, size_of(cluster, flag, N, CLUSTERS), 1e-9);
    for (size_t i = 0; i < N; i++)
        x[i] = 0.3 + 0.01 * cluster[i];
    assert_ok(keur_clustered_mean_size(cluster, x, N, CLUSTERS, &size, &err));
    assert_near(size, (CLUSTERS - 1) * of_40_of_240, 1e-4);
    for (size_t i = 0; i < N; i++)
        x[i] = 1.0 / 3;
    assert_ok(keur_clustered_mean_size(cluster, x, N, CLUSTERS, &size, &err));
    assert_near(size, CLUSTERS, 1e-9);
    assert_ok(keur_clustered_mean_size(cluster, x, TRIALS, CLUSTERS, &size, &err));
    assert_true(isnan(size));
}

/* Over many draws of clusters the size gives the variance of the share. */
static void it_gives_the_variance(void **state)
{
    enum { CLUSTERS = 200, DRAWS = 600, MOST = 6 };
    uint32_t cluster[CLUSTERS * MOST];
    unsigned char is_success[CLUSTERS * MOST];
    double sum = 0, squares = 0, expected = 0;

    (void)state;
    for (uint64_t d = 0; d < DRAWS; d++) {
        keur_random random = keur_random_start(5, "clusters", d);
        size_t n = 0, s = 0;
        double share;

        for (uint32_t g = 0; g < CLUSTERS; g++) {
            const double p = keur_random_uniform(&random) < 0.3 ? 0.9 : 0.1;
            const size_t trials = 1 + (size_t)keur_random_below(&random, MOST);

            for (size_t j = 0; j < trials; j++, n++) {
                cluster[n] = g;
                is_success[n] = keur_random_uniform(&random) < p;
                s += is_success[n];
            }
        }
        share = (double)s / (double)n;
        sum += share;
        squares += share * share;
        expected += share * (1 - share) / size_of(cluster, is_success, n, CLUSTERS);
    }
    /* the relative error of a variance from 600 draws is sqrt(2/600) = 6% */
    assert_near((squares - sum * sum / DRAWS) / (DRAWS - 1) / (expected / DRAWS), 1, 0.2);
}

/* Six persons of twenty rows each: an interval by the size covers as often as it says, one by z
 * and the plain variance does not. Binomial bands of 99.9% for 2,000 draws: 0.9335 to 0.9655. */
static void few_persons_are_covered(void **state)
{
    enum { PERSONS = 6, ROWS = 20, DRAWS = 2000 };
    uint32_t cluster[PERSONS * ROWS];
    unsigned char is_success[PERSONS * ROWS];
    size_t n_covered = 0, n_plain = 0;

    (void)state;
    for (uint64_t d = 0; d < DRAWS; d++) {
        keur_random random = keur_random_start(7, "few", d);
        double p = 0, share = 0, size, half;

        for (size_t i = 0; i < PERSONS * ROWS; i++) {
            p = i % ROWS == 0 ? 0.3 + 0.4 * keur_random_uniform(&random) : p; /* mean 0.5 */
            cluster[i] = (uint32_t)(i / ROWS);
            is_success[i] = keur_random_uniform(&random) < p;
            share += is_success[i] / (double)(PERSONS * ROWS);
        }
        size = size_of(cluster, is_success, PERSONS * ROWS, PERSONS);
        half = 1.959964 * sqrt(share * (1 - share) / size);
        n_covered += fabs(share - 0.5) <= half;
        n_plain += fabs(share - 0.5) <= half * 1.980100 / 2.570582; /* t(119), t(5) */
    }
    assert_in_range(n_covered, (int)(0.9335 * DRAWS), DRAWS);
    assert_true((double)n_plain < 0.9335 * DRAWS);
}

static void few_clusters(void **state)
{
    const uint32_t same[] = {3, 3, 3}, apart[] = {0, 1, 2};
    const unsigned char some[] = {1, 0, 1}, all[] = {1, 1, 1};

    (void)state;
    assert_true(isnan(size_of(same, some, 3, 4)));
    assert_true(isnan(size_of(apart, some, 0, 4)));
    assert_near(size_of(apart, all, 3, 3), 3, 0);
    assert_true(size_of(apart, some, 3, 3) <= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_trials_count_once),
        cmocka_unit_test(means_as_shares),
        cmocka_unit_test(it_gives_the_variance),
        cmocka_unit_test(few_persons_are_covered),
        cmocka_unit_test(few_clusters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
