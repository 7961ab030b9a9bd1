/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is held, that is free, and what fits into it. */
#include "support/check.h"

#include <string.h>

#include "base/machine.h"
#include "base/memory.h"

static void test_peak_and_rest(void **state)
{
    const size_t n = (size_t)64 << 20;
    const double before = keur_machine_peak();
    unsigned char *held = NULL;

    (void)state;
    assert_ok(KEUR_NEW(held, n, &err));
    memset(held, 1, n);
    assert_true(held[n - 1] == 1);
    assert_true(before > 0 && keur_machine_peak() >= before + 0.9 * (double)n);
    keur_release(held);
    assert_true(keur_machine_peak() >= before + 0.9 * (double)n);
    assert_true(keur_machine_available() > 0);
}

static void test_what_fits(void **state)
{
    (void)state;
    assert_int_equal(keur_machine_fits(8, 100, 1000), 8);
    assert_int_equal(keur_machine_fits(8, 100, 800), 8);
    assert_int_equal(keur_machine_fits(8, 100, 799), 7);
    assert_int_equal(keur_machine_fits(8, 100, 99), 1);
    assert_int_equal(keur_machine_fits(8, 100, 0), 8);
    assert_int_equal(keur_machine_fits(8, 0, 1000), 8);
    assert_int_equal(keur_machine_fits(0, 100, 1000), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_peak_and_rest),
                                       cmocka_unit_test(test_what_fits)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
