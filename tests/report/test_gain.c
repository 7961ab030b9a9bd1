/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads the page: the rows of what an attacker gains, their states, and the sentences. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case/labels.h"
#include "reports/gain.h"
#include "support/sample.h"

typedef struct made {
    keur_scorecard *card;
    size_t worst, single, linkability, copies, inference;
} made;

static made start(void)
{
    made to = {.card = keur_sample_new("t", 4000, 4000, 4000, 6)};

    to.worst = keur_sample_measure(to.card, "worst-attack", "W", "?", KEUR_FAMILY_MEMBERSHIP);
    to.single = keur_sample_measure(to.card, "membership-x", "X", "?", KEUR_FAMILY_MEMBERSHIP);
    to.linkability = keur_sample_risk_measure(to.card, "linkability", KEUR_WORD_LINKABILITY);
    to.inference = keur_sample_risk_measure(to.card, "attribute-x", KEUR_WORD_INFERENCE);
    to.copies = keur_sample_measure(to.card, "exact-copies", "C", "?", KEUR_FAMILY_COPY);
    return to;
}

static void add_auc(const made *to, size_t measure, double value, double reach)
{
    keur_figure figure =
        keur_sample_statistic("auc", value, value - reach, value + reach, 8000, "auc");

    figure.direction = KEUR_HIGHER_IS_RISKIER;
    (void)keur_sample_figure(to->card, measure, &figure);
}

static keur_figure *add_risk(const made *to, size_t measure, double value, double reach,
                             const char *secret)
{
    keur_figure figure =
        keur_sample_statistic("risk", value, value - reach, value + reach, 8000, "share");

    figure.kind = KEUR_KIND_RISK;
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    if (secret != NULL)
        keur_figure_label(&figure, "secret", secret);
    return keur_sample_figure(to->card, measure, &figure);
}

/* Limits are "measure figure kind limit;...". */
static void judge(const made *to, const char *limits)
{
    char json[2000], text[1000], *rest = text, *one;
    int used = snprintf(json, sizeof json,
                        "{\"keur_policy\": 1, \"name\": \"p\", \"version\": \"1\", "
                        "\"required\": [], \"limits\": [");
    keur_policy *policy = NULL;
    bool is_first = true;

    (void)snprintf(text, sizeof text, "%s", limits);
    while ((one = strtok_r(rest, ";", &rest)) != NULL) {
        char measure[50], figure[50], kind[20];
        double limit;

        assert_int_equal(sscanf(one, "%49s %49s %19s %lf", measure, figure, kind, &limit), 4);
        used += snprintf(json + used, sizeof json - (size_t)used,
                         "%s{\"measure\": \"%s\", \"figure\": \"%s\", \"kind\": \"%s\", "
                         "\"must_be\": \"below\", \"limit\": %g, \"provenance\": \"test\"}",
                         is_first ? "" : ", ", measure, figure, kind, limit);
        is_first = false;
    }
    (void)snprintf(json + used, sizeof json - (size_t)used, "]}");
    assert_ok(keur_policy_parse(json, strlen(json), "p", &policy, &err));
    assert_ok(keur_scorecard_judge(to->card, policy, &err));
    keur_policy_free(policy);
}

static keur_gains find(const made *of, keur_arena **arena)
{
    keur_gains gains;

    assert_ok(keur_arena_new(arena, &err));
    assert_ok(keur_gains_find(of->card, *arena, &gains, &err));
    return gains;
}

static const keur_gain *row_of(const keur_gains *of, keur_gain_kind kind, bool is_beside)
{
    for (size_t i = 0; i < of->n; i++)
        if (of->rows[i].kind == kind && of->rows[i].is_beside == is_beside)
            return &of->rows[i];
    return NULL;
}

static char *page_of(const made *of)
{
    char *text = NULL;

    assert_ok(keur_scorecard_html(of->card, &text, &err));
    return text;
}

static void assert_row(const keur_gains *of, keur_gain_kind kind, bool is_beside,
                       keur_gain_state state)
{
    const keur_gain *row = row_of(of, kind, is_beside);

    assert_non_null(row);
    assert_int_equal(row->state, state);
}

