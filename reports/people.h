/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_PEOPLE_H
#define KEUR_REPORTS_PEOPLE_H

#include <keur/scorecard.h>

enum { KEUR_PEOPLE_SIZE = 200 };

/** A whole number with thousands separators: 24,421. */
void keur_people_count(size_t n, char out[KEUR_PEOPLE_SIZE]);

/** A value of the figure's unit with three significant digits, from 1e15 on with an exponent:
 * shares in per cent, rows with thousands separators, differences of shares in points with their
 * sign. */
void keur_people_value(const keur_figure *of, double value, char out[KEUR_PEOPLE_SIZE]);

/** Value and interval, "6.6% (5.9 to 7.4)"; a bound, "below 0.1%"; else "withheld" or
 * "not estimable". */
void keur_people_figure(const keur_scorecard_figure *figure, char out[KEUR_PEOPLE_SIZE]);

/** As keur_people_figure(), without the interval. */
void keur_people_short(const keur_scorecard_figure *figure, char out[KEUR_PEOPLE_SIZE]);

/** What a figure's name means in a few words, or the name itself. */
void keur_people_name(const char *name, char out[KEUR_PEOPLE_SIZE]);

/** The labels of a figure in a few words: "income, from age+sex". */
void keur_people_labels(const keur_figure *figure, char out[KEUR_PEOPLE_SIZE]);

#endif
