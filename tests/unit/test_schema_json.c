/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/tables.h"

static keur_status try_parse(const char *json, keur_error *err)
{
    static int mark;
    keur_schema *schema = (keur_schema *)(void *)&mark;
    const keur_status status = keur_schema_parse(json, strlen(json), "schema.json", &schema, err);

    assert_null(schema);
    return status;
}

#define assert_refused(json, part) assert_fails(try_parse((json), &err), KEUR_ESCHEMA, (part))

/* A schema with one column. */
#define COLUMN(members) "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\"," members "}]}"

static void every_member(void **state)
{
    keur_schema *schema = keur_check_schema(
        "{\"keur_schema\": 1, \"missing\": [\" x \", -9.50], \"columns\": ["
        "{\"name\": \"a\", \"type\": \"numeric\", \"roles\": [\"key\", \"secret\", \"unit\"],"
        " \"missing\": [\"m\"], \"special\": [-8, \"N\"], \"tolerance\": 0.5, \"note\": [1]},"
        "{\"name\": \"b\", \"type\": \"ordinal\", \"levels\": [\"low\", \"high\"],"
        " \"roles\": [\"protected\", \"outcome\", \"treatment\", \"time\"], \"use\": false},"
        "{\"name\": \"c\", \"type\": \"categorical\", \"code\": true},"
        "{\"name\": \"d\"}, {\"name\": \"e\", \"type\": \"identifier\"}]}");
    const keur_schema_column *a = &schema->columns[0], *b = a + 1, *c = a + 2, *d = a + 3;

    (void)state;
    assert_int_equal(schema->n_columns, 5);
    assert_int_equal(schema->missing.n, 2);
    assert_string_equal(schema->missing.items[0], "x");
    assert_string_equal(schema->missing.items[1], "-9.5");
    assert_string_equal(a->name, "a");
    assert_int_equal(a->type, KEUR_TYPE_NUMERIC);
    assert_true(a->is_declared);
    assert_int_equal(a->roles, KEUR_COLUMN_KEY | KEUR_COLUMN_SECRET | KEUR_COLUMN_UNIT);
    assert_string_equal(a->missing.items[0], "m");
    assert_int_equal(a->special.n, 2);
    assert_string_equal(a->special.items[0], "-8");
    assert_string_equal(a->special.items[1], "N");
    assert_near(a->tolerance, 0.5, 0);
    assert_false(a->is_left_out);
    assert_null(a->note);
    assert_int_equal(b->roles, KEUR_COLUMN_PROTECTED | KEUR_COLUMN_OUTCOME | KEUR_COLUMN_TREATMENT |
                                   KEUR_COLUMN_TIME);
    assert_int_equal(b->levels.n, 2);
    assert_string_equal(b->levels.items[1], "high");
    assert_true(b->is_left_out);
    assert_near(b->tolerance, NAN, 0);
    assert_true(c->is_code);
    assert_false(d->is_declared);
    assert_int_equal(d->type, KEUR_N_TYPES);
    assert_true(schema->columns[4].is_left_out);
    assert_int_equal(keur_schema_find(schema, "c"), 2);
    assert_int_equal(keur_schema_find(schema, "z"), -1);
    keur_schema_free(schema);
    keur_schema_free(NULL);
}

static void wrong_documents(void **state)
{
    (void)state;
    assert_fails(try_parse("{\"keur_schema\": 1,\n \"columns\": [}", &err), KEUR_EPARSE,
                 "schema.json:2");
    assert_fails(try_parse("", &err), KEUR_EPARSE, "schema.json");
    assert_refused("[]", "schema.json: $: expected an object");
    assert_refused("{\"keur_schema\": \"1\", \"columns\": []}",
                   "schema.json: $.keur_schema: expected a number");
    assert_refused("{\"keur_schema\": 2, \"columns\": []}",
                   "schema.json: $.keur_schema: expected 1");
    assert_refused("{\"keur_schema\": 1}", "schema.json: $.columns: expected an array");
    assert_refused("{\"keur_schema\": 1, \"columns\": {}}", "$.columns: expected an array");
    assert_refused("{\"keur_schema\": 1, \"columns\": [], \"col\": 1}",
                   "$.col: not a known member");
    assert_refused("{\"keur_schema\": 1, \"columns\": [], \"missing\": \"x\"}",
                   "$.missing: expected an array");
    assert_refused("{\"keur_schema\": 1, \"columns\": [], \"missing\": [true]}",
                   "$.missing[0]: expected a text or a number");
}

