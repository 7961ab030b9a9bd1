/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <keur/schema.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "table/facts.h"
#include "table/infer_type.h"
#include "table/schema_parts.h"
#include "table/value.h"

typedef struct inference {
    const keur_table *const *tables;
    size_t n_tables;
    const keur_schema *declared; /* or NULL */
    bool common_columns;
    keur_schema *made;
    keur_facts *facts; /* of the column at hand, one a table */
} inference;

static const keur_schema_column *declared_column(const inference *on, const char *name)
{
    const ptrdiff_t at = on->declared != NULL ? keur_schema_find(on->declared, name) : -1;

    return at >= 0 ? &on->declared->columns[at] : NULL;
}

static keur_status check_declared_exist(const inference *on, keur_error *err)
{
    const size_t n = on->declared != NULL ? on->declared->n_columns : 0;

    for (size_t j = 0; j < n; j++) {
        const char *name = on->declared->columns[j].name;
        size_t t = 0;

        while (t < on->n_tables && keur_table_find(on->tables[t], name) < 0)
            t++;
        if (t == on->n_tables)
            return keur_fail(err, KEUR_ESCHEMA,
                             "the schema declares a column \"%s\" that no table has", name);
    }
    return KEUR_OK;
}

/* The first table that has a column. */
static size_t holder_of(const inference *on, const char *name)
{
    size_t t = 0;

    while (keur_table_find(on->tables[t], name) < 0)
        t++;
    return t;
}

/* What a column is called that not all tables have. Its name is not told: where a file has no
 * header line, that is a value of its first row. */
static keur_status add_place(const inference *on, const char *name, keur_text *to, keur_error *err)
{
    const keur_table *holder = on->tables[holder_of(on, name)];
    const char *path = keur_table_name(holder), *slash = strrchr(path, '/');

    return keur_text_format(to, err, "column %zu of %s", (size_t)keur_table_find(holder, name) + 1,
                            slash != NULL ? slash + 1 : path);
}

static keur_status refuse_lacking(const inference *on, const char *name, keur_error *err)
{
    keur_text lack = {NULL, 0, 0}, place = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < on->n_tables; t++) {
        if (keur_table_find(on->tables[t], name) < 0)
            KEUR_TRY(keur_text_format(&lack, err, "%s%s", lack.length > 0 ? ", " : "",
                                      keur_table_name(on->tables[t])));
    }
    KEUR_TRY(add_place(on, name, &place, err));
    status = keur_fail(err, KEUR_ESCHEMA,
                       "%s is missing in %s: take the common columns only, or leave it out in a "
                       "schema (have all files a header line?)",
                       place.bytes, lack.bytes);
out:
    keur_text_free(&lack);
    keur_text_free(&place);
    return status;
}

static bool is_lacking(const inference *on, const char *name)
{
    for (size_t t = 0; t < on->n_tables; t++) {
        if (keur_table_find(on->tables[t], name) < 0)
            return true;
    }
    return false;
}

static keur_status copy_declared(const keur_schema_column *from, keur_schema_column *to,
                                 keur_error *err)
{
    keur_status status = KEUR_OK;

    to->type = from->type;
    to->format = from->format;
    to->roles = from->roles;
    to->is_declared = from->is_declared;
    to->is_code = from->is_code;
    to->tolerance = from->tolerance;
    KEUR_TRY(keur_copy_string(from->label, &to->label, err));
    KEUR_TRY(keur_texts_copy(&to->levels, &from->levels, err));
    KEUR_TRY(keur_texts_copy(&to->missing, &from->missing, err));
    KEUR_TRY(keur_texts_copy(&to->special, &from->special, err));
out:
    return status;
}

static keur_status gather(inference *on, const keur_schema_column *column, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < on->n_tables; t++) {
        const ptrdiff_t j = keur_table_find(on->tables[t], column->name);

        if (j >= 0)
            on->facts[t] = keur_facts_gather(on->made, column, on->tables[t], (size_t)j);
        else
            on->facts[t] = (keur_facts){.table = NULL};
        KEUR_TRY(keur_facts_forget_few(on->declared, &on->facts[t], err));
    }
out:
    return status;
}

static const char *expected(const keur_schema_column *column)
{
    if (column->levels.n > 0)
        return "one of its declared levels";
    switch (column->format) {
#define EXPECTED_FORMAT(name, word, type, help)                                                    \
    case KEUR_FORMAT_##name:                                                                       \
        return "of the format " word;
        KEUR_FORMAT_LIST(EXPECTED_FORMAT)
#undef EXPECTED_FORMAT
    case KEUR_FORMAT_OPEN:
    case KEUR_N_FORMATS:
        break;
    }
    switch (column->type) {
    case KEUR_TYPE_NUMERIC:
        return "a number";
    case KEUR_TYPE_DATE:
        return "a date in an order that fits all";
    case KEUR_TYPE_BOOLEAN:
        return "true or false";
    case KEUR_TYPE_ORDINAL:
        return "a number (an ordinal column needs numbers or declared levels)";
    default:
        return "of its type";
    }
}

