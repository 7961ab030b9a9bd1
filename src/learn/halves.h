/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_HALVES_H
#define KEUR_LEARN_HALVES_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/**
 * Split rows at random into a half to fit on and a half to score.
 *
 * With `units` the split is of persons: all rows of one lie in the same half, in whatever table
 * they stand. With `groups` (member or not, say) each group is halved by itself; a person belongs
 * to the group of the first of their rows. Of an odd number one more is scored than fitted.
 *
 * @param units   by row the number of its person, >= 0; NULL: every row by itself
 * @param groups  by row a number, >= 0; NULL: one group
 * @param purpose names the stream of random numbers, with the seed (base/random.h)
 * @param[out] is_fitted  n marks: 1 to be fitted, 0 to be scored
 * @retval KEUR_EINVAL  a unit or group below 0, or 2^32 rows
 *
 * O(n + largest unit + largest group) time and memory.
 */
keur_status keur_halves(size_t n, const int32_t *units, const int32_t *groups, uint64_t seed,
                        const char *purpose, unsigned char *is_fitted, keur_error *err);

#endif
