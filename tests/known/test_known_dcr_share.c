/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The published shares of adult/known_dcr_share.csv: nine tables, counts to the row. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/tables.h"

/* What a generator stands for: the file, "val" being the holdout in the place of the synthetic
 * table. */
static const char *file_of(const char *generator, char *file, size_t size)
{
    (void)snprintf(file, size, "adult/%s.csv.gz",
                   strcmp(generator, "val") == 0 ? "holdout" : generator);
    return file;
}

static double number(const keur_table *known, size_t row, const char *column)
{
    return strtod(keur_check_cell(known, row, (size_t)keur_table_find(known, column)), NULL);
}

static void check_row(const keur_table *known, size_t row)
{
    const char *generator =
        keur_check_cell(known, row, (size_t)keur_table_find(known, "synthesizer"));
    char file[100];
    const keur_given given = {.train = "adult/train.csv.gz",
                              .holdout = "adult/holdout.csv.gz",
                              .synthetic = file_of(generator, file, sizeof file)};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "dcr-share", "metric=bins100");

    print_message("%s\n", generator);
    assert_true(keur_check_value(found, "closer") == number(known, row, "n_closer"));
    assert_true(keur_check_value(found, "further") == number(known, row, "n_further"));
    assert_true(keur_check_value(found, "equal") == number(known, row, "n_equal"));
    assert_near(keur_check_value(found, "share"), number(known, row, "share"), 1e-12);
    assert_int_equal(keur_check_case_noticed(on, "compared with itself"),
                     strcmp(generator, "val") == 0);
    keur_result_free(found);
    keur_case_free(on);
}

static void test_published_shares(void **state)
{
    keur_table *known = keur_check_case_table("adult/known_dcr_share.csv");

    (void)state;
    assert_int_equal(keur_table_rows(known), 9);
    for (size_t row = 0; row < keur_table_rows(known); row++)
        check_row(known, row);
    keur_table_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published_shares)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
