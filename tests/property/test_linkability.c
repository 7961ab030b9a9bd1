/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linkability on hundreds of random tables against plain loops over pairs of rows. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/problem.h"

enum { ROUNDS = 100, LEAST = 20, NEAREST = 12 };

/* A problem and a random division of some of its columns. */
typedef struct linking {
    keur_problem tables;
    size_t sets[2][KEUR_PLAIN_COLUMNS], n[2];
    bool of_case;
    size_t k;
} linking;

static void draw(keur_random *random, linking *of)
{
    uint32_t order[KEUR_PLAIN_COLUMNS];
    size_t n, n_used;

    do
        keur_problem_draw(random, &of->tables);
    while (of->tables.train.n_rows < LEAST || of->tables.holdout.n_rows < LEAST);
    of->tables.reference.n_rows = 0;
    n = of->tables.train.n_columns;
    for (size_t j = 0; j < n; j++)
        order[j] = (uint32_t)j;
    keur_random_shuffle(random, order, n);
    n_used = 2 + (size_t)keur_random_below(random, n - 1);
    of->n[0] = 1 + (size_t)keur_random_below(random, n_used - 1);
    of->n[1] = n_used - of->n[0];
    for (size_t i = 0; i < n_used; i++)
        of->sets[i >= of->n[0]][i >= of->n[0] ? i - of->n[0] : i] = order[i];
    of->of_case = keur_random_below(random, 2) == 0;
    of->k = 1 + (size_t)keur_random_below(random, NEAREST);
}

static keur_case *case_of(const linking *of, int threads)
{
    char *texts[] = {
        keur_plain_csv(&of->tables.train, NULL), keur_plain_csv(&of->tables.holdout, NULL),
        keur_plain_csv(&of->tables.synthetic, NULL), keur_plain_schema(&of->tables.train)};
    const keur_given given = {.train = texts[0],
                              .holdout = texts[1],
                              .synthetic = texts[2],
                              .schema = texts[3],
                              .threads = threads};
    keur_case *on = keur_check_measurable(&given);

    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
    return on;
}

static void write_arguments(const linking *of, char *text)
{
    text += sprintf(text, "neighbours=%zu;scale-source=%s", of->k, of->of_case ? "case" : "real");
    for (size_t s = 0; s < 2; s++) {
        text += sprintf(text, ";keys-%c=", "ab"[s]);
        for (size_t i = 0; i < of->n[s]; i++)
            text += sprintf(text, "%sc%zu", i > 0 ? "," : "", of->sets[s][i]);
    }
}

/* own[i]: the synthetic row that row i of a holdout is, the first of equal ones that is free. */
static void pair(const linking *of, const keur_plain *from, int *own)
{
    const keur_plain *to = &of->tables.synthetic;
    bool is_taken[KEUR_PLAIN_ROWS] = {false};

    for (size_t i = 0; i < from->n_rows; i++) {
        own[i] = -1;
        for (size_t r = 0; r < to->n_rows && own[i] < 0; r++) {
            if (of->tables.is_paired && from == &of->tables.holdout && !is_taken[r] &&
                keur_plain_same_row(from, i, to, r, NULL, to->n_columns))
                own[i] = (int)r;
        }
        if (own[i] >= 0)
            is_taken[own[i]] = true;
    }
}

/* place[r]: how many synthetic rows come before row r; SIZE_MAX for the row itself. */
static void rank(const linking *of, size_t s, const keur_ruler *rulers, const keur_plain *from,
                 size_t i, int own, size_t *place)
{
    const keur_plain *to = &of->tables.synthetic;
    double distance[KEUR_PLAIN_ROWS];

    for (size_t r = 0; r < to->n_rows; r++) {
        distance[r] = 0;
        for (int pass = 0; pass < 2; pass++) { /* numbers are summed first */
            for (size_t c = 0; c < of->n[s]; c++) {
                const size_t j = of->sets[s][c];
                const bool is_number = from->kinds[j] < KEUR_PLAIN_LEVELS && !rulers[j].by_equality;

                if (is_number == (pass == 0))
                    distance[r] +=
                        keur_ruler_differ(&rulers[j], &from->cells[i][j], &to->cells[r][j]);
            }
        }
    }
    for (size_t r = 0; r < to->n_rows; r++) {
        place[r] = (int)r == own ? SIZE_MAX : 0;
        for (size_t other = 0; other < to->n_rows && (int)r != own; other++)
            place[r] += (int)other != own && (distance[other] < distance[r] ||
                                              (distance[other] == distance[r] && other < r));
    }
}

