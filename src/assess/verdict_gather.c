/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which figures of a scorecard each limit of a policy is held against. */
#include "assess/verdict_impl.h"

#include <math.h>
#include <string.h>

#include "assess/export_impl.h"
#include "assess/limit_power.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

ptrdiff_t keur_judging_measure(const keur_scorecard *card, const char *name)
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

/* By its name too: one that could not be computed may have lost its kind. */
static bool is_risk(const keur_figure *figure)
{
    return figure->kind == KEUR_KIND_RISK || keur_risk_is_named(figure->name);
}

bool keur_limit_is_about(const keur_scorecard_figure *figure, ptrdiff_t measure,
                         const keur_limit *limit)
{
    const bool is_any_risk = strcmp(limit->figure, "worst-risk") == 0;

    if ((ptrdiff_t)figure->measure != measure || (strcmp(figure->figure.name, limit->figure) != 0 &&
                                                  !(is_any_risk && is_risk(&figure->figure))))
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
        if (keur_limit_is_about(&card->figures[i], measure, limit) &&
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

/* What the figure says of the limit, and whether it was computed for this policy at all. */
static void weigh(const keur_judging *on, ptrdiff_t measure, const keur_figure *figure,
                  const keur_limit *limit, keur_test *test)
{
    keur_evidence *made = &test->evidence;
    bool is_harder = false;

    *made = keur_evidence_find(figure, on->card->is_export, limit->side, test->finding.limit,
                               limit->confidence);
    /* A bound that is as sure as the policy wants stands by itself: Holm would ask for more. */
    if (figure != NULL && figure->kind == KEUR_KIND_LOWER_BOUND && made->p < 1 &&
        figure->level >= on->policy->confidence)
        made->p = 0;
    if (figure == NULL || measure < 0)
        return;
    test->unfit =
        keur_policy_unfit(on->policy, &on->card->measures[measure], figure->name, &is_harder);
    if (test->unfit != NULL) {
        made->is_met = false;
        made->is_unclear = true;
        made->p = is_harder ? made->p : 1;
    }
}

static keur_status add_test(keur_judging *on, const keur_limit *limit, ptrdiff_t measure,
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
                    .figure = figure != NULL ? figure->name : limit->figure,
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
    for (size_t i = 0; i < test->finding.n_labels; i++) /* as the export filter has it */
        if (figure != NULL && figure->n < KEUR_EXPORT_SMALL &&
            strcmp(test->finding.labels[i].name, "level") == 0)
            test->finding.labels[i].value = "other (<10)";
    test->is_membership =
        measure >= 0 && on->card->measures[measure].family == KEUR_FAMILY_MEMBERSHIP;
    test->is_declared = !isnan(test->finding.limit);
    weigh(on, measure, figure, limit, test);
out:
    return status;
}

/* Whether a secret that the schema declares has a figure that the limit is about. */
static bool is_attacked(const keur_judging *on, ptrdiff_t measure, const keur_limit *limit,
                        const char *secret)
{
    const keur_label label = {"secret", secret};

    for (size_t i = 0; i < on->card->n_figures; i++)
        if (keur_limit_is_about(&on->card->figures[i], measure, limit) &&
            has_label(&on->card->figures[i].figure, &label))
            return true;
    return false;
}

static keur_status add_figures(keur_judging *on, const keur_limit *limit, ptrdiff_t measure,
                               keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->card->n_figures; i++) {
        if (!keur_limit_is_about(&on->card->figures[i], measure, limit))
            continue;
        KEUR_TRY(add_test(on, limit, measure, &on->card->figures[i].figure, err));
        n++;
    }
    if (n == 0 && !(limit->only_where_given && measure >= 0))
        KEUR_TRY(add_test(on, limit, measure, NULL, err));
out:
    return status;
}

/* The measure that counts, or its substitute where it has no value. Of an exported scorecard
 * nobody can tell whether it had one inside, so both count. */
keur_status keur_judging_limit(keur_judging *on, const keur_limit *limit, keur_error *err)
{
    const keur_scorecard *card = on->card;
    const ptrdiff_t first = keur_judging_measure(card, limit->measure);
    const ptrdiff_t second = keur_judging_measure(card, limit->substitute);
    const bool is_needed = !has_figure(card, first, limit, true);
    const bool is_there = has_figure(card, second, limit, true);
    const bool is_doubtful = card->is_export && has_figure(card, first, limit, false);
    const bool was_there = card->is_export && has_figure(card, second, limit, false);
    keur_status status = KEUR_OK;

    if (!is_needed || !is_there || is_doubtful)
        KEUR_TRY(add_figures(on, limit, first, err));
    if (is_needed && (is_there || was_there))
        KEUR_TRY(add_figures(on, limit, second, err));
out:
    return status;
}

static keur_status demand_secrets(keur_judging *on, const keur_limit *limit, keur_error *err)
{
    const keur_scorecard *card = on->card;
    const ptrdiff_t first = keur_judging_measure(card, limit->measure);
    const ptrdiff_t substitute = keur_judging_measure(card, limit->substitute);
    /* which is not judged where the first has a value */
    const ptrdiff_t second = has_figure(card, first, limit, true) ? -1 : substitute;
    keur_text why = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < card->n_columns; j++) {
        const char *secret = card->columns[j].name;

        if (!(card->columns[j].roles & KEUR_COLUMN_SECRET) ||
            is_attacked(on, first, limit, secret) || is_attacked(on, second, limit, secret))
            continue;
        keur_text_clear(&why);
        KEUR_TRY(keur_text_format(&why, err, "gave no %s of %s, which is declared secret.",
                                  limit->figure, secret));
        KEUR_TRY(keur_judging_open(on, limit->measure, why.bytes, err));
    }
out:
    keur_text_free(&why);
    return status;
}

keur_status keur_judging_secrets(keur_judging *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < on->policy->n_limits && !on->card->roles_by_default; i++) {
        const keur_limit *limit = &on->policy->limits[i];

        if (limit->for_declared_secrets && limit->kind != KEUR_LIMIT_ADVISORY &&
            limit->n_labels == 0)
            KEUR_TRY(demand_secrets(on, limit, err));
    }
out:
    return status;
}

/* A finding about a measure, or the policy, as a whole: "NAME why". */
keur_status keur_judging_open(keur_judging *on, const char *name, const char *why, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    keur_test *test;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(on->tests, on->n_tests, on->n_tests + 1, err));
    test = &on->tests[on->n_tests++];
    *test = (keur_test){.finding = {.measure = name,
                                    .kind = KEUR_LIMIT_GATE,
                                    .limit = NAN,
                                    .confidence = on->policy->confidence,
                                    .outcome = KEUR_OPEN},
                        .is_declared = true};
    KEUR_TRY(keur_text_format(&text, err, "%s %s", name, why));
    KEUR_TRY(keur_arena_string(on->arena, text.bytes, &test->finding.reason, err));
out:
    keur_text_free(&text);
    return status;
}
