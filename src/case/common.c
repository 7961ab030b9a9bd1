/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/common.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/common_impl.h"

static const keur_role real_roles[] = {KEUR_TRAIN, KEUR_HOLDOUT, KEUR_REFERENCE, KEUR_NON_MEMBER};

enum { N_REAL = sizeof real_roles / sizeof *real_roles };

keur_status keur_common_new(keur_common **made, keur_error *err)
{
    keur_common *common = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    KEUR_TRY(KEUR_NEW(common, 1, err));
    KEUR_TRY(keur_lock_new(&common->lock, err));
    *made = common;
    common = NULL;
out:
    keur_common_free(common);
    return status;
}

void keur_common_free(keur_common *common)
{
    if (common == NULL)
        return;
    keur_keep_free(&common->keep);
    keur_remembered_free(&common->answers);
    keur_lock_free(common->lock);
    keur_release(common);
}

static keur_status print_column(const keur_case *on, size_t j, keur_content *to, keur_error *err)
{
    keur_content *meanings = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_content_of_codes(&on->columns[j], &meanings, err));
    keur_content_add_column(to, &on->columns[j]);
    for (size_t r = 0; r < N_REAL; r++) {
        const keur_role_rows *rows = &on->roles[real_roles[r]];

        if (rows->is_present)
            keur_content_add_cells(to, meanings, rows->codes[j], rows->n_rows);
    }
out:
    keur_release(meanings);
    return status;
}

static keur_status print_case(const keur_case *on, keur_content *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = keur_content_of("the real rows");
    keur_content_add_word(made, on->options.seed);
    keur_content_add_word(made, on->split_holdout);
    keur_content_add_word(made, on->n_columns);
    for (size_t r = 0; r < N_REAL; r++) {
        keur_content_add_word(made, on->roles[real_roles[r]].is_present);
        keur_content_add_word(made, on->roles[real_roles[r]].n_rows);
    }
    for (size_t j = 0; j < on->n_columns; j++)
        KEUR_TRY(print_column(on, j, made, err));
out:
    return status;
}

/* Whether the numbers of the synthetic table cannot change how a column is scaled, or whether it is
 * a column of numbers at all: see scaled_space.c. */
static bool is_plain(const keur_case *on, size_t j)
{
    const keur_column *column = &on->columns[j];
    double low = INFINITY, high = -INFINITY, reach;

    if (column->n_values == 0)
        return true;
    for (size_t r = 0; r < N_REAL; r++) {
        const keur_role_rows *rows = &on->roles[real_roles[r]];

        for (size_t i = 0; rows->is_present && i < rows->n_rows; i++) {
            const int32_t code = rows->codes[j][i];

            if (code >= 0 && (size_t)code < column->n_values) {
                low = fmin(low, column->values[code]);
                high = fmax(high, column->values[code]);
            }
        }
    }
    reach = column->values[column->n_values - 1] - column->values[0];
    return high > low && reach < 1e100 && reach < 1e30 * (high - low);
}

keur_status keur_case_join(keur_case *on, keur_common *common, keur_error *err)
{
    keur_content found;
    bool is_fit = on->n_units == 0;
    keur_status status = KEUR_OK;

    for (size_t j = 0; is_fit && j < on->n_columns; j++)
        is_fit = is_plain(on, j);
    if (!is_fit)
        return KEUR_OK;
    KEUR_TRY(print_case(on, &found, err));
    keur_lock_take(common->lock);
    if (!common->is_known) {
        common->is_known = true;
        common->print = found;
    }
    if (common->print.a == found.a && common->print.b == found.b)
        on->common = common;
    keur_lock_leave(common->lock);
out:
    return status;
}

keur_remembered *keur_case_answers(keur_case *on, keur_role from, keur_role to,
                                   keur_scale_source source, keur_lock **lock)
{
    const bool is_real = from != KEUR_SYNTHETIC && to != KEUR_SYNTHETIC;
    const bool is_shared = on->common != NULL && is_real && source == KEUR_SCALES_OF_REAL;

    *lock = is_shared ? on->common->lock : NULL;
    return is_shared ? &on->common->answers : &on->remembered;
}

void *keur_case_kept_of_real(const keur_case *on, const char *name)
{
    void *found;

    if (on->common == NULL)
        return keur_case_kept(on, name);
    keur_lock_take(on->common->lock);
    found = keur_keep_find(&on->common->keep, name);
    keur_lock_leave(on->common->lock);
    return found;
}

keur_status keur_case_keep_of_real(keur_case *on, const char *name, void *what,
                                   void (*release)(void *), keur_error *err)
{
    keur_status status;

    if (on->common == NULL)
        return keur_case_keep(on, name, what, release, err);
    keur_lock_take(on->common->lock);
    status = keur_keep_add(&on->common->keep, name, what, release, err);
    keur_lock_leave(on->common->lock);
    return status;
}
