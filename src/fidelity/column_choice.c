/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/column_choice.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

/* n over k, for k up to 3 and columns that fit in memory. */
static uint64_t choose(uint64_t n, size_t k)
{
    if (n < k)
        return 0;
    return k == 1 ? n : k == 2 ? n * (n - 1) / 2 : n * (n - 1) / 2 * (n - 2) / 3;
}

/* The set of this rank when sets are ordered by their highest column, then by the next (the
 * combinatorial number system). */
static void find_set(uint64_t rank, size_t n_columns, size_t k, uint32_t *set)
{
    uint64_t high = n_columns;

    for (size_t i = k; i > 0; i--) {
        uint64_t low = 0; /* the highest number below `high` with choose(low, i) <= rank */

        while (high - low > 1) {
            const uint64_t middle = low + (high - low) / 2;

            if (choose(middle, i) <= rank)
                low = middle;
            else
                high = middle;
        }
        set[i - 1] = (uint32_t)low;
        rank -= choose(low, i);
        high = low;
    }
}

keur_status keur_column_choice_make(size_t n_columns, size_t k, size_t all_up_to, uint64_t seed,
                                    keur_column_choice *made, keur_error *err)
{
    const uint64_t n_all = choose(n_columns, k), most = choose(all_up_to, k);
    const uint64_t n = n_all < most ? n_all : most;
    keur_random random = keur_random_start(seed, "sets-of-columns", k);
    keur_status status = KEUR_OK;

    *made = (keur_column_choice){.k = k, .n_sets = (size_t)n, .is_sample = n < n_all};
    KEUR_TRY(KEUR_NEW(made->sets, (size_t)n, err));
    for (uint64_t i = 0; i < n; i++) {
        /* The first n_all % n stretches are one longer. */
        const uint64_t width = n_all / n + (i < n_all % n ? 1 : 0);
        const uint64_t begin = n_all / n * i + (i < n_all % n ? i : n_all % n);

        find_set(begin + keur_random_below(&random, width), n_columns, k, made->sets[i]);
    }
out:
    return status;
}

void keur_column_choice_free(keur_column_choice *choice)
{
    keur_release(choice->sets);
    choice->sets = NULL;
}
