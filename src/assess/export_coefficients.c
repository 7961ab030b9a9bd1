/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told of the coefficients of a regression. A logistic coefficient of one column of two
 * values is the logarithm of an odds ratio, which with the margins gives the table of counts back;
 * an overlap, or a difference in standard errors, gives it back together with the coefficient of
 * the synthetic table, which everybody can compute. So nothing of one coefficient leaves, and an
 * average over ten or more leaves with one digit.
 */
#include "assess/export_impl.h"

#include <math.h>
#include <string.h>

enum { LEAST_COEFFICIENTS = 10 };

/* Tenths below 1, whole units of the first digit above, so that nothing looks better than it is. */
static double one_digit(double value, bool is_up)
{
    if (fabs(value) < 1)
        return (is_up ? ceil(value * 10 - 1e-9) : floor(value * 10 + 1e-9)) / 10;
    if (is_up == (value > 0))
        return value > 0 ? keur_export_one_digit(value) : -keur_export_one_digit(-value);
    return is_up ? ceil(value) : floor(value);
}

static bool is_average(const keur_figure *figure)
{
    bool is_one = figure->n_parts >= LEAST_COEFFICIENTS;

    for (size_t i = 0; i < figure->n_labels; i++)
        is_one = is_one && strcmp(figure->labels[i].name, "outcome") == 0;
    return is_one;
}

bool keur_export_coefficient(keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;

    if (keur_export_disclosure(from) != KEUR_DISCLOSES_COEFFICIENTS)
        return false;
    if (!is_average(from)) {
        keur_export_withhold(item, "withheld: a coefficient, or an average over fewer than ten, "
                                   "would give counts away");
        return true;
    }
    to->value = one_digit(from->value, from->direction != KEUR_HIGHER_IS_BETTER);
    item->fate = KEUR_FATE_VALUE;
    item->exact = to->value;
    item->cell = fmax(0.1, fabs(to->value - from->value));
    item->floor = to->value - item->cell;
    item->ceiling = to->value + item->cell;
    to->low = to->high = NAN;
    to->no_interval = "given to one digit, towards the worse";
    return true;
}
