/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reconstruction finds where the truth is known: a copy, part of a copy, columns without
 * relation, and a synthetic table that is nobody's. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/measuring.h"

enum { MOST_KEYS = 12, MOST_ROWS = 600, TEXT = MOST_ROWS * (2 * MOST_KEYS + 4) + 100 };

typedef struct rows {
    size_t n, n_keys;
    char cells[MOST_ROWS][MOST_KEYS + 1]; /* the secret last */
} rows;

/* A person of the population: the secret goes with the first two keys, or with none. */
static void draw(keur_random *random, size_t n, size_t n_keys, unsigned levels, bool is_related,
                 rows *made)
{
    made->n = n;
    made->n_keys = n_keys;
    for (size_t i = 0; i < n; i++) {
        char *row = made->cells[i];
        double p;

        for (size_t k = 0; k < n_keys; k++)
            row[k] = (char)('a' + keur_random_below(random, levels));
        p = !is_related ? 0.5 : row[0] == 'a' ? 0.8 : row[1] == 'a' ? 0.6 : 0.25;
        row[n_keys] = keur_random_uniform(random) < p ? 'y' : 'n';
    }
}

/* Part of the rows of one table in the place of those of another. */
static void copy_rows(const rows *from, size_t n, rows *to)
{
    memcpy(to->cells, from->cells, n * sizeof from->cells[0]);
}

static void shuffle_columns(keur_random *random, rows *of)
{
    for (size_t k = 0; k <= of->n_keys; k++) {
        for (size_t i = of->n; i > 1; i--) {
            const size_t j = (size_t)keur_random_below(random, i);
            const char kept = of->cells[i - 1][k];

            of->cells[i - 1][k] = of->cells[j][k];
            of->cells[j][k] = kept;
        }
    }
}

static void write_csv(const rows *of, char *text)
{
    for (size_t k = 0; k < of->n_keys; k++)
        text += sprintf(text, "k%zu,", k);
    text += sprintf(text, "secret\n");
    for (size_t i = 0; i < of->n; i++) {
        for (size_t k = 0; k <= of->n_keys; k++) {
            *text++ = of->cells[i][k];
            *text++ = k < of->n_keys ? ',' : '\n';
        }
    }
    *text = '\0';
}

static keur_result *attack(const rows *train, const rows *holdout, const rows *synthetic)
{
    static char texts[3][TEXT];
    const keur_given given = {
        .train = texts[0], .holdout = texts[1], .synthetic = texts[2], .seed = 5, .threads = 1};
    keur_case *on;
    keur_result *found;

    write_csv(train, texts[0]);
    write_csv(holdout, texts[1]);
    write_csv(synthetic, texts[2]);
    on = keur_check_measurable(&given);
    found = keur_check_run(on, "reconstruction", "secret=secret");
    keur_case_free(on);
    return found;
}

/* 300 unknowns, and pairs of 12 columns of 5 levels have 1 + 12 * 4 + 66 * 16 independent counts:
 * a copy leaves no choice, though the secret goes with nothing. */
static void a_copy_gives_all(void **state)
{
    keur_random random = keur_random_start(1, "test-reconstruction-planted", 0);
    static rows train, holdout;
    keur_result *found;

    (void)state;
    draw(&random, 300, 12, 5, false, &train);
    draw(&random, 300, 12, 5, false, &holdout);
    found = attack(&train, &holdout, &train);
    assert_true(keur_check_value(found, "success") >= 0.98);
    assert_true(fabs(keur_check_value(found, "success-holdout") - 0.5) < 4 * sqrt(.25 / 300));
    assert_true(keur_check_figure(found, "risk", NULL)->low > 0.8);
    assert_true(keur_check_figure(found, "success-excess", NULL)->low > 0.3);
    assert_true(keur_check_value(found, "gap") <= 0.002);
    keur_result_free(found);
}

