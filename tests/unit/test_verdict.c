/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "case/labels.h"
#include "support/sample.h"

/* Verdicts worked out by hand. z(0.95) = 1.644854, z(0.975) = 1.959964. */

#define GATE(measure, figure, side, limit, more)                                                   \
    "{\"measure\": \"" measure "\", \"figure\": \"" figure                                         \
    "\", \"kind\": \"gate\", \"must_be\": \"" side "\", \"limit\": " limit more                    \
    ", \"provenance\": \"x\"}"
#define BREAK(measure, figure, limit)                                                              \
    "{\"measure\": \"" measure "\", \"figure\": \"" figure                                         \
    "\", \"kind\": \"break-only\", \"must_be\": \"below\", \"limit\": " limit                      \
    ", \"provenance\": \"x\"}"
#define POLICY(options, required, limits)                                                          \
    "{\"keur_policy\": 1, \"name\": \"p\", \"version\": \"1\", " options                           \
    "\"required\": [" required "], \"limits\": [" limits "]}"
#define AUC(limit) POLICY("", "", GATE("a", "auc", "below", limit, ""))

static keur_scorecard *card_new(void)
{
    return keur_sample_new("t", 2000, 2000, 2000, 3);
}

static size_t measure_of(keur_scorecard *card, const char *name, keur_family family)
{
    return keur_sample_measure(card, name, name, "?", family);
}

static keur_scorecard_figure *add(keur_scorecard *card, size_t measure, const char *name,
                                  double value, double low, double high, const char *unit)
{
    const keur_figure figure = keur_sample_statistic(name, value, low, high, 2000, unit);

    (void)keur_sample_figure(card, measure, &figure);
    return &card->figures[card->n_figures - 1];
}

static keur_decision judge(keur_scorecard *card, const char *json)
{
    keur_policy *policy = NULL;

    assert_ok(keur_policy_parse(json, strlen(json), "p.json", &policy, &err));
    assert_ok(keur_scorecard_judge(card, policy, &err));
    keur_policy_free(policy);
    return card->verdict->decision;
}

static const keur_finding *finding(const keur_scorecard *card, size_t i)
{
    assert_true(i < card->verdict->n_findings);
    assert_true(card->verdict->findings[i].reason[0] != '\0');
    return &card->verdict->findings[i];
}

