/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ROC figures against comparisons of every pair and every threshold. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "stats/roc.h"

enum { MOST = 120 };

/* Scores of few or many distinct values, so that ties are common in some rounds and absent in
 * others; now and then infinite. */
static size_t draw(keur_random *random, double *scores, uint64_t n_values, double shift)
{
    const size_t n = 2 + (size_t)keur_random_below(random, MOST - 1);

    for (size_t i = 0; i < n; i++) {
        scores[i] = shift + (double)keur_random_below(random, n_values) / 8;
        if (keur_random_below(random, 50) == 0)
            scores[i] = keur_random_below(random, 2) == 0 ? -INFINITY : INFINITY;
    }
    return n;
}

static double beats(double a, double b)
{
    return a > b ? 1 : a == b ? 0.5 : 0;
}

/* Variance over rows of the share of the other group that each beats, by all pairs: DeLong's
 * structural components as first defined. */
static double component(const double *rows, size_t n_rows, const double *others, size_t n_others,
                        double *mean)
{
    double share[MOST + 2], sum = 0;

    *mean = 0;
    for (size_t i = 0; i < n_rows; i++) {
        share[i] = 0;
        for (size_t j = 0; j < n_others; j++)
            share[i] += beats(rows[i], others[j]) / (double)n_others;
        *mean += share[i] / (double)n_rows;
    }
    for (size_t i = 0; i < n_rows; i++)
        sum += (share[i] - *mean) * (share[i] - *mean);
    return sum / ((double)n_rows - 1);
}

static void test_auc_by_pairs(void **state)
{
    static const uint64_t n_values[] = {1, 2, 5, 40, 1u << 30};
    keur_random random = keur_random_start(1, "test-roc", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const uint64_t spread = n_values[round % 5];
        double member[MOST + 2], other[MOST + 2], auc, expected, unused, error;
        const size_t m = draw(&random, member, spread, (double)spread / 40);
        const size_t n = draw(&random, other, spread, 0);
        keur_interval got;

        assert_ok(keur_roc_auc(member, m, other, n, 0.9, &auc, &got, &err));
        error = sqrt(component(member, m, other, n, &expected) / (double)m +
                     component(other, n, member, m, &unused) / (double)n);
        assert_near(auc, expected, 1e-13);
        /* Near 0 and 1 the end towards the middle is another one: test_roc_reach.c. */
        if (auc < 0.75)
            assert_near(got.low, fmax(expected - 1.6448536269514722 * error, 0), 1e-12);
        if (auc > 0.25)
            assert_near(got.high, fmin(expected + 1.6448536269514722 * error, 1), 1e-12);
        assert_true(got.low <= fmax(expected - 1.6448536269514722 * error, 0) + 1e-12);
        assert_true(got.high >= fmin(expected + 1.6448536269514722 * error, 1) - 1e-12);
    }
}

/* DeLong's variance is 0 where all members score higher, which is not certainty: of k disjoint
 * pairs all are won with probability area^k at most, so areas below (alpha / 2)^(1/k) are refuted.
 */
static void test_auc_separated(void **state)
{
    static const double high[] = {5, 7, 6}, low[] = {1, 4, 2, 3, -1};
    keur_interval got;
    double auc;

    (void)state;
    assert_ok(keur_roc_auc(high, 3, low, 5, 0.95, &auc, &got, &err));
    assert_near(auc, 1, 0);
    assert_near(got.low, cbrt(0.025), 1e-12);
    assert_near(got.high, 1, 0);
    assert_ok(keur_roc_auc(low, 5, high, 3, 0.95, &auc, &got, &err));
    assert_near(auc, 0, 0);
    assert_near(got.low, 0, 0);
    assert_near(got.high, 1 - cbrt(0.025), 1e-12);
}

static void test_apart(void **state)
{
    static const double member[] = {1, 1, 3, INFINITY}, other[] = {1, 2, 3, 1, 1};
    static const double same[] = {7, 7}, one_side[] = {7, 7, 7, 8, 9};
    size_t n;

    (void)state;
    assert_ok(keur_roc_apart(member, 4, other, 5, &n, &err));
    assert_int_equal(n, 2); /* of members 3 and inf; of others 2 and 3 */
    assert_ok(keur_roc_apart(one_side, 5, same, 2, &n, &err));
    assert_int_equal(n, 0); /* two members stand apart, and no other */
    assert_ok(keur_roc_apart(same, 2, same, 2, &n, &err));
    assert_int_equal(n, 0);
    assert_ok(keur_roc_apart(member, 1, member + 2, 2, &n, &err));
    assert_int_equal(n, 1); /* a score alone is no tie */
}

