/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thresholds from one half, counted on the other: known answers, a plain search, coverage. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/advantage.h"
#include "support/chance.h"

/* t = 1/2: Fn = 2/3. TPR .8, FPR .2: P = .8, F1 = .8, (.8 - 2/3) / (1/3) = .4. */
static void test_formula(void **state)
{
    (void)state;
    assert_near(keur_f_relative_of(0.8, 0.2, 0.5), 0.4, 1e-14);
    assert_near(keur_f_relative_of(1, 1, 0.3), 0, 1e-15);
    assert_near(keur_f_relative_of(1, 0, 0.3), 1, 1e-15);
    /* Nobody: -Fn / (1 - Fn) = -2. */
    assert_near(keur_f_relative_of(0, 0, 0.5), -2, 1e-14);
    for (double t = 0.05; t < 1; t += 0.1) {
        const double tpr = 0.37, fpr = 0.21, p = t * tpr / (t * tpr + (1 - t) * fpr);
        const double f = 2 * p * tpr / (p + tpr), naive = 2 * t / (1 + t);

        assert_near(keur_f_relative_of(tpr, fpr, t), (f - naive) / (1 - naive), 1e-13);
    }
}

/* All members above all non-members: every half chooses a threshold between, but for what lies in
 * the gap. Counts are whole halves. */
static void test_separated(void **state)
{
    enum { M = 31, N = 20 };
    double member[M], other[N];
    keur_advantage got;
    keur_f_relative relative;

    (void)state;
    for (int i = 0; i < M; i++)
        member[i] = 100;
    for (int i = 0; i < N; i++)
        other[i] = -i % 3;
    assert_ok(keur_advantage_find(member, M, other, N, 3, 0.95, &got, &err));
    assert_int_equal(got.counts.n_member, 16);
    assert_int_equal(got.counts.n_non_member, 10);
    assert_int_equal(got.counts.hits, 16);
    assert_int_equal(got.counts.false_hits, 0);
    assert_near(got.value, 1, 0);
    assert_true(got.interval.low > 0.6 && got.interval.low < 0.9 && got.interval.high == 1);
    assert_ok(keur_f_relative_find(member, M, other, N, 0.5, 3, 0.95, &relative, &err));
    assert_near(relative.value, 1, 0);
    assert_near(relative.f, 1, 0);
    assert_true(relative.interval.low < 0.8 && relative.interval.high == 1);
    /* The other way round the attacker does best to call everybody: worth 0, interval of width. */
    assert_ok(keur_f_relative_find(other, N, member, M, 0.5, 3, 0.95, &relative, &err));
    assert_near(relative.value, 0, 1e-15);
    assert_near(relative.naive, 2.0 / 3, 1e-15);
    assert_int_equal(relative.counts.false_hits, 16);
    assert_true(relative.interval.low < -0.1 && relative.interval.high > 0.1);
    /* And nobody, for TPR - FPR: at equal worth the fewest are called. */
    assert_ok(keur_advantage_find(other, N, member, M, 3, 0.95, &got, &err));
    assert_int_equal(got.counts.hits + got.counts.false_hits, 0);
    assert_near(got.value, 0, 0);
    /* Everybody is everybody, also at minus infinity. */
    for (int i = 0; i < N; i++)
        other[i] = -INFINITY;
    assert_ok(keur_f_relative_find(other, N, other, N, 0.5, 3, 0.95, &relative, &err));
    assert_int_equal(relative.counts.hits + relative.counts.false_hits, 20);
}

static double watch(double tpr, double fpr, const void *context)
{
    const double *weight = context;

    return tpr - *weight * fpr;
}

/* A weight that makes calling one non-member too dear puts the threshold at the largest
 * non-member of its half, and the counts tell who is in which half. */
static void test_halves(void **state)
{
    enum { N = 40, SEEDS = 400 };
    double member[N], other[N];
    double evaluated = 0;
    const double weight = 1000;
    keur_threshold_counts got;

    (void)state;
    for (int i = 0; i < N; i++) {
        member[i] = i + 0.5;
        other[i] = i < N - 1 ? -5 : 1000;
    }
    /* The one high non-member: in the choosing half, nobody is called; else all members, and that
     * non-member falsely. Each in half of the seeds. */
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        assert_ok(keur_threshold_find(member, N, other, N, seed, watch, &weight, &got, &err));
        assert_int_equal(got.n_member, 20);
        assert_int_equal(got.n_non_member, 20);
        assert_true(got.false_hits <= 1);
        assert_true(got.false_hits == 1 || got.hits == 0);
        assert_true(got.false_hits == 0 || got.hits == 20);
        evaluated += (double)got.false_hits;
    }
    assert_true(fabs(evaluated - SEEDS / 2.0) < 50);
}

