/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ensemble on tables whose order of risk is known, and on generators that leak and that do not.
 */
#include "support/check.h"

#include <math.h>

#include "support/measuring.h"

enum { SEED = 1 };

static keur_result *attack(const char *synthetic)
{
    const keur_given given = {.train = "adult/train.csv.gz",
                              .holdout = "adult/holdout.csv.gz",
                              .synthetic = synthetic,
                              .needs_reference = true,
                              .seed = SEED};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "membership-ensemble", NULL);

    keur_case_free(on);
    return found;
}

static void test_risk_falls_with_noise(void **state)
{
    static const char *const noisy[] = {"adult/flip10.csv.gz", "adult/flip30.csv.gz",
                                        "adult/flip50.csv.gz", "adult/flip90.csv.gz"};
    double auc = 1, tpr = 1;

    (void)state;
    for (size_t f = 0; f < 4; f++) {
        keur_result *found = attack(noisy[f]);
        const keur_figure *area = keur_check_figure(found, "auc", NULL);

        assert_true(area->value < auc);
        assert_true(keur_check_value(found, "tpr@fpr=0.01") < tpr);
        assert_true(f == 3 || area->low > 0.5);
        auc = area->value;
        tpr = keur_check_value(found, "tpr@fpr=0.01");
        keur_result_free(found);
    }
    assert_true(auc < 0.52);
}

static void test_leaks_are_found(void **state)
{
    static const char *const leaking[] = {"adult/bayesian_network.csv.gz", "adult/synthpop.csv.gz"};

    (void)state;
    for (size_t f = 0; f < 2; f++) {
        keur_result *found = attack(leaking[f]);

        assert_true(keur_check_figure(found, "auc", NULL)->low > 0.5);
        assert_true(keur_check_figure(found, "tpr@fpr=0.01", NULL)->low > 0.01);
        keur_result_free(found);
    }
}

/* Within twice the interval of 95%: all six figures of a sound ensemble but once in a thousand
 * times. */
static void test_chance_is_chance(void **state)
{
    static const char *const sound[] = {"adult/ctgan.csv.gz", "adult/gaussian_copula.csv.gz",
                                        "adult/mostly_dp_eps1.6.csv.gz"};

    (void)state;
    for (size_t f = 0; f < 3; f++) {
        keur_result *found = attack(sound[f]);
        const keur_figure *auc = keur_check_figure(found, "auc", NULL);
        const keur_figure *tpr = keur_check_figure(found, "tpr@fpr=0.01", NULL);

        assert_true(fabs(auc->value - 0.5) < auc->high - auc->low);
        assert_true(fabs(tpr->value - 0.01) < tpr->high - tpr->low);
        keur_result_free(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_risk_falls_with_noise),
                                       cmocka_unit_test(test_leaks_are_found),
                                       cmocka_unit_test(test_chance_is_chance)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
