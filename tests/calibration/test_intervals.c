/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage of the intervals on draws whose truth is known. The seeds are fixed, so a run is a fact
 * and not a chance; the bands are what chance allows over seeds, so a sound method passes. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "stats/intervals.h"
#include "stats/jackknife.h"
#include "stats/roc.h"
#include "support/chance.h"

static bool covers(keur_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

static void draw(keur_random *random, double *scores, size_t n, double mean)
{
    for (size_t i = 0; i < n; i++)
        scores[i] = mean + keur_check_normal(random);
}

/* Normal scores one shift apart: AUC = Phi(shift / sqrt 2). */
static void test_delong(void **state)
{
    enum { DRAWS = 3000, M = 150, N = 200 };
    const double shift = 0.7, truth = keur_check_normal_below(shift / sqrt(2));
    int covered = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(101, "coverage-auc", (uint64_t)i);
        double member[M], other[N], auc;
        keur_interval got;

        draw(&random, member, M, shift);
        draw(&random, other, N, 0);
        assert_ok(keur_roc_auc(member, M, other, N, 0.95, &auc, &got, &err));
        covered += covers(got, truth);
    }
    keur_check_band(DRAWS, 0.95, &low, &high);
    if (covered < low || covered > high)
        fail_msg("%d of %d, not within %d..%d", covered, DRAWS, low, high);
}

/* Normal scores: TPR at FPR f = Phi(shift - z(1 - f)). The interval may cover more than it says.
 * One that takes the threshold as known covers too little: the same draws show it. */
static void test_tpr(void **state)
{
    enum { DRAWS = 3000, M = 400, N = 500 };
    const double shift = 1.2, fpr = 0.02;
    const double truth = keur_check_normal_below(shift - keur_normal_quantile(1 - fpr));
    int covered = 0, covered_plainly = 0, missed_below = 0, missed_above = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(102, "coverage-tpr", (uint64_t)i);
        double member[M], other[N];
        keur_roc_point got;

        draw(&random, member, M, shift);
        draw(&random, other, N, 0);
        assert_ok(keur_roc_tpr(member, M, other, N, fpr, 0.95, &got, &err));
        covered += covers(got.interval, truth);
        missed_below += got.interval.high < truth;
        missed_above += got.interval.low > truth;
        covered_plainly += covers(keur_interval_clopper_pearson((double)got.hits, M, 0.95), truth);
    }
    keur_check_band(DRAWS, 0.95, &low, &high);
    if (covered < low)
        fail_msg("%d of %d, at least %d", covered, DRAWS, low);
    assert_true(covered_plainly < low);
    /* Each side alone keeps its half. */
    keur_check_band(DRAWS, 0.025, &low, &high);
    assert_true(missed_below <= high);
    assert_true(missed_above <= high);
}

/* Newcombe's own evaluation: rates and sample sizes all over their range, coverage on average near
 * what is said. */
static void test_newcombe(void **state)
{
    enum { DRAWS = 4000 };
    int covered = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(103, "coverage-newcombe", (uint64_t)i);
        const int n1 = 20 + (int)keur_random_below(&random, 200);
        const int n2 = 20 + (int)keur_random_below(&random, 200);
        const double p1 = keur_random_uniform(&random), p2 = keur_random_uniform(&random);
        const double s1 = keur_check_binomial(&random, n1, p1),
                     s2 = keur_check_binomial(&random, n2, p2);

        covered += covers(keur_interval_newcombe(s1, n1, s2, n2, 0.95), p1 - p2);
    }
    keur_check_band(DRAWS, 0.95, &low, &high);
    if (covered < low || covered > high)
        fail_msg("%d of %d, not within %d..%d", covered, DRAWS, low, high);
}

/* Unequal variances and sizes, where Student's pooled interval would fail. */
static void test_welch(void **state)
{
    enum { DRAWS = 4000, N1 = 8, N2 = 40 };
    int covered = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(104, "coverage-welch", (uint64_t)i);
        double values[N1 + N2], mean[2] = {0, 0}, variance[2] = {0, 0};

        for (int k = 0; k < N1 + N2; k++) {
            values[k] = k < N1 ? 3 + 4 * keur_check_normal(&random) : keur_check_normal(&random);
            mean[k >= N1] += values[k] / (k < N1 ? N1 : N2);
        }
        for (int k = 0; k < N1 + N2; k++)
            variance[k >= N1] += pow(values[k] - mean[k >= N1], 2) / (k < N1 ? N1 - 1 : N2 - 1);
        covered += covers(
            keur_interval_welch(mean[0], variance[0], N1, mean[1], variance[1], N2, 0.95), 3);
    }
    keur_check_band(DRAWS, 0.95, &low, &high);
    if (covered < low || covered > high)
        fail_msg("%d of %d, not within %d..%d", covered, DRAWS, low, high);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The 0.9-quantile of exponential values, -log 0.1, between two order statistics. */
static void test_quantile(void **state)
{
    enum { DRAWS = 3000, N = 150 };
    size_t from, to;
    int covered = 0, low, high;

    (void)state;
    keur_interval_quantile(N, 0.9, 0.95, &from, &to);
    assert_true(from >= 1 && to <= N);
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(105, "coverage-quantile", (uint64_t)i);
        double values[N];

        for (int k = 0; k < N; k++)
            values[k] = -log(1 - keur_random_uniform(&random));
        qsort(values, N, sizeof *values, ascending);
        covered += covers((keur_interval){values[from - 1], values[to - 1]}, -log(0.1));
    }
    /* Ranks are whole: coverage is at least what is said, at most a step of two ranks more. */
    keur_check_band(DRAWS, 0.95, &low, &high);
    assert_true(covered >= low);
    keur_check_band(DRAWS, 0.98, &low, &high);
    assert_true(covered <= high);
}

/* A ratio of means, rows dealt into 20 groups. */
static void test_jackknife(void **state)
{
    enum { DRAWS = 3000, N = 400, GROUPS = 20 };
    int covered = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        keur_random random = keur_random_start(106, "coverage-jackknife", (uint64_t)i);
        double top = 0, bottom = 0, tops[GROUPS] = {0}, bottoms[GROUPS] = {0}, left_out[GROUPS];
        keur_interval got;

        for (int k = 0; k < N; k++) {
            const double x = 1 + keur_random_uniform(&random);
            const double y = 2 * x * (0.5 + keur_random_uniform(&random));

            top += y;
            bottom += x;
            tops[k % GROUPS] += y;
            bottoms[k % GROUPS] += x;
        }
        for (int g = 0; g < GROUPS; g++)
            left_out[g] = (top - tops[g]) / (bottom - bottoms[g]);
        (void)keur_jackknife(top / bottom, left_out, GROUPS, 0.95, &got);
        covered += covers(got, 2);
    }
    keur_check_band(DRAWS, 0.95, &low, &high);
    if (covered < low || covered > high)
        fail_msg("%d of %d, not within %d..%d", covered, DRAWS, low, high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delong),   cmocka_unit_test(test_tpr),
        cmocka_unit_test(test_newcombe), cmocka_unit_test(test_welch),
        cmocka_unit_test(test_quantile), cmocka_unit_test(test_jackknife),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
