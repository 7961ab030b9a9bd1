/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses of secrets, by the nearest row and by keys, on hundreds of random tables against plain
 * loops over pairs of rows. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/problem.h"

/* Making a case takes most of the time, so each is asked more than once. */
enum { ROUNDS = 40, ASKED = 6, NOTHING = -1 };

/* --- what a right guess is --- */

static bool is_near(double guess, double truth, bool by_guess)
{
    return fabs(guess - truth) <= 0.05 * fabs(by_guess ? guess : truth);
}

static bool is_right(const keur_plain_cell *guess, const keur_plain_cell *truth, bool by_guess)
{
    if (guess->kind == 'n' && truth->kind == 'n')
        return guess->number == truth->number || is_near(guess->number, truth->number, by_guess);
    return keur_plain_same_cell(guess, truth);
}

/* The row of S that row i of the holdout is: the first of its equals that none before it took. */
static int itself(const keur_problem *of, const keur_plain *real, size_t i)
{
    const keur_plain *s = &of->synthetic;
    size_t taken = 0;

    if (!of->is_paired || real != &of->holdout)
        return NOTHING;
    for (size_t k = 0; k < i; k++)
        taken += keur_plain_same_row(real, i, real, k, NULL, real->n_columns);
    for (size_t k = 0; k < s->n_rows; k++) {
        if (keur_plain_same_row(real, i, s, k, NULL, s->n_columns) && taken-- == 0)
            return (int)k;
    }
    return NOTHING;
}

static int compare_text(const keur_plain_cell *a, const keur_plain_cell *b)
{
    char x[20], y[20];

    (void)snprintf(x, sizeof x, a->level < 0 ? "%d" : "L%d", a->level);
    (void)snprintf(y, sizeof y, b->level < 0 ? "%d" : "L%d", b->level);
    return strcmp(x, y);
}

/* Numbers, then levels by their texts, then missing. */
static bool comes_before(const keur_plain_cell *a, const keur_plain_cell *b)
{
    static const char kinds[] = "nlm";

    if (a->kind != b->kind)
        return strchr(kinds, a->kind) < strchr(kinds, b->kind);
    return a->kind == 'n' ? a->number < b->number : a->kind == 'l' && compare_text(a, b) < 0;
}

/* The most frequent secret among the marked rows of S; NOTHING where there is none. */
static int mode_of(const keur_plain *s, const bool *marks, size_t secret)
{
    int best = NOTHING;
    size_t most = 0;

    for (size_t k = 0; k < s->n_rows; k++) {
        size_t same = 0;

        for (size_t m = 0; m < s->n_rows; m++)
            same += marks[m] && keur_plain_same_cell(&s->cells[m][secret], &s->cells[k][secret]);
        if (marks[k] &&
            (best == NOTHING || same > most ||
             (same == most && comes_before(&s->cells[k][secret], &s->cells[best][secret])))) {
            best = (int)k;
            most = same;
        }
    }
    return best;
}

/* --- the two attackers: the row of S whose secret is guessed --- */

typedef struct attack {
    const keur_problem *of;
    const keur_ruler *rulers;
    const keur_problem *grouped; /* numbers in groups */
    size_t secret, keys[KEUR_PLAIN_COLUMNS], n_keys;
    bool by_guess;
} attack;

static double distance(const attack *by, const keur_plain *real, size_t i, size_t k)
{
    double sum = 0;

    for (int levels = 0; levels < 2; levels++) {
        for (size_t j = 0; j < real->n_columns; j++) {
            if (j != by->secret && by->rulers[j].by_equality == (levels == 1))
                sum += keur_ruler_differ(&by->rulers[j], &real->cells[i][j],
                                         &by->of->synthetic.cells[k][j]);
        }
    }
    return sum;
}

static int nearest(const attack *by, const keur_plain *real, size_t i)
{
    const int self = itself(by->of, real, i);
    double least = INFINITY;
    int best = NOTHING;

    for (size_t k = 0; k < by->of->synthetic.n_rows; k++) {
        const double d = distance(by, real, i, k);

        if ((int)k != self && d < least) {
            least = d;
            best = (int)k;
        }
    }
    return best;
}

static const keur_plain *same_role(const keur_problem *in, const keur_problem *of,
                                   const keur_plain *real)
{
    return real == &of->train ? &in->train : &in->holdout;
}

/* All keys as they are, then in groups, then one fewer each time. */
static int by_keys(const attack *by, const keur_plain *real, size_t i)
{
    const keur_plain *s = &by->of->synthetic;
    const int self = itself(by->of, real, i);

    for (size_t step = 0; step < by->n_keys + 2; step++) {
        const size_t n = step == 0 ? by->n_keys : by->n_keys + 1 - step;
        const keur_problem *in = step == 0 ? by->of : by->grouped;
        bool marks[KEUR_PLAIN_ROWS], any = false;

        for (size_t k = 0; k < s->n_rows; k++) {
            marks[k] = (int)k != self && keur_plain_same_row(same_role(in, by->of, real), i,
                                                             &in->synthetic, k, by->keys, n);
            any = any || marks[k];
        }
        if (any)
            return mode_of(s, marks, by->secret);
    }
    return NOTHING;
}

/* --- figures --- */

static const keur_figure *figure_of(const keur_result *in, const char *name, size_t secret)
{
    char label[24];

    (void)snprintf(label, sizeof label, "c%zu", secret);
    return keur_check_figure(in, name, label);
}

