/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables drawn at the sizes that power.h names: how often is the decision reached? Seeds are fixed.
 * Numbers: README.md here. */
#include "support/check.h"

#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "stats/intervals.h"
#include "stats/power.h"
#include "stats/roc.h"
#include "stats/worst_attack.h"
#include "support/chance.h"

enum { DRAWS = 2000, MOST = 6000 };

/* A normal approximation at finite sizes may be off by 2 points beyond chance. */
static void assert_power(const char *what, size_t m, size_t n, int reached)
{
    int low, high;

    keur_check_band(DRAWS, 0.8, &low, &high);
    print_message("%s, %zu + %zu: %d of %d, expected 1600, band %d to %d\n", what, m, n, reached,
                  DRAWS, low, high);
    assert_true(reached >= low - DRAWS / 50 && reached <= high + DRAWS / 50);
}

static void draw_scores(keur_random *random, size_t m, size_t n, double shift, double *score)
{
    for (size_t i = 0; i < m + n; i++)
        score[i] = keur_check_normal(random) + (i < m ? shift : 0);
}

/* Normal scores with the smallest detectable area: shift = sqrt 2 Phi^-1(A). */
static void test_detectable_auc(void **state)
{
    static const size_t sizes[][2] = {{100, 100}, {1000, 1000}, {50, 500}, {20, 20}};
    static double score[MOST];

    (void)state;
    for (size_t w = 0; w < 4; w++) {
        const size_t m = sizes[w][0], n = sizes[w][1];
        const double area = keur_detectable_auc(m, n, 0.8, 0.05);
        const double shift = sqrt(2) * keur_normal_quantile(area);
        const double error = sqrt((double)(m + n + 1) / (12.0 * (double)m * (double)n));
        int reached = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            keur_random random = keur_random_start(301 + w, "power-auc", (uint64_t)draw);
            double auc;

            draw_scores(&random, m, n, shift, score);
            assert_ok(keur_roc_auc(score, m, score + m, n, 0.95, &auc, NULL, &err));
            reached += auc - 0.5 > 1.6448536269514722 * error;
        }
        print_message("AUC %.4f: ", area);
        assert_power("detected", m, n, reached);
    }
}

/* One attack on a safe table meets the limit in 80%; six independent ones, at their sizes, too;
 * six that agree in part, oftener. */
static void test_limit_on_auc(void **state)
{
    enum { J = 6 };
    static double score[J][MOST];

    (void)state;
    for (size_t w = 0; w < 3; w++) {
        const size_t n_attacks = w == 0 ? 1 : J;
        const double shared = w == 2 ? 0.8 : 0;
        const size_t n = keur_rows_auc(0, 0.56, n_attacks, 0.8, 0.05);
        const double *member[J], *other[J];
        const keur_worst_options options = {.n_permutations = 19, .threads = 1};
        int reached = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            keur_random random = keur_random_start(311 + w, "power-limit", (uint64_t)draw);
            keur_worst_attack got;

            draw_scores(&random, n, n, 0, score[0]);
            for (size_t j = 1; j < n_attacks; j++) {
                for (size_t i = 0; i < 2 * n; i++)
                    score[j][i] = shared * score[0][i] +
                                  sqrt(1 - shared * shared) * keur_check_normal(&random);
            }
            for (size_t j = 0; j < n_attacks; j++) {
                member[j] = score[j];
                other[j] = score[j] + n;
            }
            assert_ok(
                keur_worst_attack_find(member, n, other, n, n_attacks, &options, &got, NULL, &err));
            reached += got.high < 0.56;
        }
        print_message("%zu attacks, correlation %g: ", n_attacks, shared);
        if (w < 2)
            assert_power("AUC below 0.56", n, n, reached);
        else {
            print_message("%zu + %zu: %d of %d\n", n, n, reached, DRAWS);
            assert_true(reached > 0.8 * DRAWS);
        }
    }
}

/* The risk with Giomi's interval, from Wilson's centres and half-widths, written out here. */
static double risk_end(double a, double c, double n)
{
    const double z = 1.6448536269514722;
    const double ra = (a + z * z / 2) / (n + z * z), rc = (c + z * z / 2) / (n + z * z);
    const double ea = z / (n + z * z) * sqrt(a * (n - a) / n + z * z / 4);
    const double ec = z / (n + z * z) * sqrt(c * (n - c) / n + z * z / 4);

    return (ra - rc) / (1 - rc) + hypot(ea / (1 - rc), ec * (ra - 1) / ((1 - rc) * (1 - rc)));
}

static void test_limit_on_risk(void **state)
{
    static const double baselines[] = {0.1, 0.5, 0.75, 0.9};

    (void)state;
    for (size_t w = 0; w < 4; w++) {
        const size_t n = keur_rows_risk(0, 0.09, baselines[w], 0.8, 0.05);
        int reached = 0;

        for (int draw = 0; draw < DRAWS; draw++) {
            keur_random random = keur_random_start(321 + w, "power-risk", (uint64_t)draw);
            const double a = keur_check_binomial(&random, (int)n, baselines[w]);
            const double c = keur_check_binomial(&random, (int)n, baselines[w]);

            reached += risk_end(a, c, (double)n) < 0.09;
        }
        print_message("baseline %g: ", baselines[w]);
        assert_power("risk below 0.09", n, n, reached);
    }
}

/* The TPR at 1% below 0.02, by its own interval, at the sizes named for a one-sided end. */
static void test_limit_on_tpr(void **state)
{
    const size_t n = keur_rows_tpr(0, 0.01, 0.02, 0.8, 0.05);
    double *score = NULL;
    int reached = 0;

    (void)state;
    assert_ok(KEUR_NEW(score, 2 * n, &err));
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(331, "power-tpr", (uint64_t)draw);
        keur_roc_point got;

        for (size_t i = 0; i < 2 * n; i++)
            score[i] = keur_random_uniform(&random);
        assert_ok(keur_roc_tpr(score, n, score + n, n, 0.01, 0.9, &got, &err));
        reached += got.interval.high < 0.02;
    }
    assert_power("TPR at 1% below 0.02", n, n, reached);
    keur_release(score);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detectable_auc),
        cmocka_unit_test(test_limit_on_auc),
        cmocka_unit_test(test_limit_on_risk),
        cmocka_unit_test(test_limit_on_tpr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
