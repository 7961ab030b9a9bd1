/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detection of planted differences of known size; none where there is none; persons on one side; a
 * copy; bad input; and a build that cannot fit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/boosted_trees.h"
#include "support/check.h"
#include "support/measuring.h"

enum { ROWS = 1600, WIDTH = 40 };

static keur_case *case_of(const char *train, const char *synthetic, const char *holdout,
                          const char *schema, int threads)
{
    return keur_check_measurable(&(keur_given){.train = train,
                                               .synthetic = synthetic,
                                               .holdout = holdout,
                                               .schema = schema,
                                               .threads = threads});
}

static keur_result *run_on(const char *train, const char *synthetic, const char *holdout,
                           const char *schema)
{
    keur_case *on = case_of(train, synthetic, holdout, schema, 1);
    keur_result *found = keur_check_run(on, "detection", NULL);

    keur_case_free(on);
    return found;
}

/* A coin that falls on h with probability p, and a number that says nothing. */
static void write_coins(keur_random *random, size_t n, double p, char *text)
{
    text += sprintf(text, "coin,number\n");
    for (size_t i = 0; i < n; i++)
        text += sprintf(text, "%c,%.4f\n", keur_random_uniform(random) < p ? 'h' : 't',
                        keur_random_uniform(random));
}

/* With one coin the area is 1/2 + (p - q) / 2, but for what the number adds in noise. */
static void planted(void **state)
{
    static char train[ROWS * WIDTH], synthetic[ROWS * WIDTH], holdout[ROWS * WIDTH];
    keur_random random = keur_random_start(1, "test-detection", 0);
    const keur_figure *figure;
    keur_result *found, *again;
    keur_case *on;

    (void)state;
    write_coins(&random, ROWS, 0.2, train);
    write_coins(&random, ROWS, 0.8, synthetic);
    write_coins(&random, ROWS, 0.2, holdout);
    found = run_on(train, synthetic, holdout, NULL);
    figure = keur_check_figure(found, "detection-auc", NULL);
    /* The standard error is about 0.014 with 800 rows of each. */
    assert_near(figure->value, 0.8, 0.05);
    assert_true(figure->low < figure->value && figure->value < figure->high);
    assert_int_equal(figure->n, ROWS);
    assert_near(keur_check_value(found, "detection-auc-holdout"), 0.5, 0.07);
    assert_near(keur_check_value(found, "detection-auc-independent"), 0.5, 0.07);
    on = case_of(train, synthetic, holdout, NULL, 3);
    again = keur_check_run(on, "detection", NULL);
    keur_check_same_result(found, again);
    keur_result_free(again);
    keur_case_free(on);
    keur_result_free(found);
    /* All heads against all tails. */
    write_coins(&random, ROWS, 1, synthetic);
    write_coins(&random, ROWS, 0, train);
    found = run_on(train, synthetic, NULL, NULL);
    figure = keur_check_figure(found, "detection-auc", NULL);
    assert_true(figure->value == 1 && figure->high == 1);
    assert_near(figure->low, pow(0.025, 1 / (double)figure->n_least), 1e-12);
    keur_result_free(found);
}

/* Two columns that agree in train and were drawn apart elsewhere: seen by trees, and by no column
 * alone. */
static void together(void **state)
{
    static char train[ROWS * WIDTH], synthetic[ROWS * WIDTH];
    keur_random random = keur_random_start(2, "test-detection", 0);
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        char *text = t == 0 ? train : synthetic;

        text += sprintf(text, "a,b\n");
        for (size_t i = 0; i < ROWS; i++) {
            const int a = (int)keur_random_below(&random, 2);
            const int b = t == 0 ? a : (int)keur_random_below(&random, 2);

            text += sprintf(text, "%c,%c\n", "xy"[a], "xy"[b]);
        }
    }
    /* Half of the synthetic rows disagree: 1/2 + 1/2 * 1/2. */
    found = run_on(train, synthetic, NULL, NULL);
    assert_near(keur_check_value(found, "detection-auc"), 0.75, 0.05);
    assert_near(keur_check_value(found, "detection-auc-independent"), 0.75, 0.05);
    keur_result_free(found);
    found = run_on(train, train, NULL, NULL);
    assert_true(keur_check_value(found, "detection-auc") < 0.55);
    keur_result_free(found);
}

/* People of twenty rows each, who can be told by their number: a model that had seen some rows of
 * each would know the others. */
static void persons(void **state)
{
    static const char schema[] = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": "
                                 "\"identifier\", \"roles\": [\"unit\"]}]}";
    static char texts[2][ROWS * WIDTH], plain[2][ROWS * WIDTH];
    keur_random random = keur_random_start(3, "test-detection", 0);
    const keur_figure *figure;
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        char *text = texts[t], *without = plain[t];

        text += sprintf(text, "id,number\n");
        without += sprintf(without, "number\n");
        for (size_t person = 0; person < 80; person++) {
            const double number = keur_random_uniform(&random);

            for (size_t i = 0; i < 20; i++) {
                text += sprintf(text, "p%zu,%.6f\n", person + 100 * t, number);
                without += sprintf(without, "%.6f\n", number);
            }
        }
    }
    found = run_on(texts[0], texts[1], NULL, schema);
    figure = keur_check_figure(found, "detection-auc", NULL);
    assert_true(fabs(figure->value - 0.5) < 0.25);
    assert_true(isnan(figure->low) && strstr(figure->no_interval, "one person") != NULL);
    keur_result_free(found);
    found = run_on(plain[0], plain[1], NULL, NULL);
    assert_true(keur_check_value(found, "detection-auc") > 0.75);
    keur_result_free(found);
}

static void little(void **state)
{
    static char train[ROWS * WIDTH], synthetic[ROWS * WIDTH];
    keur_random random = keur_random_start(4, "test-detection", 0);
    keur_result *found;
    char *text;

    (void)state;
    write_coins(&random, 99, 0.5, train);
    found = run_on(train, train, NULL, NULL);
    assert_true(
        keur_check_contains(keur_check_figure(found, "detection-auc", NULL)->reason, "100 rows"));
    keur_result_free(found);
    found = run_on("a,b\nx,1\ny,2\n", "a,b\nx,1\ny,2\n", NULL, NULL);
    assert_non_null(keur_check_figure(found, "detection-auc-independent", NULL)->reason);
    keur_result_free(found);
    /* Numbers all missing in the synthetic table, and levels that are all different. */
    write_coins(&random, 400, 0.5, train);
    text = synthetic + sprintf(synthetic, "coin,number\n");
    for (size_t i = 0; i < 400; i++)
        text += sprintf(text, "c%zu,\n", i % 300);
    found = run_on(train, synthetic, NULL, NULL);
    assert_true(keur_check_value(found, "detection-auc") == 1);
    keur_result_free(found);
}

static void without_xgboost(void **state)
{
    static char train[ROWS * WIDTH];
    keur_random random = keur_random_start(5, "test-detection", 0);
    keur_result *found;

    (void)state;
    write_coins(&random, 300, 0.5, train);
    found = run_on(train, train, NULL, NULL);
    assert_string_equal(keur_check_figure(found, "detection-auc", NULL)->reason,
                        keur_boosted_reason());
    keur_result_free(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(planted), cmocka_unit_test(together),
                                       cmocka_unit_test(persons), cmocka_unit_test(little)};
    const struct CMUnitTest absent[] = {cmocka_unit_test(without_xgboost)};

    if (!keur_boosted_available())
        return cmocka_run_group_tests(absent, NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
