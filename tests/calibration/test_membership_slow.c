/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tests of membership attacks on tables whose truth is known. Seeds are fixed, so a run is a
 * fact; a rate must lie in the band that leaves out 0.1% by chance. Numbers: README.md here. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "stats/epsilon.h"
#include "stats/roc.h"
#include "stats/roc_compare.h"
#include "stats/worst_attack.h"
#include "support/chance.h"

static void report(const char *what, int count, int draws, double p)
{
    int low, high;

    keur_check_band(draws, p, &low, &high);
    print_message("%s: %d of %d, expected %g, band %d to %d\n", what, count, draws, p * draws, low,
                  high);
}

static void assert_rate(const char *what, int count, int draws, double p)
{
    int low, high;

    report(what, count, draws, p);
    keur_check_band(draws, p, &low, &high);
    assert_true(count >= low && count <= high);
}

static void assert_at_most(const char *what, int count, int draws, double p)
{
    int low, high;

    report(what, count, draws, p);
    keur_check_band(draws, p, &low, &high);
    assert_true(count <= high);
}

/* Scores without information, continuous or of five values, even and uneven groups. */
static void test_delong_at_chance(void **state)
{
    enum { DRAWS = 4000 };
    static const struct {
        size_t m, n;
        bool is_coarse;
    } worlds[] = {{200, 200, false}, {1000, 100, false}, {150, 250, true}};

    (void)state;
    for (size_t w = 0; w < 3; w++) {
        int covered = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            keur_random random = keur_random_start(201 + w, "delong-at-chance", (uint64_t)draw);
            double score[1100], auc;
            keur_interval got;

            for (size_t i = 0; i < worlds[w].m + worlds[w].n; i++) {
                score[i] = keur_random_uniform(&random);
                if (worlds[w].is_coarse)
                    score[i] = floor(5 * score[i] * score[i]);
            }
            assert_ok(keur_roc_auc(score, worlds[w].m, score + worlds[w].m, worlds[w].n, 0.95, &auc,
                                   &got, &err));
            covered += got.low <= 0.5 && 0.5 <= got.high;
        }
        assert_rate("DeLong covers 0.5", covered, DRAWS, 0.95);
    }
}

/* Two attacks of equal strength, correlation .8. */
static void test_difference_at_chance(void **state)
{
    enum { DRAWS = 4000, M = 150, N = 250 };
    int rejected = 0;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(205, "difference", (uint64_t)draw);
        double first[M + N], second[M + N];
        keur_roc_difference got;

        for (size_t i = 0; i < M + N; i++) {
            const double shared = (i < M ? 1 : 0) + keur_check_normal(&random);

            first[i] = shared + 0.5 * keur_check_normal(&random);
            second[i] = shared + 0.5 * keur_check_normal(&random);
        }
        assert_ok(keur_roc_compare(first, second, M, first + M, second + M, N, 0.95, &got, &err));
        rejected += got.p <= 0.05;
    }
    assert_rate("equal areas told apart", rejected, DRAWS, 0.05);
}

enum { J = 10, M = 90, N = 130 };

/* Ten attacks with a common part; some coarse, one of two values. The first is the best by `shift`.
 */
static void draw_attacks(keur_random *random, double shift, double score[J][M + N])
{
    for (size_t i = 0; i < M + N; i++) {
        const double shared = keur_check_normal(random);

        for (size_t j = 0; j < J; j++) {
            const double own = keur_check_normal(random), weight = 0.2 + 0.2 * (double)(j % 4);

            score[j][i] = weight * shared + sqrt(1 - weight * weight) * own;
            if (i < M)
                score[j][i] += shift * (j == 0 ? 1 : 0.3 * (double)(j % 3));
            if (j % 4 == 3)
                score[j][i] = j == 3 ? score[j][i] > 1 : floor(2 * score[j][i]);
        }
    }
}

static keur_worst_attack find_worst(uint64_t seed, double score[J][M + N])
{
    const double *member[J], *other[J];
    const keur_worst_options options = {.seed = seed, .n_permutations = 999, .threads = 1};
    keur_worst_attack got = {.attack = 0};

    for (size_t j = 0; j < J; j++) {
        member[j] = score[j];
        other[j] = score[j] + M;
    }
    assert_ok(keur_worst_attack_find(member, M, other, N, J, &options, &got, NULL, &err));
    return got;
}

