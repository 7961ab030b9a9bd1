/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/verdict.h"

#include <math.h>

#include "base/try.h"
#include "reports/reading.h"

static const char *decision_words(size_t i)
{
    return i < KEUR_N_DECISIONS ? keur_decision_word((keur_decision)i) : NULL;
}

static const char *outcome_words(size_t i)
{
    return i < KEUR_N_OUTCOMES ? keur_outcome_word((keur_outcome)i) : NULL;
}

static const char *kind_words(size_t i)
{
    return i < KEUR_N_LIMIT_KINDS ? keur_limit_kind_word((keur_limit_kind)i) : NULL;
}

static const char *side_words(size_t i)
{
    return i < KEUR_N_SIDES ? keur_side_word((keur_side)i) : NULL;
}

/* --- writing */

static keur_status add_labels(keur_json *to, const keur_finding *finding, keur_error *err)
{
    keur_json *of = NULL;
    keur_status status = KEUR_OK;

    if (finding->n_labels == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_object(to, "of", &of, err));
    for (size_t i = 0; i < finding->n_labels; i++)
        KEUR_TRY(keur_json_add_string(of, finding->labels[i].name, finding->labels[i].value, err));
out:
    return status;
}

static keur_status add_finding(keur_json *list, const keur_finding *finding, keur_error *err)
{
    keur_json *to = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, &to, err));
    KEUR_TRY(keur_json_add_string(to, "measure", finding->measure, err));
    if (finding->figure != NULL) {
        KEUR_TRY(keur_json_add_string(to, "figure", finding->figure, err));
        KEUR_TRY(add_labels(to, finding, err));
        KEUR_TRY(keur_json_add_string(to, "must_be", keur_side_word(finding->side), err));
    }
    if (isfinite(finding->limit))
        KEUR_TRY(keur_json_add_number(to, "limit", finding->limit, err));
    KEUR_TRY(keur_json_add_string(to, "kind", keur_limit_kind_word(finding->kind), err));
    KEUR_TRY(keur_json_add_number(to, "confidence", finding->confidence, err));
    KEUR_TRY(keur_json_add_string(to, "outcome", keur_outcome_word(finding->outcome), err));
    KEUR_TRY(keur_json_add_string(to, "reason", finding->reason, err));
    if (finding->provenance != NULL)
        KEUR_TRY(keur_json_add_string(to, "provenance", finding->provenance, err));
out:
    return status;
}

static keur_status fill(keur_json *to, const keur_verdict *verdict, keur_error *err)
{
    keur_json *list = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_string(to, "decision", keur_decision_word(verdict->decision), err));
    KEUR_TRY(keur_json_add_string(to, "policy", verdict->policy, err));
    KEUR_TRY(keur_json_add_string(to, "policy_version", verdict->policy_version, err));
    KEUR_TRY(keur_json_add_string(to, "policy_id", verdict->policy_id, err));
    KEUR_TRY(keur_json_add_string(to, "method", verdict->method, err));
    KEUR_TRY(keur_json_add_array(to, "findings", &list, err));
    for (size_t i = 0; i < verdict->n_findings; i++)
        KEUR_TRY(add_finding(list, &verdict->findings[i], err));
out:
    return status;
}

keur_status keur_verdict_json(keur_json *to, const keur_verdict *verdict, keur_error *err)
{
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_object(to, "verdict", &made, err));
    KEUR_TRY(fill(made, verdict, err));
out:
    return status;
}

keur_status keur_verdict_print(const keur_verdict *verdict, char **text, keur_error *err)
{
    keur_json *root = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(fill(root, verdict, err));
    KEUR_TRY(keur_json_print(root, text, err));
out:
    keur_json_free(root);
    return status;
}

/* --- reading */

static keur_status read_labels(const keur_json_at *at, keur_arena *arena, keur_finding *to,
                               keur_error *err)
{
    const keur_json_at of = keur_json_member(at, "of");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&of))
        return KEUR_OK;
    if (!keur_json_is_object(&of))
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected an object", of.document, of.path);
    KEUR_TRY(keur_json_count(&of, &n, err));
    if (n > KEUR_MAX_LABELS)
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: more than %d labels", of.document, of.path,
                         KEUR_MAX_LABELS);
    for (; to->n_labels < n; to->n_labels++) {
        const keur_json_at item = keur_json_item(&of, to->n_labels);
        keur_label *label = &to->labels[to->n_labels];
        const char *value = NULL;

        KEUR_TRY(keur_json_string(&item, &value, err));
        KEUR_TRY(keur_arena_string(arena, keur_json_key(&item), &label->name, err));
        KEUR_TRY(keur_arena_string(arena, value, &label->value, err));
    }
