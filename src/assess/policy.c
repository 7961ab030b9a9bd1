/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/policy_impl.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/try.h"

static const char *const kinds[] = {
#define KIND_WORD(name, word, help) word,
    KEUR_LIMIT_KIND_LIST(KIND_WORD)
#undef KIND_WORD
};
static const char *const sides[] = {"below", "above"};
static const char *const adjacencies[] = {"replace-one", "add-remove"};

const char *keur_limit_kind_word(keur_limit_kind kind)
{
    return kinds[kind];
}

const char *keur_side_word(keur_side side)
{
    return sides[side];
}

const char *keur_adjacency_word(keur_adjacency adjacency)
{
    return adjacencies[adjacency];
}

keur_status keur_policy_new(keur_policy **made, keur_error *err)
{
    keur_policy *policy = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    KEUR_TRY(KEUR_NEW(policy, 1, err));
    KEUR_TRY(keur_arena_new(&policy->arena, err));
    policy->confidence = 0.95;
    policy->epsilon = policy->delta = policy->sampling_fraction = NAN;
    *made = policy;
    policy = NULL;
out:
    keur_policy_free(policy);
    return status;
}

void keur_policy_free(keur_policy *policy)
{
    if (policy != NULL)
        keur_arena_free(policy->arena);
    keur_release(policy);
}

static bool has_labels_of(const keur_limit *a, const keur_limit *b)
{
    for (size_t i = 0; i < a->n_labels; i++) {
        bool is_there = false;

        for (size_t j = 0; j < b->n_labels && !is_there; j++)
            is_there = strcmp(a->labels[i].name, b->labels[j].name) == 0 &&
                       strcmp(a->labels[i].value, b->labels[j].value) == 0;
        if (!is_there)
            return false;
    }
    return true;
}

bool keur_limit_is_same(const keur_limit *a, const keur_limit *b)
{
    return a->kind == b->kind && a->side == b->side && a->n_labels == b->n_labels &&
           strcmp(a->measure, b->measure) == 0 && strcmp(a->figure, b->figure) == 0 &&
           has_labels_of(a, b);
}

keur_status keur_policy_read(const char *path, keur_policy **policy, keur_error *err)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    char *bytes = NULL;
    size_t n_bytes = 0;
    keur_status status = KEUR_OK;

    *policy = NULL;
    KEUR_TRY(keur_file_read(path, &bytes, &n_bytes, err));
    KEUR_TRY(keur_policy_parse(bytes, n_bytes, name, policy, err));
out:
    keur_release(bytes);
    return status;
}

keur_status keur_policy_open(const char *name, keur_policy **policy, keur_error *err)
{
    keur_status status;

    for (size_t i = 0; keur_policy_preset_name(i) != NULL; i++)
        if (strcmp(name, keur_policy_preset_name(i)) == 0)
            return keur_policy_preset(name, policy, err);
    status = keur_policy_read(name, policy, err);
    if (status == KEUR_EIO)
        return keur_fail(err, KEUR_EIO,
                         "%s: neither a policy of keur (public, controlled, internal) nor a file "
                         "that can be read",
                         name);
    return status;
}

/* --- printing */

static keur_status print_number(keur_json *to, const char *name, double value, keur_error *err)
{
    return isnan(value) ? KEUR_OK : keur_json_add_number(to, name, value, err);
}

static keur_status print_text(keur_json *to, const char *name, const char *text, keur_error *err)
{
    return text == NULL ? KEUR_OK : keur_json_add_string(to, name, text, err);
}

static keur_status print_labels(keur_json *to, const keur_limit *limit, keur_error *err)
{
    keur_json *of = NULL;
    keur_status status = KEUR_OK;

    if (limit->n_labels == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_object(to, "of", &of, err));
    for (size_t i = 0; i < limit->n_labels; i++)
        KEUR_TRY(keur_json_add_string(of, limit->labels[i].name, limit->labels[i].value, err));
out:
    return status;
}

static keur_status print_limit(keur_json *list, const keur_limit *limit, keur_error *err)
{
    keur_json *to = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, &to, err));
    KEUR_TRY(keur_json_add_string(to, "measure", limit->measure, err));
    KEUR_TRY(print_text(to, "substitute", limit->substitute, err));
    KEUR_TRY(keur_json_add_string(to, "figure", limit->figure, err));
    KEUR_TRY(print_labels(to, limit, err));
    KEUR_TRY(keur_json_add_string(to, "kind", keur_limit_kind_word(limit->kind), err));
    KEUR_TRY(keur_json_add_string(to, "must_be", keur_side_word(limit->side), err));
    if (limit->is_declared_epsilon)
        KEUR_TRY(keur_json_add_string(to, "limit", KEUR_DECLARED_EPSILON, err));
    else
        KEUR_TRY(keur_json_add_number(to, "limit", limit->limit, err));
    if (limit->for_declared_secrets)
        KEUR_TRY(keur_json_add_bool(to, "declared_secrets_only", true, err));
    if (limit->only_where_given)
        KEUR_TRY(keur_json_add_bool(to, "only_where_given", true, err));
    KEUR_TRY(keur_json_add_number(to, "confidence", limit->confidence, err));
    KEUR_TRY(keur_json_add_string(to, "provenance", limit->provenance, err));
out:
    return status;
}

static keur_status print_options(keur_json *to, const keur_policy *policy, keur_error *err)
{
    keur_json *options = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, "options", &options, err));
    KEUR_TRY(print_number(options, "epsilon", policy->epsilon, err));
    KEUR_TRY(print_number(options, "delta", policy->delta, err));
    KEUR_TRY(
        keur_json_add_string(options, "adjacency", keur_adjacency_word(policy->adjacency), err));
    KEUR_TRY(print_number(options, "sampling_fraction", policy->sampling_fraction, err));
out:
    return status;
}

keur_status keur_policy_print(const keur_policy *policy, char **text, keur_error *err)
{
    keur_json *json = NULL, *list = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&json, err));
    KEUR_TRY(keur_json_add_number(json, "keur_policy", KEUR_POLICY_FORMAT, err));
    KEUR_TRY(keur_json_add_string(json, "name", policy->name, err));
    KEUR_TRY(keur_json_add_string(json, "version", policy->version, err));
    KEUR_TRY(print_text(json, "about", policy->about, err));
    KEUR_TRY(keur_json_add_number(json, "confidence", policy->confidence, err));
    KEUR_TRY(print_options(json, policy, err));
    KEUR_TRY(keur_json_add_array(json, "required", &list, err));
    for (size_t i = 0; i < policy->n_required; i++)
        KEUR_TRY(keur_json_add_string(list, NULL, policy->required[i], err));
    if (policy->n_unmeasured > 0)
        KEUR_TRY(keur_json_add_array(json, "unmeasured_columns", &list, err));
    for (size_t i = 0; i < policy->n_unmeasured; i++)
        KEUR_TRY(keur_json_add_string(list, NULL, policy->unmeasured[i], err));
    KEUR_TRY(keur_json_add_array(json, "limits", &list, err));
    for (size_t i = 0; i < policy->n_limits; i++)
        KEUR_TRY(print_limit(list, &policy->limits[i], err));
    KEUR_TRY(keur_json_print(json, text, err));
out:
    keur_json_free(json);
    return status;
}
