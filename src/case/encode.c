/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "base/try.h"
#include "table/value.h"

/* What a text means; a level lies in the arena of the draft. */
typedef struct meaning {
    keur_value_kind kind;
    double number;
    const char *level;
} meaning;

/* What one column's distinct texts of one table mean. */
typedef struct meanings {
    size_t n;
    meaning *values;
    int32_t *codes; /* per distinct text */
} meanings;

/* A column on its way from tables to codes. */
typedef struct draft {
    const keur_schema_column *schema;
    keur_arena *arena; /* its values, levels and texts; becomes the case's */
    meanings tables[KEUR_N_TABLES];
    keur_column column;
    int32_t *codes[KEUR_N_TABLES];
} draft;

typedef struct encoding {
    const keur_table *const *tables;
    const keur_schema *schema;
    draft *drafts;
} encoding;

static keur_status read_meanings(const encoding *from, draft *to, size_t t, keur_error *err)
{
    const keur_table *table = from->tables[t];
    const ptrdiff_t column = keur_table_find(table, to->schema->name);
    meanings *found = &to->tables[t];
    keur_status status = KEUR_OK;

    if (column < 0)
        return keur_fail(err, KEUR_ESCHEMA, "%s: there is no column \"%s\"", keur_table_name(table),
                         to->schema->name);
    found->n = keur_table_distinct(table, (size_t)column);
    KEUR_TRY(KEUR_NEW(found->values, found->n, err));
    KEUR_TRY(KEUR_NEW(found->codes, found->n, err));
    for (size_t d = 0; d < found->n; d++) {
        meaning *to_fill = &found->values[d];
        keur_value value;

        keur_value_parse(from->schema, to->schema, keur_table_decimal(table),
                         keur_table_text(table, (size_t)column, d), &value);
        to_fill->kind = value.kind;
        to_fill->number = value.number;
        if (value.kind == KEUR_VALUE_LEVEL)
            KEUR_TRY(keur_arena_text(to->arena, value.level, value.n_level, &to_fill->level, err));
        if (value.kind == KEUR_VALUE_NOT_OF_TYPE)
            return keur_fail(err, KEUR_ESCHEMA, "%s:%zu: column \"%s\": a value is not %s%s",
                             keur_table_name(table), keur_table_line(table, (size_t)column, d),
                             to->schema->name, keur_type_word(to->schema->type),
                             to->schema->levels.n > 0 ? " or not among the declared levels" : "");
    }
out:
    return status;
}

static int by_number(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The numbers that occur in any table, each once, ascending. */
static keur_status gather_values(draft *to, keur_error *err)
{
    double *values = NULL;
    size_t n = 0, kept = 0;
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < KEUR_N_TABLES; t++)
        n += to->tables[t].n;
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, values, n, err));
    n = 0;
    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        for (size_t d = 0; d < to->tables[t].n; d++) {
            if (to->tables[t].values[d].kind == KEUR_VALUE_NUMBER)
                values[n++] = to->tables[t].values[d].number;
        }
    }
    qsort(values, n, sizeof *values, by_number);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || values[i] != values[kept - 1])
            values[kept++] = values[i];
    }
    to->column.values = values;
    to->column.n_values = kept;
out:
    return status;
}

/* The levels that occur in any table, each once, in the order of their bytes. */
static keur_status gather_levels(draft *to, keur_error *err)
{
    const char **levels = NULL;
    size_t n = 0, kept = 0;
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < KEUR_N_TABLES; t++)
        n += to->tables[t].n;
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, levels, n, err));
    n = 0;
    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        for (size_t d = 0; d < to->tables[t].n; d++) {
            if (to->tables[t].values[d].kind == KEUR_VALUE_LEVEL)
                levels[n++] = to->tables[t].values[d].level;
        }
    }
    qsort(levels, n, sizeof *levels, by_text);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || strcmp(levels[i], levels[kept - 1]) != 0)
            levels[kept++] = levels[i];
    }
    to->column.levels = levels;
    to->column.n_levels = kept;
out:
    return status;
}

static int32_t code_of(const keur_column *column, const meaning *value)
{
    const void *found;

    if (value->kind == KEUR_VALUE_NUMBER) {
        found =
            bsearch(&value->number, column->values, column->n_values, sizeof(double), by_number);
        return (int32_t)((const double *)found - column->values);
    }
    if (value->kind != KEUR_VALUE_LEVEL)
        return -1;
    found = bsearch(&value->level, column->levels, column->n_levels, sizeof(char *), by_text);
    return (int32_t)(column->n_values + (size_t)((const char *const *)found - column->levels));
}

static keur_status write_codes(const encoding *from, draft *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (to->column.n_values + to->column.n_levels >= INT32_MAX)
        return keur_fail(err, KEUR_EDATA, "column \"%s\" has more distinct values than fit",
                         to->schema->name);
    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        meanings *found = &to->tables[t];
        const keur_table *table = from->tables[t];
        size_t n;

        if (table == NULL)
            continue;
        for (size_t d = 0; d < found->n; d++)
            found->codes[d] = code_of(&to->column, &found->values[d]);
        n = keur_table_rows(table);
        KEUR_TRY(KEUR_NEW(to->codes[t], n, err));
        keur_table_copy_codes(table, (size_t)keur_table_find(table, to->schema->name), 0, n,
                              to->codes[t]);
        for (size_t i = 0; i < n; i++)
            to->codes[t][i] = found->codes[to->codes[t][i]];
    }
out:
    return status;
}

