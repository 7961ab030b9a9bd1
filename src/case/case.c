/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"

static keur_status need_columns(const keur_case *on, keur_error *err)
{
    if (on->n_columns == 0)
        return keur_fail(err, KEUR_EDATA,
                         "no column is left to measure: all are identifiers, free text, constant "
                         "or left out");
    return KEUR_OK;
}

static keur_status make(const keur_table *const tables[KEUR_N_TABLES], const keur_schema *schema,
                        const keur_case_options *options, keur_stand_in kind,
                        const keur_plant *plant, keur_case **made, keur_error *err)
{
    keur_case *on = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (tables[KEUR_TRAIN] == NULL || tables[KEUR_SYNTHETIC] == NULL)
        return keur_fail(err, KEUR_EINVAL, "a case needs a train and a synthetic table");
    KEUR_TRY(KEUR_NEW(on, 1, err));
    on->options = *options;
    KEUR_TRY(keur_arena_new(&on->arena, err));
    KEUR_TRY(keur_case_find_single(on, tables, kind != KEUR_STAND_IN_NONE, schema, err));
    KEUR_TRY(keur_case_encode(on, tables, schema, err));
    /* Of columns that take no part a stand-in has none, unless it is a copy. */
    if (kind == KEUR_STAND_IN_NONE || kind == KEUR_STAND_IN_COPY)
        KEUR_TRY(keur_case_set_aside(on, tables, schema, err));
    KEUR_TRY(need_columns(on, err));
    KEUR_TRY(keur_case_stand_in(on, kind, err));
    if (plant != NULL)
        KEUR_TRY(keur_case_plant(on, plant, err));
    KEUR_TRY(keur_case_find_strange(on, schema, err));
    KEUR_TRY(keur_case_compare_layout(on, tables, err));
    if (kind != KEUR_STAND_IN_INDEPENDENT && kind != KEUR_STAND_IN_FRESH) /* rows of no table */
        KEUR_TRY(keur_case_check_rules(on, tables, schema, err));
    KEUR_TRY(keur_case_take_key_sets(on, schema, err));
    KEUR_TRY(keur_case_pair(on, err));
    KEUR_TRY(keur_case_set_apart(on, err));
    KEUR_TRY(keur_case_overlap(on, err));
    KEUR_TRY(keur_case_split(on, err));
    *made = on;
    on = NULL;
out:
    keur_case_free(on);
    return status;
}

keur_status keur_case_new(const keur_table *const tables[KEUR_N_TABLES], const keur_schema *schema,
                          const keur_case_options *options, keur_case **made, keur_error *err)
{
    return make(tables, schema, options, KEUR_STAND_IN_NONE, NULL, made, err);
}

keur_status keur_case_new_planted(const keur_table *const tables[KEUR_N_TABLES],
                                  const keur_schema *schema, const keur_case_options *options,
                                  const keur_plant *plant, keur_case **made, keur_error *err)
{
    return make(tables, schema, options, KEUR_STAND_IN_NONE, plant, made, err);
}

keur_status keur_case_new_stand_in(const keur_table *const tables[KEUR_N_TABLES],
                                   const keur_schema *schema, const keur_case_options *options,
                                   keur_stand_in kind, keur_case **made, keur_error *err)
{
    const bool is_fresh = kind == KEUR_STAND_IN_FRESH;
    const keur_table *all[KEUR_N_TABLES];

    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        all[role] = tables[role];
    all[KEUR_SYNTHETIC] = tables[is_fresh ? KEUR_HOLDOUT : KEUR_TRAIN];
    return make(all, schema, options, kind, NULL, made, err);
}

void keur_role_free(keur_role_rows *rows, size_t n_columns)
{
    if (rows->owns_codes) {
        for (size_t j = 0; rows->codes != NULL && j < n_columns; j++)
            keur_release(rows->codes[j]);
        keur_release(rows->codes);
        keur_release(rows->units);
    }
    keur_release(rows->in_holdout);
    *rows = (keur_role_rows){.n_rows = 0};
}

