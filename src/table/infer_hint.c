/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/infer_type.h"

#include "base/memory.h"
#include "base/try.h"
#include "table/few.h"
#include "table/hint.h"
#include "table/kinds.h"
#include "table/schema_parts.h"

/* The first table's hint that says something of the type. */
static const keur_hint *first_hint(const keur_facts *facts, size_t n)
{
    for (size_t t = 0; t < n; t++) {
        const keur_hint *hint =
            facts[t].table != NULL ? keur_table_hint(facts[t].table, facts[t].column) : NULL;

        if (hint != NULL && hint->type != KEUR_N_TYPES)
            return hint;
    }
    return NULL;
}

bool keur_hint_has_levels(const keur_facts *facts, size_t n)
{
    const keur_hint *hint = first_hint(facts, n);

    return hint != NULL && hint->levels.n > 0;
}

/* Make levels of the texts of a table that are none, nor missing or special, where few people have
 * them: else the type would tell whether one person has such a text. */
static keur_status take_few(const keur_schema *schema, keur_schema_column *column,
                            const keur_facts *facts, bool *do_fit, keur_error *err)
{
    const keur_table *table = facts->table;
    const size_t n = table != NULL ? keur_table_distinct(table, facts->column) : 0;
    bool *is_other = NULL, has_other = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_other, n, err));
    for (size_t i = 0; i < n; i++) {
        keur_value value;

        keur_value_parse(schema, column, keur_table_decimal(table),
                         keur_table_text(table, facts->column, i), &value);
        is_other[i] = value.kind == KEUR_VALUE_NOT_OF_TYPE;
        has_other = has_other || is_other[i];
    }
    *do_fit = !has_other || keur_are_few(schema, table, facts->column, is_other);
    for (size_t i = 0; *do_fit && i < n; i++) {
        const keur_span span = keur_span_trim(keur_table_text(table, facts->column, i));

        if (is_other[i])
            KEUR_TRY(keur_texts_add(&column->levels, span.at, span.n, err));
    }
out:
    keur_release(is_other);
    return status;
}

/* Whether every text of every table is of the column's type, missing or special, but for those of
 * few people. */
static keur_status fits_all(const keur_schema *schema, keur_schema_column *column,
                            const keur_facts *facts, size_t n, bool *do_fit, keur_error *err)
{
    keur_status status = KEUR_OK;

    *do_fit = true;
    for (size_t t = 0; *do_fit && t < n; t++)
        KEUR_TRY(take_few(schema, column, &facts[t], do_fit, err));
out:
    return status;
}

/* A type without levels speaks of numbers, so all must be plain ones. */
static bool are_plain_numbers(const keur_facts *facts, size_t n)
{
    keur_format format;
    bool is_unsure;

    return keur_kind_numbers(facts, n, &format, &is_unsure) && format == KEUR_FORMAT_OPEN;
}

keur_status keur_infer_hint(const keur_schema *schema, keur_schema_column *column,
                            const keur_facts *facts, size_t n, bool *is_taken, keur_error *err)
{
    const keur_hint *hint = first_hint(facts, n);
    keur_status status = KEUR_OK;

    *is_taken = false;
    if (hint == NULL || column->is_code)
        return KEUR_OK;
    if (hint->levels.n == 0) {
        if (are_plain_numbers(facts, n)) {
            column->type = hint->type;
            *is_taken = true;
        }
        return KEUR_OK;
    }
    column->type = hint->type;
    KEUR_TRY(keur_texts_copy(&column->levels, &hint->levels, err));
    KEUR_TRY(fits_all(schema, column, facts, n, is_taken, err));
    if (!*is_taken) {
        keur_texts_free(&column->levels);
        column->type = KEUR_N_TYPES;
        KEUR_TRY(keur_schema_note(column,
                                  "not all values have one of the value labels: these are "
                                  "not used",
                                  err));
    }
out:
    return status;
}

keur_status keur_infer_label(keur_schema_column *column, const keur_facts *facts, size_t n,
                             keur_error *err)
{
    for (size_t t = 0; t < n && column->label == NULL; t++) {
        const keur_hint *hint =
            facts[t].table != NULL ? keur_table_hint(facts[t].table, facts[t].column) : NULL;

        if (hint != NULL && hint->label != NULL)
            return keur_copy_string(hint->label, &column->label, err);
    }
    return KEUR_OK;
}