/* Without information p is uniform on 1/1000, .., 1, and the ends err as often as they may. */
static void test_worst_at_chance(void **state)
{
    enum { DRAWS = 2000 };
    static double score[J][M + N];
    int small = 0, tiny = 0, half = 0, above = 0, below = 0;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(206, "worst-at-chance", (uint64_t)draw);
        keur_worst_attack got;

        draw_attacks(&random, 0, score);
        got = find_worst((uint64_t)draw, score);
        tiny += got.p <= 0.01;
        small += got.p <= 0.05;
        half += got.p <= 0.5;
        above += got.low > 0.5;
        below += got.high < 0.5;
    }
    assert_rate("worst attack, p <= 0.01", tiny, DRAWS, 0.01);
    assert_rate("worst attack, p <= 0.05", small, DRAWS, 0.05);
    assert_rate("worst attack, p <= 0.5", half, DRAWS, 0.5);
    assert_at_most("worst attack, lower end above 0.5", above, DRAWS, 0.05);
    assert_at_most("worst attack, upper end below 0.5", below, DRAWS, 0.05);
}

/* The best attack is known: area Phi(.8 / sqrt 2) = .714. */
static void test_worst_of_leak(void **state)
{
    enum { DRAWS = 2000 };
    static double score[J][M + N];
    const double shift = 0.8, truth = keur_check_normal_below(shift / sqrt(2));
    int above = 0, below = 0, found = 0;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(207, "worst-of-leak", (uint64_t)draw);
        keur_worst_attack got;

        draw_attacks(&random, shift, score);
        got = find_worst((uint64_t)draw, score);
        above += got.low > truth;
        below += got.high < truth;
        found += got.low > 0.5;
    }
    assert_at_most("lower end above the best area", above, DRAWS, 0.05);
    assert_at_most("upper end below the best area", below, DRAWS, 0.05);
    print_message("the leak is found in %d of %d\n", found, DRAWS);
    assert_true(found > 0.99 * DRAWS);
}

/* Randomised response of membership: a record answers truly with odds exp(e/2) : 1, so exchanging
 * the two of a pair changes chances by exp(e) at most. At e = 0 there is nothing to prove. */
static void test_epsilon(void **state)
{
    enum { DRAWS = 2000, RECORDS = 2000 };
    static const double epsilons[] = {0, 0.5, 2};

    (void)state;
    for (int w = 0; w < 3; w++) {
        const double truth = epsilons[w], honest = 1 / (1 + exp(-truth / 2));
        int above = 0, above_loose = 0, found = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            keur_random random = keur_random_start((uint64_t)(208 + w), "epsilon", (uint64_t)draw);
            static double member[RECORDS], other[RECORDS];
            keur_epsilon_bound got;

            for (int i = 0; i < RECORDS; i++) {
                member[i] = keur_random_uniform(&random) < honest ? 1 : 0;
                other[i] = keur_random_uniform(&random) < honest ? 0 : 1;
            }
            assert_ok(keur_epsilon_of_scores(member, RECORDS, other, RECORDS, 0.1, (uint64_t)draw,
                                             0.05, 0, &got, &err));
            above += got.epsilon > truth;
            found += got.epsilon > truth / 2;
            assert_ok(keur_epsilon_of_scores(member, RECORDS, other, RECORDS, 0.1, (uint64_t)draw,
                                             0.05, 1e-5, &got, &err));
            above_loose += got.epsilon > truth;
        }
        print_message("epsilon %g: ", truth);
        assert_at_most("bound above it", above, DRAWS, 0.05);
        assert_at_most("with delta = 1e-5", above_loose, DRAWS, 0.05);
        if (truth > 1)
            assert_true(found > 0.99 * DRAWS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delong_at_chance), cmocka_unit_test(test_difference_at_chance),
        cmocka_unit_test(test_worst_at_chance),  cmocka_unit_test(test_worst_of_leak),
        cmocka_unit_test(test_epsilon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