/* 0.65 against 0.6, guessing at 0.5: one and a half limits. */
static void a_row_is_the_worst_of_its_limits(void **state)
{
    const made of = start();
    keur_arena *arena = NULL;
    keur_gains gains;
    const keur_gain *row;

    (void)state;
    add_auc(&of, of.worst, 0.65, 0.01);
    add_auc(&of, of.single, 0.7, 0.01);
    (void)add_risk(&of, of.linkability, 0.02, 0.01, NULL);
    judge(&of, "worst-attack auc gate 0.6;membership-x auc gate 0.9;linkability risk gate 0.2;"
               "linkability missing gate 0.2");
    gains = find(&of, &arena);
    assert_row(&gains, KEUR_GAIN_MEMBERSHIP, false, KEUR_STATE_BROKEN);
    row = row_of(&gains, KEUR_GAIN_MEMBERSHIP, false);
    assert_true(row->finding->limit == 0.6);
    assert_int_equal(row->n_limits, 2);
    assert_int_equal(row->n_broken, 1);
    assert_true(fabs(keur_gain_multiple(row, row->figure->figure.value) - 1.5) < 1e-12);
    /* One limit is met, the other open for want of a figure. */
    assert_row(&gains, KEUR_GAIN_LINKABILITY, false, KEUR_STATE_OPEN);
    assert_row(&gains, KEUR_GAIN_SINGLING_OUT, false, KEUR_STATE_UNKNOWN);
    keur_arena_free(arena);
    keur_scorecard_free(of.card);
}

static void what_no_limit_is_about_is_shown(void **state)
{
    const made of = start();
    keur_arena *arena = NULL;
    keur_gains gains;
    char *page;

    (void)state;
    add_auc(&of, of.worst, 0.52, 0.01);
    add_auc(&of, of.single, 0.58, 0.01);
    (void)add_risk(&of, of.inference, 0.3, 0.02, "income");
    judge(&of, "worst-attack auc gate 0.6");
    assert_int_equal(of.card->verdict->decision, KEUR_RELEASE);
    gains = find(&of, &arena);
    assert_row(&gains, KEUR_GAIN_MEMBERSHIP, false, KEUR_STATE_MET);
    assert_row(&gains, KEUR_GAIN_MEMBERSHIP, true, KEUR_STATE_SHOWN);
    assert_row(&gains, KEUR_GAIN_INFERENCE, false, KEUR_STATE_SHOWN);
    page = page_of(&of);
    assert_non_null(strstr(page, "Every limit is met."));
    assert_non_null(strstr(page, "No limit is on it, and it is shown: membership."));
    assert_non_null(strstr(page, "No limit is on it, and it is shown: inference."));
    assert_non_null(strstr(page, "shown, no limit"));
    free(page);
    keur_arena_free(arena);
    keur_scorecard_free(of.card);
}

/* 0.585 to 0.605 at 95% on two sides ends at 0.6034 on one: judged by that end. */
static void met_though_the_interval_reaches_beyond(void **state)
{
    static const char note[] = "judged by one end, unrounded; the interval shown is wider";
    static const struct {
        double limit;
        bool is_noted;
    } cases[] = {{0.604, true}, {0.606, false}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const made of = start();
        char limits[60], *page;

        add_auc(&of, of.worst, 0.595, 0.01);
        (void)snprintf(limits, sizeof limits, "worst-attack auc gate %g", cases[i].limit);
        judge(&of, limits);
        assert_int_equal(of.card->verdict->decision, KEUR_RELEASE);
        page = page_of(&of);
        assert_int_equal(strstr(page, note) != NULL, cases[i].is_noted);
        free(page);
        keur_scorecard_free(of.card);
    }
}

/* A single attack that does no better than the worst one, which has a limit, is no row. */
static void what_a_limit_allows_for_is_not_repeated(void **state)
{
    const made of = start();
    keur_arena *arena = NULL;
    keur_gains gains;

    (void)state;
    add_auc(&of, of.worst, 0.57, 0.01);
    add_auc(&of, of.single, 0.575, 0.01);
    judge(&of, "worst-attack auc gate 0.6");
    gains = find(&of, &arena);
    assert_row(&gains, KEUR_GAIN_MEMBERSHIP, false, KEUR_STATE_MET);
    assert_null(row_of(&gains, KEUR_GAIN_MEMBERSHIP, true));
    keur_arena_free(arena);
    keur_scorecard_free(of.card);
}

