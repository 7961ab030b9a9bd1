/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unique exact matches of four de-identified versions of a census excerpt as their publisher counts
 * them, and four recounted columns. Those are labelled with the keys SEX MSP RAC1P OWN_RENT EDU;
 * they come out with AGEP among the keys (7356 uniques), and not with those five alone (401).
 * Apparent matches are the publisher's, too.
 */
#include "support/check.h"

#include <stdlib.h>

#include "support/measuring.h"
#include "support/tables.h"

#define FIVE "SEX,MSP,RAC1P,OWN_RENT,EDU"

static double number(const keur_table *known, size_t row, const char *column)
{
    return strtod(keur_check_cell(known, row, (size_t)keur_table_find(known, column)), NULL);
}

static void check_row(const keur_table *known, size_t row)
{
    char file[100];
    const keur_given given = {
        .train = "national2019/target.csv.gz", .synthetic = file, .common_columns = true};
    keur_case *on;
    keur_result *matches, *identity, *attribute, *apparent;

    (void)snprintf(file, sizeof file, "national2019/%s.gz",
                   keur_check_cell(known, row, (size_t)keur_table_find(known, "file")));
    on = keur_check_measurable(&given);
    matches = keur_check_run(on, "unique-exact-match", "shuffles=0");
    identity = keur_check_run(on, "identity-keys", "shuffles=0;groups=0;keys=AGEP," FIVE);
    attribute = keur_check_run(on, "attribute-keys",
                               "shuffles=0;groups=0;secret=PINCP_DECILE;keys=AGEP," FIVE);
    apparent = keur_check_run(on, "apparent-match", "groups=0;keys=PUMA,INDP_CAT,HISP," FIVE);
    assert_true(keur_check_figure(apparent, "apparent-match", NULL)->numerator ==
                number(known, row, "sdnist_apparent_matches"));
    assert_true(keur_check_figure(apparent, "apparent-match-agreement", NULL)->n ==
                (size_t)number(known, row, "sdnist_apparent_matches"));
    assert_true(keur_check_figure(matches, "uniques", NULL)->numerator ==
                number(known, row, "recomputed_uniques"));
    assert_true(keur_check_figure(matches, "unique-exact-match", NULL)->numerator ==
                number(known, row, "sdnist_uem"));
    assert_true(keur_check_figure(identity, "uio", NULL)->numerator ==
                number(known, row, "UiO_count"));
    assert_true(keur_check_figure(identity, "rep-u", NULL)->numerator ==
                number(known, row, "repU_count"));
    assert_true(keur_check_figure(attribute, "is", NULL)->numerator ==
                number(known, row, "iS_count"));
    assert_true(keur_check_figure(attribute, "disco", NULL)->numerator ==
                number(known, row, "DiSCO_count"));
    keur_result_free(matches);
    keur_result_free(apparent);
    keur_result_free(identity);
    keur_result_free(attribute);
    keur_case_free(on);
}

static void test_published_counts(void **state)
{
    keur_table *known = keur_check_case_table("national2019/known.csv");

    (void)state;
    assert_int_equal(keur_table_rows(known), 4);
    for (size_t row = 0; row < keur_table_rows(known); row++)
        check_row(known, row);
    keur_table_free(known);
}

static void test_the_five_keys_alone(void **state)
{
    const keur_given given = {.train = "national2019/target.csv.gz",
                              .synthetic = "national2019/aim_e_10_all.csv.gz",
                              .common_columns = true};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "identity-keys", "shuffles=0;groups=0;keys=" FIVE);

    (void)state;
    assert_true(keur_check_figure(found, "uio", NULL)->numerator == 401);
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published_counts),
                                       cmocka_unit_test(test_the_five_keys_alone)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
