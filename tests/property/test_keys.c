/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uniques and disclosure on hundreds of random tables against plain loops over pairs of rows. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/plain.h"

enum { ROUNDS = 400 };

typedef struct problem {
    keur_plain train, holdout, synthetic;
    bool is_paired; /* the synthetic table is the holdout in another order */
    size_t keys[KEUR_PLAIN_COLUMNS], n_keys, secret;
} problem;

static void draw(keur_random *random, problem *of)
{
    uint32_t order[KEUR_PLAIN_COLUMNS];
    keur_plain kinds;
    const size_t n = 2 + (size_t)keur_random_below(random, 30);

    keur_plain_kinds(random, &kinds);
    kinds.kinds[0] = KEUR_PLAIN_MANY;
    keur_plain_draw(random, &kinds, n, &of->train);
    keur_plain_draw(random, &kinds,
                    keur_random_below(random, 2) ? n : 1 + (size_t)keur_random_below(random, 30),
                    &of->holdout);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 40), &of->synthetic);
    keur_plain_copy(random, &of->train, 3, &of->synthetic);
    keur_plain_copy(random, &of->train, 6, &of->train);
    of->is_paired = keur_random_below(random, 4) == 0;
    if (of->is_paired)
        keur_plain_shuffle(random, &of->holdout, &of->synthetic);
    for (size_t j = 0; j < kinds.n_columns; j++)
        order[j] = (uint32_t)j;
    keur_random_shuffle(random, order, kinds.n_columns);
    of->secret = order[0];
    of->n_keys = 1 + (size_t)keur_random_below(random, kinds.n_columns - 1);
    for (size_t k = 0; k < of->n_keys; k++)
        of->keys[k] = order[1 + k];
}

static keur_case *case_of(const problem *of, const size_t *columns)
{
    char *texts[] = {keur_plain_csv(&of->train, columns), keur_plain_csv(&of->holdout, columns),
                     keur_plain_csv(&of->synthetic, NULL), keur_plain_schema(&of->train)};
    const keur_given given = {.train = texts[0],
                              .holdout = texts[1],
                              .synthetic = texts[2],
                              .schema = texts[3],
                              .threads = 1};
    keur_case *on = keur_check_measurable(&given);

    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
    return on;
}

static size_t count_like(const keur_plain *a, size_t i, const keur_plain *b, const size_t *columns,
                         size_t n)
{
    size_t found = 0;

    for (size_t k = 0; k < b->n_rows; k++)
        found += keur_plain_same_row(a, i, b, k, columns, n);
    return found;
}

/* A rate: numerator and denominator as expected; not estimable where there is nothing to count. */
static void check_rate(const keur_result *found, const char *name, const char *suffix,
                       double numerator, double denominator)
{
    char full[60];
    const keur_figure *figure;

    (void)snprintf(full, sizeof full, "%s%s", name, suffix);
    figure = keur_check_figure(found, full, NULL);
    if (denominator == 0) {
        assert_true(isnan(figure->value));
        return;
    }
    assert_true(figure->numerator == numerator);
    assert_true(figure->denominator == denominator);
    assert_near(figure->value, 100 * numerator / denominator, 1e-12);
    assert_true(figure->low <= figure->value && figure->value <= figure->high);
}

static void check_mean(const keur_result *found, const char *name, const char *suffix, double sum,
                       double n)
{
    char full[60];
    const keur_figure *figure;

    (void)snprintf(full, sizeof full, "%s%s", name, suffix);
    figure = keur_check_figure(found, full, NULL);
    if (n == 0)
        assert_true(isnan(figure->value));
    else
        assert_near(figure->value, 100 * sum / n, 1e-10);
}

/* --- identity --- */

typedef struct uniques {
    double unique, present, replicated;
} uniques;