static void check_successes(const attack *by,
                            int (*guess)(const attack *, const keur_plain *, size_t),
                            const keur_result *found)
{
    const keur_plain *sides[] = {&by->of->train, &by->of->holdout};
    static const char *const names[] = {"success", "success-holdout"};

    for (size_t t = 0; t < 2; t++) {
        const keur_figure *figure = figure_of(found, names[t], by->secret);
        double right = 0;

        for (size_t i = 0; i < sides[t]->n_rows; i++) {
            const int k = guess(by, sides[t], i);

            right += k != NOTHING && is_right(&by->of->synthetic.cells[k][by->secret],
                                              &sides[t]->cells[i][by->secret], by->by_guess);
        }
        assert_true(figure->numerator == right);
        assert_true(figure->denominator == (double)sides[t]->n_rows);
    }
}

static void check_chance(const attack *by, const keur_result *found)
{
    const keur_plain *s = &by->of->synthetic, *train = &by->of->train;
    bool all[KEUR_PLAIN_ROWS];
    double right = 0, drawn = 0;
    int mode;

    memset(all, true, sizeof all);
    mode = mode_of(s, all, by->secret);
    for (size_t i = 0; i < train->n_rows; i++) {
        const keur_plain_cell *truth = &train->cells[i][by->secret];

        right += is_right(&s->cells[mode][by->secret], truth, by->by_guess);
        for (size_t k = 0; k < s->n_rows; k++)
            drawn += is_right(&s->cells[k][by->secret], truth, by->by_guess);
    }
    assert_true(figure_of(found, "chance-mode", by->secret)->numerator == right);
    assert_near(figure_of(found, "chance-draw", by->secret)->value,
                drawn / (double)s->n_rows / (double)train->n_rows, 1e-12);
}

/* Figures that follow from others. */
static void check_rest(const keur_result *found, size_t secret)
{
    const keur_figure *a = figure_of(found, "success", secret);
    const keur_figure *c = figure_of(found, "success-holdout", secret);
    const keur_figure *risk = figure_of(found, "risk", secret);
    const double z2 = 1.959963984540054 * 1.959963984540054;
    const double centre_a = (a->numerator + z2 / 2) / (a->denominator + z2);
    const double centre_c = (c->numerator + z2 / 2) / (c->denominator + z2);

    assert_near(figure_of(found, "success-excess", secret)->value, a->value - c->value, 1e-12);
    if (c->numerator == c->denominator)
        assert_non_null(risk->reason);
    else
        assert_near(risk->value, (centre_a - centre_c) / (1 - centre_c), 1e-9);
    assert_true((risk->reason != NULL) == isnan(figure_of(found, "risk-p", secret)->value));
}

static void test_nearest(void **state)
{
    static keur_problem of;
    static keur_ruler rulers[KEUR_PLAIN_COLUMNS];
    keur_random random = keur_random_start(50, "test-guessing", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        attack by = {.of = &of, .rulers = rulers, .by_guess = round % 2 == 1};
        keur_case *on;
        keur_result *found;

        keur_problem_draw(&random, &of);
        keur_problem_rulers(&of, "range", rulers);
        on = keur_problem_case(&of, 1);
        found = keur_check_run(on, "attribute-neighbour",
                               by.by_guess ? "numeric-rule=anonymeter" : NULL);
        for (by.secret = 0; by.secret < of.train.n_columns; by.secret++) {
            check_successes(&by, nearest, found);
            check_chance(&by, found);
            check_rest(found, by.secret);
        }
        keur_result_free(found);
        keur_case_free(on);
    }
}

static void group_numbers(const keur_problem *of, keur_problem *grouped)
{
    *grouped = *of;
    for (size_t j = 0; j < of->train.n_columns; j++) {
        double sorted[KEUR_PLAIN_ROWS];
        const size_t n = keur_plain_numbers(&of->train, NULL, j, sorted);

        keur_plain_cut(&grouped->train, j, sorted, n, 3, true);
        keur_plain_cut(&grouped->holdout, j, sorted, n, 3, true);
        keur_plain_cut(&grouped->synthetic, j, sorted, n, 3, true);
    }
}

/* Draw a secret and keys, and ask. */
static void ask_by_keys(keur_random *random, attack *by, keur_case *on, int groups)
{
    const size_t n_columns = by->of->train.n_columns;
    uint32_t order[KEUR_PLAIN_COLUMNS];
    char arguments[200];
    size_t at;
    keur_result *found;

    for (size_t j = 0; j < n_columns; j++)
        order[j] = (uint32_t)j;
    keur_random_shuffle(random, order, n_columns);
    by->secret = order[0];
    by->n_keys = 1 + (size_t)keur_random_below(random, n_columns - 1);
    at = (size_t)snprintf(arguments, sizeof arguments, "groups=%d;secret=c%zu;keys=", groups,
                          by->secret);
    for (size_t k = 0; k < by->n_keys; k++) {
        by->keys[k] = order[1 + k];
        at += (size_t)snprintf(arguments + at, sizeof arguments - at, "%sc%zu", k > 0 ? "," : "",
                               by->keys[k]);
    }
    found = keur_check_run(on, "attribute-key", arguments);
    check_successes(by, by_keys, found);
    check_chance(by, found);
    check_rest(found, by->secret);
    keur_result_free(found);
}

static void test_keys(void **state)
{
    static keur_problem of, grouped;
    keur_random random = keur_random_start(51, "test-guessing", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        attack by = {.of = &of};
        keur_case *on;

        keur_problem_draw(&random, &of);
        group_numbers(&of, &grouped);
        on = keur_problem_case(&of, 1);
        for (int asked = 0; asked < ASKED; asked++) {
            by.grouped = asked % 3 == 0 ? &of : &grouped;
            ask_by_keys(&random, &by, on, asked % 3 == 0 ? 0 : 3);
        }
        keur_case_free(on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nearest), cmocka_unit_test(test_keys)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
