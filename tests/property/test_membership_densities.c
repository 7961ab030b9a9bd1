/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of the attacks by density on hundreds of random tables against plain loops. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "support/scores.h"

enum { ROUNDS = 200 };

static const double pi = 3.14159265358979323846;

/* A product kernel as attacks/README.md has it, column by column. */
typedef struct kernel {
    const keur_problem *of;
    keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    double h[KEUR_PLAIN_COLUMNS], c[KEUR_PLAIN_COLUMNS];
} kernel;

static bool is_number(const kernel *with, size_t j, const keur_plain_cell *cell)
{
    return cell->kind == 'n' && !with->rulers[j].by_equality;
}

/* The states of a column over all tables: levels, missing, and "a number". */
static double count_states(const kernel *with, size_t j)
{
    const keur_problem *of = with->of;
    const keur_plain *tables[] = {&of->train, &of->holdout, &of->synthetic, &of->reference};
    const keur_plain_cell *seen[4 * KEUR_PLAIN_ROWS];
    size_t n = 0;

    for (size_t t = 0; t < 4; t++) {
        for (size_t i = 0; i < tables[t]->n_rows; i++) {
            const keur_plain_cell *cell = &tables[t]->cells[i][j];
            bool is_new = true;

            for (size_t k = 0; k < n; k++)
                is_new = is_new && !keur_plain_same_cell(seen[k], cell) &&
                         !(is_number(with, j, seen[k]) && is_number(with, j, cell));
            if (is_new)
                seen[n++] = cell;
        }
    }
    return (double)n;
}

static double bandwidth(const kernel *with, size_t j, const keur_plain *fitted)
{
    const double m = (double)fitted->n_rows, d = (double)fitted->n_columns;
    double sum = 0, squares = 0, n = 0;

    for (int pass = 0; pass < 2; pass++) {
        const double mean = n > 0 ? sum / n : 0;

        for (size_t i = 0; i < fitted->n_rows; i++) {
            const keur_plain_cell *cell = &fitted->cells[i][j];

            if (is_number(with, j, cell) && pass == 0)
                sum += keur_ruler_rank(&with->rulers[j], cell->number), n++;
            else if (is_number(with, j, cell))
                squares += pow(keur_ruler_rank(&with->rulers[j], cell->number) - mean, 2);
        }
    }
    squares = n > 1 ? sqrt(squares / (n - 1)) : 0;
    return pow(m * (d + 2) / 4, -1 / (d + 4)) * (squares > 1e-12 ? squares : 1 / sqrt(12));
}

static void fit(const keur_problem *of, const keur_plain *fitted, kernel *made)
{
    made->of = of;
    keur_problem_rulers(of, "rank", made->rulers);
    for (size_t j = 0; j < fitted->n_columns; j++) {
        made->h[j] = bandwidth(made, j, fitted);
        made->c[j] = count_states(made, j);
    }
}

static double kernel_of(const kernel *with, const keur_plain_cell *x, const keur_plain_cell *y)
{
    double product = 1;

    for (size_t j = 0; j < with->of->train.n_columns; j++) {
        const double same = with->c[j] > 1 ? 0.95 : 1;

        if (is_number(with, j, &x[j]) && is_number(with, j, &y[j])) {
            const double z = (keur_ruler_rank(&with->rulers[j], x[j].number) -
                              keur_ruler_rank(&with->rulers[j], y[j].number)) /
                             with->h[j];

            product *= same * exp(-z * z / 2) / (with->h[j] * sqrt(2 * pi));
        } else {
            product *= keur_plain_same_cell(&x[j], &y[j]) ? same : 0.05 / (with->c[j] - 1);
        }
    }
    return product;
}

/* Sum of kernels around row i of `a` over the rows of `b` but itself, and how many those are. */
static double sum_around(const kernel *with, const keur_plain *a, size_t i, const keur_plain *b,
                         double *n)
{
    const int itself = keur_problem_itself(with->of, a, i, b);
    double sum = 0;

    *n = 0;
    for (size_t k = 0; k < b->n_rows; k++) {
        if ((int)k != itself)
            sum += kernel_of(with, a->cells[i], b->cells[k]), ++*n;
    }
    return sum;
}

static double log_density(const kernel *with, size_t scored, const keur_plain *fitted)
{
    size_t i;
    const keur_plain *from = keur_scored_row(with->of, scored, &i);
    double n;
    const double sum = sum_around(with, from, i, fitted, &n);

    return n > 0 ? log(sum / n) : NAN;
}

/* The score by the k nearest rows of S: those that fewer than k others come before. */
static double likelihood_ratio(const kernel *of_r, size_t scored, size_t k)
{
    const keur_plain *s = &of_r->of->synthetic;
    size_t i;
    const keur_plain *from = keur_scored_row(of_r->of, scored, &i);
    const int itself = keur_problem_itself(of_r->of, from, i, s);
    double distances[KEUR_PLAIN_ROWS], sum = 0;
    size_t used = 0;

    for (size_t a = 0; a < s->n_rows; a++) {
        distances[a] = (int)a == itself ? INFINITY : 0;
        for (size_t j = 0; j < s->n_columns; j++)
            distances[a] +=
                keur_ruler_differ(&of_r->rulers[j], &from->cells[i][j], &s->cells[a][j]);
    }
    for (size_t a = 0; a < s->n_rows; a++) {
        size_t before = 0;
        double n;

        for (size_t b = 0; b < s->n_rows; b++)
            before += distances[b] < distances[a] || (distances[b] == distances[a] && b < a);
        if (before >= k || (int)a == itself)
            continue;
        sum += log(1 + kernel_of(of_r, from->cells[i], s->cells[a]) /
                           sum_around(of_r, s, a, &of_r->of->reference, &n));
        used++;
    }
    return used == k ? sum : NAN;
}

