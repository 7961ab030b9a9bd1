/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/schema_foreign.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"

/* Words of others for types; KEUR_N_TYPES leaves a column to be inferred. */
typedef struct word {
    const char *word;
    keur_type type;
} word;

static keur_status refuse(const keur_json_at *at, const char *why, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "%s: %s: %s", at->document, at->path, why);
}

static const word *find_word(const word *words, const char *wanted)
{
    while (words->word != NULL && strcmp(words->word, wanted) != 0)
        words++;
    return words->word != NULL ? words : NULL;
}

static void set_type(keur_schema_column *column, keur_type type)
{
    column->type = type;
    column->is_declared = type != KEUR_N_TYPES;
    column->is_left_out = keur_type_is_left_out(type);
}

static keur_status add_column(const keur_json_at *at, const char *name, keur_schema *schema,
                              keur_schema_column **column, keur_error *err)
{
    if (*name == '\0')
        return refuse(at, "a name must not be empty", err);
    if (keur_schema_find(schema, name) >= 0)
        return refuse(at, "another column has this name", err);
    return keur_schema_add(schema, name, column, err);
}

/* *text stays as it is where the member is absent or null. */
static keur_status optional_text(const keur_json_at *of, const char *name, const char **text,
                                 keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);

    if (keur_json_is_absent(&at) || keur_json_is_null(&at))
        return KEUR_OK;
    return keur_json_string(&at, text, err);
}

/* The one item of an array or object of tables. */
static keur_status only_table(const keur_json_at *tables, keur_json_at *only, keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_count(tables, &n, err));
    if (n != 1)
        return refuse(tables, "keur takes metadata of one table: keep the one that is meant", err);
    *only = keur_json_item(tables, 0);
out:
    return status;
}

/* --- metasyn: {"n_rows": .., "n_columns": .., "vars": [{"name", "type", "dtype", ..}, ..]}; from
 * version 2 of the format on {"gmf_version": .., "tables": [{"vars": [..]}]} */

static keur_status parse_variable(const keur_json_at *at, keur_schema *schema, keur_error *err)
{
    /* A string may be a name, a code or an answer, and a time of day has no type here. */
    static const word words[] = {{"discrete", KEUR_TYPE_NUMERIC},
                                 {"continuous", KEUR_TYPE_NUMERIC},
                                 {"categorical", KEUR_TYPE_CATEGORICAL},
                                 {"string", KEUR_N_TYPES},
                                 {"date", KEUR_TYPE_DATE},
                                 {"datetime", KEUR_TYPE_DATE},
                                 {"time", KEUR_N_TYPES},
                                 {NULL, KEUR_N_TYPES}};
    const keur_json_at name_at = keur_json_member(at, "name");
    const keur_json_at type_at = keur_json_member(at, "type");
    const char *name = NULL, *type = NULL, *dtype = "", *description = NULL;
    keur_schema_column *column = NULL;
    const word *known;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(&name_at, &name, err));
    KEUR_TRY(keur_json_string(&type_at, &type, err));
    KEUR_TRY(optional_text(at, "dtype", &dtype, err));
    KEUR_TRY(optional_text(at, "description", &description, err));
    known = find_word(words, type);
    if (known == NULL)
        return refuse(&type_at,
                      "unknown type, expected one of discrete continuous categorical string date "
                      "datetime time",
                      err);
    KEUR_TRY(add_column(&name_at, name, schema, &column, err));
    set_type(column, strncmp(dtype, "Boolean", 7) == 0 ? KEUR_TYPE_BOOLEAN : known->type);
    KEUR_TRY(keur_copy_string(description, &column->label, err));
out:
    return status;
}

static keur_status parse_gmf(const keur_json_at *root, keur_schema **schema, keur_error *err)
{
    const keur_json_at tables = keur_json_member(root, "tables");
    keur_json_at table = *root, vars;
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_array(&tables))
        KEUR_TRY(only_table(&tables, &table, err));
    vars = keur_json_member(&table, "vars");
    if (!keur_json_is_array(&vars))
        return refuse(&vars, "expected an array", err);
    KEUR_TRY(keur_json_count(&vars, &n, err));
    KEUR_TRY(keur_schema_new(n, schema, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&vars, i);

        KEUR_TRY(parse_variable(&item, *schema, err));
    }
out:
    return status;
}

/* --- SDV: {"METADATA_SPEC_VERSION": .., "columns": {"x": {"sdtype": ..}, ..}, "primary_key": ..}
 */

/* What a date format of strptime() says about the order; KEUR_FORMAT_OPEN where it says nothing
 * that is known here. */
static keur_format format_of(const char *pattern)
{
    static const struct {
        const char *order;
        keur_format format;
    } orders[] = {{"Ymd", KEUR_FORMAT_YEAR_FIRST},
                  {"dmY", KEUR_FORMAT_DAY_FIRST},
                  {"mdY", KEUR_FORMAT_MONTH_FIRST}};
    char order[4] = "";
    size_t n = 0;

    if (strcmp(pattern, "%Y%m%d") == 0)
        return KEUR_FORMAT_DAY_COMPACT;
    for (const char *at = strchr(pattern, '%'); at != NULL && at[1] != '\0' && n < 3;
         at = strchr(at + 2, '%')) {
        if (strchr("YymbBd", at[1]) != NULL)
            order[n++] = at[1] == 'b' || at[1] == 'B' ? 'm' : at[1];
    }
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (strcmp(order, orders[i].order) == 0)
            return orders[i].format;
    }
    return KEUR_FORMAT_OPEN;
}

