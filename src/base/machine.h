/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_MACHINE_H
#define KEUR_BASE_MACHINE_H

#include <stddef.h>

/** The most memory this program held so far, in bytes; 0 where the system does not say. */
double keur_machine_peak(void);

/**
 * Memory that could still be had without swapping, in bytes: what the kernel takes for available,
 * or what a container leaves, where that is less. 0 where the system does not say.
 */
double keur_machine_available(void);

/** How many of `wanted` things that need `each` bytes fit into `available` bytes: at least one, and
 * all where `available` is 0, which is not known. */
size_t keur_machine_fits(size_t wanted, double each, double available);

#endif