static uniques count_uniques(const problem *of, const keur_plain *real, const size_t *columns,
                             size_t n)
{
    const size_t itself = of->is_paired && real == &of->holdout;
    uniques found = {0, 0, 0};

    for (size_t i = 0; i < real->n_rows; i++) {
        const size_t there = count_like(real, i, &of->synthetic, columns, n) - itself;

        if (count_like(real, i, real, columns, n) != 1)
            continue;
        found.unique++;
        found.present += there > 0;
        found.replicated += there == 1;
    }
    return found;
}

static void join(const problem *of, const size_t *columns, size_t n, char *text)
{
    for (size_t k = 0; k < n; k++)
        text += sprintf(text, "%sc%zu", k > 0 ? "," : "", columns[k]);
    assert_true(of->n_keys > 0);
}

static void check_identity(const problem *of, keur_case *on)
{
    const double n = (double)of->train.n_rows;
    const uniques train = count_uniques(of, &of->train, of->keys, of->n_keys);
    double synthetic_unique = 0;
    char keys[60], arguments[100];
    keur_result *found;

    join(of, of->keys, of->n_keys, keys);
    (void)snprintf(arguments, sizeof arguments, "shuffles=0;groups=0;keys=%s", keys);
    found = keur_check_run(on, "identity-keys", arguments);
    for (size_t i = 0; i < of->synthetic.n_rows; i++)
        synthetic_unique +=
            count_like(&of->synthetic, i, &of->synthetic, of->keys, of->n_keys) == 1;
    check_rate(found, "uio", "", train.unique, n);
    check_rate(found, "uiois", "", train.present, n);
    check_rate(found, "rep-u", "", train.replicated, n);
    check_rate(found, "uis", "", synthetic_unique, (double)of->synthetic.n_rows);
    /* The smaller table is taken whole, whatever the seed. */
    if (of->holdout.n_rows <= of->train.n_rows) {
        const uniques holdout = count_uniques(of, &of->holdout, of->keys, of->n_keys);
        const double m = (double)of->holdout.n_rows;

        check_rate(found, "uio", "-holdout", holdout.unique, m);
        check_rate(found, "uiois", "-holdout", holdout.present, m);
        check_rate(found, "rep-u", "-holdout", holdout.replicated, m);
        if (of->is_paired) /* unique there, and so without a match, whatever leaks */
            assert_non_null(keur_check_figure(found, "rep-u-excess", NULL)->reason);
        else if (of->holdout.n_rows == of->train.n_rows)
            assert_near(keur_check_value(found, "rep-u-excess"),
                        100 * (train.replicated / n - holdout.replicated / m), 1e-10);
        else
            assert_true(keur_check_figure(found, "uio-matched", NULL)->denominator == m);
    }
    keur_result_free(found);
}

static void check_matches(const problem *of, keur_case *on)
{
    const size_t n = of->train.n_columns;
    const uniques train = count_uniques(of, &of->train, NULL, n);
    keur_result *found = keur_check_run(on, "unique-exact-match", "shuffles=0");

    assert_true(keur_check_value(found, "uniques") == train.unique);
    check_rate(found, "unique-exact-match", "", train.present, train.unique);
    if (of->holdout.n_rows <= of->train.n_rows) {
        const uniques holdout = count_uniques(of, &of->holdout, NULL, n);

        check_rate(found, "unique-exact-match", "-holdout", holdout.present, holdout.unique);
        if (of->is_paired)
            assert_non_null(keur_check_figure(found, "unique-exact-match-excess", NULL)->reason);
    }
    keur_result_free(found);
}

/* --- attribute --- */

typedef struct told {
    double dorig, is, dis, disco, disco_known, disdio, base, cap_real, dcap, n, n_known;
} told;

/* Rows of `in` like row i of `a` on the keys; those that share its secret; whether all have one
 * and the same secret. A row of `in` that is row i itself (one equal to it) is left out. */