/* 0.52 (0.50 to 0.54): upper end 0.52 + 0.02 * 1.644854/1.959964 = 0.536785; lower 0.503215. */
static void one_limit(void **state)
{
    keur_scorecard *card = card_new();

    (void)state;
    (void)add(card, measure_of(card, "a", KEUR_FAMILY_COPY), "auc", 0.52, 0.50, 0.54, "auc");
    assert_int_equal(judge(card, AUC("0.5368")), KEUR_RELEASE);
    assert_int_equal(finding(card, 0)->outcome, KEUR_MET);
    assert_non_null(strstr(finding(card, 0)->reason, "a auc lies below 0.5368, with 95% conf"));
    assert_int_equal(judge(card, AUC("0.5367")), KEUR_INCONCLUSIVE);
    assert_int_equal(finding(card, 0)->outcome, KEUR_OPEN);
    assert_int_equal(judge(card, AUC("0.5033")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, AUC("0.5032")), KEUR_DO_NOT_RELEASE);
    assert_int_equal(finding(card, 0)->outcome, KEUR_BROKEN);
    /* at its own level an interval's end is taken as it is */
    assert_int_equal(
        judge(card, POLICY("", "", GATE("a", "auc", "below", "0.5401", ", \"confidence\": 0.975"))),
        KEUR_RELEASE);
    assert_int_equal(
        judge(card, POLICY("", "", GATE("a", "auc", "below", "0.5399", ", \"confidence\": 0.975"))),
        KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

static void levels_and_sides(void **state)
{
    keur_scorecard *card = card_new();
    const size_t measure = measure_of(card, "a", KEUR_FAMILY_COPY);

    (void)state;
    /* 90%: each end is one-sided 95% already */
    add(card, measure, "auc", 0.52, 0.50, 0.54, "auc")->figure.level = 0.9;
    assert_int_equal(judge(card, AUC("0.5401")), KEUR_RELEASE);
    assert_int_equal(judge(card, AUC("0.5399")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, AUC("0.4999")), KEUR_DO_NOT_RELEASE);
    /* an index that must lie above: 0.8 (0.7 to 0.9), lower end 0.716077 */
    (void)add(card, measure, "index", 0.8, 0.7, 0.9, "index");
    assert_int_equal(judge(card, POLICY("", "", GATE("a", "index", "above", "0.716", ""))),
                     KEUR_RELEASE);
    assert_int_equal(judge(card, POLICY("", "", GATE("a", "index", "above", "0.7162", ""))),
                     KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, POLICY("", "", GATE("a", "index", "above", "0.884", ""))),
                     KEUR_DO_NOT_RELEASE);
    /* limits are fractions of percentages */
    (void)add(card, measure, "rate", 3, 2, 4, "percent");
    assert_int_equal(judge(card, POLICY("", "", GATE("a", "rate", "below", "0.05", ""))),
                     KEUR_RELEASE);
    assert_int_equal(judge(card, POLICY("", "", GATE("a", "rate", "below", "0.02", ""))),
                     KEUR_DO_NOT_RELEASE);
    keur_scorecard_free(card);
}

/* Three figures with p = 0.01, 0.024 and 0.04: Holm's steps are 0.05/3, 0.05/2, 0.05. Standard
 * errors above 0.5 are 2.326348, 1.977368 and 1.750686, times 0.01. */
static void holm(void **state)
{
    static const double z[] = {2.326348, 1.977368, 1.750686};
    static const char *const names[] = {"x", "y", "z"};
#define THREE                                                                                      \
    POLICY("", "",                                                                                 \
           GATE("a", "x", "below", "0.5", "") ", " GATE("a", "y", "below", "0.5", "") ", " GATE(   \
               "a", "z", "below", "0.5", ""))
    keur_scorecard *card = card_new();
    const size_t measure = measure_of(card, "a", KEUR_FAMILY_COPY);

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const double value = 0.5 + 0.01 * z[i], half = 0.01 * 1.959964;

        (void)add(card, measure, names[i], value, value - half, value + half, "auc");
    }
    assert_int_equal(judge(card, THREE), KEUR_DO_NOT_RELEASE);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(finding(card, i)->outcome, KEUR_BROKEN);
    /* p = 0.026 in the middle: only the first is broken, though 0.026 and 0.04 are below 0.05 */
    card->figures[1].figure.value = 0.5 + 0.01 * 1.943;
    card->figures[1].figure.low = card->figures[1].figure.value - 0.01 * 1.959964;
    assert_int_equal(judge(card, THREE), KEUR_DO_NOT_RELEASE);
    assert_int_equal(finding(card, 0)->outcome, KEUR_BROKEN);
    assert_int_equal(finding(card, 1)->outcome, KEUR_OPEN);
    assert_int_equal(finding(card, 2)->outcome, KEUR_OPEN);
    /* p = 0.018 for the smallest: none */
    card->figures[0].figure.value = 0.5 + 0.01 * 2.09;
    card->figures[0].figure.low = card->figures[0].figure.value - 0.01 * 1.959964;
    assert_int_equal(judge(card, THREE), KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

static void without_evidence(void **state)
{
    keur_scorecard *card = card_new();
    const size_t measure = measure_of(card, "a", KEUR_FAMILY_COPY);
    keur_scorecard_figure *figure;

    (void)state;
    assert_int_equal(judge(card, AUC("1e9")), KEUR_INCONCLUSIVE); /* no such figure */
    assert_non_null(strstr(finding(card, 0)->reason, "was not computed"));
    figure = add(card, measure, "auc", 0.1, NAN, NAN, "auc"); /* no interval */
    assert_int_equal(judge(card, AUC("1e9")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, AUC("0")), KEUR_INCONCLUSIVE);
    figure->figure.value = NAN;
    figure->figure.reason = "needs a holdout";
    assert_int_equal(judge(card, AUC("1e9")), KEUR_INCONCLUSIVE);
    assert_non_null(strstr(finding(card, 0)->reason, "is not known: needs a holdout"));
    /* required measures */
    (void)add(card, measure, "b", 0.1, 0.05, 0.15, "auc");
    assert_int_equal(judge(card, POLICY("", "", GATE("a", "b", "below", "0.5", ""))), KEUR_RELEASE);
    assert_int_equal(judge(card, POLICY("", "\"other\"", GATE("a", "b", "below", "0.5", ""))),
                     KEUR_INCONCLUSIVE);
    assert_null(finding(card, 1)->figure);
    assert_non_null(strstr(finding(card, 1)->reason, "was not run"));
    (void)measure_of(card, "other", KEUR_FAMILY_COPY);
    assert_int_equal(judge(card, POLICY("", "\"other\"", GATE("a", "b", "below", "0.5", ""))),
                     KEUR_INCONCLUSIVE);
    assert_non_null(strstr(finding(card, 1)->reason, "gave no figure"));
    keur_scorecard_free(card);
}

/* A figure on few rows has no words of its own: they would tell none from some. */
static void few_rows_are_not_told(void **state)
{
    keur_scorecard *card = card_new();
    keur_scorecard_figure *figure =
        add(card, measure_of(card, "a", KEUR_FAMILY_COPY), "auc", NAN, NAN, NAN, "share");
    char reason[300];

    (void)state;
    figure->figure.reason = "no row was matched";
    figure->figure.denominator = 0;
    assert_int_equal(judge(card, AUC("0.5")), KEUR_INCONCLUSIVE);
    (void)snprintf(reason, sizeof reason, "%s", finding(card, 0)->reason);
    figure->figure = keur_sample_rate("auc", 3, 5, "share");
    assert_int_equal(judge(card, AUC("0.5")), KEUR_INCONCLUSIVE);
    assert_string_equal(finding(card, 0)->reason, reason);
    keur_scorecard_free(card);
}

static void break_only(void **state)
{
#define COPIES                                                                                     \
    POLICY("", "", GATE("a", "auc", "below", "0.9", "") ", " BREAK("c", "copies", "0.01"))
    keur_scorecard *card = card_new();
    keur_scorecard_figure *figure;

    (void)state;
    (void)add(card, measure_of(card, "a", KEUR_FAMILY_COPY), "auc", 0.5, 0.4, 0.6, "auc");
    /* not computed: nobody knows whether it is broken */
    assert_int_equal(judge(card, COPIES), KEUR_INCONCLUSIVE);
    assert_int_equal(finding(card, 1)->outcome, KEUR_OPEN);
    figure = add(card, measure_of(card, "c", KEUR_FAMILY_COPY), "copies", 0.01, -0.5, 0.9, "share");
    assert_int_equal(judge(card, COPIES), KEUR_RELEASE);
    assert_int_equal(finding(card, 1)->outcome, KEUR_NO_OBJECTION);
    figure->figure.value = 0.05;
    figure->figure.low = 0.03;
    figure->figure.high = 0.07;
    assert_int_equal(judge(card, COPIES), KEUR_DO_NOT_RELEASE);
    keur_scorecard_free(card);
}

/* Declared 1; a bound of 1.5 breaks it, but not for neighbours that differ by one row more. */
static void declared_epsilon(void **state)
{
#define EPSILON(options)                                                                           \
    POLICY(options, "",                                                                            \
           GATE("a", "auc", "below", "0.9", "") ", " BREAK("a", "epsilon-lower-bound",             \
                                                           "\"declared-epsilon\""))
    keur_scorecard *card = card_new();
    const size_t measure = measure_of(card, "a", KEUR_FAMILY_MEMBERSHIP);
    keur_figure bound;

    (void)state;
    (void)add(card, measure, "auc", 0.5, 0.4, 0.6, "auc");
    bound = keur_sample_lower_bound("epsilon-lower-bound", 1.5, 0.975, 2000, "epsilon");
    (void)keur_sample_figure(card, measure, &bound);
    assert_int_equal(judge(card, EPSILON("")), KEUR_RELEASE);
    assert_non_null(strstr(finding(card, 1)->reason, "no epsilon was declared"));
    assert_int_equal(judge(card, EPSILON("\"options\": {\"epsilon\": 1}, ")), KEUR_DO_NOT_RELEASE);
    assert_int_equal(
        judge(card, EPSILON("\"options\": {\"epsilon\": 1, \"adjacency\": \"add-remove\"}, ")),
        KEUR_RELEASE);
    assert_near(finding(card, 1)->limit, 2, 0);
    assert_int_equal(judge(card, EPSILON("\"options\": {\"epsilon\": 1.6}, ")), KEUR_RELEASE);
    keur_scorecard_free(card);
}

static void undeclared_secrets_advise(void **state)
{
#define SECRETS                                                                                    \
    POLICY("", "",                                                                                 \
           GATE("a", "auc", "below", "0.9", "") ", " GATE("s", "risk", "below", "0.09",            \
                                                          ", \"declared_secrets_only\": true"))
    keur_scorecard *card = card_new();
    const size_t measure = measure_of(card, "s", KEUR_FAMILY_ATTRIBUTE);

    (void)state;
    (void)add(card, measure_of(card, "a", KEUR_FAMILY_COPY), "auc", 0.5, 0.4, 0.6, "auc");
    (void)add(card, measure, "risk", 0.5, 0.4, 0.6, "share");
    card->roles_by_default = true;
    assert_int_equal(judge(card, SECRETS), KEUR_RELEASE);
    assert_int_equal(finding(card, 1)->kind, KEUR_LIMIT_ADVISORY);
    assert_int_equal(finding(card, 1)->outcome, KEUR_BROKEN);
    assert_non_null(strstr(finding(card, 1)->reason, "Advice only"));
    /* where that was all it demanded, it has demanded nothing */
    assert_int_equal(
        judge(card, POLICY("", "",
                           GATE("s", "risk", "below", "0.9", ", \"declared_secrets_only\": true"))),
        KEUR_INCONCLUSIVE);
    card->roles_by_default = false; /* the sample's columns are all secret */
    assert_int_equal(judge(card, SECRETS), KEUR_DO_NOT_RELEASE);
    for (size_t i = 0; i < card->n_columns; i++)
        card->columns[i].roles = KEUR_COLUMN_KEY; /* keys were declared, no secrets */
    assert_int_equal(judge(card, SECRETS), KEUR_RELEASE);
    keur_scorecard_free(card);
}

/* Every figure of that name counts for itself; labels choose among them. */
static void labels(void **state)
{
    keur_scorecard *card = card_new();
    const size_t measure = measure_of(card, "s", KEUR_FAMILY_ATTRIBUTE);
    const keur_label one = {"secret", "income"}, other = {"secret", "age"};

    (void)state;
    keur_figure_label(&add(card, measure, "risk", 0.5, 0.4, 0.6, "share")->figure, one.name,
                      one.value);
    keur_figure_label(&add(card, measure, "risk", 0.01, 0, 0.02, "share")->figure, other.name,
                      other.value);
    assert_int_equal(judge(card, POLICY("", "", GATE("s", "risk", "below", "0.09", ""))),
                     KEUR_DO_NOT_RELEASE);
    assert_int_equal(card->verdict->n_findings, 2);
    assert_int_equal(finding(card, 0)->outcome, KEUR_BROKEN);
    assert_non_null(strstr(finding(card, 0)->reason, "s risk (secret income)"));
    assert_int_equal(finding(card, 1)->outcome, KEUR_MET);
    assert_int_equal(
        judge(card, POLICY("", "",
                           GATE("s", "risk", "below", "0.09", ", \"of\": {\"secret\": \"age\"}"))),
        KEUR_RELEASE);
    assert_int_equal(
        judge(card, POLICY("", "",
                           GATE("s", "risk", "below", "0.09", ", \"of\": {\"secret\": \"town\"}"))),
        KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

static void substitutes(void **state)
{
#define TPR POLICY("", "", GATE("audit", "tpr", "below", "0.02", ", \"substitute\": \"ensemble\""))
    keur_scorecard *card = card_new();
    size_t audit;

    (void)state;
    (void)add(card, measure_of(card, "ensemble", KEUR_FAMILY_MEMBERSHIP), "tpr", 0.01, 0.005, 0.015,
              "share");
    assert_int_equal(judge(card, TPR), KEUR_RELEASE);
    assert_string_equal(finding(card, 0)->measure, "ensemble");
    audit = measure_of(card, "audit", KEUR_FAMILY_MEMBERSHIP);
    add(card, audit, "tpr", NAN, NAN, NAN, "share")->figure.reason = "needs 500 rows";
    assert_int_equal(judge(card, TPR), KEUR_RELEASE);
    card->figures[1].figure.value = 0.05;
    card->figures[1].figure.low = 0.04;
    card->figures[1].figure.high = 0.06;
    card->figures[1].figure.no_interval = NULL;
    assert_int_equal(judge(card, TPR), KEUR_DO_NOT_RELEASE);
    assert_string_equal(finding(card, 0)->measure, "audit");
    /* what the filter took away is no reason to look elsewhere */
    card->figures[1].figure.value = card->figures[1].figure.low = card->figures[1].figure.high =
        NAN;
    card->figures[1].figure.reason = "withheld";
    card->is_export = true;
    card->verdict = NULL;
    assert_int_equal(judge(card, TPR), KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

/* 0.51 with the lower end 0.5 + : the holdout is no fresh sample, and membership says nothing. */
static void holdout_that_differs(void **state)
{
#define CHECKED POLICY("", "\"exchangeable\"", GATE("m", "auc", "below", "0.6", ""))
    keur_scorecard *card = card_new();
    keur_scorecard_figure *check, *auc;

    (void)state;
    auc = add(card, measure_of(card, "m", KEUR_FAMILY_MEMBERSHIP), "auc", 0.5, 0.48, 0.52, "auc");
    assert_int_equal(judge(card, CHECKED), KEUR_INCONCLUSIVE); /* not checked */
    check = add(card, measure_of(card, "exchangeable", KEUR_FAMILY_MEMBERSHIP), "auc", 0.51, 0.49,
                0.53, "auc");
    auc = &card->figures[0];
    assert_int_equal(judge(card, CHECKED), KEUR_RELEASE);
    check->figure.value = 0.55;
    check->figure.low = 0.52;
    check->figure.high = 0.58;
    assert_int_equal(judge(card, CHECKED), KEUR_INCONCLUSIVE);
    assert_int_equal(finding(card, 0)->outcome, KEUR_OPEN);
    /* nor does an attack that succeeds show a leak */
    auc->figure.value = 0.9;
    auc->figure.low = 0.88;
    auc->figure.high = 0.92;
    assert_int_equal(judge(card, CHECKED), KEUR_INCONCLUSIVE);
    keur_scorecard_free(card);
}

/* An exported 0.6 (0.58 to 0.62) that nobody judged inside: the ends as they are. */
static void exported_figures(void **state)
{
    keur_scorecard *card = card_new();
    keur_scorecard_figure *copies;

    (void)state;
    card->is_export = true;
    (void)add(card, measure_of(card, "a", KEUR_FAMILY_COPY), "auc", 0.6, 0.58, 0.62, "auc");
    assert_int_equal(judge(card, AUC("0.6201")), KEUR_RELEASE);
    assert_int_equal(judge(card, AUC("0.6199")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, AUC("0.5801")), KEUR_INCONCLUSIVE);
    assert_int_equal(judge(card, AUC("0.5799")), KEUR_DO_NOT_RELEASE);
    card->verdict = NULL;
    /* copies that were withheld, or may be many, might have forbidden it inside */
    copies = add(card, measure_of(card, "c", KEUR_FAMILY_COPY), "copies", NAN, NAN, NAN, "share");
    copies->figure.reason = "withheld";
    card->figures[0].figure.low = 0.4;
    assert_int_equal(judge(card, COPIES), KEUR_INCONCLUSIVE);
    copies->figure.low = -0.01;
    copies->figure.high = 0.02;
    copies->figure.no_interval = NULL;
    copies->is_bound = true;
    card->verdict = NULL; /* that of the same policy would stand */
    assert_int_equal(judge(card, COPIES), KEUR_INCONCLUSIVE);
    assert_non_null(strstr(finding(card, 1)->reason, "rounding for export hides that"));
    copies->figure.high = 0.01;
    assert_int_equal(judge(card, COPIES), KEUR_INCONCLUSIVE);
    card->verdict = NULL;
    assert_int_equal(judge(card, COPIES), KEUR_RELEASE);
    keur_scorecard_free(card);
}

/* A level of few rows keeps its name inside. */
static void rare_levels_have_no_name(void **state)
{
    keur_scorecard *card = card_new();
    keur_figure figure = keur_sample_statistic("auc", 0.5, 0.4, 0.6, 5, "auc");

    (void)state;
    keur_figure_label(&figure, "level", "duke");
    (void)keur_sample_figure(card, measure_of(card, "a", KEUR_FAMILY_COPY), &figure);
    (void)judge(card, AUC("0.5"));
    assert_string_equal(finding(card, 0)->labels[0].value, "other (<10)");
    assert_null(strstr(finding(card, 0)->reason, "duke"));
    keur_scorecard_free(card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_limit),
        cmocka_unit_test(levels_and_sides),
        cmocka_unit_test(holm),
        cmocka_unit_test(without_evidence),
        cmocka_unit_test(few_rows_are_not_told),
        cmocka_unit_test(break_only),
        cmocka_unit_test(declared_epsilon),
        cmocka_unit_test(undeclared_secrets_advise),
        cmocka_unit_test(labels),
        cmocka_unit_test(substitutes),
        cmocka_unit_test(holdout_that_differs),
        cmocka_unit_test(exported_figures),
        cmocka_unit_test(rare_levels_have_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
