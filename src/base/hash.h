/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_HASH_H
#define KEUR_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/** Mix 64 bits so that every input bit moves every output bit: the finaliser of SplitMix64
 * (Steele, Lea, Flood, OOPSLA 2014). A bijection, so distinct inputs stay distinct. */
static inline uint64_t keur_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    x ^= x >> 31;
    return x;
}

/** 64-bit hash of bytes, the same on every machine. Not for secrets. */
uint64_t keur_hash(const void *bytes, size_t n, uint64_t seed);

#endif
