/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_LEAGUE_FORMS_H
#define KEUR_REPORTS_LEAGUE_FORMS_H

#include "assess/league.h"
#include "base/text.h"
#include "reports/translate.h"

/** The version of the layout of comparison.json. */
enum { KEUR_LEAGUE_FORMAT = 1 };

/** Writers of a finished comparison; texts are freed with free(). What they print passed the export
 * filter. */
keur_status keur_league_json(const keur_league *league, char **text, keur_error *err);

/** Tidy: one row a figure of a table, then where each stands on the axes, then the differences. */
keur_status keur_league_csv(const keur_league *league, char **text, keur_error *err);

/** One page without script or network. */
keur_status keur_league_html(const keur_league *league, char **text, keur_error *err);

/** @param by  says every text, NULL: English. @param width  columns of the terminal; at least 40 */
keur_status keur_league_text(const keur_translator *by, const keur_league *league, int width,
                             char **text, keur_error *err);

/** A comparison as a page, or as text of that width, in a language; NULL: English. */
keur_status keur_spoken_league_html(const keur_league *league, const keur_language *language,
                                    char **text, keur_error *err);
keur_status keur_spoken_league_text(const keur_league *league, const keur_language *language,
                                    int width, char **text, keur_error *err);

enum { KEUR_STANDING_SIZE = 200 };

/** "1.02 (0.98 to 1.06)", "not estimable: why"; with the reason cut where it is long. */
void keur_standing_print(const keur_standing *at, char out[KEUR_STANDING_SIZE]);

/** "; 3 draws, spread 0.012, worst 0.62"; nothing of a single draw. */
void keur_draws_print(const keur_standing *at, char out[KEUR_STANDING_SIZE]);

/** "1", "2 to 4"; "-" where it is not ranked. */
void keur_rank_print(const keur_standing *at, char out[KEUR_STANDING_SIZE]);

/** What a place to the front means, in a few words. */
const char *keur_front_sentence(keur_front front);

/** Fidelity against the largest risk as an SVG; nothing where no table has both. */
keur_status keur_league_map(keur_text *to, const keur_league *league, keur_error *err);

#endif
