/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/missing_patterns.h"

#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"
#include "cells/intern.h"
#include "stats/clustered.h"

/* A pattern is numbered by so many columns at a time, beside its number by those before. */
enum { BITS = 32 };

static bool has_missing(const keur_rows *rows, size_t j)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        if (rows->codes[j][i] < 0)
            return true;
    }
    return false;
}

static void shift_in(const keur_rows *rows, size_t j, uint64_t *keys)
{
    for (size_t i = 0; i < rows->n_rows; i++)
        keys[i] = keys[i] << 1 | (rows->codes[j][i] < 0);
}

/* numbers[i]: the pattern of row i of the real table, then of the other. */
static keur_status number_patterns(const keur_comparison *of, uint32_t *numbers, size_t *n_patterns,
                                   keur_error *err)
{
    const size_t n_real = of->real.n_rows, n = n_real + of->other.n_rows;
    uint64_t *keys = NULL;
    size_t n_bits = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(keys, n, err));
    for (size_t j = 0; j < of->real.n_columns; j++) {
        if (!has_missing(&of->real, j) && !has_missing(&of->other, j))
            continue;
        shift_in(&of->real, j, keys);
        shift_in(&of->other, j, keys + n_real);
        if (++n_bits < BITS)
            continue;
        KEUR_TRY(keur_intern_wide(keys, n, numbers, n_patterns, err));
        for (size_t i = 0; i < n; i++)
            keys[i] = numbers[i];
        n_bits = 0;
    }
    KEUR_TRY(keur_intern_wide(keys, n, numbers, n_patterns, err));
out:
    keur_release(keys);
    return status;
}

static keur_status count_new(const keur_case *on, const keur_comparison *of,
                             const uint32_t *real_counts, const uint32_t *numbers,
                             keur_missing_patterns *found, keur_error *err)
{
    const uint32_t *in_real = real_counts + KEUR_JACKKNIFE_GROUPS * found->n_patterns;
    const size_t n = of->other.n_rows;
    unsigned char *flags = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(flags, n, err));
    for (size_t i = 0; i < n; i++) {
        flags[i] = in_real[numbers[of->real.n_rows + i]] == 0;
        found->n_new += flags[i];
    }
    found->size_new = (double)n;
    if (of->other_units != NULL)
        KEUR_TRY(keur_clustered_size((const uint32_t *)of->other_units, flags, n,
                                     keur_case_unit_count(on), &found->size_new, err));
out:
    keur_release(flags);
    return status;
}

keur_status keur_missing_patterns_find(const keur_case *on, const keur_comparison *of,
                                       keur_missing_patterns *found, keur_error *err)
{
    const keur_rows tables[2] = {of->real, of->other};
    const uint8_t *parts[2] = {of->real_part, of->other_part};
    uint32_t *numbers = NULL, *counts[2] = {NULL, NULL};
    const uint32_t *at;
    keur_status status = KEUR_OK;

    *found = (keur_missing_patterns){.n_patterns = 0};
    KEUR_TRY(KEUR_NEW(numbers, of->real.n_rows + of->other.n_rows, err));
    KEUR_TRY(number_patterns(of, numbers, &found->n_patterns, err));
    at = numbers;
    for (size_t t = 0; t < 2; t++) {
        KEUR_TRY(KEUR_NEW(counts[t], KEUR_JACKKNIFE_TABLES * found->n_patterns, err));
        for (size_t i = 0; i < tables[t].n_rows; i++)
            counts[t][parts[t][i] * found->n_patterns + *at++]++;
        keur_sum_parts(counts[t], found->n_patterns);
    }
    keur_total_variation(counts[0], counts[1], found->n_patterns, &found->distance);
    KEUR_TRY(count_new(on, of, counts[0], numbers, found, err));
out:
    keur_release(numbers);
    keur_release(counts[0]);
    keur_release(counts[1]);
    return status;
}
