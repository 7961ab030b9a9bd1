/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <math.h>

/*
 * k rows of which j have a further property: k - j is a number of rows too. Walking inward from
 * the outermost figure, each is compared with the last one that was exported (the anchor), by
 * exported numbers alone: it is exported where it differs from the anchor by 10 rows or more
 * whatever the rounded values stand for, and by 10 rows and a rounding cell more for each figure
 * between them that was not. So an exported pair never has a small difference, and a pair with one
 * always leads to the same export, which is computed from the anchor.
 */
static double floor_rows(const keur_export_item *item)
{
    return item->fate == KEUR_FATE_HIGH ? item->denominator - 2 * (KEUR_EXPORT_SMALL - 1)
                                        : floor(item->floor / item->scale * item->denominator);
}

static double ceiling_rows(const keur_export_item *item)
{
    return item->fate == KEUR_FATE_LOW    ? KEUR_EXPORT_SMALL - 1
           : item->fate == KEUR_FATE_HIGH ? item->denominator
                                          : ceil(item->ceiling / item->scale * item->denominator);
}

static void bound_by(keur_export_item *item, const keur_export_item *anchor, double reach)
{
    const keur_figure *from = &item->from->figure;
    const double d = item->denominator;
    double low, high;

    item->floor = item->scale * fmax(floor_rows(anchor) - reach, 0) / d;
    item->ceiling = item->scale * fmin(ceiling_rows(anchor), d) / d;
    if (isnan(from->low) || isnan(from->high)) {
        low = item->floor;
        high = item->ceiling;
    } else {
        keur_export_exact(item, &low, &high);
    }
    if (from->value < low || from->value > high || from->low < low || from->high > high) {
        low = 0;
        high = item->scale;
    }
    keur_export_bound(item, KEUR_FATE_BOUND, low, high,
                      "too near to the count that includes it: only bounds are exported");
}

/* Judge one figure against those that include it; the ones outside it have been judged. */
static void judge(const keur_exporter *exporter, keur_export_item *item)
{
    const keur_export_item *anchor = item;
    double n_between = 0, cell, gap;

    for (size_t i = 0; i < exporter->to->n_figures; i++) {
        const char *name = anchor->from->figure.within;

        anchor = keur_export_find(exporter, anchor, name);
        if (anchor == NULL || anchor->fate != KEUR_FATE_BOUND)
            break;
        n_between++;
    }
    if (anchor == NULL || anchor->fate == KEUR_FATE_LOW)
        return;
    if (anchor->fate == KEUR_FATE_WITHHELD || anchor->fate == KEUR_FATE_PASSED ||
        anchor->denominator != item->denominator) {
        keur_export_withhold(item, "withheld, since a count that includes it is");
        return;
    }
    cell = anchor->fate == KEUR_FATE_HIGH ? 2 * KEUR_EXPORT_BASE
                                          : ceiling_rows(anchor) - floor_rows(anchor);
    gap = KEUR_EXPORT_SMALL + n_between * (KEUR_EXPORT_SMALL + cell);
    if (floor_rows(anchor) - ceiling_rows(item) < gap)
        bound_by(item, anchor, gap + cell);
}

static size_t depth_of(const keur_exporter *exporter, const keur_export_item *item)
{
    size_t depth = 0;

    while (item != NULL && item->from->figure.within != NULL && depth < exporter->to->n_figures) {
        item = keur_export_find(exporter, item, item->from->figure.within);
        depth++;
    }
    return depth;
}

void keur_export_nested(const keur_exporter *exporter)
{
    bool is_more = true;

    for (size_t depth = 1; is_more && depth <= exporter->to->n_figures; depth++) {
        is_more = false;
        for (size_t i = 0; i < exporter->to->n_figures; i++) {
            keur_export_item *item = &exporter->items[i];
            const bool is_judged = item->fate == KEUR_FATE_VALUE || item->fate == KEUR_FATE_LOW ||
                                   item->fate == KEUR_FATE_HIGH;
            size_t here;

            if (item->from->figure.within == NULL)
                continue;
            here = depth_of(exporter, item);
            is_more |= here > depth;
            if (here == depth && is_judged)
                judge(exporter, item);
        }
    }
}
