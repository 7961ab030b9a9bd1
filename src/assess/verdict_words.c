/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences of a verdict. They name figures and limits and give no number of a figure: these pass
 * the export filter, the sentences do not need to. */
#include "assess/verdict_impl.h"

#include <math.h>
#include <string.h>

#include "assess/export_impl.h"
#include "base/text.h"
#include "base/try.h"

static const char *const decisions[] = {"release", "inconclusive", "do not release"};
static const char *const outcomes[] = {"met", "no objection", "open", "broken"};

const char *keur_decision_word(keur_decision decision)
{
    return decisions[decision];
}

const char *keur_outcome_word(keur_outcome outcome)
{
    return outcomes[outcome];
}

/* "attribute-keys dcap-excess (secret income)" */
static keur_status add_subject(const keur_finding *finding, keur_text *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(to, err, "%s %s", finding->measure, finding->figure));
    for (size_t i = 0; i < finding->n_labels; i++)
        KEUR_TRY(keur_text_format(to, err, "%s%s %s%s", i == 0 ? " (" : ", ",
                                  finding->labels[i].name, finding->labels[i].value,
                                  i + 1 == finding->n_labels ? ")" : ""));
out:
    return status;
}

/* Why a figure has no value, where the export filter lets that reason pass; else NULL: of a figure
 * on few rows a sentence tells no more than its outcome does. */
static const char *lack_of(const keur_figure *figure)
{
    return isnan(figure->value) && isnan(figure->low) && !(figure->denominator < KEUR_EXPORT_SMALL)
               ? figure->reason
               : NULL;
}

static keur_status add_known(const keur_test *test, double confidence, keur_text *to,
                             keur_error *err)
{
    const keur_finding *finding = &test->finding;
    const keur_figure *figure = test->evidence.figure;
    const bool is_bound = figure->kind == KEUR_KIND_LOWER_BOUND;
    const char *side = keur_side_word(finding->side);
    const char *other = keur_side_word(finding->side == KEUR_BELOW ? KEUR_ABOVE : KEUR_BELOW);

    switch (finding->outcome) {
    case KEUR_MET:
        return keur_text_format(to, err, " lies %s %g, with %g%% confidence.", side, finding->limit,
                                100 * finding->confidence);
    case KEUR_BROKEN:
        return keur_text_format(
            to, err, " lies %s %g, with %g%% confidence%s.", other, finding->limit,
            100 * (is_bound ? figure->level : confidence),
            is_bound || finding->kind == KEUR_LIMIT_ADVISORY ? "" : " over all limits together");
    case KEUR_NO_OBJECTION:
        return keur_text_format(to, err, " is not shown to lie %s %g.", other, finding->limit);
    default:
        return keur_text_format(to, err, " may lie %s or %s %g: these rows cannot tell", side,
                                other, finding->limit);
    }
}

/* Why a figure that has a value was not held against its limit. */
static keur_status add_fault(const keur_test *test, keur_text *to, keur_error *err)
{
    if (test->evidence.figure->invalid != NULL)
        return keur_text_format(to, err, " is not valid: %s.", test->evidence.figure->invalid);
    if (test->unfit != NULL)
        return keur_text_format(to, err, " was computed with another %s than the policy's.",
                                test->unfit);
    return keur_text_format(to, err, " may lie above %g: its rounding for export hides that.",
                            test->finding.limit);
}

static keur_status add_open(const keur_judging *on, const keur_test *test, keur_text *to,
                            keur_error *err)
{
    const keur_figure *figure = test->evidence.figure;
    const bool is_hidden = test->finding.kind == KEUR_LIMIT_BREAK_ONLY && on->card->is_export;
    keur_status status = KEUR_OK;

    if (lack_of(figure) != NULL)
        KEUR_TRY(keur_text_format(to, err, " is not known: %s", lack_of(figure)));
    else if (figure->invalid != NULL || test->unfit != NULL || is_hidden)
        return add_fault(test, to, err);
    else
        KEUR_TRY(add_known(test, on->policy->confidence, to, err));
    KEUR_TRY(keur_test_power(on, test, to, err));
    KEUR_TRY(keur_text_add(to, ".", err));
out:
    return status;
}

static keur_status describe(const keur_judging *on, const keur_test *test, keur_text *to,
                            keur_error *err)
{
    const keur_finding *finding = &test->finding;
    keur_status status = KEUR_OK;

    if (finding->kind == KEUR_LIMIT_ADVISORY)
        KEUR_TRY(keur_text_add(to, "Advice only: ", err));
    KEUR_TRY(add_subject(finding, to, err));
    if (!test->is_declared)
        KEUR_TRY(keur_text_add(to, " has no limit: no epsilon was declared.", err));
    else if (on->told_apart && test->is_membership)
        KEUR_TRY(
            keur_text_add(to, " cannot be judged: train and holdout differ by themselves.", err));
    else if (test->evidence.figure == NULL)
        KEUR_TRY(keur_text_format(to, err, " was not computed, and must lie %s %g.",
                                  keur_side_word(finding->side), finding->limit));
    else if (finding->outcome == KEUR_OPEN)
        KEUR_TRY(add_open(on, test, to, err));
    else if (lack_of(test->evidence.figure) != NULL)
        KEUR_TRY(keur_text_format(to, err, " is not known: %s.", lack_of(test->evidence.figure)));
    else
        KEUR_TRY(add_known(test, on->policy->confidence, to, err));
out:
    return status;
}

keur_status keur_test_reason(const keur_judging *on, keur_test *test, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(describe(on, test, &text, err));
    KEUR_TRY(keur_arena_string(on->arena, text.bytes, &test->finding.reason, err));
out:
    keur_text_free(&text);
    return status;
}

static keur_status copy_finding(const keur_finding *from, keur_arena *arena, keur_finding *to,
                                keur_error *err)
{
    keur_status status = KEUR_OK;

    *to = *from;
    KEUR_TRY(keur_arena_string(arena, from->measure, &to->measure, err));
    KEUR_TRY(keur_arena_string(arena, from->figure, &to->figure, err));
    KEUR_TRY(keur_arena_string(arena, from->reason, &to->reason, err));
    KEUR_TRY(keur_arena_string(arena, from->provenance, &to->provenance, err));
    for (size_t i = 0; i < from->n_labels; i++) {
        KEUR_TRY(keur_arena_string(arena, from->labels[i].name, &to->labels[i].name, err));
        KEUR_TRY(keur_arena_string(arena, from->labels[i].value, &to->labels[i].value, err));
    }
out:
    return status;
}

keur_status keur_verdict_copy(const keur_verdict *from, keur_arena *arena, keur_verdict **to,
                              keur_error *err)
{
    keur_status status = KEUR_OK;

    *to = NULL;
    if (from == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_ARENA_NEW(arena, *to, 1, err));
    **to = *from;
    KEUR_TRY(keur_arena_string(arena, from->policy, &(*to)->policy, err));
    KEUR_TRY(keur_arena_string(arena, from->policy_version, &(*to)->policy_version, err));
    KEUR_TRY(keur_arena_string(arena, from->policy_id, &(*to)->policy_id, err));
    KEUR_TRY(keur_arena_string(arena, from->method, &(*to)->method, err));
    KEUR_TRY(KEUR_ARENA_NEW(arena, (*to)->findings, from->n_findings, err));
    for (size_t i = 0; i < from->n_findings; i++)
        KEUR_TRY(copy_finding(&from->findings[i], arena, &(*to)->findings[i], err));
out:
    return status;
}
