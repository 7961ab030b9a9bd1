/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "support/tables.h"

/* The members that metasyn 1 and SDV 1 write, values made up. */
static const char gmf[] =
    "{\"n_rows\": 100, \"n_columns\": 9,"
    " \"provenance\": {\"created by\": {\"name\": \"metasyn\", \"version\": \"1.0.0\"}},"
    " \"vars\": ["
    "{\"name\": \"id\", \"type\": \"discrete\", \"dtype\": \"Int64\", \"prop_missing\": 0.0,"
    "  \"distribution\": {\"implements\": \"core.unique_key\", \"parameters\": {\"lower\": 1}}},"
    "{\"name\": \"height\", \"type\": \"continuous\", \"dtype\": \"Float64\"},"
    "{\"name\": \"sex\", \"type\": \"categorical\", \"dtype\": "
    "\"Categorical(ordering='physical')\","
    "  \"distribution\": {\"parameters\": {\"labels\": [\"f\", \"m\"], \"probs\": [0.5, 0.5]}},"
    "  \"description\": \"Sex at birth\"},"
    "{\"name\": \"smokes\", \"type\": \"categorical\", \"dtype\": \"Boolean\"},"
    "{\"name\": \"town\", \"type\": \"string\", \"dtype\": \"String\"},"
    "{\"name\": \"born\", \"type\": \"date\", \"dtype\": \"Date\", \"description\": null},"
    "{\"name\": \"seen\", \"type\": \"datetime\", \"dtype\": \"Datetime(time_unit='us')\"},"
    "{\"name\": \"clock\", \"type\": \"time\", \"dtype\": \"Time\"}]}";

static const char sdv[] =
    "{\"METADATA_SPEC_VERSION\": \"SINGLE_TABLE_V1\", \"primary_key\": \"id\","
    " \"sequence_key\": \"person\", \"sequence_index\": \"seen\", \"columns\": {"
    "\"id\": {\"sdtype\": \"id\", \"regex_format\": \"[A-Z]{3}\"},"
    "\"person\": {\"sdtype\": \"id\"},"
    "\"age\": {\"sdtype\": \"numerical\", \"computer_representation\": \"Int64\"},"
    "\"sex\": {\"sdtype\": \"categorical\"},"
    "\"smokes\": {\"sdtype\": \"boolean\"},"
    "\"mail\": {\"sdtype\": \"email\", \"pii\": true},"
    "\"born\": {\"sdtype\": \"datetime\", \"datetime_format\": \"%d %b %Y\"},"
    "\"seen\": {\"sdtype\": \"datetime\", \"datetime_format\": \"%m/%d/%Y %H:%M\"},"
    "\"sent\": {\"sdtype\": \"datetime\", \"datetime_format\": \"%Y-%m-%dT%H:%M:%S\"},"
    "\"paid\": {\"sdtype\": \"datetime\", \"datetime_format\": \"%Y%m%d\"},"
    "\"left\": {\"sdtype\": \"datetime\", \"datetime_format\": \"%d-%m-%y\"},"
    "\"any\": {\"sdtype\": \"datetime\"}}}";

static const keur_schema_column *column(const keur_schema *schema, const char *name)
{
    const ptrdiff_t j = keur_schema_find(schema, name);

    assert_true(j >= 0);
    return &schema->columns[j];
}

static void assert_column(const keur_schema *schema, const char *name, keur_type type,
                          keur_format format, unsigned roles)
{
    const keur_schema_column *found = column(schema, name);

    if (found->type != type || found->format != format || found->roles != roles)
        fail_msg("%s: %s, format %d, roles %u", name, keur_type_word(found->type),
                 (int)found->format, found->roles);
    assert_int_equal(found->is_declared, type != KEUR_N_TYPES);
    assert_int_equal(found->is_left_out, type == KEUR_TYPE_IDENTIFIER);
    assert_int_equal(found->levels.n, 0);
}