/* The more of the train table stands in the synthetic one, the more is found. */
static void part_of_a_copy_gives_less(void **state)
{
    keur_random random = keur_random_start(2, "test-reconstruction-planted", 0);
    static rows train, holdout, other, synthetic;
    double last = 1;

    (void)state;
    draw(&random, 600, 12, 5, true, &train);
    draw(&random, 600, 12, 5, true, &holdout);
    draw(&random, 600, 12, 5, true, &other);
    for (size_t part = 4; part-- > 1;) {
        keur_result *found;

        synthetic = other;
        copy_rows(&train, 150 * part, &synthetic);
        found = attack(&train, &holdout, &synthetic);
        assert_true(keur_check_value(found, "success-excess") < last);
        last = keur_check_value(found, "success-excess");
        assert_true(part == 1 || keur_check_figure(found, "success-excess", NULL)->low > 0);
        keur_result_free(found);
    }
}

/* Columns shuffled one by one say nothing of a secret whose levels are even. */
static void unrelated_columns_are_at_chance(void **state)
{
    keur_random random = keur_random_start(3, "test-reconstruction-planted", 0);
    static rows train, holdout, synthetic;
    keur_result *found;

    (void)state;
    draw(&random, 600, 8, 4, false, &train);
    draw(&random, 600, 8, 4, false, &holdout);
    synthetic = train;
    shuffle_columns(&random, &synthetic);
    found = attack(&train, &holdout, &synthetic);
    assert_true(fabs(keur_check_value(found, "success") - 0.5) < 4 * sqrt(.25 / 600));
    assert_true(keur_check_figure(found, "success-excess", NULL)->low < 0);
    assert_true(keur_check_figure(found, "success-excess", NULL)->high > 0);
    keur_result_free(found);
}

/* Three draws from one population: nobody is a member. Of so many intervals at 95% no more miss 0
 * than would once in a thousand times, and the mean of the differences is 0. */
static void check_null(uint64_t seed, size_t n_train, size_t n_holdout, bool in_half)
{
    enum { DRAWS = 40, MOST_MISSED = 7 };
    double sum = 0, squares = 0, variance;
    size_t missed = 0, risk_missed = 0;
    static rows train, holdout, synthetic;

    for (uint64_t d = 0; d < DRAWS; d++) {
        keur_random random = keur_random_start(seed, "test-reconstruction-null", d);
        const keur_figure *excess, *risk;
        keur_result *found;

        draw(&random, n_train, 6, 4, true, &train);
        draw(&random, n_holdout, 6, 4, true, &holdout);
        draw(&random, 300, 6, 4, true, &synthetic);
        found = attack(&train, &holdout, in_half ? &holdout : &synthetic);
        excess = keur_check_figure(found, "success-excess", NULL);
        risk = keur_check_figure(found, "risk", NULL);
        missed += excess->low > 0 || excess->high < 0;
        risk_missed += risk->low > 0 || risk->high < 0;
        sum += excess->value;
        squares += excess->value * excess->value;
        keur_result_free(found);
    }
    variance = (squares - sum * sum / DRAWS) / (DRAWS - 1);
    assert_true(missed <= MOST_MISSED && risk_missed <= MOST_MISSED);
    assert_true(fabs(sum / DRAWS) < 3.3 * sqrt(variance / DRAWS));
}

static void nobody_is_a_member(void **state)
{
    (void)state;
    check_null(1, 300, 300, false);
}

/* The number of targets alone must not make a difference. */
static void nobody_is_a_member_of_unequal_tables(void **state)
{
    (void)state;
    check_null(2, 600, 60, false);
    check_null(3, 60, 400, false);
}

/* One half of the holdout is asked about the other. */
static void the_holdout_in_the_place_of_the_synthetic_table(void **state)
{
    (void)state;
    check_null(4, 300, 300, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_gives_all),
        cmocka_unit_test(part_of_a_copy_gives_less),
        cmocka_unit_test(unrelated_columns_are_at_chance),
        cmocka_unit_test(nobody_is_a_member),
        cmocka_unit_test(nobody_is_a_member_of_unequal_tables),
        cmocka_unit_test(the_holdout_in_the_place_of_the_synthetic_table)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