static void look(const problem *of, const keur_plain *a, size_t i, const keur_plain *in,
                 bool but_itself, double *like, double *same, bool *is_one)
{
    const keur_plain_cell *secret = NULL;

    *like = *same = 0;
    *is_one = true;
    for (size_t k = 0; k < in->n_rows; k++) {
        if (but_itself && keur_plain_same_row(a, i, in, k, NULL, a->n_columns)) {
            but_itself = false;
            continue;
        }
        if (!keur_plain_same_row(a, i, in, k, of->keys, of->n_keys))
            continue;
        ++*like;
        *same += keur_plain_same_cell(&a->cells[i][of->secret], &in->cells[k][of->secret]);
        if (secret != NULL && !keur_plain_same_cell(secret, &in->cells[k][of->secret]))
            *is_one = false;
        secret = &in->cells[k][of->secret];
    }
    *is_one = *is_one && *like > 0;
}

static told tell(const problem *of, const keur_plain *real)
{
    told found = {.n = (double)real->n_rows};

    for (size_t i = 0; i < real->n_rows; i++) {
        double like, same, there, right;
        bool is_own, is_one;

        look(of, real, i, real, false, &like, &same, &is_own);
        look(of, real, i, &of->synthetic, of->is_paired && real == &of->holdout, &there, &right,
             &is_one);
        found.dorig += is_own;
        found.is += there > 0;
        found.dis += is_one;
        found.disco += is_one && right > 0;
        if (real->cells[i][of->secret].kind != 'm') {
            found.n_known++;
            found.disco_known += is_one && right > 0;
        }
        found.disdio += is_one && right > 0 && is_own;
        found.cap_real += same / like;
        found.dcap += there > 0 ? right / there : 0;
        found.base += (double)count_like(real, i, real, &of->secret, 1) / found.n;
    }
    return found;
}

static void check_told(const keur_result *found, const char *suffix, const told *of)
{
    check_rate(found, "dorig", suffix, of->dorig, of->n);
    check_rate(found, "is", suffix, of->is, of->n);
    check_rate(found, "dis", suffix, of->dis, of->n);
    check_rate(found, "disco", suffix, of->disco, of->n);
    check_rate(found, "disdio", suffix, of->disdio, of->n);
    check_rate(found, "tcap", suffix, of->disco, of->dis);
    check_rate(found, "tcap-synthpop", suffix, of->disco, of->is);
    check_mean(found, "base-cap", suffix, of->base, of->n);
    check_mean(found, "cap-real", suffix, of->cap_real, of->n);
    check_mean(found, "dcap", suffix, of->dcap, of->n);
    check_mean(found, "dcap-present", suffix, of->dcap, of->is);
}

static void check_attribute(const problem *of, keur_case *on, int groups)
{
    const told train = tell(of, &of->train), holdout = tell(of, &of->holdout);
    const double n_synthetic = (double)of->synthetic.n_rows;
    double cap = 0;
    char keys[60], arguments[100];
    keur_result *found;

    join(of, of->keys, of->n_keys, keys);
    (void)snprintf(arguments, sizeof arguments, "shuffles=0;groups=%d;keys=%s;secret=c%zu", groups,
                   keys, of->secret);
    found = keur_check_run(on, "attribute-keys", arguments);
    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        double like, same;
        bool is_one;

        look(of, &of->synthetic, i, &of->synthetic, false, &like, &same, &is_one);
        cap += same / like;
    }
    check_told(found, "", &train);
    check_told(found, "-holdout", &holdout);
    if (train.n - train.n_known >= 10 || holdout.n - holdout.n_known >= 10) {
        check_rate(found, "disco-known", "", train.disco_known, train.n_known);
        check_rate(found, "disco-known", "-holdout", holdout.disco_known, holdout.n_known);
        if (train.n_known > 0 && holdout.n_known > 0)
            assert_near(
                keur_check_value(found, "disco-known-excess"),
                100 * (train.disco_known / train.n_known - holdout.disco_known / holdout.n_known),
                1e-10);
    } else {
        assert_null(keur_result_find(found, "disco-known"));
        assert_null(keur_result_find(found, "disco-known-excess"));
    }
    check_mean(found, "cap-synthetic", "", cap, n_synthetic);
    assert_near(keur_check_value(found, "disco-excess"),
                100 * (train.disco / train.n - holdout.disco / holdout.n), 1e-10);
    assert_near(keur_check_value(found, "dcap-excess"),
                100 * (train.dcap / train.n - holdout.dcap / holdout.n), 1e-10);
    /* However few the rows, no difference is certain. */
    assert_true(keur_check_figure(found, "dcap-excess", NULL)->low <
                keur_check_figure(found, "dcap-excess", NULL)->high);
    keur_result_free(found);
}

