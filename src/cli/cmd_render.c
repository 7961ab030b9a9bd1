/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <keur/keur.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static keur_status render(const keur_parsed *line, const keur_scorecard *scorecard, keur_error *err)
{
    const char *to = keur_option_value(line, "output");
    const char *format = keur_option_value(line, "format");
    char *text = NULL;
    keur_status status = KEUR_OK;

    if (format == NULL)
        format = to == NULL || ends_with(to, ".txt")               ? "text"
                 : ends_with(to, ".json")                          ? "json"
                 : ends_with(to, ".html") || ends_with(to, ".htm") ? "html"
                                                                   : "unknown";
    if (strcmp(format, "unknown") == 0)
        return keur_fail(err, KEUR_EUSAGE,
                         "%s: the ending is none of .html, .txt, .json; --format chooses one", to);
    if (strcmp(format, "html") == 0)
        KEUR_TRY(keur_scorecard_html(scorecard, &text, err));
    else if (strcmp(format, "json") == 0)
        KEUR_TRY(keur_scorecard_json(scorecard, &text, err));
    else if (strcmp(format, "text") != 0)
        return keur_fail(err, KEUR_EUSAGE, "--format: expected html, text or json");
    else if (to == NULL)
        return keur_print_scorecard(scorecard, err);
    else
        KEUR_TRY(keur_scorecard_text(scorecard, 80, false, &text, err));
    if (to != NULL)
        KEUR_TRY(keur_output_file(to, text, err));
    else
        KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    keur_scorecard *read = NULL, *exported = NULL;
    char *json = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_file_read(line->words[0], &json, &n, err));
    KEUR_TRY(keur_scorecard_parse(json, n, line->words[0], &read, err));
    KEUR_TRY(keur_scorecard_export(read, &exported, err));
    KEUR_TRY(render(line, exported, err));
out:
    keur_release(json);
    keur_scorecard_free(read);
    keur_scorecard_free(exported);
    return status;
}

static const keur_option options[] = {
    {"output", 'o', "FILE", "write there; the ending .html, .txt or .json chooses the format"},
    {"format", 0, "F", "html, text or json"},
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
