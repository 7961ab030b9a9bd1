/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "case/labels.h"
#include "support/sample.h"

/* Ways to a release that nobody has earned: figures that are not valid, not there, or made for
 * another policy. Worked out by hand; z(0.95) = 1.644854, z(0.975) = 1.959964. */

#define LIMIT(measure, figure, kind, limit)                                                        \
    "{\"measure\": \"" measure "\", \"figure\": \"" figure "\", \"kind\": \"" kind                 \
    "\", \"must_be\": \"below\", \"limit\": " limit ", \"provenance\": \"x\"}"
#define POLICY(options, limits)                                                                    \
    "{\"keur_policy\": 1, \"name\": \"p\", \"version\": \"1\", " options                           \
    "\"required\": [], \"limits\": [" limits "]}"
#define SOUND LIMIT("sound", "auc", "gate", "0.9")

/* With one gate that is met. */
static keur_scorecard *card_new(void)
{
    keur_scorecard *card = keur_sample_new("t", 2000, 2000, 2000, 3);
    const keur_figure auc = keur_sample_statistic("auc", 0.5, 0.48, 0.52, 4000, "auc");

    (void)keur_sample_figure(card, keur_sample_measure(card, "sound", "S", "?", KEUR_FAMILY_COPY),
                             &auc);
    return card;
}

static keur_figure *add(keur_scorecard *card, const char *measure, const keur_figure *figure)
{
    return keur_sample_figure(
        card, keur_sample_measure(card, measure, measure, "?", KEUR_FAMILY_MEMBERSHIP), figure);
}

static keur_decision judge(keur_scorecard *card, const char *json)
{
    keur_policy *policy = NULL;

    assert_ok(keur_policy_parse(json, strlen(json), "p.json", &policy, &err));
    card->verdict = NULL;
    assert_ok(keur_scorecard_judge(card, policy, &err));
    keur_policy_free(policy);
    return card->verdict->decision;
}

