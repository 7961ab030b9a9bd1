/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/attribute.h"

#include "attacks/shuffles.h"
#include "base/memory.h"
#include "base/try.h"
#include "cells/cells.h"

/* Keys, keys with the secret, and how many secrets go with each combination of keys. */
typedef struct crossing {
    const keur_cells *keys;
    keur_cells *own_keys; /* `keys` where no other secret has them; else NULL */
    keur_cells *cells;
    uint32_t *parent;                     /* per cell: its combination of keys */
    uint32_t *secrets[KEUR_CELLS_TABLES]; /* per table and combination: distinct secrets */
    size_t n_train;                       /* cells that hold train rows, which come first */
} crossing;

static void free_crossing(crossing *of)
{
    keur_cells_free(of->own_keys);
    keur_cells_free(of->cells);
    keur_release(of->parent);
    for (size_t t = 0; t < KEUR_CELLS_TABLES; t++)
        keur_release(of->secrets[t]);
}

static keur_status cross(keur_case *on, const keur_key_set *keys, size_t secret, crossing *made,
                         keur_error *err)
{
    const keur_rows tables[KEUR_CELLS_TABLES] = {keur_case_view(on, KEUR_TRAIN),
                                                 keur_case_view(on, KEUR_HOLDOUT),
                                                 keur_case_view(on, KEUR_SYNTHETIC)};
    keur_status status = KEUR_OK;

    /* All others, of every column in turn, would fill the memory of the case. */
    if (keys->is_default) {
        KEUR_TRY(keur_case_count_cells(on, keys->columns, keys->n, keys->n_groups, &made->own_keys,
                                       err));
        made->keys = made->own_keys;
    } else {
        KEUR_TRY(keur_case_cells(on, keys->columns, keys->n, keys->n_groups, &made->keys, err));
    }
    KEUR_TRY(keur_cells_split(made->keys, tables, secret, keur_case_code_counts(on)[secret],
                              keur_case_threads(on), &made->cells, &made->parent, err));
    made->n_train = keur_cells_of_train(on, made->cells);
    for (size_t t = 0; t < KEUR_CELLS_TABLES; t++) {
        KEUR_TRY(KEUR_NEW(made->secrets[t], made->keys->n_cells, err));
        for (size_t c = 0; c < made->cells->n_cells; c++)
            made->secrets[t][made->parent[c]] += made->cells->count[t][c] > 0;
    }
out:
    return status;
}

/* Of the rows of one cell. `itself`: each also stands in the synthetic table, where it must not
 * count. */
static keur_told tell(const crossing *of, size_t table, size_t c, bool itself)
{
    const size_t q = of->parent[c];
    const uint32_t s_tq = of->cells->count[KEUR_CELLS_SYNTHETIC][c] - itself;
    const uint32_t s_q = of->keys->count[KEUR_CELLS_SYNTHETIC][q] - itself;
    const uint32_t secrets = of->secrets[KEUR_CELLS_SYNTHETIC][q] - (itself && s_tq == 0 ? 1u : 0u);

    return (keur_told){.share = s_q > 0 ? (double)s_tq / (double)s_q : 0,
                       .own_share =
                           (double)of->cells->count[table][c] / (double)of->keys->count[table][q],
                       .is_own = of->secrets[table][q] == 1,
                       .is_present = s_q > 0,
                       .is_disclosive = s_q > 0 && secrets == 1,
                       .is_correct = s_q > 0 && secrets == 1 && s_tq > 0};
}

static void add_cell(const keur_told *told, size_t rows, keur_disclosure *to)
{
    to->n += rows;
    to->disclosive_own += told->is_own ? rows : 0;
    keur_moments_add(&to->cap_real, told->own_share, rows);
    keur_moments_add(&to->dcap, told->share, rows);
    to->present += told->is_present ? rows : 0;
    if (told->is_present)
        keur_moments_add(&to->among, told->share, rows);
    to->disclosive += told->is_disclosive ? rows : 0;
    to->correct += told->is_correct ? rows : 0;
    to->n_known += told->is_known ? rows : 0;
    to->correct_known += told->is_correct && told->is_known ? rows : 0;
    to->correct_own += told->is_correct && told->is_own ? rows : 0;
}

/* Counts of one real table, and what these are worth. */
static keur_status count_table(const keur_case *on, const crossing *of, size_t table, size_t secret,
                               keur_disclosure *to, keur_error *err)
{
    const bool is_train = table == KEUR_CELLS_TRAIN;
    const keur_role role = is_train ? KEUR_TRAIN : KEUR_HOLDOUT;
    const int32_t *secrets = keur_case_codes(on, role, secret);
    const bool itself = !is_train && keur_case_is_holdout(on, KEUR_SYNTHETIC);
    keur_told *told = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(told, of->cells->n_cells, err));
    for (size_t c = 0; c < of->cells->n_cells; c++) {
        if (of->cells->count[table][c] == 0)
            continue;
        told[c] = tell(of, table, c, itself);
    }
    for (size_t i = 0; i < keur_case_rows(on, role); i++) /* all rows of a cell have one secret */
        told[of->cells->cell[table][i]].is_known = secrets[i] >= 0;
    for (size_t c = 0; c < of->cells->n_cells; c++)
        if (of->cells->count[table][c] > 0)
            add_cell(&told[c], of->cells->count[table][c], to);
    KEUR_TRY(keur_disclosure_sizes(on, role, told, of->cells->cell[table], to, err));
