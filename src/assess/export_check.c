/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assess/export_impl.h"
#include "base/try.h"

bool keur_export_has_more_digits(double value)
{
    return isfinite(value) && keur_export_digits(value, 0) != value;
}

static bool is_percent(const keur_figure *of)
{
    return of->unit != NULL && strcmp(of->unit, "percent") == 0;
}

/* A number of rows that the filter may have given: 0 (none), in tens, or that of a table. */
static bool is_size(const keur_scorecard *card, double rows)
{
    bool is_input = false;

    for (size_t i = 0; i < card->n_inputs; i++)
        is_input |= rows == (double)card->inputs[i].rows;
    return rows >= 0 && (is_input || fmod(rows, KEUR_EXPORT_BASE) == 0);
}

/* An end may be that of the scale, which is a number of rows for counts. */
static bool is_long_end(const keur_scorecard *card, const keur_figure *of, double end)
{
    return keur_export_has_more_digits(end) && !(of->kind == KEUR_KIND_COUNT && is_size(card, end));
}

/* Rows that a rounded value stands for: 10 to all but 10, in tens, as far as its digits tell. */
static const char *judge_rows(const keur_figure *of, double denominator, double scale)
{
    const double rows = of->value / scale * denominator;
    const double slack = keur_export_unit(of->value) / 2 / scale * denominator + 1e-9 * denominator;
    const double tens = floor(rows / KEUR_EXPORT_BASE + 0.5) * KEUR_EXPORT_BASE;

    if (rows + slack < KEUR_EXPORT_SMALL)
        return "stands for fewer than 10 rows";
    if (rows - slack > denominator - KEUR_EXPORT_SMALL)
        return "stands for all but fewer than 10 rows";
    return fabs(rows - tens) > slack ? "stands for rows that are not in tens" : NULL;
}

static const char *judge_value(const keur_figure *of)
{
    const bool is_difference = of->kind == KEUR_KIND_DIFFERENCE || of->kind == KEUR_KIND_RISK;

    if (!isfinite(of->value))
        return NULL;
    if (keur_export_has_more_digits(of->value))
        return "has more than three digits";
    if (of->n < KEUR_EXPORT_SMALL && !(is_difference && of->n == 0))
        return "has a value on fewer than 10 rows";
    if (of->kind == KEUR_KIND_COUNT)
        return judge_rows(of, (double)of->n, (double)of->n);
    if (of->kind != KEUR_KIND_RATE)
        return NULL;
    if (!(of->denominator >= KEUR_EXPORT_LEAST))
        return "is a rate among fewer than 20 rows, or of how many is not said";
    return judge_rows(of, of->denominator, is_percent(of) ? 100 : 1);
}

static bool names_small_level(const keur_figure *of)
{
    for (size_t i = 0; i < of->n_labels && of->n < KEUR_EXPORT_SMALL; i++)
        if (strcmp(of->labels[i].name, "level") == 0 &&
            strcmp(of->labels[i].value, "other (<10)") != 0)
            return true;
    return false;
}

static const char *judge(const keur_scorecard *card, const keur_figure *of)
{
    if (!isnan(of->numerator))
        return "gives its numerator";
    if (!is_size(card, (double)of->n) || of->n_least > 0)
        return "gives a number of rows that is neither in tens nor a table's";
    if (!isnan(of->denominator) && !is_size(card, of->denominator))
        return "gives a denominator that is neither in tens nor a table's";
    if (is_long_end(card, of, of->low) || is_long_end(card, of, of->high))
        return "has an interval of more than three digits";
    if (names_small_level(of))
        return "names a level with fewer than 10 rows";
    return judge_value(of);
}

/* Rows of a real table that a coordinate is called after; NAN where it is after none. */
static double real_rows(const keur_scorecard *card, const char *name)
{
    for (size_t i = 0; i < card->n_inputs; i++)
        if (card->inputs[i].role != KEUR_SYNTHETIC &&
            strcmp(keur_role_word(card->inputs[i].role), name) == 0)
            return (double)card->inputs[i].rows;
    return NAN;
}

/* Whether a named part of a real table stands for fewer than 10 rows, as far as its digits tell. */
static bool has_small_part(const keur_scorecard *card, const keur_series *of)
{
    for (size_t j = 0; of->names != NULL && j < of->n_columns; j++) {
        const double rows = real_rows(card, of->columns[j].name);

        for (size_t i = 0; i < of->n_points; i++) {
            const double value = of->values[i * of->n_columns + j];

            if ((value + keur_export_unit(value) / 2) * rows < KEUR_EXPORT_SMALL)
                return true;
        }
    }
    return false;
}

static const char *judge_series(const keur_scorecard *card, const keur_series *of)
{
    if (has_small_part(card, of))
        return "has a part that stands for fewer than 10 rows";
    for (size_t j = 0; j < of->n_columns; j++)
        if (!isnan(of->columns[j].rows))
            return "says how many rows its points count";
    if (of->least > 0)
        return "says how many people its points rest on";
    for (size_t i = 0; i < of->n_points * of->n_columns; i++)
        if (keur_export_has_more_digits(of->values[i]))
            return "has points of more than three digits";
    return NULL;
}

keur_status keur_export_check(const keur_scorecard *card, const keur_complaints *to,
                              keur_error *err)
{
    char where[60];
    keur_status status = KEUR_OK;

    if (!card->is_export)
        return to->tell(to->context, "$.export", "it did not pass the export filter", err);
    for (size_t i = 0; i < card->n_columns; i++) {
        const char *what = keur_export_judge_column(&card->columns[i]);

        (void)snprintf(where, sizeof where, "$.columns[%zu]", i);
        if (what != NULL)
            KEUR_TRY(to->tell(to->context, where, what, err));
    }
    for (size_t i = 0; i < card->n_figures; i++) {
        const char *what = judge(card, &card->figures[i].figure);

        (void)snprintf(where, sizeof where, "$.figures[%zu]", i);
        if (what != NULL)
            KEUR_TRY(to->tell(to->context, where, what, err));
    }
    for (size_t i = 0; i < card->n_series; i++) {
        const char *what = judge_series(card, &card->series[i].series);

        (void)snprintf(where, sizeof where, "$.series[%zu]", i);
        if (what != NULL)
            KEUR_TRY(to->tell(to->context, where, what, err));
    }
out:
    return status;
}
