/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <keur/scorecard.h>

#include "assess/export.h"
#include "base/try.h"
#include "report_template.h"
#include "reports/glossary.h"
#include "reports/words.h"
#include "reports/written.h"

static keur_status add(keur_text *to, const char *text, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (text == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_text_add(to, text, err));
    KEUR_TRY(keur_text_add(to, "\n", err));
out:
    return status;
}

static keur_status add_measure(keur_text *to, const keur_measure *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(add(to, of->name, err));
    KEUR_TRY(add(to, of->title, err));
    KEUR_TRY(add(to, of->question, err));
    KEUR_TRY(add(to, of->limits, err));
    KEUR_TRY(add(to, of->source, err));
    for (const keur_param *param = of->params; param != NULL && param->name != NULL; param++) {
        KEUR_TRY(add(to, param->name, err));
        KEUR_TRY(add(to, param->choices, err));
        KEUR_TRY(add(to, param->fallback, err));
        KEUR_TRY(add(to, param->help, err));
    }
out:
    return status;
}

static keur_status add_presets(keur_text *to, keur_error *err)
{
    keur_policy *policy = NULL;
    char *json = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; keur_policy_preset_name(i) != NULL; i++) {
        KEUR_TRY(keur_policy_open(keur_policy_preset_name(i), &policy, err));
        KEUR_TRY(keur_policy_print(policy, &json, err));
        KEUR_TRY(add(to, json, err));
        keur_policy_free(policy);
        free(json);
        policy = NULL;
        json = NULL;
    }
out:
    keur_policy_free(policy);
    free(json);
    return status;
}

static keur_status add_list(keur_text *to, keur_word_list list, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; list(i) != NULL; i++)
        KEUR_TRY(add(to, list(i), err));
out:
    return status;
}

keur_status keur_own_words(keur_text *to, keur_error *err)
{
    static const keur_word_list lists[] = {
        keur_type_words, keur_family_words,    keur_word_words,       keur_role_words,
        keur_kind_words, keur_direction_words, keur_column_role_words};
    keur_status status = KEUR_OK;

    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++)
        KEUR_TRY(add_measure(to, *at, err));
    for (const keur_export_rule *rule = keur_export_rules(); rule->id != NULL; rule++) {
        KEUR_TRY(add(to, rule->id, err));
        KEUR_TRY(add(to, rule->sentence, err));
    }
    KEUR_TRY(add_presets(to, err));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        KEUR_TRY(add_list(to, lists[i], err));
    for (const keur_glossary_term *term = keur_terms(); term->term != NULL; term++) {
        KEUR_TRY(add(to, term->term, err));
        KEUR_TRY(add(to, term->text, err));
    }
    KEUR_TRY(add(to, (const char *)keur_embedded_template_html, err));
    KEUR_TRY(add(to, (const char *)keur_embedded_template_css, err));
out:
    return status;
}
