/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/tables.h"

enum { MAX_TABLES = 4 };

/* Infer over tables given as texts, called a.csv, b.csv, ...; the texts end with NULL. */
static keur_status infer(const char *const *texts, const char *declared_json, bool common,
                         keur_schema **schema, keur_error *err)
{
    static const char *const names[MAX_TABLES] = {"a.csv", "b.csv", "c.csv", "d.csv"};
    keur_table *tables[MAX_TABLES] = {NULL};
    keur_schema *declared = declared_json != NULL ? keur_check_schema(declared_json) : NULL;
    size_t n = 0;
    keur_status status;

    for (; texts[n] != NULL; n++)
        tables[n] = keur_check_table(names[n], texts[n]);
    status = keur_schema_infer((const keur_table *const *)tables, n, declared, common, schema, err);
    for (size_t i = 0; i < n; i++)
        keur_table_free(tables[i]);
    keur_schema_free(declared);
    return status;
}

#define TABLES(...)     ((const char *const[]){__VA_ARGS__, NULL})
#define SCHEMA(columns) "{\"keur_schema\": 1, \"columns\": [" columns "]}"

#define assert_refused(tables, declared, part)                                                     \
    do {                                                                                           \
        keur_schema *none_ = NULL;                                                                 \
        assert_fails(infer((tables), (declared), false, &none_, &err), KEUR_ESCHEMA, (part));      \
        assert_null(none_);                                                                        \
    } while (0)

/* Column x of a schema. */
typedef struct outcome {
    keur_type type;
    bool is_code, is_left_out;
    char note[200];
} outcome;

static outcome infer_x(const char *const *texts, const char *declared)
{
    keur_schema *schema = NULL;
    const keur_schema_column *x;
    outcome found = {.type = KEUR_N_TYPES};

    assert_ok(infer(texts, declared, false, &schema, &err));
    x = &schema->columns[keur_schema_find(schema, "x")];
    found.type = x->type;
    found.is_code = x->is_code;
    found.is_left_out = x->is_left_out;
    if (x->note != NULL)
        (void)snprintf(found.note, sizeof found.note, "%s", x->note);
    keur_schema_free(schema);
    return found;
}

static void assert_type(const char *const *texts, keur_type type, bool is_code)
{
    const outcome found = infer_x(texts, NULL);

    if (found.type != type || found.is_code != is_code)
        fail_msg("%s: %s%s, expected %s%s", texts[0], keur_type_word(found.type),
                 found.is_code ? " code" : "", keur_type_word(type), is_code ? " code" : "");
}

static void types_of_one_table(void **state)
{
    (void)state;
    assert_type(TABLES("x\n1\n2\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x\n 1 \n-2.5e3\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x\n1\nNA\nNaN\n.\n?\n\n3\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x;y\n1,5;a\n2;b\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x\n0.5\n0\n-0.25\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x\n1\n02\n"), KEUR_TYPE_CATEGORICAL, true);
    assert_type(TABLES("x\nA\n02\n"), KEUR_TYPE_CATEGORICAL, true);
    assert_type(TABLES("x\n00A\nB\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\n1\nN\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\nna\n1\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\ntrue\nFALSE\n"), KEUR_TYPE_BOOLEAN, false);
    assert_type(TABLES("x\nT\nf\nNA\n"), KEUR_TYPE_BOOLEAN, false);
    assert_type(TABLES("x\nTRUE\n\n"), KEUR_TYPE_BOOLEAN, false);
    assert_type(TABLES("x\nF\n\n"), KEUR_TYPE_CATEGORICAL, false); /* may be a word */
    assert_type(TABLES("x\ntrue\nf\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\n1\ntrue\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\n2020-02-29\n2021-01-01 00:00:00\nNA\n"), KEUR_TYPE_DATE, false);
    assert_type(TABLES("x\n2020-02-29\n2021-02-29\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\n2020-02-29\n2020\n"), KEUR_TYPE_CATEGORICAL, false);
}

