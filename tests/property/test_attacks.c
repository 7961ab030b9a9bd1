/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies and membership on hundreds of random tables against plain loops over the values. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/plain.h"

enum { ROUNDS = 300, NO_ROW = -1 };

/* A drawn problem: the tables, and where the synthetic table is the holdout in another order. */
typedef struct problem {
    keur_plain train, holdout, synthetic, reference;
    bool is_paired;
} problem;

static void draw(keur_random *random, problem *of)
{
    keur_plain kinds;
    const size_t n = 2 + (size_t)keur_random_below(random, 40);
    const bool is_equal = keur_random_below(random, 2) == 0;

    keur_plain_kinds(random, &kinds);
    /* One column that is nearly unique keeps train and holdout from being the same rows. */
    kinds.kinds[0] = KEUR_PLAIN_MANY;
    keur_plain_draw(random, &kinds, n, &of->train);
    keur_plain_draw(random, &kinds, is_equal ? n : 1 + (size_t)keur_random_below(random, 40),
                    &of->holdout);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 40), &of->synthetic);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 30), &of->reference);
    keur_plain_copy(random, &of->train, 3, &of->synthetic);
    keur_plain_copy(random, &of->holdout, 5, &of->synthetic);
    keur_plain_copy(random, &of->train, 6, &of->train);
    keur_plain_copy(random, &of->holdout, 6, &of->holdout);
    of->is_paired = keur_random_below(random, 4) == 0;
    if (of->is_paired)
        keur_plain_shuffle(random, &of->holdout, &of->synthetic);
}

static keur_case *case_of(const problem *of, int threads)
{
    char *texts[] = {keur_plain_csv(&of->train, NULL), keur_plain_csv(&of->holdout, NULL),
                     keur_plain_csv(&of->synthetic, NULL), keur_plain_csv(&of->reference, NULL),
                     keur_plain_schema(&of->train)};
    const keur_given given = {.train = texts[0],
                              .holdout = texts[1],
                              .synthetic = texts[2],
                              .reference = texts[3],
                              .schema = texts[4],
                              .threads = threads,
                              .seed = 7};
    keur_case *on = keur_check_measurable(&given);

    for (size_t i = 0; i < 5; i++)
        free(texts[i]);
    return on;
}

/* The row of `b` that row i of `a` stands for, where both hold the same rows: any equal one. */
static int itself(const problem *of, const keur_plain *a, size_t i, const keur_plain *b)
{
    const bool may = of->is_paired && ((a == &of->synthetic && b == &of->holdout) ||
                                       (a == &of->holdout && b == &of->synthetic));

    for (size_t k = 0; may && k < b->n_rows; k++) {
        if (keur_plain_same_row(a, i, b, k, NULL, a->n_columns))
            return (int)k;
    }
    return NO_ROW;
}

/* How numbers of one column are compared: a scale (0: by equality) or ranks. */
typedef struct ruler {
    const char *scaling;
    double scale, source[2 * KEUR_PLAIN_ROWS];
    size_t n_source;
    bool by_equality;
} ruler;

static ruler ruler_of(const problem *of, size_t j, const char *scaling)
{
    const keur_plain *all[] = {&of->train, &of->holdout, &of->synthetic, &of->reference};
    ruler made = {.scaling = scaling, .scale = 1};
    double low = INFINITY, high = -INFINITY, sum = 0, squares = 0;

    made.n_source = keur_plain_numbers(&of->train, &of->holdout, j, made.source);
    for (size_t i = 0; i < made.n_source; i++)
        sum += made.source[i];
    for (size_t i = 0; i < made.n_source; i++)
        squares += pow(made.source[i] - sum / (double)made.n_source, 2);
    if (strcmp(scaling, "range") == 0)
        made.scale = made.n_source > 0 ? made.source[made.n_source - 1] - made.source[0] : 0;
    if (strcmp(scaling, "standard") == 0)
        made.scale = made.n_source > 1 ? sqrt(squares / (double)(made.n_source - 1)) : 0;
    if (strcmp(scaling, "rank") == 0)
        made.by_equality = made.n_source == 0 || made.source[0] == made.source[made.n_source - 1];
    for (size_t t = 0; t < 4; t++) {
        double sorted[2 * KEUR_PLAIN_ROWS];
        const size_t n = keur_plain_numbers(all[t], NULL, j, sorted);

        low = n > 0 ? fmin(low, sorted[0]) : low;
        high = n > 0 ? fmax(high, sorted[n - 1]) : high;
    }
    made.by_equality = made.by_equality || !(made.scale > 0) || isinf(made.scale);
    if (strcmp(scaling, "none") == 0 || strcmp(scaling, "standard") == 0)
        made.by_equality = made.by_equality || (high - low) / made.scale > 1e140;
    return made;
}

