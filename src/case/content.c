/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/content.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/common.h"
#include "case/common_impl.h"

enum { NAME_SIZE = 64 };

void keur_content_add_bytes(keur_content *to, const void *bytes, size_t n)
{
    to->a = keur_hash(bytes, n, to->a);
    to->b = keur_hash(bytes, n, ~to->b);
}

void keur_content_add_word(keur_content *to, uint64_t word)
{
    to->a = keur_mix(to->a ^ word) + UINT64_C(0x9e3779b97f4a7c15);
    to->b = keur_mix(to->b + word) ^ UINT64_C(0xd1b54a32d192ed03);
}

keur_content keur_content_of(const char *purpose)
{
    keur_content made = {11, 13};

    keur_content_add_bytes(&made, purpose, strlen(purpose));
    return made;
}

void keur_content_add_numbers(keur_content *to, const double *numbers, size_t n)
{
    keur_content_add_word(to, n);
    keur_content_add_bytes(to, numbers, n * sizeof *numbers);
}

void keur_content_add_codes(keur_content *to, const int32_t *codes, size_t n, size_t n_codes)
{
    keur_content_add_word(to, n_codes);
    keur_content_add_word(to, n);
    keur_content_add_bytes(to, codes, n * sizeof *codes);
}

static keur_content meaning_of(const keur_column *column, size_t code)
{
    keur_content made = {1, 2};

    if (code < column->n_values) {
        keur_content_add_bytes(&made, &column->values[code], sizeof *column->values);
    } else {
        const char *level = column->levels[code - column->n_values];

        keur_content_add_word(&made, 3);
        keur_content_add_bytes(&made, level, strlen(level));
    }
    if (code < column->n_values && column->value_texts != NULL)
        keur_content_add_bytes(&made, column->value_texts[code], strlen(column->value_texts[code]));
    return made;
}

/* The sums of a missing value are those of nothing: 0. */
keur_status keur_content_of_codes(const keur_column *column, keur_content **meanings,
                                  keur_error *err)
{
    const size_t n_codes = column->n_values + column->n_levels;
    const keur_status status = KEUR_NEW(*meanings, n_codes + 1, err);

    for (size_t code = 0; status == KEUR_OK && code < n_codes; code++)
        (*meanings)[code + 1] = meaning_of(column, code);
    return status;
}

void keur_content_add_column(keur_content *to, const keur_column *column)
{
    keur_content_add_bytes(to, column->name, strlen(column->name));
    keur_content_add_bytes(to, &column->tolerance, sizeof column->tolerance);
    keur_content_add_word(to, column->type);
    keur_content_add_word(to, column->roles);
}

void keur_content_add_cells(keur_content *to, const keur_content *meanings, const int32_t *codes,
                            size_t n)
{
    for (size_t i = 0; i < n; i++) {
        keur_content_add_word(to, meanings[codes[i] + 1].a);
        keur_content_add_word(to, meanings[codes[i] + 1].b);
    }
}

keur_status keur_content_add_rows(keur_content *to, const keur_case *on, const keur_rows *rows,
                                  keur_error *err)
{
    keur_content *meanings = NULL;
    keur_status status = KEUR_OK;

    keur_content_add_word(to, rows->n_rows);
    keur_content_add_word(to, rows->n_columns);
    for (size_t j = 0; j < rows->n_columns; j++) {
        KEUR_TRY(keur_content_of_codes(&on->columns[j], &meanings, err));
        keur_content_add_column(to, &on->columns[j]);
        keur_content_add_cells(to, meanings, rows->codes[j], rows->n_rows);
        keur_release(meanings);
        meanings = NULL;
    }
out:
    keur_release(meanings);
    return status;
}

/* --- what is kept */

bool keur_case_shares(const keur_case *on)
{
    return on->common != NULL;
}

static void name_of(const keur_content *of, size_t n, char name[NAME_SIZE])
{
    (void)snprintf(name, NAME_SIZE, "recalled %016" PRIx64 "%016" PRIx64 " %zu", of->a, of->b, n);
}

const double *keur_case_recall(const keur_case *on, const keur_content *of, size_t n)
{
    char name[NAME_SIZE];
    const double *found;

    if (on->common == NULL)
        return NULL;
    name_of(of, n, name);
    keur_lock_take(on->common->lock);
    found = keur_keep_find(&on->common->keep, name);
    keur_lock_leave(on->common->lock);
    return found;
}

/* Whether these numbers are new, and there is room for them; under the lock. */
static bool is_wanted(const keur_common *to, const char *name, size_t n)
{
    return n <= KEUR_MOST_RECALLED - to->n_recalled && keur_keep_find(&to->keep, name) == NULL;
}

/* The numbers are owned from here on, also where this fails. */
static keur_status add(keur_common *to, const char *name, double *numbers, size_t n,
                       keur_error *err)
{
    keur_status status = KEUR_OK;

    keur_lock_take(to->lock);
    if (is_wanted(to, name, n)) {
        status = keur_keep_add(&to->keep, name, numbers, keur_release, err);
        to->n_recalled += status == KEUR_OK ? n : 0;
        numbers = NULL;
    }
    keur_lock_leave(to->lock);
    keur_release(numbers);
    return status;
}

keur_status keur_case_recall_later(const keur_case *on, const keur_content *of,
                                   const double *numbers, size_t n, keur_error *err)
{
    char name[NAME_SIZE];
    double *copy = NULL;
    bool can_copy;
    keur_status status = KEUR_OK;

    if (on->common == NULL)
        return KEUR_OK;
    name_of(of, n, name);
    keur_lock_take(on->common->lock);
    can_copy = is_wanted(on->common, name, n);
    keur_lock_leave(on->common->lock);
    if (!can_copy)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(copy, n + 1, err));
    memcpy(copy, numbers, n * sizeof *copy);
    KEUR_TRY(add(on->common, name, copy, n, err));
out:
    return status;
}
