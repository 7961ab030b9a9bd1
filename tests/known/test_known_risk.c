/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Risks that the authors' own tool found for an attack on every row (adult_ctgan): counts in, rates
 * and risks out. The file gives five decimals. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "stats/intervals.h"
#include "stats/risk.h"
#include "support/tables.h"

enum { TRAIN = 39032, CONTROL = 9758 }; /* rows of the two tables */

static double number(const keur_table *known, size_t row, const char *column)
{
    return strtod(keur_check_cell(known, row, (size_t)keur_table_find(known, column)), NULL);
}

/* The number of the known rows is not taken on trust: 15 secrets were attacked. */
static void published_risks(void **state)
{
    keur_table *known = keur_check_case_table("adult_ctgan/known_inference_exhaustive.csv");

    (void)state;
    assert_int_equal(keur_table_rows(known), 15);
    for (size_t row = 0; row < 15; row++) {
        const double s = number(known, row, "train_success");
        const double c = number(known, row, "control_success");
        const keur_interval a = keur_interval_wilson(s, TRAIN, 0.95);
        const keur_interval b = keur_interval_wilson(c, CONTROL, 0.95);
        const keur_risk found = keur_risk_of(s, TRAIN, c, CONTROL, 0.95);

        assert_near((a.low + a.high) / 2, number(known, row, "attack_rate"), 5.1e-6);
        assert_near((b.low + b.high) / 2, number(known, row, "control_rate"), 5.1e-6);
        assert_near(found.value, number(known, row, "risk"), 5.1e-6);
        assert_near(found.interval.low, number(known, row, "risk_low"), 5.1e-6);
        assert_near(found.interval.high, number(known, row, "risk_high"), 5.1e-6);
    }
    keur_table_free(known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published_risks)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
