/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "support/tables.h"

/* How the values of a column are written is found out over all tables together. */

enum { MAX_TABLES = 3 };

#define TABLES(...)       ((const char *const[MAX_TABLES + 1]){__VA_ARGS__, NULL})
#define DECLARED(members) "{\"columns\": [{\"name\": \"x\", " members "}]}"

static keur_status infer(const char *const *texts, const char *json, keur_schema **schema,
                         keur_error *err)
{
    static const char *const names[MAX_TABLES] = {"a.csv", "b.csv", "c.csv"};
    keur_table *tables[MAX_TABLES] = {NULL};
    keur_schema *declared = json != NULL ? keur_check_schema(json) : NULL;
    size_t n = 0;
    keur_status status;

    for (; texts[n] != NULL; n++)
        tables[n] = keur_check_table(names[n], texts[n]);
    status = keur_schema_infer((const keur_table *const *)tables, n, declared, false, schema, err);
    for (size_t t = 0; t < n; t++)
        keur_table_free(tables[t]);
    keur_schema_free(declared);
    return status;
}

/* Type, format and whether there is a note, such as "date dd-mm-yyyy noted"; printed and read back
 * it says the same. */
static const char *describe(const char *const *texts, const char *json)
{
    static char seen[100];
    keur_schema *schema = NULL, *again = NULL;
    char *printed = NULL;
    const keur_schema_column *x;

    assert_ok(infer(texts, json, &schema, &err));
    x = &schema->columns[keur_schema_find(schema, "x")];
    (void)snprintf(seen, sizeof seen, "%s%s%s%s%s", keur_type_word(x->type),
                   x->format != KEUR_FORMAT_OPEN ? " " : "",
                   x->format != KEUR_FORMAT_OPEN ? keur_format_word(x->format) : "",
                   x->is_code ? " code" : "", x->note != NULL ? " noted" : "");
    assert_ok(keur_schema_print(schema, &printed, &err));
    assert_ok(infer(texts, printed, &again, &err));
    assert_int_equal(again->columns[keur_schema_find(again, "x")].type, x->type);
    assert_int_equal(again->columns[keur_schema_find(again, "x")].format, x->format);
    free(printed);
    keur_schema_free(again);
    keur_schema_free(schema);
    return seen;
}

#define assert_found(tables, expected) assert_string_equal(describe((tables), NULL), (expected))

#define assert_refused(tables, declared, part)                                                     \
    do {                                                                                           \
        keur_schema *none_ = NULL;                                                                 \
        assert_fails(infer((tables), (declared), &none_, &err), KEUR_ESCHEMA, (part));             \
        assert_null(none_);                                                                        \
    } while (0)

static void orders_of_dates(void **state)
{
    (void)state;
    assert_found(TABLES("x\n2020-12-31\n2021-1-5\n"), "date");
    assert_found(TABLES("x\n31-12-2020\n1-2-2020\n"), "date dd-mm-yyyy");
    assert_found(TABLES("x\n31/12/2020\nNA\n"), "date dd-mm-yyyy");
    assert_found(TABLES("x\n12/31/2020\n1/2/2020\n"), "date mm-dd-yyyy");
    assert_found(TABLES("x\n1/2/2020\n3/4/2020\n"), "date dd-mm-yyyy noted");
    assert_found(TABLES("x\n5 mei 2020\n6 June 2020\n"), "date dd-mm-yyyy");
    assert_found(TABLES("x,y\n\"May 5, 2020\",1\n2/1/2020,2\n"), "date mm-dd-yyyy");
    assert_found(TABLES("x\n2020-05-05 10:11:12\n2020-05-06\n"), "date");
    assert_found(TABLES("x\n31/12/2020\n12/31/2020\n"), "categorical");
    assert_found(TABLES("x\n31/12/2020\n2020-12-31\n"), "categorical");
    assert_found(TABLES("x\n20201231\n20200101\n"), "numeric");
    assert_found(TABLES("x\n31-12-20\n30-12-20\n"), "categorical");
}

