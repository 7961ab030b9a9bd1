/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/league_forms.h"

/* The field that points lie in. */
enum { LEFT = 60, RIGHT = 680, TOP = 10, BOTTOM = 360 };

typedef struct span {
    double low, high;
} span;

/* Numbers in SVG have a point, whatever the locale has. */
static void print(char out[KEUR_NUMBER_SIZE], double value)
{
    keur_number_print(floor(value * 10 + 0.5) / 10, out);
}

static double at(span of, double value, double begin, double end)
{
    const double share = (value - of.low) / (of.high - of.low);

    return begin + (end - begin) * fmin(fmax(share, 0), 1);
}

static void widen(span *to, double by)
{
    to->low = fmin(to->low, by);
    to->high = fmax(to->high, by);
}

static bool is_placed(const keur_standing at[KEUR_N_AXES])
{
    return isfinite(at[KEUR_AXIS_FIDELITY].value) && isfinite(at[KEUR_AXIS_LIMIT].value);
}

/* The next of 1, 2, 5 times a power of ten that gives at most six lines. */
static double step_of(span of)
{
    const double least = (of.high - of.low) / 6, power = pow(10, floor(log10(least)));

    return power * (least <= power ? 1 : least <= 2 * power ? 2 : least <= 5 * power ? 5 : 10);
}

static keur_status put_grid(keur_text *to, span of, bool is_x, keur_error *err)
{
    const double step = step_of(of);
    keur_status status = KEUR_OK;

    for (double line = ceil(of.low / step); line * step <= of.high; line++) {
        char place[KEUR_NUMBER_SIZE], name[KEUR_NUMBER_SIZE + 8];

        print(place, is_x ? at(of, line * step, LEFT, RIGHT) : at(of, line * step, BOTTOM, TOP));
        (void)snprintf(name, sizeof name, "%.3g", line * step + 0.0); /* no minus zero */
        for (char *c = name; *c != '\0'; c++)
            *c = *c == ',' ? '.' : *c;
        KEUR_TRY(keur_fill(
            to, is_x ? "map-x" : "map-y",
            (const keur_slot[]){{is_x ? "x" : "y", place}, {"name", name}, {NULL, NULL}}, err));
    }
out:
    return status;
}

/* The lines of both intervals, where there are such. */
static keur_status put_reach(keur_text *to, span x, span y, const keur_standing on[KEUR_N_AXES],
                             keur_error *err)
{
    const keur_standing *f = &on[KEUR_AXIS_FIDELITY], *r = &on[KEUR_AXIS_LIMIT];
    char px[KEUR_NUMBER_SIZE], py[KEUR_NUMBER_SIZE], a[KEUR_NUMBER_SIZE], b[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    print(px, at(x, f->value, LEFT, RIGHT));
    print(py, at(y, r->value, BOTTOM, TOP));
    KEUR_TRY(keur_text_format(to, err, "M%s %s", px, py));
    if (isfinite(f->low) && isfinite(f->high)) {
        print(a, at(x, f->low, LEFT, RIGHT));
        print(b, at(x, f->high, LEFT, RIGHT));
        KEUR_TRY(keur_text_format(to, err, " M%s %s H%s", a, py, b));
    }
    if (isfinite(r->low) && isfinite(r->high)) {
        print(a, at(y, r->low, BOTTOM, TOP));
        print(b, at(y, r->high, BOTTOM, TOP));
        KEUR_TRY(keur_text_format(to, err, " M%s %s V%s", px, a, b));
    }
out:
    return status;
}

static keur_status put_point(keur_text *to, const char *part, const char *name, span x, span y,
                             const keur_standing on[KEUR_N_AXES], keur_error *err)
{
    char px[KEUR_NUMBER_SIZE], py[KEUR_NUMBER_SIZE];
    keur_text path = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (!is_placed(on))
        return KEUR_OK;
    print(px, at(x, on[KEUR_AXIS_FIDELITY].value, LEFT, RIGHT));
    print(py, at(y, on[KEUR_AXIS_LIMIT].value, BOTTOM, TOP));
    KEUR_TRY(put_reach(&path, x, y, on, err));
    KEUR_TRY(
        keur_fill(to, part,
                  (const keur_slot[]){
                      {"path", path.bytes}, {"x", px}, {"y", py}, {"name", name}, {NULL, NULL}},
                  err));
out:
    keur_text_free(&path);
    return status;
}

static keur_status put_points(keur_text *to, const keur_league *of, span x, span y, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_references; i++)
        KEUR_TRY(put_point(to, "map-reference", of->references[i].name, x, y, of->references[i].at,
                           err));
    for (size_t g = 0; g < of->n_generators; g++) {
        char number[KEUR_NUMBER_SIZE];

        (void)snprintf(number, sizeof number, "%zu", g + 1);
        KEUR_TRY(put_point(to, "map-point", number, x, y, of->generators[g].at, err));
    }
out:
    return status;
}

