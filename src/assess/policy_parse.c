/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/policy_impl.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/try.h"

/* A text that is not blank. */
static keur_status parse_text(const keur_json_at *of, const char *name, bool is_optional,
                              keur_arena *arena, const char **text, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    const char *found = NULL;
    keur_status status = KEUR_OK;

    if (is_optional && keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_string(&at, &found, err));
    if (found[strspn(found, " \t\r\n")] == '\0')
        return keur_json_refuse(&at, "must not be empty", err);
    KEUR_TRY(keur_arena_string(arena, found, text, err));
out:
    return status;
}

/* Measures and figures: `tpr@fpr=0.01`. Anything else cannot be a name, so a slip is found here. */
static keur_status check_name(const keur_json_at *at, const char *name, keur_error *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.@=-";

    if (*name == '\0' || name[strspn(name, allowed)] != '\0')
        return keur_json_refuse(at, "expected a name in small letters, digits and . @ = -", err);
    return KEUR_OK;
}

static keur_status parse_name(const keur_json_at *of, const char *name, bool is_optional,
                              keur_arena *arena, const char **text, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    keur_status status = KEUR_OK;

    KEUR_TRY(parse_text(of, name, is_optional, arena, text, err));
    if (*text != NULL)
        KEUR_TRY(check_name(&at, *text, err));
out:
    return status;
}

/* *found = which of the words it is. */
static keur_status parse_word(const keur_json_at *of, const char *name, size_t n,
                              const char *(*word_of)(size_t i), size_t *found, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    const char *word = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(&at, &word, err));
    for (*found = 0; *found < n && strcmp(word, word_of(*found)) != 0;)
        ++*found;
    if (*found == n)
        status = keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected %s%s%s or %s", at.document, at.path,
                           word_of(0), n > 2 ? ", " : "", n > 2 ? word_of(1) : "", word_of(n - 1));
out:
    return status;
}

static const char *kind_word(size_t i)
{
    return keur_limit_kind_word((keur_limit_kind)i);
}

static const char *side_word(size_t i)
{
    return keur_side_word((keur_side)i);
}

static const char *adjacency_word(size_t i)
{
    return keur_adjacency_word((keur_adjacency)i);
}

static keur_status parse_number(const keur_json_at *of, const char *name, double *value,
                                keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);

    return keur_json_is_absent(&at) ? KEUR_OK : keur_json_number(&at, value, err);
}

static keur_status parse_confidence(const keur_json_at *of, double *confidence, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "confidence");
    keur_status status = KEUR_OK;

    KEUR_TRY(parse_number(of, "confidence", confidence, err));
    if (!(*confidence > 0.5 && *confidence < 1))
        status =
            keur_json_refuse(&at, "expected a number above 0.5 and below 1, such as 0.95", err);
out:
    return status;
}

static keur_status parse_options(const keur_json_at *root, keur_policy *to, keur_error *err)
{
    static const char *const known[] = {"epsilon", "delta", "adjacency", "sampling_fraction", NULL};
    const keur_json_at at = keur_json_member(root, "options");
    const keur_json_at adjacency = keur_json_member(&at, "adjacency");
    const keur_json_at epsilon = keur_json_member(&at, "epsilon");
    const keur_json_at delta = keur_json_member(&at, "delta");
    const keur_json_at fraction = keur_json_member(&at, "sampling_fraction");
    size_t found = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_known(&at, known, err));
    KEUR_TRY(parse_number(&at, "epsilon", &to->epsilon, err));
    KEUR_TRY(parse_number(&at, "delta", &to->delta, err));
    KEUR_TRY(parse_number(&at, "sampling_fraction", &to->sampling_fraction, err));
    if (!keur_json_is_absent(&adjacency))
        KEUR_TRY(parse_word(&at, "adjacency", KEUR_N_ADJACENCIES, adjacency_word, &found, err));
    to->adjacency = (keur_adjacency)found;
    if (to->epsilon <= 0)
        return keur_json_refuse(&epsilon, "expected a number above 0", err);
    if (to->delta < 0 || to->delta >= 1)
        return keur_json_refuse(&delta, "expected a number from 0 to below 1", err);
    if (!isnan(to->delta) && isnan(to->epsilon))
        return keur_json_refuse(&delta, "a delta needs an epsilon", err);
    if (to->sampling_fraction <= 0 || to->sampling_fraction >= 1)
        return keur_json_refuse(&fraction, "expected a number above 0 and below 1", err);