static void assert_reason(const keur_scorecard *card, size_t i, keur_outcome outcome,
                          const char *part)
{
    assert_true(i < card->verdict->n_findings);
    assert_int_equal(card->verdict->findings[i].outcome, outcome);
    if (strstr(card->verdict->findings[i].reason, part) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", part, card->verdict->findings[i].reason);
}

/* 0.52 (0.50 to 0.54), marked: it meets nothing; it breaks a limit only where it can but be too
 * harmless. */
static void what_is_not_valid_meets_nothing(void **state)
{
    keur_scorecard *card = card_new();
    const keur_figure auc = keur_sample_statistic("auc", 0.52, 0.50, 0.54, 2000, "auc");
    keur_figure *figure = add(card, "a", &auc);

    (void)state;
    assert_int_equal(judge(card, POLICY("", LIMIT("a", "auc", "gate", "0.6"))), KEUR_RELEASE);
    figure->invalid = "people stand in both";
    for (int understated = 0; understated < 2; understated++) {
        figure->is_understated = understated;
        assert_int_equal(judge(card, POLICY("", LIMIT("a", "auc", "gate", "0.6"))),
                         KEUR_INCONCLUSIVE);
        assert_reason(card, 0, KEUR_OPEN, "a auc is not valid: people stand in both.");
        assert_int_equal(judge(card, POLICY("", SOUND ", " LIMIT("a", "auc", "break-only", "0.6"))),
                         KEUR_INCONCLUSIVE);
        assert_reason(card, 1, KEUR_OPEN, "is not valid");
        assert_int_equal(judge(card, POLICY("", SOUND ", " LIMIT("a", "auc", "advisory", "0.6"))),
                         KEUR_RELEASE);
        assert_reason(card, 1, KEUR_OPEN, "Advice only: a auc is not valid");
        /* lower end 0.5 at 97.5%: above 0.45 for certain if it is too low, else for nobody */
        assert_int_equal(judge(card, POLICY("", LIMIT("a", "auc", "gate", "0.45"))),
                         understated ? KEUR_DO_NOT_RELEASE : KEUR_INCONCLUSIVE);
    }
    keur_scorecard_free(card);
}

/* The mark passes the filter and the JSON, so a saved scorecard is no milder. */
static void marks_are_kept(void **state)
{
    keur_scorecard *card = card_new(), *exported = NULL, *read = NULL;
    keur_figure auc = keur_sample_statistic("auc", 0.7, 0.68, 0.72, 2000, "auc");
    char *json = NULL;

    (void)state;
    auc.invalid = "people stand in both";
    auc.is_understated = true;
    (void)add(card, "a", &auc);
    auc.is_understated = false;
    (void)add(card, "b", &auc);
    assert_ok(keur_scorecard_export(card, &exported, &err));
    assert_ok(keur_scorecard_json(exported, &json, &err));
    assert_ok(keur_scorecard_parse(json, strlen(json), "s.json", &read, &err));
    assert_int_equal(judge(read, POLICY("", LIMIT("a", "auc", "gate", "0.9"))), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(read, POLICY("", LIMIT("a", "auc", "gate", "0.6"))),
                     KEUR_DO_NOT_RELEASE);
    assert_int_equal(judge(read, POLICY("", LIMIT("b", "auc", "gate", "0.6"))), KEUR_INCONCLUSIVE);
    free(json);
    keur_scorecard_free(card);
    keur_scorecard_free(exported);
    keur_scorecard_free(read);
}

static void what_was_not_computed_stays_open(void **state)
{
#define COPIES(kind) POLICY("", SOUND ", " LIMIT("c", "copies", kind, "0.01"))
    keur_scorecard *card = card_new();
    keur_figure copies = keur_sample_rate("copies", 1, 2000, "share");
    keur_figure *figure;

    (void)state;
    assert_int_equal(judge(card, COPIES("break-only")), KEUR_INCONCLUSIVE);
    assert_reason(card, 1, KEUR_OPEN, "c copies was not computed");
    assert_int_equal(judge(card, COPIES("advisory")), KEUR_RELEASE);
    figure = add(card, "c", &copies);
    assert_int_equal(judge(card, COPIES("break-only")), KEUR_RELEASE);
    assert_reason(card, 1, KEUR_NO_OBJECTION, "is not shown to lie above 0.01");
    figure->low = figure->high = NAN; /* a number that nobody knows the error of */
    figure->no_interval = "none";
    assert_int_equal(judge(card, COPIES("break-only")), KEUR_INCONCLUSIVE);
    figure->value = NAN;
    figure->no_interval = NULL;
    figure->reason = "needs a holdout";
    assert_int_equal(judge(card, COPIES("break-only")), KEUR_INCONCLUSIVE);
    assert_reason(card, 1, KEUR_OPEN, "is not known: needs a holdout");
    keur_scorecard_free(card);
}

/* A bound is an end at its own level: sure enough, it breaks a limit by itself, however many others
 * there are; less sure, it leaves it open. It never meets one. */
static void lower_bounds(void **state)
{
#define BOUND(kind, limit) POLICY("", SOUND ", " LIMIT("e", "least", kind, limit))
    keur_scorecard *card = card_new(), *exported = NULL;
    const keur_figure least = keur_sample_lower_bound("least", 1.2345, 0.975, 2000, "epsilon");
    keur_figure *figure = add(card, "e", &least);

    (void)state;
    assert_int_equal(judge(card, BOUND("break-only", "1.2344")), KEUR_DO_NOT_RELEASE);
    assert_reason(card, 1, KEUR_BROKEN, "e least lies above 1.2344, with 97.5% confidence.");
    assert_int_equal(judge(card, BOUND("break-only", "1.2346")), KEUR_RELEASE);
    assert_int_equal(judge(card, BOUND("gate", "99")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, BOUND("gate", "1.2344")), KEUR_DO_NOT_RELEASE);
    figure->level = 0.9;
    assert_int_equal(judge(card, BOUND("break-only", "1.2344")), KEUR_INCONCLUSIVE);
    figure->level = 0.975;
    /* 1.23 stands for anything up to 1.24 */
    assert_ok(keur_scorecard_export(card, &exported, &err));
    assert_near(exported->figures[1].figure.value, 1.23, 1e-12);
    assert_near(exported->figures[1].figure.level, 0.975, 0);
    assert_int_equal(judge(exported, BOUND("break-only", "1.229")), KEUR_DO_NOT_RELEASE);
    assert_int_equal(judge(exported, BOUND("break-only", "1.2346")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(exported, BOUND("break-only", "1.2401")), KEUR_RELEASE);
    keur_scorecard_free(exported);
    /* a name says nothing any more */
    figure->kind = KEUR_KIND_STATISTIC;
    figure->name = "least-lower-bound";
    assert_int_equal(
        judge(card, POLICY("", SOUND ", " LIMIT("e", "least-lower-bound", "break-only", "1"))),
        KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

static void set_param(keur_scorecard *card, size_t measure, const char *name, const char *value)
{
    card->measures[measure].params[0].name = name;
    card->measures[measure].params[0].value = value;
}

/* A bound at another delta than the declared one: a larger delta only makes the bound smaller. */
static void a_bound_at_another_delta(void **state)
{
#define DECLARED(delta, limit)                                                                     \
    POLICY("\"options\": {\"epsilon\": " limit ", \"delta\": " delta "}, ",                        \
           SOUND ", " LIMIT("e", "epsilon-lower-bound", "break-only", "\"declared-epsilon\""))
    keur_scorecard *card = card_new();
    const keur_figure least =
        keur_sample_lower_bound("epsilon-lower-bound", 1.5, 0.975, 2000, "epsilon");

    (void)state;
    (void)add(card, "e", &least);
    set_param(card, 1, "delta", "1e-05");
    assert_int_equal(judge(card, DECLARED("0.00001", "1")), KEUR_DO_NOT_RELEASE);
    assert_int_equal(judge(card, DECLARED("0.00001", "2")), KEUR_RELEASE);
    assert_int_equal(judge(card, DECLARED("0.001", "1")), KEUR_INCONCLUSIVE);
    assert_reason(card, 1, KEUR_OPEN, "was computed with another delta than the policy's");
    assert_int_equal(judge(card, DECLARED("0.001", "2")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, DECLARED("0", "1")), KEUR_DO_NOT_RELEASE);
    assert_int_equal(judge(card, DECLARED("0", "2")), KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

static void another_sampling_fraction(void **state)
{
#define RELATIVE(options) POLICY(options, LIMIT("e", "f-relative", "gate", "0.2"))
    keur_scorecard *card = card_new();
    const keur_figure relative =
        keur_sample_statistic("f-relative", 0.1, 0.05, 0.15, 2000, "share");

    (void)state;
    (void)add(card, "e", &relative);
    set_param(card, 1, "sampling-fraction", "0.5");
    assert_int_equal(judge(card, RELATIVE("")), KEUR_RELEASE); /* the policy says nothing of it */
    assert_int_equal(judge(card, RELATIVE("\"options\": {\"sampling_fraction\": 0.5}, ")),
                     KEUR_RELEASE);
    assert_int_equal(judge(card, RELATIVE("\"options\": {\"sampling_fraction\": 0.1}, ")),
                     KEUR_INCONCLUSIVE);
    assert_reason(card, 0, KEUR_OPEN, "another sampling fraction than the policy's");
    keur_scorecard_free(card);
}

/* Every risk of a measure has to keep to a limit on the worst; one that could not be computed too,
 * whatever kind it was given. */
static void the_worst_risk(void **state)
{
#define WORST POLICY("", LIMIT("s", "worst-risk", "gate", "0.09"))
    static const char *const names[] = {"one-column-risk", "several-risk", "risk"};
    keur_scorecard *card = card_new();
    const keur_figure a = keur_sample_rate("attack", 20, 2000, "share");
    const keur_figure c = keur_sample_rate("control", 18, 2000, "share");
    const size_t measure = keur_sample_risk_measure(card, "s", KEUR_WORD_SINGLING_OUT);

    (void)state;
    assert_int_equal(judge(card, WORST), KEUR_INCONCLUSIVE);
    assert_reason(card, 0, KEUR_OPEN, "s worst-risk was not computed");
    (void)keur_sample_figure(card, measure, &a); /* a rate is no risk */
    assert_int_equal(judge(card, WORST), KEUR_INCONCLUSIVE);
    for (size_t i = 0; i < 3; i++) {
        const keur_figure risk = keur_sample_risk(names[i], &a, &c);

        (void)keur_sample_figure(card, measure, &risk);
        assert_int_equal(judge(card, WORST), KEUR_RELEASE);
        assert_int_equal(card->verdict->n_findings, i + 1);
        assert_string_equal(card->verdict->findings[i].figure, names[i]);
    }
    card->figures[3].figure.value = 0.2;
    card->figures[3].figure.low = 0.18;
    card->figures[3].figure.high = 0.22;
    assert_int_equal(judge(card, WORST), KEUR_DO_NOT_RELEASE);
    assert_reason(card, 1, KEUR_BROKEN, "s several-risk lies above 0.09");
    card->figures[3].figure = keur_sample_statistic("several-risk", NAN, NAN, NAN, 2000, "share");
    card->figures[3].figure.no_interval = NULL;
    card->figures[3].figure.reason = "too few predicates";
    assert_int_equal(judge(card, WORST), KEUR_INCONCLUSIVE);
    assert_reason(card, 1, KEUR_OPEN, "too few predicates");
    keur_scorecard_free(card);
}

/* The presets hold each risk of the three words; without them nothing is released. */
static void presets_hold_every_risk(void **state)
{
    static const char *const names[] = {"singling-out", "linkability", "attribute-neighbour",
                                        "attribute-model", "attribute-key"};
    static const double limits[] = {0.09, 0.20, 0.33};

    (void)state;
    for (size_t p = 0; p < 3; p++) {
        keur_policy *policy = NULL;
        size_t n = 0;

        assert_ok(keur_policy_preset(keur_policy_preset_name(p), &policy, &err));
        for (size_t i = 0; i < policy->n_limits; i++) {
            const keur_limit *limit = &policy->limits[i];

            for (size_t j = 0; j < 5; j++) {
                if (strcmp(limit->measure, names[j]) != 0)
                    continue;
                assert_string_equal(limit->figure, "worst-risk");
                assert_int_equal(limit->kind, KEUR_LIMIT_GATE);
                assert_int_equal(limit->for_declared_secrets, j >= 2);
                assert_near(limit->limit, limits[p], 0);
                n++;
            }
        }
        assert_int_equal(n, 5);
        keur_policy_free(policy);
    }
}

/* One secret that keeps to a limit says nothing of another that was not attacked. */
static void every_declared_secret(void **state)
{
#define RISK                                                                                       \
    POLICY("", SOUND ", {\"measure\": \"s\", \"figure\": \"risk\", \"kind\": \"gate\", "           \
                     "\"must_be\": \"below\", \"limit\": 0.09, \"declared_secrets_only\": true, "  \
                     "\"provenance\": \"x\"}")
    keur_scorecard *card = card_new();
    keur_figure risk = keur_sample_statistic("risk", 0.01, 0.005, 0.015, 2000, "share");

    (void)state;
    card->columns[0].roles = KEUR_COLUMN_SECRET;
    card->columns[1].roles = KEUR_COLUMN_SECRET;
    card->columns[2].roles = KEUR_COLUMN_KEY;
    keur_figure_label(&risk, "secret", "column-1");
    (void)add(card, "s", &risk);
    assert_int_equal(judge(card, RISK), KEUR_INCONCLUSIVE);
    assert_reason(card, 2, KEUR_OPEN, "s gave no risk of column-2, which is declared secret");
    keur_figure_label(&risk, "keys", "column-3");
    risk.labels[0].value = "column-2";
    (void)keur_sample_figure(card, 1, &risk);
    assert_int_equal(judge(card, RISK), KEUR_RELEASE);
    /* nobody declared any: the limit advises, and demands nothing */
    card->roles_by_default = true;
    card->columns[2].roles = KEUR_COLUMN_SECRET;
    assert_int_equal(judge(card, RISK), KEUR_RELEASE);
    keur_scorecard_free(card);
}

/* What is released and was not looked at leaves the verdict open, until a policy names it. */
static void columns_that_nothing_measures(void **state)
{
    keur_scorecard *card = card_new();

    (void)state;
    card->columns[1].left_out = "left out by the schema";
    assert_int_equal(judge(card, POLICY("", SOUND)), KEUR_RELEASE);
    card->columns[1].is_unmeasured = true;
    assert_int_equal(judge(card, POLICY("", SOUND)), KEUR_INCONCLUSIVE);
    assert_reason(card, 1, KEUR_OPEN, "column column-2 of the synthetic table was not measured");
    assert_int_equal(judge(card, POLICY("\"unmeasured_columns\": [\"column-3\"], ", SOUND)),
                     KEUR_INCONCLUSIVE);
    assert_int_equal(
        judge(card, POLICY("\"unmeasured_columns\": [\"column-3\", \"column-2\"], ", SOUND)),
        KEUR_RELEASE);
    keur_scorecard_free(card);
}

/* A limit on what not every table has: open where its measure did not run, nothing where it ran and
 * found no such column, and held against every figure that there is. */
static void only_where_given(void **state)
{
#define NAMES                                                                                      \
    POLICY("", SOUND ", {\"measure\": \"copies\", \"figure\": \"of-names\", \"kind\": "            \
                     "\"break-only\", \"must_be\": \"below\", \"limit\": 0, "                      \
                     "\"only_where_given\": true, \"provenance\": \"x\"}")
    keur_scorecard *card = card_new();
    keur_figure excess = keur_sample_statistic("of-names", 0.3, 0.25, 0.35, 2000, "share");
    const keur_figure other = keur_sample_statistic("other", 0.3, 0.25, 0.35, 2000, "share");

    (void)state;
    assert_int_equal(judge(card, NAMES), KEUR_INCONCLUSIVE);
    (void)add(card, "copies", &other);
    assert_int_equal(judge(card, NAMES), KEUR_RELEASE);
    (void)keur_sample_figure(card, 1, &excess);
    assert_int_equal(judge(card, NAMES), KEUR_DO_NOT_RELEASE);
    excess = keur_sample_statistic("of-names", NAN, NAN, NAN, 2000, "share");
    excess.no_interval = NULL;
    excess.reason = "needs a holdout table";
    card->figures[2].figure = excess;
    assert_int_equal(judge(card, NAMES), KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_valid_meets_nothing),
        cmocka_unit_test(marks_are_kept),
        cmocka_unit_test(what_was_not_computed_stays_open),
        cmocka_unit_test(lower_bounds),
        cmocka_unit_test(a_bound_at_another_delta),
        cmocka_unit_test(another_sampling_fraction),
        cmocka_unit_test(the_worst_risk),
        cmocka_unit_test(presets_hold_every_risk),
        cmocka_unit_test(every_declared_secret),
        cmocka_unit_test(columns_that_nothing_measures),
        cmocka_unit_test(only_where_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
