/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of the attacks by distance on hundreds of random tables against plain loops. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "support/scores.h"

enum { ROUNDS = 300 };

/* Distances of every scored row to S and R, ascending, and how many there are. */
typedef struct view {
    size_t n, n_s[KEUR_SCORED_ROWS], n_r[KEUR_SCORED_ROWS];
    double s[KEUR_SCORED_ROWS][KEUR_PLAIN_ROWS], r[KEUR_SCORED_ROWS][KEUR_PLAIN_ROWS];
    double floor, median, whole; /* rows of S */
    char setting[64];
} view;

static double sorted_median(double *values, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t at = i; at > 0 && values[at - 1] > values[at]; at--) {
            const double swap = values[at];

            values[at] = values[at - 1];
            values[at - 1] = swap;
        }
    }
    return keur_plain_quantile(values, n, 0.5);
}

static void look(const keur_problem *of, const char *scaling, bool is_squared, bool is_cut,
                 view *made)
{
    double all[KEUR_SCORED_ROWS], positive[KEUR_SCORED_ROWS];
    keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    size_t n_positive = 0;

    keur_problem_rulers(of, scaling, rulers);
    /* Only differences over the range are cut, at 1. */
    for (size_t j = 0; j < of->train.n_columns && !is_cut; j++)
        rulers[j].scaling = strcmp(scaling, "range") == 0 ? "standard" : scaling;
    made->n = keur_scored_rows(of);
    made->whole = (double)of->synthetic.n_rows;
    for (size_t i = 0; i < made->n; i++) {
        size_t row;
        const keur_plain *from = keur_scored_row(of, i, &row);

        made->n_s[i] =
            keur_problem_distances(of, rulers, is_squared, from, row, &of->synthetic, made->s[i]);
        made->n_r[i] =
            keur_problem_distances(of, rulers, is_squared, from, row, &of->reference, made->r[i]);
        all[i] = made->n_s[i] > 0 ? made->s[i][0] : INFINITY;
        if (all[i] > 0 && !isinf(all[i]))
            positive[n_positive++] = all[i];
    }
    made->floor = n_positive > 0 ? sorted_median(positive, n_positive) / 1000 : 1;
    made->median = sorted_median(all, made->n);
    (void)snprintf(made->setting, sizeof made->setting, "scaling=%s metric=%s", scaling,
                   is_squared ? "l2" : "l1");
}

static void check_difference(const view *of, keur_case *on)
{
    double expected[KEUR_SCORED_ROWS];

    for (size_t i = 0; i < of->n; i++)
        expected[i] = of->n_s[i] > 0 && of->n_r[i] > 0 ? of->r[i][0] - of->s[i][0] : NAN;
    keur_check_scores(on, "membership-distance-difference", of->setting, expected, of->n, 1e-12);
}

static void check_local(const view *of, size_t k, keur_case *on)
{
    double expected[KEUR_SCORED_ROWS];
    char setting[100];

    for (size_t i = 0; i < of->n; i++)
        expected[i] =
            of->n_s[i] >= k ? -(of->s[i][0] + of->floor) / (of->s[i][k - 1] + of->floor) : NAN;
    (void)snprintf(setting, sizeof setting, "%s neighbours=%zu", of->setting, k);
    keur_check_scores(on, "membership-distance-local", setting, expected, of->n, 1e-12);
}

static void check_ball(const view *of, keur_case *on)
{
    double expected[KEUR_SCORED_ROWS];

    for (size_t i = 0; i < of->n; i++) {
        double within = 0;

        for (size_t k = 0; k < of->n_s[i]; k++)
            within += of->s[i][k] <= of->median;
        expected[i] = of->n_s[i] > 0 ? within / of->whole : NAN;
    }
    keur_check_scores(on, "membership-ball", of->setting, expected, of->n, 1e-15);
}

/* A row of S is among the k nearest if fewer than k rows come before it: those of S that come
 * before it in its list, and those of R that are strictly nearer. */
static void check_vote(const view *of, size_t k, keur_case *on)
{
    double expected[KEUR_SCORED_ROWS];
    char setting[100];

    for (size_t i = 0; i < of->n; i++) {
        const size_t there = of->n_s[i] + of->n_r[i];
        double votes = 0;

        for (size_t a = 0; a < of->n_s[i]; a++) {
            size_t before = a;

            for (size_t b = 0; b < of->n_r[i]; b++)
                before += of->r[i][b] < of->s[i][a];
            votes += before < k;
        }
        expected[i] = votes / (double)(there < k ? there : k);
    }
    (void)snprintf(setting, sizeof setting, "%s neighbours=%zu", of->setting, k);
    keur_check_scores(on, "membership-vote", setting, expected, of->n, 1e-15);
}

/* The kernel of two rows at distance D. */
static double kernel_sum(const double *distances, size_t n, double h)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += pow(fmax(1 - distances[i] * distances[i] / (16 * h * h), 0), 8);
    return sum;
}

/* On Euclidean distances that are not cut. Rows of S are as many as there are others than itself.
 */
