/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All published closed-form utilities of a survey table and one made by CART (sd2011): 58 tables,
 * 20 values each, to 1e-9. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/tables.h"

static const struct {
    const char *published, *figure;
} names[] = {
    {"VW", "vw"},         {"FT", "ft"},         {"JSD", "jsd"},         {"SPECKS", "specks"},
    {"U", "u"},           {"G", "g"},           {"pMSE", "pmse"},       {"PO50", "po50"},
    {"MabsDD", "mabsdd"}, {"S_VW", "s-vw"},     {"S_FT", "s-ft"},       {"S_JSD", "s-jsd"},
    {"S_G", "s-g"},       {"df", "df"},         {"dfG", "df-g"},        {"nempty", "empty"},
    {"dBhatt", "dbhatt"}, {"S_pMSE", "s-pmse"}, {"WMabsDD", "wmabsdd"}, {"S_WMabsDD", "s-wmabsdd"}};

enum { N_NAMES = sizeof names / sizeof names[0], N_VALUES = 1160 };

static const char *cell(const keur_table *known, size_t row, const char *column)
{
    return keur_check_cell(known, row, (size_t)keur_table_find(known, column));
}

static keur_result *run_table(keur_case *on, const char *joined)
{
    char arguments[200];

    (void)snprintf(arguments, sizeof arguments, "groups=5;columns=%s", joined);
    for (char *c = arguments; *c != '\0'; c++)
        *c = *c == '+' ? ',' : *c;
    return keur_check_run(on, "table-utility", arguments);
}

static void published(void **state)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"income\", \"type\": \"numeric\", "
        "\"special\": [\"-8\"]}]}";
    const keur_given given = {.train = "sd2011/util_real.csv.gz",
                              .synthetic = "sd2011/util_syn_cart.csv.gz",
                              .schema = schema};
    keur_table *known = keur_check_case_table("sd2011/known_utility.csv");
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = NULL;
    char last[100] = "";
    size_t n = 0;

    (void)state;
    for (size_t row = 0; row < keur_table_rows(known); row++) {
        const char *measure = cell(known, row, "measure");
        size_t name = 0;

        if (strncmp(cell(known, row, "options"), "ngroups", 7) != 0)
            continue;
        if (strcmp(last, cell(known, row, "vars")) != 0) {
            keur_result_free(found);
            (void)snprintf(last, sizeof last, "%s", cell(known, row, "vars"));
            found = run_table(on, last);
        }
        while (name < N_NAMES && strcmp(names[name].published, measure) != 0)
            name++;
        assert_true(name < N_NAMES);
        assert_near(keur_check_value(found, names[name].figure),
                    strtod(cell(known, row, "value"), NULL), 1e-9);
        n++;
    }
    assert_int_equal(n, N_VALUES);
    keur_result_free(found);
    keur_case_free(on);
    keur_table_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
