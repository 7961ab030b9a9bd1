/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attack by a classifier: what it is fitted on, what it weighs, and that no row is scored by a
 * model that saw it. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "attacks/membership/membership.h"
#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"
#include "support/measuring.h"
#include "support/problem.h"

enum { COLUMNS = 3, MOST = 700 };

/* A table of numbers, about one in ten missing; shifted columns make tables differ. */
typedef struct numbers {
    size_t n;
    double cells[COLUMNS][MOST];
} numbers;

static void draw(keur_random *random, size_t n, double shift, numbers *made)
{
    made->n = n;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < COLUMNS; j++)
            made->cells[j][i] =
                keur_random_below(random, 10) == 0
                    ? NAN
                    : floor(200 * keur_random_uniform(random)) + (j == 1 ? shift : 0);
    }
}

static char *csv_of(const numbers *from, size_t times)
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "a,b,c\n", &err));
    for (size_t i = 0; i < from->n * times; i++) {
        for (size_t j = 0; j < COLUMNS; j++) {
            const double cell = from->cells[j][i % from->n];

            assert_ok(keur_text_add(&text, j > 0 ? "," : "", &err));
            if (!isnan(cell))
                assert_ok(keur_text_format(&text, &err, "%.17g", cell));
        }
        assert_ok(keur_text_add(&text, "\n", &err));
    }
    return text.bytes;
}

static keur_case *case_of(const numbers *t, const numbers *h, const numbers *s, size_t times,
                          const numbers *r)
{
    char *texts[] = {csv_of(t, 1), csv_of(h, 1), csv_of(s, times), csv_of(r, 1)};
    const keur_given given = {.train = texts[0],
                              .holdout = texts[1],
                              .synthetic = texts[2],
                              .reference = texts[3],
                              .seed = 5};
    keur_case *on = keur_check_measurable(&given);

    for (size_t i = 0; i < 4; i++)
        free(texts[i]);
    return on;
}

static const keur_scores *scores_of(keur_case *on)
{
    const keur_scores *found = NULL;

    assert_ok(keur_membership_scores_as(on, keur_measure_find("membership-classifier"), "", &found,
                                        &err));
    return found;
}

/* Log-odds of the rows of t by trees fitted on s against r as plain numbers, s and r weighing as
 * much as the smaller of them. */
static void fit_plainly(const numbers *s, const numbers *r, const numbers *t, double *margins)
{
    static double joined[COLUMNS][2 * MOST], target[2 * MOST], weights[2 * MOST];
    keur_feature fitted[COLUMNS] = {{.numbers = NULL}}, asked[COLUMNS] = {{.numbers = NULL}};
    const size_t n = s->n + r->n, least = s->n < r->n ? s->n : r->n;
    const keur_features on = {.columns = fitted, .n_columns = COLUMNS, .n_rows = n};
    const keur_features of = {.columns = asked, .n_columns = COLUMNS, .n_rows = t->n};
    const keur_boosted_options options = {.rounds = 150, .rate = 0.05, .depth = 4, .leaf_rows = 50};
    keur_boosted *model = NULL;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < COLUMNS; j++)
            joined[j][i] = i < s->n ? s->cells[j][i] : r->cells[j][i - s->n];
        target[i] = i < s->n;
        weights[i] = (double)least / (double)(i < s->n ? s->n : r->n);
    }
    for (size_t j = 0; j < COLUMNS; j++) {
        fitted[j].numbers = joined[j];
        asked[j].numbers = t->cells[j];
    }
    assert_ok(keur_boosted_fit(
        &on, &(keur_target){.kind = KEUR_TARGET_BINARY, .values = target, .weights = weights},
        &options, &model, &err));
    assert_ok(keur_boosted_margins(model, &of, 1, margins, &err));
    keur_boosted_free(model);
}

static void test_against_a_plain_fit(void **state)
{
    static numbers t, h, s, r;
    static double expected[MOST];
    keur_random random = keur_random_start(27, "test-attacks", 0);

    (void)state;
    for (int round = 0; round < 6; round++) {
        double spread = 0;
        const keur_scores *found;
        keur_case *on;

        draw(&random, 200, 10, &t);
        draw(&random, 100, 0, &h);
        draw(&random, round % 2 == 0 ? 300 : 600, 40, &s);
        draw(&random, round % 3 == 0 ? 600 : 200, 0, &r);
        on = case_of(&t, &h, &s, 1, &r);
        found = scores_of(on);
        fit_plainly(&s, &r, &t, expected);
        for (size_t i = 0; i < t.n; i++) {
            assert_near(found->member[i], expected[i], 1e-9);
            spread = fmax(spread, fabs(expected[i]));
        }
        assert_true(spread > 0.5);
        fit_plainly(&s, &r, &h, expected);
        for (size_t i = 0; i < h.n; i++)
            assert_near(found->non_member[i], expected[i], 1e-9);
        keur_case_free(on);
    }
}

