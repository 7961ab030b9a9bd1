/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scorecard and a policy give a verdict: any limit broken, do not release; else anything that is
 * demanded not shown, inconclusive; else release. Holm's correction runs over all figures that
 * could forbid the release, Scandinavian Journal of Statistics 6 (1979) 65-70; meeting all limits
 * needs none (intersection-union test).
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assess/verdict_impl.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/try.h"

/* The check that train and holdout are alike, and its confidence. */
static const char exchangeable[] = "exchangeable";
#define CHECK_CONFIDENCE 0.95

/* --- outcomes */

static int compare_p(uint32_t a, uint32_t b, const void *context)
{
    const keur_test *tests = context;

    return (tests[a].evidence.p > tests[b].evidence.p) -
           (tests[a].evidence.p < tests[b].evidence.p);
}

static bool can_forbid(const keur_test *test)
{
    return test->finding.kind != KEUR_LIMIT_ADVISORY && test->is_declared;
}

/* Holm: the smallest p against family / m, the next against family / (m - 1), until one fails. */
static keur_status mark_broken(keur_judging *on, keur_error *err)
{
    const double family = 1 - on->policy->confidence;
    uint32_t *order = NULL;
    size_t m = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, on->n_tests, err));
    for (size_t i = 0; i < on->n_tests; i++)
        if (can_forbid(&on->tests[i]))
            order[m++] = (uint32_t)i;
    KEUR_TRY(keur_sort(order, m, compare_p, on->tests, err));
    for (size_t k = 0; k < m && on->tests[order[k]].evidence.p <= family / (double)(m - k); k++)
        on->tests[order[k]].finding.outcome = KEUR_BROKEN;
out:
    keur_release(order);
    return status;
}

static void settle(const keur_judging *on, keur_test *test)
{
    const bool is_break_only = test->finding.kind == KEUR_LIMIT_BREAK_ONLY;
    const bool is_advice = test->finding.kind == KEUR_LIMIT_ADVISORY;

    if (on->told_apart && test->is_membership)
        test->finding.outcome = test->is_declared ? KEUR_OPEN : KEUR_NO_OBJECTION;
    else if (test->finding.outcome == KEUR_BROKEN ||
             (is_advice && test->evidence.p <= 1 - test->finding.confidence))
        test->finding.outcome = KEUR_BROKEN;
    else if (!test->is_declared)
        test->finding.outcome = KEUR_NO_OBJECTION;
    else if (is_break_only)
        test->finding.outcome = test->evidence.is_unclear ? KEUR_OPEN : KEUR_NO_OBJECTION;
    else
        test->finding.outcome = test->evidence.is_met ? KEUR_MET : KEUR_OPEN;
}

static bool is_same_figure(const keur_finding *a, const keur_finding *b)
{
    if (a->figure == NULL || b->figure == NULL || strcmp(a->measure, b->measure) != 0 ||
        strcmp(a->figure, b->figure) != 0 || a->n_labels != b->n_labels || a->side != b->side)
        return false;
    for (size_t i = 0; i < a->n_labels; i++)
        if (strcmp(a->labels[i].name, b->labels[i].name) != 0 ||
            strcmp(a->labels[i].value, b->labels[i].value) != 0)
            return false;
    return true;
}

/* What was found broken inside stays so for every limit that is at least as strict. */
static void remember(const keur_verdict *earlier, keur_test *test)
{
    for (size_t i = 0; earlier != NULL && i < earlier->n_findings; i++) {
        const keur_finding *known = &earlier->findings[i];
        const double way = known->side == KEUR_BELOW ? 1 : -1;

        if (known->outcome == KEUR_BROKEN && known->kind != KEUR_LIMIT_ADVISORY &&
            can_forbid(test) && is_same_figure(known, &test->finding) &&
            way * test->finding.limit <= way * known->limit)
            test->finding.outcome = KEUR_BROKEN;
    }
}

/* --- what is demanded beside the limits */

static bool is_told_apart(const keur_scorecard *card)
{
    const keur_limit check = {.measure = exchangeable, .figure = "auc"};
    const ptrdiff_t measure = keur_judging_measure(card, exchangeable);

    for (size_t i = 0; i < card->n_figures; i++)
        if (keur_limit_is_about(&card->figures[i], measure, &check) &&
            keur_evidence_low(&card->figures[i].figure, card->is_export, CHECK_CONFIDENCE) > 0.5)
            return true;
    return false;
}

static keur_status demand_measures(keur_judging *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->policy->n_required; i++) {
        const ptrdiff_t measure = keur_judging_measure(on->card, on->policy->required[i]);
        bool is_there = false;

        for (size_t j = 0; j < on->card->n_figures && measure >= 0; j++)
            is_there |=
                (ptrdiff_t)on->card->figures[j].measure == measure &&
                (on->card->figures[j].is_bound || isfinite(on->card->figures[j].figure.value));
        if (!is_there)
            KEUR_TRY(keur_judging_open(on, on->policy->required[i],
                                       measure < 0 ? "is required, and was not run."
                                                   : "is required, and gave no figure.",
                                       err));
    }
out:
    return status;
}

static bool may_go_unmeasured(const keur_policy *policy, const char *column)
{
    for (size_t i = 0; i < policy->n_unmeasured; i++)
        if (strcmp(policy->unmeasured[i], column) == 0)
            return true;
    return false;
}

