/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Train and holdout of different populations are caught, and membership figures marked; random
 * halves of one are not. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"
#include "support/measuring.h"
#include "support/problem.h"

enum { ROWS = 600 };

/* People with an age, a wage that rises with it, and one of three regions. */
static char *draw_people(uint64_t stream, double least_age, double most_age)
{
    keur_random random = keur_random_start(3, "test-people", stream);
    keur_text csv = {NULL, 0, 0};

    assert_ok(keur_text_add(&csv, "age,wage,region\n", &err));
    for (int i = 0; i < ROWS; i++) {
        const double age = least_age + (most_age - least_age) * keur_random_uniform(&random);
        const double wage = 1000 + 40 * age + 800 * keur_random_uniform(&random);

        assert_ok(keur_text_format(&csv, &err, "%.1f,%.0f,r%d\n", age, wage,
                                   (int)keur_random_below(&random, 3)));
    }
    return csv.bytes;
}

static void check(const char *train, const char *holdout, const char *synthetic, bool is_sound)
{
    static const char *const measures[] = {"membership-distance", "membership-ensemble",
                                           "worst-attack"};
    const keur_given given = {.train = train,
                              .holdout = holdout,
                              .synthetic = synthetic,
                              .seed = 4,
                              .needs_reference = true};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "exchangeable", NULL);
    const keur_figure *auc = keur_result_find(found, "auc");

    assert_non_null(auc);
    assert_true(auc->level == 0.9);
    assert_true(is_sound ? auc->low <= 0.5 : auc->low > 0.9);
    assert_int_equal(keur_result_notices(found), is_sound ? 0 : 1);
    keur_result_free(found);
    for (size_t m = 0; m < sizeof measures / sizeof *measures; m++) {
        found = keur_check_run(on, measures[m], NULL);
        auc = keur_result_find(found, "auc");
        assert_true(isfinite(auc->value));
        assert_int_equal(auc->invalid == NULL, is_sound);
        keur_result_free(found);
    }
    keur_case_free(on);
}

static void test_young_against_old(void **state)
{
    char *young = draw_people(1, 18, 40), *old = draw_people(2, 50, 90);
    char *third = draw_people(3, 18, 40);

    (void)state;
    if (!keur_boosted_available())
        skip();
    check(young, old, third, false);
    free(young);
    free(old);
    free(third);
}

static void test_halves_of_one(void **state)
{
    char *train = draw_people(4, 18, 90), *holdout = draw_people(5, 18, 90);
    char *synthetic = draw_people(6, 18, 90);

    (void)state;
    if (!keur_boosted_available())
        skip();
    check(train, holdout, synthetic, true);
    free(train);
    free(holdout);
    free(synthetic);
}

/* Too few to learn from: said, and nothing is marked. */
static void test_too_few(void **state)
{
    const keur_given given = {
        .train = "a,b\n1,2\n2,3\n3,1\n", .holdout = "a,b\n7,9\n8,9\n", .synthetic = "a,b\n7,9\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "exchangeable", NULL);

    (void)state;
    keur_check_is(found, "auc", NAN);
    keur_result_free(found);
    found = keur_check_run(on, "membership-distance", NULL);
    assert_null(keur_result_find(found, "auc")->invalid);
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_young_against_old),
                                       cmocka_unit_test(test_halves_of_one),
                                       cmocka_unit_test(test_too_few)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