/* Names for the values of an ordinal column with declared levels, which are numbered in order. */
static keur_status name_values(draft *to, keur_error *err)
{
    const char **texts = NULL;
    keur_status status = KEUR_OK;

    if (to->schema->type != KEUR_TYPE_ORDINAL || to->schema->levels.n == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, texts, to->column.n_values, err));
    for (size_t v = 0; v < to->column.n_values; v++)
        KEUR_TRY(keur_arena_string(
            to->arena, to->schema->levels.items[(size_t)to->column.values[v]], &texts[v], err));
    to->column.value_texts = texts;
out:
    return status;
}

static keur_status encode_drafts(void *context, size_t begin, size_t end, keur_error *err)
{
    const encoding *from = context;
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end; j++) {
        draft *to = &from->drafts[j];

        KEUR_TRY(keur_arena_new(&to->arena, err));
        for (size_t t = 0; t < KEUR_N_TABLES; t++) {
            if (from->tables[t] != NULL)
                KEUR_TRY(read_meanings(from, to, t, err));
        }
        KEUR_TRY(gather_values(to, err));
        KEUR_TRY(gather_levels(to, err));
        KEUR_TRY(write_codes(from, to, err));
        KEUR_TRY(name_values(to, err));
        to->column.type = to->schema->type;
        to->column.roles = to->schema->roles;
        to->column.tolerance = to->schema->tolerance;
        KEUR_TRY(keur_arena_string(to->arena, to->schema->name, &to->column.name, err));
    }
out:
    return status;
}

static void free_draft(draft *of)
{
    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        keur_release(of->tables[t].values);
        keur_release(of->tables[t].codes);
        keur_release(of->codes[t]);
    }
    keur_arena_free(of->arena);
}

/* A missing person id cannot be told from another: each such row is a person of its own. */
static keur_status take_units(keur_case *on, draft *from, keur_error *err)
{
    size_t n = from->column.n_values + from->column.n_levels;

    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        on->roles[t].units = from->codes[t];
        from->codes[t] = NULL;
        for (size_t i = 0; on->roles[t].units != NULL && i < on->roles[t].n_rows; i++) {
            if (on->roles[t].units[i] < 0)
                on->roles[t].units[i] = (int32_t)n++;
        }
    }
    on->n_units = n;
    return n < INT32_MAX ? KEUR_OK
                         : keur_fail(err, KEUR_EDATA, "column \"%s\" names too many persons",
                                     from->schema->name);
}

static void take_column(keur_case *on, draft *from)
{
    const size_t j = on->n_columns;

    on->columns[j] = from->column;
    on->code_counts[j] = from->column.n_values + from->column.n_levels;
    on->arenas[j] = from->arena;
    from->arena = NULL;
    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        if (on->roles[t].is_present)
            on->roles[t].codes[j] = from->codes[t];
        from->codes[t] = NULL;
    }
    on->n_columns++;
}

static keur_status make_room(keur_case *on, const encoding *from, size_t n, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->columns, n, err));
    KEUR_TRY(KEUR_NEW(on->code_counts, n, err));
    KEUR_TRY(KEUR_NEW(on->arenas, n, err));
    for (size_t t = 0; t < KEUR_N_TABLES; t++) {
        if (from->tables[t] == NULL)
            continue;
        on->roles[t].is_present = true;
        on->roles[t].owns_codes = true;
        on->roles[t].n_rows = keur_table_rows(from->tables[t]);
        KEUR_TRY(KEUR_NEW(on->roles[t].codes, n, err));
    }
out:
    return status;
}

static keur_status check_unit(const keur_schema *schema, keur_error *err)
{
    const char *unit = NULL;

    for (size_t j = 0; j < schema->n_columns; j++) {
        if (!(schema->columns[j].roles & KEUR_COLUMN_UNIT))
            continue;
        if (unit != NULL)
            return keur_fail(err, KEUR_ESCHEMA,
                             "columns \"%s\" and \"%s\" are both the person unit", unit,
                             schema->columns[j].name);
        unit = schema->columns[j].name;
    }
    return KEUR_OK;
}

keur_status keur_case_encode(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                             const keur_schema *schema, keur_error *err)
{
    encoding from = {.tables = tables, .schema = schema};
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(from.drafts, schema->n_columns, err));
    for (size_t j = 0; j < schema->n_columns; j++) {
        const keur_schema_column *column = &schema->columns[j];

        if ((!column->is_left_out && !on->is_single[j]) || (column->roles & KEUR_COLUMN_UNIT))
            from.drafts[n++].schema = column;
    }
    KEUR_TRY(check_unit(schema, err));
    KEUR_TRY(make_room(on, &from, n, err));
    KEUR_TRY(keur_parallel_for(n, 1, on->options.threads, encode_drafts, &from, err));
    for (size_t j = 0; j < n; j++) {
        if (!(from.drafts[j].schema->roles & KEUR_COLUMN_UNIT))
            take_column(on, &from.drafts[j]);
        else
            KEUR_TRY(take_units(on, &from.drafts[j], err));
    }
    if (on->n_units > 0) {
        KEUR_TRY(keur_case_note(on, err,
                                "Rows of one person count for what they are worth. Intervals of "
                                "exact-copies, dcr, dcr-share, identity-keys, unique-exact-match "
                                "and apparent-match take rows as independent and are too narrow "
                                "where persons have several."));
    }
out:
    for (size_t j = 0; from.drafts != NULL && j < schema->n_columns; j++)
        free_draft(&from.drafts[j]);
    keur_release(from.drafts);
    return status;
}
