/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement in rare values on hundreds of random tables against plain loops over the values. */
#include "support/check.h"

#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "near/near.h"
#include "near/rare_match.h"
#include "support/scores.h"

enum { ROUNDS = 300, ROWS = 700, COLUMNS = 70 };

static double weight_of(const keur_plain *reference, const keur_plain_cell *cell, size_t j)
{
    double count = 0;

    for (size_t k = 0; k < reference->n_rows; k++)
        count += keur_plain_same_cell(&reference->cells[k][j], cell);
    return log(1 + ((double)reference->n_rows + 1) / (count + 0.5));
}

/* NAN where there is no other row. */
static double best_of(const keur_problem *of, const keur_plain *a, size_t i, const keur_plain *b)
{
    const int self = keur_problem_itself(of, a, i, b);
    double best = NAN;

    for (size_t k = 0; k < b->n_rows; k++) {
        double sum = 0;

        for (size_t j = 0; j < a->n_columns; j++) {
            if (keur_plain_same_cell(&a->cells[i][j], &b->cells[k][j]))
                sum += weight_of(&of->reference, &a->cells[i][j], j);
        }
        if ((int)k != self)
            best = fmax(best, sum);
    }
    return best;
}

static void test_against_loops(void **state)
{
    static keur_problem of;
    keur_random random = keur_random_start(31, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        double expected[KEUR_SCORED_ROWS];
        keur_case *on;
        size_t n;

        keur_problem_draw(&random, &of);
        n = keur_scored_rows(&of);
        for (size_t i = 0; i < n; i++) {
            size_t row;
            const keur_plain *from = keur_scored_row(&of, i, &row);

            expected[i] =
                best_of(&of, from, row, &of.synthetic) - best_of(&of, from, row, &of.reference);
        }
        on = keur_problem_case(&of, round % 10 == 0 ? 3 : 1);
        /* At most six columns, weights below log(1 + 2 * 31): sums below 2^5, so shift is 25. */
        keur_check_scores(on, "membership-rare-match", "", expected, n, 12 * ldexp(1, -26));
        keur_case_free(on);
    }
}

/* By hand: R has 2 of 3 rows with x, 1 with y, 2 with 1, 1 with 2: f = 2.5/4, 1.5/4;
 * what R has not has f = 0.5/4. */
static void test_by_hand(void **state)
{
    const keur_given given = {.train = "a,b\nx,1\ny,3\nz,3\n",
                              .holdout = "a,b\ny,2\nx,2\n",
                              .synthetic = "a,b\nx,1\ny,3\ny,1\n",
                              .reference = "a,b\nx,1\nx,2\ny,1\n"};
    const double second = log(1 + 4 / 1.5), unseen = log(9);
    /* x,1: both / both. y,3: both / y alone. z,3: 3 alone / nothing. y,2: y in S; y or 2 in R.
     * x,2: x in S; both in R. */
    const double expected[] = {0, unseen, unseen, 0, -second};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    keur_check_scores(on, "membership-rare-match", "", expected, 5, 1e-7);
    keur_case_free(on);
}

