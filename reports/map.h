/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_MAP_H
#define KEUR_REPORTS_MAP_H

#include "assess/league.h"
#include "base/text.h"

/** A point of the map; one that lacks a value is left out. */
typedef struct keur_map_point {
    const char *name;
    const keur_standing *at; /**< on all axes */
    bool is_reference;
} keur_map_point;

/** Fidelity to the right, the largest risk against its limit upwards. */
typedef struct keur_map {
    const char *part;                /**< of the template, with the field below in its size */
    double left, right, top, bottom; /**< the field that points lie in */
    double fresh;                    /**< fidelity of fresh real rows, a line; NAN: none */
    const char *policy, *caption, *text;
    size_t n;
    const keur_map_point *points;
} keur_map;

/** Add the map as an SVG with its caption; *drawn = false and nothing where no point that is not a
 * reference has both values. `text` is its alternative. */
keur_status keur_map_draw(keur_text *to, const keur_map *map, bool *drawn, keur_error *err);

/** The map of one judged scorecard; nothing where it has no verdict, and words where it lacks a
 * value. */
keur_status keur_html_map(keur_text *to, const keur_scorecard *of, keur_error *err);

#endif
