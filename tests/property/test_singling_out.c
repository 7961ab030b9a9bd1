/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Singling out: counts against plain loops over values, planted leaks, tables without any. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/problem.h"
#include "support/trio.h"

enum { LEAST = 20 };

/* --- counts --- */

static keur_case *case_of(const keur_problem *of)
{
    char *texts[] = {keur_plain_csv(&of->train, NULL), keur_plain_csv(&of->holdout, NULL),
                     keur_plain_csv(&of->synthetic, NULL), keur_plain_schema(&of->train)};
    keur_case *on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                        .holdout = texts[1],
                                                        .synthetic = texts[2],
                                                        .schema = texts[3],
                                                        .threads = 1});

    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
    return on;
}

/* '=' the cell, '<' a number at most, '>' at least that of the cell. */
static bool is_met(char relation, const keur_plain_cell *by, const keur_plain_cell *cell)
{
    if (relation == '=')
        return keur_plain_same_cell(by, cell);
    return cell->kind == 'n' &&
           (relation == '<' ? cell->number <= by->number : cell->number >= by->number);
}

/* Rows of a table that meet conditions on n columns, each given by a cell of a row. */
static size_t count(const keur_plain *in, const char *relations, const size_t *columns, size_t n,
                    const keur_plain_cell *row)
{
    size_t found = 0;

    for (size_t i = 0; i < in->n_rows; i++) {
        bool are_met = true;

        for (size_t c = 0; c < n; c++)
            are_met = are_met && is_met(relations[c], &row[columns[c]], &in->cells[i][columns[c]]);
        found += are_met;
    }
    return found;
}

typedef struct tally {
    double n, train, holdout;
} tally;

static void try(const keur_problem *of, const char *relations, const size_t *columns, size_t n,
                size_t row, tally *to)
{
    const keur_plain_cell *cells = of->synthetic.cells[row];

    if (count(&of->synthetic, relations, columns, n, cells) != 1)
        return;
    to->n++;
    to->train += count(&of->train, relations, columns, n, cells) == 1;
    to->holdout += count(&of->holdout, relations, columns, n, cells) == 1;
}

/* Whether no number of any table lies beyond that of a cell, so that "at most" or "at least" is
 * "equal". */
static bool is_end(const keur_problem *of, size_t row, size_t column, char relation)
{
    const keur_plain *all[] = {&of->train, &of->holdout, &of->synthetic};
    const keur_plain_cell *cell = &of->synthetic.cells[row][column];
    bool is_last = true;

    for (size_t t = 0; t < 3; t++) {
        for (size_t i = 0; i < all[t]->n_rows; i++) {
            const keur_plain_cell *other = &all[t]->cells[i][column];

            is_last = is_last &&
                      !(other->kind == 'n' && (relation == '<' ? other->number < cell->number
                                                               : other->number > cell->number));
        }
    }
    return is_last;
}

static tally try_single(const keur_problem *of)
{
    tally made = {0, 0, 0};

    for (size_t j = 0; j < of->synthetic.n_columns; j++) {
        for (size_t i = 0; i < of->synthetic.n_rows; i++) {
            try(of, "=", &j, 1, i, &made);
            if (of->synthetic.cells[i][j].kind != 'n')
                continue;
            if (!is_end(of, i, j, '<'))
                try(of, "<", &j, 1, i, &made);
            if (!is_end(of, i, j, '>'))
                try(of, ">", &j, 1, i, &made);
        }
    }
    return made;
}

static char side(const keur_problem *of, size_t row, size_t column)
{
    const keur_plain_cell *cell = &of->synthetic.cells[row][column];
    double sorted[KEUR_PLAIN_ROWS];
    const size_t n = keur_plain_numbers(&of->synthetic, NULL, column, sorted);

    if (cell->kind != 'n')
        return '=';
    return cell->number > sorted[(n - 1) / 2] / 2 + sorted[n / 2] / 2 ? '>' : '<';
}

