/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CELLS_INTERN_H
#define KEUR_CELLS_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** Whether n keys below `domain` are numbered through a table with one place a possible key: true
 * where the domain is small beside n. Such keys fit 32 bits. */
bool keur_intern_is_narrow(size_t n, uint64_t domain);

/**
 * Replace keys below `domain` by 0, 1, ... in order of first appearance. O(n + domain) time, 4
 * bytes of memory a possible key while it runs.
 * @param[in,out] keys      n keys, then their numbers
 * @param[out] n_distinct   number of distinct keys
 */
keur_status keur_intern_narrow(uint32_t *keys, size_t n, size_t domain, size_t *n_distinct,
                               keur_error *err);

/**
 * The same for any 64-bit keys, through an open-addressing hash table that compares whole keys.
 * O(n) expected time, at most 32 bytes of memory a key while it runs.
 * @param[out] numbers  n numbers, below n < 2^32 - 1
 */
keur_status keur_intern_wide(const uint64_t *keys, size_t n, uint32_t *numbers, size_t *n_distinct,
                             keur_error *err);

#endif
