/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one-run bound against worked values, binomial sums and a plain second pairing. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/epsilon.h"

/* P[from <= Bin(r, 1 / (1 + exp(-e))) <= to], term by term. */
static double chance_between(int from, int to, int r, double e)
{
    double sum = 0;

    for (int k = from < 0 ? 0 : from; k <= to; k++)
        sum += exp(lgamma(r + 1) - lgamma(k + 1) - lgamma(r - k + 1) - k * log1p(exp(-e)) -
                   (r - k) * log1p(exp(e)));
    return sum;
}

static double by_definition(int m, int r, int v, double delta, double e)
{
    double most = 0;

    for (int i = 1; i <= m; i++)
        most = fmax(most, chance_between(v - i, v - 1, r, e) / i);
    return chance_between(v, r, r, e) + 2 * m * delta * most;
}

static double proved(size_t m, size_t r, size_t v, double delta)
{
    double epsilon = NAN;

    assert_ok(keur_epsilon_proved(m, r, v, 0.05, delta, &epsilon, &err));
    return epsilon;
}

/* Worked in the plan of this project, to two decimals. */
static void test_worked_values(void **state)
{
    (void)state;
    assert_near(proved(1000, 100, 60, 0), 0.05, 0.0051);
    assert_near(proved(1000, 100, 70, 0), 0.47, 0.0051);
    assert_near(proved(1000, 100, 90, 0), 1.63, 0.0051);
    assert_near(proved(5000, 500, 300, 0), 0.25, 0.0051);
    assert_near(proved(10000, 1000, 550, 0), 0.09, 0.0051);
    assert_near(proved(10000, 1000, 600, 0), 0.30, 0.0051);
    assert_near(proved(10000, 1000, 1000, 0), 5.81, 0.0051);
    assert_near(keur_epsilon_most(1000, 0.05), 5.81, 0.0051);
    assert_near(proved(1000, 100, 50, 0), 0, 0);
    assert_near(proved(1000, 100, 0, 0), 0, 0);
}

static void test_proved_by_sums(void **state)
{
    static const double deltas[] = {0, 1e-6, 1e-4, 1e-3, 0.05};
    keur_random random = keur_random_start(1, "test-epsilon", 0);
    int above_zero[5] = {0, 0, 0, 0, 0};

    (void)state;
    for (int round = 0; round < 400; round++) {
        const int m = 1 + (int)keur_random_below(&random, 60);
        const int r = 1 + (int)keur_random_below(&random, (uint64_t)m);
        const int v = r - (int)keur_random_below(&random, (uint64_t)r / 3 + 1);
        const double delta = deltas[round % 5];
        const double e = proved((size_t)m, (size_t)r, (size_t)v, delta);

        if (e > 0) {
            above_zero[round % 5]++;
            assert_true(by_definition(m, r, v, delta, e - 1e-7) < 0.05);
        }
        /* No larger e will do, near or far. */
        assert_true(by_definition(m, r, v, delta, e + 1e-7) >= 0.05);
        for (double far = e; far < e + 6; far += 0.25)
            assert_true(by_definition(m, r, v, delta, far + 1e-7) >= 0.05);
        if (v == r && delta == 0)
            assert_near(e, fmax(log(pow(0.05, 1.0 / r) / (1 - pow(0.05, 1.0 / r))), 0), 1e-11);
    }
    assert_true(above_zero[0] > 20 && above_zero[3] > 5);
    assert_true(proved(100, 50, 45, 1e-3) < proved(100, 50, 45, 1e-4));
    assert_near(proved(100, 50, 45, 1e-15), proved(100, 50, 45, 0), 1e-9);
}

/* Chances far in the tail at e = 0 must not spoil the sums: many guesses, nearly all correct. */
static void test_proved_large(void **state)
{
    const double without = proved(200000, 20000, 19000, 0);
    const double with = proved(200000, 20000, 19000, 1e-9);

    (void)state;
    assert_true(with < without && with > 0.95 * without);
    assert_near(chance_between(19000, 20000, 20000, without), 0.05, 1e-6);
}

/* Distinct gaps, all kept: the bound rests on the count of correct guesses. Members all above: v =
 * r = m. All below: nothing. */
static void test_separated(void **state)
{
    enum { M = 30, N = 45 };
    double high[N], low[N];
    keur_epsilon_bound got;

    (void)state;
    for (int i = 0; i < N; i++) {
        high[i] = 100 + i;
        low[i] = i;
    }
    high[3] = INFINITY;
    assert_ok(keur_epsilon_of_scores(high, M, low, N, 1, 5, 0.05, 0, &got, &err));
    assert_int_equal(got.n_pairs, M);
    assert_int_equal(got.n_guesses, M);
    assert_int_equal(got.n_correct, M);
    assert_near(got.epsilon, keur_epsilon_most(M, 0.05), 0);
    assert_near(got.most, got.epsilon, 0);
    assert_ok(keur_epsilon_of_scores(low, N, high, M, 0.1, 5, 0.05, 0, &got, &err));
    assert_int_equal(got.n_pairs, M);
    assert_int_equal(got.n_guesses, 3);
    assert_int_equal(got.n_correct, 0);
    assert_near(got.epsilon, 0, 0);
    assert_ok(keur_epsilon_of_scores(high, 1, low, 1, 0.1, 5, 0.05, 0, &got, &err));
    assert_int_equal(got.n_guesses, 1);
    assert_near(got.epsilon, 0, 0);
}

