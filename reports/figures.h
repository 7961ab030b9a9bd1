/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_FIGURES_H
#define KEUR_REPORTS_FIGURES_H

#include <keur/scorecard.h>

#include "base/json.h"

/**
 * One measure of a scorecard as JSON: {"measure", "title", "export", "params", "figures",
 * "notices"}. Figures are given as they stand in the scorecard, unrounded unless it was exported.
 * The text is freed with free().
 */
keur_status keur_figures_json(const keur_scorecard *scorecard, size_t measure, char **text,
                              keur_error *err);

/** The same as lines for a terminal of `width` columns (at least 40; 0: 80). */
keur_status keur_figures_text(const keur_scorecard *scorecard, size_t measure, int width,
                              char **text, keur_error *err);

/** Add a figure to a JSON array; `measure` names the measure, NULL leaves it out. */
keur_status keur_figure_json(keur_json *to, const char *measure,
                             const keur_scorecard_figure *figure, keur_error *err);

/** Add {"name": "text", ...} under "params". */
keur_status keur_params_json(keur_json *to, const keur_scorecard_measure *measure, keur_error *err);

/** Add an array of texts. */
keur_status keur_texts_json(keur_json *to, const char *name, const char *const *texts, size_t n,
                            keur_error *err);

#endif
