/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table "What an attacker gains" of the first page. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/gain.h"
#include "reports/html.h"
#include "reports/people.h"
#include "reports/view.h"

/* The rail of a bar, and where on it the limit stands: it ends at three times the limit. */
enum { RAIL = 108, LIMITS = 3 };

static const char *const classes[KEUR_N_STATES] = {"tag bad",  "tag open", "tag bad", "tag bad",
                                                   "tag open", "tag open", "tag ok",  "tag",
                                                   "tag ok",   "tag"};
static const char *const signs[KEUR_N_STATES] = {
    "\xe2\x9c\x96", "?",           "!", "\xe2\x9c\x96", "?", "?", "\xe2\x9c\x94", "\xe2\x80\x93",
    "\xe2\x9c\x94", "\xe2\x80\x93"};
static const char *const words[KEUR_N_STATES] = {
    "broken",       "open", "shown, no limit", "above advice",    "open, advises only",
    "not measured", "met",  "no objection",    "keeps to advice", "not shown, no limit"};

static void print(char out[32], double value)
{
    (void)snprintf(out, 32, "%.1f", value);
    for (char *c = out; *c != '\0'; c++)
        *c = *c == ',' ? '.' : *c;
}

/* Where a number stands on the rail: in limits, or between guessing and certainty. */
static double place(const keur_gain *row, double value)
{
    const double multiple = keur_gain_multiple(row, value);
    const double share =
        isnan(multiple) ? keur_gain_strength(&row->figure->figure, value) : multiple / LIMITS;

    return RAIL * (share > 1 ? 1 : share > 0 ? share : 0);
}

static keur_status say_bar(const keur_gain *row, keur_text *to, keur_error *err)
{
    const keur_scorecard_figure *at = row->figure;
    const double multiple =
        keur_gain_multiple(row, at->is_bound ? at->figure.high : at->figure.value);
    char value[KEUR_PEOPLE_SIZE], limit[KEUR_PEOPLE_SIZE];

    keur_people_figure(at, value);
    keur_gain_limit(row, limit);
    if (isnan(multiple))
        return keur_text_format(to, err, "%s on a scale from guessing to certainty", value);
    return keur_text_format(to, err,
                            at->is_bound ? "%s, at most %.3g times its limit of %s"
                                         : "%s, %.3g times its limit of %s",
                            value, multiple, limit);
}

