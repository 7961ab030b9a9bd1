/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marginals and pairs on random tables against plain loops; the jackknife against leaving out. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fidelity/anchors.h"
#include "stats/intervals.h"
#include "support/measuring.h"
#include "support/plain.h"

enum { ROUNDS = 150, PARTS = KEUR_JACKKNIFE_GROUPS };

typedef struct problem {
    keur_plain train, holdout, synthetic;
} problem;

static void draw(keur_random *random, problem *of)
{
    keur_plain kinds;

    keur_plain_kinds(random, &kinds);
    kinds.kinds[0] = KEUR_PLAIN_MANY;
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 90), &of->train);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 90), &of->holdout);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 90), &of->synthetic);
    keur_plain_copy(random, &of->train, 3, &of->synthetic);
    if (keur_random_below(random, 10) == 0) {
        /* A column of numbers that the synthetic table lacks altogether. */
        for (size_t i = 0; i < of->synthetic.n_rows; i++)
            of->synthetic.cells[i][0] = (keur_plain_cell){'m', 0, 0};
    }
}

static keur_case *case_of(const problem *of, bool with_holdout, int threads)
{
    char *texts[] = {keur_plain_csv(&of->train, NULL), keur_plain_csv(&of->holdout, NULL),
                     keur_plain_csv(&of->synthetic, NULL), keur_plain_schema(&of->train)};
    const keur_given given = {.train = texts[0],
                              .holdout = with_holdout ? texts[1] : NULL,
                              .synthetic = texts[2],
                              .schema = texts[3],
                              .seed = 3,
                              .threads = threads};
    keur_case *on = keur_check_measurable(&given);

    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
    return on;
}

/* Rows of a table but those of one part. */
static void leave_out(const keur_plain *from, const uint8_t *parts, size_t part, keur_plain *to)
{
    size_t n = 0;

    *to = *from;
    for (size_t i = 0; i < from->n_rows; i++) {
        if (parts == NULL || parts[i] != part)
            memcpy(to->cells[n++], from->cells[i], sizeof to->cells[0]);
    }
    to->n_rows = n;
}

/* Rows like row i of `a` on two columns (the same twice: on one). */
static double share_like(const keur_plain *a, size_t i, const keur_plain *in, const size_t pair[2])
{
    double n = 0;

    for (size_t k = 0; k < in->n_rows; k++)
        n += keur_plain_same_row(a, i, in, k, pair, 2);
    return n / (double)in->n_rows;
}

/* Half the sum over combinations of |difference of shares|: each row speaks for its combination
 * with the weight of one over the rows that share it. */
static double variation(const keur_plain *a, const keur_plain *b, size_t first, size_t second)
{
    const size_t pair[2] = {first, second};
    const keur_plain *tables[2] = {a, b};
    double sum = 0;

    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->n_rows; i++) {
            const double p = share_like(tables[t], i, a, pair),
                         q = share_like(tables[t], i, b, pair);
            const double rows = p * (double)a->n_rows + q * (double)b->n_rows;

            sum += fabs(p - q) / 2 / rows;
        }
    }
    return sum;
}

static double share_missing(const keur_plain *of, size_t j)
{
    double n = 0;

    for (size_t i = 0; i < of->n_rows; i++)
        n += of->cells[i][j].kind == 'm';
    return n / (double)of->n_rows;
}

static double share_up_to(const double *sorted, size_t n, double x)
{
    double below = 0;

    for (size_t i = 0; i < n; i++)
        below += sorted[i] <= x;
    return below / (double)n;
}

static double rank_in(const double *train, size_t n, double x)
{
    double below = 0, here = 0;

    for (size_t i = 0; i < n; i++) {
        below += train[i] < x;
        here += train[i] == x;
    }
    return (here > 0 ? below + (here + 1) / 2 : below) / (double)n;
}

/* Both distances of a column of numbers; NAN where neither table has any. */
static void compare_numbers(const keur_plain *train, const keur_plain *a, const keur_plain *b,
                            size_t j, double *smirnov, double *wasserstein)
{
    double sorted_train[KEUR_PLAIN_ROWS], sorted_a[KEUR_PLAIN_ROWS], sorted_b[KEUR_PLAIN_ROWS];
    double both[2 * KEUR_PLAIN_ROWS];
    const size_t n_train = keur_plain_numbers(train, NULL, j, sorted_train);
    const size_t n_a = keur_plain_numbers(a, NULL, j, sorted_a);
    const size_t n_b = keur_plain_numbers(b, NULL, j, sorted_b);
    const size_t n = keur_plain_numbers(a, b, j, both);

    *smirnov = *wasserstein = n > 0 ? 1 : NAN;
    if (n_a == 0 || n_b == 0)
        return;
    *smirnov = *wasserstein = 0;
    for (size_t i = 0; i < n; i++) {
        const double gap =
            fabs(share_up_to(sorted_a, n_a, both[i]) - share_up_to(sorted_b, n_b, both[i]));

        *smirnov = fmax(*smirnov, gap);
        if (i + 1 < n)
            *wasserstein += gap * (rank_in(sorted_train, n_train, both[i + 1]) -
                                   rank_in(sorted_train, n_train, both[i]));
    }
}

