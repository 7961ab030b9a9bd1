/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

int keur_terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long n = columns != NULL ? strtol(columns, NULL, 10) : 0;

    if (n <= 0 && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    if (n <= 0)
        n = 80;
    return (int)(n < 40 ? 40 : n > 160 ? 160 : n);
}

bool keur_terminal_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

keur_status keur_print(const char *text, keur_error *err)
{
    errno = 0;
    if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
        return keur_fail(err, KEUR_EIO, "standard output: cannot be written: %s", strerror(errno));
    return KEUR_OK;
}

keur_progress keur_progress_start(bool quiet)
{
    return (keur_progress){.is_shown = !quiet && isatty(STDERR_FILENO), .started = keur_clock()};
}

void keur_progress_step(void *progress, const char *what, size_t done, size_t of)
{
    const keur_progress *state = progress;

    if (!state->is_shown)
        return;
    (void)fprintf(stderr, "\r\033[K[%zu/%zu] %s  %.0f s", done + 1, of, what,
                  keur_clock() - state->started);
    (void)fflush(stderr);
}

void keur_progress_end(keur_progress *progress)
{
    if (progress->is_shown)
        (void)fprintf(stderr, "\r\033[K");
}

double keur_clock(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
