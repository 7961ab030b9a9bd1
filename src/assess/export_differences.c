/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char part_is_withheld[] = "withheld, since one of its two parts is";

static bool is_gone(const keur_export_item *part)
{
    return part->fate == KEUR_FATE_WITHHELD || part->fate == KEUR_FATE_PASSED;
}

/* Short decimals differ by a short decimal: take the noise off. */
static double subtract(double a, double b)
{
    char text[40];
    double value = a - b;
    const double scale = fmax(fabs(a), fabs(b));
    const double noise = 1e-12 * scale;

    if (fabs(value) <= noise)
        return 0;
    (void)snprintf(text, sizeof text, "%.9e", value);
    for (char *at = text; *at != '\0'; at++)
        *at = *at == ',' ? '.' : *at;
    (void)keur_text_number(text, '.', &value);
    return value;
}

/* The ends of what is exported of a part: its interval where it has one, and at least the values
 * that the exported one may stand for. */
static double low_end(const keur_export_item *part)
{
    const double low = part->to->figure.low;

    return isnan(low) ? part->floor : fmin(low, part->floor);
}

static double high_end(const keur_export_item *part)
{
    const double high = part->to->figure.high;

    return isnan(high) ? part->ceiling : fmax(high, part->ceiling);
}

/* Whether low..high covers the interval that the figure had. */
static bool is_covered(const keur_export_item *item, double low, double high)
{
    const keur_figure *from = &item->from->figure;

    return low <= (isnan(from->low) ? from->value : from->low) &&
           high >= (isnan(from->high) ? from->value : from->high);
}

/* Bounds, from what is exported of the parts. */
static void leave_bounds(keur_export_item *item, double low, double high)
{
    keur_figure *to = &item->to->figure;

    if (!is_covered(item, low, high)) {
        keur_export_withhold(item, "withheld: its interval would tell of a number of rows "
                                   "below 10");
        return;
    }
    item->fate = KEUR_FATE_BOUND;
    item->to->is_bound = true;
    item->is_widened = true;
    to->value = NAN;
    to->low = keur_export_digits(low, -1);
    to->high = keur_export_digits(high, 1);
    to->no_interval = keur_export_no_interval(item);
    to->reason = "one of its two parts rests on fewer than 10 rows: only bounds are exported";
}

static void bound_difference(keur_export_item *item, const keur_export_item *minuend,
                             const keur_export_item *subtrahend)
{
    leave_bounds(item, low_end(minuend) - high_end(subtrahend),
                 high_end(minuend) - low_end(subtrahend));
}

static double risk_of(double a, double c)
{
    return (a - c) / (1 - c);
}

/*
 * How far the propagated interval of a risk may reach beyond risk_of() of the ends of its parts,
 * whatever the true parts are. With [c - h, c + h] inside [c_low, c_high] and a >= a_low the
 * control's term is h (1 - a) / (1 - c)^2 <= h (1 - a_low) / (u + h)^2, u = 1 - c_high, which is
 * largest at h = u; the attack's term alone stays within risk_of(a_high, c_low). Were the bounds
 * narrower, whether they cover the interval would tell of a small count.
 */
static double reach_of(double a_low, double c_low, double c_high)
{
    const double u = 1 - c_high, h = fmin((c_high - c_low) / 2, u);

    return (1 - a_low) * h / ((u + h) * (u + h));
}

/* A risk grows with the attack's rate and falls with the control's: its ends are those of what is
 * exported of both, and no nearer than an interval that propagates their widths. All of it is made
 * from exported numbers. */
static void export_risk(keur_export_item *item, const keur_export_item *minuend,
                        const keur_export_item *subtrahend)
{
    keur_figure *to = &item->to->figure;
    const double a_low = fmax(low_end(minuend) / minuend->scale, 0);
    const double a_high = fmin(high_end(minuend) / minuend->scale, 1);
    const double c_low = fmax(low_end(subtrahend) / subtrahend->scale, 0);
    const double c_high = fmin(high_end(subtrahend) / subtrahend->scale, 1);
    const double a = minuend->exact / minuend->scale, c = subtrahend->exact / subtrahend->scale;
    const double value = risk_of(a, c);
    const double half =
        (a_high - a_low) / 2 / (1 - c) + (c_high - c_low) / 2 * (1 - a) / ((1 - c) * (1 - c));
    double low, high;

    if (!(c_high < 1)) { /* also where every row of the control succeeds */
        keur_export_withhold(item, part_is_withheld);
        return;
    }
    low = risk_of(a_low, c_high);
    high = risk_of(a_high, c_low);
    if (minuend->fate != KEUR_FATE_VALUE || subtrahend->fate != KEUR_FATE_VALUE) {
        const double reach = reach_of(a_low, c_low, c_high);

        leave_bounds(item, low - reach, high + reach);
        return;
    }
    low = fmin(low, value - half);
    high = fmax(high, value + half);
    if (!is_covered(item, low, high)) {
        keur_export_withhold(item, part_is_withheld);
        return;
    }
    item->fate = KEUR_FATE_VALUE;
    item->is_widened = true;
    to->value = keur_export_digits(value, 0);
    to->no_interval = keur_export_no_interval(item);
    if (to->no_interval != NULL) /* that of the parts is none of the difference */
        return;
    to->low = keur_export_digits(fmin(low, to->value), -1);
    to->high = keur_export_digits(fmax(high, to->value), 1);
}

static void export_difference(const keur_exporter *exporter, keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    const keur_export_item *minuend = keur_export_find(exporter, item, from->minuend);
    const keur_export_item *subtrahend = keur_export_find(exporter, item, from->subtrahend);

    if (minuend == NULL || subtrahend == NULL) {
        keur_export_statistic(exporter, item);
    } else if (from->n < KEUR_EXPORT_SMALL || exporter->least < KEUR_EXPORT_SMALL) {
        keur_export_withhold(item, "withheld: it rests on too few rows");
    } else if (is_gone(minuend) || is_gone(subtrahend)) {
        keur_export_withhold(item, part_is_withheld);
    } else if (from->kind == KEUR_KIND_RISK) {
        export_risk(item, minuend, subtrahend);
    } else if (minuend->fate != KEUR_FATE_VALUE || subtrahend->fate != KEUR_FATE_VALUE) {
        bound_difference(item, minuend, subtrahend);
    } else {
        item->fate = KEUR_FATE_VALUE;
        to->value = keur_export_digits(subtract(minuend->exact, subtrahend->exact), 0);
        keur_export_interval(item, fmax(minuend->cell, subtrahend->cell));
    }
}

void keur_export_differences(const keur_exporter *exporter)
{
    for (size_t i = 0; i < exporter->to->n_figures; i++)
        if ((exporter->items[i].from->figure.kind == KEUR_KIND_DIFFERENCE ||
             exporter->items[i].from->figure.kind == KEUR_KIND_RISK) &&
            !isnan(exporter->items[i].from->figure.value))
            export_difference(exporter, &exporter->items[i]);
}
