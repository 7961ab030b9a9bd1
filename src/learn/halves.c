/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/halves.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

/* How many numbers there are below the largest, plus one; 0 where one is negative. */
static size_t count_numbers(const int32_t *numbers, size_t n)
{
    int32_t largest = -1;

    for (size_t i = 0; i < n; i++) {
        if (numbers[i] < 0)
            return 0;
        if (numbers[i] > largest)
            largest = numbers[i];
    }
    return (size_t)largest + 1;
}

static size_t unit_of(const int32_t *units, size_t row)
{
    return units != NULL ? (size_t)units[row] : row;
}

static size_t group_of(const int32_t *groups, size_t row)
{
    return groups != NULL ? (size_t)groups[row] : 0;
}

/* Persons by group, and within a group in the order of their first rows: persons[starts[g]] ..
 * persons[starts[g + 1]]. `first` is the first row of a person, + 1. */
static void sort_persons(size_t n, const int32_t *units, const int32_t *groups, size_t n_groups,
                         size_t *first, size_t *starts, uint32_t *persons)
{
    for (size_t row = 0; row < n; row++) {
        const size_t unit = unit_of(units, row);

        if (first[unit] != 0)
            continue;
        first[unit] = row + 1;
        starts[group_of(groups, row) + 2]++;
    }
    for (size_t g = 0; g < n_groups; g++)
        starts[g + 2] += starts[g + 1];
    for (size_t row = 0; row < n; row++) {
        const size_t unit = unit_of(units, row);

        if (first[unit] == row + 1)
            persons[starts[group_of(groups, row) + 1]++] = (uint32_t)unit;
    }
}

keur_status keur_halves(size_t n, const int32_t *units, const int32_t *groups, uint64_t seed,
                        const char *purpose, unsigned char *is_fitted, keur_error *err)
{
    const size_t n_units = units != NULL ? count_numbers(units, n) : n;
    const size_t n_groups = groups != NULL ? count_numbers(groups, n) : 1;
    size_t *first = NULL, *starts = NULL;
    uint32_t *persons = NULL;
    unsigned char *is_taken = NULL;
    keur_status status = KEUR_OK;

    if (n >= UINT32_MAX || (n > 0 && (n_units == 0 || n_groups == 0)))
        return keur_fail(err, KEUR_EINVAL, "too many rows to halve, or a negative unit or group");
    KEUR_TRY(KEUR_NEW(first, n_units, err));
    KEUR_TRY(KEUR_NEW(starts, n_groups + 2, err));
    KEUR_TRY(KEUR_NEW(persons, n, err));
    KEUR_TRY(KEUR_NEW(is_taken, n_units, err));
    sort_persons(n, units, groups, n_groups, first, starts, persons);
    for (size_t g = 0; g < n_groups; g++) {
        keur_random random = keur_random_start(seed, purpose, g);
        const size_t n_here = starts[g + 1] - starts[g];

        keur_random_shuffle(&random, persons + starts[g], n_here);
        for (size_t p = 0; p < n_here / 2; p++)
            is_taken[persons[starts[g] + p]] = 1;
    }
    for (size_t row = 0; row < n; row++)
        is_fitted[row] = is_taken[unit_of(units, row)];
out:
    keur_release(first);
    keur_release(starts);
    keur_release(persons);
    keur_release(is_taken);
    return status;
}
