/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/figures.h"

#include <math.h>

#include "base/try.h"
#include "reports/series_forms.h"
#include "reports/words.h"

/* A member only where there is something to say. */
static keur_status add_text(keur_json *to, const char *name, const char *text, keur_error *err)
{
    return text == NULL ? KEUR_OK : keur_json_add_string(to, name, text, err);
}

static keur_status add_number(keur_json *to, const char *name, double value, keur_error *err)
{
    return isfinite(value) ? keur_json_add_number(to, name, value, err) : KEUR_OK;
}

static keur_status add_interval(keur_json *to, const keur_figure *figure, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (isfinite(figure->low) && isfinite(figure->high)) {
        KEUR_TRY(keur_json_add_number(to, "low", figure->low, err));
        KEUR_TRY(keur_json_add_number(to, "high", figure->high, err));
        if (figure->no_interval == NULL)
            KEUR_TRY(add_number(to, "level", figure->level, err));
        else
            KEUR_TRY(keur_json_add_string(to, "no_interval", figure->no_interval, err));
    } else if (isfinite(figure->value)) {
        if (figure->kind == KEUR_KIND_LOWER_BOUND)
            KEUR_TRY(add_number(to, "level", figure->level, err));
        KEUR_TRY(keur_json_add_string(
            to, "no_interval",
            figure->no_interval != NULL ? figure->no_interval : "none was computed", err));
    }
out:
    return status;
}

static keur_status add_labels(keur_json *to, const keur_figure *figure, keur_error *err)
{
    keur_json *of = NULL;
    keur_status status = KEUR_OK;

    if (figure->n_labels == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_object(to, "of", &of, err));
    for (size_t i = 0; i < figure->n_labels; i++)
        KEUR_TRY(keur_json_add_string(of, figure->labels[i].name, figure->labels[i].value, err));
out:
    return status;
}

keur_status keur_figure_json(keur_json *to, const char *measure, const keur_scorecard_figure *from,
                             keur_error *err)
{
    const keur_figure *figure = &from->figure;
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, NULL, &made, err));
    KEUR_TRY(add_text(made, "measure", measure, err));
    KEUR_TRY(keur_json_add_string(made, "name", figure->name, err));
    KEUR_TRY(add_labels(made, figure, err));
    KEUR_TRY(keur_json_add_string(made, "kind", keur_kind_word(figure->kind), err));
    KEUR_TRY(add_number(made, "value", figure->value, err));
    if (!isfinite(figure->value))
        KEUR_TRY(keur_json_add_string(
            made, "reason", figure->reason != NULL ? figure->reason : "not estimable", err));
    KEUR_TRY(add_text(made, "invalid", figure->invalid, err));
    if (figure->invalid != NULL && figure->is_understated)
        KEUR_TRY(keur_json_add_bool(made, "understated", true, err));
    if (from->is_bound)
        KEUR_TRY(keur_json_add_bool(made, "bound", true, err));
    KEUR_TRY(add_interval(made, figure, err));
    if (figure->n > 0)
        KEUR_TRY(keur_json_add_number(made, "n", (double)figure->n, err));
    if (figure->n_least > 0)
        KEUR_TRY(keur_json_add_number(made, "n_least", (double)figure->n_least, err));
    if (figure->is_order)
        KEUR_TRY(keur_json_add_number(made, "n_apart", (double)figure->n_apart, err));
    if (figure->n_parts > 0)
        KEUR_TRY(keur_json_add_number(made, "n_parts", (double)figure->n_parts, err));
    KEUR_TRY(add_number(made, "numerator", figure->numerator, err));
    KEUR_TRY(add_number(made, "denominator", figure->denominator, err));
    KEUR_TRY(add_text(made, "unit", figure->unit, err));
    if (figure->direction != KEUR_DIRECTION_NONE)
        KEUR_TRY(
            keur_json_add_string(made, "direction", keur_direction_word(figure->direction), err));
    KEUR_TRY(add_text(made, "method", figure->method, err));
    KEUR_TRY(add_text(made, "minuend", figure->minuend, err));
    KEUR_TRY(add_text(made, "subtrahend", figure->subtrahend, err));
    KEUR_TRY(add_text(made, "total", figure->total, err));
out:
    return status;
}

keur_status keur_params_json(keur_json *to, const keur_scorecard_measure *measure, keur_error *err)
{
    keur_json *params = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, "params", &params, err));
    for (size_t i = 0; i < measure->n_params; i++)
        KEUR_TRY(
            keur_json_add_string(params, measure->params[i].name, measure->params[i].value, err));
out:
    return status;
}

keur_status keur_texts_json(keur_json *to, const char *name, const char *const *texts, size_t n,
                            keur_error *err)
{
    keur_json *list = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(to, name, &list, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(keur_json_add_string(list, NULL, texts[i], err));
out:
    return status;
}

keur_status keur_figures_json(const keur_scorecard *scorecard, size_t measure, char **text,
                              keur_error *err)
{
    const keur_scorecard_measure *of = &scorecard->measures[measure];
    keur_json *root = NULL, *list = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(keur_json_add_string(root, "measure", of->name, err));
    KEUR_TRY(keur_json_add_string(root, "title", of->title, err));
    KEUR_TRY(keur_json_add_bool(root, "export", scorecard->is_export, err));
    KEUR_TRY(keur_params_json(root, of, err));
    KEUR_TRY(keur_json_add_array(root, "figures", &list, err));
    for (size_t i = 0; i < scorecard->n_figures; i++)
        if (scorecard->figures[i].measure == measure)
            KEUR_TRY(keur_figure_json(list, NULL, &scorecard->figures[i], err));
    KEUR_TRY(keur_json_add_array(root, "series", &list, err));
    for (size_t i = 0; i < scorecard->n_series; i++)
        if (scorecard->series[i].measure == measure)
            KEUR_TRY(keur_series_json(list, NULL, &scorecard->series[i].series, err));
    KEUR_TRY(keur_texts_json(root, "notices", scorecard->notices, scorecard->n_notices, err));
    KEUR_TRY(keur_json_print(root, text, err));
out:
    keur_json_free(root);
    return status;
}
