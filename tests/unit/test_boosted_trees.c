/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boosted trees on problems whose answer is known, and what they refuse. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "support/learning.h"

#ifndef KEUR_HAVE_XGBOOST

static void a_build_without_xgboost(void **state)
{
    keur_learning *of = keur_learning_noise(1, 100);
    keur_boosted *model;

    (void)state;
    assert_false(keur_boosted_available());
    assert_true(keur_check_contains(keur_boosted_reason(), "no XGBoost"));
    assert_string_equal(keur_boosted_version(), "none");
    assert_fails(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err), KEUR_EUSAGE,
                 "no XGBoost");
    assert_null(model);
    free(of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_build_without_xgboost)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void a_build_with_xgboost(void **state)
{
    (void)state;
    assert_true(keur_boosted_available());
    assert_null(keur_boosted_reason());
    assert_true(keur_boosted_version()[0] >= '1' && keur_boosted_version()[0] <= '9');
}

/* Neither column tells anything by itself, both together everything. */
static void an_interaction_is_found(void **state)
{
    keur_learning *of = keur_learning_noise(1, 4000);

    (void)state;
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = (of->first[i] < .5) != (of->second[i] < .5);
    assert_true(keur_learning_auc(of, 1) > .99);
    free(of);
}

/* A set of levels that their order does not show. */
static void a_set_of_levels_is_found(void **state)
{
    keur_learning *of = keur_learning_noise(2, 4000);

    (void)state;
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = of->codes[i] * 37 % 11 < 5;
    assert_true(keur_learning_auc(of, 1) > .98);
    free(of);
}

/* The half that was not fitted shows noise as noise: the mean of 20 areas, of which each has a
 * standard deviation of .015, so that the mean's is .0033. */
static void noise_stays_noise(void **state)
{
    double sum = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        keur_learning *of = keur_learning_noise(100 + seed, 3000);

        sum += keur_learning_auc(of, seed);
        free(of);
    }
    assert_true(fabs(sum / 20 - .5) < .014);
}

/* That a value is missing says everything: of numbers, of levels. */
static void what_is_missing_speaks(void **state)
{
    (void)state;
    for (int of_levels = 0; of_levels < 2; of_levels++) {
        keur_learning *of = keur_learning_noise(3, 2000);

        for (size_t i = 0; i < of->n; i++) {
            if (of->labels[i] > 0 && of_levels)
                of->codes[i] = -1;
            else if (of->labels[i] > 0)
                of->first[i] = NAN;
        }
        assert_true(keur_learning_auc(of, 1) > .999);
        free(of);
    }
}

/* A special code beside numbers says everything; the numbers and their order say nothing. */
static void a_special_code_speaks(void **state)
{
    keur_learning *of = keur_learning_noise(4, 2000);

    (void)state;
    of->columns[2].n_ordered = KEUR_LEARNING_LEVELS - 1;
    for (size_t i = 0; i < of->n; i++) {
        if (of->labels[i] > 0)
            of->codes[i] = KEUR_LEARNING_LEVELS - 1;
        else if (of->codes[i] == KEUR_LEARNING_LEVELS - 1)
            of->codes[i] = -1;
    }
    assert_true(keur_learning_auc(of, 1) > .999);
    free(of);
}

/* Numbers that are equal as floats, beyond the floats, or infinite. */
static void numbers_stay_doubles(void **state)
{
    keur_learning *of = keur_learning_noise(5, 2000);

    (void)state;
    for (size_t i = 0; i < of->n; i++)
        of->first[i] = 1 + (of->labels[i] > 0 ? 2e-15 : 1e-15) * (double)(i % 2 + 1);
    assert_true(keur_learning_auc(of, 1) > .7);
    for (size_t i = 0; i < of->n; i++)
        of->first[i] = of->labels[i] > 0 ? 1e300 : 1e200;
    assert_true(keur_learning_auc(of, 1) > .999);
    for (size_t i = 0; i < of->n; i++)
        of->first[i] = of->labels[i] > 0 ? (double)INFINITY : (i % 2 == 0 ? 0 : -INFINITY);
    assert_true(keur_learning_auc(of, 1) > .999);
    free(of);
}

