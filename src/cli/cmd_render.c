/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"

/* The form that --format says, else the ending of the file's name, else text. */
static keur_status choose(const keur_parsed *line, const keur_form **form, keur_error *err)
{
    const char *to = keur_option_value(line, "output");
    const char *word = keur_option_value(line, "format");

    if (word != NULL || to == NULL)
        return keur_form_find(word != NULL ? word : "text", form, err);
    *form = keur_form_of_path(to);
    if (*form == NULL)
        return keur_fail(err, KEUR_EUSAGE,
                         "%s: the ending is none of .html, .txt, .json, .md, .jsonld; --format "
                         "chooses one",
                         to);
    return KEUR_OK;
}

static keur_status render(const keur_parsed *line, const keur_scorecard *scorecard,
                          const keur_language *language, keur_error *err)
{
    const char *to = keur_option_value(line, "output");
    const keur_form *form = NULL;
    char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(choose(line, &form, err));
    if (to == NULL)
        return keur_print_scorecard(scorecard, form, language, err);
    KEUR_TRY(keur_spoken_card(scorecard, form, language, 80, false, &text, err));
    KEUR_TRY(keur_output_file(to, text, err));
out:
    keur_release(text);
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    keur_scorecard *read = NULL, *exported = NULL;
    keur_language *language = NULL;
    char *json = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_output_language(line, &language, err));
    KEUR_TRY(keur_file_read(line->words[0], &json, &n, err));
    KEUR_TRY(keur_scorecard_parse(json, n, line->words[0], &read, err));
    KEUR_TRY(keur_scorecard_export(read, &exported, err));
    KEUR_TRY(render(line, exported, language, err));
out:
    keur_release(json);
    keur_scorecard_free(read);
    keur_scorecard_free(exported);
    keur_language_free(language);
    return status;
}

static const keur_option options[] = {
    {"output", 'o', "FILE",
     "write there; the ending .html, .txt, .json, .md or .jsonld chooses the format"},
    {"format", 0, "F", "html, text, json, md (Markdown) or jsonld (DQV and PROV)"},
    KEUR_OPTION_LANG,
    {"help", 'h', NULL, "this text"},
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_render = {
    .name = "render",
    .usage = "SCORECARD.json [-o page.html]",
    .summary = "a report from a saved scorecard",
    .help = "Renders what a scorecard's JSON holds, and nothing else. An internal scorecard "
            "passes the export filter first.",
    .options = options,
    .least_words = 1,
    .most_words = 1,
    .run = run,
};