out:
    return status;
}

static keur_status read_number(const keur_json_at *of, const char *name, double *value,
                               keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);

    *value = NAN;
    return keur_json_is_absent(&at) ? KEUR_OK : keur_json_number(&at, value, err);
}

static keur_status read_finding(const keur_json_at *at, keur_arena *arena, keur_finding *to,
                                keur_error *err)
{
    static const char *const known[] = {"measure", "figure",     "of",      "must_be",
                                        "limit",   "kind",       "outcome", "confidence",
                                        "reason",  "provenance", NULL};
    size_t kind = 0, side = KEUR_BELOW, outcome = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_known(at, known, err));
    KEUR_TRY(keur_read_text(at, "measure", arena, &to->measure, err));
    KEUR_TRY(keur_read_optional(at, "figure", arena, &to->figure, err));
    KEUR_TRY(read_labels(at, arena, to, err));
    if (to->figure != NULL)
        KEUR_TRY(keur_read_word(at, "must_be", side_words, &side, err));
    KEUR_TRY(read_number(at, "limit", &to->limit, err));
    KEUR_TRY(read_number(at, "confidence", &to->confidence, err));
    KEUR_TRY(keur_read_word(at, "kind", kind_words, &kind, err));
    KEUR_TRY(keur_read_word(at, "outcome", outcome_words, &outcome, err));
    to->side = (keur_side)side;
    to->kind = (keur_limit_kind)kind;
    to->outcome = (keur_outcome)outcome;
    KEUR_TRY(keur_read_text(at, "reason", arena, &to->reason, err));
    KEUR_TRY(keur_read_optional(at, "provenance", arena, &to->provenance, err));
out:
    return status;
}

/* A decision that is milder than its own findings was not written by this program. */
static keur_status check_decision(const keur_json_at *at, const keur_verdict *verdict,
                                  keur_error *err)
{
    keur_decision needed = KEUR_RELEASE;

    for (size_t i = 0; i < verdict->n_findings; i++) {
        const keur_finding *finding = &verdict->findings[i];

        if (finding->kind == KEUR_LIMIT_ADVISORY)
            continue;
        if (finding->outcome == KEUR_BROKEN)
            needed = KEUR_DO_NOT_RELEASE;
        else if (finding->outcome == KEUR_OPEN && needed == KEUR_RELEASE)
            needed = KEUR_INCONCLUSIVE;
    }
    if (verdict->decision != needed)
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s.decision: its findings say \"%s\"",
                         at->document, at->path, keur_decision_word(needed));
    return KEUR_OK;
}

keur_status keur_verdict_read(const keur_json_at *root, keur_arena *arena, keur_verdict **made,
                              keur_error *err)
{
    static const char *const known[] = {
        "decision", "policy", "policy_version", "policy_id", "method", "findings", NULL};
    const keur_json_at at = keur_json_member(root, "verdict");
    const keur_json_at list = keur_json_member(&at, "findings");
    keur_verdict *to = NULL;
    size_t n = 0, decision = 0;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_known(&at, known, err));
    KEUR_TRY(KEUR_ARENA_NEW(arena, to, 1, err));
    KEUR_TRY(keur_read_word(&at, "decision", decision_words, &decision, err));
    to->decision = (keur_decision)decision;
    KEUR_TRY(keur_read_text(&at, "policy", arena, &to->policy, err));
    KEUR_TRY(keur_read_text(&at, "policy_version", arena, &to->policy_version, err));
    KEUR_TRY(keur_read_text(&at, "policy_id", arena, &to->policy_id, err));
    KEUR_TRY(keur_read_text(&at, "method", arena, &to->method, err));
    if (!keur_json_is_array(&list))
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected an array", list.document, list.path);
    KEUR_TRY(keur_json_count(&list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(arena, to->findings, n, err));
    for (; to->n_findings < n; to->n_findings++) {
        const keur_json_at item = keur_json_item(&list, to->n_findings);

        KEUR_TRY(read_finding(&item, arena, &to->findings[to->n_findings], err));
    }
    KEUR_TRY(check_decision(&at, to, err));
    *made = to;
out:
    return status;
}
