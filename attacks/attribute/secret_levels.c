/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/secret_levels.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/remembered.h"

enum { FEW = 10 };

static int by_rows(uint32_t a, uint32_t b, const void *context)
{
    const size_t *rows = context;

    return rows[a] > rows[b] ? -1 : rows[a] < rows[b];
}

keur_status keur_secret_levels_choose(const keur_case *on, size_t secret, size_t least,
                                      keur_secret_levels *made, keur_error *err)
{
    const int32_t *codes = keur_case_codes(on, KEUR_TRAIN, secret);
    const size_t n_codes = keur_case_code_counts(on)[secret];
    size_t *rows = NULL, n = 0, n_present = 0, n_common = 0, n_rare = 0;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_secret_levels){.n = 0};
    KEUR_TRY(KEUR_NEW(rows, n_codes, err));
    KEUR_TRY(KEUR_NEW(order, n_codes, err));
    for (size_t i = 0; i < keur_case_rows(on, KEUR_TRAIN); i++) {
        if (codes[i] >= 0) {
            rows[codes[i]]++;
            n++;
        }
    }
    for (size_t c = 0; c < n_codes; c++) {
        order[c] = (uint32_t)c;
        n_present += rows[c] > 0;
        n_common += rows[c] >= FEW;
        n_rare += rows[c] < FEW ? rows[c] : 0;
    }
    /* A third that fewer than ten rows have does not show in how many levels are guessed. */
    made->is_binary = n_present == 2 || (n_common == 2 && n_rare < FEW);
    KEUR_TRY(keur_sort(order, n_codes, by_rows, rows, err));
    for (size_t i = 0; i < n_codes; i++) {
        const int32_t c = (int32_t)order[i];

        if (rows[c] < least || n - rows[c] < least)
            continue;
        if (made->n_fit++ < KEUR_SECRET_LEVELS)
            made->codes[made->n++] = c;
    }
    if (made->is_binary && made->n == 2) {
        made->codes[0] = made->codes[0] > made->codes[1] ? made->codes[0] : made->codes[1];
        made->n = made->n_fit = 1;
    }
out:
    keur_release(rows);
    keur_release(order);
    return status;
}

keur_status keur_secret_has_two(const keur_case *on, size_t column, bool *has_two, keur_error *err)
{
    static const keur_role roles[] = {KEUR_TRAIN, KEUR_HOLDOUT, KEUR_SYNTHETIC};
    const size_t n_codes = keur_case_code_counts(on)[column];
    size_t *rows = NULL, n_common = 0, n_rare = 0;
    keur_status status = KEUR_OK;

    *has_two = n_codes == 2;
    KEUR_TRY(KEUR_NEW(rows, n_codes, err));
    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        const int32_t *codes = keur_case_codes(on, roles[r], column);

        /* What is in the synthetic table everybody may know. */
        for (size_t i = 0; codes != NULL && i < keur_case_rows(on, roles[r]); i++)
            if (codes[i] >= 0)
                rows[codes[i]] += roles[r] == KEUR_SYNTHETIC ? FEW : 1;
    }
    for (size_t c = 0; c < n_codes; c++) {
        n_common += rows[c] >= FEW;
        n_rare += rows[c] < FEW ? rows[c] : 0;
    }
    *has_two = *has_two || (n_common == 2 && n_rare < FEW);
out:
    keur_release(rows);
    return status;
}

const char *keur_secret_level_name(const keur_column *column, int32_t code,
                                   char made_up[KEUR_LEVEL_NAME])
{
    const size_t c = (size_t)code;

    if (c >= column->n_values)
        return column->levels[c - column->n_values];
    if (column->value_texts != NULL)
        return column->value_texts[c];
    (void)snprintf(made_up, KEUR_LEVEL_NAME, "value %zu of %zu", c + 1, column->n_values);
    return made_up;
}
