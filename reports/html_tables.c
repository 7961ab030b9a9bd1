/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/html.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/people.h"

enum { LEADING = 6 };

/* A true minus sign before digits. */
static keur_status add_signs(keur_text *to, const char *text, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (const char *c = text; *c != '\0' && status == KEUR_OK; c++)
        status = *c == '-' && c[1] >= '0' && c[1] <= '9' ? keur_text_add(to, "\xe2\x88\x92", err)
                                                         : keur_text_append(to, c, 1, err);
    return status;
}

keur_status keur_html_number(keur_text *to, const keur_scorecard_figure *figure, keur_error *err)
{
    char value[KEUR_PEOPLE_SIZE], full[KEUR_PEOPLE_SIZE];
    keur_text shown = {NULL, 0, 0}, interval = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (figure == NULL)
        return KEUR_OK;
    keur_people_short(figure, value);
    keur_people_figure(figure, full);
    KEUR_TRY(add_signs(&shown, value, err));
    KEUR_TRY(add_signs(&interval, full + strlen(value), err));
    KEUR_TRY(keur_fill(
        to, "number",
        (const keur_slot[]){{"value", shown.bytes}, {"interval", interval.bytes}, {NULL, NULL}},
        err));
out:
    keur_text_free(&shown);
    keur_text_free(&interval);
    return status;
}

keur_status keur_html_chance(keur_text *to, const keur_figure *figure, keur_error *err)
{
    char value[KEUR_PEOPLE_SIZE];

    if (isnan(keur_chance_of(figure)))
        return KEUR_OK;
    keur_people_value(figure, keur_chance_of(figure), value);
    return keur_fill(to, "chance", (const keur_slot[]){{"value", value}, {NULL, NULL}}, err);
}

/* The cells that every row of the first page is filled from. */
typedef struct cells {
    keur_text head, main, holdout, independent, excess, chart;
    char figure[KEUR_PEOPLE_SIZE], labels[KEUR_PEOPLE_SIZE];
} cells;

static void cells_free(cells *of)
{
    keur_text_free(&of->head);
    keur_text_free(&of->main);
    keur_text_free(&of->holdout);
    keur_text_free(&of->independent);
    keur_text_free(&of->excess);
    keur_text_free(&of->chart);
}

/* In an average's row, the column or pair that fares worst. */
static keur_status describe_worst(const keur_view *view, const keur_line *line, cells *of,
                                  keur_error *err)
{
    const keur_line *worst = NULL;
    char labels[KEUR_PEOPLE_SIZE], value[KEUR_PEOPLE_SIZE];
    size_t n = 0, all = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_worst_lines(view, line->measure, line->base, &worst, 1, &n, &all, err));
    if (n == 0 || worst->main == NULL || worst == line)
        return KEUR_OK;
    keur_people_labels(&worst->main->figure, labels);
    keur_people_short(worst->main, value);
    (void)snprintf(of->labels, sizeof of->labels, "worst: %.*s, %.60s",
                   (int)keur_text_whole(labels, 120), labels, value);
out:
    return status;
}

/* The measure's own cell, beside the rows of all its figures. */
static keur_status fill_head(keur_text *to, const char *part, const keur_scorecard_measure *measure,
                             size_t n_rows, keur_error *err)
{
    char rows[24];

    (void)snprintf(rows, sizeof rows, "%zu", n_rows);
    return keur_fill(to, part,
                     (const keur_slot[]){{"rows", rows},
                                         {"title", measure->title},
                                         {"question", measure->question},
                                         {NULL, NULL}},
                     err);
}

/* n_rows: of the measure in its first row, 0 in the others. */
static keur_status fill_row(keur_text *to, const char *part, const keur_view *view,
                            const keur_line *line, size_t n_rows, keur_error *err)
{
    const bool is_use = strcmp(part, "use") == 0, is_fit = is_use || strcmp(part, "fit") == 0;
    cells made = {.head = {NULL, 0, 0}};
    keur_status status = KEUR_OK;

    if (n_rows > 0)
        KEUR_TRY(fill_head(&made.head, is_use ? "head-short" : "head",
                           &view->of->measures[line->measure], n_rows, err));
    keur_people_name(line->base, made.figure);
    keur_people_labels(&keur_line_figure(line)->figure, made.labels);
    if (is_fit && keur_line_figure(line)->figure.n_labels == 0)
        KEUR_TRY(describe_worst(view, line, &made, err));
    KEUR_TRY(keur_html_number(&made.main, line->main, err));
    if (line->holdout == NULL && line->main != NULL && !is_fit)
        KEUR_TRY(keur_html_chance(&made.holdout, &line->main->figure, err));
    KEUR_TRY(keur_html_number(&made.holdout, line->holdout, err));
    KEUR_TRY(keur_html_number(&made.independent, line->independent, err));
    KEUR_TRY(keur_html_number(&made.excess, line->excess, err));
    KEUR_TRY(is_fit ? keur_html_scale(&made.chart, line, err)
                    : keur_html_bar(&made.chart, line, err));
    KEUR_TRY(keur_fill(to, part,
                       (const keur_slot[]){{"class", n_rows > 0 ? "first" : "next"},
                                           {"head_html", made.head.bytes},
                                           {"figure", made.figure},
                                           {"labels", made.labels},
                                           {"worst", made.labels},
                                           {"main_html", made.main.bytes},
                                           {"holdout_html", made.holdout.bytes},
                                           {"independent_html", made.independent.bytes},
                                           {"excess_html", made.excess.bytes},
                                           {"chart_html", made.chart.bytes},
                                           {NULL, NULL}},
                       err));
out:
    cells_free(&made);
    return status;
}

