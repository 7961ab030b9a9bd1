/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/keys.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/labels.h"

/* Takes `column` out of a list; whether it was there. */
static bool take_out(size_t *columns, size_t *n, size_t column)
{
    size_t kept = 0;

    for (size_t i = 0; i < *n; i++) {
        if (columns[i] != column)
            columns[kept++] = columns[i];
    }
    if (kept == *n)
        return false;
    *n = kept;
    return true;
}

static keur_status choose_columns(const keur_case *on, const keur_args *args, size_t secret,
                                  keur_key_set *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (keur_args_has(args, "keys")) {
        KEUR_TRY(keur_columns_of(on, args, "keys", &made->columns, &made->n, err));
        if (take_out(made->columns, &made->n, secret))
            return keur_fail(err, KEUR_EUSAGE, "--keys: \"%s\" is also the secret",
                             keur_case_column(on, secret)->name);
        return KEUR_OK;
    }
    KEUR_TRY(keur_columns_with(on, KEUR_COLUMN_KEY, &made->columns, &made->n, err));
    (void)take_out(made->columns, &made->n, secret);
    if (made->n == 0) {
        keur_columns_free(made->columns);
        made->columns = NULL;
        KEUR_TRY(keur_columns_but(on, secret, &made->columns, &made->n, err));
        made->is_default = true;
    }
out:
    return status;
}

keur_status keur_key_set_make(const keur_case *on, const keur_args *args, size_t secret,
                              keur_key_set *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (keur_key_set){.columns = NULL};
    KEUR_TRY(choose_columns(on, args, secret, made, err));
    if (made->n == 0) {
        status = keur_fail(err, KEUR_EUSAGE, "--keys: no column is left to serve as key");
        goto out;
    }
    if (keur_args_has(args, "groups"))
        made->n_groups = (size_t)keur_args_number(args, "groups");
    else if (made->is_default)
        made->n_groups = KEUR_KEY_GROUPS;
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

void keur_key_set_free(keur_key_set *set)
{
    keur_columns_free(set->columns);
    keur_release(set->text);
    *set = (keur_key_set){.columns = NULL};
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

keur_status keur_key_set_run(keur_case *on, const keur_args *args, size_t secret,
                             keur_key_body body, keur_result *out, keur_error *err)
{
    keur_key_set set;
    bool is_vacuous = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_key_set_make(on, args, secret, &set, err));
    KEUR_TRY(body(on, &set, secret, out, err));
    KEUR_TRY(check_vacuous(on, &set, &is_vacuous, err));
    if (is_vacuous) {
        KEUR_TRY(keur_result_notice(out,
                                    "A continuous key makes nearly every row unique, so that "
                                    "exact matching finds nothing: the figures with numbers "
                                    "in 20 quantile groups stand beside.",
                                    err));
        set.n_groups = KEUR_KEY_GROUPS;
        KEUR_TRY(body(on, &set, secret, out, err));
    }
out:
    keur_key_set_free(&set);
    return status;
}

void keur_key_set_label(const keur_key_set *set, keur_figure *like)
{
    keur_figure_label(like, "keys", set->text);
    if (set->n_groups > 0)
        keur_figure_label(like, "numbers", "in quantile groups");
}
