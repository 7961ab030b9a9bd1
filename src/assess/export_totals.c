/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <math.h>
#include <string.h>

/*
 * Parts k_1..k_m >= 0 of a total that everybody knows. Primary rules have turned the small parts
 * (below 10) into bounds and rounded the large ones. Whoever knows these rules can add up, so:
 *
 * 1. Below 10 m + 9 rows the pattern of small parts alone excludes some counts: all is withheld.
 * 2. Else, if a part is small, the last large one is withheld, never the smallest or any other
 *    choice that would tell of counts. It takes up whatever the small ones leave, as long as the
 *    exported parts leave it 20 rows or more; this is judged from exported numbers alone.
 * 3. Where they do not, all large parts are withheld.
 *
 * 4. A statistic computed from the parts cannot stand beside them: with a small part, all are
 *    withheld without saying which is small, and the statistic is given in steps of 20 rows.
 *    Below 100 rows it is withheld as well.
 *
 * Then every small part may be anything from 0 to 9, also for a reader who knows this procedure:
 * in case 2 any counts within the exported cells give the same export; in case 3 the large parts
 * can always be shared out so that the last has 10 rows, which leads to case 3 again.
 */
enum { LEAST_SHARED = 100 };

static const char small_total[] = "withheld: it is part of a total that is too small to be split";
static const char by_subtraction[] =
    "withheld, since a part of the same total that is below 10 rows could be computed from it";

static bool are_parts(const keur_export_item *a, const keur_export_item *b)
{
    return a->from->measure == b->from->measure && a->from->figure.total != NULL &&
           b->from->figure.total != NULL &&
           strcmp(a->from->figure.total, b->from->figure.total) == 0 &&
           keur_figure_same_labels(&a->from->figure, &b->from->figure);
}

static bool is_row_count(const keur_export_item *item)
{
    return item->from->figure.kind == KEUR_KIND_COUNT || item->from->figure.kind == KEUR_KIND_RATE;
}

/* Sums over the parts of a group that starts at item `first`. */
typedef struct group {
    size_t n_parts, n_small, n_large;
    bool has_statistic;
    size_t last; /* the large part that comes last */
    double total;
    double kept;       /* most rows that the large parts but the last may have */
    bool is_uncertain; /* a part was withheld, not estimable, or has another total */
} group;

static group gather(const keur_exporter *exporter, size_t first)
{
    const size_t n = exporter->to->n_figures;
    const keur_export_item *items = exporter->items;
    group g = {.total = items[first].denominator};

    for (size_t i = first; i < n; i++) {
        if (!are_parts(&items[first], &items[i]))
            continue;
        g.is_uncertain |= items[i].fate == KEUR_FATE_WITHHELD ||
                          items[i].fate == KEUR_FATE_PASSED || items[i].denominator != g.total;
        if (!is_row_count(&items[i])) {
            g.has_statistic = true;
            continue;
        }
        g.n_parts++;
        if (items[i].fate == KEUR_FATE_LOW) {
            g.n_small++;
        } else {
            g.last = i;
            g.n_large++;
        }
    }
    for (size_t i = first; i < n; i++)
        if (are_parts(&items[first], &items[i]) && is_row_count(&items[i]) && i != g.last &&
            items[i].fate != KEUR_FATE_LOW)
            g.kept += ceil(items[i].ceiling / items[i].scale * items[i].denominator);
    return g;
}

static void withhold_parts(const keur_exporter *exporter, size_t first, bool also_small,
                           const char *reason)
{
    for (size_t i = first; i < exporter->to->n_figures; i++) {
        keur_export_item *item = &exporter->items[i];

        if (are_parts(&exporter->items[first], item) && item->fate != KEUR_FATE_PASSED &&
            (also_small || (item->fate != KEUR_FATE_LOW && is_row_count(item))))
            keur_export_withhold(item, reason);
    }
}

static void withhold_for_statistics(const keur_exporter *exporter, size_t first)
{
    for (size_t i = first; i < exporter->to->n_figures; i++) {
        keur_export_item *item = &exporter->items[i];

        if (!are_parts(&exporter->items[first], item))
            continue;
        if (is_row_count(item))
            keur_export_withhold(item, by_subtraction);
        else
            keur_export_coarse(item);
    }
}

static void judge_group(const keur_exporter *exporter, size_t first)
{
    const group g = gather(exporter, first);
    const double spare = 2 * KEUR_EXPORT_SMALL;
    const double most_small = (KEUR_EXPORT_SMALL - 1) * (double)g.n_small;

    if (g.n_parts == 0 || (g.n_parts < 2 && !g.has_statistic))
        return;
    if (g.is_uncertain || (g.has_statistic && g.total < LEAST_SHARED) ||
        g.total < KEUR_EXPORT_SMALL * (double)g.n_parts + KEUR_EXPORT_SMALL - 1) {
        withhold_parts(exporter, first, true, small_total);
        return;
    }
    if (g.n_small == 0)
        return;
    if (g.has_statistic)
        withhold_for_statistics(exporter, first);
    else if (g.total - g.kept - most_small >= spare)
        keur_export_withhold(&exporter->items[g.last], by_subtraction);
    else
        withhold_parts(exporter, first, false, by_subtraction);
}

void keur_export_totals(const keur_exporter *exporter)
{
    for (size_t i = 0; i < exporter->to->n_figures; i++) {
        bool is_first = exporter->items[i].from->figure.total != NULL;

        for (size_t j = 0; j < i && is_first; j++)
            is_first = !are_parts(&exporter->items[j], &exporter->items[i]);
        if (is_first)
            judge_group(exporter, i);
    }
}
