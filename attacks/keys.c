/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/keys.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/labels.h"

void keur_key_set_free(keur_key_set *set)
{
    keur_columns_free(set->columns);
    keur_release(set->text);
    *set = (keur_key_set){.columns = NULL};
}

/* Takes `column` out of a list. */
static void take_out(size_t *columns, size_t *n, size_t column)
{
    size_t kept = 0;

    for (size_t i = 0; i < *n; i++) {
        if (columns[i] != column)
            columns[kept++] = columns[i];
    }
    *n = kept;
}

/* Without a set that was named or declared: the columns declared as keys, else all others. */
static keur_status default_columns(const keur_case *on, size_t secret, keur_key_set *made,
                                   keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_with(on, KEUR_COLUMN_KEY, &made->columns, &made->n, err));
    take_out(made->columns, &made->n, secret);
    if (made->n == 0) {
        keur_columns_free(made->columns);
        made->columns = NULL;
        KEUR_TRY(keur_columns_but(on, secret, &made->columns, &made->n, err));
        made->is_default = true;
    }
    if (made->n == 0)
        status = keur_fail(err, KEUR_EUSAGE, "--keys: no column is left to serve as key");
out:
    return status;
}

static keur_status copy_columns(const keur_column_set *from, keur_key_set *made, keur_error *err)
{
    const keur_status status = KEUR_NEW(made->columns, from->n, err);

    for (size_t i = 0; status == KEUR_OK && i < from->n; i++)
        made->columns[made->n++] = from->columns[i];
    return status;
}

/* `from` is NULL where no set was named. */
static keur_status key_set_make(const keur_case *on, const keur_args *args, size_t secret,
                                const keur_column_set *from, keur_key_set *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (keur_key_set){.columns = NULL};
    if (from != NULL)
        KEUR_TRY(copy_columns(from, made, err));
    else
        KEUR_TRY(default_columns(on, secret, made, err));
    if (keur_args_has(args, "groups"))
        made->n_groups = (size_t)keur_args_number(args, "groups");
    else if (made->is_default)
        made->n_groups = KEUR_KEY_GROUPS;
    if (keur_args_has(args, "shuffles"))
        made->n_shuffles = (size_t)keur_args_number(args, "shuffles");
    if (made->is_default)
        KEUR_TRY(keur_copy_string(secret < keur_case_columns(on) ? "all others" : "all columns",
                                  &made->text, err));
    else
        KEUR_TRY(keur_columns_join(on, made->columns, made->n, &made->text, err));
out:
    if (status != KEUR_OK)
        keur_key_set_free(made);
    return status;
}

static keur_status check_vacuous(keur_case *on, const keur_key_set *set, bool *is_vacuous,
                                 keur_error *err)
{
    const size_t n = keur_case_rows(on, KEUR_TRAIN);
    const keur_cells *cells = NULL;
    size_t unique = 0;
    bool has_continuous = false;
    keur_status status = KEUR_OK;

    *is_vacuous = false;
    for (size_t i = 0; i < set->n; i++)
        has_continuous |= keur_case_column(on, set->columns[i])->n_values > 5 * KEUR_KEY_GROUPS;
    if (set->n_groups > 0 || !has_continuous)
        return KEUR_OK;
    KEUR_TRY(keur_case_cells(on, set->columns, set->n, 0, &cells, err));
    for (size_t c = 0; c < cells->n_cells; c++)
        unique += cells->count[KEUR_CELLS_TRAIN][c] == 1;
    *is_vacuous = (double)unique > 0.95 * (double)n;
out:
    return status;
}

/* Once more with numbers in groups where exact matching finds nothing. */
static keur_status run_one(keur_case *on, keur_key_set *set, size_t secret, keur_key_body body,
                           keur_result *out, keur_error *err)
{
    bool is_vacuous = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(body(on, set, secret, out, err));
    KEUR_TRY(check_vacuous(on, set, &is_vacuous, err));
    if (is_vacuous) {
        KEUR_TRY(keur_result_notice(out,
                                    "A continuous key makes nearly every row unique, so that "
                                    "exact matching finds nothing: the figures with numbers "
                                    "in 20 quantile groups stand beside.",
                                    err));
        set->n_groups = KEUR_KEY_GROUPS;
        KEUR_TRY(body(on, set, secret, out, err));
    }
out:
    return status;
}

static bool holds(const keur_column_set *set, size_t column)
{
    for (size_t i = 0; i < set->n; i++) {
        if (set->columns[i] == column)
            return true;
    }
    return false;
}

/* Those of the sets that the secret is no part of. */
static keur_status make_each(const keur_case *on, const keur_args *args, size_t secret,
                             const keur_column_sets *from, keur_key_set *made, size_t *n,
                             keur_result *out, keur_error *err)
{
    const bool are_both_named = keur_args_has(args, "keys") && keur_args_has(args, "secret");
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < from->n; i++) {
        if (!holds(&from->sets[i], secret)) {
            KEUR_TRY(key_set_make(on, args, secret, &from->sets[i], &made[*n], err));
            ++*n;
        } else if (are_both_named) {
            status = keur_fail(err, KEUR_EUSAGE, "--keys: \"%s\" is also the secret",
                               keur_case_column(on, secret)->name);
            goto out;
        } else {
            KEUR_TRY(keur_result_notice(
                out, "A secret is not guessed from sets of keys that it is part of.", err));
        }
    }
out:
    return status;
}

keur_status keur_key_sets_make(const keur_case *on, const keur_args *args, size_t secret,
                               keur_key_set **made, size_t *n, keur_result *out, keur_error *err)
{
    const keur_column_sets *sets = keur_case_key_sets(on);
    keur_column_sets named = {.n = 0};
    keur_status status = KEUR_OK;

    *made = NULL;
    *n = 0;
    KEUR_TRY(keur_column_sets_of(on, args, "keys", &named, err));
    sets = keur_args_has(args, "keys") ? &named : sets;
    KEUR_TRY(KEUR_NEW(*made, sets->n + 1, err));
    KEUR_TRY(make_each(on, args, secret, sets, *made, n, out, err));
    if (sets->n == 0) {
        KEUR_TRY(key_set_make(on, args, secret, NULL, *made, err));
        *n = 1;
    }
out:
    keur_column_sets_free(&named);
    return status;
}

void keur_key_sets_free(keur_key_set *sets, size_t n)
{
    for (size_t i = 0; i < n; i++)
        keur_key_set_free(&sets[i]);
    keur_release(sets);
}

keur_status keur_key_sets_run(keur_case *on, const keur_args *args, size_t secret,
                              keur_key_body body, keur_result *out, keur_error *err)
{
    keur_key_set *sets = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_key_sets_make(on, args, secret, &sets, &n, out, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(run_one(on, &sets[i], secret, body, out, err));
out:
    keur_key_sets_free(sets, n);
    return status;
}

void keur_key_set_label(const keur_key_set *set, keur_figure *like)
{
    keur_figure_label(like, "keys", set->text);
    if (set->n_groups > 0)
        keur_figure_label(like, "numbers", "in quantile groups");
}