/* What is released and was not looked at. */
static keur_status demand_columns(keur_judging *on, keur_error *err)
{
    keur_text name = {NULL, 0, 0};
    const char *kept = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->card->n_columns; i++) {
        const keur_scorecard_column *column = &on->card->columns[i];

        if (!column->is_unmeasured || may_go_unmeasured(on->policy, column->name))
            continue;
        keur_text_clear(&name);
        KEUR_TRY(keur_text_format(&name, err, "column %s", column->name));
        KEUR_TRY(keur_arena_string(on->arena, name.bytes, &kept, err));
        KEUR_TRY(keur_judging_open(
            on, kept, "of the synthetic table was not measured, or is not coded as in train.",
            err));
    }
out:
    keur_text_free(&name);
    return status;
}

static keur_status demand_evidence(keur_judging *on, keur_error *err)
{
    bool has_gate = false, has_membership = false;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->n_tests; i++) {
        has_gate |= on->tests[i].finding.kind == KEUR_LIMIT_GATE && on->tests[i].is_declared;
        has_membership |= on->tests[i].is_membership && can_forbid(&on->tests[i]);
    }
    if (!has_gate)
        KEUR_TRY(keur_judging_open(
            on, "policy", "demands nothing of this table: none of its limits had to be met here.",
            err));
    KEUR_TRY(demand_measures(on, err));
    KEUR_TRY(demand_columns(on, err));
    KEUR_TRY(keur_judging_secrets(on, err));
    if (on->told_apart && has_membership)
        KEUR_TRY(keur_judging_open(
            on, exchangeable,
            "failed: train and holdout can be told apart without the synthetic table, "
            "so attacks on membership say nothing about a leak.",
            err));
out:
    return status;
}

/* --- the verdict */

static keur_status identify(const keur_policy *policy, keur_arena *arena, const char **id,
                            keur_error *err)
{
    char *json = NULL, digits[20];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_policy_print(policy, &json, err));
    (void)snprintf(digits, sizeof digits, "%016" PRIx64, keur_hash(json, strlen(json), 0));
    KEUR_TRY(keur_arena_string(arena, digits, id, err));
out:
    keur_release(json);
    return status;
}

static keur_status describe_method(const keur_judging *on, keur_verdict *to, keur_error *err)
{
    char text[500];
    size_t m = 0;

    for (size_t i = 0; i < on->n_tests; i++)
        m += on->tests[i].finding.figure != NULL && can_forbid(&on->tests[i]);
    (void)snprintf(
        text, sizeof text,
        "One-sided ends are made from each figure's interval by the normal "
        "distribution%s; a limit is broken with Holm's correction over %zu figures, by a "
        "lower bound at that bound's own confidence.",
        on->card->is_export ? ", from intervals widened for export as they are" : "", m);
    return keur_arena_string(on->arena, text, &to->method, err);
}

static keur_status write_verdict(const keur_judging *on, keur_verdict **made, keur_error *err)
{
    keur_verdict verdict = {.policy = on->policy->name, .policy_version = on->policy->version};
    keur_status status = KEUR_OK;

    KEUR_TRY(identify(on->policy, on->arena, &verdict.policy_id, err));
    KEUR_TRY(describe_method(on, &verdict, err));
    KEUR_TRY(KEUR_ARENA_NEW(on->arena, verdict.findings, on->n_tests, err));
    for (size_t i = 0; i < on->n_tests; i++) {
        const keur_finding *finding = &on->tests[i].finding;
        const keur_decision needs = finding->kind == KEUR_LIMIT_ADVISORY ? KEUR_RELEASE
                                    : finding->outcome == KEUR_BROKEN    ? KEUR_DO_NOT_RELEASE
                                    : finding->outcome == KEUR_OPEN      ? KEUR_INCONCLUSIVE
                                                                         : KEUR_RELEASE;

        verdict.decision = needs > verdict.decision ? needs : verdict.decision;
        verdict.findings[verdict.n_findings++] = *finding;
    }
    KEUR_TRY(keur_verdict_copy(&verdict, on->arena, made, err));
out:
    return status;
}

static keur_status judge(keur_judging *on, keur_verdict **made, keur_error *err)
{
    const keur_verdict *earlier = on->card->is_export ? on->card->verdict : NULL;
    keur_status status = KEUR_OK;

    on->told_apart = is_told_apart(on->card);
    for (size_t i = 0; i < on->policy->n_limits; i++)
        KEUR_TRY(keur_judging_limit(on, &on->policy->limits[i], err));
    KEUR_TRY(mark_broken(on, err));
    for (size_t i = 0; i < on->n_tests; i++) {
        settle(on, &on->tests[i]);
        remember(earlier, &on->tests[i]);
        KEUR_TRY(keur_test_reason(on, &on->tests[i], err));
    }
    KEUR_TRY(demand_evidence(on, err));
    KEUR_TRY(write_verdict(on, made, err));
out:
    return status;
}

keur_status keur_scorecard_judge(keur_scorecard *scorecard, const keur_policy *policy,
                                 keur_error *err)
{
    keur_judging on = {.card = scorecard, .policy = policy, .arena = scorecard->arena};
    const char *id = NULL;
    keur_verdict *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(identify(policy, scorecard->arena, &id, err));
    if (scorecard->is_export && scorecard->verdict != NULL &&
        strcmp(scorecard->verdict->policy_id, id) == 0)
        goto out; /* made inside, of unrounded figures */
    KEUR_TRY(judge(&on, &made, err));
    scorecard->verdict = made;
out:
    keur_release(on.tests);
    return status;
}
