/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/equal_size.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/units.h"

size_t keur_equal_size_of(const keur_anchors *anchors)
{
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        const keur_comparison *of = &anchors->comparisons[i];

        if (keur_comparison_is_empty(of))
            continue;
        least = of->real.n_rows < least ? of->real.n_rows : least;
        least = of->other.n_rows < least ? of->other.n_rows : least;
    }
    return least;
}

static void choose(const keur_case *on, const keur_comparison *of, size_t side, size_t n,
                   uint32_t *rows)
{
    const size_t n_rows = side == 0 ? of->real.n_rows : of->other.n_rows;
    char purpose[64];
    keur_random random;

    /* Train has the same rows in each comparison. */
    (void)snprintf(purpose, sizeof purpose, "equal-size%s", side == 0 ? "" : of->suffix);
    random = keur_random_start(keur_case_seed(on), purpose, side);
    keur_random_choose(&random, n_rows, n, rows);
}

static void set_codes(keur_equal_size *made, const keur_rows *from, const uint32_t *rows,
                      size_t side)
{
    for (size_t j = 0; j < from->n_columns; j++)
        for (size_t i = 0; i < made->n; i++)
            made->codes[j][side * made->n + i] = from->codes[j][rows[i]];
}

/* Rows without a person unit, those of independent columns, are persons of their own. */
static void set_units(keur_equal_size *made, const int32_t *units, size_t n_units,
                      const uint32_t *rows, size_t side)
{
    for (size_t i = 0; i < made->n; i++)
        made->units[side * made->n + i] =
            units != NULL ? units[rows[i]] : (int32_t)(n_units + side * made->n + i);
}

static keur_status find_clusters(keur_equal_size *made, size_t n_units, keur_error *err)
{
    unsigned char *seen = NULL;
    const size_t most = n_units + 2 * made->n;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(seen, most, err));
    for (size_t i = 0; i < 2 * made->n; i++) {
        const unsigned char side = i < made->n ? 1 : 2;

        made->has_clusters |= (seen[made->units[i]] & side) != 0;
        seen[made->units[i]] |= side;
    }
out:
    keur_release(seen);
    return status;
}

keur_status keur_equal_size_make(const keur_case *on, const keur_comparison *of, size_t n,
                                 keur_equal_size *made, keur_error *err)
{
    const size_t n_columns = of->real.n_columns, n_units = keur_case_unit_count(on);
    uint32_t *rows = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_equal_size){.n = n};
    KEUR_TRY(KEUR_NEW(rows, n, err));
    KEUR_TRY(KEUR_NEW(made->codes, n_columns, err));
    KEUR_TRY(KEUR_NEW(made->views, 2 * n_columns, err));
    for (size_t j = 0; j < n_columns; j++) {
        KEUR_TRY(KEUR_NEW(made->codes[j], 2 * n, err));
        made->views[j] = made->codes[j];
        made->views[n_columns + j] = made->codes[j] + n;
    }
    KEUR_TRY(KEUR_NEW(made->parts, 2 * n, err));
    if (n_units > 0)
        KEUR_TRY(KEUR_NEW(made->units, 2 * n, err));
    for (size_t side = 0; side < 2; side++) {
        choose(on, of, side, n, rows);
        set_codes(made, side == 0 ? &of->real : &of->other, rows, side);
        for (size_t i = 0; i < n; i++)
            made->parts[side * n + i] = (side == 0 ? of->real_part : of->other_part)[rows[i]];
        if (n_units > 0)
            set_units(made, side == 0 ? of->real_units : of->other_units, n_units, rows, side);
    }
    if (n_units > 0) {
        KEUR_TRY(find_clusters(made, n_units, err));
        made->real_units = made->units;
        made->other_units = made->units + n;
    }
    made->real_part = made->parts;
    made->other_part = made->parts + n;
    made->real = (keur_rows){n, n_columns, made->views};
    made->other = (keur_rows){n, n_columns, made->views + n_columns};
out:
    keur_release(rows);
    if (status != KEUR_OK) {
        made->real.n_columns = n_columns;
        keur_equal_size_free(made);
    }
    return status;
}

void keur_equal_size_free(keur_equal_size *made)
{
    for (size_t j = 0; made->codes != NULL && j < made->real.n_columns; j++)
        keur_release(made->codes[j]);
    keur_release(made->codes);
    keur_release(made->views);
    keur_release(made->units);
    keur_release(made->parts);
    *made = (keur_equal_size){.n = 0};
}
