/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Train and holdout must not share people: a non-member that is a member makes risks come out too
 * low. (A reference has lost those it shares with either: apart.c.) With a person unit that is seen
 * at once. Without one, of the rows that occur exactly twice in two tables together of a and b
 * rows, the pair lies in different tables with probability 2ab / ((a+b)(a+b-1)) where the tables
 * are random parts of one; where rows are shared it does so far more often.
 */
#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/doubt.h"
#include "stats/beta.h"

/* Such an excess of shared rows happens once in a million sound splits. */
static const double rare = 1e-6;

static keur_status share_persons(const keur_case *on, keur_role a, keur_role b, bool *do_share,
                                 keur_error *err)
{
    const keur_role_rows *first = &on->roles[a], *second = &on->roles[b];
    unsigned char *is_here = NULL;
    keur_status status = KEUR_OK;

    *do_share = false;
    if (first->units == NULL || second->units == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(is_here, on->n_units, err));
    for (size_t i = 0; i < first->n_rows; i++)
        is_here[first->units[i]] = 1;
    for (size_t i = 0; i < second->n_rows; i++)
        *do_share = *do_share || is_here[second->units[i]];
out:
    keur_release(is_here);
    return status;
}

keur_status keur_case_share_rows(const keur_case *on, keur_role a, keur_role b, double chance,
                                 bool *do_share, keur_error *err)
{
    const keur_rows tables[2] = {keur_case_view(on, a), keur_case_view(on, b)};
    const double n_a = (double)tables[0].n_rows, n_b = (double)tables[1].n_rows;
    size_t *columns = NULL, n_twice = 0, n_apart = 0;
    keur_cells *cells = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, on->n_columns, err));
    for (size_t j = 0; j < on->n_columns; j++)
        columns[j] = j;
    KEUR_TRY(keur_cells_count(tables, 2, columns, on->n_columns, on->code_counts,
                              on->options.threads, &cells, err));
    for (size_t c = 0; c < cells->n_cells; c++) {
        n_twice += cells->count[0][c] + cells->count[1][c] == 2;
        n_apart += cells->count[0][c] == 1 && cells->count[1][c] == 1;
    }
    *do_share = keur_binomial_at_least((double)n_apart, (double)n_twice,
                                       2 * n_a * n_b / ((n_a + n_b) * (n_a + n_b - 1))) < chance;
out:
    keur_release(columns);
    keur_cells_free(cells);
    return status;
}

#define SHARED(what)                                                                               \
    "train and holdout share " what ": a risk comes out too low where the same people are in both"

static keur_status note_shared(keur_case *on, keur_role a, keur_role b, keur_error *err)
{
    bool persons = false, rows = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(share_persons(on, a, b, &persons, err));
    if (!persons)
        KEUR_TRY(keur_case_share_rows(on, a, b, rare, &rows, err));
    if (persons || rows) {
        on->shared = persons ? SHARED("persons") : SHARED("more rows than chance gives");
        KEUR_TRY(
            keur_case_note(on, err,
                           "Warning: the %s and %s tables share %s: risks come out too low if the "
                           "same people stand in both.",
                           keur_role_word(a), keur_role_word(b),
                           persons ? "persons" : "more rows than chance gives"));
    }
out:
    return status;
}

const char *keur_case_shared(const keur_case *on)
{
    return on->shared;
}

keur_status keur_case_overlap(keur_case *on, keur_error *err)
{
    return on->roles[KEUR_HOLDOUT].is_present ? note_shared(on, KEUR_TRAIN, KEUR_HOLDOUT, err)
                                              : KEUR_OK;
}
