/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_FAULTS_H
#define KEUR_TESTS_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Stands between keur and the system, and refuses on demand. Linked into a test it takes the place
 * of malloc() and its kin; as a shared object it is loaded before the program (preload.c), and
 * takes the place of what the program calls to read and write too.
 *
 * Requests for memory are counted where keur, the C library or a library that reports failure to
 * its caller (cJSON, libcsv, zlib, ReadStat) makes them. Those of OpenMP, which ends the program,
 * of the sanitizers and of the dynamic linker always pass.
 */
typedef enum fault_kind {
    FAULT_NONE,
    FAULT_MEMORY,
    FAULT_MEMORY_OF_KEUR, /**< keur's own requests only */
    FAULT_FILES
} fault_kind;

/** From now on refuse the k-th request (1, 2, ..) of a kind; with `for_good` all that follow, too.
 * k = 0 refuses none and counts. Counting starts again at 1. */
void fault_arm(fault_kind kind, size_t k, bool for_good);

/** Refuse no more. */
void fault_disarm(void);

/** Requests counted since fault_arm(), and how many of them were refused. */
size_t fault_requests(void);
size_t fault_refused(void);

/** Count a request; whether it is to be refused. */
bool fault_is_due(fault_kind kind);

/** Whose code an address of a caller lies in. */
typedef enum fault_owner {
    FAULT_OWNER_OTHER,
    FAULT_OWNER_KEUR,
    FAULT_OWNER_LIBRARY,
    FAULT_OWNER_LIBC
} fault_owner;

fault_owner fault_owner_of(const void *caller);

/** Blocks of memory that keur or one of those libraries asked for and nobody has released. */
size_t fault_live(void);

#endif