/* The only row of S is the one row of the holdout, which has nothing to be compared with. */
static void test_alone(void **state)
{
    const keur_given given = {.train = "a,b\n1,2\n2,3\n3,1\n",
                              .holdout = "a,b\n7,9\n",
                              .synthetic = "a,b\n7,9\n",
                              .reference = "a,b\n7,9\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "membership-rare-match", NULL);

    (void)state;
    keur_check_is(found, "auc", NAN);
    keur_result_free(found);
    keur_case_free(on);
}

/* Tables of several blocks, wide or narrow, with more codes than a block tells apart. */
typedef struct tables {
    size_t n_columns, n_codes[COLUMNS];
    size_t n_rows[3];
    int32_t *codes[3][COLUMNS];
    int32_t groups[ROWS]; /* of the rows */
    uint32_t self[ROWS];
} tables;

static void draw_tables(keur_random *random, tables *of)
{
    static const size_t domains[] = {1, 2, 5, 40, 3000};
    const size_t share = keur_random_below(random, 3);

    of->n_columns = 1 + (size_t)keur_random_below(random, share == 0 ? COLUMNS : 8);
    for (size_t t = 0; t < 3; t++)
        of->n_rows[t] = 1 + (size_t)keur_random_below(random, share == 1 ? 3 : ROWS);
    for (size_t j = 0; j < of->n_columns; j++) {
        of->n_codes[j] = domains[keur_random_below(random, 5)];
        for (size_t t = 0; t < 3; t++) {
            assert_ok(KEUR_NEW(of->codes[t][j], of->n_rows[t], &err));
            for (size_t i = 0; i < of->n_rows[t]; i++)
                of->codes[t][j][i] = (int32_t)keur_random_below(random, of->n_codes[j] + 1) - 1;
        }
    }
    for (size_t i = 0; i < of->n_rows[1]; i++)
        of->groups[i] = (int32_t)keur_random_below(random, 1 + of->n_rows[1] / 2) - 1;
    /* Every third query stands among the rows. */
    for (size_t i = 0; i < of->n_rows[2]; i++) {
        of->self[i] = i % 3 == 0 ? (uint32_t)keur_random_below(random, of->n_rows[1]) : KEUR_NO_ROW;
        for (size_t j = 0; of->self[i] != KEUR_NO_ROW && j < of->n_columns; j++)
            of->codes[2][j][i] = of->codes[1][j][of->self[i]];
    }
}

static keur_rows view_of(const tables *of, size_t t)
{
    return (keur_rows){of->n_rows[t], of->n_columns, (const int32_t *const *)of->codes[t]};
}

/* Agreement of a query with a row, in multiples of the weights; -1 with itself. */
static double plain_sum(const tables *of, const keur_match_weights *weights, size_t query, size_t i,
                        const uint32_t *self)
{
    double sum = 0;

    if (self != NULL && i == self[query])
        return -1;
    for (size_t j = 0; j < of->n_columns; j++) {
        const int32_t code = of->codes[2][j][query];

        sum += of->codes[1][j][i] == code ? weights->weights[j][code + 1] : 0;
    }
    return sum;
}

static double plain_best(const tables *of, const keur_match_weights *weights, size_t query,
                         const uint32_t *self)
{
    double best = -INFINITY;

    for (size_t i = 0; i < of->n_rows[1]; i++) {
        const double sum = plain_sum(of, weights, query, i, self);

        best = sum >= 0 && sum > best ? sum : best;
    }
    return ldexp(best, -weights->shift);
}

/* What every row agrees is worked out; the second is looked for among the groups of no best row. */
static void check_claim(const tables *of, const keur_match_weights *weights, size_t query,
                        const int32_t *groups, const uint32_t *self, const keur_match_claim *claim)
{
    static double sums[ROWS];
    size_t first = 0;
    double second = 0;

    for (size_t i = 0; i < of->n_rows[1]; i++) {
        sums[i] = plain_sum(of, weights, query, i, self);
        first = sums[i] > sums[first] ? i : first;
    }
    for (size_t i = 0; i < of->n_rows[1]; i++) {
        if (groups != NULL ? groups[i] != groups[first] : i != first)
            second = sums[i] > second ? sums[i] : second;
    }
    assert_true(claim->best == ldexp(fmax(sums[first], 0), -weights->shift));
    assert_true(claim->second == ldexp(second, -weights->shift));
    assert_int_equal(claim->row == KEUR_NO_ROW, claim->best == claim->second);
    if (claim->row != KEUR_NO_ROW)
        assert_true(sums[claim->row] == sums[first]);
}

static void check_claims(const tables *of, const keur_match_weights *weights, bool is_grouped,
                         const uint32_t *self, int threads)
{
    static keur_match_claim claims[ROWS];
    const keur_rows rows = view_of(of, 1), queries = view_of(of, 2);
    const int32_t *groups = is_grouped ? of->groups : NULL;

    assert_ok(keur_match_claims(weights, &rows, groups, &queries, self, threads, claims, &err));
    for (size_t i = 0; i < queries.n_rows; i++)
        check_claim(of, weights, i, groups, self, &claims[i]);
}

static void check_weights(const tables *of, const keur_match_weights *weights)
{
    double largest = 0;

    for (size_t j = 0; j < of->n_columns; j++) {
        int32_t most = 0;

        for (size_t code = 0; code <= of->n_codes[j]; code++) {
            const int32_t weight = weights->weights[j][code];
            double count = 0;

            for (size_t i = 0; i < of->n_rows[0]; i++)
                count += (size_t)(of->codes[0][j][i] + 1) == code;
            assert_near(ldexp(weight, -weights->shift),
                        log(1 + ((double)of->n_rows[0] + 1) / (count + 0.5)),
                        ldexp(0.501, -weights->shift));
            most = weight > most ? weight : most;
        }
        largest += most;
    }
    assert_true(largest < 2147483648.0);
}

/* To the bit, for any number of threads. */
static void test_search(void **state)
{
    static tables of;
    keur_random random = keur_random_start(32, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < 40; round++) {
        const uint32_t *self = round % 4 == 0 ? NULL : of.self;
        double best[ROWS];
        keur_match_weights weights;
        keur_rows reference, rows, queries;

        draw_tables(&random, &of);
        reference = view_of(&of, 0);
        rows = view_of(&of, 1);
        queries = view_of(&of, 2);
        assert_ok(keur_match_weigh(&reference, of.n_codes, &weights, &err));
        if (round < 10 && of.n_columns <= 8)
            check_weights(&of, &weights);
        assert_ok(keur_rare_match(&weights, &rows, &queries, self, 1 + round % 3, best, &err));
        for (size_t i = 0; i < queries.n_rows; i++)
            assert_true(best[i] == plain_best(&of, &weights, i, self));
        check_claims(&of, &weights, round % 2 == 0, self, 1 + round % 3);
        keur_match_weights_free(&weights);
        for (size_t t = 0; t < 3; t++) {
            for (size_t j = 0; j < of.n_columns; j++)
                keur_release(of.codes[t][j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_by_hand), cmocka_unit_test(test_alone),
                                       cmocka_unit_test(test_search)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
