/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_REQUEST_H
#define KEUR_CLI_REQUEST_H

#include <keur/scorecard.h>

#include "cli/options.h"

enum { KEUR_MOST_NAMED = 64 };

/** What the command line asks of a run, as keur_score() takes it. Texts are cut from copies. */
typedef struct keur_request {
    char *copies[2 + KEUR_MOST_NAMED];
    size_t n_copies;
    const char *measures[KEUR_MOST_NAMED + 1];
    const char *args[KEUR_MOST_NAMED][3];
    size_t n_args;
    keur_score_options options;
} keur_request;

/** From --measures, --quick, --keys, --secret and --set; the title is the caller's business, though
 * --title is seen to be a text. Freed with keur_request_free() in any case; must not be moved.
 * @retval KEUR_EUSAGE */
keur_status keur_request_make(const keur_parsed *line, keur_request *to, keur_error *err);
void keur_request_free(keur_request *of);

#endif
