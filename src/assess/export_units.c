/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one list of units, and what a figure in each may give away. A unit that is not here is not
 * exported: whoever adds a measure with a new one decides what it tells a reader who has the
 * released table beside it. */
#include "assess/export_impl.h"

#include <string.h>

static const struct {
    const char *unit;
    keur_discloses disclosure;
} units[] = {
    /* of tests and models over all rows: one row moves them by little, and by a little that depends
     * on all others */
    {"auc", KEUR_DISCLOSES_LITTLE},
    {"accuracy", KEUR_DISCLOSES_LITTLE},
    {"r2", KEUR_DISCLOSES_LITTLE},
    {"p", KEUR_DISCLOSES_LITTLE},
    {"epsilon", KEUR_DISCLOSES_LITTLE},
    {"balls", KEUR_DISCLOSES_LITTLE},
    {"false alarms", KEUR_DISCLOSES_LITTLE},   /* 0 or 1 */
    {"rows of misfit", KEUR_DISCLOSES_LITTLE}, /* a mean over all cells of a fit */
    {"level of 6", KEUR_DISCLOSES_LITTLE},
    /* of the files as a whole */
    {"columns", KEUR_DISCLOSES_LITTLE},
    {"rows per row of train", KEUR_DISCLOSES_LITTLE},
    /* of rows: counts and rates are judged by their numbers of rows, shares by one row's weight */
    {"rows", KEUR_DISCLOSES_COUNTS},
    {"groups", KEUR_DISCLOSES_COUNTS},
    {"predicates", KEUR_DISCLOSES_COUNTS},
    {"share", KEUR_DISCLOSES_SHARES},
    {"percent", KEUR_DISCLOSES_SHARES},
    {"distance", KEUR_DISCLOSES_DISTANCES},
    /* between rows: in units of the scale of numbers, and means of those without numbers */
    {"scaled distance", KEUR_DISCLOSES_RANGES},
    {"ratio of scaled distances", KEUR_DISCLOSES_RANGES},
    {"mean distance", KEUR_DISCLOSES_SUMS},
    {"mean ratio", KEUR_DISCLOSES_SUMS},
    /* of tables of counts, in units of what chance gives */
    {"ratio", KEUR_DISCLOSES_CELLS},
    {"statistic", KEUR_DISCLOSES_CELLS},
    {"bits", KEUR_DISCLOSES_CELLS},
    {"squared error", KEUR_DISCLOSES_CELLS},
    {"cells", KEUR_DISCLOSES_CELLS},
    {"terms", KEUR_DISCLOSES_CELLS},
    {"index", KEUR_DISCLOSES_INDEX},
    {"percent of train", KEUR_DISCLOSES_INDEX},
    {"coefficient", KEUR_DISCLOSES_COEFFICIENTS},
    {"overlap", KEUR_DISCLOSES_COEFFICIENTS},
    {"standard errors", KEUR_DISCLOSES_COEFFICIENTS},
    {"share of terms", KEUR_DISCLOSES_COEFFICIENTS},
    {"of the outcome", KEUR_DISCLOSES_AMOUNTS},
    {"share beyond train", KEUR_DISCLOSES_BEYOND},
    {"share of train", KEUR_DISCLOSES_BEYOND}, /* of its ranges or levels */
};

keur_discloses keur_export_disclosure(const keur_figure *figure)
{
    for (size_t i = 0; figure->unit != NULL && i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].unit, figure->unit) == 0)
            return units[i].disclosure;
    return KEUR_DISCLOSES_UNKNOWN;
}