/* Negated scores turn the area round; a monotone change or another order of rows leaves every bit.
 */
static void test_auc_invariances(void **state)
{
    keur_random random = keur_random_start(2, "test-roc", 0);

    (void)state;
    for (int round = 0; round < 100; round++) {
        double member[MOST + 2], other[MOST + 2], auc, again;
        const size_t m = draw(&random, member, 30, 1), n = draw(&random, other, 30, 0);
        keur_interval first, second;

        assert_ok(keur_roc_auc(member, m, other, n, 0.95, &auc, &first, &err));
        for (size_t i = 0; i < m; i++)
            member[i] = -member[i];
        for (size_t i = 0; i < n; i++)
            other[i] = -other[i];
        assert_ok(keur_roc_auc(member, m, other, n, 0.95, &again, &second, &err));
        assert_near(again, 1 - auc, 1e-15);
        assert_near(second.low, 1 - first.high, 1e-14);
        for (size_t i = 0; i < m / 2; i++) {
            const double kept = member[i];

            member[i] = member[m - 1 - i];
            member[m - 1 - i] = kept;
        }
        for (size_t i = 0; i < m; i++)
            member[i] = -member[i] * 1024;
        for (size_t i = 0; i < n; i++)
            other[i] = -other[i] * 1024;
        assert_ok(keur_roc_auc(member, m, other, n, 0.95, &again, &second, &err));
        assert_true(again == auc);
        assert_memory_equal(&first, &second, sizeof first);
    }
}

static size_t above(const double *scores, size_t n, double threshold)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += scores[i] > threshold;
    return count;
}

/* Every observed score is tried as a threshold; rates lie on, just below and between the steps. */
static void test_tpr_by_thresholds(void **state)
{
    static const double rates[] = {0.001, 0.01, 0.07, 0.1, 0.29, 0.57, 0.9};
    keur_random random = keur_random_start(3, "test-roc", 0);

    (void)state;
    for (int round = 0; round < 4200; round++) {
        double member[MOST + 2], other[MOST + 2];
        const size_t m = draw(&random, member, round % 2 == 0 ? 9 : 10000, 1);
        const size_t n = draw(&random, other, round % 2 == 0 ? 9 : 10000, 0);
        const size_t k = 1 + (size_t)keur_random_below(&random, n - 1);
        const double step = (double)k / (double)n;
        const double fpr = round % 3 == 0   ? rates[round % 7]
                           : round % 3 == 1 ? step
                                            : nextafter(step, 0);
        size_t best = 0;
        keur_roc_point got;

        for (size_t i = 0; i < m + n; i++) {
            const double threshold = i < m ? member[i] : other[i - m];

            if ((double)above(other, n, threshold) / (double)n <= fpr &&
                above(member, m, threshold) > best)
                best = above(member, m, threshold);
        }
        assert_ok(keur_roc_tpr(member, m, other, n, fpr, 0.95, &got, &err));
        assert_int_equal(got.hits, best);
        assert_near(got.tpr, (double)best / (double)m, 0);
        assert_true(got.observed_fpr <= fpr);
        assert_true(got.interval.low <= got.tpr && got.tpr <= got.interval.high);
        assert_int_equal(got.is_estimable, round % 3 == 0   ? (double)n >= 3 / fpr
                                           : round % 3 == 1 ? k >= 3
                                                            : k > 3);
    }
}

static double choose(int n, int k)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1));
}

/* The end of the interval by its definition, on distinct scores 1..n of non-members: binomial sums
 * for the rank, then the proportion at which alpha/4 is left. */
