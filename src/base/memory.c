/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static keur_status refuse(size_t n, size_t size, keur_error *err)
{
    return keur_fail(err, KEUR_ENOMEM, "not enough memory for %zu items of %zu bytes", n, size);
}

/* Beyond half of the address space pointer differences overflow. */
static bool is_too_large(size_t n, size_t size)
{
    return size > 0 && n > PTRDIFF_MAX / size;
}

keur_status keur_allocate(void **where, size_t n, size_t size, keur_error *err)
{
    *where = NULL;
    if (is_too_large(n, size))
        return refuse(n, size, err);
    *where = calloc(n > 0 ? n : 1, size > 0 ? size : 1);
    return *where != NULL ? KEUR_OK : refuse(n, size, err);
}

keur_status keur_reallocate(void **where, size_t n_old, size_t n_new, size_t size, keur_error *err)
{
    void *moved;

    if (size == 0 || is_too_large(n_new, size))
        return refuse(n_new, size, err);
    moved = realloc(*where, n_new > 0 ? n_new * size : 1);
    if (moved == NULL)
        return refuse(n_new, size, err);
    if (n_new > n_old)
        memset((char *)moved + n_old * size, 0, (n_new - n_old) * size);
    *where = moved;
    return KEUR_OK;
}

void keur_release(void *memory)
{
    free(memory);
}

keur_status keur_copy_text(const char *text, size_t n_bytes, char **copy, keur_error *err)
{
    keur_status status;

    *copy = NULL;
    if (n_bytes == SIZE_MAX)
        return refuse(n_bytes, 1, err);
    status = KEUR_NEW(*copy, n_bytes + 1, err);
    if (status == KEUR_OK && n_bytes > 0)
        memcpy(*copy, text, n_bytes);
    return status;
}

keur_status keur_copy_string(const char *text, char **copy, keur_error *err)
{
    *copy = NULL;
    return text == NULL ? KEUR_OK : keur_copy_text(text, strlen(text), copy, err);
}
