/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_RANDOM_H
#define KEUR_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/**
 * Random numbers that depend on (seed, what for, item) and on nothing else, so that threads and
 * the order of measures cannot change them. Generator: xoshiro256** (Blackman & Vigna, ACM TOMS
 * 47 (2021) 36), its state filled by SplitMix64 from the three.
 */
typedef struct keur_random {
    uint64_t state[4];
} keur_random;

/** Start a stream. `purpose` names the measure or step ("holdout-split"); `item` numbers streams
 * within it. */
keur_random keur_random_start(uint64_t seed, const char *purpose, uint64_t item);

/** 64 random bits. */
uint64_t keur_random_bits(keur_random *random);

/** Uniform in [0, 1), 53 bits. */
double keur_random_uniform(keur_random *random);

/** Uniform in 0..n-1 without bias; n > 0. */
uint64_t keur_random_below(keur_random *random, uint64_t n);

/** Put `items` in random order (Fisher-Yates). */
void keur_random_shuffle(keur_random *random, uint32_t *items, size_t n);

/** Fill `chosen` with k distinct numbers of 0..n-1 in ascending order; k <= n. O(n) time. */
void keur_random_choose(keur_random *random, size_t n, size_t k, uint32_t *chosen);

#endif
