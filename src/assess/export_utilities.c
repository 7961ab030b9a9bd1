/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells how much tables of counts differ: see export_rules.c, "utilities" and "indices". */
#include <math.h>

#include "assess/export_impl.h"

/* A figure over fewer tables of counts is one about each. */
enum { LEAST_TABLES = 10 };

bool keur_export_is_fidelity(const keur_exporter *exporter, const keur_export_item *item)
{
    return exporter->to->measures[item->from->measure].family == KEUR_FAMILY_FIDELITY;
}

/* How much tables of counts differ, in units of what chance gives: beside the released table the
 * figure of one table gives its real counts back. */
static bool is_utility(const keur_exporter *exporter, const keur_export_item *item)
{
    return keur_export_disclosure(&item->from->figure) == KEUR_DISCLOSES_CELLS &&
           keur_export_is_fidelity(exporter, item);
}

/* Of many tables, one digit, rounded up: which of them it is of, nobody is told. */
static void export_utility(keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;

    if (from->n_labels > 0 || from->n_parts < LEAST_TABLES) {
        keur_export_withhold(item, "withheld: the utility of one table, or of few, would give its "
                                   "cells away");
        return;
    }
    to->value = keur_export_one_digit(from->value);
    item->floor = 0;
    item->ceiling = to->value;
    item->exact = to->value;
    item->cell = to->value;
    to->low = to->high = NAN;
    to->no_interval = "given to one digit, rounded up";
}

/* Where a table lies between independent columns and train, over so few tables of counts that a
 * reader who has the released ones could work the real ones out. */
static bool is_index_of_few(const keur_figure *from)
{
    return keur_export_disclosure(from) == KEUR_DISCLOSES_INDEX &&
           (from->n_labels > 0 || from->n_parts < LEAST_TABLES);
}

bool keur_export_is_one_utility(const keur_exporter *exporter, const keur_export_item *item)
{
    return item->from->figure.n_labels > 0 && is_utility(exporter, item);
}

bool keur_export_utility(const keur_exporter *exporter, keur_export_item *item)
{
    if (is_index_of_few(&item->from->figure)) {
        keur_export_withhold(item, "withheld: an index of few tables would give their cells away");
        return true;
    }
    if (!is_utility(exporter, item))
        return false;
    item->fate = KEUR_FATE_VALUE;
    export_utility(item);
    return true;
}
