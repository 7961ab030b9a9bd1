/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "base/try.h"
#include "cli/command.h"
#include "cli/output.h"

/* The measures of a family, in the order of the registry. */
static keur_status add_family(keur_text *to, const keur_translator *by, keur_family family,
                              keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, family > 0 ? "\n" : "", err));
    KEUR_TRY(keur_say(to, by, keur_family_heading(family), err));
    KEUR_TRY(keur_text_add(to, "\n", err));
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        if ((*at)->family != family)
            continue;
        KEUR_TRY(keur_text_format(to, err, "  %-26s ", (*at)->name));
        KEUR_TRY(keur_say(to, by, (*at)->title, err));
        if ((*at)->needs & KEUR_NEEDS_HOLDOUT)
            KEUR_TRY(keur_say(to, by, " (needs a holdout)", err));
        KEUR_TRY(keur_text_add(to, "\n", err));
    }
out:
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    keur_language *language = NULL;
    keur_translator by = {NULL, NULL, NULL};
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_output_language(line, &language, err));
    by.language = language;
    for (int family = 0; family < KEUR_N_FAMILIES; family++)
        KEUR_TRY(add_family(&text, &by, (keur_family)family, err));
    (void)fputs(text.bytes, stdout);
out:
    keur_text_free(&text);
    keur_language_free(language);
    return status;
}

static const keur_option options[] = {
    KEUR_OPTION_LANG, {"help", 'h', NULL, "this text"}, {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_list = {
    .name = "list",
    .usage = "",
    .summary = "the measures there are",
    .help = "Lists all measures by family. `keur explain NAME` tells what one means.",
    .options = options,
    .run = run,
};