static void secrets_fold_and_the_worst_stay(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    const made of = start();
    keur_arena *arena = NULL;
    keur_gains gains;
    keur_text title = {NULL, 0, 0};
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < 5; i++)
        (void)add_risk(&of, of.inference, 0.1 * (double)(i + 1), 0.01, names[i]);
    judge(&of, "attribute-x risk gate 0.35");
    gains = find(&of, &arena);
    keur_gains_fold(&gains);
    for (size_t i = 0; i < gains.n; i++) {
        const keur_gain *row = &gains.rows[i];

        if (row->kind != KEUR_GAIN_INFERENCE)
            continue;
        assert_string_equal(row->secret, names[4 - n]);
        assert_int_equal(row->state, n < 2 ? KEUR_STATE_BROKEN : KEUR_STATE_MET);
        assert_int_equal(row->n_more, n == 2 ? 2 : 0);
        n++;
    }
    assert_int_equal(n, 3);
    assert_ok(keur_gain_title(&(keur_gain){.kind = KEUR_GAIN_INFERENCE, .secret = "c", .n_more = 2},
                              &title, &err));
    assert_string_equal(title.bytes, "Inference: c and 2 more");
    keur_text_free(&title);
    keur_arena_free(arena);
    keur_scorecard_free(of.card);
}

static void advice_decides_nothing_and_is_seen(void **state)
{
    const made of = start();
    keur_arena *arena = NULL;
    keur_gains gains;
    char *page;

    (void)state;
    add_auc(&of, of.worst, 0.52, 0.01);
    (void)add_risk(&of, of.inference, 0.3, 0.02, "income");
    judge(&of, "worst-attack auc gate 0.6;attribute-x risk advisory 0.1");
    gains = find(&of, &arena);
    assert_row(&gains, KEUR_GAIN_INFERENCE, false, KEUR_STATE_ADVICE_BROKEN);
    page = page_of(&of);
    assert_non_null(strstr(page, "Inference is above what the policy advises."));
    assert_non_null(strstr(page, "Every limit that decides is met."));
    assert_non_null(strstr(page, "Limits that only advise and are broken: 1,"));
    free(page);
    keur_arena_free(arena);
    keur_scorecard_free(of.card);
}

/* An area of a measure of usefulness says nothing of people; an attack's has its limit in cases. */
static void a_demand_on_usefulness_is_no_attack(void **state)
{
    const made of = start();
    const size_t detection =
        keur_sample_measure(of.card, "detection", "D", "?", KEUR_FAMILY_FIDELITY);
    keur_figure figure = keur_sample_statistic("detection-auc", 0.7, 0.69, 0.71, 8000, "auc");
    char *page;

    (void)state;
    figure.direction = KEUR_LOWER_IS_BETTER;
    (void)keur_sample_figure(of.card, detection, &figure);
    judge(&of, "detection detection-auc gate 0.6");
    page = page_of(&of);
    assert_non_null(strstr(page, "The policy demands more."));
    assert_null(strstr(page, "Of a person in the train table"));
    free(page);
    add_auc(&of, of.worst, 0.7, 0.01);
    judge(&of, "worst-attack auc gate 0.6");
    page = page_of(&of);
    assert_non_null(strstr(page, "in 70% (69 to 71) of the cases, where guessing gives 50%; the "
                                 "limit is 60%."));
    free(page);
    keur_scorecard_free(of.card);
}

/* Measures that were run and show no gain are not told as if nobody had looked. */
static void what_was_run_is_not_told_as_absent(void **state)
{
    const made of = start();
    char *page;

    (void)state;
    judge(&of, "worst-attack auc gate 0.6");
    page = page_of(&of);
    assert_non_null(strstr(page, "run, but no gain can be told from it"));
    assert_non_null(strstr(page, "no measure of it was run")); /* singling out */
    free(page);
    keur_scorecard_free(of.card);
}

/* The rail is 108 wide and ends at three limits: one and a half stand at 54, the limit at 36. */
static void bars(void **state)
{
    const made of = start();
    char *page;

    (void)state;
    add_auc(&of, of.worst, 0.65, 0.01);
    (void)add_risk(&of, of.linkability, 0.9, 0.05, NULL);
    judge(&of, "worst-attack auc gate 0.6;linkability risk gate 0.2");
    page = page_of(&of);
    assert_non_null(strstr(page, "<circle class=\"bar\" cx=\"54.0\""));
    assert_non_null(strstr(page, "x1=\"36\""));
    assert_non_null(strstr(page, "0.65 (0.64 to 0.66), 1.5 times its limit of 0.6"));
    assert_non_null(strstr(page, "M110 3 L118 8")); /* 4.5 limits lie beyond the end */
    assert_non_null(strstr(page, "Members can be told from strangers."));
    assert_non_null(strstr(page, "picks the right one in 65% (64 to 66) of the cases"));
    assert_non_null(strstr(page, "the limit is 20%."));
    free(page);
    keur_scorecard_free(of.card);
}