static double cover_range(const keur_plain *a, const keur_plain *b, size_t j)
{
    double first[KEUR_PLAIN_ROWS], second[KEUR_PLAIN_ROWS];
    const size_t n = keur_plain_numbers(a, NULL, j, first);
    const size_t m = keur_plain_numbers(b, NULL, j, second);

    if (n == 0 || first[0] == first[n - 1])
        return NAN;
    if (m == 0)
        return 0;
    return fmax(0, fmin(first[n - 1], second[m - 1]) - fmax(first[0], second[0])) /
           (first[n - 1] - first[0]);
}

static double cover_levels(const keur_plain *a, const keur_plain *b, size_t j)
{
    double here = 0, there = 0;

    for (int level = -8; level < 12; level++) {
        const keur_plain_cell wanted = {'l', 0, level};
        bool in_a = false, in_b = false;

        for (size_t i = 0; i < a->n_rows; i++)
            in_a = in_a || keur_plain_same_cell(&a->cells[i][j], &wanted);
        for (size_t i = 0; i < b->n_rows; i++)
            in_b = in_b || keur_plain_same_cell(&b->cells[i][j], &wanted);
        here += in_a;
        there += in_a && in_b;
    }
    return here > 0 ? there / here : NAN;
}

enum { VARIATION, SMIRNOV, WASSERSTEIN, MISSING, RANGE, LEVELS, PAIRS, N_FIGURES };

static const char *const names[] = {"total-variation", "kolmogorov-smirnov", "wasserstein",
                                    "missing",         "range-coverage",     "category-coverage",
                                    "total-variation"};

/* All averages of a comparison; numbers in tenths of the whole train table where they are cut. */
static void expect(const keur_plain *train, const keur_plain *a, const keur_plain *b,
                   double means[N_FIGURES])
{
    static keur_plain cut_a, cut_b;
    double sums[N_FIGURES] = {0}, counts[N_FIGURES] = {0};

    cut_a = *a;
    cut_b = *b;
    for (size_t j = 0; j < train->n_columns; j++) {
        double sorted[KEUR_PLAIN_ROWS];
        const size_t n = keur_plain_numbers(train, NULL, j, sorted);

        keur_plain_cut(&cut_a, j, sorted, n, 10, true);
        keur_plain_cut(&cut_b, j, sorted, n, 10, true);
    }
    for (size_t j = 0; j < train->n_columns; j++) {
        double found[N_FIGURES];

        found[VARIATION] = variation(&cut_a, &cut_b, j, j);
        compare_numbers(train, a, b, j, &found[SMIRNOV], &found[WASSERSTEIN]);
        found[MISSING] = fabs(share_missing(a, j) - share_missing(b, j));
        found[RANGE] = cover_range(a, b, j);
        found[LEVELS] = cover_levels(a, b, j);
        for (size_t f = 0; f < PAIRS; f++) {
            sums[f] += isnan(found[f]) ? 0 : found[f];
            counts[f] += !isnan(found[f]);
        }
        for (size_t k = j + 1; k < train->n_columns; k++) {
            sums[PAIRS] += variation(&cut_a, &cut_b, j, k);
            counts[PAIRS]++;
        }
    }
    for (size_t f = 0; f < N_FIGURES; f++)
        means[f] = sums[f] / counts[f];
}

/* The interval from the estimates without each part of the rows of both tables. */
static keur_interval jackknife(const problem *of, const keur_plain *other,
                               const keur_comparison *with, size_t f, double whole)
{
    static keur_plain real, rest;
    double sum = 0, half;

    for (size_t g = 0; g < PARTS; g++) {
        double means[N_FIGURES];

        leave_out(&of->train, with->real_part, g, &real);
        leave_out(other, with->other_part, g, &rest);
        expect(&of->train, &real, &rest, means);
        sum += pow(means[f] - whole, 2);
    }
    half = keur_student_quantile(0.975, PARTS - 1) * sqrt(sum * (PARTS - 1) / PARTS);
    return (keur_interval){fmax(whole - half, 0), fmin(whole + half, 1)};
}

/* How often each figure had a value to be compared. */
static size_t n_compared[N_FIGURES];

static void check_comparison(const problem *of, const keur_plain *other, const char *suffix,
                             const keur_result *found[2], const keur_comparison *with,
                             bool with_jackknife)
{
    double means[N_FIGURES];

    expect(&of->train, &of->train, other, means);
    for (size_t f = 0; f < N_FIGURES; f++) {
        const keur_figure *figure;
        char full[60];

        (void)snprintf(full, sizeof full, "%s%s", names[f], suffix);
        figure = keur_check_figure(found[f == PAIRS], full, NULL);
        /* Coverage of fewer than 5 columns is not given: it would tell a range. */
        if ((f == RANGE || f == LEVELS) && figure->reason != NULL) {
            assert_true(keur_check_contains(figure->reason, "5 columns") || isnan(means[f]));
            continue;
        }
        n_compared[f]++;
        assert_near(figure->value, means[f], 1e-12);
        if (f == RANGE || f == LEVELS || isnan(means[f]))
            continue;
        if (of->train.n_rows < PARTS || other->n_rows < PARTS) {
            assert_true(isnan(figure->low) && figure->no_interval != NULL);
        } else if (with_jackknife && (f == VARIATION || f == MISSING || f == PAIRS)) {
            const keur_interval expected = jackknife(of, other, with, f, means[f]);

            assert_near(figure->low, expected.low, 1e-10);
            assert_near(figure->high, expected.high, 1e-10);
        }
    }
}