static void check_kernel_count(const view *of, const char *scaling, keur_case *on)
{
    double nearest[KEUR_SCORED_ROWS], expected[KEUR_SCORED_ROWS], h;
    size_t n_zero = 0;
    char setting[32];

    for (size_t i = 0; i < of->n; i++) {
        nearest[i] = of->n_r[i] > 0 ? of->r[i][0] : INFINITY;
        n_zero += nearest[i] == 0;
    }
    h = sorted_median(nearest, of->n);
    if (h == 0)
        h = n_zero < of->n ? sorted_median(nearest + n_zero, of->n - n_zero) : 1;
    h *= sqrt(2);
    for (size_t i = 0; i < of->n; i++) {
        const double n_s = (double)of->n_s[i], n_r = (double)of->n_r[i];

        expected[i] = n_s > 0 && n_r > 0
                          ? log(1 + n_r / n_s * kernel_sum(of->s[i], of->n_s[i], h)) -
                                log(1 + kernel_sum(of->r[i], of->n_r[i], h))
                          : NAN;
    }
    (void)snprintf(setting, sizeof setting, "scaling=%s", scaling);
    keur_check_scores(on, "membership-kernel-count", setting, expected, of->n, 1e-11);
}

static void test_against_loops(void **state)
{
    static const char *const scalings[] = {"range", "rank", "standard", "normal", "none"};
    static keur_problem of;
    static view seen;
    keur_random random = keur_random_start(22, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const char *scaling = scalings[keur_random_below(&random, 5)];
        const bool is_squared = keur_random_below(&random, 2) == 0;
        keur_case *on;

        keur_problem_draw(&random, &of);
        on = keur_problem_case(&of, round % 10 == 0 ? 3 : 1);
        look(&of, scaling, is_squared, true, &seen);
        check_difference(&seen, on);
        check_local(&seen, 2 + (size_t)keur_random_below(&random, 8), on);
        check_local(&seen, 5, on);
        check_ball(&seen, on);
        check_vote(&seen, 1 + (size_t)keur_random_below(&random, 40), on);
        check_vote(&seen, 20, on);
        look(&of, scaling, true, false, &seen);
        check_kernel_count(&seen, scaling, on);
        keur_case_free(on);
    }
}

/* Half of the scored rows and more stand in R: the width of kernel counts comes from the others,
 * both cells of which differ, or is sqrt(2). */
static void test_width_beside_copies(void **state)
{
    static const char synthetic[] = "a,b\nx,p\ny,q\ny,p\n", reference[] = "a,b\nx,p\nx,p\n";
    static const char *const trains[] = {"a,b\nx,p\nx,p\ny,q\n", "a,b\nx,p\nx,p\nx,p\n"};
    static const char *const holdouts[] = {"a,b\nx,p\ny,q\n", "a,b\nx,p\nx,p\n"};
    static const double squared_widths[] = {4, 2};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const keur_given given = {.train = trains[i],
                                  .holdout = holdouts[i],
                                  .synthetic = synthetic,
                                  .reference = reference};
        /* Of rows with one cell apart, and two. */
        const double one = pow(1 - 1 / (16 * squared_widths[i]), 8);
        const double two = pow(1 - 2 / (16 * squared_widths[i]), 8);
        const double common = log(1 + 2.0 / 3 * (1 + one + two)) - log(3);
        const double rare = i == 1 ? common : log(1 + 2.0 / 3 * (1 + one + two)) - log(1 + 2 * two);
        const double expected[] = {common, common, rare, common, rare};
        keur_case *on = keur_check_measurable(&given);

        keur_check_scores(on, "membership-kernel-count", "", expected, 5, 1e-13);
        keur_case_free(on);
    }
}

/* Where all scored rows are equal nobody can tell members from others. */
static void test_everything_equal(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n1,x\n1,x\n1,x\n",
                              .holdout = "a,b\n1,x\n1,x\n1,x\n",
                              .synthetic = "a,b\n2,y\n1,y\n2,y\n2,y\n2,\n",
                              .reference = "a,b\n2,y\n,y\n"};
    static const char *const measures[] = {"membership-distance-difference",
                                           "membership-distance-local", "membership-ball",
                                           "membership-vote", "membership-kernel-count"};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    for (size_t m = 0; m < sizeof measures / sizeof *measures; m++) {
        keur_result *found = keur_check_run(on, measures[m], NULL);

        keur_check_is(found, "auc", 0.5);
        keur_result_free(found);
    }
    keur_case_free(on);
}

/* Too few rows are said to be too few, and are no error. */
static void test_too_few_rows(void **state)
{
    const keur_given given = {.train = "a,b\n1,2\n2,3\n3,1\n",
                              .holdout = "a,b\n7,9\n",
                              .synthetic = "a,b\n7,9\n",
                              .reference = "a,b\n7,9\n"};
    keur_case *on = keur_check_measurable(&given);
    static const char *const measures[] = {"membership-distance-difference",
                                           "membership-distance-local", "membership-ball",
                                           "membership-kernel-count"};
    keur_result *found;

    (void)state;
    for (size_t m = 0; m < 4; m++) {
        found = keur_check_run(on, measures[m], NULL);
        keur_check_is(found, "auc", NAN);
        keur_result_free(found);
    }
    /* The votes of one row are votes: S where there is a row of it, R for the row of the holdout
     * that is the only one of S. */
    found = keur_check_run(on, "membership-vote", "neighbours=1");
    keur_check_is(found, "auc", 1);
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_loops), cmocka_unit_test(test_width_beside_copies),
        cmocka_unit_test(test_everything_equal), cmocka_unit_test(test_too_few_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
