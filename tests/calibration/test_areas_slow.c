/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage of intervals of areas near 0 and 1, and of differences of two of them, where scores
 * overlap little: often, or through a few records that lose to many. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "stats/intervals.h"
#include "stats/roc.h"
#include "stats/roc_compare.h"
#include "stats/worst_attack.h"
#include "support/chance.h"

enum { MOST = 2000 };

/* How scores overlap so that the area is 1 - lost. */
typedef enum shape {
    NORMAL,  /* normal scores, equal variances */
    WIDE,    /* members' three times as wide */
    OVERLAP, /* a few members score as non-members do, the others above all */
    BELOW,   /* a few members below all non-members */
    ABOVE,   /* a few non-members above all members */
    HIDDEN,  /* normal, and as much again lost by a few members below all */
    TIED,    /* three values */
    N_SHAPES
} shape;

static const char *const names[N_SHAPES] = {"normal", "wide",   "overlap", "below",
                                            "above",  "hidden", "tied"};

/* A side as it would be in each shape, from a normal and a uniform deviate. */
static double member_of(shape kind, double lost, double normal, double uniform)
{
    const double apart = keur_normal_quantile(1 - lost);

    switch (kind) {
    case NORMAL:
        return sqrt(2) * apart + normal;
    case WIDE:
        return sqrt(10) * apart + 3 * normal;
    case OVERLAP:
        return uniform < 2 * lost ? normal : 100 + normal;
    case BELOW:
        return uniform < lost ? -100 + normal : 100 + normal;
    case HIDDEN:
        return uniform < lost / 2 / (1 - lost / 2)
                   ? -100 + normal
                   : sqrt(2) * keur_normal_quantile(1 - lost / 2) + normal;
    case TIED:
        return uniform < sqrt(2 * lost) ? 1 : 2;
    default:
        return normal;
    }
}

static double other_of(shape kind, double lost, double normal, double uniform)
{
    if (kind == ABOVE)
        return uniform < lost ? 100 + normal : -100 + normal;
    if (kind == TIED)
        return uniform < sqrt(2 * lost) ? 1 : 0;
    return normal;
}

typedef struct sides {
    double member[MOST], other[MOST];
    double normal[2 * MOST], uniform[2 * MOST];
    size_t m, n;
} sides;

static void draw_deviates(keur_random *random, size_t m, size_t n, sides *to)
{
    to->m = m;
    to->n = n;
    for (size_t i = 0; i < m + n; i++) {
        to->normal[i] = keur_check_normal(random);
        to->uniform[i] = keur_random_uniform(random);
    }
}

/* Turned round, the area is `lost` instead of 1 - lost. */
static void score(shape kind, double lost, bool is_turned, sides *to)
{
    const double sign = is_turned ? -1 : 1;

    for (size_t i = 0; i < to->m; i++)
        to->member[i] = sign * member_of(kind, lost, to->normal[i], to->uniform[i]);
    for (size_t i = 0; i < to->n; i++)
        to->other[i] = sign * other_of(kind, lost, to->normal[to->m + i], to->uniform[to->m + i]);
}

static void assert_covers(int covered, int draws, const char *what, double lost, size_t m, size_t n)
{
    int low, high;

    keur_check_band(draws, 0.95, &low, &high);
    if (covered < low)
        fail_msg("%s, lost %g, %zu + %zu: %d of %d, not %d", what, lost, m, n, covered, draws, low);
}

static void test_areas(void **state)
{
    enum { DRAWS = 400, FEW = 60 };
    static const size_t sizes[][2] = {{20, 20},  {50, 50},  {200, 200},
                                      {20, 400}, {400, 20}, {2000, 2000}};
    static const double lost[] = {0.2, 0.05, 0.02, 0.01, 0.005, 0.001, 0.0001};
    static sides of;

    (void)state;
    for (int kind = 0; kind < N_SHAPES; kind++) {
        for (size_t s = 0; s < 6; s++) {
            const size_t m = sizes[s][0], n = sizes[s][1];
            const int draws = m + n > 1000 ? FEW : DRAWS;

            for (size_t k = 0; k < 7; k++) {
                int covered = 0;

                for (int i = 0; i < draws; i++) {
                    const uint64_t stream = (uint64_t)(i + draws * (int)(k + 10 * s));
                    keur_random random = keur_random_start(1, names[kind], stream);
                    const double truth = i % 2 == 0 ? 1 - lost[k] : lost[k];
                    keur_interval got;
                    double auc;

                    draw_deviates(&random, m, n, &of);
                    score((shape)kind, lost[k], i % 2 == 1, &of);
                    assert_ok(keur_roc_auc(of.member, m, of.other, n, 0.95, &auc, &got, &err));
                    covered += got.low - 1e-12 <= truth && truth <= got.high + 1e-12;
                }
                assert_covers(covered, draws, names[kind], lost[k], m, n);
            }
        }
    }
}