static void metasyn(void **state)
{
    keur_schema *schema = keur_check_schema(gmf);

    (void)state;
    assert_int_equal(schema->n_columns, 8);
    assert_column(schema, "id", KEUR_TYPE_NUMERIC, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "height", KEUR_TYPE_NUMERIC, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "sex", KEUR_TYPE_CATEGORICAL, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "smokes", KEUR_TYPE_BOOLEAN, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "town", KEUR_N_TYPES, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "born", KEUR_TYPE_DATE, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "seen", KEUR_TYPE_DATE, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "clock", KEUR_N_TYPES, KEUR_FORMAT_OPEN, 0);
    assert_string_equal(column(schema, "sex")->label, "Sex at birth");
    assert_null(column(schema, "born")->label);
    keur_schema_free(schema);
}

/* As metasyn 3 writes it. */
static void metasyn_format_2(void **state)
{
    keur_schema *schema = keur_check_schema(
        "{\"gmf_version\": \"2.1\", \"provenance\": {}, \"tables\": [{\"name\": \"single_table\","
        " \"n_rows\": 50, \"n_columns\": 1, \"vars\": [{\"name\": \"id\", \"type\": \"discrete\","
        " \"dtype\": \"Int64\", \"prop_missing\": 0.0, \"distribution\": {}}]}]}");

    (void)state;
    assert_int_equal(schema->n_columns, 1);
    assert_column(schema, "id", KEUR_TYPE_NUMERIC, KEUR_FORMAT_OPEN, 0);
    keur_schema_free(schema);
}

static void synthetic_data_vault(void **state)
{
    keur_schema *schema = keur_check_schema(sdv);

    (void)state;
    assert_int_equal(schema->n_columns, 12);
    assert_column(schema, "id", KEUR_TYPE_IDENTIFIER, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "person", KEUR_TYPE_IDENTIFIER, KEUR_FORMAT_OPEN, KEUR_COLUMN_UNIT);
    assert_column(schema, "age", KEUR_TYPE_NUMERIC, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "sex", KEUR_TYPE_CATEGORICAL, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "smokes", KEUR_TYPE_BOOLEAN, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "mail", KEUR_N_TYPES, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "born", KEUR_TYPE_DATE, KEUR_FORMAT_DAY_FIRST, 0);
    assert_column(schema, "seen", KEUR_TYPE_DATE, KEUR_FORMAT_MONTH_FIRST, 0);
    assert_column(schema, "sent", KEUR_TYPE_DATE, KEUR_FORMAT_YEAR_FIRST, 0);
    assert_column(schema, "paid", KEUR_TYPE_DATE, KEUR_FORMAT_DAY_COMPACT, 0);
    assert_column(schema, "left", KEUR_N_TYPES, KEUR_FORMAT_OPEN, 0); /* years of two digits */
    assert_column(schema, "any", KEUR_TYPE_DATE, KEUR_FORMAT_OPEN, 0);
    keur_schema_free(schema);
}

static void one_of_several_tables(void **state)
{
    keur_schema *schema = keur_check_schema(
        "{\"tables\": {\"people\": {\"primary_key\": [\"a\", \"b\"], \"columns\": {"
        "\"a\": {\"sdtype\": \"numerical\"}, \"b\": {\"sdtype\": \"datetime\","
        " \"datetime_format\": \"%Y%m%d\"}, \"c\": {\"sdtype\": \"numerical\"}}}},"
        " \"relationships\": [], \"METADATA_SPEC_VERSION\": \"V1\"}");

    (void)state;
    assert_column(schema, "a", KEUR_TYPE_IDENTIFIER, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "b", KEUR_TYPE_IDENTIFIER, KEUR_FORMAT_OPEN, 0);
    assert_column(schema, "c", KEUR_TYPE_NUMERIC, KEUR_FORMAT_OPEN, 0);
    keur_schema_free(schema);
}

/* What is read from others can be printed and read back as one of ours. */
static void becomes_one_of_ours(void **state)
{
    const char *const documents[] = {gmf, sdv};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        keur_schema *schema = keur_check_schema(documents[i]), *again;
        char *printed = NULL;

        assert_ok(keur_schema_print(schema, &printed, &err));
        assert_non_null(strstr(printed, "\"keur_schema\""));
        again = keur_check_schema(printed);
        assert_int_equal(again->n_columns, schema->n_columns);
        for (size_t j = 0; j < schema->n_columns; j++)
            assert_column(again, schema->columns[j].name, schema->columns[j].type,
                          schema->columns[j].format, schema->columns[j].roles);
        free(printed);
        keur_schema_free(again);
        keur_schema_free(schema);
    }
}

