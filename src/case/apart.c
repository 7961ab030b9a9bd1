/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reference must hold other people than train and holdout. Rows of the same person are left out
 * of it. Without persons, rows equal to a row of train or holdout are, where more are shared than
 * sound splits share once in a hundred times: all that are equal to any row of either table, so
 * that members and non-members are treated alike. Where chance explains them, as in tables with few
 * columns, they stay: a reference without the commonest rows is no sample of the population, and
 * attacks that rest on its density would see less than they could.
 */
#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"

static const double once = 0.01;

/* is_shared[i] = 1 for rows of the reference that are equal to one of train or holdout, where
 * chance does not explain it. */
static keur_status mark_rows(const keur_case *on, unsigned char *is_shared, keur_error *err)
{
    const keur_rows tables[3] = {keur_case_view(on, KEUR_REFERENCE), keur_case_view(on, KEUR_TRAIN),
                                 keur_case_view(on, KEUR_HOLDOUT)};
    size_t *columns = NULL;
    keur_cells *cells = NULL;
    bool with_train = false, with_holdout = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_share_rows(on, KEUR_REFERENCE, KEUR_TRAIN, once, &with_train, err));
    if (keur_case_has(on, KEUR_HOLDOUT))
        KEUR_TRY(keur_case_share_rows(on, KEUR_REFERENCE, KEUR_HOLDOUT, once, &with_holdout, err));
    if (!with_train && !with_holdout)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(columns, on->n_columns, err));
    for (size_t j = 0; j < on->n_columns; j++)
        columns[j] = j;
    KEUR_TRY(keur_cells_count(tables, 3, columns, on->n_columns, on->code_counts,
                              on->options.threads, &cells, err));
    for (size_t i = 0; i < tables[0].n_rows; i++) {
        const uint32_t cell = cells->cell[0][i];

        is_shared[i] = cells->count[1][cell] > 0 || cells->count[2][cell] > 0;
    }
out:
    keur_release(columns);
    keur_cells_free(cells);
    return status;
}

/* The same for rows of their persons. */
static keur_status mark_persons(const keur_case *on, unsigned char *is_shared, keur_error *err)
{
    const keur_role others[2] = {KEUR_TRAIN, KEUR_HOLDOUT};
    const keur_role_rows *reference = &on->roles[KEUR_REFERENCE];
    unsigned char *is_there = NULL;
    keur_status status = KEUR_OK;

    if (reference->units == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(is_there, on->n_units, err));
    for (size_t t = 0; t < 2; t++) {
        const keur_role_rows *other = &on->roles[others[t]];

        for (size_t i = 0; other->units != NULL && i < other->n_rows; i++)
            is_there[other->units[i]] = 1;
    }
    for (size_t i = 0; i < reference->n_rows; i++)
        is_shared[i] |= is_there[reference->units[i]];
out:
    keur_release(is_there);
    return status;
}

/* A number below 10 is not for everybody to know, and notices are exported as they are. */
static keur_status note_left_out(keur_case *on, size_t n_out, size_t n, keur_error *err)
{
    static const char which[] = "of the reference equal to a row of train or of the holdout, or of "
                                "the same person as one";

    if (n_out == n)
        return keur_case_note(on, err,
                              "Warning: all rows %s: the reference was left out, as if none were "
                              "given.",
                              which);
    if (n_out < 10) /* a sentence would tell one from none */
        return KEUR_OK;
    return keur_case_note(on, err, "Warning: about %zu rows %s were left out.",
                          (n_out + 5) / 10 * 10, which);
}

/* The rows that are not marked take the place of all. */
static keur_status keep_others(keur_case *on, const unsigned char *is_shared, size_t n_kept,
                               keur_error *err)
{
    keur_role_rows *reference = &on->roles[KEUR_REFERENCE];
    keur_role_rows made = {.n_rows = 0};
    uint32_t *chosen = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(chosen, n_kept, err));
    for (size_t i = 0; i < reference->n_rows; i++) {
        if (!is_shared[i])
            chosen[n++] = (uint32_t)i;
    }
    if (n > 0)
        KEUR_TRY(keur_role_take(on, reference, chosen, n, &made, err));
    keur_role_free(reference, on->n_columns);
    *reference = made;
    made = (keur_role_rows){.n_rows = 0};
out:
    keur_role_free(&made, on->n_columns);
    keur_release(chosen);
    return status;
}

keur_status keur_case_set_apart(keur_case *on, keur_error *err)
{
    const keur_role_rows *reference = &on->roles[KEUR_REFERENCE];
    const size_t n = reference->n_rows;
    unsigned char *is_shared = NULL;
    size_t n_out = 0;
    keur_status status = KEUR_OK;

    on->n_reference_given = n;
    if (!reference->is_present)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(is_shared, n, err));
    KEUR_TRY(mark_rows(on, is_shared, err));
    KEUR_TRY(mark_persons(on, is_shared, err));
    for (size_t i = 0; i < n; i++)
        n_out += is_shared[i];
    if (n_out == 0)
        goto out;
    KEUR_TRY(note_left_out(on, n_out, n, err));
    KEUR_TRY(keep_others(on, is_shared, n - n_out, err));
out:
    keur_release(is_shared);
    return status;
}
