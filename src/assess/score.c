/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/scorecard.h>

#include <stddef.h>
#include <string.h>

#include "assess/score_args.h"
#include "assess/scorecard_impl.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/aside.h"
#include "case/remembered.h"
#include "case/series.h"
#include "table/few.h"

/* A run in progress: the scorecard grows measure by measure. */
typedef struct scoring {
    keur_case *on;
    const keur_score_options *options;
    keur_scorecard *to;
    keur_scorecard_figure *figures; /* moved into the arena at the end, as are series */
    keur_scorecard_series *series;
    const char **notices;
    size_t n_notices;
} scoring;

static keur_status take_inputs(scoring *run, size_t n_columns, keur_error *err)
{
    keur_scorecard *to = run->to;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->inputs, KEUR_N_TABLES, err));
    for (int role = 0; role < KEUR_N_TABLES; role++) {
        const bool is_given = role != KEUR_REFERENCE || !keur_case_is_split(run->on);

        if (keur_case_has(run->on, (keur_role)role) && is_given)
            to->inputs[to->n_inputs++] = (keur_scorecard_input){
                (keur_role)role, keur_case_rows_given(run->on, (keur_role)role), n_columns};
    }
out:
    return status;
}

static keur_status take_columns(scoring *run, const keur_schema *schema, keur_error *err)
{
    keur_scorecard *to = run->to;
    unsigned any = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->columns, schema->n_columns, err));
    to->n_columns = schema->n_columns;
    for (size_t j = 0; j < schema->n_columns; j++) {
        const keur_schema_column *from = &schema->columns[j];
        const bool is_unit = (from->roles & KEUR_COLUMN_UNIT) != 0;
        const bool is_single = keur_case_is_single(run->on, j);
        const char *note = is_unit              ? "names the person"
                           : is_single          ? KEUR_ONE_VALUE
                           : !from->is_left_out ? NULL
                           : from->note != NULL ? from->note
                                                : "left out by the schema";

        to->columns[j].type = is_single ? KEUR_TYPE_CONSTANT : from->type;
        to->columns[j].is_declared = from->is_declared;
        to->columns[j].roles = from->roles;
        to->columns[j].is_unmeasured = keur_case_is_unmeasured(run->on, j);
        any |= from->roles;
        KEUR_TRY(keur_arena_string(to->arena, from->name, &to->columns[j].name, err));
        KEUR_TRY(keur_arena_string(to->arena, from->label, &to->columns[j].label, err));
        KEUR_TRY(keur_arena_string(to->arena, note, &to->columns[j].left_out, err));
    }
    to->roles_by_default =
        !(any & (KEUR_COLUMN_KEY | KEUR_COLUMN_SECRET)) && schema->n_key_sets == 0;
    for (size_t i = 0; i < run->options->n_args; i++) {
        const char *name = run->options->args[i][1];

        if (strcmp(name, "keys") == 0 || strcmp(name, "secret") == 0)
            to->roles_by_default = false;
    }
out:
    return status;
}

static keur_status add_notice(scoring *run, const char *sentence, keur_error *err)
{
    const char *copy = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < run->n_notices; i++) {
        if (strcmp(run->notices[i], sentence) == 0)
            return KEUR_OK;
    }
    KEUR_TRY(keur_arena_string(run->to->arena, sentence, &copy, err));
    KEUR_TRY(KEUR_RESIZE(run->notices, run->n_notices, run->n_notices + 1, err));
    run->notices[run->n_notices++] = copy;
out:
    return status;
}

static keur_status take_measure(scoring *run, const keur_measure *measure, const keur_args *args,
                                keur_error *err)
{
    keur_scorecard_measure *to = &run->to->measures[run->to->n_measures];
    size_t n = 0;
    keur_status status = KEUR_OK;

    *to = (keur_scorecard_measure){.name = measure->name,
                                   .title = measure->title,
                                   .question = measure->question,
                                   .limits = measure->limits,
                                   .source = measure->source,
                                   .family = measure->family,
                                   .word = measure->word};
    while (measure->params != NULL && measure->params[n].name != NULL)
        n++;
    KEUR_TRY(KEUR_ARENA_NEW(run->to->arena, to->params, n, err));
    for (size_t i = 0; i < n; i++) {
        const char *text = keur_args_text(args, measure->params[i].name);

        if (text == NULL)
            continue;
        to->params[to->n_params].name = measure->params[i].name;
        KEUR_TRY(keur_arena_string(run->to->arena, text, &to->params[to->n_params].value, err));
        to->n_params++;
    }
    run->to->n_measures++;
out:
    return status;
}