void keur_case_free(keur_case *on)
{
    if (on == NULL)
        return;
    keur_keep_free(&on->keep);
    keur_remembered_free(&on->remembered);
    for (size_t role = 0; role < KEUR_N_ROLES; role++)
        keur_role_free(&on->roles[role], on->n_columns);
    for (size_t j = 0; on->arenas != NULL && j < on->n_columns; j++)
        keur_arena_free(on->arenas[j]);
    keur_release(on->arenas);
    keur_release(on->columns);
    keur_release(on->code_counts);
    keur_release(on->asides);
    keur_release(on->is_unmeasured);
    keur_release(on->is_single);
    keur_release(on->rules);
    keur_column_sets_free(&on->key_sets);
    keur_release(on->notices);
    keur_arena_free(on->arena);
    keur_release(on);
}

keur_status keur_case_note(keur_case *on, keur_error *err, const char *format, ...)
{
    char sentence[KEUR_ERROR_SIZE];
    const char *copy = NULL;
    va_list arguments;
    keur_status status = KEUR_OK;

    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    KEUR_TRY(keur_arena_string(on->arena, sentence, &copy, err));
    KEUR_TRY(KEUR_RESIZE(on->notices, on->n_notices, on->n_notices + 1, err));
    on->notices[on->n_notices++] = copy;
out:
    return status;
}

uint64_t keur_case_seed(const keur_case *on)
{
    return on->options.seed;
}

int keur_case_threads(const keur_case *on)
{
    return on->options.threads;
}

size_t keur_case_rows(const keur_case *on, keur_role role)
{
    return on->roles[role].n_rows;
}

bool keur_case_has(const keur_case *on, keur_role role)
{
    return on->roles[role].is_present;
}

size_t keur_case_columns(const keur_case *on)
{
    return on->n_columns;
}

const keur_column *keur_case_column(const keur_case *on, size_t column)
{
    return &on->columns[column];
}

ptrdiff_t keur_case_find(const keur_case *on, const char *name)
{
    for (size_t j = 0; j < on->n_columns; j++) {
        if (strcmp(on->columns[j].name, name) == 0)
            return (ptrdiff_t)j;
    }
    return -1;
}

const int32_t *keur_case_codes(const keur_case *on, keur_role role, size_t column)
{
    return on->roles[role].is_present ? on->roles[role].codes[column] : NULL;
}

keur_rows keur_case_view(const keur_case *on, keur_role role)
{
    const keur_role_rows *rows = &on->roles[role];

    return (keur_rows){.n_rows = rows->n_rows,
                       .n_columns = on->n_columns,
                       .codes = (const int32_t *const *)rows->codes};
}

const size_t *keur_case_code_counts(const keur_case *on)
{
    return on->code_counts;
}

bool keur_case_is_split(const keur_case *on)
{
    return on->split_holdout;
}

const uint32_t *keur_case_in_holdout(const keur_case *on, keur_role role)
{
    return on->roles[role].in_holdout;
}

size_t keur_case_rows_given(const keur_case *on, keur_role role)
{
    return role == KEUR_REFERENCE && !on->split_holdout ? on->n_reference_given
                                                        : on->roles[role].n_rows;
}

bool keur_case_is_holdout(const keur_case *on, keur_role role)
{
    return on->roles[role].in_holdout != NULL &&
           on->roles[role].n_rows == on->roles[KEUR_HOLDOUT].n_rows;
}

size_t keur_case_notices(const keur_case *on)
{
    return on->n_notices;
}

const char *keur_case_notice(const keur_case *on, size_t i)
{
    return on->notices[i];
}

const char *keur_role_word(keur_role role)
{
    static const char *const words[] = {"train", "holdout", "synthetic", "reference", "non-member"};

    return words[role];
}

const int32_t *keur_case_units(const keur_case *on, keur_role role)
{
    return on->roles[role].units;
}

size_t keur_case_unit_count(const keur_case *on)
{
    return on->n_units;
}