out:
    return status;
}

static keur_status parse_labels(const keur_json_at *of, keur_arena *arena, keur_limit *to,
                                keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "of");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    if (!keur_json_is_object(&at))
        return keur_json_refuse(&at, "expected an object", err);
    KEUR_TRY(keur_json_count(&at, &n, err));
    if (n > KEUR_MAX_LABELS)
        return keur_json_refuse(&at, "a figure has no more than 8 labels", err);
    for (; to->n_labels < n; to->n_labels++) {
        const keur_json_at item = keur_json_item(&at, to->n_labels);
        keur_label *label = &to->labels[to->n_labels];
        const char *value = NULL;

        KEUR_TRY(keur_json_string(&item, &value, err));
        KEUR_TRY(keur_arena_string(arena, keur_json_key(&item), &label->name, err));
        KEUR_TRY(keur_arena_string(arena, value, &label->value, err));
    }
out:
    return status;
}

static keur_status parse_threshold(const keur_json_at *of, keur_limit *to, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "limit");
    const char *word = NULL;
    keur_status status = KEUR_OK;

    to->limit = NAN;
    if (!keur_json_is_string(&at))
        return keur_json_number(&at, &to->limit, err);
    KEUR_TRY(keur_json_string(&at, &word, err));
    if (strcmp(word, KEUR_DECLARED_EPSILON) != 0)
        return keur_json_refuse(&at, "expected a number or \"" KEUR_DECLARED_EPSILON "\"", err);
    to->is_declared_epsilon = true;
out:
    return status;
}

static keur_status parse_limit(const keur_json_at *at, keur_policy *policy, keur_error *err)
{
    static const char *const known[] = {"measure",
                                        "substitute",
                                        "figure",
                                        "of",
                                        "kind",
                                        "must_be",
                                        "limit",
                                        "declared_secrets_only",
                                        "confidence",
                                        "provenance",
                                        "only_where_given",
                                        NULL};
    const keur_json_at secrets = keur_json_member(at, "declared_secrets_only");
    const keur_json_at where_given = keur_json_member(at, "only_where_given");
    keur_limit *to = &policy->limits[policy->n_limits];
    size_t kind = 0, side = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_known(at, known, err));
    KEUR_TRY(parse_name(at, "measure", false, policy->arena, &to->measure, err));
    KEUR_TRY(parse_name(at, "substitute", true, policy->arena, &to->substitute, err));
    KEUR_TRY(parse_name(at, "figure", false, policy->arena, &to->figure, err));
    KEUR_TRY(parse_labels(at, policy->arena, to, err));
    KEUR_TRY(parse_word(at, "kind", KEUR_N_LIMIT_KINDS, kind_word, &kind, err));
    KEUR_TRY(parse_word(at, "must_be", KEUR_N_SIDES, side_word, &side, err));
    to->kind = (keur_limit_kind)kind;
    to->side = (keur_side)side;
    KEUR_TRY(parse_threshold(at, to, err));
    if (!keur_json_is_absent(&secrets))
        KEUR_TRY(keur_json_bool(&secrets, &to->for_declared_secrets, err));
    if (!keur_json_is_absent(&where_given))
        KEUR_TRY(keur_json_bool(&where_given, &to->only_where_given, err));
    to->confidence = policy->confidence;
    KEUR_TRY(parse_confidence(at, &to->confidence, err));
    KEUR_TRY(parse_text(at, "provenance", false, policy->arena, &to->provenance, err));
    for (size_t i = 0; i < policy->n_limits; i++)
        if (keur_limit_is_same(&policy->limits[i], to))
            return keur_fail(err, KEUR_ESCHEMA, "%s: %s: it repeats limit %zu", at->document,
                             at->path, i + 1);
out:
    return status;
}

