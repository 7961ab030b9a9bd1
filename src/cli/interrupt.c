/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int requests[] = {SIGINT, SIGTERM, SIGHUP};

enum { N_REQUESTS = sizeof requests / sizeof requests[0] };

/* A handler can reach nothing else. */
static volatile sig_atomic_t pending;
static struct sigaction before[N_REQUESTS];

/* How often keur_interrupt_hold() was called and not yet released. */
static int depth;

static void remember(int request)
{
    pending = request;
}

void keur_interrupt_start(void)
{
#ifdef SIGXFSZ
    (void)signal(SIGXFSZ, SIG_IGN);
#endif
}

void keur_interrupt_hold(void)
{
    struct sigaction hold = {.sa_handler = remember, .sa_flags = SA_RESTART};

    if (depth++ > 0)
        return;
    pending = 0;
    (void)sigemptyset(&hold.sa_mask);
    for (size_t i = 0; i < N_REQUESTS; i++) {
        (void)sigaction(requests[i], NULL, &before[i]);
        /* What was ignored (nohup) stays so. */
        if (before[i].sa_handler != SIG_IGN)
            (void)sigaction(requests[i], &hold, NULL);
    }
}

void keur_interrupt_release(void)
{
    if (--depth > 0)
        return;
    for (size_t i = 0; i < N_REQUESTS; i++)
        (void)sigaction(requests[i], &before[i], NULL);
    if (pending != 0)
        (void)raise(pending);
}
