/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/common.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/common_impl.h"

static const keur_role real_roles[] = {KEUR_TRAIN, KEUR_HOLDOUT, KEUR_REFERENCE, KEUR_NON_MEMBER};

enum { N_REAL = sizeof real_roles / sizeof *real_roles };

/* Two independent sums: what two cases have in common by chance is not in both. */
typedef struct print {
    uint64_t a, b;
} print;

static void add_bytes(print *to, const void *bytes, size_t n)
{
    to->a = keur_hash(bytes, n, to->a);
    to->b = keur_hash(bytes, n, ~to->b);
}

static void add_word(print *to, uint64_t word)
{
    to->a = keur_mix(to->a ^ word) + UINT64_C(0x9e3779b97f4a7c15);
    to->b = keur_mix(to->b + word) ^ UINT64_C(0xd1b54a32d192ed03);
}

keur_status keur_common_new(keur_common **made, keur_error *err)
{
    return KEUR_NEW(*made, 1, err);
}

void keur_common_free(keur_common *common)
{
    if (common == NULL)
        return;
    keur_keep_free(&common->keep);
    keur_remembered_free(&common->answers);
    keur_release(common);
}

/* What a code means, as a number that is the same in every case. */
static print meaning_of(const keur_column *column, size_t code)
{
    print made = {1, 2};

    if (code < column->n_values) {
        const double value = column->values[code];

        add_bytes(&made, &value, sizeof value);
    } else {
        const char *level = column->levels[code - column->n_values];

        add_word(&made, 3);
        add_bytes(&made, level, strlen(level));
    }
    if (code < column->n_values && column->value_texts != NULL)
        add_bytes(&made, column->value_texts[code], strlen(column->value_texts[code]));
    return made;
}

static keur_status print_column(const keur_case *on, size_t j, print *to, keur_error *err)
{
    const keur_column *column = &on->columns[j];
    const size_t n_codes = column->n_values + column->n_levels;
    print *meanings = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(meanings, n_codes + 1, err));
    for (size_t code = 0; code < n_codes; code++)
        meanings[code + 1] = meaning_of(column, code);
    add_bytes(to, column->name, strlen(column->name));
    add_bytes(to, &column->tolerance, sizeof column->tolerance);
    add_word(to, column->type);
    add_word(to, column->roles);
    for (size_t r = 0; r < N_REAL; r++) {
        const keur_role_rows *rows = &on->roles[real_roles[r]];

        for (size_t i = 0; rows->is_present && i < rows->n_rows; i++) {
            add_word(to, meanings[rows->codes[j][i] + 1].a);
            add_word(to, meanings[rows->codes[j][i] + 1].b);
        }
    }
out:
    keur_release(meanings);
    return status;
}

static keur_status print_case(const keur_case *on, print *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (print){11, 13};
    add_word(made, on->options.seed);
    add_word(made, on->split_holdout);
    add_word(made, on->n_columns);
    for (size_t r = 0; r < N_REAL; r++) {
        add_word(made, on->roles[real_roles[r]].is_present);
        add_word(made, on->roles[real_roles[r]].n_rows);
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
    print found;
    bool is_fit = on->n_units == 0;
    keur_status status = KEUR_OK;

    for (size_t j = 0; is_fit && j < on->n_columns; j++)
        is_fit = is_plain(on, j);
    if (!is_fit)
        return KEUR_OK;
    KEUR_TRY(print_case(on, &found, err));
    if (!common->is_known) {
        common->is_known = true;
        common->print[0] = found.a;
        common->print[1] = found.b;
    }
    if (common->print[0] == found.a && common->print[1] == found.b)
        on->common = common;
out:
    return status;
}

keur_remembered *keur_case_answers(keur_case *on, keur_role from, keur_role to,
                                   keur_scale_source source)
{
    const bool is_real = from != KEUR_SYNTHETIC && to != KEUR_SYNTHETIC;

    return on->common != NULL && is_real && source == KEUR_SCALES_OF_REAL ? &on->common->answers
                                                                          : &on->remembered;
}

void *keur_case_kept_of_real(const keur_case *on, const char *name)
{
    return on->common != NULL ? keur_keep_find(&on->common->keep, name) : keur_case_kept(on, name);
}

keur_status keur_case_keep_of_real(keur_case *on, const char *name, void *what,
                                   void (*release)(void *), keur_error *err)
{
    return on->common != NULL ? keur_keep_add(&on->common->keep, name, what, release, err)
                              : keur_case_keep(on, name, what, release, err);
}