static double rank_of(const ruler *with, double x)
{
    double below = 0, here = 0;

    for (size_t i = 0; i < with->n_source; i++) {
        below += with->source[i] < x;
        here += with->source[i] == x;
    }
    return (here > 0 ? below + (here + 1) / 2 : below) / (double)with->n_source;
}

static double differ(const ruler *with, const keur_plain_cell *a, const keur_plain_cell *b)
{
    double difference;

    if (a->kind != 'n' || b->kind != 'n' || with->by_equality)
        return keur_plain_same_cell(a, b) ? 0 : 1;
    if (strcmp(with->scaling, "rank") == 0)
        return fmin(fabs(rank_of(with, a->number) - rank_of(with, b->number)), 1);
    difference = fabs(a->number - b->number) / with->scale;
    return strcmp(with->scaling, "range") == 0 ? fmin(difference, 1) : difference;
}

/* Distances from row i of `a` to the rows of `b`, but itself, ascending. @return how many */
static size_t distances(const problem *of, const ruler *rulers, bool is_squared,
                        const keur_plain *a, size_t i, const keur_plain *b, double *sorted)
{
    const int self = itself(of, a, i, b);
    size_t n = 0;

    for (size_t k = 0; k < b->n_rows; k++) {
        double sum = 0;

        if ((int)k == self)
            continue;
        for (size_t j = 0; j < a->n_columns; j++) {
            const double one = differ(&rulers[j], &a->cells[i][j], &b->cells[k][j]);

            sum += is_squared ? one * one : one;
        }
        sum = is_squared ? sqrt(sum) : sum;
        /* insert in order */
        sorted[n] = sum;
        for (size_t at = n++; at > 0 && sorted[at - 1] > sorted[at]; at--) {
            const double swap = sorted[at];

            sorted[at] = sorted[at - 1];
            sorted[at - 1] = swap;
        }
    }
    return n;
}

static void make_rulers(const problem *of, const char *scaling, ruler *rulers)
{
    for (size_t j = 0; j < of->train.n_columns; j++)
        rulers[j] = ruler_of(of, j, scaling);
}

/* A figure: as expected, or not estimable where the expected value is NAN. */
static void check(const keur_result *found, const char *name, double expected)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    if (isnan(expected))
        assert_true(isnan(figure->value) && figure->reason != NULL);
    else
        assert_near(figure->value, expected, 1e-12);
}

static void check_absent(const keur_result *found, const char *name)
{
    const keur_figure *figure = keur_result_find(found, name);

    assert_true(figure == NULL || isnan(figure->value));
}

/* --- exact-copies --- */

static size_t count_equal(const keur_plain *a, size_t i, const keur_plain *b)
{
    size_t n = 0;

    for (size_t k = 0; k < b->n_rows; k++)
        n += keur_plain_same_row(a, i, b, k, NULL, a->n_columns);
    return n;
}

