/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { BLOCK_BYTES = 1 << 16 };

typedef struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
} block;

struct keur_arena {
    block *blocks; /* the newest first; only it has room */
};

keur_status keur_arena_new(keur_arena **arena, keur_error *err)
{
    *arena = NULL;
    return KEUR_NEW(*arena, 1, err);
}

void keur_arena_free(keur_arena *arena)
{
    if (arena == NULL)
        return;
    for (block *at = arena->blocks; at != NULL;) {
        block *next = at->next;

        keur_release(at);
        at = next;
    }
    keur_release(arena);
}

static keur_status add_block(keur_arena *arena, size_t bytes, keur_error *err)
{
    const size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    block *made = NULL;
    keur_status status;

    if (size > SIZE_MAX - sizeof *made)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for %zu bytes", size);
    status = keur_allocate((void **)&made, 1, sizeof *made + size, err);
    if (status != KEUR_OK)
        return status;
    made->size = size;
    made->next = arena->blocks;
    arena->blocks = made;
    return KEUR_OK;
}

keur_status keur_arena_allocate(keur_arena *arena, void **where, size_t n, size_t size,
                                keur_error *err)
{
    const size_t align = alignof(max_align_t);
    size_t bytes;

    *where = NULL;
    if (size > 0 && n > (SIZE_MAX - align) / size)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for %zu items of %zu bytes", n, size);
    bytes = (n * size + align - 1) / align * align;
    bytes = bytes > 0 ? bytes : align;
    if (arena->blocks == NULL || arena->blocks->size - arena->blocks->used < bytes) {
        keur_status status = add_block(arena, bytes, err);

        if (status != KEUR_OK)
            return status;
    }
    *where = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += bytes;
    return KEUR_OK;
}

keur_status keur_arena_text(keur_arena *arena, const char *bytes, size_t n, const char **copy,
                            keur_error *err)
{
    char *made = NULL;
    keur_status status = keur_arena_allocate(arena, (void **)&made, n + 1, 1, err);

    *copy = made;
    if (status == KEUR_OK && n > 0)
        memcpy(made, bytes, n);
    return status;
}

keur_status keur_arena_string(keur_arena *arena, const char *string, const char **copy,
                              keur_error *err)
{
    *copy = NULL;
    return string == NULL ? KEUR_OK : keur_arena_text(arena, string, strlen(string), copy, err);
}