/* successes[k]: rows of a table whose k nearest by either set meet. */
static void count(const linking *of, const keur_plain *from, double *successes)
{
    static keur_problem seen;
    keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    int own[KEUR_PLAIN_ROWS];

    seen = of->tables;
    if (of->of_case) {
        seen.train = *from;
        seen.holdout = of->tables.synthetic;
    }
    keur_problem_rulers(&seen, "range", rulers);
    pair(of, from, own);
    for (size_t k = 1; k <= of->k; k++)
        successes[k] = 0;
    for (size_t i = 0; i < from->n_rows; i++) {
        size_t a[KEUR_PLAIN_ROWS], b[KEUR_PLAIN_ROWS];

        rank(of, 0, rulers, from, i, own[i], a);
        rank(of, 1, rulers, from, i, own[i], b);
        for (size_t k = 1; k <= of->k; k++) {
            bool do_meet = false;

            for (size_t r = 0; r < of->tables.synthetic.n_rows; r++)
                do_meet = do_meet || (a[r] < k && b[r] < k);
            successes[k] += do_meet;
        }
    }
}

/* The chance that two sets of k of n meet, by the ways to choose the second outside the first. */
static double chance_of(double k, double n)
{
    return 2 * k > n ? 1 : 1 - exp(2 * lgamma(n - k + 1) - lgamma(n - 2 * k + 1) - lgamma(n + 1));
}

static double centre(double s, double n)
{
    return (s + 1.959963984540054 * 1.959963984540054 / 2) /
           (n + 1.959963984540054 * 1.959963984540054);
}

static void check_k(const linking *of, const keur_result *found, size_t k, const double *train,
                    const double *holdout)
{
    const double n = (double)of->tables.train.n_rows, m = (double)of->tables.holdout.n_rows;
    const double n_synthetic = (double)of->tables.synthetic.n_rows;
    const double a = centre(train[k], n), c = centre(holdout[k], m);
    const keur_figure *risk;
    char label[20];

    (void)snprintf(label, sizeof label, "%zu", k);
    risk = keur_check_figure(found, "risk", label);
    if ((double)k > n_synthetic - of->tables.is_paired) {
        assert_true(isnan(risk->value));
        assert_true(keur_check_contains(risk->reason, "fewer rows"));
        return;
    }
    assert_true(keur_check_figure(found, "success", label)->numerator == train[k]);
    assert_true(keur_check_figure(found, "success", label)->denominator == n);
    assert_true(keur_check_figure(found, "success-holdout", label)->numerator == holdout[k]);
    assert_true(keur_check_figure(found, "success-holdout", label)->denominator == m);
    assert_near(keur_check_figure(found, "excess", label)->value, train[k] / n - holdout[k] / m,
                1e-12);
    assert_near(keur_check_figure(found, "chance", label)->value, chance_of((double)k, n_synthetic),
                1e-9);
    assert_int_equal(risk->kind, KEUR_KIND_RISK);
    if (holdout[k] == m)
        assert_true(isnan(risk->value) && keur_check_contains(risk->reason, "nothing is left"));
    else
        assert_near(risk->value, (a - c) / (1 - c), 1e-12);
}

static void check_threads(const linking *of, const char *arguments, const keur_result *found)
{
    keur_case *on = case_of(of, 3);
    keur_result *again = keur_check_run(on, "linkability", arguments);

    keur_check_same_result(found, again);
    keur_result_free(again);
    keur_case_free(on);
}

static void test_against_loops(void **state)
{
    static linking of;
    keur_random random = keur_random_start(60, "test-linkability", 0);
    double train[NEAREST + 1], holdout[NEAREST + 1];

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char arguments[200];
        keur_result *found;
        keur_case *on;

        draw(&random, &of);
        write_arguments(&of, arguments);
        on = case_of(&of, 1);
        found = keur_check_run(on, "linkability", arguments);
        if (round % 50 == 0)
            check_threads(&of, arguments, found);
        count(&of, &of.tables.train, train);
        count(&of, &of.tables.holdout, holdout);
        for (size_t k = 1; k <= of.k; k++)
            check_k(&of, found, k, train, holdout);
        keur_result_free(found);
        keur_case_free(on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
