/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case_impl.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"

/* Whether two roles hold the same rows, in any order, and how many different ones; if so, and
 * `pair` is wanted, pair[i] is the row of `b` that row i of `a` stands for (the first unused one of
 * equal rows). */
static keur_status same_rows(const keur_case *on, keur_role a, keur_role b, bool *are_same,
                             size_t *n_distinct, uint32_t **pair, keur_error *err)
{
    const keur_rows tables[2] = {keur_case_view(on, a), keur_case_view(on, b)};
    keur_cells *cells = NULL;
    uint32_t *first = NULL, *next = NULL, *made = NULL;
    size_t *columns = NULL;
    const size_t n = tables[0].n_rows;
    keur_status status = KEUR_OK;

    *are_same = false;
    if (!keur_case_has(on, a) || !keur_case_has(on, b) || n != tables[1].n_rows)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(columns, on->n_columns, err));
    for (size_t j = 0; j < on->n_columns; j++)
        columns[j] = j;
    KEUR_TRY(keur_cells_count(tables, 2, columns, on->n_columns, on->code_counts,
                              on->options.threads, &cells, err));
    if (memcmp(cells->count[0], cells->count[1], cells->n_cells * sizeof **cells->count) != 0)
        goto out;
    *are_same = true;
    *n_distinct = cells->n_cells;
    if (pair == NULL)
        goto out;
    /* A chain of the rows of `b` in each cell, in order. */
    KEUR_TRY(KEUR_NEW(first, cells->n_cells, err));
    KEUR_TRY(KEUR_NEW(next, n, err));
    KEUR_TRY(KEUR_NEW(made, n, err));
    for (size_t i = n; i-- > 0;) {
        next[i] = first[cells->cell[1][i]];
        first[cells->cell[1][i]] = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++) {
        made[i] = first[cells->cell[0][i]];
        first[cells->cell[0][i]] = next[made[i]];
    }
    *pair = made;
    made = NULL;
out:
    keur_release(columns);
    keur_release(first);
    keur_release(next);
    keur_release(made);
    keur_cells_free(cells);
    return status;
}

/* Below so many different rows two tables may hold the same ones by chance. */
enum { LEAST_DISTINCT = 20 };

/* Two tables that must hold different rows. */
static keur_status refuse_same(keur_case *on, keur_role role, keur_role other, const char *why,
                               keur_error *err)
{
    size_t n_distinct = 0;
    bool are_same = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(same_rows(on, role, other, &are_same, &n_distinct, NULL, err));
    if (are_same && n_distinct >= LEAST_DISTINCT)
        return keur_fail(err, KEUR_EDATA, "the %s table holds the same rows as the %s table; %s",
                         keur_role_word(role), keur_role_word(other), why);
    if (are_same)
        KEUR_TRY(keur_case_note(
            on, err,
            "Warning: the %s and %s tables hold the same rows: with so few different "
            "ones that may be chance; if they are one table, no figure holds.",
            keur_role_word(role), keur_role_word(other)));
out:
    return status;
}

static keur_status pair_with_holdout(keur_case *on, keur_role role, keur_error *err)
{
    size_t n_distinct = 0;
    bool are_same = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(same_rows(on, role, KEUR_HOLDOUT, &are_same, &n_distinct, &on->roles[role].in_holdout,
                       err));
    if (are_same)
        KEUR_TRY(keur_case_note(on, err,
                                "The %s table holds the same rows as the holdout: no row was "
                                "compared with itself.",
                                keur_role_word(role)));
out:
    return status;
}

keur_status keur_case_pair(keur_case *on, keur_error *err)
{
    static const char unseen[] = "it must hold real rows that the generator did not see";
    static const char other_people[] =
        "it must hold real rows of other people (without one, half of the holdout serves)";
    keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    keur_status status = KEUR_OK;

    KEUR_TRY(refuse_same(on, KEUR_HOLDOUT, KEUR_TRAIN, unseen, err));
    KEUR_TRY(refuse_same(on, KEUR_REFERENCE, KEUR_TRAIN, unseen, err));
    KEUR_TRY(refuse_same(on, KEUR_REFERENCE, KEUR_HOLDOUT, other_people, err));
    KEUR_TRY(refuse_same(on, KEUR_REFERENCE, KEUR_SYNTHETIC, other_people, err));
    if (!holdout->is_present)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(holdout->in_holdout, holdout->n_rows, err));
    for (size_t i = 0; i < holdout->n_rows; i++)
        holdout->in_holdout[i] = (uint32_t)i;
    KEUR_TRY(pair_with_holdout(on, KEUR_SYNTHETIC, err));
out:
    return status;
}

keur_status keur_case_self(const keur_case *on, keur_role from, keur_role to, uint32_t **self,
                           keur_error *err)
{
    const keur_role_rows *a = &on->roles[from], *b = &on->roles[to];
    uint32_t *place = NULL, *made = NULL;
    bool any = false;
    keur_status status = KEUR_OK;

    *self = NULL;
    if (from != to && (a->in_holdout == NULL || b->in_holdout == NULL))
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(made, a->n_rows, err));
    if (from == to) {
        for (size_t i = 0; i < a->n_rows; i++)
            made[i] = (uint32_t)i;
        any = true;
    } else {
        const size_t n = on->roles[KEUR_HOLDOUT].n_rows;

        KEUR_TRY(KEUR_NEW(place, n, err));
        memset(place, 0xff, n * sizeof *place);
        for (size_t i = 0; i < b->n_rows; i++)
            place[b->in_holdout[i]] = (uint32_t)i;
        for (size_t i = 0; i < a->n_rows; i++) {
            made[i] = place[a->in_holdout[i]];
            any = any || made[i] != KEUR_NO_ROW;
        }
    }
    if (any) {
        *self = made;
        made = NULL;
    }
out:
    keur_release(place);
    keur_release(made);
    return status;
}
