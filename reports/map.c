/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/map.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"

typedef struct span {
    double low, high;
} span;

/* What a map shows in its two directions, and where in the drawing. */
typedef struct field {
    const keur_map *map;
    span x, y;
} field;

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

static void print_x(const field *on, double value, char out[KEUR_NUMBER_SIZE])
{
    print(out, at(on->x, value, on->map->left, on->map->right));
}

static void print_y(const field *on, double value, char out[KEUR_NUMBER_SIZE])
{
    print(out, at(on->y, value, on->map->bottom, on->map->top));
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

static keur_status put_grid(keur_text *to, const field *on, bool is_x, keur_error *err)
{
    const span of = is_x ? on->x : on->y;
    const double step = step_of(of);
    char begin[KEUR_NUMBER_SIZE], end[KEUR_NUMBER_SIZE], before[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    print(begin, is_x ? on->map->top : on->map->left);
    print(end, is_x ? on->map->bottom : on->map->right);
    print(before, is_x ? on->map->bottom + 16 : on->map->left - 6);
    for (double line = ceil(of.low / step); line * step <= of.high; line++) {
        char place[KEUR_NUMBER_SIZE], name[KEUR_NUMBER_SIZE + 8];

        if (is_x)
            print_x(on, line * step, place);
        else
            print_y(on, line * step, place);
        (void)snprintf(name, sizeof name, "%.3g", line * step + 0.0); /* no minus zero */
        for (char *c = name; *c != '\0'; c++)
            *c = *c == ',' ? '.' : *c;
        KEUR_TRY(keur_fill(to, is_x ? "map-x" : "map-y",
                           (const keur_slot[]){{is_x ? "x" : "y", place},
                                               {"begin", begin},
                                               {"end", end},
                                               {"before", before},
                                               {"name", name},
                                               {NULL, NULL}},
                           err));
    }
out:
    return status;
}

/* The lines of both intervals, where there are such. */
static keur_status put_reach(keur_text *to, const field *on, const keur_standing *of,
                             keur_error *err)
{
    const keur_standing *f = &of[KEUR_AXIS_FIDELITY], *r = &of[KEUR_AXIS_LIMIT];
    char px[KEUR_NUMBER_SIZE], py[KEUR_NUMBER_SIZE], a[KEUR_NUMBER_SIZE], b[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    print_x(on, f->value, px);
    print_y(on, r->value, py);
    KEUR_TRY(keur_text_format(to, err, "M%s %s", px, py));
    if (isfinite(f->low) && isfinite(f->high)) {
        print_x(on, f->low, a);
        print_x(on, f->high, b);
        KEUR_TRY(keur_text_format(to, err, " M%s %s H%s", a, py, b));
    }
    if (isfinite(r->low) && isfinite(r->high)) {
        print_y(on, r->low, a);
        print_y(on, r->high, b);
        KEUR_TRY(keur_text_format(to, err, " M%s %s V%s", px, a, b));
    }
out:
    return status;
}

/* Whether a name that was put to the right of an earlier point would be written over. */
static bool is_crowded(const field *on, size_t i)
{
    const keur_map *map = on->map;

    for (size_t k = 0; k < i; k++) {
        const keur_standing *a = map->points[i].at, *b = map->points[k].at;
        const double x[] = {at(on->x, a[KEUR_AXIS_FIDELITY].value, map->left, map->right),
                            at(on->x, b[KEUR_AXIS_FIDELITY].value, map->left, map->right)};
        const double y[] = {at(on->y, a[KEUR_AXIS_LIMIT].value, map->bottom, map->top),
                            at(on->y, b[KEUR_AXIS_LIMIT].value, map->bottom, map->top)};

        if (!map->points[k].is_reference && is_placed(b) && fabs(x[0] - x[1]) < 18 &&
            fabs(y[0] - y[1]) < 12)
            return true;
    }
    return false;
}

/* A long name stands on the side where there is more room, a short one where none stands yet. */
static keur_status put_point(keur_text *to, const field *on, size_t i, keur_error *err)
{
    const keur_map_point *point = &on->map->points[i];
    const keur_standing *of = point->at;
    const double middle = (on->map->left + on->map->right) / 2;
    const bool is_left =
        is_placed(of) && (strlen(point->name) > 3 ? at(on->x, of[KEUR_AXIS_FIDELITY].value,
                                                       on->map->left, on->map->right) > middle
                                                  : is_crowded(on, i));
    char px[KEUR_NUMBER_SIZE], py[KEUR_NUMBER_SIZE];
    keur_text path = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (!is_placed(of))
        return KEUR_OK;
    print_x(on, of[KEUR_AXIS_FIDELITY].value, px);
    print_y(on, of[KEUR_AXIS_LIMIT].value, py);
    KEUR_TRY(put_reach(&path, on, of, err));
    KEUR_TRY(keur_fill(
        to,
        point->is_reference            ? "map-reference"
        : of[KEUR_AXIS_LIMIT].is_bound ? "map-bound"
        : is_left                      ? "map-left-point"
                                       : "map-point",
        (const keur_slot[]){
            {"path", path.bytes}, {"x", px}, {"y", py}, {"name", point->name}, {NULL, NULL}},
        err));
out:
    keur_text_free(&path);
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

/* What all points need, and 0 and 1 of both; false: no table has both values. */
static bool find_spans(field *on)
{
    span points[2] = {{0, 1}, {0, 1}};
    bool any = false;

    for (size_t i = 0; i < on->map->n; i++) {
        const keur_standing *of = on->map->points[i].at;

        if (!is_placed(of))
            continue;
        any |= !on->map->points[i].is_reference;
        widen(&points[0], of[KEUR_AXIS_FIDELITY].value);
        widen(&points[1], of[KEUR_AXIS_LIMIT].value);
    }
    on->x = points[0];
    on->y = points[1];
    for (size_t i = 0; i < on->map->n; i++) {
        const keur_standing *of = on->map->points[i].at;

        if (!is_placed(of))
            continue;
        reach(&on->x, points[0], &of[KEUR_AXIS_FIDELITY]);
        reach(&on->y, points[1], &of[KEUR_AXIS_LIMIT]);
    }
    on->x.low -= 0.03 * (on->x.high - on->x.low);
    on->x.high += 0.08 * (on->x.high - on->x.low);
    on->y.low -= 0.04 * (on->y.high - on->y.low);
    on->y.high += 0.08 * (on->y.high - on->y.low);
    return any && isfinite(on->x.high - on->x.low) && isfinite(on->y.high - on->y.low);
}

keur_status keur_map_draw(keur_text *to, const keur_map *map, bool *drawn, keur_error *err)
{
    field on = {.map = map};
    keur_text grid = {NULL, 0, 0}, points = {NULL, 0, 0};
    char limit[KEUR_NUMBER_SIZE], below[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    *drawn = find_spans(&on);
    if (!*drawn)
        return KEUR_OK;
    KEUR_TRY(put_grid(&grid, &on, true, err));
    KEUR_TRY(put_grid(&grid, &on, false, err));
    for (size_t i = 0; i < map->n; i++)
        KEUR_TRY(put_point(&points, &on, i, err));
    if (isfinite(map->fresh) && map->fresh >= on.x.low && map->fresh <= on.x.high) {
        print_x(&on, map->fresh, limit);
        KEUR_TRY(
            keur_fill(&grid, "map-fresh", (const keur_slot[]){{"x", limit}, {NULL, NULL}}, err));
    }
    print_y(&on, 1, limit);
    print(below, map->bottom - at(on.y, 1, map->bottom, map->top));
    KEUR_TRY(keur_fill(to, map->part,
                       (const keur_slot[]){{"grid_html", grid.bytes},
                                           {"limit", limit},
                                           {"below", below},
                                           {"policy", map->policy},
                                           {"points_html", points.bytes},
                                           {"caption", map->caption},
                                           {"text", map->text},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&grid);
    keur_text_free(&points);
    return status;
}
