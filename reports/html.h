/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_HTML_H
#define KEUR_REPORTS_HTML_H

#include "base/text.h"
#include "reports/view.h"

/** How useful the table is, on the first page: a row a measure. */
keur_status keur_html_useful(keur_text *to, const keur_view *view, keur_error *err);

/** The leading figures in three tables; nothing where no measure belongs there. */
keur_status keur_html_attacks(keur_text *to, const keur_view *view, keur_error *err);
keur_status keur_html_fidelity(keur_text *to, const keur_view *view, keur_error *err);
keur_status keur_html_copies(keur_text *to, const keur_view *view, keur_error *err);

/** Sections of the appendix. */
keur_status keur_html_measures(keur_text *to, const keur_view *view, keur_error *err);
keur_status keur_html_columns(keur_text *to, const keur_scorecard *of, keur_error *err);
keur_status keur_html_rules(keur_text *to, const keur_scorecard *of, keur_error *err);

/** A figure with its interval; nothing for NULL. */
keur_status keur_html_number(keur_text *to, const keur_scorecard_figure *figure, keur_error *err);

/** What guessing gives for a figure; nothing where nobody knows. */
keur_status keur_html_chance(keur_text *to, const keur_figure *figure, keur_error *err);

/** The same as a number, NAN where nobody knows. */
double keur_chance_of(const keur_figure *figure);

/** The interval of a line's figure as a bar, with a line at what guessing or the holdout gives.
 * Nothing where there is no number between 0 and its unit's end. */
keur_status keur_html_bar(keur_text *to, const keur_line *line, keur_error *err);

/** A line's figure between its two anchors, on one scale. */
keur_status keur_html_scale(keur_text *to, const keur_line *line, keur_error *err);

#endif
