/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <keur/schema.h>

#include "base/json.h"
#include "base/try.h"
#include "table/schema_parts.h"

static keur_status print_texts(keur_json *to, const char *name, const keur_texts *texts,
                               keur_error *err)
{
    keur_json *list = NULL;
    keur_status status = KEUR_OK;

    if (texts->n == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_array(to, name, &list, err));
    for (size_t i = 0; i < texts->n; i++)
        KEUR_TRY(keur_json_add_string(list, NULL, texts->items[i], err));
out:
    return status;
}

static keur_status print_roles(keur_json *to, unsigned roles, keur_error *err)
{
    keur_json *list = NULL;
    const char *word;
    unsigned bit = 0;
    keur_status status = KEUR_OK;

    if (roles == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_array(to, "roles", &list, err));
    for (size_t i = 0; (word = keur_column_role(i, &bit)) != NULL; i++) {
        if (roles & bit)
            KEUR_TRY(keur_json_add_string(list, NULL, word, err));
    }
out:
    return status;
}

static keur_status print_column(keur_json *list, const keur_schema_column *column, keur_error *err)
{
    keur_json *to = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, &to, err));
    KEUR_TRY(keur_json_add_string(to, "name", column->name, err));
    if (column->type != KEUR_N_TYPES)
        KEUR_TRY(keur_json_add_string(to, "type", keur_type_word(column->type), err));
    if (column->format != KEUR_FORMAT_OPEN)
        KEUR_TRY(keur_json_add_string(to, "format", keur_format_word(column->format), err));
    if (column->label != NULL)
        KEUR_TRY(keur_json_add_string(to, "label", column->label, err));
    KEUR_TRY(print_roles(to, column->roles, err));
    KEUR_TRY(print_texts(to, "levels", &column->levels, err));
    KEUR_TRY(print_texts(to, "missing", &column->missing, err));
    KEUR_TRY(print_texts(to, "special", &column->special, err));
    if (column->is_code)
        KEUR_TRY(keur_json_add_bool(to, "code", true, err));
    if (!isnan(column->tolerance))
        KEUR_TRY(keur_json_add_number(to, "tolerance", column->tolerance, err));
    if (column->is_left_out && !keur_type_is_left_out(column->type))
        KEUR_TRY(keur_json_add_bool(to, "use", false, err));
    if (column->note != NULL)
        KEUR_TRY(keur_json_add_string(to, "note", column->note, err));
out:
    return status;
}

static keur_status print_key_sets(keur_json *to, const keur_schema *schema, keur_error *err)
{
    keur_json *list = NULL;
    keur_status status = KEUR_OK;

    if (schema->n_key_sets == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_array(to, "key_sets", &list, err));
    for (size_t i = 0; i < schema->n_key_sets; i++)
        KEUR_TRY(print_texts(list, NULL, &schema->key_sets[i], err));
out:
    return status;
}

keur_status keur_schema_print(const keur_schema *schema, char **text, keur_error *err)
{
    keur_json *json = NULL, *list = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&json, err));
    KEUR_TRY(keur_json_add_number(json, "keur_schema", KEUR_SCHEMA_FORMAT, err));
    KEUR_TRY(print_texts(json, "missing", &schema->missing, err));
    KEUR_TRY(keur_json_add_array(json, "columns", &list, err));
    for (size_t j = 0; j < schema->n_columns; j++) {
        if (!schema->columns[j].is_nameless)
            KEUR_TRY(print_column(list, &schema->columns[j], err));
    }
    KEUR_TRY(print_key_sets(json, schema, err));
    KEUR_TRY(print_texts(json, "rules", &schema->rules, err));
    KEUR_TRY(keur_json_print(json, text, err));
out:
    keur_json_free(json);
    return status;
}