static void test_against_loops(void **state)
{
    static problem of;
    keur_random random = keur_random_start(50, "test-fidelity", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        keur_case *on;
        keur_result *marginals, *pairs;
        keur_anchors anchors;

        draw(&random, &of);
        on = case_of(&of, true, 1);
        marginals = keur_check_run(on, "marginals", NULL);
        pairs = keur_check_run(on, "pairs", NULL);
        assert_ok(keur_anchors_make(on, &anchors, &err));
        check_comparison(&of, &of.synthetic, "", (const keur_result *[]){marginals, pairs},
                         &anchors.comparisons[0], round % 15 == 0);
        check_comparison(&of, &of.holdout, "-holdout", (const keur_result *[]){marginals, pairs},
                         &anchors.comparisons[1], round % 15 == 0);
        keur_anchors_free(&anchors);
        keur_result_free(marginals);
        keur_result_free(pairs);
        keur_case_free(on);
    }
    for (size_t f = 0; f < N_FIGURES; f++)
        assert_true(n_compared[f] > 0);
}

/* Parts hold equal numbers of rows, to one. */
static void test_parts_are_even(void **state)
{
    static problem of;
    keur_random random = keur_random_start(51, "test-fidelity", 0);
    size_t counts[PARTS] = {0};
    keur_anchors anchors;
    keur_case *on;

    (void)state;
    draw(&random, &of);
    on = case_of(&of, true, 1);
    assert_ok(keur_anchors_make(on, &anchors, &err));
    for (size_t i = 0; i < of.train.n_rows; i++)
        counts[anchors.comparisons[0].real_part[i]]++;
    for (size_t g = 0; g < PARTS; g++) {
        assert_true(counts[g] >= of.train.n_rows / PARTS);
        assert_true(counts[g] <= of.train.n_rows / PARTS + 1);
    }
    keur_anchors_free(&anchors);
    keur_case_free(on);
}

static void test_threads(void **state)
{
    static const char *const measures[] = {"marginals", "pairs"};
    static const int threads[] = {1, 2, 7};
    static problem of;
    keur_random random = keur_random_start(52, "test-fidelity", 0);

    (void)state;
    for (int round = 0; round < 4; round++) {
        draw(&random, &of);
        for (size_t m = 0; m < 2; m++) {
            keur_result *found[3];

            for (size_t t = 0; t < 3; t++) {
                keur_case *on = case_of(&of, round % 2 == 0, threads[t]);

                found[t] = keur_check_run(on, measures[m], NULL);
                keur_case_free(on);
            }
            keur_check_same_result(found[0], found[1]);
            keur_check_same_result(found[0], found[2]);
            for (size_t t = 0; t < 3; t++)
                keur_result_free(found[t]);
        }
    }
}

/* The holdout in the place of the synthetic table has the distances of the anchor. */
static void test_anchor(void **state)
{
    static problem of;
    keur_random random = keur_random_start(53, "test-fidelity", 0);

    (void)state;
    for (int round = 0; round < 10; round++) {
        keur_case *on;
        keur_result *found;

        draw(&random, &of);
        keur_plain_shuffle(&random, &of.holdout, &of.synthetic);
        on = case_of(&of, true, 1);
        found = keur_check_run(on, "pairs", NULL);
        assert_near(keur_check_value(found, "total-variation"),
                    keur_check_value(found, "total-variation-holdout"), 1e-12);
        keur_result_free(found);
        keur_case_free(on);
    }
}

/* One row: nothing to halve, nothing to resample, and no error. */
static void test_one_row(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n", .synthetic = "a,b\n2,y\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *marginals = keur_check_run(on, "marginals", NULL);
    keur_result *pairs = keur_check_run(on, "pairs", NULL);

    (void)state;
    assert_true(keur_check_value(marginals, "total-variation") == 1);
    assert_true(keur_check_value(pairs, "total-variation") == 1);
    assert_true(isnan(keur_check_figure(marginals, "total-variation-holdout", NULL)->value));
    assert_true(isnan(keur_check_figure(marginals, "category-coverage-holdout", NULL)->value));
    assert_true(isnan(keur_check_figure(pairs, "total-variation-holdout", NULL)->value));
    keur_result_free(marginals);
    keur_result_free(pairs);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_loops), cmocka_unit_test(test_parts_are_even),
        cmocka_unit_test(test_threads), cmocka_unit_test(test_anchor),
        cmocka_unit_test(test_one_row)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
