/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/figures.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "reports/people.h"
#include "reports/wrap.h"

/* Every digit: this is for those who check the numbers. */
static keur_status add_number(keur_text *to, double value, keur_error *err)
{
    char digits[KEUR_NUMBER_SIZE];

    keur_number_print(value, digits);
    return keur_text_add(to, digits, err);
}

static keur_status describe(const keur_scorecard_figure *from, keur_text *to, keur_error *err)
{
    const keur_figure *figure = &from->figure;
    keur_status status = KEUR_OK;

    if (isfinite(figure->value) && figure->kind == KEUR_KIND_LOWER_BOUND)
        KEUR_TRY(keur_text_format(to, err, "at least (%g%% confidence) ", 100 * figure->level));
    if (isfinite(figure->value))
        KEUR_TRY(add_number(to, figure->value, err));
    else
        KEUR_TRY(keur_text_add(to, from->is_bound ? "bound" : "no value", err));
    if (isfinite(figure->low) && isfinite(figure->high)) {
        KEUR_TRY(keur_text_add(to, " (", err));
        KEUR_TRY(add_number(to, figure->low, err));
        KEUR_TRY(keur_text_add(to, " to ", err));
        KEUR_TRY(add_number(to, figure->high, err));
        KEUR_TRY(keur_text_add(to, ")", err));
    }
    if (figure->unit != NULL)
        KEUR_TRY(keur_text_format(to, err, " %s", figure->unit));
    if (isfinite(figure->numerator) && isfinite(figure->denominator))
        KEUR_TRY(
            keur_text_format(to, err, ", %g of %g rows", figure->numerator, figure->denominator));
    else if (figure->n > 0)
        KEUR_TRY(keur_text_format(to, err, ", %zu rows", figure->n));
    if (figure->reason != NULL)
        KEUR_TRY(keur_text_format(to, err, ": %s", figure->reason));
    if (figure->invalid != NULL)
        KEUR_TRY(keur_text_format(to, err, "; not valid: %s", figure->invalid));
out:
    return status;
}

static keur_status put_figure(keur_page *page, const keur_scorecard_figure *figure, keur_error *err)
{
    keur_text label = {NULL, 0, 0}, text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(&label, figure->figure.name, err));
    for (size_t i = 0; i < figure->figure.n_labels; i++)
        KEUR_TRY(keur_text_format(&label, err, " %s=%s", figure->figure.labels[i].name,
                                  figure->figure.labels[i].value));
    KEUR_TRY(describe(figure, &text, err));
    KEUR_TRY(keur_page_pair(page, 0, label.bytes, text.bytes, err));
out:
    keur_text_free(&label);
    keur_text_free(&text);
    return status;
}

keur_status keur_figures_text(const keur_scorecard *scorecard, size_t measure, int width,
                              char **text, keur_error *err)
{
    const keur_scorecard_measure *of = &scorecard->measures[measure];
    keur_page page = {.width = width <= 0 ? 80 : width < 40 ? 40 : (size_t)width};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_page_line(&page, 0, KEUR_PLAIN, of->title, err));
    KEUR_TRY(keur_page_line(&page, 0, KEUR_PLAIN, of->question, err));
    if (!scorecard->is_export)
        KEUR_TRY(keur_page_line(&page, 0, KEUR_PLAIN, "internal: do not export", err));
    for (size_t i = 0; i < of->n_params; i++)
        KEUR_TRY(keur_page_pair(&page, 0, of->params[i].name, of->params[i].value, err));
    KEUR_TRY(keur_page_gap(&page, err));
    for (size_t i = 0; i < scorecard->n_figures; i++)
        if (scorecard->figures[i].measure == measure)
            KEUR_TRY(put_figure(&page, &scorecard->figures[i], err));
    for (size_t i = 0; i < scorecard->n_notices; i++)
        KEUR_TRY(keur_page_line(&page, 0, KEUR_PLAIN, scorecard->notices[i], err));
    *text = page.text.bytes;
    page.text.bytes = NULL;
out:
    keur_text_free(&page.text);
    return status;
}
