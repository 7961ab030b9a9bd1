/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Membership on hundreds of random tables against plain loops over the values. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "support/problem.h"

enum { ROUNDS = 300 };

typedef struct scores {
    double member[KEUR_PLAIN_ROWS], other[KEUR_PLAIN_ROWS];
    size_t n_member, n_other;
} scores;

static void check_scores(const keur_result *found, const scores *of)
{
    double wins = 0, best = 0;

    for (size_t i = 0; i < of->n_member; i++) {
        for (size_t k = 0; k < of->n_other; k++)
            wins += of->member[i] > of->other[k] ? 1 : of->member[i] == of->other[k] ? 0.5 : 0;
    }
    keur_check_is(found, "auc", wins / (double)(of->n_member * of->n_other));
    /* Thresholds are observed scores; above a threshold is called a member. */
    for (size_t t = 0; t < of->n_member + of->n_other; t++) {
        const double cut = t < of->n_member ? of->member[t] : of->other[t - of->n_member];
        double hits = 0, alarms = 0;

        for (size_t i = 0; i < of->n_member; i++)
            hits += of->member[i] > cut;
        for (size_t k = 0; k < of->n_other; k++)
            alarms += of->other[k] > cut;
        if (alarms / (double)of->n_other <= 0.1)
            best = fmax(best, hits / (double)of->n_member);
    }
    keur_check_is(found, "tpr@fpr=0.1", of->n_other >= 30 ? best : NAN);
    keur_check_is(found, "tpr@fpr=0.001", NAN);
}

static double mean_of_nearest(const double *sorted, size_t n, size_t k)
{
    double sum = 0;
    size_t i = 0;

    for (; i < n && i < k; i++)
        sum += sorted[i];
    return sum / (double)i;
}

static void check_membership(const keur_problem *of, keur_case *on, const char *scaling,
                             bool is_squared)
{
    const size_t n = of->train.n_rows + of->holdout.n_rows;
    double to_s[2 * KEUR_PLAIN_ROWS], to_r[2][2 * KEUR_PLAIN_ROWS], positive[2 * KEUR_PLAIN_ROWS];
    double sorted[KEUR_PLAIN_ROWS], floor;
    keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    scores expected = {.n_member = of->train.n_rows, .n_other = of->holdout.n_rows};
    size_t n_positive = 0;
    char arguments[100];
    keur_result *found;

    keur_problem_rulers(of, scaling, rulers);
    for (size_t i = 0; i < n; i++) {
        const bool is_member = i < of->train.n_rows;
        const keur_plain *from = is_member ? &of->train : &of->holdout;
        const size_t row = is_member ? i : i - of->train.n_rows;
        size_t n_near;

        (void)keur_problem_distances(of, rulers, is_squared, from, row, &of->synthetic, sorted);
        to_s[i] = sorted[0];
        n_near = keur_problem_distances(of, rulers, is_squared, from, row, &of->reference, sorted);
        to_r[0][i] = sorted[0];
        to_r[1][i] = mean_of_nearest(sorted, n_near, 5);
        for (size_t at = n_positive; to_s[i] > 0; at--) {
            n_positive += at == n_positive;
            if (at == 0 || positive[at - 1] <= to_s[i]) {
                positive[at] = to_s[i];
                break;
            }
            positive[at] = positive[at - 1];
        }
    }
    for (size_t i = 0; i < n; i++)
        *(i < expected.n_member ? &expected.member[i] : &expected.other[i - expected.n_member]) =
            -to_s[i];
    (void)snprintf(arguments, sizeof arguments, "scaling=%s;metric=%s", scaling,
                   is_squared ? "l2" : "l1");
    found = keur_check_run(on, "membership-distance", arguments);
    check_scores(found, &expected);
    keur_result_free(found);
    floor = n_positive > 0 ? keur_plain_quantile(positive, n_positive, 0.5) / 1000 : 1;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < n; i++)
            *(i < expected.n_member ? &expected.member[i]
                                    : &expected.other[i - expected.n_member]) =
                log(to_r[k][i] + floor) - log(to_s[i] + floor);
        (void)snprintf(arguments, sizeof arguments, "scaling=%s;metric=%s;neighbours=%s", scaling,
                       is_squared ? "l2" : "l1", k == 0 ? "1" : "5");
        found = keur_check_run(on, "membership-distance-ratio", arguments);
        check_scores(found, &expected);
        keur_result_free(found);
    }
}

static void test_against_loops(void **state)
{
    static const char *const scalings[] = {"range", "rank", "standard", "normal", "none"};
    static keur_problem of;
    keur_random random = keur_random_start(20, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const char *scaling = scalings[keur_random_below(&random, 5)];
        const bool is_squared = keur_random_below(&random, 2) == 0;
        keur_case *on;

        keur_problem_draw(&random, &of);
        on = keur_problem_case(&of, round % 10 == 0 ? 3 : 1);
        if (!of.is_paired || of.holdout.n_rows > 1)
            check_membership(&of, on, scaling, is_squared);
        keur_case_free(on);
    }
}

/* Nothing to be compared with is said, and is no error. */
static void test_alone(void **state)
{
    const keur_given given = {.train = "a,b\n1,2\n2,3\n3,1\n",
                              .holdout = "a,b\n7,9\n",
                              .synthetic = "a,b\n7,9\n",
                              .reference = "a,b\n7,9\n"};
    static const char *const measures[] = {"membership-distance", "membership-distance-ratio"};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    for (size_t m = 0; m < 2; m++) {
        keur_result *found = keur_check_run(on, measures[m], NULL);

        keur_check_is(found, "auc", NAN);
        keur_result_free(found);
    }
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_alone)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
