/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_MEMORY_H
#define KEUR_BASE_MEMORY_H

#include <stddef.h>

#include <keur/status.h>

/**
 * Allocation that checks n * size for overflow and reports failure as KEUR_ENOMEM.
 *
 * All memory of the library comes from here and goes back through keur_release(), which is free()
 * (so texts handed to a caller may be freed with free()).
 */

/**
 * *where = n items of `size` bytes, all zero; n = 0 gives a valid pointer. On failure *where is
 * NULL. Use the KEUR_NEW macro.
 */
keur_status keur_allocate(void **where, size_t n, size_t size, keur_error *err);

/**
 * Resize *where from n_old to n_new items; new items are zero. On failure *where is unchanged and
 * still owned by the caller. Use the KEUR_RESIZE macro.
 */
keur_status keur_reallocate(void **where, size_t n_old, size_t n_new, size_t size, keur_error *err);

/** free(); NULL is fine. */
void keur_release(void *memory);

/** *copy = a copy of a text of n_bytes (without its closing zero), ended by a zero byte. */
keur_status keur_copy_text(const char *text, size_t n_bytes, char **copy, keur_error *err);

/** As keur_copy_text() for a text ended by a zero byte; NULL gives NULL. */
keur_status keur_copy_string(const char *text, char **copy, keur_error *err);

/* The pointer's own type gives the item size, so a call cannot name a wrong one. */
#define KEUR_NEW(pointer, n, err) keur_allocate((void **)&(pointer), (n), sizeof *(pointer), (err))
#define KEUR_RESIZE(pointer, n_old, n_new, err)                                                    \
    keur_reallocate((void **)&(pointer), (n_old), (n_new), sizeof *(pointer), (err))

#endif
