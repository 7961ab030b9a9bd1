/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_OUTPUT_H
#define KEUR_CLI_OUTPUT_H

#include <keur/keur.h>

#include "attacks/membership/score_lines.h"
#include "cli/options.h"
#include "reports/forms.h"
#include "reports/spoken.h"

#define KEUR_OPTION_LANG                                                                           \
    {                                                                                              \
        "lang", 0, "L",                                                                            \
            "language of what is for readers: en (default) or nl; JSON, CSV and messages are "     \
            "English"                                                                              \
    }

/** The language that --lang asks for, NULL for English; freed by keur_language_free(). */
keur_status keur_output_language(const keur_parsed *line, keur_language **language,
                                 keur_error *err);

/** A file to be written: a name inside a directory and its content. */
typedef struct keur_output {
    const char *name;
    char *text; /**< freed by keur_outputs_write() */
    /** In the place of text: see keur_file. */
    keur_status (*next)(void *context, const char **bytes, size_t *n_bytes, keur_error *err);
    void *context;
} keur_output;

enum { KEUR_MOST_OUTPUTS = 8 };

/** Write up to KEUR_MOST_OUTPUTS files or, where one fails, none of them: see keur_files_write().
 */
keur_status keur_outputs_write(const char *directory, keur_output *outputs, size_t n,
                               keur_error *err);

/** The three renderings of a scorecard: scorecard.json, .txt and .html, or scorecard-internal.json
 * and so on where it is not for export; each text is freed by keur_outputs_write(). */
keur_status keur_outputs_scorecard(const keur_scorecard *scorecard, const keur_language *language,
                                   keur_output outputs[3], keur_error *err);

/** membership-scores.csv: see keur_score_lines_new(). @param[out] lines  freed by the caller, after
 * the writing, with keur_score_lines_free() */
keur_status keur_outputs_scores(const keur_case *on, keur_score_lines **lines, keur_output *output,
                                keur_error *err);

/** Write one file whole or not at all, also where the program is asked to end meanwhile. */
keur_status keur_output_file(const char *path, const char *text, keur_error *err);

/** Print a scorecard on standard output in that form; text is for this terminal. */
keur_status keur_print_scorecard(const keur_scorecard *scorecard, const keur_form *form,
                                 const keur_language *language, keur_error *err);

/** Write the verdict as JUnit XML into a file; nothing where the path is NULL. */
keur_status keur_output_junit(const char *path, const keur_scorecard *scorecard,
                              const keur_policy *policy, keur_error *err);

#endif