static void expect_copies(const problem *of, const keur_plain *real, double *copies, double *found)
{
    const bool is_paired = of->is_paired && real == &of->holdout;
    double n_unique = 0, n_found = 0, n_equal = 0;

    for (size_t i = 0; i < of->synthetic.n_rows; i++)
        n_equal += count_equal(&of->synthetic, i, real) > is_paired;
    for (size_t i = 0; i < real->n_rows; i++) {
        if (count_equal(real, i, &of->train) + count_equal(real, i, &of->holdout) != 1)
            continue;
        n_unique++;
        n_found += count_equal(real, i, &of->synthetic) > is_paired;
    }
    *copies = n_equal / (double)of->synthetic.n_rows;
    *found = n_unique > 0 ? n_found / n_unique : NAN;
}

static void check_copies(const problem *of, keur_case *on)
{
    keur_result *found = keur_check_run(on, "exact-copies", NULL);
    double copies[2], share[2];

    expect_copies(of, &of->train, &copies[0], &share[0]);
    expect_copies(of, &of->holdout, &copies[1], &share[1]);
    check(found, "synthetic-copies", copies[0]);
    check(found, "synthetic-copies-holdout", copies[1]);
    check(found, "exact-copies", share[0]);
    check(found, "exact-copies-holdout", share[1]);
    check(found, "exact-copies-excess", share[0] - share[1]);
    keur_result_free(found);
}

/* --- dcr and dcr-share --- */

static void check_summary(const keur_result *found, const char *name, const char *suffix,
                          const double *values, size_t n)
{
    double sorted[KEUR_PLAIN_ROWS], sum = 0;
    char full[40];

    for (size_t i = 0; i < n; i++) {
        sum += values[i];
        sorted[i] = values[i];
        for (size_t at = i; at > 0 && sorted[at - 1] > sorted[at]; at--) {
            const double swap = sorted[at];

            sorted[at] = sorted[at - 1];
            sorted[at - 1] = swap;
        }
    }
    (void)snprintf(full, sizeof full, "%s-mean%s", name, suffix);
    check(found, full, sum / (double)n);
    (void)snprintf(full, sizeof full, "%s-median%s", name, suffix);
    check(found, full, keur_plain_quantile(sorted, n, 0.5));
    (void)snprintf(full, sizeof full, "%s-p5%s", name, suffix);
    check(found, full, keur_plain_quantile(sorted, n, 0.05));
}

static void check_dcr(const problem *of, keur_case *on, const char *scaling, bool is_squared)
{
    const keur_plain *real[2] = {&of->train, &of->holdout};
    static const char *const suffixes[] = {"", "-holdout"};
    ruler rulers[KEUR_PLAIN_COLUMNS];
    char arguments[60];
    keur_result *found;

    (void)snprintf(arguments, sizeof arguments, "scaling=%s;metric=%s", scaling,
                   is_squared ? "l2" : "l1");
    found = keur_check_run(on, "dcr", arguments);
    make_rulers(of, scaling, rulers);
    for (size_t t = 0; t < 2; t++) {
        double first[KEUR_PLAIN_ROWS], ratio[KEUR_PLAIN_ROWS], sorted[KEUR_PLAIN_ROWS];
        size_t n = 0;

        for (size_t i = 0; i < of->synthetic.n_rows; i++) {
            n = distances(of, rulers, is_squared, &of->synthetic, i, real[t], sorted);
            first[i] = sorted[0];
            ratio[i] = sorted[1] > 0 ? sorted[0] / sorted[1] : 1;
        }
        if (n > 0)
            check_summary(found, "dcr", suffixes[t], first, of->synthetic.n_rows);
        if (n > 1)
            check_summary(found, "nndr", suffixes[t], ratio, of->synthetic.n_rows);
        else
            check_absent(found, t == 0 ? "nndr-mean" : "nndr-mean-holdout");
    }
    keur_result_free(found);
}

