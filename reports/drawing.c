/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/drawing.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/points.h"
#include "reports/wrap.h"

void keur_draw_number(double value, char out[KEUR_COORDINATE_SIZE])
{
    (void)snprintf(out, KEUR_COORDINATE_SIZE, "%.1f", fmin(fmax(value, -1e9), 1e9));
    for (char *c = out; *c != '\0'; c++)
        *c = *c == ',' ? '.' : *c; /* printf follows the locale; drawings need a point */
}

double keur_draw_place(double value, double begin, double end)
{
    /* By halves: absurd numbers must not overflow. */
    const double share = (value / 2 - begin / 2) / (end / 2 - begin / 2);

    return share > 1 ? 1 : share > 0 ? share : 0;
}

double keur_draw_end(double value)
{
    static const double steps[] = {1, 2, 5, 10};
    const double power = pow(10, floor(log10(value)));

    for (size_t i = 0; i < 4; i++)
        if (value <= steps[i] * power * (1 + 1e-9))
            return fmin(steps[i] * power, DBL_MAX);
    return fmin(10 * power, DBL_MAX);
}

void keur_draw_cut(const char *text, size_t columns, char out[KEUR_PEOPLE_SIZE])
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    const bool fits = keur_columns_wide(text) <= columns;
    size_t used = 0;

    while (*text != '\0' && used + 8 < KEUR_PEOPLE_SIZE) {
        size_t n;

        (void)keur_point_next(text, &n);
        memcpy(out + used, text, n);
        out[used + n] = '\0';
        if (!fits && keur_columns_wide(out) + 1 > columns)
            break;
        used += n;
        text += n;
    }
    out[used] = '\0';
    if (*text != '\0')
        (void)snprintf(out + used, KEUR_PEOPLE_SIZE - used, "%s", ellipsis);
}

void keur_draw_value(const char *unit, double value, char out[KEUR_PEOPLE_SIZE])
{
    const keur_figure like = {.unit = unit};

    keur_people_value(&like, value, out);
}

bool keur_draw_ends(const keur_scorecard_figure *figure, double *low, double *high)
{
    const keur_figure *of = figure != NULL ? &figure->figure : NULL;

    if (of == NULL || (isnan(of->value) && !figure->is_bound))
        return false;
    *low = isnan(of->low) ? of->value : of->low;
    *high = isnan(of->high) ? of->value : of->high;
    return isfinite(*low) && isfinite(*high);
}
