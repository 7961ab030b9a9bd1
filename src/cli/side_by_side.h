/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_SIDE_BY_SIDE_H
#define KEUR_CLI_SIDE_BY_SIDE_H

#include <keur/keur.h>

#include "assess/league.h"
#include "case/common.h"
#include "case/stand_in.h"
#include "cli/options.h"
#include "cli/stopwatch.h"

/** A table of a comparison or, where it has no path, a reference point; and what is found of it. */
typedef struct keur_entrant {
    const char *name;
    size_t draw; /**< 1, 2, ... of several of one generator; 0: the only one */
    const char *path;
    keur_stand_in stand_in;
    const keur_score_options *options; /**< progress is not looked at */
    keur_scorecard *exported;          /**< what is found is freed by the caller, also on failure */
    keur_draw_records *records;        /**< of tables only */
    keur_decision decision;            /**< KEUR_RELEASE where nothing is judged */
} keur_entrant;

/** What is the same for all of them; it is read by several threads. */
typedef struct keur_side_by_side {
    const keur_parsed *line;
    keur_table *const *real;   /**< by role; none in the place of the synthetic one */
    const keur_policy *policy; /**< which tables, not reference points, are judged by; or NULL */
    keur_case_options options;
    keur_common *common;
    keur_stopwatch *watch;
    size_t most_at_once; /**< 0: as many as threads and memory allow */
} keur_side_by_side;

/**
 * Score each as `keur score` does. All are read once before, one at a time, so that one that cannot
 * be read is told before any is scored: the first in order, as keur_inputs_read() and
 * keur_inputs_schema() have it. The first has all threads to itself, and leaves what hangs on the
 * real rows alone to the others; these are scored beside each other, threads shared out among them,
 * as many at once as fit in half of the memory that is left, each taken to need what the first did.
 * Figures do not depend on how many. Steps go onto the stopwatch; those of tables beside each other
 * overlap.
 */
keur_status keur_entrants_score(const keur_side_by_side *with, keur_entrant *entrants, size_t n,
                                keur_error *err);

void keur_entrant_free(keur_entrant *of);

#endif