/* Numbers of all columns in 100 pooled groups, so that distance counts columns that differ. */
static void bin(const problem *of, problem *binned)
{
    *binned = *of;
    for (size_t j = 0; j < of->train.n_columns; j++) {
        double pooled[3 * KEUR_PLAIN_ROWS];
        size_t n = keur_plain_numbers(&of->train, &of->holdout, j, pooled);
        keur_plain all = of->synthetic;

        n += keur_plain_numbers(&all, NULL, j, pooled + n);
        for (size_t i = 1; i < n; i++) {
            for (size_t at = i; at > 0 && pooled[at - 1] > pooled[at]; at--) {
                const double swap = pooled[at];

                pooled[at] = pooled[at - 1];
                pooled[at - 1] = swap;
            }
        }
        keur_plain_cut(&binned->train, j, pooled, n, 100);
        keur_plain_cut(&binned->holdout, j, pooled, n, 100);
        keur_plain_cut(&binned->synthetic, j, pooled, n, 100);
    }
}

static void expect_contest(const problem *of, const problem *original, const ruler *rulers,
                           double counts[3])
{
    counts[0] = counts[1] = counts[2] = 0;
    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        double nearest[2] = {INFINITY, INFINITY};

        for (size_t t = 0; t < 2; t++) {
            const keur_plain *real = t == 0 ? &of->train : &of->holdout;
            const int self =
                t == 0 ? NO_ROW : itself(original, &original->synthetic, i, &original->holdout);

            for (size_t k = 0; k < real->n_rows; k++) {
                double sum = 0;

                for (size_t j = 0; j < real->n_columns; j++) {
                    const keur_plain_cell *a = &of->synthetic.cells[i][j], *b = &real->cells[k][j];

                    sum += rulers != NULL ? differ(&rulers[j], a, b) : !keur_plain_same_cell(a, b);
                }
                if ((int)k != self)
                    nearest[t] = fmin(nearest[t], sum);
            }
        }
        counts[0] += nearest[0] < nearest[1];
        counts[1] += nearest[0] > nearest[1];
        counts[2] += nearest[0] == nearest[1];
    }
}

static void check_share(const problem *of, keur_case *on, const char *arguments,
                        const double counts[3])
{
    const double t = (double)of->train.n_rows, h = (double)of->holdout.n_rows;
    keur_result *found = keur_check_run(on, "dcr-share", arguments);

    check(found, "closer", counts[0]);
    check(found, "further", counts[1]);
    check(found, "equal", counts[2]);
    check(found, "share", (counts[0] + t / (t + h) * counts[2]) / (double)of->synthetic.n_rows);
    keur_result_free(found);
}

static void check_dcr_share(const problem *of, keur_case *on, const char *scaling)
{
    static problem binned;
    const bool is_equal = of->train.n_rows == of->holdout.n_rows;
    ruler rulers[KEUR_PLAIN_COLUMNS];
    double counts[3];
    char arguments[80];
    keur_result *found;

    if (of->is_paired && of->holdout.n_rows == 1) {
        found = keur_check_run(on, "dcr-share", NULL);
        check(found, "share", NAN);
        keur_result_free(found);
        return;
    }
    make_rulers(of, scaling, rulers);
    expect_contest(of, of, rulers, counts);
    (void)snprintf(arguments, sizeof arguments, "sizes=as-given;scaling=%s", scaling);
    check_share(of, on, arguments, counts);
    (void)snprintf(arguments, sizeof arguments, "scaling=%s", scaling);
    if (is_equal)
        check_share(of, on, arguments, counts);
    bin(of, &binned);
    expect_contest(&binned, of, NULL, counts);
    check_share(of, on, "metric=bins100;sizes=as-given", counts);
    if (is_equal)
        check_share(of, on, "metric=bins100", counts);
    /* Fewer rows to be near to: only train, or only the holdout, can lose by it. */
    found = keur_check_run(on, "dcr-share", "metric=bins100");
    assert_true(keur_check_value(found, "closer") + keur_check_value(found, "further") +
                    keur_check_value(found, "equal") ==
                (double)of->synthetic.n_rows);
    if (of->train.n_rows >= of->holdout.n_rows)
        assert_true(keur_check_value(found, "closer") <= counts[0]);
    else if (!of->is_paired)
        assert_true(keur_check_value(found, "further") <= counts[1]);
    keur_result_free(found);
}