/* Every text of a declared column is of its type, missing or special. */
static keur_status check_values(const inference *on, const keur_schema_column *column,
                                keur_error *err)
{
    for (size_t t = 0; t < on->n_tables; t++) {
        const keur_table *table = on->facts[t].table;
        const size_t j = on->facts[t].column;
        const size_t n = table != NULL ? keur_table_distinct(table, j) : 0;

        for (size_t i = 0; i < n; i++) {
            keur_value value;

            keur_value_parse(on->made, column, keur_table_decimal(table),
                             keur_table_text(table, j, i), &value);
            if (value.kind == KEUR_VALUE_NOT_OF_TYPE)
                return keur_fail(err, KEUR_ESCHEMA,
                                 "%s:%zu: column \"%s\" is declared %s, and this is not %s",
                                 keur_table_name(table), keur_table_line(table, j, i), column->name,
                                 keur_type_word(column->type), expected(column));
        }
    }
    return KEUR_OK;
}

static keur_status hide_name(const inference *on, keur_schema_column *column, keur_error *err)
{
    keur_text place = {NULL, 0, 0};
    const keur_status status = add_place(on, column->name, &place, err);

    if (status != KEUR_OK)
        return status;
    keur_release(column->name);
    column->name = place.bytes;
    column->is_nameless = true;
    return KEUR_OK;
}

static keur_status infer_column(inference *on, const char *name, keur_error *err)
{
    const keur_schema_column *declared = declared_column(on, name);
    const bool is_unused = declared != NULL && declared->is_left_out;
    const bool is_absent = is_lacking(on, name);
    const bool is_out = is_unused || is_absent;
    keur_schema_column *column = NULL;
    keur_status status = KEUR_OK;

    if (is_absent && !on->common_columns && !is_unused)
        return refuse_lacking(on, name, err);
    KEUR_TRY(keur_schema_add(on->made, name, &column, err));
    column->type = KEUR_N_TYPES;
    if (declared != NULL)
        KEUR_TRY(copy_declared(declared, column, err));
    KEUR_TRY(gather(on, column, err));
    KEUR_TRY(keur_infer_label(column, on->facts, on->n_tables, err));
    if (column->type == KEUR_N_TYPES)
        KEUR_TRY(keur_infer_type(on->made, column, on->facts, on->n_tables, !is_out, err));
    else
        KEUR_TRY(keur_infer_format(column, on->facts, on->n_tables, err));
    if (column->is_declared && !is_out)
        KEUR_TRY(check_values(on, column, err));
    KEUR_TRY(keur_infer_mixed_note(column, on->facts, on->n_tables, err));
    KEUR_TRY(keur_infer_left_out(column, err));
    if (is_out && !column->is_left_out)
        KEUR_TRY(keur_schema_note(column, "left out by the schema", err));
    if (is_absent)
        KEUR_TRY(keur_schema_note(column, "left out: not in all tables", err));
    if (is_absent && declared == NULL)
        KEUR_TRY(hide_name(on, column, err));
    column->is_left_out = column->is_left_out || is_out;
out:
    return status;
}

static keur_status infer_columns(inference *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < on->n_tables; t++) {
        for (size_t j = 0; j < keur_table_columns(on->tables[t]); j++) {
            const char *name = keur_table_column_name(on->tables[t], j);

            if (holder_of(on, name) == t)
                KEUR_TRY(infer_column(on, name, err));
        }
    }
out:
    return status;
}

/* What a schema says about all columns together. */
static keur_status copy_schema(const keur_schema *from, keur_schema *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_texts_copy(&to->missing, &from->missing, err));
    KEUR_TRY(keur_texts_copy(&to->rules, &from->rules, err));
    for (size_t i = 0; i < from->n_key_sets; i++) {
        keur_texts *set = NULL;

        KEUR_TRY(keur_schema_add_key_set(to, &set, err));
        KEUR_TRY(keur_texts_copy(set, &from->key_sets[i], err));
    }
out:
    return status;
}

keur_status keur_schema_infer(const keur_table *const *tables, size_t n_tables,
                              const keur_schema *declared, bool common_columns,
                              keur_schema **schema, keur_error *err)
{
    inference on = {.tables = tables,
                    .n_tables = n_tables,
                    .declared = declared,
                    .common_columns = common_columns};
    size_t n_columns = 0;
    keur_status status = KEUR_OK;

    *schema = NULL;
    if (n_tables == 0)
        return keur_fail(err, KEUR_EINVAL, "a schema is inferred from at least one table");
    for (size_t t = 0; t < n_tables; t++)
        n_columns += keur_table_columns(tables[t]);
    KEUR_TRY(check_declared_exist(&on, err));
    KEUR_TRY(KEUR_NEW(on.facts, n_tables, err));
    KEUR_TRY(keur_schema_new(n_columns, &on.made, err));
    if (declared != NULL)
        KEUR_TRY(copy_schema(declared, on.made, err));
    KEUR_TRY(infer_columns(&on, err));
    *schema = on.made;
    on.made = NULL;
out:
    keur_schema_free(on.made);
    keur_release(on.facts);
    return status;
}
