/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of the disclosive and correct rows of train, those that some would not count:
 *
 *   one-way   a level of the secret has more than 50 of them, and more than 90% of them all: the
 *             figure tells about this level
 *   two-way   more than 4 of them have the same level of one key and the same secret, and more
 *             than 80% of all train rows with this level have this secret: who knows this one key
 *             needs no table
 *
 * After the thresholds of the R package synthpop (Nowok, Raab, Dibben). Counted beside; nothing is
 * taken away.
 */
#include "attacks/exclusions.h"

#include "attacks/shuffles.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/remembered.h"

enum { ONE_WAY_ROWS = 50, ONE_WAY_PERCENT = 90, TWO_WAY_ROWS = 4, TWO_WAY_PERCENT = 80 };

/* Cells that hold train rows, as rows of a small table: a key, and the secret. */
typedef struct listing {
    size_t n;
    const uint32_t *rows; /* per cell: train rows */
    const unsigned char *correct;
    uint32_t *example;        /* per cell: a train row in it */
    unsigned char *is_simple; /* per cell: in a pair that is told by one key */
    int32_t *key, *secret;    /* per cell: codes */
} listing;

static void free_listing(listing *of)
{
    keur_release(of->example);
    keur_release(of->is_simple);
    keur_release(of->key);
    keur_release(of->secret);
}

static keur_status list_cells(keur_case *on, const keur_cells *cells, size_t secret, listing *made,
                              keur_error *err)
{
    const int32_t *codes = keur_case_codes(on, KEUR_TRAIN, secret);
    const uint32_t *cell = cells->cell[KEUR_CELLS_TRAIN];
    size_t seen = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->example, made->n, err));
    KEUR_TRY(KEUR_NEW(made->is_simple, made->n, err));
    KEUR_TRY(KEUR_NEW(made->key, made->n, err));
    KEUR_TRY(KEUR_NEW(made->secret, made->n, err));
    for (size_t i = 0; i < keur_case_rows(on, KEUR_TRAIN) && seen < made->n; i++) {
        if (cell[i] == seen)
            made->example[seen++] = (uint32_t)i;
    }
    for (size_t c = 0; c < made->n; c++)
        made->secret[c] = codes[made->example[c]];
out:
    return status;
}

static keur_status count_one_way(const listing *of, size_t n_codes, size_t *found, keur_error *err)
{
    size_t *counts = NULL, most = 0, all = 0;
    const keur_status status = KEUR_NEW(counts, n_codes + 1, err);

    *found = 0;
    if (status != KEUR_OK)
        return status;
    for (size_t c = 0; c < of->n; c++) {
        size_t *count = &counts[of->secret[c] + 1];

        *count += of->correct[c] ? of->rows[c] : 0;
        all += of->correct[c] ? of->rows[c] : 0;
        most = *count > most ? *count : most;
    }
    if (most > ONE_WAY_ROWS && 100 * most > ONE_WAY_PERCENT * all)
        *found = most;
    keur_release(counts);
    return KEUR_OK;
}

/* Marks the cells in pairs of a level of the key and a secret that are told by the key. */
static void mark(listing *of, const uint32_t *pair, const size_t *pair_rows,
                 const size_t *pair_correct, const size_t *level_rows)
{
    for (size_t c = 0; c < of->n; c++) {
        const size_t p = pair[c];

        of->is_simple[c] |= pair_correct[p] > TWO_WAY_ROWS &&
                            100 * pair_rows[p] > TWO_WAY_PERCENT * level_rows[of->key[c] + 1];
    }
}

static keur_status mark_key(keur_case *on, listing *of, const int32_t *codes, const size_t *n_codes,
                            keur_error *err)
{
    static const size_t columns[] = {0, 1};
    const int32_t *view[] = {of->key, of->secret};
    const keur_rows table = {.n_rows = of->n, .n_columns = 2, .codes = view};
    size_t *pair_rows = NULL, *pair_correct = NULL, *level_rows = NULL;
    keur_cells *pairs = NULL;
    keur_status status = KEUR_OK;

    for (size_t c = 0; c < of->n; c++)
        of->key[c] = codes[of->example[c]];
    KEUR_TRY(keur_cells_count(&table, 1, columns, 2, n_codes, keur_case_threads(on), &pairs, err));
    KEUR_TRY(KEUR_NEW(pair_rows, pairs->n_cells, err));
    KEUR_TRY(KEUR_NEW(pair_correct, pairs->n_cells, err));
    KEUR_TRY(KEUR_NEW(level_rows, n_codes[0] + 1, err));
    for (size_t c = 0; c < of->n; c++) {
        const size_t p = pairs->cell[0][c];

        pair_rows[p] += of->rows[c];
        pair_correct[p] += of->correct[c] ? of->rows[c] : 0;
        level_rows[of->key[c] + 1] += of->rows[c];
    }
    mark(of, pairs->cell[0], pair_rows, pair_correct, level_rows);
out:
    keur_cells_free(pairs);
    keur_release(pair_rows);
    keur_release(pair_correct);
    keur_release(level_rows);
    return status;
}

static keur_status count_two_way(keur_case *on, const keur_key_set *keys, size_t secret,
                                 listing *of, size_t *found, keur_error *err)
{
    const size_t *all_codes = keur_case_code_counts(on);
    const keur_grouped *grouped = NULL;
    keur_status status = KEUR_OK;

    *found = 0;
    if (keys->n_groups > 0)
        KEUR_TRY(keur_case_grouped(on, keys->n_groups, &grouped, err));
    for (size_t k = 0; k < keys->n; k++) {
        const size_t j = keys->columns[k];
        const size_t n_codes[] = {grouped != NULL ? grouped->n_codes[j] : all_codes[j],
                                  all_codes[secret]};
        const int32_t *codes = grouped != NULL ? grouped->rows[KEUR_TRAIN].codes[j]
                                               : keur_case_codes(on, KEUR_TRAIN, j);

        KEUR_TRY(mark_key(on, of, codes, n_codes, err));
    }
    for (size_t c = 0; c < of->n; c++)
        *found += of->correct[c] && of->is_simple[c] ? of->rows[c] : 0;
out:
    return status;
}

keur_status keur_exclusions_count(keur_case *on, const keur_key_set *keys, size_t secret,
                                  const keur_cells *cells, const unsigned char *correct,
                                  keur_exclusions *found, keur_error *err)
{
    listing of = {.n = keur_cells_of_train(on, cells),
                  .rows = cells->count[KEUR_CELLS_TRAIN],
                  .correct = correct};
    bool is_any = false;
    keur_status status = KEUR_OK;

    *found = (keur_exclusions){.one_way = 0};
    for (size_t c = 0; c < of.n && !is_any; c++)
        is_any = correct[c] != 0;
    if (!is_any)
        return KEUR_OK;
    KEUR_TRY(list_cells(on, cells, secret, &of, err));
    KEUR_TRY(count_one_way(&of, keur_case_code_counts(on)[secret], &found->one_way, err));
    KEUR_TRY(count_two_way(on, keys, secret, &of, &found->two_way, err));
out:
    free_listing(&of);
    return status;
}