static void types_of_several_tables(void **state)
{
    (void)state;
    assert_type(TABLES("x\n1\n2\n", "x\n1.5\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x;y\n1,5;1\n2;1\n", "x,y\n1.5,1\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x\n1\n2\n", "x\nNA\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x\nNA\n", "x\n2020-01-01\n"), KEUR_TYPE_DATE, false);
    assert_type(TABLES("x\n\n", "x\nt\n", "x\nf\n"), KEUR_TYPE_BOOLEAN, false);
    assert_type(TABLES("x\na\n", "x\nb\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\n1\n2\n", "x\n01\n2\n"), KEUR_TYPE_CATEGORICAL, true);
    assert_type(TABLES("x\n01\n2\n", "x\n1.0\n"), KEUR_TYPE_CATEGORICAL, true);
    assert_type(TABLES("x\n01\nA\n", "x\n1\n2\n"), KEUR_TYPE_CATEGORICAL, true);
    assert_type(TABLES("x\nF\nM\n", "x\nF\nF\n"), KEUR_TYPE_CATEGORICAL, false);
    assert_type(TABLES("x\n1\nN\n", "x\n2\nN\n"), KEUR_TYPE_CATEGORICAL, false);
}

static void tables_that_disagree(void **state)
{
    (void)state;
    assert_refused(TABLES("x\n1\n2\n", "x\n1\n\nlow\nhigh\n"), NULL,
                   "column \"x\" holds numbers in a.csv, but something else in b.csv (b.csv:4)");
    assert_refused(TABLES("x\n1\n2\n", "x\nlow\n"), NULL, "declare its type in a schema");
    assert_refused(TABLES("x\nlow\n2\n", "x\n7\n8\n"), NULL,
                   "holds numbers in b.csv, but something else in a.csv (a.csv:2)");
    assert_refused(TABLES("y,x\n1,2020-01-01\n", "y,x\n1,2020-01-01\n1,2020-13-01\n"), NULL,
                   "column \"x\" holds dates in a.csv, but something else in b.csv (b.csv:3)");
    assert_refused(TABLES("x\n2020-01-01\n", "x\n5\n"), NULL, "b.csv:2");
    assert_refused(TABLES("x\nNA\n", "x\ntrue\nfalse\n", "x\nfalse\nmaybe\n"), NULL,
                   "holds true and false in b.csv, but something else in c.csv (c.csv:3)");
    assert_refused(TABLES("x\nt\nf\n", "x\nt\nf\n", "x\ntrue\nfalse\n"), NULL,
                   "in a.csv, but something else in c.csv (c.csv:2)");
    /* 1.5 is no number where the comma is the decimal sign */
    /* 1.5 is no number where the comma is the decimal sign */
    assert_refused(TABLES("x;z;y\n1,5;1,5;1\n2;2;2\n", "x;z;y\n1,5;1,5;1\n2,5;2,5;1.5\n"), NULL,
                   "column \"y\" holds numbers in a.csv, but something else in b.csv (b.csv:3)");
}

static void declared_types_end_a_quarrel(void **state)
{
    const char *const *texts = TABLES("x\n1\n2\n", "x\n1\nlow\n");

    (void)state;
    assert_int_equal(infer_x(texts, SCHEMA("{\"name\": \"x\", \"type\": \"categorical\"}")).type,
                     KEUR_TYPE_CATEGORICAL);
    assert_int_equal(infer_x(texts, SCHEMA("{\"name\": \"x\", \"special\": [\"low\"]}")).type,
                     KEUR_TYPE_NUMERIC);
    assert_int_equal(infer_x(texts, SCHEMA("{\"name\": \"x\", \"missing\": [\"low\"]}")).type,
                     KEUR_TYPE_NUMERIC);
    assert_int_equal(
        infer_x(texts, "{\"keur_schema\": 1, \"missing\": [\"low\"], \"columns\": []}").type,
        KEUR_TYPE_NUMERIC);
    assert_int_equal(infer_x(texts, SCHEMA("{\"name\": \"x\", \"code\": true}")).type,
                     KEUR_TYPE_CATEGORICAL);
    assert_int_equal(infer_x(texts, SCHEMA("{\"name\": \"x\", \"use\": false}")).type,
                     KEUR_TYPE_CATEGORICAL);
    assert_int_equal(infer_x(TABLES("x\nt\nf\n", "x\ntrue\nfalse\n"),
                             SCHEMA("{\"name\": \"x\", \"type\": \"boolean\"}"))
                         .type,
                     KEUR_TYPE_BOOLEAN);
}

/* A table "x,y" of n rows whose x is written by `format` from 3 * i % n + 1. */
static char *rows(const char *header, size_t n, const char *before, const char *after)
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_format(&text, &err, "%s\n", header));
    for (size_t i = 0; i < n; i++)
        assert_ok(
            keur_text_format(&text, &err, "%s%zu%s,%zu\n", before, i * 3 % n + 1, after, i % 2));
    return text.bytes;
}

