/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/identity/identity.h"

#include "attacks/keys.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

/* Counts over n of the rows of a table, chosen by seed where there are more. `itself`: each row
 * also stands in the synthetic table, where it must not count. */
static keur_status count_table(const keur_case *on, const keur_cells *cells, size_t table, size_t n,
                               bool itself, keur_uniques *found, keur_error *err)
{
    const keur_role role = table == KEUR_CELLS_TRAIN ? KEUR_TRAIN : KEUR_HOLDOUT;
    const size_t n_rows = keur_case_rows(on, role);
    keur_random random = keur_random_start(keur_case_seed(on), "identity-size", role);
    uint32_t *chosen = NULL, *counts = NULL;
    const uint32_t *real = cells->count[table];
    keur_status status = KEUR_OK;

    *found = (keur_uniques){.n = n};
    if (n < n_rows) {
        KEUR_TRY(KEUR_NEW(chosen, n, err));
        KEUR_TRY(KEUR_NEW(counts, cells->n_cells, err));
        keur_random_choose(&random, n_rows, n, chosen);
        for (size_t i = 0; i < n; i++)
            counts[cells->cell[table][chosen[i]]]++;
        real = counts;
    }
    for (size_t c = 0; c < cells->n_cells; c++) {
        const uint32_t synthetic = cells->count[KEUR_CELLS_SYNTHETIC][c] - (real[c] > 0 && itself);

        if (real[c] != 1)
            continue;
        found->unique++;
        found->present += synthetic > 0;
        found->replicated += synthetic == 1;
    }
out:
    keur_release(chosen);
    keur_release(counts);
    return status;
}

keur_status keur_uniques_count(const keur_case *on, const keur_cells *cells,
                               keur_unique_tables *found, keur_error *err)
{
    const size_t n_train = keur_case_rows(on, KEUR_TRAIN);
    const size_t n_holdout = keur_case_rows(on, KEUR_HOLDOUT);
    const size_t n = n_train < n_holdout ? n_train : n_holdout;
    keur_status status = KEUR_OK;

    *found = (keur_unique_tables){.n_synthetic = keur_case_rows(on, KEUR_SYNTHETIC),
                                  .has_holdout = keur_case_has(on, KEUR_HOLDOUT)};
    for (size_t c = 0; c < cells->n_cells; c++)
        found->synthetic_unique += cells->count[KEUR_CELLS_SYNTHETIC][c] == 1;
    KEUR_TRY(count_table(on, cells, KEUR_CELLS_TRAIN, n_train, false, &found->train, err));
    found->matched = found->train;
    if (!found->has_holdout)
        return KEUR_OK;
    found->is_subsampled = n_train != n_holdout;
    if (keur_case_is_holdout(on, KEUR_SYNTHETIC))
        found->no_control = "the synthetic table is the holdout: a row that is unique there has no "
                            "other to match, so the holdout is no control";
    KEUR_TRY(count_table(on, cells, KEUR_CELLS_HOLDOUT, n, keur_case_is_holdout(on, KEUR_SYNTHETIC),
                         &found->holdout, err));
    if (n < n_train)
        KEUR_TRY(count_table(on, cells, KEUR_CELLS_TRAIN, n, false, &found->matched, err));
out:
    return status;
}

/* What becomes of train's uniques in one shuffled table, as shares of *context rows. */
static void judge(const void *context, const keur_shuffle_counts *of, double *values)
{
    const double *among = context;
    size_t present = 0, replicated = 0;

    for (size_t c = 0; c < of->n_keys; c++) {
        present += of->rows_in_keys[c] == 1 && of->in_keys[c] > 0;
        replicated += of->rows_in_keys[c] == 1 && of->in_keys[c] == 1;
    }
    values[0] = (double)present / *among;
    values[1] = (double)replicated / *among;
}

keur_status keur_uniques_shuffle(keur_case *on, const keur_shuffle_ask *ask, bool of_uniques,
                                 keur_unique_tables *found, keur_error *err)
{
    const size_t rows = of_uniques ? found->train.unique : found->train.n;
    const double among = rows > 0 ? (double)rows : 1;
    keur_moments moments[2];
    const keur_status status = keur_shuffles_run(on, ask, judge, &among, moments, err);

    found->present_shuffled = moments[0];
    found->replicated_shuffled = moments[1];
    return status;
}
