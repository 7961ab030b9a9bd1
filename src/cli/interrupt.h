/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_INTERRUPT_H
#define KEUR_CLI_INTERRUPT_H

/** At the start of the program: a file that grows beyond the limit of the process is a write that
 * fails, with a message, and not the end of the program with half a file. */
void keur_interrupt_start(void);

/**
 * While files are being written, a request to end (SIGINT, SIGTERM, SIGHUP) waits until they stand
 * whole or not at all; outside that, it ends the program at once, when nothing is half-written.
 */
void keur_interrupt_hold(void);

/** End of the writing, as often as it was held: a request that came meanwhile is carried out now.
 */
void keur_interrupt_release(void);

#endif