/* --- membership --- */

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
    check(found, "auc", wins / (double)(of->n_member * of->n_other));
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
    check(found, "tpr@fpr=0.1", of->n_other >= 30 ? best : NAN);
    check(found, "tpr@fpr=0.001", NAN);
}

static double mean_of_nearest(const double *sorted, size_t n, size_t k)
{
    double sum = 0;
    size_t i = 0;

    for (; i < n && i < k; i++)
        sum += sorted[i];
    return sum / (double)i;
}

static void check_membership(const problem *of, keur_case *on, const char *scaling, bool is_squared)
{
    const size_t n = of->train.n_rows + of->holdout.n_rows;
    double to_s[2 * KEUR_PLAIN_ROWS], to_r[2][2 * KEUR_PLAIN_ROWS], positive[2 * KEUR_PLAIN_ROWS];
    double sorted[KEUR_PLAIN_ROWS], floor;
    ruler rulers[KEUR_PLAIN_COLUMNS];
    scores expected = {.n_member = of->train.n_rows, .n_other = of->holdout.n_rows};
    size_t n_positive = 0;
    char arguments[100];
    keur_result *found;

    make_rulers(of, scaling, rulers);
    for (size_t i = 0; i < n; i++) {
        const bool is_member = i < of->train.n_rows;
        const keur_plain *from = is_member ? &of->train : &of->holdout;
        const size_t row = is_member ? i : i - of->train.n_rows;
        size_t n_near;

        (void)distances(of, rulers, is_squared, from, row, &of->synthetic, sorted);
        to_s[i] = sorted[0];
        n_near = distances(of, rulers, is_squared, from, row, &of->reference, sorted);
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
    static const char *const scalings[] = {"range", "rank", "standard", "none"};
    static problem of;
    keur_random random = keur_random_start(20, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const char *scaling = scalings[keur_random_below(&random, 4)];
        const bool is_squared = keur_random_below(&random, 2) == 0;
        keur_case *on;

        draw(&random, &of);
        on = case_of(&of, round % 10 == 0 ? 3 : 1);
        assert_int_equal(keur_check_case_noticed(on, "no row was compared with itself"),
                         of.is_paired);
        check_copies(&of, on);
        check_dcr(&of, on, scaling, is_squared);
        check_dcr_share(&of, on, scaling);
        if (!of.is_paired || of.holdout.n_rows > 1)
            check_membership(&of, on, scaling, is_squared);
        keur_case_free(on);
    }
}

/* The order of rows says nothing: not in any table, not for any figure. */
static void test_order_of_rows(void **state)
{
    static const char *const measures[] = {"exact-copies", "dcr", "membership-distance",
                                           "membership-distance-ratio"};
    static problem of, shuffled;
    keur_random random = keur_random_start(21, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < 30; round++) {
        keur_case *a, *b;

        do
            draw(&random, &of);
        while (of.is_paired);
        shuffled = of;
        keur_plain_shuffle(&random, &of.train, &shuffled.train);
        keur_plain_shuffle(&random, &of.holdout, &shuffled.holdout);
        keur_plain_shuffle(&random, &of.synthetic, &shuffled.synthetic);
        keur_plain_shuffle(&random, &of.reference, &shuffled.reference);
        a = case_of(&of, 1);
        b = case_of(&shuffled, 1);
        for (size_t m = 0; m < 4; m++) {
            keur_result *x = keur_check_run(a, measures[m], NULL);
            keur_result *y = keur_check_run(b, measures[m], NULL);

            assert_int_equal(keur_result_figures(x), keur_result_figures(y));
            for (size_t i = 0; i < keur_result_figures(x); i++)
                assert_near(keur_result_figure(x, i)->value, keur_result_figure(y, i)->value,
                            1e-12);
            keur_result_free(x);
            keur_result_free(y);
        }
        keur_case_free(a);
        keur_case_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_order_of_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