static void assert_rows(size_t n, const char *before, const char *after, const char *more,
                        keur_type type)
{
    keur_text text = {rows("x,y", n, before, after), 0, 0};
    outcome found;

    text.length = strlen(text.bytes);
    text.capacity = text.length + 1;
    assert_ok(keur_text_add(&text, more, &err));
    found = infer_x(TABLES(text.bytes), NULL);
    if (found.type != type)
        fail_msg("%zu rows of %s..%s and %s: %s, expected %s", n, before, after, more,
                 keur_type_word(found.type), keur_type_word(type));
    assert_int_equal(found.is_left_out, type == KEUR_TYPE_IDENTIFIER || type == KEUR_TYPE_TEXT ||
                                            type == KEUR_TYPE_CONSTANT);
    assert_int_equal(found.is_left_out, found.note[0] != '\0');
    keur_text_free(&text);
}

static void identifiers(void **state)
{
    (void)state;
    assert_rows(50, "id", "", "", KEUR_TYPE_IDENTIFIER);
    assert_rows(49, "id", "", "", KEUR_TYPE_CATEGORICAL);
    assert_rows(50, "id ", "", "", KEUR_TYPE_CATEGORICAL); /* blanks */
    assert_rows(50, "", "", "", KEUR_TYPE_IDENTIFIER);     /* a run */
    assert_rows(49, "", "", "", KEUR_TYPE_NUMERIC);
    assert_rows(50, "", "", "51.0,0\n", KEUR_TYPE_IDENTIFIER);
    assert_rows(50, "", ".5", "", KEUR_TYPE_NUMERIC); /* no whole numbers */
    assert_rows(50, "00", "", "", KEUR_TYPE_IDENTIFIER);
    assert_rows(50, "00", ".5", "", KEUR_TYPE_CATEGORICAL);    /* codes of digits only */
    assert_rows(61, "2001-01-", "", "", KEUR_TYPE_IDENTIFIER); /* 32 January is no day */
}

static void identifier_is_judged_on_the_first_table(void **state)
{
    char *ids = rows("x,y", 50, "", "");
    const char *const other = "x,y\n7,1\n7,0\n9,1\n";

    (void)state;
    assert_int_equal(infer_x(TABLES(ids, other), NULL).type, KEUR_TYPE_IDENTIFIER);
    assert_int_equal(infer_x(TABLES(other, ids), NULL).type, KEUR_TYPE_NUMERIC);
    assert_int_equal(
        infer_x(TABLES(ids), SCHEMA("{\"name\": \"x\", \"type\": \"numeric\"}")).is_left_out,
        false);
    free(ids);
}

static void free_texts(void **state)
{
    (void)state;
    assert_rows(50, "the row ", "", "", KEUR_TYPE_TEXT);
    assert_rows(49, "the row ", "", "", KEUR_TYPE_CATEGORICAL);
    assert_rows(50, "row ", "", "", KEUR_TYPE_CATEGORICAL);                /* two words */
    assert_rows(50, "the row ", "", "a,0\nNA,1\n", KEUR_TYPE_CATEGORICAL); /* 2.96 words */
    assert_rows(50, "the row ", "", "NA,1\nNA,1\nNA,1\nNA,1\n", KEUR_TYPE_TEXT);
}

/* Half of the cells distinct is not enough, whatever is missing. */
static void texts_must_be_distinct(void **state)
{
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        keur_text text = {NULL, 0, 0};

        assert_ok(keur_text_add(&text, "x,y\n", &err));
        for (int i = 0; i < 60 + extra; i++)
            assert_ok(keur_text_format(&text, &err, "one of %d,%d\nNA,%d\n", i < 60 ? i % 30 : 30,
                                       i % 2, i % 2));
        assert_int_equal(infer_x(TABLES(text.bytes), NULL).type,
                         extra == 0 ? KEUR_TYPE_CATEGORICAL : KEUR_TYPE_TEXT);
        keur_text_free(&text);
    }
}

