/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The published AUC of attacks on 200 members and 200 non-members: raw columns, Euclidean. */
#include "support/check.h"

#include "support/measuring.h"

static void check_distance(const char *reference)
{
    const keur_given given = {.train = "housing/members.csv",
                              .holdout = "housing/nonmembers.csv",
                              .synthetic = "housing/synth.csv",
                              .reference = reference};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "membership-distance", "scaling=none;metric=l2");

    assert_near(keur_check_value(found, "auc"), 0.527425, 1e-12);
    keur_result_free(found);
    keur_case_free(on);
}

static void test_without_reference(void **state)
{
    (void)state;
    check_distance(NULL);
}

/* A reference changes nothing in an attack that does not look at it. */
static void test_with_reference(void **state)
{
    (void)state;
    check_distance("housing/reference.csv");
}

/* Published with the same attacks; the vote's with its 20 nearest. */
static void test_other_distances(void **state)
{
    static const struct {
        const char *measure;
        double auc;
    } known[] = {{"membership-distance-difference", 0.562275},
                 {"membership-ball", 0.511275},
                 {"membership-vote", 0.5310125}};
    const keur_given given = {.train = "housing/members.csv",
                              .holdout = "housing/nonmembers.csv",
                              .synthetic = "housing/synth.csv",
                              .reference = "housing/reference.csv"};
    keur_case *on = keur_check_measurable(&given);

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        keur_result *found = keur_check_run(on, known[i].measure, "scaling=none;metric=l2");

        assert_near(keur_check_value(found, "auc"), known[i].auc, 1e-12);
        keur_result_free(found);
    }
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_without_reference),
                                       cmocka_unit_test(test_with_reference),
                                       cmocka_unit_test(test_other_distances)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
