/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <keur/schema.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "table/schema_foreign.h"
#include "table/schema_parts.h"
#include "table/value.h"

/* A text, or a number in its shortest form. */
static keur_status parse_item(const keur_json_at *at, bool is_code, keur_texts *texts,
                              keur_error *err)
{
    char digits[KEUR_NUMBER_SIZE];
    const char *text = digits;
    keur_span span;
    keur_status status = KEUR_OK;

    if (keur_json_is_number(at)) {
        double number = 0;

        KEUR_TRY(keur_json_number(at, &number, err));
        keur_number_print(number, digits);
    } else if (keur_json_is_string(at)) {
        KEUR_TRY(keur_json_string(at, &text, err));
    } else {
        return keur_json_refuse(at, "expected a text or a number", err);
    }
    if (keur_value_is_among(texts, is_code, '.', text))
        return keur_json_refuse(at, "given twice", err);
    span = keur_span_trim(text);
    KEUR_TRY(keur_texts_add(texts, span.at, span.n, err));
out:
    return status;
}

static keur_status parse_texts(const keur_json_at *of, const char *name, bool is_code,
                               keur_texts *texts, keur_error *err)
{
    const keur_json_at list = keur_json_member(of, name);
    keur_status status = KEUR_OK;
    size_t n = 0;

    if (keur_json_is_absent(&list))
        return KEUR_OK;
    if (!keur_json_is_array(&list))
        return keur_json_refuse(&list, "expected an array", err);
    KEUR_TRY(keur_json_count(&list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&list, i);

        KEUR_TRY(parse_item(&item, is_code, texts, err));
    }
out:
    return status;
}

/* A column without a type is inferred; until then its type is KEUR_N_TYPES. */
static keur_status parse_type(const keur_json_at *of, keur_schema_column *column, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "type");
    const char *word = NULL;
    keur_status status = KEUR_OK;

    column->type = KEUR_N_TYPES;
    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_string(&at, &word, err));
    for (int type = 0; type < KEUR_N_TYPES; type++) {
        if (strcmp(word, keur_type_word((keur_type)type)) == 0)
            column->type = (keur_type)type;
    }
    column->is_declared = column->type != KEUR_N_TYPES;
#define TYPE_IN_LIST(name, word, help) " " word
    if (!column->is_declared)
        status = keur_json_refuse(&at, "unknown type, expected one of" KEUR_TYPE_LIST(TYPE_IN_LIST),
                                  err);
#undef TYPE_IN_LIST
out:
    return status;
}

static keur_status parse_format(const keur_json_at *of, keur_format *format, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "format");
    const char *word = NULL;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_string(&at, &word, err));
    for (int known = KEUR_FORMAT_OPEN + 1; known < KEUR_N_FORMATS; known++) {
        if (strcmp(word, keur_format_word((keur_format)known)) == 0)
            *format = (keur_format)known;
    }
#define FORMAT_IN_LIST(name, word, type, help) " " word
    if (*format == KEUR_FORMAT_OPEN)
        status = keur_json_refuse(
            &at, "unknown format, expected one of" KEUR_FORMAT_LIST(FORMAT_IN_LIST), err);
#undef FORMAT_IN_LIST
out:
    return status;
}

static keur_status parse_label(const keur_json_at *of, char **label, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "label");
    const char *text = NULL;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_string(&at, &text, err));
    KEUR_TRY(keur_copy_string(text, label, err));
out:
    return status;
}

static keur_status parse_role(const keur_json_at *at, unsigned *roles, keur_error *err)
{
    const char *word = NULL, *known;
    unsigned bit = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(at, &word, err));
    for (size_t i = 0; (known = keur_column_role(i, &bit)) != NULL; i++) {
        if (strcmp(word, known) == 0) {
            *roles |= bit;
            return KEUR_OK;
        }
    }
    status = keur_json_refuse(
        at, "unknown role, expected one of key secret unit protected outcome treatment time", err);
out:
    return status;
}

static keur_status parse_roles(const keur_json_at *of, unsigned *roles, keur_error *err)
{
    const keur_json_at list = keur_json_member(of, "roles");
    keur_status status = KEUR_OK;
    size_t n = 0;

    if (keur_json_is_absent(&list))
        return KEUR_OK;
    if (!keur_json_is_array(&list))
        return keur_json_refuse(&list, "expected an array", err);
    KEUR_TRY(keur_json_count(&list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&list, i);

        KEUR_TRY(parse_role(&item, roles, err));
    }
out:
    return status;
}

static keur_status parse_flag(const keur_json_at *of, const char *name, bool *flag, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);

    return keur_json_is_absent(&at) ? KEUR_OK : keur_json_bool(&at, flag, err);
}

static keur_status parse_tolerance(const keur_json_at *of, double *tolerance, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "tolerance");
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_number(&at, tolerance, err));
    if (*tolerance < 0)
        status = keur_json_refuse(&at, "expected a number of at least 0", err);
out:
    return status;
}

