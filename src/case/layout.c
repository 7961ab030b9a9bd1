/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/layout.h"

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"

/* Length of the longest run of ascending numbers, others between them left out: ends[k] is the
 * smallest number that a run of k + 1 can end with (Fredman, Discrete Mathematics 11, 1975). */
static size_t longest_ascending(const size_t *numbers, size_t n, size_t *ends)
{
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        size_t low = 0, high = length;

        while (low < high) {
            const size_t middle = low + (high - low) / 2;

            if (ends[middle] < numbers[i])
                low = middle + 1;
            else
                high = middle;
        }
        ends[low] = numbers[i];
        length += low == length;
    }
    return length;
}

keur_status keur_case_compare_layout(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                     keur_error *err)
{
    const keur_table *train = tables[KEUR_TRAIN], *other = tables[KEUR_SYNTHETIC];
    const size_t n = keur_table_columns(train);
    keur_layout *to = &on->layout;
    size_t *places = NULL, *ends = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(places, n, err));
    KEUR_TRY(KEUR_NEW(ends, n, err));
    *to = (keur_layout){.n_shared = 0};
    for (size_t j = 0; j < n; j++) {
        const ptrdiff_t found = keur_table_find(other, keur_table_column_name(train, j));

        if (found >= 0)
            places[to->n_shared++] = (size_t)found;
    }
    to->n_lacking = n - to->n_shared;
    to->n_added = keur_table_columns(other) - to->n_shared;
    to->n_moved = to->n_shared - longest_ascending(places, to->n_shared, ends);
out:
    keur_release(places);
    keur_release(ends);
    return status;
}

const keur_layout *keur_case_layout(const keur_case *on)
{
    return &on->layout;
}
