/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/aside.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "table/value.h"

/* The values of a column of one table: a text for each distinct one, NULL where it is missing. */
typedef struct value_list {
    size_t n;
    const char **texts;
} value_list;

static keur_status list_values(const keur_table *table, const keur_schema *schema,
                               const keur_schema_column *column, keur_arena *arena,
                               value_list *made, keur_error *err)
{
    const size_t at = (size_t)keur_table_find(table, column->name);
    keur_status status = KEUR_OK;

    made->n = keur_table_distinct(table, at);
    KEUR_TRY(KEUR_NEW(made->texts, made->n, err));
    for (size_t d = 0; d < made->n; d++) {
        keur_value value;

        keur_value_parse(schema, column, keur_table_decimal(table), keur_table_text(table, at, d),
                         &value);
        if (value.kind == KEUR_VALUE_LEVEL)
            KEUR_TRY(keur_arena_text(arena, value.level, value.n_level, &made->texts[d], err));
    }
out:
    return status;
}

/* Missing values first. */
static int by_text(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;

    if (x == NULL || y == NULL)
        return (x != NULL) - (y != NULL);
    return strcmp(x, y);
}

/* Rows whose distinct text is marked. */
static size_t count_rows(const keur_table *table, size_t column, const bool *is_marked)
{
    const size_t n_rows = keur_table_rows(table);
    size_t n = 0;
    int32_t codes[1024];

    for (size_t done = 0; done < n_rows;) {
        const size_t here = n_rows - done < 1024 ? n_rows - done : 1024;

        keur_table_copy_codes(table, column, done, here, codes);
        for (size_t i = 0; i < here; i++)
            n += is_marked[codes[i]];
        done += here;
    }
    return n;
}

/* Rows of the synthetic table whose value occurs in a real one. `real` is sorted here. */
static keur_status count_found(const keur_table *synthetic, size_t column, const value_list *values,
                               value_list *real, size_t *n_found, keur_error *err)
{
    bool *is_found = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_found, values->n, err));
    qsort(real->texts, real->n, sizeof *real->texts, by_text);
    for (size_t d = 0; d < values->n; d++)
        is_found[d] = values->texts[d] != NULL && bsearch(&values->texts[d], real->texts, real->n,
                                                          sizeof *real->texts, by_text) != NULL;
    *n_found = count_rows(synthetic, column, is_found);
out:
    keur_release(is_found);
    return status;
}

static keur_status compare_column(keur_case *on, const keur_table *const *tables,
                                  const keur_schema *schema, const keur_schema_column *column,
                                  keur_error *err)
{
    const keur_table *synthetic = tables[KEUR_SYNTHETIC];
    const size_t at = (size_t)keur_table_find(synthetic, column->name);
    bool *is_present = NULL;
    value_list values[KEUR_N_TABLES] = {{.n = 0}};
    keur_aside *made = &on->asides[on->n_asides];
    keur_arena *arena = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_arena_new(&arena, err));
    for (size_t t = 0; t <= KEUR_SYNTHETIC; t++) {
        if (tables[t] != NULL)
            KEUR_TRY(list_values(tables[t], schema, column, arena, &values[t], err));
    }
    KEUR_TRY(KEUR_NEW(is_present, values[KEUR_SYNTHETIC].n, err));
    for (size_t d = 0; d < values[KEUR_SYNTHETIC].n; d++)
        is_present[d] = values[KEUR_SYNTHETIC].texts[d] != NULL;
    made->n_synthetic = count_rows(synthetic, at, is_present);
    KEUR_TRY(count_found(synthetic, at, &values[KEUR_SYNTHETIC], &values[KEUR_TRAIN],
                         &made->in_train, err));
    if (tables[KEUR_HOLDOUT] != NULL)
        KEUR_TRY(count_found(synthetic, at, &values[KEUR_SYNTHETIC], &values[KEUR_HOLDOUT],
                             &made->in_holdout, err));
    KEUR_TRY(keur_arena_string(on->arena, column->name, &made->name, err));
    on->n_asides++;
out:
    for (size_t t = 0; t < KEUR_N_TABLES; t++)
        keur_release(values[t].texts);
    keur_release(is_present);
    keur_arena_free(arena);
    return status;
}

keur_status keur_case_set_aside(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->asides, schema->n_columns, err));
    for (size_t j = 0; j < schema->n_columns; j++) {
        const keur_schema_column *column = &schema->columns[j];
        bool is_everywhere = true;

        for (size_t t = 0; t <= KEUR_SYNTHETIC; t++)
            is_everywhere = is_everywhere &&
                            (tables[t] == NULL || keur_table_find(tables[t], column->name) >= 0);
        if (is_everywhere && column->is_left_out &&
            (column->type == KEUR_TYPE_IDENTIFIER || column->type == KEUR_TYPE_TEXT))
            KEUR_TRY(compare_column(on, tables, schema, column, err));
    }
out:
    return status;
}

size_t keur_case_asides(const keur_case *on)
{
    return on->n_asides;
}

const keur_aside *keur_case_aside(const keur_case *on, size_t i)
{
    return &on->asides[i];
}
