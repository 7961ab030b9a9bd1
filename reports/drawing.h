/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_DRAWING_H
#define KEUR_REPORTS_DRAWING_H

#include "base/text.h"
#include "reports/people.h"
#include "reports/view.h"

/* What all charts need, and the charts, one a file. A chart is an SVG with a text for those who
 * cannot see it and its points as a table; its data are figures and series that passed the filter,
 * or anything that a saved scorecard holds. Each adds nothing where it does not suit. */

enum { KEUR_COORDINATE_SIZE = 32 };

/** A coordinate with one decimal, whatever the locale. */
void keur_draw_number(double value, char out[KEUR_COORDINATE_SIZE]);

/** Where a value lies between two ends, 0 to 1; absurd numbers lie at the ends. */
double keur_draw_place(double value, double begin, double end);

/** The next of 1, 2, 5, 10, 20, ... times a power of ten, at or above a positive value. */
double keur_draw_end(double value);

/** A text cut to so many columns, with an ellipsis where something is lost. */
void keur_draw_cut(const char *text, size_t columns, char out[KEUR_PEOPLE_SIZE]);

/** A value in a unit, for people. */
void keur_draw_value(const char *unit, double value, char out[KEUR_PEOPLE_SIZE]);

/** Both ends of what is known of a figure; false: nothing is. */
bool keur_draw_ends(const keur_scorecard_figure *figure, double *low, double *high);

/** Charts of a series, by its name: `roc`, `shares`, `distance-deciles`, `nearness`. */
keur_status keur_draw_roc(keur_text *to, const keur_series *of, keur_error *err);
keur_status keur_draw_shares(keur_text *to, const keur_series *of, keur_error *err);
keur_status keur_draw_deciles(keur_text *to, const keur_series *of, keur_error *err);
keur_status keur_draw_nearness(keur_text *to, const keur_series *of, keur_error *err);

/** Charts of the figures of one measure: the distances of pairs of columns as a heat map, and what
 * holds of groups of people, with intervals. */
keur_status keur_draw_heat(keur_text *to, const keur_view *view, size_t measure, keur_error *err);
keur_status keur_draw_groups(keur_text *to, const keur_view *view, size_t measure, keur_error *err);

#endif