static tally try_several(const keur_problem *of)
{
    const size_t p = of->synthetic.n_columns, w = p < 3 ? p : 3;
    tally made = {0, 0, 0};

    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        for (unsigned set = 0; set < 1u << p; set++) {
            size_t columns[KEUR_PLAIN_COLUMNS], n = 0;
            char relations[KEUR_PLAIN_COLUMNS];

            for (size_t j = 0; j < p; j++) {
                if (!(set >> j & 1))
                    continue;
                relations[n] = side(of, i, j);
                columns[n++] = j;
            }
            if (n == w)
                try(of, relations, columns, n, i, &made);
        }
    }
    return made;
}

static double z(void)
{
    return 1.959963984540054;
}

/* Wilson's interval, its width. */
static double width(double s, double n)
{
    return 2 * z() / (n + z() * z()) * sqrt(s * (n - s) / n + z() * z() / 4);
}

static double centre(double s, double n)
{
    return (s + z() * z() / 2) / (n + z() * z());
}

/* @return whether all predicates were tried, which is certain for those on one column only. */
static bool check_kind(const keur_result *found, const char *kind, const tally *of)
{
    const keur_figure *figures[3];
    static const char *const names[] = {"success", "success-holdout", "risk"};
    char name[60];

    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s-%s", kind, names[i]);
        figures[i] = keur_check_figure(found, name, NULL);
        assert_int_equal(isnan(figures[i]->value) && i < 2, of->n == 0 && i < 2);
    }
    if (of->n == 0 || figures[0]->denominator != of->n)
        return of->n == 0;
    assert_true(figures[0]->numerator == of->train);
    assert_true(figures[1]->denominator == of->n && figures[1]->numerator == of->holdout);
    /* never narrower than of independent ones, up to rounding */
    if (!isnan(figures[0]->low))
        assert_true(figures[0]->high - figures[0]->low > width(of->train, of->n) - 1e-9);
    return true;
}

static void test_against_loops(void **state)
{
    static keur_problem of;
    keur_random random = keur_random_start(80, "test-singling", 0);
    size_t n_rounds = 40, n_complete = 0;

    (void)state;
    for (size_t round = 0; round < n_rounds; round++) {
        keur_case *on;
        keur_result *found;
        tally single, several;

        do
            keur_problem_draw(&random, &of);
        while (of.train.n_rows < LEAST || of.train.n_rows != of.holdout.n_rows || of.is_paired);
        on = case_of(&of);
        found = keur_check_run(on, "singling-out", "attacks=20000");
        single = try_single(&of);
        several = try_several(&of);
        assert_true(check_kind(found, "one-column", &single));
        n_complete += check_kind(found, "several", &several);
        keur_result_free(found);
        keur_case_free(on);
    }
    assert_true(n_complete > n_rounds * 9 / 10);
}

/* --- planted tables --- */

static void test_copies_are_found(void **state)
{
    keur_trio of = {keur_trio_table(1, 300, NULL, 0), keur_trio_table(2, 300, NULL, 0), NULL};
    keur_result *found, *again;

    (void)state;
    of.synthetic = keur_trio_table(3, 300, of.train, 150);
    found = keur_trio_run(&of, 1, 1, NULL, NULL);
    assert_true(keur_check_figure(found, "one-column-risk", NULL)->low > 0.2);
    assert_true(keur_check_figure(found, "several-risk", NULL)->low > 0.1);
    assert_true(keur_check_figure(found, "risk", NULL)->low > 0.2);
    assert_int_equal(keur_check_figure(found, "risk", NULL)->kind, KEUR_KIND_RISK);
    assert_true(keur_check_figure(found, "one-column-success", NULL)->low >
                keur_check_figure(found, "one-column-chance", NULL)->high);
    assert_true(keur_check_figure(found, "several-success", NULL)->low >
                keur_check_figure(found, "several-chance", NULL)->high);
    again = keur_trio_run(&of, 1, 3, NULL, NULL);
    keur_check_same_result(found, again);
    keur_result_free(found);
    keur_result_free(again);
    keur_trio_free(&of);
}

