/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boosted trees on problems whose answer is known, and what they refuse. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/random.h"
#include "learn/boosted_trees.h"
#include "learn/halves.h"
#include "stats/roc.h"

#ifndef KEUR_HAVE_XGBOOST

static void a_build_without_xgboost(void **state)
{
    const double numbers[] = {1, 2}, labels[] = {0, 1};
    const keur_feature column = {.numbers = numbers};
    const keur_features on = {&column, 1, NULL, 2};
    const keur_target target = {KEUR_TARGET_BINARY, labels, NULL, 0};
    const keur_boosted_options options = keur_boosted_defaults();
    keur_boosted *model;

    (void)state;
    assert_false(keur_boosted_available());
    assert_true(keur_check_contains(keur_boosted_reason(), "no XGBoost"));
    assert_string_equal(keur_boosted_version(), "none");
    assert_fails(keur_boosted_fit(&on, &target, &options, &model, &err), KEUR_EUSAGE, "no XGBoost");
    assert_null(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_build_without_xgboost)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

enum { MANY = 4000 };

/* A table with two columns of numbers, a column of codes, and labels. */
typedef struct table {
    size_t n;
    double first[MANY], second[MANY], labels[MANY], weights[MANY], margins[MANY];
    int32_t codes[MANY];
    keur_feature columns[3];
    keur_features on;
    keur_target target;
} table;

static void lay_out(table *of, size_t n)
{
    of->n = n;
    of->columns[0] = (keur_feature){.numbers = of->first};
    of->columns[1] = (keur_feature){.numbers = of->second};
    of->columns[2] = (keur_feature){.codes = of->codes, .n_codes = 100};
    of->on = (keur_features){of->columns, 3, NULL, n};
    of->target = (keur_target){KEUR_TARGET_BINARY, of->labels, NULL, 0};
}

/* Noise in every column, labels by a coin. */
static table *random_table(uint64_t seed, size_t n)
{
    keur_random random = keur_random_start(seed, "test-boosted", 0);
    table *of = calloc(1, sizeof *of);

    assert_non_null(of);
    lay_out(of, n);
    for (size_t i = 0; i < n; i++) {
        of->first[i] = keur_random_uniform(&random);
        of->second[i] = keur_random_uniform(&random);
        of->codes[i] = (int32_t)keur_random_below(&random, 100);
        of->labels[i] = (double)keur_random_below(&random, 2);
        of->weights[i] = (double)keur_random_below(&random, 4);
    }
    return of;
}

__attribute__((unused)) static keur_boosted *fit(const table *of)
{
    const keur_boosted_options options = keur_boosted_defaults();
    keur_boosted *model = NULL;

    assert_ok(keur_boosted_fit(&of->on, &of->target, &options, &model, &err));
    return model;
}

/* Area under the curve on the half that was not fitted. */
static double held_out_auc(table *of, uint64_t seed)
{
    const keur_boosted_options options = keur_boosted_defaults();
    unsigned char is_fitted[MANY];
    double ones[MANY], zeros[MANY];
    size_t n_ones = 0, n_zeros = 0;
    double auc = 0;

    assert_ok(keur_halves(of->n, NULL, NULL, seed, "test-boosted", is_fitted, &err));
    assert_ok(
        keur_boosted_held_out(&of->on, &of->target, is_fitted, &options, 1, of->margins, &err));
    for (size_t i = 0; i < of->n; i++) {
        assert_int_equal(isnan(of->margins[i]) != 0, is_fitted[i]);
        if (!is_fitted[i])
            *(of->labels[i] > 0 ? &ones[n_ones++] : &zeros[n_zeros++]) = of->margins[i];
    }
    assert_ok(keur_roc_auc(ones, n_ones, zeros, n_zeros, .95, &auc, NULL, &err));
    return auc;
}

/* Neither column tells anything by itself, both together everything. */
static void an_interaction_is_found(void **state)
{
    table *of = random_table(1, MANY);

    (void)state;
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = (of->first[i] < .5) != (of->second[i] < .5);
    assert_true(held_out_auc(of, 1) > .99);
    free(of);
}

/* A set of levels that no order of them would show. */
static void a_set_of_levels_is_found(void **state)
{
    table *of = random_table(2, MANY);

    (void)state;
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = of->codes[i] * 37 % 11 < 5;
    assert_true(held_out_auc(of, 1) > .98);
    free(of);
}

/* The half that was not fitted gives noise away as noise: mean of 20 areas, whose standard
 * deviation is .013 each, so .003 for the mean. */
static void noise_stays_noise(void **state)
{
    double sum = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        table *of = random_table(100 + seed, 3000);

        sum += held_out_auc(of, seed);
        free(of);
    }
    assert_true(fabs(sum / 20 - .5) < .015);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interaction_is_found),
        cmocka_unit_test(a_set_of_levels_is_found),
        cmocka_unit_test(noise_stays_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