static keur_status parse_required(const keur_json_at *root, keur_policy *to, keur_error *err)
{
    const keur_json_at at = keur_json_member(root, "required");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (!keur_json_is_array(&at))
        return keur_json_refuse(&at, "expected an array of measures", err);
    KEUR_TRY(keur_json_count(&at, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->required, n, err));
    for (; to->n_required < n; to->n_required++) {
        const keur_json_at item = keur_json_item(&at, to->n_required);
        const char *name = NULL;

        KEUR_TRY(keur_json_string(&item, &name, err));
        KEUR_TRY(check_name(&item, name, err));
        for (size_t i = 0; i < to->n_required; i++)
            if (strcmp(to->required[i], name) == 0)
                return keur_json_refuse(&item, "it is there twice", err);
        KEUR_TRY(keur_arena_string(to->arena, name, &to->required[to->n_required], err));
    }
out:
    return status;
}

static keur_status parse_unmeasured(const keur_json_at *root, keur_policy *to, keur_error *err)
{
    const keur_json_at at = keur_json_member(root, "unmeasured_columns");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    if (!keur_json_is_array(&at))
        return keur_json_refuse(&at, "expected an array of columns", err);
    KEUR_TRY(keur_json_count(&at, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->unmeasured, n, err));
    for (; to->n_unmeasured < n; to->n_unmeasured++) {
        const keur_json_at item = keur_json_item(&at, to->n_unmeasured);
        const char *name = NULL;

        KEUR_TRY(keur_json_string(&item, &name, err));
        KEUR_TRY(keur_arena_string(to->arena, name, &to->unmeasured[to->n_unmeasured], err));
    }
out:
    return status;
}

static keur_status parse_limits(const keur_json_at *root, keur_policy *to, keur_error *err)
{
    const keur_json_at at = keur_json_member(root, "limits");
    bool has_gate = false;
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (!keur_json_is_array(&at))
        return keur_json_refuse(&at, "expected an array of limits", err);
    KEUR_TRY(keur_json_count(&at, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->limits, n, err));
    for (; to->n_limits < n; to->n_limits++) {
        const keur_json_at item = keur_json_item(&at, to->n_limits);

        KEUR_TRY(parse_limit(&item, to, err));
        has_gate |= to->limits[to->n_limits].kind == KEUR_LIMIT_GATE &&
                    !(to->limits[to->n_limits].is_declared_epsilon && isnan(to->epsilon));
    }
    if (!has_gate) /* it would release whatever it is shown */
        status = keur_json_refuse(&at, "a policy needs a limit of the kind gate", err);
out:
    return status;
}

static keur_status check_format(const keur_json_at *root, keur_error *err)
{
    static const char *const known[] = {"keur_policy",        "name",    "version",  "about",
                                        "confidence",         "options", "required", "limits",
                                        "unmeasured_columns", NULL};
    const keur_json_at at = keur_json_member(root, "keur_policy");
    double format = 0;
    keur_status status = KEUR_OK;

    if (!keur_json_is_object(root) || !keur_json_is_number(&at))
        return keur_fail(err, KEUR_ESCHEMA, "%s: not a policy: $.keur_policy is missing",
                         root->document);
    KEUR_TRY(keur_json_number(&at, &format, err));
    if (format != KEUR_POLICY_FORMAT)
        return keur_json_refuse(&at, "expected 1, the only format there is", err);
    KEUR_TRY(keur_json_known(root, known, err));
out:
    return status;
}

keur_status keur_policy_parse(const char *text, size_t n_bytes, const char *name,
                              keur_policy **policy, keur_error *err)
{
    keur_json *json = NULL;
    keur_policy *made = NULL;
    keur_json_at root;
    keur_status status = KEUR_OK;

    *policy = NULL;
    KEUR_TRY(keur_json_parse(text, n_bytes, name, &json, err));
    root = keur_json_root(json, name);
    KEUR_TRY(check_format(&root, err));
    KEUR_TRY(keur_policy_new(&made, err));
    KEUR_TRY(parse_text(&root, "name", false, made->arena, &made->name, err));
    KEUR_TRY(parse_text(&root, "version", false, made->arena, &made->version, err));
    KEUR_TRY(parse_text(&root, "about", true, made->arena, &made->about, err));
    KEUR_TRY(parse_confidence(&root, &made->confidence, err));
    KEUR_TRY(parse_options(&root, made, err));
    KEUR_TRY(parse_required(&root, made, err));
    KEUR_TRY(parse_unmeasured(&root, made, err));
    KEUR_TRY(parse_limits(&root, made, err));
    *policy = made;
    made = NULL;
out:
    keur_policy_free(made);
    keur_json_free(json);
    return status;
}
