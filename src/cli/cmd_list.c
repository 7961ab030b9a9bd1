/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "cli/command.h"

static keur_status run(const keur_parsed *line, keur_error *err)
{
    (void)line;
    (void)err;
    for (int family = 0; family < KEUR_N_FAMILIES; family++) {
        (void)printf("%s%s\n", family > 0 ? "\n" : "", keur_family_heading((keur_family)family));
        for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
            if ((*at)->family == (keur_family)family)
                (void)printf("  %-26s %s%s\n", (*at)->name, (*at)->title,
                             (*at)->needs & KEUR_NEEDS_HOLDOUT ? " (needs a holdout)" : "");
        }
    }
    return KEUR_OK;
}

static const keur_option options[] = {{"help", 'h', NULL, "this text"}, {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_list = {
    .name = "list",
    .usage = "",
    .summary = "the measures there are",
    .help = "Lists all measures by family. `keur explain NAME` tells what one means.",
    .options = options,
    .run = run,
};
