/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_PIECES_H
#define KEUR_BASE_PIECES_H

#include <stddef.h>

#include <keur/status.h>

/** Bytes that are taken a piece at a time, out of a file or out of memory. */
typedef struct keur_pieces {
    const char *name; /* what messages call them */
    const char *bytes;
    size_t n;
    int file; /* -1: the n bytes in memory */
} keur_pieces;

/** Borrow n bytes in memory. */
keur_pieces keur_pieces_of(const char *name, const char *bytes, size_t n);

/** Open a file. One that could not be read a second time from its beginning, such as a pipe, is
 * KEUR_EUSAGE. @retval KEUR_EIO  names the file and why */
keur_status keur_pieces_open(const char *path, keur_pieces *pieces, keur_error *err);
void keur_pieces_close(keur_pieces *pieces);

/** Take up to `room` bytes; fewer only at the end. */
keur_status keur_pieces_take(keur_pieces *pieces, char *to, size_t room, size_t *n,
                             keur_error *err);

#endif
