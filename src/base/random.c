/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/random.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"

static uint64_t rotate_left(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

keur_random keur_random_start(uint64_t seed, const char *purpose, uint64_t item)
{
    keur_random random;
    uint64_t x = keur_mix(seed + 0x9e3779b97f4a7c15u);

    x = keur_mix(x ^ keur_hash(purpose, strlen(purpose), 0));
    x = keur_mix(x + 0x9e3779b97f4a7c15u * (item + 1));
    for (int i = 0; i < 4; i++) {
        x += 0x9e3779b97f4a7c15u;
        random.state[i] = keur_mix(x);
    }
    return random;
}

uint64_t keur_random_bits(keur_random *random)
{
    uint64_t *s = random->state;
    const uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    const uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double keur_random_uniform(keur_random *random)
{
    return (double)(keur_random_bits(random) >> 11) * 0x1p-53;
}

uint64_t keur_random_below(keur_random *random, uint64_t n)
{
    /* Values under this bound would make the first remainders more likely than the last. */
    const uint64_t reject = (0 - n) % n;
    uint64_t x;

    do
        x = keur_random_bits(random);
    while (x < reject);
    return x % n;
}

void keur_random_shuffle(keur_random *random, uint32_t *items, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = (size_t)keur_random_below(random, i);
        const uint32_t kept = items[i - 1];

        items[i - 1] = items[j];
        items[j] = kept;
    }
}

void keur_random_choose(keur_random *random, size_t n, size_t k, uint32_t *chosen)
{
    size_t taken = 0;

    assert(k <= n);
    /* Selection sampling: each item with probability (still wanted) / (still left). */
    for (size_t i = 0; i < n && taken < k; i++) {
        if (keur_random_below(random, n - i) < k - taken)
            chosen[taken++] = (uint32_t)i;
    }
}
