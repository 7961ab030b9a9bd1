/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_SPOKEN_H
#define KEUR_REPORTS_SPOKEN_H

#include "reports/forms.h"
#include "reports/translate.h"

/** Reports in a language, NULL for English. Texts are freed with free(). What has no translation
 * stays English; a page of HTML marks it with lang="en". JSON and JSON-LD have no language: those
 * forms are written as they are. */

/** A scorecard in a form; width (0: 80) and colour are for text alone. */
keur_status keur_spoken_card(const keur_scorecard *card, const keur_form *form,
                             const keur_language *language, int width, bool colour, char **text,
                             keur_error *err);

/** The verdict of a scorecard as text. */
keur_status keur_spoken_verdict(const keur_scorecard *card, const keur_language *language,
                                int width, bool colour, char **text, keur_error *err);

/** Add the names of a scorecard and of its verdict. */
keur_status keur_spoken_names(const keur_scorecard *card, const keur_language *language,
                              keur_names *to, keur_error *err);

#endif
