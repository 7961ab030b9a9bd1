/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells/intern.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/prefetch.h"

enum { SMALL_DOMAIN = 1 << 12, AHEAD = 16 };

bool keur_intern_is_narrow(size_t n, uint64_t domain)
{
    return domain <= UINT32_MAX && (domain <= SMALL_DOMAIN || domain / 4 <= n);
}

keur_status keur_intern_narrow(uint32_t *keys, size_t n, size_t domain, size_t *n_distinct,
                               keur_error *err)
{
    uint32_t *number = NULL; /* plus 1; 0: not yet seen */
    uint32_t n_seen = 0;
    keur_status status = KEUR_NEW(number, domain, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        uint32_t found = number[keys[i]];

        if (found == 0) {
            found = ++n_seen;
            number[keys[i]] = found;
        }
        keys[i] = found - 1;
    }
    keur_release(number);
    *n_distinct = n_seen;
    return KEUR_OK;
}

/* The first row with the key of `row`. A slot holds the upper half of a key's hash and the row,
 * plus 1, in which the key first appears; 0: empty. The half hash saves the look at most keys that
 * differ: the whole key decides. */
static size_t first_row(uint64_t *slots, size_t mask, const uint64_t *keys, size_t row)
{
    const uint64_t hash = keur_mix(keys[row]);
    size_t at = (size_t)hash & mask;

    while (slots[at] != 0 &&
           (slots[at] >> 32 != hash >> 32 || keys[(uint32_t)slots[at] - 1] != keys[row]))
        at = (at + 1) & mask;
    if (slots[at] == 0)
        slots[at] = (hash >> 32 << 32) | (row + 1);
    return (uint32_t)slots[at] - 1;
}

keur_status keur_intern_wide(const uint64_t *keys, size_t n, uint32_t *numbers, size_t *n_distinct,
                             keur_error *err)
{
    uint64_t *slots = NULL;
    size_t n_slots = 16;
    uint32_t n_seen = 0;
    keur_status status;

    while (n_slots < 2 * n)
        n_slots *= 2;
    status = KEUR_NEW(slots, n_slots, err);
    if (status != KEUR_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        size_t first;

        if (i + AHEAD < n)
            KEUR_PREFETCH(slots + ((size_t)keur_mix(keys[i + AHEAD]) & (n_slots - 1)));
        first = first_row(slots, n_slots - 1, keys, i);
        numbers[i] = first == i ? n_seen++ : numbers[first];
    }
    keur_release(slots);
    *n_distinct = n_seen;
    return KEUR_OK;
}