/* The types hold where a table is read, and the format of dates is found as ever. */
static void declares_the_columns_of_a_table(void **state)
{
    keur_table *table = keur_check_table("t.csv", "id,born,n\n7,31/1/2020,1\n9,1/2/2020,2\n");
    keur_schema *schema = NULL, *declared = keur_check_schema(
                                    "{\"vars\": [{\"name\": \"born\", \"type\": \"date\"},"
                                    " {\"name\": \"n\", \"type\": \"categorical\"}]}");

    (void)state;
    assert_ok(
        keur_schema_infer((const keur_table *const[]){table}, 1, declared, false, &schema, &err));
    assert_int_equal(column(schema, "born")->format, KEUR_FORMAT_DAY_FIRST);
    assert_int_equal(column(schema, "n")->type, KEUR_TYPE_CATEGORICAL);
    assert_int_equal(column(schema, "id")->type, KEUR_TYPE_NUMERIC);
    keur_schema_free(schema);
    keur_schema_free(declared);
    keur_table_free(table);
}

static void badly_made(void **state)
{
    static const char *const cases[][2] = {
        {"{\"vars\": [1]}", "$.vars[0].name: expected a text"},
        {"{\"vars\": [{\"name\": \"a\"}]}", "$.vars[0].type: expected a text"},
        {"{\"vars\": [{\"name\": \"a\", \"type\": \"float\"}]}",
         "$.vars[0].type: unknown type, expected one of discrete"},
        {"{\"vars\": [{\"name\": \"\", \"type\": \"string\"}]}", "must not be empty"},
        {"{\"vars\": [{\"name\": \"a\", \"type\": \"string\", \"dtype\": 3}]}", "$.vars[0].dtype"},
        {"{\"vars\": [{\"name\": \"a\", \"type\": \"string\"}, {\"name\": \"a\", \"type\": "
         "\"string\"}]}",
         "$.vars[1].name: another column has this name"},
        {"{\"columns\": {\"a\": {}}}", "$.columns.a.sdtype: expected a text"},
        {"{\"columns\": {\"a\": {\"sdtype\": \"datetime\", \"datetime_format\": 1}}}",
         "$.columns.a.datetime_format: expected a text"},
        {"{\"columns\": {\"a\": {\"sdtype\": \"id\"}}, \"primary_key\": \"b\"}",
         "$.primary_key: there is no such column"},
        {"{\"columns\": {\"a\": {\"sdtype\": \"id\"}}, \"primary_key\": [2]}",
         "$.primary_key[0]: expected a text"},
        {"{\"METADATA_SPEC_VERSION\": \"V1\"}", "$.columns: expected an object"},
        {"{\"METADATA_SPEC_VERSION\": \"V1\", \"tables\": 1}", "$.tables: expected an object"},
        {"{\"tables\": []}", "$.tables: keur takes metadata of one table"},
        {"{\"tables\": [{\"vars\": []}, {\"vars\": []}]}", "$.tables: keur takes metadata of one"},
        {"{\"tables\": [{\"name\": \"a\"}]}", "$.tables[0].vars: expected an array"},
        {"{\"tables\": {\"a\": {\"columns\": {}}, \"b\": {\"columns\": {}}}}",
         "$.tables: keur takes metadata of one table"},
        {"{\"tables\": {\"a\": {}}}", "$.tables.a.columns: expected an object"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        keur_schema *schema = NULL;

        assert_fails(keur_schema_parse(cases[i][0], strlen(cases[i][0]), "s.json", &schema, &err),
                     KEUR_ESCHEMA, cases[i][1]);
        assert_null(schema);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metasyn),
        cmocka_unit_test(metasyn_format_2),
        cmocka_unit_test(synthetic_data_vault),
        cmocka_unit_test(one_of_several_tables),
        cmocka_unit_test(becomes_one_of_ours),
        cmocka_unit_test(declares_the_columns_of_a_table),
        cmocka_unit_test(badly_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