/* Fresh rows of the population, as half of a holdout would be, in the place of the synthetic table:
 * intervals of 95% miss 0 about once in twenty. */
static void test_nothing_to_find(void **state)
{
    static const char *const names[] = {"one-column-risk", "several-risk"};
    size_t misses[2] = {0, 0};

    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        keur_trio of = {keur_trio_table(100 + 3 * seed, 200, NULL, 0),
                        keur_trio_table(101 + 3 * seed, 260, NULL, 0),
                        keur_trio_table(102 + 3 * seed, 260, NULL, 0)};
        keur_result *found = keur_trio_run(&of, seed, 1, NULL, "attacks=600");

        for (size_t i = 0; i < 2; i++) {
            const keur_figure *risk = keur_check_figure(found, names[i], NULL);

            misses[i] += !(risk->low <= 0 && risk->high >= 0);
        }
        keur_result_free(found);
        keur_trio_free(&of);
    }
    assert_true(misses[0] <= 7 && misses[1] <= 7); /* 8 or more of 40 at 5%: 0.06% */
}

/* One train row with values that nobody has in all columns, copied: what hits it is one trial. */
static void test_hits_on_one_row_are_one(void **state)
{
    static const char rare[] = "x,y,u,g,h\n99.5,98.5,97,g9,h77\n";
    keur_trio of = {keur_trio_table(11, 200, rare, 1), keur_trio_table(12, 200, NULL, 0),
                    keur_trio_table(13, 200, rare, 1)};
    keur_result *found = keur_trio_run(&of, 1, 1, NULL, NULL);
    const keur_figure *success = keur_check_figure(found, "several-success", NULL);

    (void)state;
    assert_true(success->n == 2000 || success->n > 100);
    assert_true(success->high - success->low >
                1.1 * width(success->numerator, success->denominator));
    keur_result_free(found);
    keur_trio_free(&of);
}

static void test_largest(void **state)
{
    keur_trio of = {keur_trio_table(21, 200, NULL, 0), keur_trio_table(22, 150, NULL, 0), NULL};
    const keur_figure *one, *several, *risk, *worst;
    keur_result *found;

    (void)state;
    of.synthetic = keur_trio_table(23, 200, of.train, 20);
    found = keur_trio_run(&of, 1, 1, NULL, NULL);
    one = keur_check_figure(found, "one-column-risk", NULL);
    several = keur_check_figure(found, "several-risk", NULL);
    risk = keur_check_figure(found, "risk", NULL);
    worst = keur_check_figure(found, "worst-risk", NULL);
    assert_true(risk->value == fmax(one->value, several->value));
    assert_true(risk->high == fmax(one->high, several->high));
    assert_true(risk->low == (one->value > several->value ? one->low : several->low));
    assert_string_equal(risk->minuend,
                        one->value > several->value ? "one-column-success" : "several-success");
    assert_true(worst->value == risk->value && worst->high == risk->high);
    /* the sizes differ, so the larger table is cut down */
    assert_true(keur_check_noticed(found, "sub-sample"));
    keur_result_free(found);
    keur_trio_free(&of);
}

/* Train holds every value twice, so that nothing selects one row of it; half of its rows, the size
 * of the holdout, hold about half of the values once. */
static void test_equal_sizes(void **state)
{
    char train[4000] = "a\n", holdout[2000] = "a\n", synthetic[2000] = "a\n";
    keur_trio of = {train, holdout, synthetic};
    keur_result *found;
    double n;

    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)sprintf(train + strlen(train), "%d\n%d\n", i, i);
        (void)sprintf(holdout + strlen(holdout), "%d\n", i);
        (void)sprintf(synthetic + strlen(synthetic), "%d\n", i);
    }
    (void)sprintf(holdout + strlen(holdout), "1000\n"); /* not the synthetic table itself */
    found = keur_trio_run(&of, 1, 1, NULL, NULL);
    n = keur_check_figure(found, "one-column-success", NULL)->numerator;
    assert_true(n > 30 && n < 70);
    assert_true(keur_check_figure(found, "one-column-success-holdout", NULL)->numerator >= 100);
    assert_true(keur_check_noticed(found, "sub-sample"));
    keur_result_free(found);
}

