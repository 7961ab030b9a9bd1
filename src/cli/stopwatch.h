/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_STOPWATCH_H
#define KEUR_CLI_STOPWATCH_H

#include "cli/terminal.h"

/** More kinds of steps than a command has. */
enum { KEUR_MOST_STEPS = 128 };

/** Seconds each kind of step took, and what is shown of it meanwhile. Names are not copied. */
typedef struct keur_stopwatch {
    keur_progress shown;
    size_t n, at; /* kinds of steps; the one that runs, n: none */
    const char *names[KEUR_MOST_STEPS];
    double seconds[KEUR_MOST_STEPS];
    double last;
} keur_stopwatch;

/** End the step that runs, and begin the next; NULL: there is none. */
void keur_stopwatch_lap(keur_stopwatch *watch, const char *next);

/** Add the seconds of steps that another measured, beside this one or before it. */
void keur_stopwatch_add(keur_stopwatch *to, const keur_stopwatch *from);

/** As keur_score_options wants it: `watch` is a keur_stopwatch. */
void keur_stopwatch_step(void *watch, const char *measure, size_t done, size_t of);

/** Seconds and memory as JSON, which differ from run to run and so stay out of other files: those
 * of each kind of step, which overlap where steps ran beside each other, and of all since the
 * start. Freed with free(). */
keur_status keur_stopwatch_print(const keur_stopwatch *watch, char **text, keur_error *err);

#endif