static void wrong_columns(void **state)
{
    (void)state;
    assert_refused("{\"keur_schema\": 1, \"columns\": [1]}", "$.columns[0]: expected an object");
    assert_refused("{\"keur_schema\": 1, \"columns\": [{}]}", "$.columns[0].name: expected a text");
    assert_refused("{\"keur_schema\": 1, \"columns\": [{\"name\": \"\"}]}", "$.columns[0].name");
    assert_refused("{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}",
                   "$.columns[1].name: another column has this name");
    assert_refused("{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\"}, {\"name\": \"b\"},"
                   "{\"name\": \"c\"}, {\"name\": \"d\", \"type\": \"number\"}]}",
                   "schema.json: $.columns[3].type: unknown type, expected one of numeric ordinal "
                   "categorical boolean date identifier text constant");
    assert_refused(COLUMN("\"type\": 1"), "$.columns[0].type: expected a text");
    assert_refused(COLUMN("\"Type\": \"numeric\""), "$.columns[0].Type: not a known member");
    assert_refused(COLUMN("\"roles\": \"key\""), "$.columns[0].roles: expected an array");
    assert_refused(COLUMN("\"roles\": [\"key\", \"lock\"]"),
                   "$.columns[0].roles[1]: unknown role, expected one of key secret unit");
    assert_refused(COLUMN("\"roles\": [3]"), "$.columns[0].roles[0]: expected a text");
    assert_refused(COLUMN("\"code\": 1"), "$.columns[0].code: expected true or false");
    assert_refused(COLUMN("\"use\": \"no\""), "$.columns[0].use: expected true or false");
    assert_refused(COLUMN("\"tolerance\": \"x\""), "$.columns[0].tolerance: expected a number");
    assert_refused(COLUMN("\"tolerance\": -1"), "$.columns[0].tolerance: expected a number of");
    assert_refused(COLUMN("\"special\": [null]"), "$.columns[0].special[0]: expected a text");
    assert_refused(COLUMN("\"special\": [-8, \"-8.0\"]"), "$.columns[0].special[1]: given twice");
    assert_refused(COLUMN("\"type\": \"ordinal\", \"levels\": [\"x\", \" x\"]"),
                   "$.columns[0].levels[1]: given twice");
}

static void members_that_do_not_fit_the_type(void **state)
{
    (void)state;
    assert_refused(COLUMN("\"levels\": [\"x\"]"), "$.columns[0].levels: levels need");
    assert_refused(COLUMN("\"type\": \"numeric\", \"levels\": [1]"), "$.columns[0].levels");
    assert_refused(COLUMN("\"type\": \"categorical\", \"special\": [1]"), "$.columns[0].special");
    assert_refused(COLUMN("\"type\": \"boolean\", \"tolerance\": 1"), "$.columns[0].tolerance");
    assert_refused(COLUMN("\"type\": \"numeric\", \"code\": true"), "$.columns[0].code");
}

