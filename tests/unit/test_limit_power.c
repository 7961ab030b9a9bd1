/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sizes can decide, by stated values and by hand; the formulas themselves are tested in
 * property/power and calibration/power_slow. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attacks/membership/joined.h"
#include "reports/power_forms.h"
#include "support/measuring.h"
#include "support/sample.h"

static keur_policy *preset(const char *name)
{
    keur_policy *policy = NULL;

    assert_ok(keur_policy_preset(name, &policy, &err));
    return policy;
}

static keur_policy_power *power_of(const keur_policy *policy, size_t train, size_t holdout,
                                   bool has_reference)
{
    const keur_power_sizes sizes = {train, holdout, has_reference};
    keur_policy_power *made = NULL;

    assert_ok(keur_policy_power_find(policy, &sizes, &made, &err));
    return made;
}

/* Line `skip` among those of a limit. */
static const keur_limit_power *line_of(const keur_policy_power *of, const char *measure,
                                       const char *figure, size_t skip)
{
    for (size_t i = 0; i < of->n_lines; i++)
        if (strcmp(of->lines[i].limit->measure, measure) == 0 &&
            strcmp(of->lines[i].limit->figure, figure) == 0 && skip-- == 0)
            return &of->lines[i];
    fail_msg("no line for %s %s", measure, figure);
    return NULL;
}

static void attacks_that_show(void **state)
{
    keur_policy *policy = preset("public");
    keur_policy_power *of;

    (void)state;
    of = power_of(policy, 100, 200, false);
    assert_int_equal(of->members, 100);
    assert_int_equal(of->non_members, 100);
    assert_near(of->detectable_auc, 0.60, 0.005);
    keur_policy_power_free(of);
    of = power_of(policy, 1000, 1000, true);
    assert_int_equal(of->non_members, 1000);
    assert_near(of->detectable_auc, 0.532, 0.0005);
    keur_policy_power_free(of);
    of = power_of(policy, 1000, 2001, false); /* the larger half is scored, as a case does it */
    assert_int_equal(of->non_members, 1001);
    keur_policy_power_free(of);
    of = power_of(policy, 10000, 20000, true);
    assert_near(of->provable_epsilon, 5.81, 0.0051);
    keur_policy_power_free(of);
    of = power_of(policy, 1, 2, false);
    assert_true(isnan(of->detectable_auc));
    assert_true(of->provable_epsilon == 0);
    keur_policy_power_free(of);
    keur_policy_free(policy);
}

static void rates_and_risks(void **state)
{
    static const double rows[] = {1500, 4600, 13700};
    keur_policy *policy = preset("public");
    keur_policy_power *of = power_of(policy, 20, 20, true);
    const keur_limit_power *at = line_of(of, "membership-audit", "tpr@fpr=0.01", 0);

    (void)state;
    assert_true(at->power == 0); /* below 300 non-members */
    assert_int_equal(at->members_needed, at->non_members_needed);
    assert_near((double)at->non_members_needed, 3910, 10);
    for (size_t i = 0; i < 3; i++) {
        at = line_of(of, "attribute-model", "worst-risk", i);
        assert_near(at->baseline, i == 0 ? 0.5 : i == 1 ? 0.75 : 0.9, 1e-12);
        assert_int_equal(at->members_needed, at->non_members_needed);
        assert_true(fabs((double)at->non_members_needed - rows[i]) <= 50);
    }
    keur_policy_power_free(of);
    /* at these sizes the power is what was asked for, with the same members */
    of = power_of(policy, 3910, 3910, true);
    at = line_of(of, "membership-audit", "tpr@fpr=0.01", 0);
    assert_near(at->power, 0.8, 0.01);
    assert_int_equal(at->members_needed, 3910);
    assert_near(at->least, 0.02, 0.0002);
    assert_false(at->is_least);
    keur_policy_power_free(of);
    keur_policy_free(policy);
}

/* 0.05 apart, at worst from 1/2: s = sqrt(1/4 (1/1000 + 1/2000)) = 0.0193649, and
 * Phi(0.05/s - 1.644854) = Phi(0.937145) = 0.825656. The area: s_0 = sqrt(2001 / 12e6) = 0.0129132,
 * Phi(0.05/s_0 - 1.644854) = Phi(2.227149) = 0.987031, to the power of the number of attacks. */
static void lower_bounds(void **state)
{
    keur_policy *policy = preset("public");
    keur_policy_power *of = power_of(policy, 1000, 2000, false);
    const keur_limit_power *at = line_of(of, "attribute-keys", "disco-excess", 0);

    (void)state;
    assert_int_equal(at->non_members, 2000); /* not halved */
    assert_near(at->power, 0.825656, 1e-5);
    assert_true(at->is_least);
    at = line_of(of, "worst-attack", "auc", 0);
    assert_int_equal(at->non_members, 1000);
    assert_near(at->power, pow(0.987031, (double)keur_joined_count(KEUR_JOINING_TRIED)), 1e-4);
    assert_true(at->is_least);
    assert_true(keur_joined_count(KEUR_JOINING_TRIED) >= 15);
    keur_policy_power_free(of);
    keur_policy_free(policy);
}

