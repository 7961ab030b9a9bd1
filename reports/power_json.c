/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/json.h"
#include "base/try.h"
#include "reports/power_forms.h"

/* Null where it is not known. */
static keur_status add_needed(keur_json *to, const char *name, size_t rows, keur_error *err)
{
    return keur_json_add_number(to, name, rows > 0 ? (double)rows : NAN, err);
}

static keur_status add_line(keur_json *list, const keur_limit_power *of, keur_error *err)
{
    keur_json *to = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, &to, err));
    KEUR_TRY(keur_json_add_string(to, "measure", of->limit->measure, err));
    KEUR_TRY(keur_json_add_string(to, "figure", of->limit->figure, err));
    KEUR_TRY(keur_json_add_string(to, "kind", keur_limit_kind_word(of->limit->kind), err));
    KEUR_TRY(keur_json_add_string(to, "must_be", keur_side_word(of->limit->side), err));
    KEUR_TRY(keur_json_add_number(to, "limit", of->limit->limit, err));
    KEUR_TRY(keur_json_add_number(to, "confidence", of->limit->confidence, err));
    if (of->why_not != NULL) {
        KEUR_TRY(keur_json_add_string(to, "reason", of->why_not, err));
        goto out;
    }
    if (!isnan(of->baseline))
        KEUR_TRY(keur_json_add_number(to, "baseline", of->baseline, err));
    KEUR_TRY(keur_json_add_number(to, "members", (double)of->members, err));
    KEUR_TRY(keur_json_add_number(to, "non_members", (double)of->non_members, err));
    KEUR_TRY(keur_json_add_number(to, "power", of->power, err));
    KEUR_TRY(keur_json_add_bool(to, "is_at_least", of->is_least, err));
    KEUR_TRY(add_needed(to, "members_needed", of->members_needed, err));
    KEUR_TRY(add_needed(to, "non_members_needed", of->non_members_needed, err));
    KEUR_TRY(keur_json_add_number(to, "strictest_limit", of->least, err));
out:
    return status;
}

static keur_status add_policy(keur_json *list, const keur_powered *of, keur_error *err)
{
    keur_json *to = NULL, *limits = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, &to, err));
    KEUR_TRY(keur_json_add_string(to, "name", of->policy->name, err));
    KEUR_TRY(keur_json_add_string(to, "version", of->policy->version, err));
    KEUR_TRY(keur_json_add_array(to, "limits", &limits, err));
    for (size_t i = 0; i < of->power->n_lines; i++)
        KEUR_TRY(add_line(limits, &of->power->lines[i], err));
out:
    return status;
}

keur_status keur_power_json(const keur_power_sizes *sizes, const keur_powered *of, size_t n,
                            char **text, keur_error *err)
{
    const keur_policy_power *power = of[0].power;
    keur_json *root = NULL, *policies = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(keur_json_add_number(root, "train", (double)sizes->train, err));
    KEUR_TRY(keur_json_add_number(root, "holdout", (double)sizes->holdout, err));
    KEUR_TRY(
        keur_json_add_string(root, "reference", sizes->has_reference ? "given" : "split", err));
    KEUR_TRY(keur_json_add_number(root, "scored_members", (double)power->members, err));
    KEUR_TRY(keur_json_add_number(root, "scored_non_members", (double)power->non_members, err));
    KEUR_TRY(keur_json_add_number(root, "detectable_auc", power->detectable_auc, err));
    KEUR_TRY(keur_json_add_number(root, "provable_epsilon", power->provable_epsilon, err));
    KEUR_TRY(keur_json_add_array(root, "policies", &policies, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(add_policy(policies, &of[i], err));
    KEUR_TRY(keur_json_print(root, text, err));
out:
    keur_json_free(root);
    return status;
}
