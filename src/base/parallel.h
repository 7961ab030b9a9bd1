/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_PARALLEL_H
#define KEUR_BASE_PARALLEL_H

#include <stddef.h>

#include <keur/status.h>

/**
 * Work on items [begin, end) of a range. `context` is shared by all threads; a worker writes only
 * what belongs to its own items. Must not depend on how the range is cut.
 */
typedef keur_status (*keur_parallel_body)(void *context, size_t begin, size_t end, keur_error *err);

/**
 * Cut [0, n) into pieces of `grain` items and run `body` on each, on up to `threads` threads
 * (0: as many as the machine has). The cut depends on n and grain only. Where several pieces fail,
 * the status and text of the lowest one are returned, so that messages do not depend on threads.
 */
keur_status keur_parallel_for(size_t n, size_t grain, int threads, keur_parallel_body body,
                              void *context, keur_error *err);

/** One item of a round. `context` is shared by all threads; a worker writes only what belongs to
 * its own item. */
typedef keur_status (*keur_round_item)(void *context, size_t item, keur_error *err);

/** What comes after all items of a round, on one thread while the others wait: *n = number of items
 * of the next round, 0 where there is none. */
typedef keur_status (*keur_round_end)(void *context, size_t *n, keur_error *err);

/**
 * Run rounds of items, the first of n, each round once the one before it has ended. Items are begun
 * in their order. For rounds too short for keur_parallel_for(): the threads last from the first to
 * the last round, and those that have nothing to do sleep. Of several items that fail, the status
 * and text of the lowest are returned, and no further round begins.
 */
keur_status keur_parallel_rounds(size_t n, int threads, keur_round_item item, keur_round_end end,
                                 void *context, keur_error *err);

/**
 * Run long items, which cut their work into pieces themselves, up to `at_once` (at most 65) of them
 * beside each other, each on as many threads as it asks for. Items are begun in their order. Of
 * several that fail, the status and text of the lowest are returned; none above it is begun then.
 */
keur_status keur_parallel_beside(size_t n, size_t at_once, keur_round_item item, void *context,
                                 keur_error *err);

/** Number of threads that `threads` (0: all) stands for, at least 1. */
int keur_parallel_threads(int threads);

/** Version text of the runtime behind it, for --version. */
const char *keur_parallel_version(void);

#endif
