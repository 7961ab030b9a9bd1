/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "base/try.h"
#include "reports/figures.h"
#include "reports/league_forms.h"

static keur_status add_number(keur_json *to, const char *name, double value, keur_error *err)
{
    return isfinite(value) ? keur_json_add_number(to, name, value, err) : KEUR_OK;
}

static keur_status add_text(keur_json *to, const char *name, const char *text, keur_error *err)
{
    return text != NULL ? keur_json_add_string(to, name, text, err) : KEUR_OK;
}

static keur_status add_standing(keur_json *to, keur_axis axis, const keur_standing *at,
                                bool is_of_draws, keur_error *err)
{
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, keur_axis_word(axis), &made, err));
    KEUR_TRY(keur_json_add_number(made, "value", at->value, err));
    KEUR_TRY(add_number(made, "low", at->low, err));
    KEUR_TRY(add_number(made, "high", at->high, err));
    if (is_of_draws) {
        KEUR_TRY(keur_json_add_number(made, "draws", (double)at->n_draws, err));
        KEUR_TRY(add_number(made, "spread", at->spread, err));
        KEUR_TRY(add_number(made, "worst", at->worst, err));
    } else {
        KEUR_TRY(add_text(made, "figure", at->source, err));
    }
    if (at->best_rank > 0) {
        KEUR_TRY(keur_json_add_number(made, "best_rank", (double)at->best_rank, err));
        KEUR_TRY(keur_json_add_number(made, "last_rank", (double)at->last_rank, err));
    }
    KEUR_TRY(add_text(made, "invalid", at->invalid, err));
    KEUR_TRY(add_text(made, "reason", at->reason, err));
out:
    return status;
}

static keur_status add_standings(keur_json *to, const keur_standing at[KEUR_N_AXES],
                                 bool is_of_draws, keur_error *err)
{
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, "axes", &made, err));
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
        KEUR_TRY(add_standing(made, axis, &at[axis], is_of_draws, err));
out:
    return status;
}

static size_t rows_of(const keur_scorecard *card, keur_role role)
{
    for (size_t i = 0; i < card->n_inputs; i++)
        if (card->inputs[i].role == role)
            return card->inputs[i].rows;
    return 0;
}

static keur_status add_draw(keur_json *to, const keur_draw *draw, keur_error *err)
{
    const keur_verdict *verdict = draw->card->verdict;
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, NULL, &made, err));
    KEUR_TRY(keur_json_add_string(made, "name", draw->name, err));
    KEUR_TRY(keur_json_add_string(made, "scorecard", draw->folder, err));
    KEUR_TRY(keur_json_add_number(made, "rows", (double)rows_of(draw->card, KEUR_SYNTHETIC), err));
    KEUR_TRY(keur_json_add_string(
        made, "verdict", verdict != NULL ? keur_decision_word(verdict->decision) : NULL, err));
    KEUR_TRY(add_standings(made, draw->at, false, err));
out:
    return status;
}

static keur_status add_tables(keur_json *to, const keur_league *of, keur_error *err)
{
    keur_json *list = NULL, *made = NULL, *draws = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "tables", &list, err));
    for (size_t g = 0; g < of->n_generators; g++) {
        const keur_generator *from = &of->generators[g];

        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "name", from->name, err));
        KEUR_TRY(keur_json_add_string(made, "front", keur_front_word(from->front), err));
        KEUR_TRY(add_standings(made, from->at, from->n_draws > 1, err));
        KEUR_TRY(keur_json_add_array(made, "draws", &draws, err));
        for (size_t i = 0; i < from->n_draws; i++)
            KEUR_TRY(add_draw(draws, &of->draws[from->first + i], err));
    }
out:
    return status;
}

static keur_status add_axes(keur_json *to, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "axes", &list, err));
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++) {
        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "name", keur_axis_word(axis), err));
        KEUR_TRY(keur_json_add_string(made, "title", keur_axis_heading(axis), err));
        KEUR_TRY(keur_json_add_string(made, "unit", keur_axis_unit(axis), err));
        KEUR_TRY(keur_json_add_string(made, "better", keur_axis_is_gain(axis) ? "higher" : "lower",
                                      err));
    }
out:
    return status;
}

static keur_status add_gaps(keur_json *to, const keur_league *of, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "differences", &list, err));
    for (size_t i = 0; i < of->n_gaps; i++) {
        const keur_gap *gap = &of->gaps[i];

        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "axis", keur_axis_word(gap->axis), err));
        KEUR_TRY(keur_json_add_string(made, "first", of->generators[gap->first].name, err));
        KEUR_TRY(keur_json_add_string(made, "second", of->generators[gap->second].name, err));
        KEUR_TRY(keur_json_add_number(made, "value", gap->value, err));
        KEUR_TRY(add_number(made, "low", gap->low, err));
        KEUR_TRY(add_number(made, "high", gap->high, err));
        KEUR_TRY(keur_json_add_bool(made, "paired", gap->is_paired, err));
        KEUR_TRY(add_text(made, "unpaired", gap->unpaired, err));
        KEUR_TRY(keur_json_add_bool(made, "beyond_chance", gap->low > 0 || gap->high < 0, err));
    }
out:
    return status;
}

static keur_status add_references(keur_json *to, const keur_league *of, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, "references", &list, err));
    for (size_t i = 0; i < of->n_references; i++) {
        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "name", of->references[i].name, err));
        KEUR_TRY(keur_json_add_string(made, "about", of->references[i].about, err));
        KEUR_TRY(add_standings(made, of->references[i].at, false, err));
    }
out:
    return status;
}

static keur_status add_head(keur_json *to, const keur_league *of, keur_error *err)
{
    keur_json *policy = NULL, *rows = NULL;
    char seed[24];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_number(to, "keur_comparison", KEUR_LEAGUE_FORMAT, err));
    KEUR_TRY(keur_json_add_string(to, "keur_version", of->keur_version, err));
    KEUR_TRY(keur_json_add_string(to, "title", of->title, err));
    KEUR_TRY(keur_json_add_bool(to, "export", true, err));
    (void)snprintf(seed, sizeof seed, "%" PRIu64, of->seed);
    KEUR_TRY(keur_json_add_string(to, "seed", seed, err));
    KEUR_TRY(keur_json_add_object(to, "policy", &policy, err));
    KEUR_TRY(keur_json_add_string(policy, "name", of->policy->name, err));
    KEUR_TRY(keur_json_add_bool(policy, "for_map_only", !of->is_policy_given, err));
    KEUR_TRY(keur_json_add_object(to, "rows", &rows, err));
    for (size_t i = 0; i < of->draws[0].card->n_inputs; i++) {
        const keur_scorecard_input *input = &of->draws[0].card->inputs[i];

        if (input->role != KEUR_SYNTHETIC)
            KEUR_TRY(
                keur_json_add_number(rows, keur_role_word(input->role), (double)input->rows, err));
    }
out:
    return status;
}

keur_status keur_league_json(const keur_league *league, char **text, keur_error *err)
{
    keur_json *root = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(add_head(root, league, err));
    KEUR_TRY(add_axes(root, err));
    KEUR_TRY(add_tables(root, league, err));
    KEUR_TRY(add_gaps(root, league, err));
    KEUR_TRY(add_references(root, league, err));
    KEUR_TRY(keur_texts_json(root, "notes", league->notes, league->n_notes, err));
    KEUR_TRY(keur_json_print(root, text, err));
out:
    keur_json_free(root);
    return status;
}