/* Scores of two values: the threshold lies between in every half, so the rates behind it are known.
 * Intervals cover them as often as they say, also where a rate is nearly 0 or 1. Bands: 95% with 5
 * standard errors of 3,000 draws, and 2 points more where few errors make the steps coarse. */
static void test_coverage(void **state)
{
    enum { DRAWS = 3000 };
    static const struct {
        int m, n;
        double tpr, fpr, t;
    } worlds[] = {{300, 200, 0.8, 0.2, 0.5},
                  {300, 300, 0.98, 0.03, 0.5},
                  {400, 200, 0.7, 0.05, 0.2},
                  {160, 400, 0.95, 0.2, 0.8}};

    (void)state;
    for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++) {
        const int m = worlds[w].m, n = worlds[w].n;
        const double truth = keur_f_relative_of(worlds[w].tpr, worlds[w].fpr, worlds[w].t);
        int covered = 0, covered_relative = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            keur_random random = keur_random_start(1, "test-advantage", (uint64_t)draw);
            double member[400], other[400];
            keur_advantage got;
            keur_f_relative relative;

            for (int i = 0; i < m; i++)
                member[i] = keur_random_uniform(&random) < worlds[w].tpr ? 1 : 0;
            for (int i = 0; i < n; i++)
                other[i] = keur_random_uniform(&random) < worlds[w].fpr ? 1 : 0;
            assert_ok(keur_advantage_find(member, (size_t)m, other, (size_t)n, (uint64_t)draw, 0.95,
                                          &got, &err));
            covered += got.interval.low <= worlds[w].tpr - worlds[w].fpr &&
                       worlds[w].tpr - worlds[w].fpr <= got.interval.high;
            assert_ok(keur_f_relative_find(member, (size_t)m, other, (size_t)n, worlds[w].t,
                                           (uint64_t)draw, 0.95, &relative, &err));
            covered_relative += relative.interval.low <= truth && truth <= relative.interval.high;
        }
        print_message("%d of %d cover the advantage, %d the relative F1\n", covered, DRAWS,
                      covered_relative);
        assert_true(covered >= 0.93 * DRAWS && covered <= 0.99 * DRAWS);
        assert_true(covered_relative >= 0.93 * DRAWS && covered_relative <= 0.99 * DRAWS);
    }
}

/* Normal scores half a standard deviation apart: on the half that did not choose, the mean lies
 * near the truth (best threshold 1/4, Phi(1/4) - Phi(-1/4) = .19741) and below it; the half that
 * chose would give .24. Scores of chance: intervals cover 0. */
static void test_held_out(void **state)
{
    enum { DRAWS = 2000, M = 400, N = 300 };
    int covered = 0;
    double mean = 0;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(2, "test-advantage", (uint64_t)draw);
        double member[M], other[N];
        keur_advantage got;

        for (int i = 0; i < M; i++)
            member[i] = 0.5 + keur_check_normal(&random);
        for (int i = 0; i < N; i++)
            other[i] = keur_check_normal(&random);
        assert_ok(keur_advantage_find(member, M, other, N, (uint64_t)draw, 0.95, &got, &err));
        mean += got.value / DRAWS;
        for (int i = 0; i < M; i++)
            member[i] -= 0.5;
        assert_ok(keur_advantage_find(member, M, other, N, (uint64_t)draw, 0.95, &got, &err));
        covered += got.interval.low <= 0 && 0 <= got.interval.high;
    }
    assert_true(mean > 0.17 && mean < 0.1975);
    assert_true(covered >= 0.93 * DRAWS && covered <= 0.99 * DRAWS);
}

static void test_refusals(void **state)
{
    const double good[] = {1, 2}, bad[] = {1, NAN};
    keur_advantage got = {.value = 7};
    keur_f_relative relative = {.value = 7};

    (void)state;
    assert_fails(keur_advantage_find(good, 1, good, 2, 1, 0.95, &got, &err), KEUR_EDATA,
                 "single member");
    assert_fails(keur_advantage_find(good, 2, good, 1, 1, 0.95, &got, &err), KEUR_EDATA,
                 "single non-member");
    assert_fails(keur_advantage_find(good, 2, bad, 2, 1, 0.95, &got, &err), KEUR_EDATA,
                 "not a number");
    assert_fails(keur_f_relative_find(good, 2, good, 2, 1, 1, 0.95, &relative, &err), KEUR_EINVAL,
                 "sampling fraction");
    assert_fails(keur_f_relative_find(good, 2, good, 0, 0.5, 1, 0.95, &relative, &err), KEUR_EDATA,
                 "no non-member");
    assert_true(got.value == 7 && relative.value == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formula),  cmocka_unit_test(test_separated),
        cmocka_unit_test(test_halves),   cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_held_out), cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
