/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_CODES_H
#define KEUR_TABLE_CODES_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** Rows of a run: KEUR_RUN_ROWS codes, the last run fewer, in 1, 2 or 4 bytes each. */
typedef struct keur_run {
    void *codes;
    uint32_t n_seen; /* one more than the largest code so far */
    uint32_t width;
} keur_run;

enum { KEUR_RUN_ROWS = 4096 };

/**
 * The codes of a column, a run of rows at a time: each run takes the bytes that its largest code
 * needs, and is packed once it is full, so that nothing is ever widened. All zero bytes are an
 * empty one.
 */
typedef struct keur_codes {
    keur_run *runs;
    size_t n_runs, runs_room;
    int32_t *open; /* the run being filled, KEUR_RUN_ROWS */
    size_t n_open;
    uint32_t n_seen;
} keur_codes;

/** Where the next codes go, and for how many there is room: at least one. */
keur_status keur_codes_begin(keur_codes *on, int32_t **place, size_t *room, keur_error *err);

/** n codes have been written there. */
keur_status keur_codes_end(keur_codes *on, size_t n, keur_error *err);

/** Pack what has been written; nothing is added from here on. */
keur_status keur_codes_close(keur_codes *on, keur_error *err);

/** Codes of n rows from `first` on. */
void keur_codes_copy(const keur_codes *on, size_t first, size_t n, int32_t *codes);

/** The first row with a code, where codes were given out in the order of first appearance.
 * O(log rows). */
size_t keur_codes_first(const keur_codes *on, size_t code);

void keur_codes_free(keur_codes *on);

#endif