static keur_status take_result(scoring *run, const keur_result *result, keur_error *err)
{
    keur_scorecard *to = run->to;
    const size_t wanted = to->n_figures + keur_result_figures(result);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(run->figures, to->n_figures, wanted + 1, err));
    for (size_t i = 0; i < keur_result_figures(result); i++) {
        keur_scorecard_figure *figure = &run->figures[to->n_figures];

        figure->measure = to->n_measures - 1;
        KEUR_TRY(keur_figure_copy(keur_result_figure(result, i), to->arena, &figure->figure, err));
        to->n_figures++;
    }
    KEUR_TRY(KEUR_RESIZE(run->series, to->n_series,
                         to->n_series + keur_result_series_count(result) + 1, err));
    for (size_t i = 0; i < keur_result_series_count(result); i++) {
        keur_scorecard_series *series = &run->series[to->n_series];

        series->measure = to->n_measures - 1;
        KEUR_TRY(keur_series_copy(keur_result_series(result, i), to->arena, &series->series, err));
        to->n_series++;
    }
    for (size_t i = 0; i < keur_result_notices(result); i++)
        KEUR_TRY(add_notice(run, keur_result_notice_at(result, i), err));
out:
    return status;
}

static keur_status run_measure(scoring *run, const keur_measure *measure, keur_error *err)
{
    keur_args *args = NULL;
    keur_result *result = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_score_args(run->options, measure, &args, err));
    KEUR_TRY(keur_measure_run(measure, run->on, args, &result, err));
    KEUR_TRY(take_measure(run, measure, args, err));
    KEUR_TRY(take_result(run, result, err));
    if (keur_score_assumes(run->options, measure, result))
        KEUR_TRY(add_notice(run, KEUR_SCORE_ASSUMED, err));
out:
    keur_args_free(args);
    keur_result_free(result);
    return status;
}

static keur_status check_names(const keur_score_options *options, keur_error *err)
{
    for (size_t i = 0; options->measures != NULL && options->measures[i] != NULL; i++) {
        if (keur_measure_find(options->measures[i]) == NULL)
            return keur_fail(err, KEUR_EUSAGE, "there is no measure \"%s\" (see keur list)",
                             options->measures[i]);
    }
    return KEUR_OK;
}

static keur_status run_measures(scoring *run, keur_error *err)
{
    const keur_measure *const *all = keur_measures();
    size_t n = 0, done = 0;
    keur_status status = KEUR_OK;

    for (const keur_measure *const *at = all; *at != NULL; at++)
        n += keur_score_wants(run->options, *at);
    KEUR_TRY(KEUR_ARENA_NEW(run->to->arena, run->to->measures, n, err));
    for (const keur_measure *const *at = all; *at != NULL; at++) {
        if (!keur_score_wants(run->options, *at))
            continue;
        if (run->options->progress != NULL)
            run->options->progress(run->options->progress_context, (*at)->name, done, n);
        KEUR_TRY(run_measure(run, *at, err));
        done++;
    }
out:
    return status;
}

static keur_status gather(scoring *run, const keur_schema *schema, keur_error *err)
{
    keur_scorecard *to = run->to;
    keur_status status = KEUR_OK;

    to->keur_version = keur_version();
    to->seed = keur_case_seed(run->on);
    KEUR_TRY(keur_arena_string(
        to->arena, run->options->title != NULL ? run->options->title : "Synthetic table",
        &to->title, err));
    KEUR_TRY(take_inputs(run, schema->n_columns, err));
    KEUR_TRY(take_columns(run, schema, err));
    for (size_t i = 0; i < keur_case_notices(run->on); i++)
        KEUR_TRY(add_notice(run, keur_case_notice(run->on, i), err));
    KEUR_TRY(run_measures(run, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->figures, to->n_figures, err));
    for (size_t i = 0; i < to->n_figures; i++)
        to->figures[i] = run->figures[i];
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->series, to->n_series, err));
    for (size_t i = 0; i < to->n_series; i++)
        to->series[i] = run->series[i];
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->notices, run->n_notices, err));
    for (size_t i = 0; i < run->n_notices; i++)
        to->notices[i] = run->notices[i];
    to->n_notices = run->n_notices;
out:
    return status;
}

keur_status keur_score(keur_case *on, const keur_schema *schema, const keur_score_options *options,
                       keur_scorecard **scorecard, keur_error *err)
{
    const keur_score_options defaults = {.title = NULL};
    scoring run = {.on = on, .options = options != NULL ? options : &defaults};
    keur_status status = KEUR_OK;

    *scorecard = NULL;
    KEUR_TRY(check_names(run.options, err));
    KEUR_TRY(keur_score_check_args(run.options, err));
    KEUR_TRY(keur_scorecard_new(&run.to, err));
    KEUR_TRY(gather(&run, schema, err));
    *scorecard = run.to;
    run.to = NULL;
out:
    keur_release(run.figures);
    keur_release(run.series);
    keur_release(run.notices);
    keur_scorecard_free(run.to);
    return status;
}