static void limits_without_power(void **state)
{
    static const char json[] =
        "{\"keur_policy\": 1, \"name\": \"p\", \"version\": \"1\", \"required\": [], \"limits\": ["
        "{\"measure\": \"worst-attack\", \"figure\": \"auc\", \"kind\": \"gate\", \"must_be\": "
        "\"below\", \"limit\": 0.5, \"provenance\": \"x\"},"
        "{\"measure\": \"membership-vote\", \"figure\": \"auc\", \"kind\": \"gate\", \"must_be\": "
        "\"above\", \"limit\": 0.55, \"provenance\": \"x\"},"
        "{\"measure\": \"membership-ball\", \"figure\": \"tpr@fpr=0.1\", \"kind\": \"gate\", "
        "\"must_be\": \"below\", \"limit\": 1, \"provenance\": \"x\"}]}";
    keur_policy *policy = preset("public"), *odd = NULL;
    keur_policy_power *of = power_of(policy, 5000, 5000, false);

    (void)state;
    assert_non_null(strstr(line_of(of, "exact-copies", "exact-copies-excess", 0)->why_not,
                           "can only be broken"));
    assert_non_null(line_of(of, "table-utility", "s-pmse-max", 0)->why_not);
    assert_non_null(line_of(of, "singling-out", "worst-risk", 0)->why_not);
    keur_policy_power_free(of);
    assert_ok(keur_policy_parse(json, sizeof json - 1, "p.json", &odd, &err));
    of = power_of(odd, 5000, 5000, false);
    assert_int_equal(of->n_lines, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_non_null(of->lines[i].why_not);
        assert_true(isnan(of->lines[i].power));
    }
    keur_policy_power_free(of);
    keur_policy_free(odd);
    keur_policy_free(policy);
}

static void sizes_out_of_range(void **state)
{
    static const keur_power_sizes bad[] = {
        {0, 10, true}, {10, 0, true}, {10, 1, false}, {KEUR_POWER_SIZE_MOST + 1, 10, true}};
    keur_policy *policy = preset("internal");
    keur_policy_power *of = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_fails(keur_policy_power_find(policy, &bad[i], &of, &err), KEUR_EINVAL, "holdout");
        assert_null(of);
    }
    keur_policy_power_free(NULL);
    keur_policy_free(policy);
}

/* --- the measure: persons count, and the reference takes half of the holdout's */

static void append(char *to, size_t *used, int persons, int rows_each, int first)
{
    *used = (size_t)sprintf(to, "id,x\n");
    for (int person = 0; person < persons; person++)
        for (int row = 0; row < rows_each; row++)
            *used += (size_t)sprintf(to + *used, "p%d,%d\n", first + person,
                                     (first + 7 * person + row) % 50);
}

static void the_measure(void **state)
{
    static char train[20000], holdout[20000], synthetic[20000];
    static const char persons[] = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": "
                                  "\"identifier\", \"roles\": [\"unit\"]}, {\"name\": \"x\"}]}";
    keur_given given = {.train = train,
                        .holdout = holdout,
                        .synthetic = synthetic,
                        .schema = persons,
                        .needs_reference = true};
    size_t used;
    keur_case *on;
    keur_result *found;

    (void)state;
    append(train, &used, 100, 2, 0);
    append(holdout, &used, 200, 2, 1000);
    append(synthetic, &used, 100, 1, 5000);
    on = keur_check_measurable(&given);
    found = keur_check_run(on, "power", NULL);
    assert_near(keur_check_value(found, "detectable-auc"), 0.60, 0.005);
    assert_int_equal(keur_check_figure(found, "detectable-auc", NULL)->n, 200);
    assert_int_equal(keur_check_figure(found, "provable-epsilon", NULL)->n_least, 100);
    assert_string_equal(keur_check_figure(found, "detectable-auc", NULL)->no_interval,
                        "it follows from the sizes");
    keur_result_free(found);
    keur_case_free(on);
    given.schema = NULL; /* rows */
    on = keur_check_measurable(&given);
    found = keur_check_run(on, "power", NULL);
    assert_int_equal(keur_check_figure(found, "detectable-auc", NULL)->n, 400);
    keur_result_free(found);
    keur_case_free(on);
}

/* --- sentences of a verdict */

static keur_figure area(size_t n, size_t n_least)
{
    keur_figure made = keur_sample_statistic("auc", 0.54, 0.52, 0.56, n, "auc");

    made.level = 0.9;
    made.n_least = n_least;
    return made;
}