static void test_tpr_interval(void **state)
{
    enum { M = 100, N = 100 };
    const double f = 0.1, tail = 0.0125;
    double member[M], other[N], sum = 0;
    int safe = 0, hits, unsafe = N + 1;
    keur_roc_point got;

    (void)state;
    for (int i = 0; i < M; i++)
        member[i] = 0.5 + i * 1.3;
    for (int i = 0; i < N; i++)
        other[i] = 1 + i;
    /* P(Beta(j, n-j+1) > f) = P(Bin(n, f) < j). */
    for (int j = 1; j <= N; j++) {
        sum += choose(N, j - 1) * pow(f, j - 1) * pow(1 - f, N - j + 1);
        safe = sum <= tail ? j : safe;
    }
    sum = 0;
    for (int j = N; j >= 1; j--) {
        sum += choose(N, j) * pow(f, j) * pow(1 - f, N - j);
        unsafe = sum <= tail ? j : unsafe;
    }
    assert_true(safe > 0 && safe < 10 && unsafe > 10 && unsafe <= N);
    assert_ok(keur_roc_tpr(member, M, other, N, f, 0.95, &got, &err));
    hits = (int)above(member, M, other[N - safe]);
    sum = 0;
    for (int k = hits; k <= M; k++)
        sum += choose(M, k) * pow(got.interval.low, k) * pow(1 - got.interval.low, M - k);
    assert_near(sum, tail, 1e-10);
    hits = (int)above(member, M, other[N - unsafe]);
    sum = 0;
    for (int k = 0; k <= hits; k++)
        sum += choose(M, k) * pow(got.interval.high, k) * pow(1 - got.interval.high, M - k);
    assert_near(sum, tail, 1e-10);
}

/* Ten non-members cannot place a threshold at 1%: the lower end is 0; it says so. */
static void test_tpr_of_few(void **state)
{
    double member[10], other[10];
    keur_roc_point got;

    (void)state;
    for (int i = 0; i < 10; i++) {
        member[i] = 5 + i;
        other[i] = i;
    }
    assert_ok(keur_roc_tpr(member, 10, other, 10, 0.01, 0.95, &got, &err));
    assert_false(got.is_estimable);
    assert_int_equal(got.hits, 5); /* above the largest non-member, 9 */
    assert_true(got.interval.low == 0);
    /* Too few for any end: the threshold may lie anywhere. */
    assert_ok(keur_roc_tpr(member, 10, other, 1, 0.5, 0.95, &got, &err));
    assert_true(got.interval.low == 0 && got.interval.high == 1);
}

static void test_refusals(void **state)
{
    const double good[] = {1, 2}, bad[] = {1, NAN};
    double auc = 7;
    keur_interval interval = {8, 9};
    keur_roc_point point = {.hits = 3};

    (void)state;
    assert_fails(keur_roc_auc(good, 0, good, 2, 0.95, &auc, &interval, &err), KEUR_EDATA,
                 "no member");
    assert_fails(keur_roc_auc(good, 2, good, 0, 0.95, &auc, &interval, &err), KEUR_EDATA,
                 "no non-member");
    assert_fails(keur_roc_auc(good, 2, bad, 2, 0.95, &auc, &interval, &err), KEUR_EDATA,
                 "not a number");
    assert_true(auc == 7 && interval.low == 8 && interval.high == 9);
    assert_fails(keur_roc_tpr(bad, 2, good, 2, 0.1, 0.95, &point, &err), KEUR_EDATA, "member");
    assert_fails(keur_roc_tpr(good, 2, good, 2, 0, 0.95, &point, &err), KEUR_EINVAL, "rate");
    assert_fails(keur_roc_tpr(good, 2, good, 2, 1, 0.95, &point, &err), KEUR_EINVAL, "rate");
    assert_int_equal(point.hits, 3);
    /* One row has no variance. */
    assert_ok(keur_roc_auc(good, 1, good, 2, 0.95, &auc, &interval, &err));
    assert_near(auc, 0.25, 0);
    assert_true(isnan(interval.low) && isnan(interval.high));
    assert_ok(keur_roc_auc(good, 1, good, 2, 0.95, &auc, NULL, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_auc_by_pairs),
        cmocka_unit_test(test_auc_separated),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_auc_invariances),
        cmocka_unit_test(test_tpr_by_thresholds),
        cmocka_unit_test(test_tpr_interval),
        cmocka_unit_test(test_tpr_of_few),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
