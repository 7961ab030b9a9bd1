/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ensemble is the mean of the mid-ranks of the twelve scores that are written down here. */
#include "support/check.h"

#include <math.h>

#include "attacks/membership/membership.h"
#include "support/scores.h"

enum { ROUNDS = 60, ATTACKS = 4, SCALINGS = 3 };

static const struct {
    const char *name, *neighbours;
} attacks[ATTACKS] = {{"membership-distance-difference", ""},
                      {"membership-distance-ratio", " neighbours=5"},
                      {"membership-distance-local", " neighbours=10"},
                      {"membership-kernel-count", ""}};
static const char *const scalings[SCALINGS] = {"standard", "rank", "normal"};

/* Adds the rank of each row, counted, over their number. @return whether there are scores */
static bool add_ranks(keur_case *on, size_t a, size_t s, double *sums)
{
    const keur_scores *found = NULL;
    char setting[64];
    size_t n;

    (void)snprintf(setting, sizeof setting, "scaling=%s%s", scalings[s], attacks[a].neighbours);
    assert_ok(
        keur_membership_scores_as(on, keur_measure_find(attacks[a].name), setting, &found, &err));
    n = found->n_member + found->n_non_member;
    for (size_t i = 0; i < n && found->why_not == NULL; i++) {
        double before = 0;

        for (size_t k = 0; k < n; k++)
            before += found->member[k] < found->member[i]    ? 1
                      : found->member[k] == found->member[i] ? 0.5
                                                             : 0;
        sums[i] += before / (double)n;
    }
    return found->why_not == NULL;
}

static void test_mean_of_ranks(void **state)
{
    static keur_problem of;
    keur_random random = keur_random_start(27, "test-attacks", 0);
    size_t n_whole = 0;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        double expected[KEUR_SCORED_ROWS] = {0};
        size_t n_joined = 0;
        keur_case *on;

        keur_problem_draw(&random, &of);
        on = keur_problem_case(&of, 1);
        for (size_t a = 0; a < ATTACKS; a++) {
            for (size_t s = 0; s < SCALINGS; s++)
                n_joined += add_ranks(on, a, s, expected);
        }
        for (size_t i = 0; i < keur_scored_rows(&of); i++)
            expected[i] = n_joined > 0 ? expected[i] / (double)n_joined : NAN;
        keur_check_scores(on, "membership-ensemble", "", expected, keur_scored_rows(&of), 1e-13);
        n_whole += n_joined == ATTACKS * SCALINGS;
        keur_case_free(on);
    }
    assert_true(n_whole > ROUNDS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mean_of_ranks)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