static keur_status fill_measure(keur_text *to, const char *part, const keur_view *view,
                                size_t measure, keur_error *err)
{
    const keur_line *lines[LEADING];
    const size_t n = keur_headlines(view, measure, lines, LEADING);
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++)
        KEUR_TRY(fill_row(to, part, view, lines[i], i == 0 ? n : 0, err));
out:
    return status;
}

/* Rows of the leading figures of a family's measures, those that stand for it first. */
static keur_status fill_family(keur_text *to, const char *part, const keur_view *view,
                               keur_family family, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t place = 0; place <= KEUR_FRONT_PLACES; place++)
        for (size_t i = 0; i < view->of->n_measures; i++)
            if (view->of->measures[i].family == family && keur_front_rank(view, i) == place)
                KEUR_TRY(fill_measure(to, part, view, i, err));
out:
    return status;
}

static keur_status fill_table(keur_text *to, const char *part, const char *row,
                              const keur_view *view, const keur_family *families, size_t n,
                              keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    size_t hidden = 0;
    char more[100] = "";
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        KEUR_TRY(fill_family(&rows, row, view, families[i], err));
        hidden += keur_front_hidden(view, families[i]);
    }
    if (hidden > 0)
        (void)snprintf(more, sizeof more, " %zu single %s in the appendix.", hidden,
                       hidden == 1 ? "attack is" : "attacks are");
    if (rows.length > 0)
        KEUR_TRY(keur_fill(
            to, part, (const keur_slot[]){{"more", more}, {"rows_html", rows.bytes}, {NULL, NULL}},
            err));
out:
    keur_text_free(&rows);
    return status;
}

keur_status keur_html_attacks(keur_text *to, const keur_view *view, keur_error *err)
{
    static const keur_family families[] = {KEUR_FAMILY_MEMBERSHIP, KEUR_FAMILY_ATTRIBUTE,
                                           KEUR_FAMILY_IDENTITY};

    return fill_table(to, "attacks", "attack", view, families, 3, err);
}

keur_status keur_html_fidelity(keur_text *to, const keur_view *view, keur_error *err)
{
    static const keur_family families[] = {KEUR_FAMILY_FIDELITY};

    return fill_table(to, "fidelity", "fit", view, families, 1, err);
}

/* Of each measure its first leading figure that has a value: of the measures of the first page; of
 * others where none of these is there. */
keur_status keur_html_useful(keur_text *to, const keur_view *view, keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    size_t n_rows = 0;
    keur_status status = KEUR_OK;

    for (size_t place = 0; place <= KEUR_USEFUL_PLACES; place++) {
        if (place == KEUR_USEFUL_PLACES && n_rows > 0)
            break;
        for (size_t i = 0; i < view->of->n_measures && n_rows < KEUR_USEFUL_PLACES; i++) {
            const keur_scorecard_measure *measure = &view->of->measures[i];
            const keur_line *line = NULL;

            if (measure->family != KEUR_FAMILY_FIDELITY ||
                keur_useful_place(measure->name) != place ||
                keur_headlines(view, i, &line, 1) == 0 || line->main == NULL ||
                (isnan(line->main->figure.value) && !line->main->is_bound))
                continue;
            KEUR_TRY(fill_row(&rows, "use", view, line, 1, err));
            n_rows++;
        }
    }
    if (n_rows > 0)
        KEUR_TRY(keur_fill(to, "useful",
                           (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}

keur_status keur_html_copies(keur_text *to, const keur_view *view, keur_error *err)
{
    static const keur_family families[] = {KEUR_FAMILY_COPY};

    return fill_table(to, "copies", "copy", view, families, 1, err);
}
