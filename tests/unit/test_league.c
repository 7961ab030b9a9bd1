/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks as ranges, and the front of usefulness and risk: by paper and pencil, and against plain
 * statements of what they mean on random relations. */
#include "support/check.h"

#include <math.h>

#include "assess/league.h"
#include "base/random.h"

/* A is better than C, and nothing else is known. */
static void test_ties_share_ranks(void **state)
{
    const bool better[9] = {[0 * 3 + 2] = true};
    size_t best[3], last[3];

    (void)state;
    keur_league_ranks(better, 3, best, last);
    assert_true(best[0] == 1 && last[0] == 2);
    assert_true(best[1] == 1 && last[1] == 3);
    assert_true(best[2] == 2 && last[2] == 3);
}

static void test_full_order(void **state)
{
    bool better[16] = {false};
    size_t best[4], last[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = i + 1; j < 4; j++)
            better[i * 4 + j] = true;
    keur_league_ranks(better, 4, best, last);
    for (size_t i = 0; i < 4; i++)
        assert_true(best[i] == i + 1 && last[i] == i + 1);
}

static void test_one_alone(void **state)
{
    const bool better[1] = {false};
    size_t best = 0, last = 0;

    (void)state;
    keur_league_ranks(better, 1, &best, &last);
    assert_true(best == 1 && last == 1);
}

/*      y
 *      4        D        D is behind B in both; C behind B, which is as safe and more useful
 *      2     C  B        A is the safest, B the most useful
 *      1  A
 *         0  1  2  x     E has no risk that is known
 */
static void test_front(void **state)
{
    const double x[] = {0, 2, 1, 1.5, 1}, y[] = {1, 2, 2, 4, NAN};
    bool better_x[25] = {false}, better_y[25] = {false};
    keur_front fronts[5];

    (void)state;
    keur_league_front(x, y, better_x, better_y, 5, fronts);
    assert_int_equal(fronts[0], KEUR_FRONT_ON);
    assert_int_equal(fronts[1], KEUR_FRONT_ON);
    assert_int_equal(fronts[2], KEUR_FRONT_NEAR);
    assert_int_equal(fronts[3], KEUR_FRONT_NEAR);
    assert_int_equal(fronts[4], KEUR_FRONT_UNKNOWN);
    better_x[1 * 5 + 3] = true; /* B before D, beyond chance, in one: not enough */
    keur_league_front(x, y, better_x, better_y, 5, fronts);
    assert_int_equal(fronts[3], KEUR_FRONT_NEAR);
    better_y[1 * 5 + 3] = true;
    keur_league_front(x, y, better_x, better_y, 5, fronts);
    assert_int_equal(fronts[3], KEUR_FRONT_BEHIND);
    assert_int_equal(fronts[1], KEUR_FRONT_ON);
}

/* Two tables in one place do not push each other off the front. */
static void test_equal_tables_are_both_on_the_front(void **state)
{
    const double x[] = {1, 1}, y[] = {2, 2};
    const bool none[4] = {false};
    keur_front fronts[2];

    (void)state;
    keur_league_front(x, y, none, none, 2, fronts);
    assert_true(fronts[0] == KEUR_FRONT_ON && fronts[1] == KEUR_FRONT_ON);
}

/* Whatever is known: somebody may be first, and the most useful of all is never behind. */
static void test_random(void **state)
{
    keur_random random = keur_random_start(7, "league", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const size_t n = 1 + (size_t)keur_random_below(&random, 9);
        double x[9], y[9];
        bool better_x[81] = {false}, better_y[81] = {false};
        size_t best[9], last[9], first = 0, top = 0;
        keur_front fronts[9];

        for (size_t i = 0; i < n; i++) {
            x[i] = (double)keur_random_below(&random, 6);
            y[i] = (double)keur_random_below(&random, 6);
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                better_x[i * n + j] = x[i] > x[j] + 1;
                better_y[i * n + j] = y[i] < y[j] - 1;
            }
            top = x[i] > x[top] || (x[i] == x[top] && y[i] < y[top]) ? i : top;
        }
        keur_league_ranks(better_x, n, best, last);
        keur_league_front(x, y, better_x, better_y, n, fronts);
        for (size_t i = 0; i < n; i++) {
            assert_true(best[i] >= 1 && best[i] <= last[i] && last[i] <= n);
            first += best[i] == 1;
        }
        assert_true(first >= 1);
        assert_int_equal(fronts[top], KEUR_FRONT_ON);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ties_share_ranks),
                                       cmocka_unit_test(test_full_order),
                                       cmocka_unit_test(test_one_alone),
                                       cmocka_unit_test(test_front),
                                       cmocka_unit_test(test_equal_tables_are_both_on_the_front),
                                       cmocka_unit_test(test_random)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
