/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/html.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assess/export.h"
#include "base/try.h"
#include "reports/drawing.h"
#include "reports/fill.h"
#include "reports/people.h"
#include "reports/series_forms.h"
#include "reports/words.h"

/* Figures about single columns and pairs that one measure shows. */
enum { MOST_LABELLED = 150 };

static const char *reason_of(const keur_line *line)
{
    const keur_scorecard_figure *figure = keur_line_figure(line);

    return isnan(figure->figure.value) ? figure->figure.reason : NULL;
}

static keur_status fill_line(keur_text *to, const keur_line *line, bool is_fidelity,
                             keur_error *err)
{
    const keur_figure *about = &keur_line_figure(line)->figure;
    keur_text main = {NULL, 0, 0}, holdout = main, other = main;
    char labels[KEUR_PEOPLE_SIZE], n[KEUR_PEOPLE_SIZE] = "";
    keur_status status = KEUR_OK;

    keur_people_labels(about, labels);
    if (about->n > 0)
        keur_people_count(about->n, n);
    KEUR_TRY(keur_html_number(&main, line->main, err));
    KEUR_TRY(keur_html_number(&holdout, line->holdout, err));
    KEUR_TRY(keur_html_number(&other, is_fidelity ? line->independent : line->excess, err));
    KEUR_TRY(keur_fill(to, "figure",
                       (const keur_slot[]){{"base", line->base},
                                           {"labels", labels},
                                           {"main_html", main.bytes},
                                           {"reason", reason_of(line)},
                                           {"holdout_html", holdout.bytes},
                                           {"other_html", other.bytes},
                                           {"n", n},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&main);
    keur_text_free(&holdout);
    keur_text_free(&other);
    return status;
}

static keur_status fill_lines(keur_text *rows, keur_text *more, const keur_view *view,
                              size_t measure, bool is_fidelity, keur_error *err)
{
    size_t labelled = 0;
    char text[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        if (line->measure != measure)
            continue;
        labelled += keur_line_figure(line)->figure.n_labels > 0;
        if (keur_line_figure(line)->figure.n_labels == 0 || labelled <= MOST_LABELLED)
            KEUR_TRY(fill_line(rows, line, is_fidelity, err));
    }
    if (labelled > MOST_LABELLED) {
        (void)snprintf(text, sizeof text, "%zu further rows are in scorecard.json.",
                       labelled - MOST_LABELLED);
        KEUR_TRY(keur_fill(more, "more", (const keur_slot[]){{"text", text}, {NULL, NULL}}, err));
    }
out:
    return status;
}

/* How the numbers were made: each method once, in order. */
static keur_status fill_methods(keur_text *to, const keur_view *view, size_t measure,
                                keur_error *err)
{
    const keur_scorecard *of = view->of;
    keur_text list = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_figures; i++) {
        const char *method = of->figures[i].figure.method;

        if (of->figures[i].measure != measure || method == NULL ||
            isnan(of->figures[i].figure.value) ||
            (list.bytes != NULL && strstr(list.bytes, method) != NULL))
            continue;
        KEUR_TRY(keur_text_format(&list, err, "%s%s",
                                  list.bytes == NULL ? "How the numbers were made: " : " / ",
                                  method));
    }
    if (list.bytes != NULL)
        KEUR_TRY(
            keur_fill(to, "more", (const keur_slot[]){{"text", list.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&list);
    return status;
}

static keur_status fill_params(keur_text *to, const keur_scorecard_measure *measure,
                               keur_error *err)
{
    keur_text list = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (measure->n_params == 0)
        return KEUR_OK;
    for (size_t i = 0; i < measure->n_params; i++)
        KEUR_TRY(keur_text_format(&list, err, "%s%s %s", i > 0 ? ", " : "", measure->params[i].name,
                                  measure->params[i].value));
    KEUR_TRY(keur_fill(to, "params", (const keur_slot[]){{"text", list.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&list);
    return status;
}

static keur_status fill_charts(keur_text *to, const keur_view *view, size_t measure,
                               keur_error *err)
{
    const keur_scorecard *of = view->of;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_draw_heat(to, view, measure, err));
    KEUR_TRY(keur_draw_groups(to, view, measure, err));

    for (size_t i = 0; i < of->n_series; i++)
        if (of->series[i].measure == measure)
            KEUR_TRY(keur_html_series(to, &of->series[i].series, err));
out:
    return status;
}

static keur_status fill_measure(keur_text *to, const keur_view *view, size_t i, keur_error *err)
{
    const keur_scorecard_measure *measure = &view->of->measures[i];
    const bool is_fidelity = measure->family == KEUR_FAMILY_FIDELITY;
    keur_text rows = {NULL, 0, 0}, more = rows, charts = rows, methods = rows, params = rows;
    char id[32];
    keur_status status = KEUR_OK;

    (void)snprintf(id, sizeof id, "measure-%zu", i + 1);
    KEUR_TRY(fill_lines(&rows, &more, view, i, is_fidelity, err));
    KEUR_TRY(fill_charts(&charts, view, i, err));
    KEUR_TRY(fill_methods(&methods, view, i, err));
    KEUR_TRY(fill_params(&params, measure, err));
    KEUR_TRY(keur_fill(
        to, "measure",
        (const keur_slot[]){{"id", id},
                            {"title", measure->title},
                            {"name", measure->name},
                            {"question", measure->question},
                            {"limits", measure->limits},
                            {"source", measure->source},
                            {"params_html", params.bytes},
                            {"main_heading", is_fidelity ? "This table" : "In the data"},
                            {"holdout_heading", is_fidelity ? "Fresh real data" : "Holdout"},
                            {"other_heading", is_fidelity ? "Independent columns" : "Difference"},
                            {"rows_html", rows.bytes},
                            {"more_html", more.bytes},
                            {"charts_html", charts.bytes},
                            {"methods_html", methods.bytes},
                            {NULL, NULL}},
        err));
out:
    keur_text_free(&rows);
    keur_text_free(&more);
    keur_text_free(&charts);
    keur_text_free(&methods);
    keur_text_free(&params);
    return status;
}

keur_status keur_html_measures(keur_text *to, const keur_view *view, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < view->of->n_measures; i++)
        KEUR_TRY(fill_measure(to, view, i, err));
out:
    return status;
}

keur_status keur_html_columns(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_text roles = {NULL, 0, 0}, part = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_columns; i++) {
        const keur_scorecard_column *column = &of->columns[i];

        keur_text_clear(&roles);
        keur_text_clear(&part);
        for (size_t j = 0; keur_column_role_words(j) != NULL; j++)
            if (column->roles & 1u << j)
                KEUR_TRY(keur_text_format(&roles, err, "%s%s", roles.length > 0 ? ", " : "",
                                          keur_column_role_words(j)));
        if (column->left_out != NULL)
            KEUR_TRY(keur_text_format(&part, err, "no: %s", column->left_out));
        KEUR_TRY(keur_fill(to, "column",
                           (const keur_slot[]){{"name", column->name},
                                               {"label", column->label},
                                               {"type", keur_type_word(column->type)},
                                               {"roles", roles.length > 0 ? roles.bytes : NULL},
                                               {"part", part.length > 0 ? part.bytes : "yes"},
                                               {NULL, NULL}},
                           err));
    }
out:
    keur_text_free(&roles);
    keur_text_free(&part);
    return status;
}

keur_status keur_html_rules(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (!of->is_export)
        return KEUR_OK;
    for (const keur_export_rule *rule = keur_export_rules(); rule->id != NULL; rule++)
        KEUR_TRY(keur_fill(
            &rows, "rule",
            (const keur_slot[]){{"id", rule->id}, {"sentence", rule->sentence}, {NULL, NULL}},
            err));
    KEUR_TRY(
        keur_fill(to, "rules", (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}
