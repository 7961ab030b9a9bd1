/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/guess_states.h"

#include "base/memory.h"
#include "base/try.h"

/* A number in one row of so many is a state of its own. */
enum { TENTH = 10 };

static bool has_distance(const keur_column *column)
{
    return column->type == KEUR_TYPE_NUMERIC || column->type == KEUR_TYPE_DATE;
}

void keur_guess_states_free(keur_guess_states *states)
{
    keur_release(states->codes);
    keur_release(states->state_of);
    *states = (keur_guess_states){.n = 0};
}

/* A state of so many rows; the first of the largest is the mode. */
static void add_state(keur_guess_states *to, int32_t code, size_t n_rows, size_t *most)
{
    if (n_rows > *most) {
        *most = n_rows;
        to->mode = to->n;
    }
    to->codes[to->n++] = code;
}

/* States of at least `least` rows, in order of the codes, "missing" first, other numbers last. */
static void choose(const keur_column *column, const size_t *counts, size_t n, size_t least,
                   keur_guess_states *to)
{
    const size_t n_codes = column->n_values + column->n_levels;
    size_t others = 0, most = 0;

    to->n = 0;
    for (size_t item = 0; item <= n_codes; item++) {
        const bool is_number = item > 0 && item <= column->n_values && has_distance(column);
        const bool is_other = is_number && counts[item] * TENTH < n;

        to->state_of[item] = -1;
        if (is_other) {
            others += counts[item];
        } else if (counts[item] >= least) {
            to->state_of[item] = (int32_t)to->n;
            add_state(to, (int32_t)item - 1, counts[item], &most);
        }
    }
    if (others < least)
        return;
    for (size_t item = 1; item <= column->n_values; item++)
        to->state_of[item] = counts[item] * TENTH < n ? (int32_t)to->n : to->state_of[item];
    add_state(to, KEUR_ANY_NUMBER, others, &most);
}

keur_status keur_guess_states_make(const keur_column *column, const int32_t *secrets,
                                   const uint32_t *rows, size_t n, size_t leaf_rows,
                                   keur_guess_states *made, keur_error *err)
{
    const size_t n_codes = column->n_values + column->n_levels;
    size_t *counts = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_guess_states){.n = 0};
    KEUR_TRY(KEUR_NEW(counts, n_codes + 1, err));
    KEUR_TRY(KEUR_NEW(made->codes, n_codes + 2, err));
    KEUR_TRY(KEUR_NEW(made->state_of, n_codes + 1, err));
    for (size_t i = 0; i < n; i++)
        counts[secrets[rows != NULL ? rows[i] : i] + 1]++;
    choose(column, counts, n, leaf_rows, made);
    if (made->n == 0)
        choose(column, counts, n, 1, made);
out:
    keur_release(counts);
    if (status != KEUR_OK)
        keur_guess_states_free(made);
    return status;
}
