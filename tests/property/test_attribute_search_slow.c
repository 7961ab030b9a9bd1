/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often attribute-search sees a leak where there is none. */
#include "support/chance.h"
#include "support/check.h"
#include "support/leakless.h"

enum { CASES = 1000 };

/* By Holm's p at most one in twenty; the interval of 95% lies above 0 at most one time in 40. */
static void test_false_alarms(void **state)
{
    int by_p, by_worst, low, high;

    (void)state;
    keur_check_false_alarms(CASES, &by_p, &by_worst);
    keur_check_band(CASES, 0.05, &low, &high);
    assert_in_range(by_p, 0, high);
    keur_check_band(CASES, 0.025, &low, &high);
    assert_in_range(by_worst, 0, high);
    (void)printf("false alarms in %d: %d by p, %d by the worst excess\n", CASES, by_p, by_worst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_false_alarms)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
