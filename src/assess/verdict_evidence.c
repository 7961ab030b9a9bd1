/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-sided ends and p-values from the two-sided interval that a figure carries.
 *
 * A figure v with the interval [l, h] at level g stands for a normal estimate on its own scale,
 * with one standard error towards each end: (v - l)/z and (h - v)/z, z the normal quantile at
 * (1 + g)/2. The one-sided upper end at confidence c is v + (h - v) z_c / z, and the p-value of
 * the true figure being at most L, v > L, is the normal tail beyond z (v - L)/(v - l). At the
 * level of the interval's own ends both are exact for whatever method made it. Between v and h of a
 * rare event, where intervals grow faster than their quantile, the straight line lies outside.
 *
 * Of an exported figure only the ends count, and nothing may be gained by their having been
 * widened: the upper end is h itself (beyond its level h + (h - l)(z_c/z - 1), as v >= l), and z is
 * at most what any v in [l, h] would give.
 */
#include "assess/verdict_impl.h"

#include <math.h>
#include <string.h>

#include "assess/export_impl.h"
#include "stats/intervals.h"

/* A figure on the scale of a limit, mirrored so that it must be below. */
typedef struct estimate {
    double value, low, high;
    double z; /* of each end */
} estimate;

static double upper_tail(double z)
{
    return 0.5 * erfc(z / sqrt(2));
}

static double scale_of(const keur_figure *figure)
{
    return figure->unit != NULL && strcmp(figure->unit, "percent") == 0 ? 0.01 : 1;
}

/* false: there is no interval to go by. */
static bool estimate_of(const keur_figure *figure, keur_side side, estimate *to)
{
    const double scale = scale_of(figure);

    if (figure->no_interval != NULL || !isfinite(figure->low) || !isfinite(figure->high) ||
        figure->low > figure->high || !(figure->level > 0) || !(figure->level < 1))
        return false;
    *to = (estimate){figure->value * scale, figure->low * scale, figure->high * scale,
                     keur_normal_quantile((1 + figure->level) / 2)};
    if (side == KEUR_ABOVE)
        *to = (estimate){-to->value, -to->high, -to->low, to->z};
    return true;
}

static double upper_end(const estimate *of, bool is_export, double confidence)
{
    const double k = keur_normal_quantile(confidence) / of->z;

    if (is_export || isnan(of->value))
        return of->high + (of->high - of->low) * fmax(k - 1, 0);
    return of->value + (fmax(of->high, of->value) - of->value) * k;
}

/* In standard errors, how far the figure lies above a limit; 0 where it does not. */
static double excess(const estimate *of, bool is_export, double limit)
{
    if (is_export || isnan(of->value))
        return of->low > limit ? of->z * (1 + (of->low - limit) / (of->high - of->low)) : 0;
    return of->value > limit ? of->z * (of->value - limit) / (of->value - of->low) : 0;
}

/* A lower bound is an end already, at a confidence of its own. Exported it was rounded down, a
 * share by more than its last digit. */
static void take_lower_bound(const keur_figure *figure, bool is_export, double limit,
                             keur_evidence *to)
{
    const double scale = scale_of(figure), value = figure->value * scale;
    const bool is_share = scale < 1 || (figure->unit != NULL && strcmp(figure->unit, "share") == 0);
    const double lost = is_export ? keur_export_unit(figure->value) * scale : 0;

    to->p = value > limit ? 1 - figure->level : 1;
    to->is_unclear = value + lost > limit || (is_export && is_share);
}

keur_evidence keur_evidence_find(const keur_figure *figure, bool is_export, keur_side side,
                                 double limit, double confidence)
{
    const double mirrored = side == KEUR_ABOVE ? -limit : limit;
    keur_evidence made = {.figure = figure, .is_unclear = true, .p = 1};
    estimate at;

    if (figure == NULL || isnan(limit))
        return made;
    if (figure->kind == KEUR_KIND_LOWER_BOUND) {
        if (isfinite(figure->value) && side == KEUR_BELOW)
            take_lower_bound(figure, is_export, limit, &made);
    } else if (estimate_of(figure, side, &at)) {
        const double z = excess(&at, is_export, mirrored);

        made.is_met = upper_end(&at, is_export, confidence) < mirrored;
        made.p = z > 0 ? upper_tail(z) : 1;
        made.is_unclear = is_export && at.high > mirrored;
    }
    if (figure->invalid != NULL) {
        made.is_met = false;
        made.is_unclear = true;
        made.p = figure->is_understated ? made.p : 1;
    }
    return made;
}

double keur_evidence_low(const keur_figure *figure, bool is_export, double confidence)
{
    estimate at;
    double k, unit;

    if (!estimate_of(figure, KEUR_BELOW, &at))
        return NAN;
    k = keur_normal_quantile(confidence) / at.z;
    if (!is_export)
        return at.value - (at.value - at.low) * k;
    /* the value was rounded by half a unit, the end outward by a few */
    unit = keur_export_unit(isnan(at.value) ? at.high : at.value);
    if (isnan(at.value))
        return at.high;
    return at.value + unit - (at.value + unit - (at.low + 4 * unit)) * fmin(k, 1);
}