/* Of a figure that only bounds are exported of, the worst counts, and no point is drawn. */
static void bounds_are_drawn_as_bounds(void **state)
{
    const made of = start();
    keur_arena *arena = NULL;
    keur_figure *figure;
    keur_gains gains;
    char *page;

    (void)state;
    figure = add_risk(&of, of.linkability, 0.1, 0.06, NULL);
    figure->value = NAN;
    figure->reason = "too few rows";
    of.card->figures[0].is_bound = true;
    of.card->is_export = true;
    judge(&of, "linkability risk gate 0.2");
    gains = find(&of, &arena);
    assert_row(&gains, KEUR_GAIN_LINKABILITY, false, KEUR_STATE_MET);
    page = page_of(&of);
    assert_non_null(strstr(page, "<rect class=\"bound\""));
    assert_non_null(strstr(page, "at most 0.8 times its limit of 20%"));
    assert_null(strstr(page, "<circle"));
    free(page);
    keur_arena_free(arena);
    keur_scorecard_free(of.card);
}

static void open_says_what_would_decide(void **state)
{
    const made of = start();
    char *page;

    (void)state;
    (void)add_risk(&of, of.linkability, 0.2, 0.05, NULL);
    judge(&of, "linkability risk gate 0.2;singling-out risk gate 0.2");
    page = page_of(&of);
    assert_non_null(strstr(page, "Singling out is open."));
    assert_non_null(strstr(page, "The measure singling-out was not run"));
    assert_non_null(strstr(page, "Linkability is open."));
    assert_non_null(strstr(page, "These rows cannot tell on which side"));
    free(page);
    keur_scorecard_free(of.card);
}

/* Four sentences at most, and every kind that is broken is named. */
static void all_is_named(void **state)
{
    static const char *const leads[] = {"Members can be told from strangers.",
                                        "People can be singled out.",
                                        "Records of one person can be linked.",
                                        "Secrets can be inferred.", "Real rows are in the file."};
    const made of = start();
    const size_t out = keur_sample_risk_measure(of.card, "singling-out", KEUR_WORD_SINGLING_OUT);
    char *page, *at;
    size_t n = 0;

    (void)state;
    add_auc(&of, of.worst, 0.8, 0.01);
    (void)add_risk(&of, out, 0.8, 0.01, NULL);
    (void)add_risk(&of, of.linkability, 0.8, 0.01, NULL);
    (void)add_risk(&of, of.inference, 0.8, 0.01, "income");
    (void)add_risk(&of, of.copies, 0.8, 0.01, NULL);
    judge(&of, "worst-attack auc gate 0.6;singling-out risk gate 0.2;linkability risk gate 0.2;"
               "attribute-x risk gate 0.2;exact-copies risk break-only 0.2");
    page = page_of(&of);
    for (size_t i = 0; i < 5; i++)
        assert_non_null(strstr(page, leads[i]));
    assert_non_null(strstr(page, "And more."));
    for (at = page; (at = strstr(at, "<li>")) != NULL; at++)
        n++;
    assert_int_equal(n, 4);
    free(page);
    keur_scorecard_free(of.card);
}

static void without_a_policy_nothing_is_met(void **state)
{
    const made of = start();
    char *page, *front;

    (void)state;
    add_auc(&of, of.worst, 0.65, 0.01);
    (void)add_risk(&of, of.inference, 0.3, 0.02, "income");
    page = page_of(&of);
    front = strstr(page, "<body>");
    assert_non_null(strstr(front, "No policy was applied"));
    assert_null(strstr(front, "class=\"tag"));
    assert_null(strstr(front, "x1=\"36\"")); /* no limit */
    assert_null(strstr(front, "class=\"reasons\""));
    assert_null(strstr(front, "Fidelity against privacy"));
    assert_non_null(strstr(front, "Inference: income"));
    assert_non_null(strstr(front, "on a scale from guessing to certainty"));
    free(page);
    keur_scorecard_free(of.card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_the_worst_of_its_limits),
        cmocka_unit_test(what_no_limit_is_about_is_shown),
        cmocka_unit_test(met_though_the_interval_reaches_beyond),
        cmocka_unit_test(what_a_limit_allows_for_is_not_repeated),
        cmocka_unit_test(secrets_fold_and_the_worst_stay),
        cmocka_unit_test(advice_decides_nothing_and_is_seen),
        cmocka_unit_test(a_demand_on_usefulness_is_no_attack),
        cmocka_unit_test(what_was_run_is_not_told_as_absent),
        cmocka_unit_test(bars),
        cmocka_unit_test(bounds_are_drawn_as_bounds),
        cmocka_unit_test(open_says_what_would_decide),
        cmocka_unit_test(all_is_named),
        cmocka_unit_test(without_a_policy_nothing_is_met),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