static void constants(void **state)
{
    (void)state;
    assert_type(TABLES("x,y\n1,a\n1.0,b\n 1 ,c\n"), KEUR_TYPE_CONSTANT, false);
    assert_type(TABLES("x,y\na,1\na ,2\n", "x,y\na,1\n"), KEUR_TYPE_CONSTANT, false);
    assert_type(TABLES("x,y\n,1\nNA,2\n", "x,y\n?,1\n"), KEUR_TYPE_CONSTANT, false);
    assert_type(TABLES("x,y\n1,1\nNA,2\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x,y\n1,1\n", "x,y\n2,1\n"), KEUR_TYPE_NUMERIC, false);
    assert_type(TABLES("x,y\n01,1\n01,2\n"), KEUR_TYPE_CONSTANT, true);
    assert_type(TABLES("x,y\n01,1\n1,2\n"), KEUR_TYPE_CATEGORICAL, true);
    assert_true(infer_x(TABLES("x,y\n1,a\n1.0,b\n"), NULL).is_left_out);
    /* a special code is a value of its own */
    assert_int_equal(
        infer_x(TABLES("x\n5\n-8\n"), SCHEMA("{\"name\": \"x\", \"special\": [-8]}")).type,
        KEUR_TYPE_NUMERIC);
    assert_false(infer_x(TABLES("x\n5\n5\n"), SCHEMA("{\"name\": \"x\", \"type\": \"numeric\"}"))
                     .is_left_out);
}

/* Files without a header have values for names: none may be told. */
static void no_value_is_told_as_a_name(void **state)
{
    static const char *const values[] = {"4711", "Jansen", "4712", "Bakker"};
    const char *const *texts = TABLES("4711,Jansen,m\n1,p,f\n2,q,m\n", "4712,Bakker,m\n1,p,f\n");
    keur_schema *schema = NULL;
    keur_error error = {KEUR_OK, ""};
    char *json = NULL;

    (void)state;
    assert_int_equal(infer(texts, NULL, false, &schema, &error), KEUR_ESCHEMA);
    assert_non_null(strstr(error.text, "column 1 of a.csv is missing in b.csv"));
    assert_ok(infer(texts, NULL, true, &schema, &err));
    assert_ok(keur_schema_print(schema, &json, &err));
    assert_int_equal(schema->n_columns, 5);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assert_null(strstr(error.text, values[i]));
        assert_null(strstr(json, values[i]));
        for (size_t j = 0; j < schema->n_columns; j++)
            assert_null(strstr(schema->columns[j].name, values[i]));
    }
    free(json);
    keur_schema_free(schema);
}

static void columns_that_a_table_lacks(void **state)
{
    const char *const *texts = TABLES("a,b,c\n1,2,p\n2,3,q\n", "c,d,a\np,t,3\n", "a,c\n1,q\n");
    keur_schema *schema = NULL;

    (void)state;
    assert_refused(texts, NULL, "column 2 of a.csv is missing in b.csv, c.csv");
    assert_refused(TABLES("a\n1\n2\n", "b,a\n1,2\n"), NULL,
                   "column 1 of b.csv is missing in a.csv");
    assert_ok(infer(texts, NULL, true, &schema, &err));
    assert_int_equal(schema->n_columns, 4);
    assert_string_equal(schema->columns[2].name, "c");
    assert_string_equal(schema->columns[1].name, "column 2 of a.csv");
    assert_string_equal(schema->columns[3].name, "column 2 of b.csv");
    assert_false(schema->columns[0].is_left_out);
    assert_true(schema->columns[1].is_left_out);
    assert_non_null(strstr(schema->columns[1].note, "not in all tables"));
    assert_true(schema->columns[3].is_left_out);
    keur_schema_free(schema);
    /* what a schema leaves out may be absent */
    assert_ok(infer(texts,
                    SCHEMA("{\"name\": \"b\", \"use\": false},"
                           "{\"name\": \"d\", \"type\": \"identifier\"}"),
                    false, &schema, &err));
    assert_true(schema->columns[1].is_left_out);
    keur_schema_free(schema);
    /* a quarrel over a column that is left out is none */
    assert_ok(infer(TABLES("a,b\n1,2\n2,3\n", "a,b\n1,x\n", "a\n1\n"), NULL, true, &schema, &err));
    keur_schema_free(schema);
}

static void declarations_are_kept(void **state)
{
    keur_schema *schema = NULL;
    const keur_schema_column *a, *b;

    (void)state;
    assert_ok(infer(TABLES("b,a\nlow,1\nhigh,-8\n"),
                    "{\"keur_schema\": 1, \"missing\": [\"x\"], \"columns\": ["
                    "{\"name\": \"a\", \"roles\": [\"secret\"], \"special\": [-8],"
                    " \"missing\": [\"m\"], \"tolerance\": 2},"
                    "{\"name\": \"b\", \"type\": \"ordinal\", \"levels\": [\"low\", \"high\"]}]}",
                    false, &schema, &err));
    b = &schema->columns[0];
    a = &schema->columns[1];
    assert_string_equal(schema->missing.items[0], "x");
    assert_int_equal(a->type, KEUR_TYPE_NUMERIC);
    assert_false(a->is_declared);
    assert_int_equal(a->roles, KEUR_COLUMN_SECRET);
    assert_string_equal(a->special.items[0], "-8");
    assert_string_equal(a->missing.items[0], "m");
    assert_near(a->tolerance, 2, 0);
    assert_int_equal(b->type, KEUR_TYPE_ORDINAL);
    assert_true(b->is_declared);
    assert_int_equal(b->levels.n, 2);
    assert_near(b->tolerance, NAN, 0);
    keur_schema_free(schema);
    assert_refused(TABLES("a\n1\n"), SCHEMA("{\"name\": \"z\"}"), "\"z\"");
}