static void one_order_over_all_tables(void **state)
{
    (void)state;
    assert_found(TABLES("x\n1/2/2020\n3/4/2020\n", "x\n1/31/2020\n"), "date mm-dd-yyyy");
    assert_found(TABLES("x\n1/2/2020\n3/4/2020\n", "x\n31/1/2020\n"), "date dd-mm-yyyy");
    assert_found(TABLES("x\n1/2/2020\n3/4/2020\n", "x\n5/5/2020\n"), "date dd-mm-yyyy noted");
    assert_refused(TABLES("x\n2020-01-31\n", "x\n31-1-2020\n"), NULL,
                   "column \"x\" holds dates in a.csv, but something else in b.csv (b.csv:2)");
    assert_refused(TABLES("x\n1/2/2020\n", "x\n31/1/2020\n", "x\n1/31/2020\n"), NULL,
                   "holds dates in b.csv, but something else in c.csv (c.csv:2)");
}

static void declared_dates(void **state)
{
    (void)state;
    assert_string_equal(describe(TABLES("x\n20201231\n20200101\n"),
                                 DECLARED("\"type\": \"date\", \"format\": \"yyyymmdd\"")),
                        "date yyyymmdd");
    assert_string_equal(describe(TABLES("x\n1/2/2020\n3/4/2020\n"),
                                 DECLARED("\"type\": \"date\", \"format\": \"mm-dd-yyyy\"")),
                        "date mm-dd-yyyy");
    assert_string_equal(describe(TABLES("x\n31/1/2020\n"), DECLARED("\"type\": \"date\"")),
                        "date dd-mm-yyyy");
    assert_refused(TABLES("x\n20201231\n"), DECLARED("\"type\": \"date\""),
                   "a.csv:2: column \"x\" is declared date, and this is not a date in an order");
    assert_refused(TABLES("x\n1/2/2020\n", "x\n1/2/2020\n1/31/2020\n"),
                   DECLARED("\"type\": \"date\", \"format\": \"dd-mm-yyyy\""),
                   "b.csv:3: column \"x\" is declared date, and this is not of the format "
                   "dd-mm-yyyy");
}

static void thousands(void **state)
{
    (void)state;
    assert_found(TABLES("x;y\n1,234.5;1\n12;2\n"), "numeric thousands");
    assert_found(TABLES("x;y\n1.234,5;1\n12;2\n"), "numeric thousands");
    assert_found(TABLES("x;y\n1,234,567;1\n12;2\n"), "numeric thousands");
    assert_found(TABLES("x;y\n1 234;1\n12;2\n"), "numeric thousands");
    assert_found(TABLES("x,y\n\"1,234\",1\n12,2\n"), "numeric thousands noted");
    assert_found(TABLES("x;y\n1,234;1\n12;2\n"), "numeric");                   /* 1.234 */
    assert_found(TABLES("x;y\n1,234;1.5\n12;2\n"), "numeric thousands noted"); /* y has a point */
    assert_found(TABLES("x;y\n1.234;1,5\n12;2\n"), "numeric thousands noted");
    assert_found(TABLES("x;y\n0,234;1.5\n12;2\n"), "categorical noted"); /* no thousands */
    assert_found(TABLES("x,y\n\"1,234,567\",1\n1234,2\n"), "categorical noted");
    assert_found(TABLES("x,y\n\"1,234,567\",1\n1 234,2\n"), "categorical");
    assert_found(TABLES("x,y\n\"1,234,567\",1\n0344,2\n"), "categorical code");
}

static void thousands_over_tables(void **state)
{
    (void)state;
    assert_found(TABLES("x,y\n\"1,234.5\",1\n12,2\n", "x\ty\n1.234,5\t1\n"), "numeric thousands");
    assert_found(TABLES("x,y\n\"1,234,567\",1\n12,2\n", "x,y\n1234,1\n"), "numeric thousands");
    /* one of the two would be taken for a thousand times the other */
    assert_refused(TABLES("x,y\n\"1,234\",1.5\n\"5,678\",2\n", "x;y\n1,234;1,5\n"), NULL,
                   "column \"x\" holds numbers in a.csv, but something else in b.csv");
}