static void test_against_loops(void **state)
{
    static keur_problem of;
    static kernel of_s, of_r;
    keur_random random = keur_random_start(24, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        double s[KEUR_SCORED_ROWS], ratio[KEUR_SCORED_ROWS], likelihood[KEUR_SCORED_ROWS];
        const size_t k = round % 3 == 0 ? 1 + (size_t)keur_random_below(&random, 9) : 5;
        char setting[32];
        keur_case *on;
        size_t n;

        keur_problem_draw(&random, &of);
        n = keur_scored_rows(&of);
        on = keur_problem_case(&of, round % 10 == 0 ? 3 : 1);
        fit(&of, &of.synthetic, &of_s);
        fit(&of, &of.reference, &of_r);
        for (size_t i = 0; i < n; i++) {
            s[i] = log_density(&of_s, i, &of.synthetic);
            ratio[i] = s[i] - log_density(&of_r, i, &of.reference);
            likelihood[i] = likelihood_ratio(&of_r, i, k);
        }
        keur_check_scores(on, "membership-density", "", s, n, 1e-11);
        keur_check_scores(on, "membership-density-ratio", "", ratio, n, 1e-11);
        (void)snprintf(setting, sizeof setting, "neighbours=%zu", k);
        keur_check_scores(on, "membership-likelihood-ratio", setting, likelihood, n, 1e-11);
        keur_case_free(on);
    }
}

/* A floor on the density of the reference: log p_S - log(p_R + f). */
static void test_floor(void **state)
{
    static keur_problem of;
    static kernel of_s, of_r;
    keur_random random = keur_random_start(25, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < 20; round++) {
        double expected[KEUR_SCORED_ROWS];
        keur_case *on;

        keur_problem_draw(&random, &of);
        fit(&of, &of.synthetic, &of_s);
        fit(&of, &of.reference, &of_r);
        for (size_t i = 0; i < keur_scored_rows(&of); i++)
            expected[i] = log_density(&of_s, i, &of.synthetic) -
                          log(exp(log_density(&of_r, i, &of.reference)) + 0.01);
        on = keur_problem_case(&of, 1);
        keur_check_scores(on, "membership-density-ratio", "floor=0.01", expected,
                          keur_scored_rows(&of), 1e-11);
        keur_case_free(on);
    }
}

static void check_reason(const keur_given *given, const char *arguments, const char *part)
{
    static const char *const measures[] = {"membership-density", "membership-density-ratio",
                                           "membership-likelihood-ratio"};
    keur_case *on = keur_check_measurable(given);

    for (size_t m = 0; m < 3; m++) {
        keur_result *found = keur_check_run(on, measures[m], arguments);
        const keur_figure *auc = keur_check_figure(found, "auc", NULL);

        assert_true(isnan(auc->value));
        if (!keur_check_contains(auc->reason, part))
            fail_msg("%s: %s", measures[m], auc->reason);
        keur_result_free(found);
    }
    keur_case_free(on);
}

/* What the kernel with full covariance cannot be fitted on is said. */
static void test_no_full_covariance(void **state)
{
    const keur_given levels = {.train = "a,b\n1,x\n2,y\n3,x\n",
                               .holdout = "a,b\n4,x\n5,y\n",
                               .synthetic = "a,b\n4,x\n5,y\n1,x\n2,x\n6,y\n",
                               .reference = "a,b\n7,x\n8,y\n1,x\n2,x\n6,y\n"};
    const keur_given dependent = {.train = "a,b\n1,2\n2,4\n3,6\n",
                                  .holdout = "a,b\n4,8\n5,1\n",
                                  .synthetic = "a,b\n4,8\n5,10\n1,2\n2,4\n6,12\n",
                                  .reference = "a,b\n7,14\n8,16\n1,2\n2,4\n6,12\n"};

    (void)state;
    check_reason(&levels, "kernel=silverman", "needs columns of numbers");
    check_reason(&dependent, "kernel=silverman", "cannot be inverted");
}

static void test_alone(void **state)
{
    const keur_given given = {.train = "a,b\n1,2\n2,3\n3,1\n",
                              .holdout = "a,b\n7,9\n",
                              .synthetic = "a,b\n7,9\n",
                              .reference = "a,b\n7,9\n"};

    (void)state;
    check_reason(&given, NULL, "too small");
}

static void test_too_many_neighbours(void **state)
{
    const keur_given given = {.train = "a,b\n1,2\n2,3\n3,1\n",
                              .holdout = "a,b\n7,9\n",
                              .synthetic = "a,b\n7,9\n",
                              .reference = "a,b\n7,9\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found;

    (void)state;
    assert_fails(keur_given_run(on, "membership-likelihood-ratio", "neighbours=65", &found, &err),
                 KEUR_EUSAGE, "--neighbours: at most 64");
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_loops), cmocka_unit_test(test_floor),
        cmocka_unit_test(test_no_full_covariance), cmocka_unit_test(test_alone),
        cmocka_unit_test(test_too_many_neighbours)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