out:
    keur_release(told);
    return status;
}

/* Sum over the values of the secret of (share of the rows)^2. */
static keur_status add_base(const keur_case *on, keur_role role, size_t secret, double *base,
                            keur_error *err)
{
    const size_t n_codes = keur_case_code_counts(on)[secret], n = keur_case_rows(on, role);
    const int32_t *codes = keur_case_codes(on, role, secret);
    size_t *counts = NULL;
    const keur_status status = KEUR_NEW(counts, n_codes + 1, err);

    *base = 0;
    for (size_t i = 0; status == KEUR_OK && i < n; i++)
        counts[codes[i] + 1]++;
    for (size_t v = 0; status == KEUR_OK && v <= n_codes; v++)
        *base += (double)counts[v] / (double)n * ((double)counts[v] / (double)n);
    keur_release(counts);
    return status;
}

/* disco and dcap of one shuffled table. */
static void judge(const void *context, const keur_shuffle_counts *of, double *values)
{
    double correct = 0, sum = 0, n = 0;

    (void)context;
    for (size_t c = 0; c < of->n_split; c++) {
        const uint32_t s_q = of->in_keys[of->key[c]], s_tq = of->in_split[c];

        n += of->rows_in_split[c];
        if (s_tq == 0)
            continue;
        correct += s_tq == s_q ? of->rows_in_split[c] : 0;
        sum += (double)s_tq / (double)s_q * of->rows_in_split[c];
    }
    values[0] = correct / n;
    values[1] = sum / n;
}

static keur_status count_shuffled(keur_case *on, const keur_key_set *keys, size_t secret,
                                  size_t n_shuffles, const crossing *of, keur_disclosures *found,
                                  keur_error *err)
{
    const keur_shuffle_ask ask = {.columns = keys->columns,
                                  .n = keys->n,
                                  .n_groups = keys->n_groups,
                                  .keys = of->keys,
                                  .split = of->cells,
                                  .secret = secret,
                                  .n_shuffles = n_shuffles,
                                  .n_values = 2};
    keur_moments moments[2];
    const keur_status status = keur_shuffles_run(on, &ask, judge, NULL, moments, err);

    found->disco_shuffled = moments[0];
    found->dcap_shuffled = moments[1];
    return status;
}

static keur_status count_excluded(keur_case *on, const keur_key_set *keys, size_t secret,
                                  const crossing *of, keur_exclusions *found, keur_error *err)
{
    unsigned char *correct = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(correct, of->n_train, err));
    for (size_t c = 0; c < of->n_train; c++) {
        const uint32_t s_tq = of->cells->count[KEUR_CELLS_SYNTHETIC][c];

        correct[c] = s_tq > 0 && s_tq == of->keys->count[KEUR_CELLS_SYNTHETIC][of->parent[c]];
    }
    KEUR_TRY(keur_exclusions_count(on, keys, secret, of->cells, correct, found, err));
out:
    keur_release(correct);
    return status;
}

keur_status keur_disclosure_count(keur_case *on, const keur_key_set *keys, size_t secret,
                                  size_t n_shuffles, keur_disclosures *found, keur_error *err)
{
    crossing of = {.cells = NULL};
    keur_status status = KEUR_OK;

    *found = (keur_disclosures){.has_holdout = keur_case_has(on, KEUR_HOLDOUT)};
    KEUR_TRY(cross(on, keys, secret, &of, err));
    for (size_t c = 0; c < of.cells->n_cells; c++) {
        const uint32_t s_tq = of.cells->count[KEUR_CELLS_SYNTHETIC][c];

        if (s_tq > 0)
            keur_moments_add(
                &found->cap_synthetic,
                (double)s_tq / (double)of.keys->count[KEUR_CELLS_SYNTHETIC][of.parent[c]], s_tq);
    }
    KEUR_TRY(count_table(on, &of, KEUR_CELLS_TRAIN, secret, &found->train, err));
    if (found->has_holdout)
        KEUR_TRY(count_table(on, &of, KEUR_CELLS_HOLDOUT, secret, &found->holdout, err));
    KEUR_TRY(add_base(on, KEUR_TRAIN, secret, &found->train.base, err));
    if (found->has_holdout)
        KEUR_TRY(add_base(on, KEUR_HOLDOUT, secret, &found->holdout.base, err));
    KEUR_TRY(count_excluded(on, keys, secret, &of, &found->excluded, err));
    KEUR_TRY(count_shuffled(on, keys, secret, n_shuffles, &of, found, err));
out:
    free_crossing(&of);
    return status;
}