/* Risks by hand, from the numbers of successes, where no two predicates hit one row. */
static void test_risk_by_hand(void **state)
{
    char train[4000] = "a\n", holdout[4000] = "a\n", synthetic[4000] = "a\n";
    keur_trio of = {train, holdout, synthetic};
    keur_result *found;
    const keur_figure *risk;
    double a, c;

    (void)state;
    /* whole numbers, each once: 40 of 100 synthetic ones occur in train, 10 in the holdout */
    for (int i = 0; i < 100; i++) {
        (void)sprintf(synthetic + strlen(synthetic), "%d\n", 1000 + i);
        (void)sprintf(train + strlen(train), "%d\n", i < 40 ? 1010 + i : 2000 + i);
        (void)sprintf(holdout + strlen(holdout), "%d\n", i < 10 ? 1080 + i : 500 + i);
    }
    found = keur_trio_run(&of, 1, 1, NULL, NULL);
    /* at most 1000 and at least 1099 select nobody, or all that lie beyond */
    assert_true(keur_check_figure(found, "one-column-success", NULL)->numerator == 40);
    assert_true(keur_check_figure(found, "one-column-success", NULL)->denominator == 102);
    assert_true(keur_check_figure(found, "one-column-success-holdout", NULL)->numerator == 10);
    /* 102 predicates on rows of their own, of which the ratio estimator counts one less */
    a = centre(40.0 / 102 * 101, 101);
    c = centre(10.0 / 102 * 101, 101);
    risk = keur_check_figure(found, "one-column-risk", NULL);
    assert_near(risk->value, (a - c) / (1 - c), 1e-12);
    assert_near(risk->high - risk->value,
                hypot(width(40.0 / 102 * 101, 101) / 2 / (1 - c),
                      width(10.0 / 102 * 101, 101) / 2 * (a - 1) / pow(1 - c, 2)),
                1e-9);
    assert_true(keur_check_figure(found, "risk", NULL)->value == risk->value);
    assert_true(keur_check_contains(keur_check_figure(found, "several-risk", NULL)->reason,
                                    "two or three columns"));
    keur_result_free(found);
}

static void test_shares(void **state)
{
    keur_trio of = {keur_trio_table(31, 200, NULL, 0), keur_trio_table(32, 200, NULL, 0), NULL};
    double sums[2] = {0, 0};
    keur_result *found;

    (void)state;
    of.synthetic = keur_trio_table(33, 200, of.train, 100);
    found = keur_trio_run(&of, 1, 1, NULL, "attacks=300");
    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);

        if (strcmp(figure->name, "share-of-successes") == 0)
            sums[strcmp(figure->labels[1].value, "several columns") == 0] += figure->numerator;
    }
    assert_true(sums[0] == keur_check_figure(found, "one-column-success", NULL)->numerator);
    assert_true(sums[1] == 3 * keur_check_figure(found, "several-success", NULL)->numerator);
    /* 60 of 300 at most from each of five columns, however many values one has */
    assert_true(keur_check_figure(found, "share-of-successes", "x")->numerator <= 60);
    assert_true(keur_check_figure(found, "one-column-success", NULL)->denominator <= 3 * 60 + 12);
    keur_result_free(found);
    keur_trio_free(&of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_loops),   cmocka_unit_test(test_copies_are_found),
        cmocka_unit_test(test_nothing_to_find), cmocka_unit_test(test_hits_on_one_row_are_one),
        cmocka_unit_test(test_largest),         cmocka_unit_test(test_equal_sizes),
        cmocka_unit_test(test_risk_by_hand),    cmocka_unit_test(test_shares)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
