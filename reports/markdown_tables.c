/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/markdown.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/people.h"
#include "reports/points.h"

enum { WORST = 3, LEADING = 8 };

keur_status keur_markdown_put(keur_text *to, const char *before, const char *text,
                              const char *after, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, before, err));
    KEUR_TRY(keur_markdown_escape(to, text, err));
    KEUR_TRY(keur_text_add(to, after, err));
out:
    return status;
}

keur_status keur_markdown_row(keur_text *to, const char *const *cells, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (; *cells != NULL; cells++)
        KEUR_TRY(keur_markdown_put(to, "| ", *cells, " ", err));
    KEUR_TRY(keur_text_add(to, "|\n", err));
out:
    return status;
}

keur_status keur_markdown_head(keur_text *to, const char *const *cells, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_markdown_row(to, cells, err));
    for (; *cells != NULL; cells++)
        KEUR_TRY(keur_text_add(to, "|---", err));
    KEUR_TRY(keur_text_add(to, "|\n", err));
out:
    return status;
}

/* A figure with its interval; where it has no value and `with_reason`, why. */
static keur_status put_figure(keur_text *to, const keur_scorecard_figure *figure, bool with_reason,
                              keur_error *err)
{
    char text[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, "| ", err));
    if (figure != NULL) {
        keur_people_figure(figure, text);
        KEUR_TRY(keur_markdown_escape(to, text, err));
        if (with_reason && isnan(figure->figure.value) && figure->figure.reason != NULL)
            KEUR_TRY(keur_markdown_put(to, ": ", figure->figure.reason, "", err));
        else if (with_reason && figure->figure.invalid != NULL)
            KEUR_TRY(keur_markdown_put(to, ": ", figure->figure.invalid, "", err));
    }
    KEUR_TRY(keur_text_add(to, " ", err));
out:
    return status;
}

static keur_status put_line(keur_text *to, const keur_line *line, bool is_fidelity, keur_error *err)
{
    const keur_figure *about = &keur_line_figure(line)->figure;
    char name[KEUR_PEOPLE_SIZE], labels[KEUR_PEOPLE_SIZE], n[KEUR_PEOPLE_SIZE] = "";
    keur_status status = KEUR_OK;

    keur_people_name(line->base, name);
    keur_people_labels(about, labels);
    if (about->n > 0)
        keur_people_count(about->n, n);
    KEUR_TRY(keur_markdown_put(to, "| ", name, " ", err));
    KEUR_TRY(keur_markdown_put(to, "| ", labels, " ", err));
    KEUR_TRY(put_figure(to, line->main, true, err));
    KEUR_TRY(put_figure(to, line->holdout, false, err));
    KEUR_TRY(
        put_figure(to, is_fidelity ? line->independent : line->excess, line->main == NULL, err));
    KEUR_TRY(keur_markdown_put(to, "| ", n, " |\n", err));
out:
    return status;
}

static keur_status put_worst(keur_text *to, const keur_view *view, size_t measure, const char *base,
                             size_t *shown, keur_error *err)
{
    const keur_family family = view->of->measures[measure].family;
    const keur_line *worst[WORST];
    size_t n = 0, all = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_worst_lines(view, measure, base, worst, WORST, &n, &all, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(put_line(to, worst[i], family == KEUR_FAMILY_FIDELITY, err));
    *shown += n;
out:
    return status;
}

/* The lines without labels, and of those with labels the worst of each leading name. */
static keur_status put_lines(keur_text *to, const keur_view *view, size_t measure, size_t *all,
                             size_t *shown, keur_error *err)
{
    const keur_family family = view->of->measures[measure].family;
    const keur_line *leading[LEADING];
    const size_t n_leading = keur_headlines(view, measure, leading, LEADING);
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        if (line->measure != measure)
            continue;
        ++*all;
        if (keur_line_figure(line)->figure.n_labels > 0 ||
            (view->is_joined[family] && keur_headline_rank(family, line->base) == SIZE_MAX))
            continue;
        KEUR_TRY(put_line(to, line, family == KEUR_FAMILY_FIDELITY, err));
        ++*shown;
    }
    for (size_t i = 0; i < n_leading; i++)
        KEUR_TRY(put_worst(to, view, measure, leading[i]->base, shown, err));
out:
    return status;
}

static keur_status put_measure(keur_text *to, const keur_view *view, size_t i, keur_error *err)
{
    static const char *const heads[2][7] = {
        {"Measured as", "Of", "In the data", "Holdout", "Difference", "Rows", NULL},
        {"Measured as", "Of", "This table", "Fresh real data", "Independent columns", "Rows",
         NULL}};
    const keur_scorecard_measure *measure = &view->of->measures[i];
    size_t all = 0, shown = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_markdown_put(to, "\n### ", measure->title, "\n", err));
    KEUR_TRY(keur_markdown_put(to, "\n", measure->question, "\n\n", err));
    KEUR_TRY(keur_markdown_head(to, heads[measure->family == KEUR_FAMILY_FIDELITY], err));
    KEUR_TRY(put_lines(to, view, i, &all, &shown, err));
    if (all > shown)
        KEUR_TRY(
            keur_text_format(to, err, "\n%zu further figures are in the JSON.\n", all - shown));
out:
    return status;
}

keur_status keur_markdown_family(keur_text *to, const keur_view *view, keur_family family,
                                 keur_error *err)
{
    const size_t hidden = keur_front_hidden(view, family);
    bool is_first = true;
    keur_status status = KEUR_OK;

    for (size_t place = 0; place <= KEUR_FRONT_PLACES; place++) {
        for (size_t i = 0; i < view->of->n_measures; i++) {
            if (view->of->measures[i].family != family || keur_front_rank(view, i) != place)
                continue;
            if (is_first)
                KEUR_TRY(keur_markdown_put(to, "\n## ", keur_family_heading(family), "\n", err));
            is_first = false;
            KEUR_TRY(put_measure(to, view, i, err));
        }
    }
    if (hidden > 0)
        KEUR_TRY(keur_text_format(to, err, "\n%zu single %s in the JSON.\n", hidden,
                                  hidden == 1 ? "attack is" : "attacks are"));
out:
    return status;
}
