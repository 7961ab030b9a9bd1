/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Successes of an attack on linkability as counted by published software (adult_ctgan), every row
 * attacked: within 3, for its rounding at ties. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/tables.h"

enum { NEAREST = 10 };

static double number(const keur_table *known, size_t row, const char *column)
{
    return strtod(keur_check_cell(known, row, (size_t)keur_table_find(known, column)), NULL);
}

static void test_published_successes(void **state)
{
    const keur_given given = {.train = "adult_ctgan/train.csv.gz",
                              .holdout = "adult_ctgan/control.csv.gz",
                              .synthetic = "adult_ctgan/syn_ctgan.csv.gz"};
    keur_table *known = keur_check_case_table("adult_ctgan/known_linkability_exhaustive.csv");
    keur_case *on = keur_check_measurable(&given);
    keur_result *found =
        keur_check_run(on, "linkability",
                       "keys-a=type_employer,education,hr_per_week,capital_loss,capital_gain;"
                       "keys-b=race,sex,fnlwgt,age,country;neighbours=10;scale-source=case");

    (void)state;
    assert_int_equal(keur_table_rows(known), 2 * NEAREST);
    for (size_t row = 0; row < keur_table_rows(known); row++) {
        const char *targets = keur_check_cell(known, row, 0);
        const bool is_train = strcmp(targets, "train") == 0;
        const char *k = keur_check_cell(known, row, (size_t)keur_table_find(known, "k"));
        const keur_figure *figure =
            keur_check_figure(found, is_train ? "success" : "success-holdout", k);

        assert_true(is_train || strcmp(targets, "control") == 0);
        assert_true(figure->denominator == number(known, row, "n"));
        assert_true(fabs(figure->numerator - number(known, row, "success")) <= 3);
    }
    keur_result_free(found);
    keur_case_free(on);
    keur_table_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published_successes)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
