/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "reports/html.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/people.h"

enum { RAIL = 110 };

/* Where a scale begins and ends, in the figure's unit. */
typedef struct axis {
    double begin, end;
} axis;

static double at(const axis *on, double value)
{
    /* By halves: absurd numbers must not overflow. */
    const double share = (value / 2 - on->begin / 2) / (on->end / 2 - on->begin / 2);

    return RAIL * (share > 1 ? 1 : share > 0 ? share : 0);
}

static void print(char out[32], double value)
{
    (void)snprintf(out, 32, "%.1f", value);
    for (char *c = out; *c != '\0'; c++)
        *c = *c == ',' ? '.' : *c;
}

/* The next of 1, 2, 5, 10, 20, 50, ... times a power of ten. */
static double round_end(double value)
{
    static const double steps[] = {1, 2, 5, 10};
    const double power = pow(10, floor(log10(value)));

    for (size_t i = 0; i < 4; i++)
        if (value <= steps[i] * power * (1 + 1e-9))
            return fmin(steps[i] * power, DBL_MAX);
    return fmin(10 * power, DBL_MAX);
}

static bool has_unit(const keur_figure *figure, const char *unit)
{
    return figure->unit != NULL && strcmp(figure->unit, unit) == 0;
}

double keur_chance_of(const keur_figure *figure)
{
    static const char rate[] = "tpr@fpr=";
    double chance;

    if (strncmp(figure->name, rate, sizeof rate - 1) == 0 &&
        keur_text_number(figure->name + sizeof rate - 1, '.', &chance))
        return chance;
    /* An area without a direction is no attack's. */
    return has_unit(figure, "auc") && figure->direction != KEUR_DIRECTION_NONE ? 0.5 : NAN;
}

/* Both ends of what is known of a figure. */
static bool ends_of(const keur_scorecard_figure *figure, double *low, double *high)
{
    const keur_figure *of = figure != NULL ? &figure->figure : NULL;

    if (of == NULL || (isnan(of->value) && !figure->is_bound))
        return false;
    *low = isnan(of->low) ? of->value : of->low;
    *high = isnan(of->high) ? of->value : of->high;
    return isfinite(*low) && isfinite(*high);
}

static bool middle_of(const keur_scorecard_figure *figure, double *middle)
{
    double low, high;

    if (!ends_of(figure, &low, &high))
        return false;
    *middle = isnan(figure->figure.value) ? (low + high) / 2 : figure->figure.value;
    return true;
}

static keur_status add_tick(keur_text *to, const axis *on, double value, keur_error *err)
{
    char x[32];

    if (isnan(value))
        return KEUR_OK;
    print(x, at(on, value));
    return keur_fill(to, "tick", (const keur_slot[]){{"x", x}, {NULL, NULL}}, err);
}

keur_status keur_html_bar(keur_text *to, const keur_line *line, keur_error *err)
{
    const keur_figure *of = line->main != NULL ? &line->main->figure : NULL;
    keur_text tick = {NULL, 0, 0};
    char x[32], width[32], end[KEUR_PEOPLE_SIZE], value[KEUR_PEOPLE_SIZE];
    char text[2 * KEUR_PEOPLE_SIZE];
    double low, high, other = NAN, most;
    axis on = {0, 1};
    keur_status status = KEUR_OK;

    if (!ends_of(line->main, &low, &high) || high <= 0)
        return KEUR_OK;
    if (!middle_of(line->holdout, &other))
        other = keur_chance_of(of);
    if (low == high && isnan(other) && of->no_interval != NULL)
        return KEUR_OK; /* a lone number on a scale made for it shows nothing */
    most = isnan(other) ? high : fmax(high, other);
    on.begin = has_unit(of, "auc") ? fmin(0.5, floor(low * 10) / 10) : 0;
    on.end = has_unit(of, "auc") ? 1 : round_end(most);
    if (has_unit(of, "share"))
        on.end = fmin(on.end, 1);
    print(x, at(&on, low));
    print(width, fmax(at(&on, high) - at(&on, low), 2));
    keur_people_value(of, on.end, end);
    keur_people_figure(line->main, value);
    (void)snprintf(text, sizeof text, "%.120s on a scale that ends at %.100s", value, end);
    KEUR_TRY(add_tick(&tick, &on, other, err));
    KEUR_TRY(keur_fill(to, "bar",
                       (const keur_slot[]){{"text", text},
                                           {"x", x},
                                           {"width", width},
                                           {"tick_html", tick.bytes},
                                           {"end", end},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&tick);
    return status;
}

static keur_status add_mark(keur_text *to, const char *part, const axis *on,
                            const keur_scorecard_figure *figure, keur_error *err)
{
    char x[32], width[32], cx[32];
    double low, high, middle;

    if (!ends_of(figure, &low, &high) || !middle_of(figure, &middle))
        return KEUR_OK;
    print(cx, at(on, middle));
    print(x, part[0] == 'm' ? at(on, low) : at(on, middle));
    print(width, fmax(at(on, high) - at(on, low), 1));
    return keur_fill(
        to, part, (const keur_slot[]){{"x", x}, {"width", width}, {"cx", cx}, {NULL, NULL}}, err);
}

keur_status keur_html_scale(keur_text *to, const keur_line *line, keur_error *err)
{
    const keur_scorecard_figure *const all[] = {line->main, line->holdout, line->independent};
    keur_text marks = {NULL, 0, 0};
    char end[KEUR_PEOPLE_SIZE], text[KEUR_PEOPLE_SIZE];
    double low, high;
    axis on = {0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < 3; i++) {
        if (ends_of(all[i], &low, &high)) {
            on.end = fmax(on.end, high);
            on.begin = fmin(on.begin, low);
        }
    }
    if (line->main == NULL || on.end <= 0)
        return KEUR_OK;
    on.end = round_end(on.end);
    KEUR_TRY(add_mark(&marks, "independent-mark", &on, line->independent, err));
    KEUR_TRY(add_mark(&marks, "holdout-mark", &on, line->holdout, err));
    KEUR_TRY(add_mark(&marks, "main-mark", &on, line->main, err));
    keur_people_value(&line->main->figure, on.end, end);
    (void)snprintf(text, sizeof text, "the numbers of this row on a scale that ends at %.100s",
                   end);
    KEUR_TRY(keur_fill(to, "scale",
                       (const keur_slot[]){
                           {"text", text}, {"marks_html", marks.bytes}, {"end", end}, {NULL, NULL}},
                       err));
out:
    keur_text_free(&marks);
    return status;
}