/* A synthetic table that is three times as long says nothing more. */
static void test_size_of_the_table_does_not_count(void **state)
{
    static numbers t, h, s, r;
    keur_random random = keur_random_start(28, "test-attacks", 0);
    const keur_scores *once, *thrice;
    keur_case *a, *b;

    (void)state;
    draw(&random, 100, 0, &t);
    draw(&random, 100, 0, &h);
    draw(&random, 300, 40, &s);
    draw(&random, 300, 0, &r);
    a = case_of(&t, &h, &s, 1, &r);
    b = case_of(&t, &h, &s, 3, &r);
    once = scores_of(a);
    thrice = scores_of(b);
    for (size_t i = 0; i < t.n + h.n; i++)
        assert_near(thrice->member[i], once->member[i], 1e-3);
    keur_case_free(a);
    keur_case_free(b);
}

/* The holdout in the place of the synthetic table: a model that saw the non-members would take
 * them for synthetic and show members as the others. */
static void test_no_row_is_scored_by_a_model_that_saw_it(void **state)
{
    static numbers t, h, r;
    keur_random random = keur_random_start(29, "test-attacks", 0);
    double sum = 0;

    (void)state;
    for (int round = 0; round < 8; round++) {
        keur_result *found;
        keur_case *on;

        draw(&random, 400, 0, &t);
        draw(&random, 400, 0, &h);
        draw(&random, 400, 0, &r);
        on = case_of(&t, &h, &h, 1, &r);
        found = keur_check_run(on, "membership-classifier", NULL);
        sum += keur_check_value(found, "auc");
        keur_result_free(found);
        keur_case_free(on);
    }
    /* Eight standard errors of some 0.02 each; seen rows would give 0.3 or less. */
    assert_true(sum / 8 > 0.46 && sum / 8 < 0.54);
}

static void test_too_few_rows(void **state)
{
    static numbers t, h, s, r;
    keur_random random = keur_random_start(30, "test-attacks", 0);

    (void)state;
    for (size_t round = 0; round < 3; round++) {
        keur_result *found;
        keur_case *on;

        draw(&random, 100, 0, &t);
        draw(&random, 100, 0, &h);
        draw(&random, round == 0 ? 49 : 50, 0, &s);
        draw(&random, round == 1 ? 49 : 50, 0, &r);
        on = case_of(&t, &h, &s, 1, &r);
        found = keur_check_run(on, "membership-classifier", NULL);
        if (round < 2) {
            keur_check_is(found, "auc", NAN);
            assert_true(keur_check_contains(keur_check_figure(found, "auc", NULL)->reason,
                                            "at least 50 rows"));
        } else {
            (void)keur_check_value(found, "auc");
        }
        keur_result_free(found);
        keur_case_free(on);
    }
}

/* A build without the library says so. */
static void test_without_trees(void **state)
{
    static numbers t, h, s, r;
    keur_random random = keur_random_start(31, "test-attacks", 0);
    keur_result *found;
    keur_case *on;

    (void)state;
    draw(&random, 100, 0, &t);
    draw(&random, 100, 0, &h);
    draw(&random, 100, 0, &s);
    draw(&random, 100, 0, &r);
    on = case_of(&t, &h, &s, 1, &r);
    found = keur_check_run(on, "membership-classifier", NULL);
    assert_string_equal(keur_check_figure(found, "auc", NULL)->reason, keur_boosted_reason());
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_a_plain_fit),
        cmocka_unit_test(test_size_of_the_table_does_not_count),
        cmocka_unit_test(test_no_row_is_scored_by_a_model_that_saw_it),
        cmocka_unit_test(test_too_few_rows)};
    const struct CMUnitTest without[] = {cmocka_unit_test(test_without_trees)};

    return keur_boosted_available() ? cmocka_run_group_tests(tests, NULL, NULL)
                                    : cmocka_run_group_tests(without, NULL, NULL);
}