/* What the inferred type has no use for would be refused when the schema is read back. */
static void unused_declarations_are_dropped(void **state)
{
    keur_schema *schema = NULL;
    char *text = NULL;

    (void)state;
    assert_ok(infer(TABLES("x\n1\nlow\n-8\n"),
                    SCHEMA("{\"name\": \"x\", \"special\": [-8], \"tolerance\": 1}"), false,
                    &schema, &err));
    assert_int_equal(schema->columns[0].type, KEUR_TYPE_CATEGORICAL);
    assert_int_equal(schema->columns[0].special.n, 0);
    assert_near(schema->columns[0].tolerance, NAN, 0);
    assert_ok(keur_schema_print(schema, &text, &err));
    keur_schema_free(keur_check_schema(text));
    free(text);
    keur_schema_free(schema);
}

static void values_that_are_not_of_their_declared_type(void **state)
{
    const char *const *texts = TABLES("x\n1\n2\n", "x\n3\nNA\nlow\n");

    (void)state;
    assert_refused(texts, SCHEMA("{\"name\": \"x\", \"type\": \"numeric\"}"),
                   "b.csv:4: column \"x\" is declared numeric, and this is not a number");
    assert_refused(texts, SCHEMA("{\"name\": \"x\", \"type\": \"date\"}"), "a.csv:2: column \"x\"");
    assert_refused(texts, SCHEMA("{\"name\": \"x\", \"type\": \"boolean\"}"), "a.csv:3: ");
    assert_refused(texts, SCHEMA("{\"name\": \"x\", \"type\": \"ordinal\"}"),
                   "b.csv:4: column \"x\" is declared ordinal, and this is not a number");
    assert_refused(texts,
                   SCHEMA("{\"name\": \"x\", \"type\": \"ordinal\", \"levels\": [1, 2, \"low\"]}"),
                   "b.csv:2: column \"x\" is declared ordinal, and this is not one of its");
    assert_int_equal(infer_x(texts, SCHEMA("{\"name\": \"x\", \"type\": \"numeric\","
                                           "\"special\": [\"low\"]}"))
                         .type,
                     KEUR_TYPE_NUMERIC);
}

static void mixed_columns_get_a_hint(void **state)
{
    (void)state;
    assert_non_null(strstr(infer_x(TABLES("x\n1\n2\nN\n"), NULL).note, "special"));
    assert_non_null(strstr(infer_x(TABLES("x\n1\nN\n"), NULL).note, "special"));
    assert_string_equal(infer_x(TABLES("x\n1\nN\nM\n"), NULL).note, "");
    assert_string_equal(infer_x(TABLES("x\n01\n2\n3\nM\n"), NULL).note, "");
    assert_string_equal(infer_x(TABLES("x\na\nb\n"), NULL).note, "");
}

static void no_tables(void **state)
{
    keur_schema *schema = NULL;

    (void)state;
    assert_fails(keur_schema_infer(NULL, 0, NULL, false, &schema, &err), KEUR_EINVAL, "table");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_of_one_table),
        cmocka_unit_test(types_of_several_tables),
        cmocka_unit_test(tables_that_disagree),
        cmocka_unit_test(declared_types_end_a_quarrel),
        cmocka_unit_test(identifiers),
        cmocka_unit_test(identifier_is_judged_on_the_first_table),
        cmocka_unit_test(free_texts),
        cmocka_unit_test(texts_must_be_distinct),
        cmocka_unit_test(constants),
        cmocka_unit_test(columns_that_a_table_lacks),
        cmocka_unit_test(no_value_is_told_as_a_name),
        cmocka_unit_test(declarations_are_kept),
        cmocka_unit_test(unused_declarations_are_dropped),
        cmocka_unit_test(values_that_are_not_of_their_declared_type),
        cmocka_unit_test(mixed_columns_get_a_hint),
        cmocka_unit_test(no_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
