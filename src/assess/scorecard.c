/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/scorecard_impl.h"

#include <string.h>

#include "assess/verdict_impl.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/series.h"

keur_status keur_scorecard_new(keur_scorecard **made, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_scorecard *scorecard = NULL;

    *made = NULL;
    KEUR_TRY(KEUR_NEW(scorecard, 1, err));
    KEUR_TRY(keur_arena_new(&scorecard->arena, err));
    *made = scorecard;
    scorecard = NULL;
out:
    keur_scorecard_free(scorecard);
    return status;
}

void keur_scorecard_free(keur_scorecard *scorecard)
{
    if (scorecard != NULL)
        keur_arena_free(scorecard->arena);
    keur_release(scorecard);
}

keur_status keur_figure_copy(const keur_figure *from, keur_arena *arena, keur_figure *to,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    *to = *from;
    KEUR_TRY(keur_arena_string(arena, from->name, &to->name, err));
    KEUR_TRY(keur_arena_string(arena, from->unit, &to->unit, err));
    KEUR_TRY(keur_arena_string(arena, from->method, &to->method, err));
    KEUR_TRY(keur_arena_string(arena, from->reason, &to->reason, err));
    KEUR_TRY(keur_arena_string(arena, from->no_interval, &to->no_interval, err));
    KEUR_TRY(keur_arena_string(arena, from->invalid, &to->invalid, err));
    KEUR_TRY(keur_arena_string(arena, from->minuend, &to->minuend, err));
    KEUR_TRY(keur_arena_string(arena, from->subtrahend, &to->subtrahend, err));
    KEUR_TRY(keur_arena_string(arena, from->total, &to->total, err));
    for (size_t i = 0; i < from->n_labels; i++) {
        KEUR_TRY(keur_arena_string(arena, from->labels[i].name, &to->labels[i].name, err));
        KEUR_TRY(keur_arena_string(arena, from->labels[i].value, &to->labels[i].value, err));
    }
out:
    return status;
}

static keur_status copy_columns(const keur_scorecard *from, keur_scorecard *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->inputs, from->n_inputs, err));
    to->n_inputs = from->n_inputs;
    for (size_t i = 0; i < from->n_inputs; i++)
        to->inputs[i] = from->inputs[i];
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->columns, from->n_columns, err));
    to->n_columns = from->n_columns;
    for (size_t i = 0; i < from->n_columns; i++) {
        to->columns[i] = from->columns[i];
        KEUR_TRY(keur_arena_string(to->arena, from->columns[i].name, &to->columns[i].name, err));
        KEUR_TRY(keur_arena_string(to->arena, from->columns[i].label, &to->columns[i].label, err));
        KEUR_TRY(
            keur_arena_string(to->arena, from->columns[i].left_out, &to->columns[i].left_out, err));
    }
out:
    return status;
}

static keur_status copy_measure(const keur_scorecard_measure *from, keur_arena *arena,
                                keur_scorecard_measure *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    *to = *from;
    KEUR_TRY(keur_arena_string(arena, from->name, &to->name, err));
    KEUR_TRY(keur_arena_string(arena, from->title, &to->title, err));
    KEUR_TRY(keur_arena_string(arena, from->question, &to->question, err));
    KEUR_TRY(keur_arena_string(arena, from->limits, &to->limits, err));
    KEUR_TRY(keur_arena_string(arena, from->source, &to->source, err));
    KEUR_TRY(KEUR_ARENA_NEW(arena, to->params, from->n_params, err));
    for (size_t i = 0; i < from->n_params; i++) {
        KEUR_TRY(keur_arena_string(arena, from->params[i].name, &to->params[i].name, err));
        KEUR_TRY(keur_arena_string(arena, from->params[i].value, &to->params[i].value, err));
    }
out:
    return status;
}

static keur_status copy_figures(const keur_scorecard *from, keur_scorecard *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->measures, from->n_measures, err));
    to->n_measures = from->n_measures;
    for (size_t i = 0; i < from->n_measures; i++)
        KEUR_TRY(copy_measure(&from->measures[i], to->arena, &to->measures[i], err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->figures, from->n_figures, err));
    to->n_figures = from->n_figures;
    for (size_t i = 0; i < from->n_figures; i++) {
        to->figures[i] = from->figures[i];
        KEUR_TRY(
            keur_figure_copy(&from->figures[i].figure, to->arena, &to->figures[i].figure, err));
    }
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->series, from->n_series, err));
    to->n_series = from->n_series;
    for (size_t i = 0; i < from->n_series; i++) {
        to->series[i].measure = from->series[i].measure;
        KEUR_TRY(keur_series_copy(&from->series[i].series, to->arena, &to->series[i].series, err));
    }
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->notices, from->n_notices, err));
    to->n_notices = from->n_notices;
    for (size_t i = 0; i < from->n_notices; i++)
        KEUR_TRY(keur_arena_string(to->arena, from->notices[i], &to->notices[i], err));
out:
    return status;
}

keur_status keur_scorecard_copy(const keur_scorecard *from, keur_scorecard **made, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_scorecard *to = NULL;

    *made = NULL;
    KEUR_TRY(keur_scorecard_new(&to, err));
    KEUR_TRY(keur_arena_string(to->arena, from->keur_version, &to->keur_version, err));
    KEUR_TRY(keur_arena_string(to->arena, from->title, &to->title, err));
    to->seed = from->seed;
    to->is_export = from->is_export;
    to->roles_by_default = from->roles_by_default;
    KEUR_TRY(copy_columns(from, to, err));
    KEUR_TRY(copy_figures(from, to, err));
    KEUR_TRY(keur_verdict_copy(from->verdict, to->arena, &to->verdict, err));
    *made = to;
    to = NULL;
out:
    keur_scorecard_free(to);
    return status;
}