/* An interval is a bar; of an interval that is all that may leave, only its outline. */
static keur_status put_bar(keur_text *to, const keur_gain *row, keur_error *err)
{
    const keur_scorecard_figure *at = row->figure;
    const bool has_limit = at != NULL && !isnan(keur_gain_multiple(row, at->figure.high));
    keur_text text = {NULL, 0, 0}, more = {NULL, 0, 0};
    char x[32], width[32], cx[32];
    double low, high;
    keur_status status = KEUR_OK;

    if (at == NULL || !isfinite(at->figure.low) || !isfinite(at->figure.high) ||
        (at->figure.unit != NULL && strcmp(at->figure.unit, "epsilon") == 0) ||
        (row->finding != NULL && !has_limit))
        return KEUR_OK;
    low = place(row, at->figure.low);
    high = place(row, at->figure.high);
    KEUR_TRY(say_bar(row, &text, err));
    if (has_limit)
        KEUR_TRY(keur_fill(&more, "gain-tick", (const keur_slot[]){{NULL, NULL}}, err));
    if (has_limit && keur_gain_multiple(row, at->figure.high) > LIMITS)
        KEUR_TRY(keur_fill(&more, "gain-beyond", (const keur_slot[]){{NULL, NULL}}, err));
    print(x, fmin(low, RAIL - 3));
    print(width, fmax(high - low, 3));
    print(cx, place(row, at->figure.value));
    if (!at->is_bound && !(keur_gain_multiple(row, at->figure.value) > LIMITS))
        KEUR_TRY(
            keur_fill(&more, "gain-value", (const keur_slot[]){{"cx", cx}, {NULL, NULL}}, err));
    KEUR_TRY(keur_fill(to, at->is_bound ? "gain-bound" : "gain-bar",
                       (const keur_slot[]){{"text", text.bytes},
                                           {"x", x},
                                           {"width", width},
                                           {"more_html", more.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&text);
    keur_text_free(&more);
    return status;
}

static keur_status say_limit(const keur_gain *row, keur_text *to, keur_error *err)
{
    char limit[KEUR_PEOPLE_SIZE];

    keur_gain_limit(row, limit);
    if (row->finding == NULL)
        return KEUR_OK;
    if (limit[0] == '\0')
        return keur_text_add(to, "must be there", err);
    if (row->finding->side == KEUR_ABOVE)
        return keur_text_format(to, err, "must lie above %s", limit);
    if (row->finding->limit <= 0)
        return keur_text_add(to, "any is too many", err);
    return keur_text_format(to, err, "limit %s", limit);
}

/* What was measured, by which measure, and about what. */
static keur_status say_source(const keur_scorecard *of, const keur_gain *row, keur_text *to,
                              keur_error *err)
{
    const char *const measure = row->figure != NULL    ? of->measures[row->figure->measure].name
                                : row->finding != NULL ? row->finding->measure
                                                       : NULL;
    const char *const figure = row->figure != NULL    ? row->figure->figure.name
                               : row->finding != NULL ? row->finding->figure
                                                      : NULL;
    char base[KEUR_PEOPLE_SIZE], name[KEUR_PEOPLE_SIZE], labels[KEUR_PEOPLE_SIZE] = "";

    if (figure == NULL && measure == NULL && keur_gain_was_run(of, row->kind))
        return keur_text_add(to, "run, but no gain can be told from it: see the appendix", err);
    if (figure == NULL)
        return keur_text_add(to, measure != NULL ? measure : "no measure of it was run", err);
    keur_gain_base(figure, base);
    keur_people_name(base, name);
    if (row->figure != NULL && (row->kind != KEUR_GAIN_INFERENCE || row->is_beside))
        keur_people_labels(&row->figure->figure, labels);
    return keur_text_format(to, err, "%s, %s%s%s", measure, name, labels[0] != '\0' ? ", " : "",
                            labels);
}

/* How many limits the row speaks for, and advice that it goes beyond. */
static keur_status say_count(const keur_gain *row, keur_text *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (row->n_broken > 0 && row->n_limits > 1)
        KEUR_TRY(keur_text_format(to, err, "%zu of %zu limits", row->n_broken, row->n_limits));
    else if (row->n_limits > 1)
        KEUR_TRY(keur_text_format(to, err, "nearest of %zu limits", row->n_limits));
    if (row->advice != NULL)
        KEUR_TRY(
            keur_text_format(to, err, "%s", to->length > 0 ? "; above advice" : "above advice"));
out:
    return status;
}

/* Why it is met though the interval beside it reaches beyond the limit. */
static const char *note_of(const keur_gain *row)
{
    return row->state == KEUR_STATE_MET && row->figure != NULL &&
                   keur_gain_multiple(row, row->figure->figure.high) > 1
               ? "judged by one end, unrounded; the interval shown is wider"
               : NULL;
}

/* Run, and nothing is known from it all the same. */
static bool is_unknown(const keur_scorecard *of, const keur_gain *row)
{
    return row->figure == NULL && row->finding == NULL && keur_gain_was_run(of, row->kind);
}

static keur_status put_state(keur_text *to, const keur_scorecard *of, const keur_gain *row,
                             keur_error *err)
{
    keur_text count = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(say_count(row, &count, err));
    KEUR_TRY(keur_fill(
        to, "gain-state",
        (const keur_slot[]){{"class", classes[row->state]},
                            {"sign", signs[row->state]},
                            {"word", is_unknown(of, row) ? "not known" : words[row->state]},
                            {"count", count.bytes},
                            {"note", note_of(row)},
                            {NULL, NULL}},
        err));
out:
    keur_text_free(&count);
    return status;
}

static keur_status put_row(keur_text *to, const keur_scorecard *of, const keur_gain *row,
                           bool is_first, keur_error *err)
{
    keur_text title = {NULL, 0, 0}, value = {NULL, 0, 0}, source = {NULL, 0, 0},
              chart = {NULL, 0, 0}, limit = {NULL, 0, 0}, state = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_gain_title(row, &title, err));
    if (row->figure != NULL)
        KEUR_TRY(keur_html_number(&value, row->figure, err));
    else
        KEUR_TRY(keur_text_add(&value, is_unknown(of, row) ? "not known" : "not measured", err));
    KEUR_TRY(say_source(of, row, &source, err));
    KEUR_TRY(put_bar(&chart, row, err));
    KEUR_TRY(say_limit(row, &limit, err));
    if (of->verdict != NULL)
        KEUR_TRY(put_state(&state, of, row, err));
    KEUR_TRY(
        keur_fill(to, "gain",
                  (const keur_slot[]){
                      {"title", title.bytes},
                      {"question", is_first || row->is_beside ? keur_gain_question(row) : NULL},
                      {"value_html", value.bytes},
                      {"source", source.bytes},
                      {"scale", row->finding != NULL ? "Against its limit" : "From guessing"},
                      {"chart_html", chart.bytes},
                      {"limit", limit.bytes},
                      {"state_html", state.bytes},
                      {NULL, NULL}},
                  err));
out:
    keur_text_free(&title);
    keur_text_free(&value);
    keur_text_free(&source);
    keur_text_free(&chart);
    keur_text_free(&limit);
    keur_text_free(&state);
    return status;
}

keur_status keur_html_gains(keur_text *to, const keur_scorecard *of, const keur_gains *gains,
                            keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < gains->n; i++)
        KEUR_TRY(put_row(&rows, of, &gains->rows[i],
                         i == 0 || gains->rows[i].kind != gains->rows[i - 1].kind, err));
    KEUR_TRY(keur_fill(to, of->verdict != NULL ? "gains" : "gains-free",
                       (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}
