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

typedef struct judging {
    const keur_scorecard *card;
    const keur_policy *policy;
    keur_arena *arena;
    size_t n_tests;
    keur_test *tests;
    bool told_apart;
} judging;

static ptrdiff_t find_measure(const keur_scorecard *card, const char *name)
{
    for (size_t i = 0; name != NULL && i < card->n_measures; i++)
        if (strcmp(card->measures[i].name, name) == 0)
            return (ptrdiff_t)i;
    return -1;
}

static bool has_label(const keur_figure *figure, const keur_label *label)
{
    for (size_t i = 0; i < figure->n_labels; i++)
        if (strcmp(figure->labels[i].name, label->name) == 0 &&
            strcmp(figure->labels[i].value, label->value) == 0)
            return true;
    return false;
}

static bool is_meant(const keur_scorecard_figure *figure, ptrdiff_t measure,
                     const keur_limit *limit)
{
    if ((ptrdiff_t)figure->measure != measure || strcmp(figure->figure.name, limit->figure) != 0)
        return false;
    for (size_t i = 0; i < limit->n_labels; i++)
        if (!has_label(&figure->figure, &limit->labels[i]))
            return false;
    return true;
}

/* Whether a measure gave any figure that a limit is about; one with a value only, if asked. */
static bool has_figure(const keur_scorecard *card, ptrdiff_t measure, const keur_limit *limit,
                       bool with_value)
{
    for (size_t i = 0; measure >= 0 && i < card->n_figures; i++)
        if (is_meant(&card->figures[i], measure, limit) &&
            (!with_value || card->figures[i].is_bound || isfinite(card->figures[i].figure.value)))
            return true;
    return false;
}

static bool are_secrets_declared(const keur_scorecard *card, ptrdiff_t measure)
{
    for (size_t i = 0; measure >= 0 && i < card->measures[measure].n_params; i++)
        if (strcmp(card->measures[measure].params[i].name, "secret") == 0)
            return true;
    for (size_t i = 0; !card->roles_by_default && i < card->n_columns; i++)
        if (card->columns[i].roles & KEUR_COLUMN_SECRET)
            return true;
    return false;
}

static keur_status add_test(judging *on, const keur_limit *limit, ptrdiff_t measure,
                            const keur_figure *figure, keur_error *err)
{
    const keur_policy *policy = on->policy;
    const double epsilon = policy->epsilon * (policy->adjacency == KEUR_ADD_REMOVE ? 2 : 1);
    keur_test *test;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(on->tests, on->n_tests, on->n_tests + 1, err));
    test = &on->tests[on->n_tests++];
    *test = (keur_test){
        .finding = {.measure = measure >= 0 ? on->card->measures[measure].name : limit->measure,
                    .figure = limit->figure,
                    .kind = limit->kind,
                    .side = limit->side,
                    .limit = limit->is_declared_epsilon ? epsilon : limit->limit,
                    .confidence = limit->confidence,
                    .provenance = limit->provenance}};
    if (limit->for_declared_secrets && !are_secrets_declared(on->card, measure))
        test->finding.kind = KEUR_LIMIT_ADVISORY;
    test->finding.n_labels = figure != NULL ? figure->n_labels : limit->n_labels;
    memcpy(test->finding.labels, figure != NULL ? figure->labels : limit->labels,
           sizeof test->finding.labels);
    test->is_membership =
        measure >= 0 && on->card->measures[measure].family == KEUR_FAMILY_MEMBERSHIP;
    test->is_declared = !isnan(test->finding.limit);
    test->evidence = keur_evidence_find(figure, on->card->is_export, limit->side,
                                        test->finding.limit, limit->confidence);
out:
    return status;
}

static keur_status add_figures(judging *on, const keur_limit *limit, ptrdiff_t measure,
                               keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->card->n_figures; i++) {
        if (!is_meant(&on->card->figures[i], measure, limit))
            continue;
        KEUR_TRY(add_test(on, limit, measure, &on->card->figures[i].figure, err));
        n++;
    }
    if (n == 0)
        KEUR_TRY(add_test(on, limit, measure, NULL, err));
out:
    return status;
}

/* The measure that counts, or its substitute where it has no value. Of an exported scorecard
 * nobody can tell whether it had one inside, so both count. */
static keur_status add_limit(judging *on, const keur_limit *limit, keur_error *err)
{
    const keur_scorecard *card = on->card;
    const ptrdiff_t first = find_measure(card, limit->measure);
    const ptrdiff_t second = find_measure(card, limit->substitute);
    const bool is_needed = !has_figure(card, first, limit, true);
    const bool is_there = has_figure(card, second, limit, true);
    const bool is_doubtful = card->is_export && has_figure(card, first, limit, false);
    keur_status status = KEUR_OK;

    if (!is_needed || !is_there || is_doubtful)
        KEUR_TRY(add_figures(on, limit, first, err));
    if (is_needed && is_there)
        KEUR_TRY(add_figures(on, limit, second, err));
out:
    return status;
}