/* Missing numbers, and levels, that the fit has not seen: an answer, and one it has given. */
static void what_is_new_gets_an_answer(void **state)
{
    keur_learning *of = keur_learning_noise(6, 2000);
    keur_boosted *model = NULL;
    double most = -INFINITY, least = INFINITY, margin = NAN;

    (void)state;
    for (size_t i = 0; i < of->n; i++) {
        of->codes[i] %= 50;
        of->labels[i] = of->first[i] < .8;
    }
    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    of->on.n_rows = 1;
    for (int x = 0; x <= 100; x++) {
        of->first[0] = x / 100.;
        assert_ok(keur_boosted_margins(model, &of->on, 1, &margin, &err));
        most = fmax(most, margin);
        least = fmin(least, margin);
    }
    assert_true(least < -2 && most > 2);
    of->first[0] = NAN;
    assert_ok(keur_boosted_margins(model, &of->on, 1, &margin, &err));
    assert_true(margin > most - .5); /* where most rows are */
    of->first[0] = .1;
    of->second[0] = NAN;
    of->codes[0] = 77;
    assert_ok(keur_boosted_margins(model, &of->on, 1, &margin, &err));
    assert_true(margin > 2);
    of->codes[0] = -1;
    assert_ok(keur_boosted_margins(model, &of->on, 1, &margin, &err));
    assert_true(margin > 2);
    keur_boosted_free(model);
    free(of);
}

/* Nothing to tell rows apart by: the share of ones, by weight. */
static void constant_columns_know_the_share(void **state)
{
    keur_learning *of = keur_learning_noise(7, 400);
    double ones = 0, all = 0;

    (void)state;
    for (size_t i = 0; i < of->n; i++) {
        of->first[i] = 3;
        of->second[i] = NAN;
        of->codes[i] = 4;
        ones += of->labels[i] * of->weights[i];
        all += of->weights[i];
    }
    of->target.weights = of->weights;
    keur_learning_fit(of);
    for (size_t i = 0; i < of->n; i++)
        assert_near(of->margins[i], log(ones / (all - ones)), 1e-6);
    of->on.n_columns = 0;
    keur_learning_fit(of);
    assert_near(of->margins[0], log(ones / (all - ones)), 1e-6);
    free(of);
}

/* Rows that fall into one leaf have one margin: no margin, in one round, is that of few rows. */
static void leaves_have_many_rows(void **state)
{
    const keur_target_kind kinds[] = {KEUR_TARGET_BINARY, KEUR_TARGET_NUMBER};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        keur_learning *of = keur_learning_noise(8 + k, 3000);
        size_t n_leaves = 0;

        for (size_t i = 0; i < of->n; i++)
            of->labels[i] = of->first[i] < .03 || (of->second[i] < .3 && i % 3 == 0);
        of->target.kind = kinds[k];
        of->options.rounds = 1;
        of->options.depth = 8;
        of->options.leaf_rows = 50;
        keur_learning_fit(of);
        for (size_t i = 0; i < of->n; i++) {
            size_t n = 0;
            bool is_first = true;

            for (size_t j = 0; j < of->n; j++) {
                n += of->margins[j] == of->margins[i];
                is_first = is_first && (j >= i || of->margins[j] != of->margins[i]);
            }
            assert_true(n >= 50);
            n_leaves += is_first;
        }
        assert_true(n_leaves > 4);
        free(of);
    }
}

/* XGBoost brings an OpenMP runtime into the process; ours must not notice. */
static void threads_of_the_caller_stay(void **state)
{
    keur_learning *of = keur_learning_noise(9, 500);
    const int before = keur_parallel_threads(0);

    (void)state;
    keur_learning_fit(of);
    assert_int_equal(keur_parallel_threads(0), before);
    free(of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_build_with_xgboost),
        cmocka_unit_test(an_interaction_is_found),
        cmocka_unit_test(a_set_of_levels_is_found),
        cmocka_unit_test(noise_stays_noise),
        cmocka_unit_test(what_is_missing_speaks),
        cmocka_unit_test(a_special_code_speaks),
        cmocka_unit_test(numbers_stay_doubles),
        cmocka_unit_test(what_is_new_gets_an_answer),
        cmocka_unit_test(constant_columns_know_the_share),
        cmocka_unit_test(leaves_have_many_rows),
        cmocka_unit_test(threads_of_the_caller_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