static void percent_signs(void **state)
{
    (void)state;
    assert_found(TABLES("x\n12.5%\n3 %\nNA\n"), "numeric percent");
    assert_found(TABLES("x;y\n12,5%;1\n3%;2\n"), "numeric percent");
    assert_found(TABLES("x\n12.5%\n3\n"), "categorical noted");
    assert_refused(TABLES("x\n12%\n3%\n", "x\n0.12\n"), NULL, "holds numbers in a.csv");
    assert_string_equal(describe(TABLES("x\n1%\n2%\n"), DECLARED("\"type\": \"numeric\"")),
                        "numeric percent");
    assert_refused(TABLES("x\n1%\n"), DECLARED("\"type\": \"numeric\", \"format\": \"plain\""),
                   "is declared numeric, and this is not of the format plain");
}

static void booleans(void **state)
{
    (void)state;
    assert_found(TABLES("x\nyes\nNO\n"), "boolean");
    assert_found(TABLES("x\ny\nn\n"), "boolean");
    assert_found(TABLES("x\nja\nnee\n\n"), "boolean");
    assert_found(TABLES("x\nj\nn\n"), "boolean");
    assert_found(TABLES("x\nwaar\nonwaar\n"), "boolean");
    assert_found(TABLES("x\nno\n\n", "x\nyes\n"), "boolean");
    assert_found(TABLES("x\nyes\n\n"), "categorical"); /* may be a word */
    assert_found(TABLES("x\nyes\nnee\n"), "categorical");
    assert_found(TABLES("x\nyes\nno\nunknown\n"), "categorical");
    /* a synthetic table may lack a rare answer, */
    assert_found(TABLES("x\nyes\nno\nunknown\n", "x\nyes\nno\n"), "categorical");
    /* but two pairs of words would never match */
    assert_refused(TABLES("x\nyes\nno\n", "x\ny\nn\n"), NULL,
                   "holds true and false in a.csv, but something else in b.csv (b.csv:2)");
    assert_refused(TABLES("x\ntrue\nfalse\n", "x\ntrue\nunknown\n"), NULL, "(b.csv:3)");
}

static void formats_in_a_schema_file(void **state)
{
    static const char *const wrong[][2] = {
        {DECLARED("\"type\": \"date\", \"format\": \"dmy\""),
         "unknown format, expected one of plain"},
        {DECLARED("\"type\": \"date\", \"format\": 1"), "$.columns[0].format: expected a text"},
        {DECLARED("\"type\": \"date\", \"format\": \"percent\""), "needs the type numeric"},
        {DECLARED("\"type\": \"numeric\", \"format\": \"dd-mm-yyyy\""), "needs the type date"},
        {DECLARED("\"format\": \"percent\""), "$.columns[0].format: this format needs the type"},
    };
    keur_schema *schema = keur_check_schema(
        DECLARED("\"type\": \"date\", \"format\": \"yyyymmdd\", \"label\": \"Day of birth\""));
    char *printed = NULL;

    (void)state;
    assert_ok(keur_schema_print(schema, &printed, &err));
    assert_non_null(strstr(printed, "\"format\":\t\"yyyymmdd\""));
    keur_schema_free(schema);
    schema = keur_check_schema(printed);
    assert_int_equal(schema->columns[0].format, KEUR_FORMAT_DAY_COMPACT);
    assert_string_equal(schema->columns[0].label, "Day of birth");
    free(printed);
    keur_schema_free(schema);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(keur_schema_parse(wrong[i][0], strlen(wrong[i][0]), "s", &schema, &err),
                     KEUR_ESCHEMA, wrong[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_of_dates),
        cmocka_unit_test(one_order_over_all_tables),
        cmocka_unit_test(declared_dates),
        cmocka_unit_test(thousands),
        cmocka_unit_test(thousands_over_tables),
        cmocka_unit_test(percent_signs),
        cmocka_unit_test(booleans),
        cmocka_unit_test(formats_in_a_schema_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
