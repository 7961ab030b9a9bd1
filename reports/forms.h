/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_FORMS_H
#define KEUR_REPORTS_FORMS_H

#include <keur/scorecard.h>

#include "reports/translate.h"

/** A form that a scorecard can be written in. */
typedef struct keur_form {
    const char *word;      /**< for --format: "html" */
    const char *ending[2]; /**< of file names, the usual one first: ".html", ".htm" */
    const char *file;      /**< what `score` calls it: "scorecard.html" */
    keur_status (*write)(const keur_scorecard *scorecard, char **text, keur_error *err);
} keur_form;

/** All forms, ended by a NULL word. */
const keur_form *keur_forms(void);

/** The form of that word. @retval KEUR_EUSAGE  there is none */
keur_status keur_form_find(const char *word, const keur_form **form, keur_error *err);

/** The form that a file's name asks for by its ending; NULL where it asks for none. */
const keur_form *keur_form_of_path(const char *path);

/** keur_scorecard_text(), each text said by a translator; NULL: English. */
keur_status keur_scorecard_text_by(const keur_translator *by, const keur_scorecard *scorecard,
                                   int width, bool colour, char **text, keur_error *err);

#endif
