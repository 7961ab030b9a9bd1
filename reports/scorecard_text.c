/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/scorecard.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "reports/forms.h"
#include "reports/people.h"
#include "reports/three_words.h"
#include "reports/verdict.h"
#include "reports/view.h"
#include "reports/wrap.h"

enum { INDENT = 2, WORST = 3, LEADING = 8, NARROWEST = 40, WIDEST = 200, MOST_LABELS = 40 };

static keur_status put_header(keur_page *page, const keur_scorecard *of, keur_error *err)
{
    keur_text sizes = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_page_line(page, 0, KEUR_SOFT, "keur scorecard", err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, of->title, err));
    for (size_t i = 0; i < of->n_inputs; i++) {
        char rows[KEUR_PEOPLE_SIZE];

        keur_people_count(of->inputs[i].rows, rows);
        KEUR_TRY(keur_text_format(&sizes, err, "%s%s %s rows", i > 0 ? ", " : "", rows,
                                  keur_role_word(of->inputs[i].role)));
    }
    KEUR_TRY(keur_text_format(&sizes, err, "%s%zu columns", of->n_inputs > 0 ? ", " : "",
                              of->n_columns));
    KEUR_TRY(keur_page_line(page, 0, KEUR_PLAIN, sizes.bytes, err));
    if (!of->is_export)
        KEUR_TRY(keur_page_line(page, 0, KEUR_ALERT, "internal: do not export", err));
    for (size_t i = 0; i < of->n_notices; i++)
        if (keur_warning_of(of->notices[i]) != NULL)
            KEUR_TRY(keur_page_line(page, 0, KEUR_ALERT, of->notices[i], err));
    KEUR_TRY(keur_three_lines(page, of, err));
    KEUR_TRY(keur_verdict_lines(page, of->verdict, err));
    if (of->roles_by_default)
        KEUR_TRY(keur_page_line(page, 0, KEUR_PLAIN,
                                "No column was declared key or secret: each was taken as both.",
                                err));
out:
    keur_text_free(&sizes);
    return status;
}

static keur_status add_beside(keur_text *text, const char *what,
                              const keur_scorecard_figure *figure, bool with_interval,
                              keur_error *err)
{
    char value[KEUR_PEOPLE_SIZE];

    if (figure == NULL)
        return KEUR_OK;
    if (with_interval)
        keur_people_figure(figure, value);
    else
        keur_people_short(figure, value);
    return keur_text_format(text, err, "%s%s %s", text->length > 0 ? "; " : "", what, value);
}

/* Why there is no value, once. */
static keur_status add_reason(keur_text *text, const keur_line *line, keur_error *err)
{
    const keur_scorecard_figure *figure =
        line->main != NULL && isnan(line->main->figure.value) ? line->main : line->excess;

    if (figure == NULL || figure->is_bound || !isnan(figure->figure.value) ||
        figure->figure.reason == NULL)
        return KEUR_OK;
    if (figure == line->main && strncmp(figure->figure.reason, "withheld", 8) == 0) {
        keur_text_clear(text);
        return keur_text_add(text, figure->figure.reason, err);
    }
    return keur_text_format(text, err, " (%s)", figure->figure.reason);
}

static keur_status put_line(keur_page *page, const keur_line *line, keur_family family,
                            const char *label, keur_error *err)
{
    const bool is_fidelity = family == KEUR_FAMILY_FIDELITY;
    keur_text text = {NULL, 0, 0};
    char value[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    if (line->main != NULL) {
        keur_people_figure(line->main, value);
        KEUR_TRY(keur_text_add(&text, value, err));
    }
    KEUR_TRY(
        add_beside(&text, is_fidelity ? "fresh real data" : "holdout", line->holdout, false, err));
    KEUR_TRY(add_beside(&text, "independent columns", line->independent, false, err));
    KEUR_TRY(add_beside(&text, "difference", line->excess, true, err));
    KEUR_TRY(add_reason(&text, line, err));
    KEUR_TRY(keur_page_pair(page, INDENT, label, text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

static keur_status put_worst(keur_page *page, const keur_view *view, size_t measure,
                             const char *base, size_t *shown, keur_error *err)
{
    const keur_family family = view->of->measures[measure].family;
    const keur_line *worst[WORST];
    size_t n = 0, all = 0;
    char name[KEUR_PEOPLE_SIZE], labels[KEUR_PEOPLE_SIZE], label[2 * KEUR_PEOPLE_SIZE + 2];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_worst_lines(view, measure, base, worst, WORST, &n, &all, err));
    keur_people_name(base, name);
    if (all > n)
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_SOFT, "The worst first:", err));
    for (size_t i = 0; i < n; i++) {
        keur_people_labels(&keur_line_figure(worst[i])->figure, labels);
        (void)snprintf(label, sizeof label, "%s, %s", name, labels);
        KEUR_TRY(put_line(page, worst[i], family, label, err));
    }
    *shown += n;
out:
    return status;
}

static keur_status put_figures(keur_page *page, const keur_view *view, size_t measure,
                               keur_error *err)
{
    const keur_scorecard_measure *of = &view->of->measures[measure];
    const keur_line *leading[LEADING];
    const size_t n_leading = keur_headlines(view, measure, leading, LEADING);
    const bool is_brief = view->is_joined[of->family];
    size_t all = 0, shown = 0;
    char name[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        if (line->measure != measure)
            continue;
        all++;
        if (keur_line_figure(line)->figure.n_labels > 0 ||
            (is_brief && keur_headline_rank(of->family, line->base) == SIZE_MAX))
            continue;
        keur_people_name(line->base, name);
        KEUR_TRY(put_line(page, line, of->family, name, err));
        shown++;
    }
    for (size_t i = 0; i < n_leading; i++)
        KEUR_TRY(put_worst(page, view, measure, leading[i]->base, &shown, err));
    if (all > shown) {
        (void)snprintf(name, sizeof name, "%zu further figures are in the JSON.", all - shown);
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_SOFT, name, err));
    }
