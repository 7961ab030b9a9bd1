/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "learn/l1_fit.h"
#include "support/check.h"

static const keur_l1_options closely = {.absolute = 1e-6, .most_rounds = 100000};

/* Two rows and columns of a table of four unknowns: rows sum to 2 and 0, so all is known. */
static void sums_that_tell_all(void **state)
{
    static const uint32_t cell[] = {0, 0, 1, 1, 2, 3, 2, 3};
    static const double weight[] = {1, 1, 1, 1}, wanted[] = {2, 0, 1, 1};
    double x[4] = {.5, .5, .5, .5};
    keur_l1_found found;

    (void)state;
    assert_ok(
        keur_l1_fit(&(keur_l1_problem){4, 2, 4, cell, weight, wanted}, &closely, x, &found, &err));
    assert_near(x[0], 1, 1e-3);
    assert_near(x[1], 1, 1e-3);
    assert_near(x[2], 0, 1e-3);
    assert_near(x[3], 0, 1e-3);
    assert_true(found.objective <= 1e-5 && found.size == 8);
}

/* More than all is wanted of one cell, less than nothing of another: x stays within [0, 1]; a cell
 * without unknowns is wrong by what is wanted of it. |3 - 5| + |0 + 2| + 7. */
static void wishes_out_of_reach(void **state)
{
    static const uint32_t cell[] = {0, 1};
    static const double weight[] = {3, 4}, wanted[] = {5, -2, 7};
    double x[2] = {.5, .5};
    keur_l1_found found;

    (void)state;
    assert_ok(
        keur_l1_fit(&(keur_l1_problem){2, 1, 3, cell, weight, wanted}, &closely, x, &found, &err));
    assert_true(x[0] == 1 && x[1] == 0);
    assert_near(found.objective, 11, 1e-9);
    assert_true(found.gap <= 1e-6 * 7 * (1 + 1e-9));
}

/* Three parts want 0, 1 and 4 of 5 rows: the median is best, not the mean. */
static void the_median_is_best(void **state)
{
    static const uint32_t cell[] = {0, 1, 2};
    static const double weight[] = {5}, wanted[] = {0, 1, 4};
    double x[1] = {.9};
    keur_l1_found found;

    (void)state;
    assert_ok(
        keur_l1_fit(&(keur_l1_problem){1, 3, 3, cell, weight, wanted}, &closely, x, &found, &err));
    assert_near(x[0], .2, 1e-3);
    assert_near(found.objective, 4, 1e-4);
}

static void no_unknowns(void **state)
{
    static const uint32_t cell[] = {0};
    static const double weight[] = {1}, wanted[] = {2, -1};
    double x[1] = {.5};
    keur_l1_found found;

    (void)state;
    assert_ok(
        keur_l1_fit(&(keur_l1_problem){0, 1, 2, cell, weight, wanted}, &closely, x, &found, &err));
    assert_true(found.objective == 3 && found.gap == 0 && found.rounds == 0);
}

static void it_ends_when_told(void **state)
{
    static const uint32_t cell[] = {0, 1, 2};
    static const double weight[] = {5}, wanted[] = {0, 1, 4};
    const keur_l1_options never = {.most_rounds = 37};
    double x[1] = {.9};
    keur_l1_found found;

    (void)state;
    assert_ok(
        keur_l1_fit(&(keur_l1_problem){1, 3, 3, cell, weight, wanted}, &never, x, &found, &err));
    assert_true(found.rounds <= 37);
}

static void what_is_refused(void **state)
{
    static const uint32_t cell[] = {0, 1}, beyond[] = {0, 2};
    static const double weight[] = {1, 1}, none[] = {1, 0}, wanted[] = {1, 1};
    const double bad[] = {1, NAN};
    double x[2] = {.5, .5}, bad_x[2] = {.5, INFINITY};
    const keur_l1_problem problems[] = {{2, 0, 2, cell, weight, wanted},
                                        {2, 1, 2, beyond, weight, wanted},
                                        {2, 1, 2, cell, none, wanted},
                                        {2, 1, 2, cell, bad, wanted},
                                        {2, 1, 2, cell, weight, bad}};
    keur_l1_found found;

    (void)state;
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        assert_fails(keur_l1_fit(&problems[i], &closely, x, &found, &err), KEUR_EINVAL,
                     "a fit of sums needs");
    assert_fails(keur_l1_fit(&(keur_l1_problem){2, 1, 2, cell, weight, wanted}, &closely, bad_x,
                             &found, &err),
                 KEUR_EINVAL, "a fit of sums needs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_that_tell_all), cmocka_unit_test(wishes_out_of_reach),
        cmocka_unit_test(the_median_is_best), cmocka_unit_test(no_unknowns),
        cmocka_unit_test(it_ends_when_told),  cmocka_unit_test(what_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