/* A wide interval may not press all points together: it ends at the edge of the map. */
static void reach(span *to, span points, const keur_standing *by)
{
    const double most = (points.high - points.low) / 4;

    if (isfinite(by->low) && isfinite(by->high)) {
        widen(to, fmax(by->low, points.low - most));
        widen(to, fmin(by->high, points.high + most));
    }
}

static const keur_standing *standing_of(const keur_league *of, size_t i)
{
    return i < of->n_generators ? of->generators[i].at : of->references[i - of->n_generators].at;
}

/* What all points need, and 0 and 1 of both; false: no table has both values. */
static bool find_spans(const keur_league *of, span *x, span *y)
{
    const size_t n = of->n_generators + of->n_references;
    span points[2] = {{0, 1}, {0, 1}};
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        const keur_standing *on = standing_of(of, i);

        if (!is_placed(on))
            continue;
        any |= i < of->n_generators;
        widen(&points[0], on[KEUR_AXIS_FIDELITY].value);
        widen(&points[1], on[KEUR_AXIS_LIMIT].value);
    }
    *x = points[0];
    *y = points[1];
    for (size_t i = 0; i < n; i++) {
        const keur_standing *on = standing_of(of, i);

        if (!is_placed(on))
            continue;
        reach(x, points[0], &on[KEUR_AXIS_FIDELITY]);
        reach(y, points[1], &on[KEUR_AXIS_LIMIT]);
    }
    x->low -= 0.03 * (x->high - x->low);
    x->high += 0.08 * (x->high - x->low);
    y->low -= 0.04 * (y->high - y->low);
    y->high += 0.08 * (y->high - y->low);
    return any && isfinite(x->high - x->low) && isfinite(y->high - y->low);
}

static const char caption[] =
    "Numbers are those of the table below; lines are intervals, cut where they leave the map. "
    "Further right is more useful, "
    "further down is safer. Diamonds are reference points made of your own data.";

keur_status keur_league_map(keur_text *to, const keur_league *league, keur_error *err)
{
    keur_text grid = {NULL, 0, 0}, points = {NULL, 0, 0};
    char limit[KEUR_NUMBER_SIZE];
    span x, y;
    keur_status status = KEUR_OK;

    if (!find_spans(league, &x, &y)) {
        KEUR_TRY(keur_fill(to, "more",
                           (const keur_slot[]){{"text", "There is no map: no table has both a "
                                                        "fidelity index and a risk with a limit."},
                                               {NULL, NULL}},
                           err));
        goto out;
    }
    KEUR_TRY(put_grid(&grid, x, true, err));
    KEUR_TRY(put_grid(&grid, y, false, err));
    KEUR_TRY(put_points(&points, league, x, y, err));
    print(limit, at(y, 1, BOTTOM, TOP));
    KEUR_TRY(keur_fill(to, "map",
                       (const keur_slot[]){{"grid_html", grid.bytes},
                                           {"limit", limit},
                                           {"policy", league->policy->name},
                                           {"points_html", points.bytes},
                                           {"text", caption},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&grid);
    keur_text_free(&points);
    return status;
}
