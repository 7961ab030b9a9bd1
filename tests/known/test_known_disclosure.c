/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Published disclosure figures of a survey table and four synthetic ones (sd2011), to 1e-9, with
 * missing as a level and numbers as they are. The software's TCAP is `tcap-synthpop` here. Of
 * bug_real and bug_syn it gets DiSCO wrong; the true counts are recounted by hand.
 */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/tables.h"

enum { N_FILES = 4 };

static const char *const files[N_FILES] = {"disc_syn_s5_1.csv", "disc_syn_copy.csv",
                                           "disc_syn_shuffle.csv", "disc_syn_halfcopy.csv"};

/* Their names of our figures, per measure. */
static const struct {
    const char *published, *measure, *figure;
} names[] = {{"UiO", "identity-keys", "uio"},        {"UiS", "identity-keys", "uis"},
             {"UiOiS", "identity-keys", "uiois"},    {"repU", "identity-keys", "rep-u"},
             {"Dorig", "attribute-keys", "dorig"},   {"iS", "attribute-keys", "is"},
             {"DiS", "attribute-keys", "dis"},       {"DiSCO", "attribute-keys", "disco"},
             {"DiSDiO", "attribute-keys", "disdio"}, {"baseCAPd", "attribute-keys", "base-cap"},
             {"CAPd", "attribute-keys", "cap-real"}, {"CAPs", "attribute-keys", "cap-synthetic"},
             {"DCAP", "attribute-keys", "dcap"},     {"TCAP", "attribute-keys", "tcap-synthpop"}};

enum { N_NAMES = sizeof names / sizeof names[0] };

static keur_case *case_of(const char *real, const char *synthetic)
{
    char first[100], second[100];
    const keur_given given = {.train = first, .synthetic = second};

    (void)snprintf(first, sizeof first, "sd2011/%s.gz", real);
    (void)snprintf(second, sizeof second, "sd2011/%s.gz", synthetic);
    return keur_check_measurable(&given);
}

static const char *cell(const keur_table *known, size_t row, const char *column)
{
    return keur_check_cell(known, row, (size_t)keur_table_find(known, column));
}

/* "a+b" as the value of an option: "a,b". */
static void write_keys(const char *joined, char *keys)
{
    strcpy(keys, joined);
    for (; *keys != '\0'; keys++)
        *keys = *keys == '+' ? ',' : *keys;
}

static void check_row(keur_case *on, const keur_table *known, size_t row, size_t name)
{
    const bool is_identity = strcmp(names[name].measure, "identity-keys") == 0;
    const double expected = strtod(cell(known, row, "value"), NULL);
    char keys[200], arguments[400];
    keur_result *found;

    write_keys(cell(known, row, "keys"), keys);
    if (is_identity)
        (void)snprintf(arguments, sizeof arguments, "keys=%s;groups=0;shuffles=0", keys);
    else
        (void)snprintf(arguments, sizeof arguments, "keys=%s;secret=%s;groups=0;shuffles=0", keys,
                       cell(known, row, "target"));
    found = keur_check_run(on, names[name].measure, arguments);
    assert_near(keur_check_value(found, names[name].figure), expected, 1e-9);
    keur_result_free(found);
}

static void test_published_disclosure(void **state)
{
    keur_table *known = keur_check_case_table("sd2011/known_disclosure.csv");
    size_t n_checked = 0;

    (void)state;
    for (size_t f = 0; f < N_FILES; f++) {
        keur_case *on = case_of("disc_real.csv", files[f]);

        for (size_t row = 0; row < keur_table_rows(known); row++) {
            for (size_t name = 0; name < N_NAMES; name++) {
                if (strcmp(cell(known, row, "synthetic"), files[f]) != 0 ||
                    strcmp(cell(known, row, "measure"), names[name].published) != 0)
                    continue;
                check_row(on, known, row, name);
                n_checked++;
            }
        }
        keur_case_free(on);
    }
    assert_int_equal(n_checked, 24 * N_NAMES);
    keur_table_free(known);
}

static void test_where_published_software_is_wrong(void **state)
{
    keur_case *on = case_of("bug_real.csv", "bug_syn.csv");
    keur_result *found =
        keur_check_run(on, "attribute-keys", "keys=sex,age,region;secret=nofriend");

    (void)state;
    assert_true(keur_check_figure(found, "is", NULL)->numerator == 4548);
    assert_true(keur_check_figure(found, "dis", NULL)->numerator == 919);
    assert_true(keur_check_figure(found, "disco", NULL)->numerator == 175);
    assert_true(keur_check_figure(found, "disdio", NULL)->numerator == 50);
    assert_true(keur_check_figure(found, "is", NULL)->denominator == 5000);
    keur_result_free(found);
    keur_case_free(on);
}

/* Counts of uniques: synthetic uniques found among the original's are not counted here. */
static void test_replicated_uniques(void **state)
{
    keur_table *known = keur_check_case_table("sd2011/known_replicated_uniques.csv");

    (void)state;
    assert_int_equal(keur_table_rows(known), 8);
    for (size_t row = 0; row < keur_table_rows(known); row++) {
        keur_case *on = case_of("disc_real.csv", cell(known, row, "synthetic"));
        char keys[200], arguments[400];
        keur_result *found;

        write_keys(cell(known, row, "keys"), keys);
        (void)snprintf(arguments, sizeof arguments, "keys=%s;groups=0;shuffles=0", keys);
        found = keur_check_run(on, "identity-keys", arguments);
        assert_true(keur_check_figure(found, "uio", NULL)->numerator ==
                    strtod(cell(known, row, "uniq_orig"), NULL));
        assert_true(keur_check_figure(found, "uis", NULL)->numerator ==
                    strtod(cell(known, row, "uniq_syn"), NULL));
        assert_true(keur_check_figure(found, "rep-u", NULL)->numerator ==
                    strtod(cell(known, row, "replicated_uniques"), NULL));
        keur_result_free(found);
        keur_case_free(on);
    }
    keur_table_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published_disclosure),
                                       cmocka_unit_test(test_where_published_software_is_wrong),
                                       cmocka_unit_test(test_replicated_uniques)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
