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

static const keur_given all_tables = {.train = "housing/members.csv",
                                      .holdout = "housing/nonmembers.csv",
                                      .synthetic = "housing/synth.csv",
                                      .reference = "housing/reference.csv"};

typedef struct known {
    const char *measure, *arguments;
    double auc;
} known;

static void check_known(const known *of, size_t n)
{
    keur_case *on = keur_check_measurable(&all_tables);

    for (size_t i = 0; i < n; i++) {
        keur_result *found = keur_check_run(on, of[i].measure, of[i].arguments);

        assert_near(keur_check_value(found, "auc"), of[i].auc, 1e-12);
        keur_result_free(found);
    }
    keur_case_free(on);
}

static void test_other_distances(void **state)
{
    static const char raw[] = "scaling=none;metric=l2";
    const known of[] = {{"membership-distance-difference", raw, 0.562275},
                        {"membership-ball", raw, 0.511275},
                        {"membership-vote", raw, 0.5310125}};

    (void)state;
    check_known(of, 3);
}

/* Published as p_S / (p_R + 1e-20), and what the logarithm without the floor gives; the closed form
 * of the likelihood ratio with 5 and 100 neighbours. */
static void test_densities(void **state)
{
    static const known of[] = {
        {"membership-density", "kernel=silverman", 0.642975},
        {"membership-density-ratio", "kernel=silverman;floor=1e-20", 0.68385},
        {"membership-density-ratio", "kernel=silverman", 0.633525},
        {"membership-likelihood-ratio", "kernel=silverman", 0.619325},
        {"membership-likelihood-ratio", "kernel=silverman;neighbours=100", 0.7300}};

    (void)state;
    check_known(of, sizeof of / sizeof *of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_reference), cmocka_unit_test(test_with_reference),
        cmocka_unit_test(test_other_distances), cmocka_unit_test(test_densities)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
