/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_SERIES_FORMS_H
#define KEUR_REPORTS_SERIES_FORMS_H

#include <keur/scorecard.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

/** Add a series to a JSON array; `measure` names the measure, NULL leaves it out. */
keur_status keur_series_json(keur_json *to, const char *measure, const keur_series *series,
                             keur_error *err);

/** Read one back, but for the measure it belongs to; it lives in the arena.
 * @retval KEUR_ESCHEMA  not a series; the path is named */
keur_status keur_read_series(const keur_json_at *at, keur_arena *arena, keur_series *made,
                             keur_error *err);

/** One measure's series as CSV with a header: "series,point,coordinate,unit,value,about,name". The
 * text is freed with free(). */
keur_status keur_series_csv(const keur_scorecard *scorecard, size_t measure, char **text,
                            keur_error *err);

/** The chart of a series as a figure of HTML with its points as a table for those who cannot see
 * it; nothing where no chart suits its name. */
keur_status keur_html_series(keur_text *to, const keur_series *series, keur_error *err);

#endif