/* What a type has no use for is refused, so that nobody relies on it. */
static keur_status check_column(const keur_json_at *of, const keur_schema_column *column,
                                keur_error *err)
{
    const keur_type type = column->type;
    const bool is_open = type == KEUR_N_TYPES;
    const bool is_scale =
        type == KEUR_TYPE_NUMERIC || type == KEUR_TYPE_DATE || type == KEUR_TYPE_ORDINAL;
    const char *name = NULL, *why = NULL;

    if (column->levels.n > 0 && type != KEUR_TYPE_ORDINAL && type != KEUR_TYPE_CATEGORICAL) {
        name = "levels";
        why = "levels need the type ordinal or categorical";
    } else if (column->special.n > 0 && !is_scale && !is_open) {
        name = "special";
        why = "special codes need the type numeric, ordinal or date";
    } else if (!isnan(column->tolerance) && !is_scale && !is_open) {
        name = "tolerance";
        why = "a tolerance needs the type numeric, ordinal or date";
    } else if (column->format != KEUR_FORMAT_OPEN && keur_format_type(column->format) != type) {
        name = "format";
        why = keur_format_type(column->format) == KEUR_TYPE_DATE
                  ? "this format needs the type date"
                  : "this format needs the type numeric";
    } else if (column->is_code && (is_scale || type == KEUR_TYPE_BOOLEAN)) {
        name = "code";
        why = "a code needs the type categorical or identifier";
    }
    if (name != NULL) {
        const keur_json_at at = keur_json_member(of, name);

        return keur_json_refuse(&at, why, err);
    }
    return KEUR_OK;
}

static keur_status parse_column(const keur_json_at *at, keur_schema *schema, keur_error *err)
{
    static const char *const members[] = {"name",   "type",    "format",  "label", "roles",
                                          "levels", "missing", "special", "code",  "tolerance",
                                          "use",    "note",    NULL};
    keur_json_at name_at;
    keur_schema_column *column = NULL;
    const char *name = NULL;
    bool is_used = true;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_known(at, members, err));
    name_at = keur_json_member(at, "name");
    KEUR_TRY(keur_json_string(&name_at, &name, err));
    if (*name == '\0')
        return keur_json_refuse(&name_at, "a name must not be empty", err);
    if (keur_schema_find(schema, name) >= 0)
        return keur_json_refuse(&name_at, "another column has this name", err);
    KEUR_TRY(keur_schema_add(schema, name, &column, err));
    KEUR_TRY(parse_type(at, column, err));
    KEUR_TRY(parse_format(at, &column->format, err));
    KEUR_TRY(parse_label(at, &column->label, err));
    KEUR_TRY(parse_roles(at, &column->roles, err));
    KEUR_TRY(parse_flag(at, "code", &column->is_code, err));
    KEUR_TRY(parse_texts(at, "levels", column->is_code, &column->levels, err));
    KEUR_TRY(parse_texts(at, "missing", column->is_code, &column->missing, err));
    KEUR_TRY(parse_texts(at, "special", column->is_code, &column->special, err));
    KEUR_TRY(parse_tolerance(at, &column->tolerance, err));
    KEUR_TRY(parse_flag(at, "use", &is_used, err));
    column->is_left_out = !is_used || keur_type_is_left_out(column->type);
    KEUR_TRY(check_column(at, column, err));
out:
    return status;
}

static keur_status check_format(const keur_json_at *root, keur_error *err)
{
    static const char *const members[] = {"keur_schema", "missing", "columns",
                                          "key_sets",    "rules",   NULL};
    keur_json_at at;
    double format = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_known(root, members, err));
    at = keur_json_member(root, "keur_schema");
    if (keur_json_is_absent(&at))
        return KEUR_OK; /* written by hand: the format of this version */
    KEUR_TRY(keur_json_number(&at, &format, err));
    if (format != KEUR_SCHEMA_FORMAT)
        status = keur_json_refuse(&at, "expected 1, the only format there is", err);
out:
    return status;
}

keur_status keur_schema_parse(const char *text, size_t n_bytes, const char *name,
                              keur_schema **schema, keur_error *err)
{
    keur_json *json = NULL;
    keur_schema *made = NULL;
    keur_json_at root, columns;
    size_t n = 0;
    keur_status status = KEUR_OK;

    *schema = NULL;
    KEUR_TRY(keur_json_parse(text, n_bytes, name, &json, err));
    root = keur_json_root(json, name);
    KEUR_TRY(keur_schema_foreign(&root, schema, err));
    if (*schema != NULL)
        goto out;
    KEUR_TRY(check_format(&root, err));
    columns = keur_json_member(&root, "columns");
    if (!keur_json_is_array(&columns)) {
        status = keur_json_refuse(&columns, "expected an array", err);
        goto out;
    }
    KEUR_TRY(keur_json_count(&columns, &n, err));
    KEUR_TRY(keur_schema_new(n, &made, err));
    KEUR_TRY(parse_texts(&root, "missing", false, &made->missing, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&columns, i);

        KEUR_TRY(parse_column(&item, made, err));
    }
    KEUR_TRY(keur_schema_parse_key_sets(&root, made, err));
    KEUR_TRY(keur_schema_parse_rules(&root, made, err));
    *schema = made;
    made = NULL;
out:
    keur_schema_free(made);
    keur_json_free(json);
    return status;
}

keur_status keur_schema_read(const char *path, keur_schema **schema, keur_error *err)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    char *bytes = NULL;
    size_t n_bytes = 0;
    keur_status status = KEUR_OK;

    *schema = NULL;
    KEUR_TRY(keur_file_read(path, &bytes, &n_bytes, err));
    KEUR_TRY(keur_schema_parse(bytes, n_bytes, name, schema, err));
out:
    keur_release(bytes);
    return status;
}