/* Keys in quantile groups of train; the secret stays as it is. */
static void group_keys(const problem *of, size_t groups, problem *grouped)
{
    *grouped = *of;
    for (size_t k = 0; k < of->n_keys; k++) {
        double sorted[KEUR_PLAIN_ROWS];
        const size_t n = keur_plain_numbers(&of->train, NULL, of->keys[k], sorted);

        keur_plain_cut(&grouped->train, of->keys[k], sorted, n, groups, true);
        keur_plain_cut(&grouped->holdout, of->keys[k], sorted, n, groups, true);
        keur_plain_cut(&grouped->synthetic, of->keys[k], sorted, n, groups, true);
    }
}

static void test_against_loops(void **state)
{
    static problem of, grouped;
    keur_random random = keur_random_start(30, "test-keys", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        keur_case *on;

        draw(&random, &of);
        on = case_of(&of, NULL);
        check_identity(&of, on);
        check_matches(&of, on);
        check_attribute(&of, on, 0);
        group_keys(&of, 3, &grouped);
        check_attribute(&grouped, on, 3);
        keur_case_free(on);
    }
}

/* Neither the order of rows nor that of columns changes a bit of any figure. */
static void test_order_of_rows_and_columns(void **state)
{
    static problem of, shuffled;
    keur_random random = keur_random_start(31, "test-keys", 0);

    (void)state;
    for (int round = 0; round < 60; round++) {
        size_t columns[KEUR_PLAIN_COLUMNS];
        char keys[60], arguments[100];
        keur_case *a, *b;

        do
            draw(&random, &of);
        while (of.is_paired || of.holdout.n_rows != of.train.n_rows);
        shuffled = of;
        keur_plain_shuffle(&random, &of.train, &shuffled.train);
        keur_plain_shuffle(&random, &of.holdout, &shuffled.holdout);
        keur_plain_shuffle(&random, &of.synthetic, &shuffled.synthetic);
        for (size_t j = 0; j < of.train.n_columns; j++)
            columns[j] = of.train.n_columns - 1 - j;
        a = case_of(&of, NULL);
        b = case_of(&shuffled, columns);
        join(&of, of.keys, of.n_keys, keys);
        for (int m = 0; m < 4; m++) {
            static const char *const measures[] = {"exact-copies", "unique-exact-match",
                                                   "identity-keys", "attribute-keys"};
            keur_result *x, *y;

            (void)snprintf(arguments, sizeof arguments, "%s%s%s",
                           m == 0   ? ""
                           : m == 1 ? "shuffles=0"
                                    : "shuffles=0;keys=",
                           m >= 2 ? keys : "", m == 3 ? ";secret=" : "");
            if (m == 3)
                (void)sprintf(arguments + strlen(arguments), "c%zu", of.secret);
            x = keur_check_run(a, measures[m], arguments);
            y = keur_check_run(b, measures[m], arguments);
            assert_int_equal(keur_result_figures(x), keur_result_figures(y));
            for (size_t i = 0; i < keur_result_figures(x); i++)
                assert_near(keur_result_figure(y, i)->value, keur_result_figure(x, i)->value,
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
                                       cmocka_unit_test(test_order_of_rows_and_columns)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