static const char *reason_for(keur_scorecard *card, const char *measure, const char *figure,
                              keur_family family, const keur_figure *given, const char *limit)
{
    char json[400];
    keur_policy *policy = NULL;

    (void)snprintf(json, sizeof json,
                   "{\"keur_policy\": 1, \"name\": \"p\", \"version\": \"1\", \"required\": [], "
                   "\"limits\": [{\"measure\": \"%s\", \"figure\": \"%s\", \"kind\": \"gate\", "
                   "\"must_be\": \"below\", \"limit\": %s, \"provenance\": \"x\"}]}",
                   measure, figure, limit);
    (void)keur_sample_figure(card, keur_sample_measure(card, measure, measure, "?", family), given);
    assert_ok(keur_policy_parse(json, strlen(json), "p.json", &policy, &err));
    assert_ok(keur_scorecard_judge(card, policy, &err));
    keur_policy_free(policy);
    assert_int_equal(card->verdict->findings[0].outcome, KEUR_OPEN);
    return card->verdict->findings[0].reason;
}

static void assert_reason(const char *measure, const char *figure, keur_family family,
                          const keur_figure *given, const char *limit, const char *expected)
{
    keur_scorecard *card = keur_sample_new("t", 1000, 2000, 2000, 3);
    const char *reason = reason_for(card, measure, figure, family, given, limit);

    if (strstr(reason, expected) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", expected, reason);
    assert_null(strstr(reason, ".."));
    assert_int_equal(reason[strlen(reason) - 1], '.');
    keur_scorecard_free(card);
}

/* One attack on 1,000 + 1,000: Phi(0.05/0.0129132 - 1.644854) = 0.987; at 0.53,
 * Phi(2.323204 - 1.644854) = 0.7512. 80% takes (1.644854 + 0.841621) s_0 = 0.03: s_0 = 0.0120655,
 * (1000 + n + 1) / 12000 n = 0.00014558, n = 1338.6. */
static void open_limits_say_what_would_settle_them(void **state)
{
    keur_figure auc = area(2000, 1000), rate = keur_sample_rate("tpr@fpr=0.01", 15, 1000, "share");
    keur_figure risk = keur_sample_statistic("risk", 0.08, 0.01, 0.15, 3000, "share");

    (void)state;
    assert_reason("membership-vote", "auc", KEUR_FAMILY_MEMBERSHIP, &auc, "0.55",
                  "cannot tell; with these sizes a safe table would meet it in 98% of runs.");
    assert_reason("membership-vote", "auc", KEUR_FAMILY_MEMBERSHIP, &auc, "0.53",
                  "would meet it in 75% of runs; about 1400 scored non-members would settle it.");
    assert_reason("worst-attack", "auc", KEUR_FAMILY_MEMBERSHIP, &auc, "0.55", "in at least ");
    rate.n = 2000;
    assert_reason("membership-ensemble", "tpr@fpr=0.01", KEUR_FAMILY_MEMBERSHIP, &rate, "0.02",
                  "; about 4000 scored members and as many scored non-members would settle it.");
    rate.value = rate.low = rate.high = rate.numerator = NAN;
    rate.reason = "too few";
    assert_reason("membership-ensemble", "tpr@fpr=0.01", KEUR_FAMILY_MEMBERSHIP, &rate, "0.02",
                  "is not known: too few; about 4000 scored members and as many");
    risk.n_least = 1000;
    assert_reason("linkability", "risk", KEUR_FAMILY_IDENTITY, &risk, "0.09",
                  "75% or 90% is right");
    /* sizes that nobody knows are not made up */
    auc.n_least = 0;
    assert_reason("membership-vote", "auc", KEUR_FAMILY_MEMBERSHIP, &auc, "0.55",
                  "cannot tell; about 420 scored members and as many scored non-members would");
}

/* Sizes below 10 are one: what is said does not tell them apart. */
static void small_sizes_are_not_told(void **state)
{
    char first[400] = "";

    (void)state;
    for (size_t least = 1; least < 10; least++) {
        keur_figure auc = area(1000 + least, least);
        keur_scorecard *card = keur_sample_new("t", 1000, 2000, 2000, 3);
        const char *reason;

        auc.low = 0.1;
        auc.high = 0.99;
        reason = reason_for(card, "membership-vote", "auc", KEUR_FAMILY_MEMBERSHIP, &auc, "0.9");
        if (least == 1)
            (void)snprintf(first, sizeof first, "%s", reason);
        assert_string_equal(reason, first);
        keur_scorecard_free(card);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attacks_that_show),
        cmocka_unit_test(rates_and_risks),
        cmocka_unit_test(lower_bounds),
        cmocka_unit_test(limits_without_power),
        cmocka_unit_test(sizes_out_of_range),
        cmocka_unit_test(the_measure),
        cmocka_unit_test(open_limits_say_what_would_settle_them),
        cmocka_unit_test(small_sizes_are_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
