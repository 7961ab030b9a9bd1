/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A column that holds one value in the synthetic table, and in each real table for all but a few
 * people: it is treated as a constant, which takes no part. Were it one only where nobody differs,
 * whoever reads which columns were measured would learn whether one person does. Nothing is lost to
 * the attacks: of a value that the released table does not hold it tells nothing.
 */
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "table/few.h"
#include "table/value.h"

/* Columns of more different texts are not of one value. */
enum { MOST_TEXTS = 1000 };

/* A column of a table, with the eyes that compare all values as levels. */
typedef struct looked_at {
    const keur_schema *schema;
    keur_schema_column as_level;
    const keur_table *table;
    size_t column;
} looked_at;

static bool look_at(const keur_schema *schema, const keur_schema_column *column,
                    const keur_table *table, looked_at *to)
{
    const ptrdiff_t at = keur_table_find(table, column->name);

    *to = (looked_at){.schema = schema,
                      .as_level = {.type = KEUR_TYPE_CATEGORICAL,
                                   .is_code = column->is_code,
                                   .missing = column->missing},
                      .table = table,
                      .column = (size_t)at};
    return at >= 0;
}

static void parse(const looked_at *of, size_t distinct, keur_value *to)
{
    keur_value_parse(of->schema, &of->as_level, keur_table_decimal(of->table),
                     keur_table_text(of->table, of->column, distinct), to);
}

static bool is_same(const keur_value *a, const keur_value *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == KEUR_VALUE_MISSING ||
           (a->n_level == b->n_level && memcmp(a->level, b->level, a->n_level) == 0);
}

/* Whether nobody has another value than this text of `of` means, or few people do. */
static keur_status differ_few(const looked_at *of, size_t distinct, const looked_at *in,
                              bool may_differ, bool *do_so, keur_error *err)
{
    const size_t n = keur_table_distinct(in->table, in->column);
    bool *is_other = NULL, has_other = false;
    keur_value value, other;
    keur_status status = KEUR_OK;

    *do_so = false;
    if (n > MOST_TEXTS)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(is_other, n, err));
    parse(of, distinct, &value);
    for (size_t i = 0; i < n && (may_differ || !has_other); i++) {
        parse(in, i, &other);
        is_other[i] = !is_same(&value, &other);
        has_other = has_other || is_other[i];
    }
    *do_so =
        !has_other || (may_differ && keur_are_few(in->schema, in->table, in->column, is_other));
out:
    keur_release(is_other);
    return status;
}

/* Whether all tables hold what a text of the first means, but for few people of the real ones. */
static keur_status find_of(const keur_table *const tables[KEUR_N_TABLES], const looked_at *first,
                           size_t distinct, bool is_stand_in, const keur_schema_column *column,
                           bool *is_one, keur_error *err)
{
    /* The one that rules most columns out at its second text comes first. */
    static const keur_role order[KEUR_N_TABLES] = {KEUR_SYNTHETIC, KEUR_TRAIN, KEUR_HOLDOUT,
                                                   KEUR_REFERENCE};
    looked_at in;
    keur_status status = KEUR_OK;

    *is_one = true;
    for (size_t t = 0; *is_one && t < KEUR_N_TABLES; t++) {
        const keur_table *table = tables[order[t]];

        if (table == NULL)
            continue;
        *is_one = look_at(first->schema, column, table, &in);
        if (*is_one)
            KEUR_TRY(differ_few(first, distinct, &in, is_stand_in || order[t] != KEUR_SYNTHETIC,
                                is_one, err));
    }
out:
    return status;
}

/* The one value is the synthetic table's own; of a stand-in, which is made of real rows, any that
 * train has. */
static keur_status find(const keur_table *const tables[KEUR_N_TABLES], bool is_stand_in,
                        const keur_schema *schema, const keur_schema_column *column, bool *is_one,
                        keur_error *err)
{
    const keur_table *table = tables[is_stand_in ? KEUR_TRAIN : KEUR_SYNTHETIC];
    looked_at first;
    size_t n;
    keur_status status = KEUR_OK;

    *is_one = false;
    if (!look_at(schema, column, table, &first))
        return KEUR_OK;
    n = keur_table_distinct(table, first.column);
    for (size_t i = 0; !*is_one && i < (is_stand_in ? n : 1) && i <= KEUR_FEW; i++)
        KEUR_TRY(find_of(tables, &first, i, is_stand_in, column, is_one, err));
out:
    return status;
}

keur_status keur_case_find_single(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                  bool is_stand_in, const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->is_single, schema->n_columns, err));
    for (size_t j = 0; j < schema->n_columns; j++) {
        const keur_schema_column *column = &schema->columns[j];

        if (!column->is_declared && !column->is_left_out && !(column->roles & KEUR_COLUMN_UNIT))
            KEUR_TRY(find(tables, is_stand_in, schema, column, &on->is_single[j], err));
    }
out:
    return status;
}

bool keur_case_is_single(const keur_case *on, size_t schema_column)
{
    return on->is_single != NULL && on->is_single[schema_column];
}