out:
    return status;
}

static keur_status put_measure(keur_page *page, const keur_view *view, size_t i, bool is_first,
                               keur_error *err)
{
    const keur_scorecard_measure *measure = &view->of->measures[i];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_page_gap(page, err));
    if (is_first)
        KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, keur_family_heading(measure->family), err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, measure->title, err));
    KEUR_TRY(keur_page_line(page, INDENT, KEUR_SOFT, measure->question, err));
    KEUR_TRY(put_figures(page, view, i, err));
out:
    return status;
}

static keur_status put_family(keur_page *page, const keur_view *view, keur_family family,
                              keur_error *err)
{
    const size_t hidden = keur_front_hidden(view, family);
    char text[KEUR_PEOPLE_SIZE];
    bool is_first = true;
    keur_status status = KEUR_OK;

    for (size_t place = 0; place <= KEUR_FRONT_PLACES; place++) {
        for (size_t i = 0; i < view->of->n_measures; i++) {
            if (view->of->measures[i].family != family || keur_front_rank(view, i) != place)
                continue;
            KEUR_TRY(put_measure(page, view, i, is_first, err));
            is_first = false;
        }
    }
    if (hidden > 0) {
        (void)snprintf(text, sizeof text,
                       "%zu single %s in the JSON and in the appendix of the page.", hidden,
                       hidden == 1 ? "attack is" : "attacks are");
        KEUR_TRY(keur_page_gap(page, err));
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_SOFT, text, err));
    }
out:
    return status;
}

/* What the columns are called at length: a reader of "Question_01" needs it. */
static keur_status put_labels(keur_page *page, const keur_scorecard *of, keur_error *err)
{
    char text[KEUR_PEOPLE_SIZE];
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_columns; i++) {
        if (of->columns[i].label == NULL || ++n > MOST_LABELS)
            continue;
        if (n == 1)
            KEUR_TRY(keur_page_line(page, INDENT, KEUR_PLAIN, "What the columns are called:", err));
        KEUR_TRY(keur_page_pair(page, 2 * INDENT, of->columns[i].name, of->columns[i].label, err));
    }
    if (n > MOST_LABELS) {
        (void)snprintf(text, sizeof text, "%zu further labels are in the JSON", n - MOST_LABELS);
        KEUR_TRY(keur_page_line(page, 2 * INDENT, KEUR_SOFT, text, err));
    }
out:
    return status;
}

static keur_status put_footer(keur_page *page, const keur_scorecard *of, keur_error *err)
{
    char text[KEUR_PEOPLE_SIZE];
    size_t left_out = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_page_gap(page, err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, "What to know", err));
    for (size_t i = 0; i < of->n_notices; i++)
        if (keur_warning_of(of->notices[i]) == NULL)
            KEUR_TRY(keur_page_line(page, INDENT, KEUR_PLAIN, of->notices[i], err));
    for (size_t i = 0; i < of->n_columns; i++)
        left_out += of->columns[i].left_out != NULL;
    if (left_out > 0)
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_PLAIN, "Columns that take no part:", err));
    for (size_t i = 0; i < of->n_columns; i++)
        if (of->columns[i].left_out != NULL)
            KEUR_TRY(keur_page_pair(page, 2 * INDENT, of->columns[i].name, of->columns[i].left_out,
                                    err));
    KEUR_TRY(put_labels(page, of, err));
    KEUR_TRY(keur_page_line(page, INDENT, KEUR_PLAIN,
                            "These figures are about this file: other draws of the generator, and "
                            "attackers who know it, are not covered. A low figure is evidence, not "
                            "a guarantee.",
                            err));
    (void)snprintf(text, sizeof text, "keur %.40s, seed %llu", of->keur_version,
                   (unsigned long long)of->seed);
    KEUR_TRY(keur_page_gap(page, err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_SOFT, text, err));
out:
    return status;
}

keur_status keur_scorecard_text(const keur_scorecard *scorecard, int width, bool colour,
                                char **text, keur_error *err)
{
    return keur_scorecard_text_by(NULL, scorecard, width, colour, text, err);
}

keur_status keur_scorecard_text_by(const keur_translator *by, const keur_scorecard *scorecard,
                                   int width, bool colour, char **text, keur_error *err)
{
    static const keur_family order[] = {KEUR_FAMILY_MEMBERSHIP, KEUR_FAMILY_ATTRIBUTE,
                                        KEUR_FAMILY_IDENTITY, KEUR_FAMILY_COPY,
                                        KEUR_FAMILY_FIDELITY};
    keur_page page = {.width = width <= 0 ? 80 : (size_t)width, .colour = colour, .by = by};
    keur_view view = {.of = NULL};
    keur_status status = KEUR_OK;

    *text = NULL;
    page.width = page.width < NARROWEST ? NARROWEST : page.width > WIDEST ? WIDEST : page.width;
    KEUR_TRY(keur_view_make(scorecard, &view, err));
    KEUR_TRY(put_header(&page, scorecard, err));
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        KEUR_TRY(put_family(&page, &view, order[i], err));
    KEUR_TRY(put_footer(&page, scorecard, err));
    *text = page.text.bytes;
    page.text.bytes = NULL;
out:
    keur_text_free(&page.text);
    keur_view_free(&view);
    return status;
}
