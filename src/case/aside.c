/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/aside.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "table/value.h"

/* A value of a column and the rows that have it. */
typedef struct item {
    const char *text; /* NULL where it is missing */
    size_t n_rows;
} item;

/* Those of a column of one table, sorted, each once. */
typedef struct value_list {
    size_t n;
    item *items;
} value_list;

static int by_text(const void *a, const void *b)
{
    return strcmp(((const item *)a)->text, ((const item *)b)->text);
}

static void count_rows(const keur_table *table, size_t column, item *items)
{
    const size_t n_rows = keur_table_rows(table);
    int32_t codes[1024];

    for (size_t done = 0; done < n_rows;) {
        const size_t here = n_rows - done < 1024 ? n_rows - done : 1024;

        keur_table_copy_codes(table, column, done, here, codes);
        for (size_t i = 0; i < here; i++)
            items[codes[i]].n_rows++;
        done += here;
    }
}

/* Drop what is missing, sort, and join what is written in two ways. */
static void put_in_order(value_list *list)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].text != NULL)
            list->items[n++] = list->items[i];
    list->n = n;
    qsort(list->items, n, sizeof *list->items, by_text);
    n = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (n > 0 && strcmp(list->items[n - 1].text, list->items[i].text) == 0)
            list->items[n - 1].n_rows += list->items[i].n_rows;
        else
            list->items[n++] = list->items[i];
    }
    list->n = n;
}

static keur_status list_values(const keur_table *table, const keur_schema *schema,
                               const keur_schema_column *column, keur_arena *arena,
                               value_list *made, keur_error *err)
{
    const size_t at = (size_t)keur_table_find(table, column->name);
    keur_schema_column as_text = *column; /* the name of a person may be a number */
    keur_status status = KEUR_OK;

    as_text.type = column->type == KEUR_TYPE_TEXT ? KEUR_TYPE_TEXT : KEUR_TYPE_IDENTIFIER;
    made->n = keur_table_distinct(table, at);
    KEUR_TRY(KEUR_NEW(made->items, made->n, err));
    for (size_t d = 0; d < made->n; d++) {
        keur_value value;

        keur_value_parse(schema, &as_text, keur_table_decimal(table), keur_table_text(table, at, d),
                         &value);
        if (value.kind == KEUR_VALUE_LEVEL)
            KEUR_TRY(keur_arena_text(arena, value.level, value.n_level, &made->items[d].text, err));
    }
    count_rows(table, at, made->items);
    put_in_order(made);
out:
    return status;
}

static const item *find(const value_list *in, const char *text)
{
    const item wanted = {text, 0};

    return in->n == 0 ? NULL : bsearch(&wanted, in->items, in->n, sizeof wanted, by_text);
}

/* Rows of the synthetic table whose value occurs in a real one. */
static size_t count_found(const value_list *synthetic, const value_list *real)
{
    size_t n = 0;

    for (size_t i = 0; i < synthetic->n; i++)
        n += find(real, synthetic->items[i].text) != NULL ? synthetic->items[i].n_rows : 0;
    return n;
}

/* Of the values that one row of one real table has, and no other row of it or of `other`: how many
 * stand in the synthetic table. That of persons is one value for all their rows. */
static void count_unique(const value_list *real, const value_list *other,
                         const value_list *synthetic, bool is_unit, size_t *n, size_t *n_found)
{
    *n = *n_found = 0;
    for (size_t i = 0; i < real->n; i++) {
        const char *text = real->items[i].text;

        if ((!is_unit && real->items[i].n_rows > 1) || find(other, text) != NULL)
            continue;
        ++*n;
        *n_found += find(synthetic, text) != NULL;
    }
}

static keur_status compare_column(keur_case *on, const keur_table *const *tables,
                                  const keur_schema *schema, const keur_schema_column *column,
                                  keur_error *err)
{
    const bool is_unit = (column->roles & KEUR_COLUMN_UNIT) != 0;
    value_list values[KEUR_N_TABLES] = {{.n = 0}};
    const value_list *train = &values[KEUR_TRAIN], *holdout = &values[KEUR_HOLDOUT],
                     *synthetic = &values[KEUR_SYNTHETIC];
    keur_aside *made = &on->asides[on->n_asides];
    keur_arena *arena = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_arena_new(&arena, err));
    for (size_t t = 0; t <= KEUR_SYNTHETIC; t++) {
        if (tables[t] != NULL)
            KEUR_TRY(list_values(tables[t], schema, column, arena, &values[t], err));
    }
    for (size_t i = 0; i < synthetic->n; i++)
        made->n_synthetic += synthetic->items[i].n_rows;
    made->in_train = count_found(synthetic, train);
    made->in_holdout = count_found(synthetic, holdout);
    count_unique(train, holdout, synthetic, is_unit, &made->unique[0], &made->unique_found[0]);
    count_unique(holdout, train, synthetic, is_unit, &made->unique[1], &made->unique_found[1]);
    KEUR_TRY(keur_arena_string(on->arena, column->name, &made->name, err));
    on->n_asides++;
out:
    for (size_t t = 0; t < KEUR_N_TABLES; t++)
        keur_release(values[t].items);
    keur_arena_free(arena);
    return status;
}

/* In every table that the comparison needs. */
static bool is_everywhere(const keur_table *const *tables, const char *name)
{
    for (size_t t = 0; t <= KEUR_SYNTHETIC; t++)
        if (tables[t] != NULL && keur_table_find(tables[t], name) < 0)
            return false;
    return true;
}

keur_status keur_case_set_aside(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->asides, schema->n_columns, err));
    KEUR_TRY(KEUR_NEW(on->is_unmeasured, schema->n_columns, err));
    for (size_t j = 0; j < schema->n_columns; j++) {
        const keur_schema_column *column = &schema->columns[j];
        const bool is_unit = (column->roles & KEUR_COLUMN_UNIT) != 0;
        const bool is_text = column->type == KEUR_TYPE_IDENTIFIER || column->type == KEUR_TYPE_TEXT;

        if ((!column->is_left_out && !is_unit) || column->type == KEUR_TYPE_CONSTANT)
            continue;
        if (is_everywhere(tables, column->name) && (is_text || is_unit))
            KEUR_TRY(compare_column(on, tables, schema, column, err));
        else /* of a nameless column nobody knows in which table it is */
            on->is_unmeasured[j] =
                column->is_nameless || keur_table_find(tables[KEUR_SYNTHETIC], column->name) >= 0;
    }
out:
    return status;
}

bool keur_case_is_unmeasured(const keur_case *on, size_t schema_column)
{
    return on->is_unmeasured != NULL && on->is_unmeasured[schema_column];
}

size_t keur_case_asides(const keur_case *on)
{
    return on->n_asides;
}

const keur_aside *keur_case_aside(const keur_case *on, size_t i)
{
    return &on->asides[i];
}
