/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

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

static void bound_difference(keur_export_item *item, const keur_export_item *minuend,
                             const keur_export_item *subtrahend)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    const double low = low_end(minuend) - high_end(subtrahend);
    const double high = high_end(minuend) - low_end(subtrahend);
    const double from_low = isnan(from->low) ? from->value : from->low;
    const double from_high = isnan(from->high) ? from->value : from->high;

    if (low > from_low || high < from_high) {
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
    to->no_interval = NULL;
    to->reason = "one of its two parts rests on fewer than 10 rows: only bounds are exported";
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
        keur_export_withhold(item, "withheld, since one of its two parts is");
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
        if (exporter->items[i].from->figure.kind == KEUR_KIND_DIFFERENCE &&
            !isnan(exporter->items[i].from->figure.value))
            export_difference(exporter, &exporter->items[i]);
}