typedef enum bond { APART, PAIRED, CORRELATED } bond;

static void share(bond how, const sides *from, sides *to)
{
    for (size_t i = 0; how == CORRELATED && i < to->m + to->n; i++) {
        to->normal[i] = 0.8 * from->normal[i] + 0.6 * to->normal[i];
        if (i % 5 > 0) /* the same people in the minority */
            to->uniform[i] = from->uniform[i];
    }
}

static keur_status compare(bond how, const sides *a, const sides *b, keur_roc_difference *found,
                           keur_error *err)
{
    const keur_roc_sample first = {a->member, a->m, a->other, a->n};
    const keur_roc_sample second = {b->member, b->m, b->other, b->n};

    return how == APART ? keur_roc_compare_apart(&first, &second, 0.95, found, err)
                        : keur_roc_compare(a->member, b->member, a->m, a->other, b->other, a->n,
                                           0.95, found, err);
}

/* Intervals hold the difference, and p of equal areas is below 5% no more often than that. */
static void test_differences(void **state)
{
    enum { DRAWS = 160 };
    static const shape kinds[] = {NORMAL, OVERLAP, BELOW, HIDDEN};
    static const size_t sizes[][2] = {{50, 50}, {200, 200}, {100, 400}};
    static const double lost[][2] = {{0.02, 0.02},   {0.005, 0.005}, {0.0001, 0.0001},
                                     {0.02, 0.2},    {0.005, 0.05},  {0.0001, 0.05},
                                     {0.0001, 0.01}, {0.01, 0.001}};
    static sides a, b;

    (void)state;
    for (size_t cell = 0; cell < (size_t)(3 * 4 * 3 * 8); cell++) {
        const bond how = (bond)(cell % 3);
        const shape kind = kinds[cell / 3 % 4];
        const size_t *size = sizes[cell / 12 % 3];
        const double *pair = lost[cell / 36];
        const double truth = pair[1] - pair[0];
        int covered = 0, n_small = 0, low, high;

        for (int i = 0; i < DRAWS; i++) {
            keur_random random = keur_random_start(2, names[kind], (uint64_t)i + DRAWS * cell);
            keur_roc_difference got;

            draw_deviates(&random, size[0], size[1], &a);
            draw_deviates(&random, size[0], size[1], &b);
            share(how, &a, &b);
            score(kind, pair[0], false, &a);
            score(kind, pair[1], false, &b);
            assert_ok(compare(how, &a, &b, &got, &err));
            covered += got.interval.low <= truth && truth <= got.interval.high;
            n_small += got.p < 0.05;
            assert_true((got.p < 0.05) == (got.interval.low > 0 || got.interval.high < 0));
        }
        assert_covers(covered, DRAWS, names[kind], truth, size[0], size[1]);
        keur_check_band(DRAWS, 0.05, &low, &high);
        assert_true(truth != 0 || n_small <= high);
    }
}

/* The best of three attacks, areas .99, .95 and .6: its two one-sided ends. */
static void test_worst(void **state)
{
    enum { DRAWS = 300, N = 50 };
    static const double lost[] = {0.01, 0.05, 0.4};
    static sides of[3];
    int missed_below = 0, missed_above = 0, low, high;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        const double *member[3], *other[3];
        const keur_worst_options options = {.seed = (uint64_t)i, .n_permutations = 199};
        keur_worst_attack got;

        for (size_t j = 0; j < 3; j++) {
            keur_random random = keur_random_start(3 + j, "worst", (uint64_t)i);

            draw_deviates(&random, N, N, &of[j]);
            score(j == 0 ? BELOW : NORMAL, lost[j], false, &of[j]);
            member[j] = of[j].member;
            other[j] = of[j].other;
        }
        assert_ok(keur_worst_attack_find(member, N, other, N, 3, &options, &got, NULL, &err));
        missed_below += got.low > 0.99;
        missed_above += got.high < 0.99;
    }
    keur_check_band(DRAWS, 0.05, &low, &high);
    assert_true(missed_below <= high && missed_above <= high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_areas),
                                       cmocka_unit_test(test_differences),
                                       cmocka_unit_test(test_worst)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
