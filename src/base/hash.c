/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

/* Eight bytes at a time through the SplitMix64 finaliser; little-endian by construction. */
uint64_t keur_hash(const void *bytes, size_t n, uint64_t seed)
{
    const unsigned char *at = bytes;
    uint64_t h = keur_mix(seed + 0x9e3779b97f4a7c15u * (n + 1));

    for (size_t done = 0; done < n; done += 8) {
        const size_t left = n - done < 8 ? n - done : 8;
        uint64_t word = 0;

        for (size_t i = 0; i < left; i++)
            word |= (uint64_t)at[done + i] << (8 * i);
        h = keur_mix((h ^ word) + 0x9e3779b97f4a7c15u);
    }
    return h;
}