/* Defaults are not printed. */
static void printed_text(void **state)
{
    keur_schema *schema = keur_check_schema(
        "{\"keur_schema\": 1, \"missing\": [-9], \"columns\": ["
        "{\"name\": \"a\", \"type\": \"numeric\", \"code\": false, \"use\": true, \"roles\": [],"
        " \"levels\": [], \"note\": \"x\"},"
        "{\"name\": \"b\", \"type\": \"date\", \"use\": false, \"special\": [8], \"tolerance\": 2},"
        "{\"name\": \"c\", \"type\": \"identifier\", \"code\": true, \"roles\": [\"unit\"]}]}");
    char *text = NULL;
    size_t kept = 0;

    (void)state;
    assert_ok(keur_schema_print(schema, &text, &err));
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (strchr(" \t\n", text[i]) == NULL)
            text[kept++] = text[i];
    }
    text[kept] = '\0';
    assert_string_equal(
        text, "{\"keur_schema\":1,\"missing\":[\"-9\"],\"columns\":["
              "{\"name\":\"a\",\"type\":\"numeric\"},"
              "{\"name\":\"b\",\"type\":\"date\",\"special\":[\"8\"],\"tolerance\":2,"
              "\"use\":false},"
              "{\"name\":\"c\",\"type\":\"identifier\",\"roles\":[\"unit\"],\"code\":true}]}");
    free(text);
    keur_schema_free(schema);
}

static void print_parse_print(void **state)
{
    keur_schema *schema = keur_check_schema(
        "{\"keur_schema\": 1, \"missing\": [\"x\", -9], \"columns\": ["
        "{\"name\": \"a \\\"q\\\" \\u00e9\", \"type\": \"numeric\", \"roles\": [\"unit\", \"key\"],"
        " \"special\": [-8, \"8.0\", 0.1], \"tolerance\": 0.30000000000000004},"
        "{\"name\": \"b\", \"type\": \"ordinal\", \"levels\": [\"1\", \"2.0\", \"x,y\"], \"use\": "
        "false},"
        "{\"name\": \"c\", \"type\": \"categorical\", \"code\": true, \"missing\": [\"00\"]},"
        "{\"name\": \"d\", \"roles\": [\"time\"]}, {\"name\": \"e\", \"type\": \"text\", \"use\": "
        "false}]}");
    keur_schema *again = NULL;
    char *text = NULL, *text_again = NULL;

    (void)state;
    assert_ok(keur_schema_print(schema, &text, &err));
    again = keur_check_schema(text);
    assert_ok(keur_schema_print(again, &text_again, &err));
    assert_string_equal(text, text_again);
    assert_int_equal(again->columns[3].type, KEUR_N_TYPES);
    assert_int_equal(again->columns[3].roles, KEUR_COLUMN_TIME);
    assert_true(again->columns[0].tolerance == 0.30000000000000004);
    assert_string_equal(again->columns[1].levels.items[1], "2.0");
    free(text);
    free(text_again);
    keur_schema_free(schema);
    keur_schema_free(again);
}

static void from_a_file(void **state)
{
    static const char json[] = COLUMN("\"type\": \"date\"");
    const char *path = keur_check_scratch("schema.json");
    keur_schema *schema = NULL;

    (void)state;
    keur_check_write(path, json, sizeof json - 1);
    assert_ok(keur_schema_read(path, &schema, &err));
    assert_int_equal(schema->columns[0].type, KEUR_TYPE_DATE);
    keur_schema_free(schema);
    keur_check_write(path, "{}", 2);
    assert_fails(keur_schema_read(path, &schema, &err), KEUR_ESCHEMA, path);
    assert_null(schema);
    (void)unlink(path);
    assert_fails(keur_schema_read(path, &schema, &err), KEUR_EIO, path);
}

static void words_of_types(void **state)
{
    (void)state;
    assert_string_equal(keur_type_word(KEUR_TYPE_NUMERIC), "numeric");
    assert_string_equal(keur_type_word(KEUR_TYPE_CONSTANT), "constant");
    assert_string_equal(keur_type_word(KEUR_N_TYPES), "unknown");
    assert_string_equal(keur_type_word((keur_type)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member),  cmocka_unit_test(wrong_documents),
        cmocka_unit_test(wrong_columns), cmocka_unit_test(members_that_do_not_fit_the_type),
        cmocka_unit_test(printed_text),  cmocka_unit_test(print_parse_print),
        cmocka_unit_test(from_a_file),   cmocka_unit_test(words_of_types),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
