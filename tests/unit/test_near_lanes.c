/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "near/kernel_impl.h"

/* The power of two of kernel sums against the library's in long double, and both instruction sets
 * against each other, bit by bit. */

enum { N_LEAVES = 20000 };

/* Logarithms of a leaf with one lane that is not 2^-INFINITY. */
static double power(const keur_lanes *lanes, double x)
{
    double logs[KEUR_LEAF];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        logs[lane] = -INFINITY;
    logs[5] = x;
    return lanes->sum(logs, 0, KEUR_LEAF);
}

static double draw(keur_random *random)
{
    const double widths[] = {1, 40, 1021};

    return -widths[keur_random_below(random, 3)] * keur_random_uniform(random);
}

static void powers_of_two_are_right_to_the_last_bits(void **state)
{
    keur_random random = keur_random_start(1, "powers", 0);
    long double largest = 0;

    (void)state;
    assert_near(power(&keur_lanes_portable, 0), 1, 0);
    assert_near(power(&keur_lanes_portable, -1), 0.5, 0);
    assert_near(power(&keur_lanes_portable, -900), 0x1p-900, 0);
    assert_true(power(&keur_lanes_portable, -1022) < 0x1p-1014);
    for (size_t i = 0; i < N_LEAVES; i++) {
        const double x = draw(&random);
        const long double right = exp2l((long double)x);

        if (x > -900)
            largest =
                fmaxl(largest, fabsl((long double)power(&keur_lanes_portable, x) / right - 1));
    }
    assert_true(largest > 0 && largest < 0x1p-52L);
}

/* (1 + x log(2)/8)^8 in long double; 0 from where that is 0. */
static void the_kernel_ends(void **state)
{
    keur_random random = keur_random_start(1, "ends", 0);
    double logs[KEUR_LEAF];

    (void)state;
    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        logs[lane] = -INFINITY;
    for (size_t i = 0; i < N_LEAVES; i++) {
        const double x = -13 * keur_random_uniform(&random);
        const long double rest = fmaxl(1 + (long double)x * logl(2) / 8, 0);
        double found;

        logs[7] = x;
        found = keur_lanes_portable.ends(logs, KEUR_LEAF);
        if (x < KEUR_KERNEL_END)
            assert_near(found, 0, 0);
        /* the rest errs by some 2^-53 of 1, its power by eight times that over the rest */
        assert_true(fabsl(found - powl(rest, 8)) <= 16 * powl(rest, 7) * 0x1p-52L + 1e-100L);
    }
    assert_near(keur_lanes_portable.ends(logs, 7), 0, 0);
}

static void sums_leave_out_a_lane(void **state)
{
    double logs[KEUR_LEAF] = {0};

    (void)state;
    assert_near(keur_lanes_portable.sum(logs, 0, KEUR_LEAF), 64, 0);
    assert_near(keur_lanes_portable.sum(logs, 0, 3), 63, 0);
    assert_near(keur_lanes_portable.sum(logs, 1, 63), 31.5, 0);
}

#ifdef KEUR_SCAN_X86
static double corner(keur_random *random, double x)
{
    const double corners[] = {-INFINITY, 0, -1021, -1e308, -0.5, -1};
    const size_t at = (size_t)keur_random_below(random, 40);

    return at < 6 ? corners[at] : x;
}

static void assert_same(const double *a, const double *b)
{
    assert_memory_equal(a, b, KEUR_LEAF * sizeof *a);
}

static void check_leaf(keur_random *random)
{
    const keur_lanes *a = &keur_lanes_portable, *b = &keur_lanes_avx2;
    double logs[KEUR_LEAF], cells[KEUR_LEAF], of_a[KEUR_LEAF], of_b[KEUR_LEAF], sums[12];
    const double own = floor(5 * keur_random_uniform(random));
    const double slope = exp2(20 * keur_random_uniform(random) - 10);
    const double other = corner(random, draw(random));
    const size_t without =
        keur_random_below(random, 2) ? KEUR_LEAF : (size_t)keur_random_below(random, KEUR_LEAF);

    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        logs[lane] = corner(random, draw(random));
        cells[lane] = floor(5 * keur_random_uniform(random)) +
                      (keur_random_below(random, 2) ? 0 : keur_random_uniform(random));
    }
    a->numbers(cells, own, slope, logs, of_a);
    b->numbers(cells, own, slope, logs, of_b);
    assert_same(of_a, of_b);
    a->levels(cells, own, other, logs, of_a);
    b->levels(cells, own, other, logs, of_b);
    assert_same(of_a, of_b);
    sums[0] = a->sum(logs, 0, without);
    sums[1] = b->sum(logs, 0, without);
    sums[2] = a->sum_numbers(cells, own, slope, logs, without);
    sums[3] = b->sum_numbers(cells, own, slope, logs, without);
    sums[4] = a->sum_levels(cells, own, other, logs, without);
    sums[5] = b->sum_levels(cells, own, other, logs, without);
    sums[6] = a->ends(logs, without);
    sums[7] = b->ends(logs, without);
    sums[8] = a->ends_numbers(cells, own, slope, logs, without);
    sums[9] = b->ends_numbers(cells, own, slope, logs, without);
    sums[10] = a->ends_levels(cells, own, other, logs, without);
    sums[11] = b->ends_levels(cells, own, other, logs, without);
    for (size_t i = 0; i < 12; i += 2)
        assert_memory_equal(&sums[i], &sums[i + 1], sizeof *sums);
}
#endif

static void instruction_sets_give_the_same_bits(void **state)
{
    (void)state;
#ifdef KEUR_SCAN_X86
    keur_random random = keur_random_start(1, "lanes", 0);

    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2"))
        skip();
    for (size_t i = 0; i < N_LEAVES; i++)
        check_leaf(&random);
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(powers_of_two_are_right_to_the_last_bits),
                                       cmocka_unit_test(the_kernel_ends),
                                       cmocka_unit_test(sums_leave_out_a_lane),
                                       cmocka_unit_test(instruction_sets_give_the_same_bits)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