/* The widest gaps are kept. Members lie far above where the gap is wide, slightly below where it is
 * narrow: 40 of the 400 pairs at most hold a far member, and all of those are kept first. */
static void test_widest_kept(void **state)
{
    enum { M = 400 };
    double member[M], other[M];
    keur_epsilon_bound got;

    (void)state;
    for (int i = 0; i < M; i++) {
        member[i] = i < 40 ? 1000 + i : -1 - i * 1e-3;
        other[i] = i * 1e-3;
    }
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_ok(keur_epsilon_of_scores(member, M, other, M, 0.1, seed, 0.05, 0, &got, &err));
        assert_int_equal(got.n_guesses, 40);
        assert_int_equal(got.n_correct, 40);
        assert_ok(keur_epsilon_of_scores(member, M, other, M, 0.2, seed, 0.05, 0, &got, &err));
        assert_int_equal(got.n_guesses, 80);
        assert_int_equal(got.n_correct, 40);
    }
}

/* All gaps tied at one size, half of the pairs right: those kept are a fair sample, not the right
 * ones, nor the first rows. And all gaps 0: a fair coin. */
static void test_ties(void **state)
{
    enum { M = 400, SEEDS = 400 };
    double member[M], other[M], tied[M];
    double correct = 0, tossed = 0;
    keur_epsilon_bound got;

    (void)state;
    for (int i = 0; i < M; i++) {
        member[i] = i < M / 2 ? 2 : 0;
        other[i] = 1;
        tied[i] = INFINITY;
    }
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        assert_ok(keur_epsilon_of_scores(member, M, other, M, 0.1, seed, 0.05, 0, &got, &err));
        correct += (double)got.n_correct;
        assert_ok(keur_epsilon_of_scores(tied, M, tied, M, 0.1, seed, 0.05, 0, &got, &err));
        tossed += (double)got.n_correct;
    }
    /* Means of 16,000 guesses; their standard errors are 60 and 63. */
    assert_true(fabs(correct - 8000) < 200);
    assert_true(fabs(tossed - 8000) < 210);
}

static void test_seed(void **state)
{
    enum { M = 300 };
    keur_random random = keur_random_start(2, "test-epsilon", 0);
    double member[M], other[M];
    size_t distinct = 0;
    keur_epsilon_bound first, again, another;

    (void)state;
    for (int i = 0; i < M; i++) {
        member[i] = keur_random_uniform(&random);
        other[i] = keur_random_uniform(&random);
    }
    assert_ok(keur_epsilon_of_scores(member, M, other, M, 0.5, 1, 0.05, 0, &first, &err));
    assert_ok(keur_epsilon_of_scores(member, M, other, M, 0.5, 1, 0.05, 0, &again, &err));
    assert_memory_equal(&first, &again, sizeof first);
    for (uint64_t seed = 2; seed < 12; seed++) {
        assert_ok(keur_epsilon_of_scores(member, M, other, M, 0.5, seed, 0.05, 0, &another, &err));
        distinct += another.n_correct != first.n_correct;
    }
    assert_true(distinct > 5);
}

static void test_refusals(void **state)
{
    const double good[] = {1, 2}, bad[] = {NAN, 1};
    keur_epsilon_bound got = {.n_pairs = 7};

    (void)state;
    assert_fails(keur_epsilon_of_scores(good, 2, good, 2, 0, 1, 0.05, 0, &got, &err), KEUR_EINVAL,
                 "share of pairs");
    assert_fails(keur_epsilon_of_scores(good, 2, good, 2, 1.1, 1, 0.05, 0, &got, &err), KEUR_EINVAL,
                 "share of pairs");
    assert_fails(keur_epsilon_of_scores(good, 2, good, 2, 0.1, 1, 0.6, 0, &got, &err), KEUR_EINVAL,
                 "alpha");
    assert_fails(keur_epsilon_of_scores(good, 2, good, 2, 0.1, 1, 0.05, 1, &got, &err), KEUR_EINVAL,
                 "delta");
    assert_fails(keur_epsilon_of_scores(good, 2, good, 2, 0.1, 1, 0.05, NAN, &got, &err),
                 KEUR_EINVAL, "delta");
    assert_fails(keur_epsilon_of_scores(good, 0, good, 2, 0.1, 1, 0.05, 0, &got, &err), KEUR_EDATA,
                 "no member");
    assert_fails(keur_epsilon_of_scores(good, 2, bad, 2, 0.1, 1, 0.05, 0, &got, &err), KEUR_EDATA,
                 "non-member");
    assert_int_equal(got.n_pairs, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_values), cmocka_unit_test(test_proved_by_sums),
        cmocka_unit_test(test_proved_large),  cmocka_unit_test(test_separated),
        cmocka_unit_test(test_widest_kept),   cmocka_unit_test(test_ties),
        cmocka_unit_test(test_seed),          cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
