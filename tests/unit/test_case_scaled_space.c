/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What numbers are measured by, and which rows that comes from. */
#include "support/check.h"

#include <math.h>

#include "case/scaled_space.h"
#include "support/measuring.h"

static void test_scale_sources(void **state)
{
    keur_case *on = keur_check_measurable(&(keur_given){
        .train = "x,z\n0,1\n4,1\n", .holdout = "x,z\n8,1\n1,1\n", .synthetic = "x,z\n2,1\n14,2\n"});
    const struct {
        keur_role from, to;
        keur_scale_source source;
        keur_scaling scaling;
        double scale;
    } wanted[] = {
        {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_SCALES_OF_REAL, KEUR_SCALING_RANGE, 8},
        {KEUR_SYNTHETIC, KEUR_HOLDOUT, KEUR_SCALES_OF_REAL, KEUR_SCALING_RANGE, 8},
        {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_SCALES_OF_CASE, KEUR_SCALING_RANGE, 14},
        {KEUR_TRAIN, KEUR_TRAIN, KEUR_SCALES_OF_CASE, KEUR_SCALING_RANGE, 4},
        {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_SCALES_OF_REAL, KEUR_SCALING_NONE, 1},
        /* 0, 1, 4, 8: mean 3.25, squares 10.5625 + 5.0625 + 0.5625 + 22.5625 over 3 */
        {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_SCALES_OF_REAL, KEUR_SCALING_STANDARD, 3.5939764421413},
        /* 0 and 4, once though asked twice: squares 8 over 1 */
        {KEUR_TRAIN, KEUR_TRAIN, KEUR_SCALES_OF_CASE, KEUR_SCALING_STANDARD, 2.8284271247461903}};

    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const keur_ask ask = {.from = wanted[i].from,
                              .to = wanted[i].to,
                              .k = 1,
                              .source = wanted[i].source,
                              .scaling = wanted[i].scaling};
        keur_scaled_space made;

        assert_ok(keur_scaled_space_make(on, &ask, &made, &err));
        assert_true(made.space.columns[0].is_numeric);
        assert_near(made.space.columns[0].scale, wanted[i].scale, 1e-13);
        assert_int_equal(isinf(made.space.columns[0].cap), wanted[i].scaling != KEUR_SCALING_RANGE);
        /* z is 1 in all real rows: no scale, so values differ or not. */
        if (wanted[i].source == KEUR_SCALES_OF_REAL && wanted[i].scaling != KEUR_SCALING_NONE)
            assert_false(made.space.columns[1].is_numeric);
        keur_scaled_space_free(&made);
    }
    keur_case_free(on);
}

/* Ranks of 0, 1, 4, 4 are 1, 2, 3.5, 3.5 of 4; absent ones have the number below them. */
static void test_ranks(void **state)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = "x,y\n0,a\n4,b\n",
                                                        .holdout = "x,y\n4,a\n1,c\n",
                                                        .synthetic = "x,y\n-3,a\n2,b\n9,a\n"});
    const keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .scaling = KEUR_SCALING_RANK};
    const double expected[] = {0, 0.25, 0.5, 0.5, 0.875, 1}; /* of -3, 0, 1, 2, 4, 9 */
    keur_scaled_space made;

    (void)state;
    assert_ok(keur_scaled_space_make(on, &ask, &made, &err));
    for (size_t v = 0; v < 6; v++)
        assert_true(made.space.columns[0].values[v] == expected[v]);
    keur_scaled_space_free(&made);
    keur_case_free(on);
}

/* The quantile of the standard normal distribution, by halving. */
static double normal_score(double below)
{
    double low = -9, high = 9;

    while (high - low > 1e-15) {
        const double middle = (low + high) / 2;

        if (middle == low || middle == high)
            break;
        if (0.5 * erfc(-middle / sqrt(2)) < below)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* Of the ranks above, plus a half, over six, kept an eighth from either end. */
static void test_normal_scores(void **state)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = "x,y\n0,a\n4,b\n",
                                                        .holdout = "x,y\n4,a\n1,c\n",
                                                        .synthetic = "x,y\n-3,a\n2,b\n9,a\n"});
    const keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .scaling = KEUR_SCALING_NORMAL};
    const double shares[] = {1.0 / 8, 1.5 / 6, 2.5 / 6, 2.5 / 6, 4.0 / 6, 4.5 / 6};
    keur_scaled_space made;

    (void)state;
    assert_ok(keur_scaled_space_make(on, &ask, &made, &err));
    assert_true(made.space.columns[0].is_numeric && isinf(made.space.columns[0].cap));
    for (size_t v = 0; v < 6; v++)
        assert_near(made.space.columns[0].values[v], normal_score(shares[v]), 1e-14);
    keur_scaled_space_free(&made);
    keur_case_free(on);
}

/* A given reference counts among the real rows: 0, 4, 1, 8 and 20 in place of 0, 4, 1, 8. What is a
 * half of the holdout does not count twice. */
static void test_scales_of_all_real_rows(void **state)
{
    static const char train[] = "x,y\n0,a\n4,b\n", holdout[] = "x,y\n1,a\n8,b\n";
    static const char synthetic[] = "x,y\n30,a\n2,b\n", other[] = "x,y\n20,a\n";
    const struct {
        const char *reference;
        bool is_split;
        double range, deviation, top_rank; /* of 0, 1, 4, 8 the top is 4 of 4 */
    } cases[] = {{NULL, false, 8, 3.5939764421413, 1},
                 {NULL, true, 8, 3.5939764421413, 1},
                 /* mean 6.6, squares 43.56 + 6.76 + 31.36 + 1.96 + 179.56 = 263.2 over 4 */
                 {other, false, 20, sqrt(263.2 / 4), 0.8}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                            .holdout = holdout,
                                                            .synthetic = synthetic,
                                                            .reference = cases[i].reference,
                                                            .needs_reference = cases[i].is_split});
        keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC};
        keur_scaled_space made;

        assert_ok(keur_scaled_space_make(on, &ask, &made, &err));
        assert_near(made.space.columns[0].scale, cases[i].range, 1e-13);
        keur_scaled_space_free(&made);
        ask.scaling = KEUR_SCALING_STANDARD;
        assert_ok(keur_scaled_space_make(on, &ask, &made, &err));
        assert_near(made.space.columns[0].scale, cases[i].deviation, 1e-12);
        keur_scaled_space_free(&made);
        ask.scaling = KEUR_SCALING_RANK;
        assert_ok(keur_scaled_space_make(on, &ask, &made, &err));
        assert_near(made.space.columns[0].values[4], cases[i].top_rank, 0); /* of 8 */
        keur_scaled_space_free(&made);
        keur_case_free(on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale_sources), cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_normal_scores), cmocka_unit_test(test_scales_of_all_real_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
