/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_ARENA_H
#define KEUR_BASE_ARENA_H

#include <stddef.h>

#include <keur/status.h>

/** Memory that is handed out in pieces and given back all at once. Pieces never move. */
typedef struct keur_arena keur_arena;

keur_status keur_arena_new(keur_arena **arena, keur_error *err);
void keur_arena_free(keur_arena *arena);

/** *where = n * size zero bytes, aligned for any type. */
keur_status keur_arena_allocate(keur_arena *arena, void **where, size_t n, size_t size,
                                keur_error *err);
/** *copy = a copy of n bytes and a closing zero. */
keur_status keur_arena_text(keur_arena *arena, const char *bytes, size_t n, const char **copy,
                            keur_error *err);
/** As keur_arena_text() for a text ended by a zero byte; NULL gives NULL. */
keur_status keur_arena_string(keur_arena *arena, const char *string, const char **copy,
                              keur_error *err);

#define KEUR_ARENA_NEW(arena, pointer, n, err)                                                     \
    keur_arena_allocate((arena), (void **)&(pointer), (n), sizeof *(pointer), (err))

#endif