static keur_status parse_field(const keur_json_at *at, keur_schema *schema, keur_error *err)
{
    static const word words[] = {
        {"numerical", KEUR_TYPE_NUMERIC}, {"categorical", KEUR_TYPE_CATEGORICAL},
        {"boolean", KEUR_TYPE_BOOLEAN},   {"datetime", KEUR_TYPE_DATE},
        {"id", KEUR_TYPE_IDENTIFIER},     {NULL, KEUR_N_TYPES}};
    const keur_json_at sdtype_at = keur_json_member(at, "sdtype");
    const char *sdtype = NULL, *pattern = NULL;
    keur_schema_column *column = NULL;
    const word *known;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(&sdtype_at, &sdtype, err));
    KEUR_TRY(optional_text(at, "datetime_format", &pattern, err));
    KEUR_TRY(add_column(at, keur_json_key(at), schema, &column, err));
    /* `email`, `city` and the like may well be keys or secrets: they are inferred */
    known = find_word(words, sdtype);
    set_type(column, known != NULL ? known->type : KEUR_N_TYPES);
    if (column->type == KEUR_TYPE_DATE && pattern != NULL) {
        column->format = format_of(pattern);
        if (column->format == KEUR_FORMAT_OPEN)
            set_type(column, KEUR_N_TYPES); /* years of two digits, for instance */
    }
out:
    return status;
}

static keur_status mark_column(const keur_json_at *name_at, keur_schema *schema, unsigned roles,
                               keur_error *err)
{
    const char *name = NULL;
    ptrdiff_t j;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(name_at, &name, err));
    j = keur_schema_find(schema, name);
    if (j < 0)
        return refuse(name_at, "there is no such column", err);
    set_type(&schema->columns[j], KEUR_TYPE_IDENTIFIER);
    schema->columns[j].format = KEUR_FORMAT_OPEN;
    schema->columns[j].roles |= roles;
out:
    return status;
}

/* Columns named by a text or by an array of them are identifiers. */
static keur_status mark_columns(const keur_json_at *of, const char *member, keur_schema *schema,
                                unsigned roles, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, member);
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at) || keur_json_is_null(&at))
        return KEUR_OK;
    if (!keur_json_is_array(&at))
        return mark_column(&at, schema, roles, err);
    KEUR_TRY(keur_json_count(&at, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&at, i);

        KEUR_TRY(mark_column(&item, schema, roles, err));
    }
out:
    return status;
}

static keur_status parse_sdv_table(const keur_json_at *table, keur_schema **schema, keur_error *err)
{
    const keur_json_at columns = keur_json_member(table, "columns");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (!keur_json_is_object(&columns))
        return refuse(&columns, "expected an object of columns", err);
    KEUR_TRY(keur_json_count(&columns, &n, err));
    KEUR_TRY(keur_schema_new(n, schema, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&columns, i);

        KEUR_TRY(parse_field(&item, *schema, err));
    }
    KEUR_TRY(mark_columns(table, "primary_key", *schema, 0, err));
    /* the rows of one person, in SDV's sequential tables */
    KEUR_TRY(mark_columns(table, "sequence_key", *schema, KEUR_COLUMN_UNIT, err));
out:
    return status;
}

static keur_status parse_sdv(const keur_json_at *root, keur_schema **schema, keur_error *err)
{
    const keur_json_at tables = keur_json_member(root, "tables");
    keur_json_at only;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&tables))
        return parse_sdv_table(root, schema, err);
    if (!keur_json_is_object(&tables))
        return refuse(&tables, "expected an object of tables", err);
    KEUR_TRY(only_table(&tables, &only, err));
    KEUR_TRY(parse_sdv_table(&only, schema, err));
out:
    return status;
}

keur_status keur_schema_foreign(const keur_json_at *root, keur_schema **schema, keur_error *err)
{
    const keur_json_at own = keur_json_member(root, "keur_schema");
    const keur_json_at vars = keur_json_member(root, "vars");
    const keur_json_at version = keur_json_member(root, "METADATA_SPEC_VERSION");
    const keur_json_at columns = keur_json_member(root, "columns");
    const keur_json_at tables = keur_json_member(root, "tables");
    keur_schema *made = NULL;
    keur_status status = KEUR_OK;

    *schema = NULL;
    if (!keur_json_is_absent(&own))
        return KEUR_OK;
    if (keur_json_is_array(&vars) || keur_json_is_array(&tables))
        KEUR_TRY(parse_gmf(root, &made, err));
    else if (!keur_json_is_absent(&version) || keur_json_is_object(&columns) ||
             keur_json_is_object(&tables))
        KEUR_TRY(parse_sdv(root, &made, err));
    *schema = made;
    made = NULL;
out:
    keur_schema_free(made);
    return status;
}
