/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "base/try.h"
#include "reports/league_forms.h"

/* A row; texts may be NULL, numbers NAN: an empty cell. */
typedef struct row {
    const char *table, *against, *measure, *figure, *about, *unit;
    double value, low, high, level, n;
    const char *note;
} row;

static keur_status put_text(keur_text *to, const char *text, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (text == NULL || *text == '\0')
        return KEUR_OK;
    KEUR_TRY(keur_text_add(to, "\"", err));
    for (const char *c = text; *c != '\0'; c++)
        KEUR_TRY(*c == '"' ? keur_text_add(to, "\"\"", err) : keur_text_append(to, c, 1, err));
    KEUR_TRY(keur_text_add(to, "\"", err));
out:
    return status;
}

static keur_status put_row(keur_text *to, const row *of, keur_error *err)
{
    const char *const texts[] = {of->table,  of->against, of->measure,
                                 of->figure, of->about,   of->unit};
    const double numbers[] = {of->value, of->low, of->high, of->level, of->n};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        KEUR_TRY(put_text(to, texts[i], err));
        KEUR_TRY(keur_text_add(to, ",", err));
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char number[KEUR_NUMBER_SIZE] = "";

        if (isfinite(numbers[i]))
            keur_number_print(numbers[i], number);
        KEUR_TRY(keur_text_format(to, err, "%s,", number));
    }
    KEUR_TRY(put_text(to, of->note, err));
    KEUR_TRY(keur_text_add(to, "\n", err));
out:
    return status;
}

/* --- figures */

static keur_status put_figure(keur_text *to, const keur_draw *draw,
                              const keur_scorecard_figure *from, keur_error *err)
{
    const keur_figure *figure = &from->figure;
    const bool has_interval = isfinite(figure->low) && isfinite(figure->high);
    keur_text about = {NULL, 0, 0};
    row made = {.table = draw->name,
                .measure = draw->card->measures[from->measure].name,
                .figure = figure->name,
                .unit = figure->unit,
                .value = figure->value,
                .low = figure->low,
                .high = figure->high,
                .level = has_interval ? figure->level : NAN,
                .n = figure->n > 0 ? (double)figure->n : NAN};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < figure->n_labels; i++)
        KEUR_TRY(keur_text_format(&about, err, "%s%s=%s", i > 0 ? "; " : "", figure->labels[i].name,
                                  figure->labels[i].value));
    made.about = about.bytes;
    made.note = figure->reason != NULL    ? figure->reason
                : figure->invalid != NULL ? figure->invalid
                                          : figure->no_interval;
    KEUR_TRY(put_row(to, &made, err));
out:
    keur_text_free(&about);
    return status;
}

/* --- comparison */

static keur_status put_standing(keur_text *to, const char *name, keur_axis axis,
                                const keur_standing *at, keur_error *err)
{
    const struct {
        const char *figure, *unit;
        double value;
        bool is_there;
    } more[] = {{"spread", keur_axis_unit(axis), at->spread, isfinite(at->spread)},
                {"worst", keur_axis_unit(axis), at->worst, isfinite(at->worst)},
                {"best-rank", "rank", (double)at->best_rank, at->best_rank > 0},
                {"last-rank", "rank", (double)at->last_rank, at->best_rank > 0}};
    row made = {.table = name,
                .measure = "comparison",
                .figure = "value",
                .about = keur_axis_word(axis),
                .unit = keur_axis_unit(axis),
                .value = at->value,
                .low = at->low,
                .high = at->high,
                .level = NAN,
                .n = NAN,
                .note = at->reason != NULL    ? at->reason
                        : at->invalid != NULL ? at->invalid
                                              : at->source};
    keur_status status = KEUR_OK;

    KEUR_TRY(put_row(to, &made, err));
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        if (!more[i].is_there)
            continue;
        made = (row){name,
                     NULL,
                     "comparison",
                     more[i].figure,
                     keur_axis_word(axis),
                     more[i].unit,
                     more[i].value,
                     NAN,
                     NAN,
                     NAN,
                     NAN,
                     NULL};
        KEUR_TRY(put_row(to, &made, err));
    }
out:
    return status;
}

static keur_status put_gap(keur_text *to, const keur_league *of, const keur_gap *gap,
                           keur_error *err)
{
    keur_text note = {NULL, 0, 0};
    row made = {.table = of->generators[gap->first].name,
                .against = of->generators[gap->second].name,
                .measure = "comparison",
                .figure = "difference",
                .about = keur_axis_word(gap->axis),
                .unit = keur_axis_unit(gap->axis),
                .value = gap->value,
                .low = gap->low,
                .high = gap->high,
                .level = isfinite(gap->low) ? 0.95 : NAN,
                .n = NAN};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(
        &note, gap->is_paired ? "on the same records" : "from the intervals of both", err));
    if (gap->unpaired != NULL)
        KEUR_TRY(keur_text_format(&note, err, ": %s", gap->unpaired));
    made.note = note.bytes;
    KEUR_TRY(put_row(to, &made, err));
out:
    keur_text_free(&note);
    return status;
}

keur_status keur_league_csv(const keur_league *league, char **text, keur_error *err)
{
    keur_text made = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_text_add(
        &made, "table,against,measure,figure,about,unit,value,low,high,level,n,note\n", err));
    for (size_t d = 0; d < league->n_draws; d++)
        for (size_t i = 0; i < league->draws[d].card->n_figures; i++)
            KEUR_TRY(put_figure(&made, &league->draws[d], &league->draws[d].card->figures[i], err));
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++) {
        for (size_t g = 0; g < league->n_generators; g++)
            KEUR_TRY(put_standing(&made, league->generators[g].name, axis,
                                  &league->generators[g].at[axis], err));
        for (size_t r = 0; r < league->n_references; r++)
            KEUR_TRY(put_standing(&made, league->references[r].name, axis,
                                  &league->references[r].at[axis], err));
    }
    for (size_t i = 0; i < league->n_gaps; i++)
        KEUR_TRY(put_gap(&made, league, &league->gaps[i], err));
    *text = made.bytes;
    made.bytes = NULL;
out:
    keur_text_free(&made);
    return status;
}
