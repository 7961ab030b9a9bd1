/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every row of a train and a control table attacked on each of 15 columns through the nearest
 * synthetic row (adult_ctgan): counts, risks and their intervals as published software and an
 * exhaustive search have them. That file allows counts 3 off for rounding at ties; none is.
 */
#include "support/check.h"

#include <stdlib.h>

#include "support/measuring.h"
#include "support/tables.h"

enum { SECRETS = 15 };

static double number(const keur_table *known, size_t row, const char *column)
{
    return strtod(keur_check_cell(known, row, (size_t)keur_table_find(known, column)), NULL);
}

static void test_exhaustive(void **state)
{
    keur_table *known = keur_check_case_table("adult_ctgan/known_inference_exhaustive.csv");
    const keur_given given = {.train = "adult_ctgan/train.csv.gz",
                              .holdout = "adult_ctgan/control.csv.gz",
                              .synthetic = "adult_ctgan/syn_ctgan.csv.gz"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found =
        keur_check_run(on, "attribute-neighbour", "scale-source=case;numeric-rule=anonymeter");

    (void)state;
    assert_int_equal(keur_table_rows(known), SECRETS);
    for (size_t row = 0; row < SECRETS; row++) {
        const char *secret = keur_check_cell(known, row, (size_t)keur_table_find(known, "secret"));
        const keur_figure *success = keur_check_figure(found, "success", secret);
        const keur_figure *control = keur_check_figure(found, "success-holdout", secret);
        const keur_figure *risk = keur_check_figure(found, "risk", secret);

        assert_true(success->numerator == number(known, row, "train_success"));
        assert_true(control->numerator == number(known, row, "control_success"));
        assert_int_equal(success->n, 39032);
        assert_int_equal(control->n, 9758);
        assert_near(risk->value, number(known, row, "risk"), 1e-5);
        assert_near(risk->low, number(known, row, "risk_low"), 1e-5);
        assert_near(risk->high, number(known, row, "risk_high"), 1e-5);
    }
    /* The largest of the risks in that file, in an interval that allows for the choice. */
    assert_near(keur_check_value(found, "worst-risk"), 0.03453, 1e-3);
    assert_string_equal(keur_check_figure(found, "worst-risk", NULL)->labels[0].value, "sex");
    assert_near(keur_check_figure(found, "worst-risk", NULL)->level, 1 - 0.05 / SECRETS, 1e-12);
    keur_result_free(found);
    keur_case_free(on);
    keur_table_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exhaustive)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
