/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a case keeps for its measures is found by its name and freed once, with the case. */
#include "support/check.h"

#include "case/keep.h"

#include "support/measuring.h"

static int n_freed;

static void count_free(void *what)
{
    (*(int *)what)++;
    n_freed++;
}

static void test_kept_until_the_case_goes(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n2,y\n", .synthetic = "a,b\n1,x\n2,x\n"};
    keur_case *on = keur_check_measurable(&given);
    int one = 0, two = 0;
    keur_error err;

    (void)state;
    n_freed = 0;
    assert_null(keur_case_kept(on, "one"));
    assert_int_equal(keur_case_keep(on, "one", &one, count_free, &err), KEUR_OK);
    assert_int_equal(keur_case_keep(on, "one more", &two, count_free, &err), KEUR_OK);
    assert_ptr_equal(keur_case_kept(on, "one"), &one);
    assert_ptr_equal(keur_case_kept(on, "one more"), &two);
    assert_null(keur_case_kept(on, "on"));
    assert_int_equal(n_freed, 0);
    keur_case_free(on);
    assert_int_equal(n_freed, 2);
    assert_true(one == 1 && two == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kept_until_the_case_goes)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
