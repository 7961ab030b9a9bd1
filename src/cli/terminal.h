/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_TERMINAL_H
#define KEUR_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

/** Columns of the terminal on standard output; COLUMNS where set; 80 where there is none. */
int keur_terminal_width(void);

/** Whether standard output is a terminal that wants colour: NO_COLOR is unset or empty and TERM is
 * not "dumb" (https://no-color.org). */
bool keur_terminal_colour(void);

/** Print a text on standard output. KEUR_EIO where it cannot be written in full. */
keur_status keur_print(const char *text, keur_error *err);

/** Progress on standard error, only where that is a terminal. */
typedef struct keur_progress {
    bool is_shown;
    double started;
} keur_progress;

keur_progress keur_progress_start(bool quiet);
void keur_progress_step(void *progress, const char *what, size_t done, size_t of);
/** Wipe the line. */
void keur_progress_end(keur_progress *progress);

/** Seconds on a clock that only goes forward. */
double keur_clock(void);

#endif
