/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/scorecard.h>

#include <inttypes.h>
#include <stdio.h>

#include "assess/export.h"
#include "base/try.h"
#include "reports/figures.h"
#include "reports/series_forms.h"
#include "reports/verdict.h"
#include "reports/words.h"

/* Whole numbers up to here are exact in JSON readers that keep numbers as doubles. */
#define MOST_EXACT (UINT64_C(1) << 53)

static keur_status add_seed(keur_json *to, uint64_t seed, keur_error *err)
{
    char digits[24];

    if (seed <= MOST_EXACT)
        return keur_json_add_number(to, "seed", (double)seed, err);
    (void)snprintf(digits, sizeof digits, "%" PRIu64, seed);
    return keur_json_add_string(to, "seed", digits, err);
}

static keur_status add_inputs(keur_json *to, const keur_scorecard *from, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "inputs", &list, err));
    for (size_t i = 0; i < from->n_inputs; i++) {
        const keur_scorecard_input *input = &from->inputs[i];

        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "role", keur_role_word(input->role), err));
        KEUR_TRY(keur_json_add_number(made, "rows", (double)input->rows, err));
        KEUR_TRY(keur_json_add_number(made, "columns", (double)input->columns, err));
    }
out:
    return status;
}

static keur_status add_column(keur_json *to, const keur_scorecard_column *column, keur_error *err)
{
    keur_json *made = NULL, *roles = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, NULL, &made, err));
    KEUR_TRY(keur_json_add_string(made, "name", column->name, err));
    if (column->label != NULL)
        KEUR_TRY(keur_json_add_string(made, "label", column->label, err));
    KEUR_TRY(keur_json_add_string(made, "type", keur_type_word(column->type), err));
    if (column->is_declared)
        KEUR_TRY(keur_json_add_bool(made, "declared", true, err));
    KEUR_TRY(keur_json_add_array(made, "roles", &roles, err));
    for (size_t i = 0; keur_column_role_words(i) != NULL; i++)
        if (column->roles & 1u << i)
            KEUR_TRY(keur_json_add_string(roles, NULL, keur_column_role_words(i), err));
    if (column->left_out != NULL)
        KEUR_TRY(keur_json_add_string(made, "left_out", column->left_out, err));
    if (column->is_unmeasured)
        KEUR_TRY(keur_json_add_bool(made, "unmeasured", true, err));
out:
    return status;
}

static keur_status add_columns(keur_json *to, const keur_scorecard *from, keur_error *err)
{
    keur_json *list = NULL, *defaults = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "columns", &list, err));
    for (size_t i = 0; i < from->n_columns; i++)
        KEUR_TRY(add_column(list, &from->columns[i], err));
    KEUR_TRY(keur_json_add_object(to, "defaults", &defaults, err));
    KEUR_TRY(keur_json_add_bool(defaults, "roles_by_default", from->roles_by_default, err));
out:
    return status;
}

static keur_status add_measures(keur_json *to, const keur_scorecard *from, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "measures", &list, err));
    for (size_t i = 0; i < from->n_measures; i++) {
        const keur_scorecard_measure *measure = &from->measures[i];

        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "name", measure->name, err));
        KEUR_TRY(keur_json_add_string(made, "title", measure->title, err));
        KEUR_TRY(keur_json_add_string(made, "family", keur_family_word(measure->family), err));
        if (measure->word != KEUR_WORD_NONE)
            KEUR_TRY(keur_json_add_string(made, "word", keur_word_text(measure->word), err));
        KEUR_TRY(keur_json_add_string(made, "question", measure->question, err));
        KEUR_TRY(keur_json_add_string(made, "limits", measure->limits, err));
        KEUR_TRY(keur_json_add_string(made, "source", measure->source, err));
        KEUR_TRY(keur_params_json(made, measure, err));
    }
out:
    return status;
}

static keur_status add_figures(keur_json *to, const keur_scorecard *from, keur_error *err)
{
    keur_json *list = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "figures", &list, err));
    for (size_t i = 0; i < from->n_figures; i++)
        KEUR_TRY(keur_figure_json(list, from->measures[from->figures[i].measure].name,
                                  &from->figures[i], err));
out:
    return status;
}

static keur_status add_series(keur_json *to, const keur_scorecard *from, keur_error *err)
{
    keur_json *list = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "series", &list, err));
    for (size_t i = 0; i < from->n_series; i++)
        KEUR_TRY(keur_series_json(list, from->measures[from->series[i].measure].name,
                                  &from->series[i].series, err));
out:
    return status;
}

static keur_status add_rules(keur_json *to, bool is_export, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "export_rules", &list, err));
    for (const keur_export_rule *rule = keur_export_rules(); is_export && rule->id != NULL;
         rule++) {
        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "id", rule->id, err));
        KEUR_TRY(keur_json_add_string(made, "rule", rule->sentence, err));
    }
out:
    return status;
}

keur_status keur_scorecard_json(const keur_scorecard *scorecard, char **text, keur_error *err)
{
    keur_json *root = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(keur_json_add_number(root, "keur_scorecard", KEUR_SCORECARD_FORMAT, err));
    KEUR_TRY(keur_json_add_string(root, "keur_version", scorecard->keur_version, err));
    KEUR_TRY(keur_json_add_string(root, "title", scorecard->title, err));
    KEUR_TRY(keur_json_add_bool(root, "export", scorecard->is_export, err));
    KEUR_TRY(keur_verdict_json(root, scorecard->verdict, err));
    KEUR_TRY(add_seed(root, scorecard->seed, err));
    KEUR_TRY(add_inputs(root, scorecard, err));
    KEUR_TRY(add_columns(root, scorecard, err));
    KEUR_TRY(add_measures(root, scorecard, err));
    KEUR_TRY(add_figures(root, scorecard, err));
    KEUR_TRY(add_series(root, scorecard, err));
    KEUR_TRY(keur_texts_json(root, "notices", scorecard->notices, scorecard->n_notices, err));
    KEUR_TRY(add_rules(root, scorecard->is_export, err));
    KEUR_TRY(keur_json_print(root, text, err));
out:
    keur_json_free(root);
    return status;
}