/* A finding about a measure, or the policy, as a whole. */
static keur_status add_open(judging *on, const char *measure, const char *reason, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(on->tests, on->n_tests, on->n_tests + 1, err));
    on->tests[on->n_tests++] = (keur_test){.finding = {.measure = measure,
                                                       .kind = KEUR_LIMIT_GATE,
                                                       .limit = NAN,
                                                       .confidence = on->policy->confidence,
                                                       .outcome = KEUR_OPEN,
                                                       .reason = reason},
                                           .is_declared = true};
out:
    return status;
}

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
static keur_status mark_broken(judging *on, keur_error *err)
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

static void settle(const judging *on, keur_test *test)
{
    const bool is_break_only = test->finding.kind == KEUR_LIMIT_BREAK_ONLY;
    const bool is_advice = test->finding.kind == KEUR_LIMIT_ADVISORY;

    if (on->told_apart && test->is_membership)
        test->finding.outcome = is_break_only ? KEUR_NO_OBJECTION : KEUR_OPEN;
    else if (test->finding.outcome == KEUR_BROKEN ||
             (is_advice && test->evidence.p <= 1 - test->finding.confidence))
        test->finding.outcome = KEUR_BROKEN;
    else if (!test->is_declared)
        test->finding.outcome = KEUR_NO_OBJECTION;
    else if (is_break_only)
        test->finding.outcome = test->evidence.figure != NULL && test->evidence.may_be_broken
                                    ? KEUR_OPEN
                                    : KEUR_NO_OBJECTION;
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
    const ptrdiff_t measure = find_measure(card, exchangeable);

    for (size_t i = 0; i < card->n_figures; i++)
        if (is_meant(&card->figures[i], measure, &check) &&
            keur_evidence_low(&card->figures[i].figure, card->is_export, CHECK_CONFIDENCE) > 0.5)
            return true;
    return false;
}

static keur_status demand_measures(judging *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->policy->n_required; i++) {
        const ptrdiff_t measure = find_measure(on->card, on->policy->required[i]);
        bool is_there = false;

        for (size_t j = 0; j < on->card->n_figures && measure >= 0; j++)
            is_there |=
                (ptrdiff_t)on->card->figures[j].measure == measure &&
                (on->card->figures[j].is_bound || isfinite(on->card->figures[j].figure.value));
        if (!is_there)
            KEUR_TRY(add_open(on, on->policy->required[i],
                              measure < 0 ? "The policy requires this measure; it was not run."
                                          : "The policy requires this measure; it gave no figure.",
                              err));
    }
out:
    return status;
}

static keur_status demand_evidence(judging *on, keur_error *err)
{
    bool has_gate = false, has_membership = false;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->n_tests; i++) {
        has_gate |= on->tests[i].finding.kind == KEUR_LIMIT_GATE && on->tests[i].is_declared;
        has_membership |= on->tests[i].is_membership && can_forbid(&on->tests[i]);
    }
    if (!has_gate)
        KEUR_TRY(add_open(on, "policy",
                          "No limit of this policy had to be met here: it demands nothing of this "
                          "table.",
                          err));
    KEUR_TRY(demand_measures(on, err));
    if (on->told_apart && has_membership)
        KEUR_TRY(add_open(on, exchangeable,
                          "Train and holdout can be told apart without the synthetic table: they "
                          "are not random parts of one table, so attacks on membership say "
                          "nothing.",
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

static keur_status describe_method(const judging *on, keur_verdict *to, keur_error *err)
{
    char text[400];
    size_t m = 0;

    for (size_t i = 0; i < on->n_tests; i++)
        m += on->tests[i].finding.figure != NULL && can_forbid(&on->tests[i]);
    (void)snprintf(text, sizeof text,
                   "One-sided ends are made from each figure's interval by the normal "
                   "distribution%s; a limit is broken with Holm's correction over %zu figures.",
                   on->card->is_export ? ", from intervals widened for export as they are" : "", m);
    return keur_arena_string(on->arena, text, &to->method, err);
}

static keur_status write_verdict(const judging *on, keur_verdict **made, keur_error *err)
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

static keur_status judge(judging *on, keur_verdict **made, keur_error *err)
{
    const keur_verdict *earlier = on->card->is_export ? on->card->verdict : NULL;
    keur_status status = KEUR_OK;

    on->told_apart = is_told_apart(on->card);
    for (size_t i = 0; i < on->policy->n_limits; i++)
        KEUR_TRY(add_limit(on, &on->policy->limits[i], err));
    KEUR_TRY(mark_broken(on, err));
    for (size_t i = 0; i < on->n_tests; i++) {
        settle(on, &on->tests[i]);
        remember(earlier, &on->tests[i]);
        KEUR_TRY(keur_test_reason(&on->tests[i], on->policy->confidence, on->told_apart, on->arena,
                                  err));
    }
    KEUR_TRY(demand_evidence(on, err));
    KEUR_TRY(write_verdict(on, made, err));
out:
    return status;
}

keur_status keur_scorecard_judge(keur_scorecard *scorecard, const keur_policy *policy,
                                 keur_error *err)
{
    judging on = {.card = scorecard, .policy = policy, .arena = scorecard->arena};
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
