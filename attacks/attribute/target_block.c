/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which secrets are guessed from nearly the same columns. */
#include "attacks/attribute/target_block.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"

/* The only column of the set that is not known; SIZE_MAX where there is another difference. */
static size_t lacking(const bool *is_in, const keur_key_set *known, bool *is_known, size_t n)
{
    size_t found = SIZE_MAX;

    memset(is_known, 0, n * sizeof *is_known);
    for (size_t i = 0; i < known->n; i++)
        is_known[known->columns[i]] = true;
    for (size_t j = 0; j < n; j++) {
        if (is_in[j] == is_known[j])
            continue;
        if (is_known[j] || found != SIZE_MAX)
            return SIZE_MAX;
        found = j;
    }
    return found;
}

/* Whether the next target goes without this column in the same block. */
static bool add(keur_target_block *block, size_t column)
{
    size_t at = 0;

    while (at < block->n_left_out && block->left_out[at] != column)
        at++;
    if (at == KEUR_BLOCK_SEARCHES)
        return false;
    if (at == block->n_left_out)
        block->left_out[block->n_left_out++] = column;
    block->searches[block->n++] = at;
    return true;
}

keur_status keur_target_block_make(const keur_guessing *of, size_t first, keur_target_block *block,
                                   keur_error *err)
{
    const keur_guess_target *from = &of->targets[first];
    const size_t n = keur_case_columns(of->on);
    bool *is_known = NULL;
    keur_status status = KEUR_OK;

    *block = (keur_target_block){.first = first};
    KEUR_TRY(KEUR_NEW(block->is_in, n, err));
    KEUR_TRY(KEUR_NEW(block->searches, of->n_targets - first, err));
    KEUR_TRY(KEUR_NEW(is_known, n, err));
    block->is_in[from->secret] = true;
    for (size_t i = 0; i < from->known.n; i++)
        block->is_in[from->known.columns[i]] = true;
    for (size_t t = first; t < of->n_targets; t++) {
        const size_t column = lacking(block->is_in, &of->targets[t].known, is_known, n);

        if (column == SIZE_MAX || !add(block, column))
            break;
    }
out:
    keur_release(is_known);
    return status;
}

void keur_target_block_free(keur_target_block *block)
{
    keur_release(block->is_in);
    keur_release(block->searches);
    *block = (keur_target_block){.n = 0};
}
