/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <string.h>

#include "support/tables.h"

static keur_table *read_bytes(const char *bytes, size_t n, const keur_read_options *options)
{
    keur_table *table = NULL;

    assert_ok(keur_table_read_memory(bytes, n, "t.csv", options, &table, &err));
    return table;
}

#define read_literal(text, options) read_bytes((text), sizeof(text) - 1, (options))

static void shape_names_and_codes(void **state)
{
    keur_table *table = keur_check_table("t.csv", "a,b\n1,x\n2,x\n1,y\n");
    const int32_t a[] = {0, 1, 0}, b[] = {0, 0, 1};
    int32_t got[3];

    (void)state;
    assert_string_equal(keur_table_name(table), "t.csv");
    assert_int_equal(keur_table_rows(table), 3);
    assert_int_equal(keur_table_columns(table), 2);
    assert_string_equal(keur_table_column_name(table, 1), "b");
    assert_int_equal(keur_table_find(table, "b"), 1);
    assert_int_equal(keur_table_find(table, "c"), -1);
    assert_int_equal(keur_table_distinct(table, 0), 2);
    keur_table_copy_codes(table, 0, 0, 3, got);
    assert_memory_equal(got, a, sizeof a);
    keur_table_copy_codes(table, 1, 1, 2, got);
    assert_memory_equal(got, b + 1, 2 * sizeof *b);
    assert_string_equal(keur_table_text(table, 1, 1), "y");
    assert_int_equal(keur_table_line(table, 1, 1), 4);
    keur_table_free(table);
    keur_table_free(NULL);
}

static void separators_are_detected(void **state)
{
    const char separators[] = {',', ';', '\t', '|'};

    (void)state;
    for (size_t i = 0; i < sizeof separators; i++) {
        char text[64];
        keur_table *table;

        (void)snprintf(text, sizeof text, "a%cb\n1%c2\n3%c4\n", separators[i], separators[i],
                       separators[i]);
        table = keur_check_table("t.csv", text);
        assert_int_equal(keur_table_columns(table), 2);
        assert_cell(table, 1, 1, "4");
        keur_table_free(table);
    }
}

static void separator_needs_the_rows_to_agree(void **state)
{
    /* The header alone has more commas than semicolons; the rows settle it. */
    keur_table *table =
        keur_check_table("t.csv", "a,b,c or d;e\n1,5;x\n2;\"p,q,r\"\n\"s\nt;;\";4,0\n");

    (void)state;
    assert_int_equal(keur_table_columns(table), 2);
    assert_string_equal(keur_table_column_name(table, 0), "a,b,c or d");
    assert_cell(table, 0, 0, "1,5");
    assert_cell(table, 1, 1, "p,q,r");
    assert_cell(table, 2, 0, "s\nt;;");
    keur_table_free(table);
    table = keur_check_table("t.csv", "alone\n1;2\n");
    assert_int_equal(keur_table_columns(table), 1);
    assert_cell(table, 0, 0, "1;2");
    keur_table_free(table);
}

static void separator_and_decimal_can_be_told(void **state)
{
    const keur_read_options options = {.separator = ';', .decimal = '.'};
    keur_table *table = read_literal("a,b;c\n1,5;2\n", &options);

    (void)state;
    assert_int_equal(keur_table_columns(table), 2);
    assert_string_equal(keur_table_column_name(table, 0), "a,b");
    assert_int_equal(keur_table_decimal(table), '.');
    keur_table_free(table);
}

static void decimal_sign_is_detected(void **state)
{
    static const struct {
        const char *text;
        char decimal;
    } cases[] = {
        {"a;b\n1,5;x\n2;y\n", ','},
        {"a;b\n1.5;x\n2;y\n", '.'},
        {"a;b\n1;x\n2;y\n", '.'},
        {"a;b\n;x\n-0,125e3;y\n", ','},
        {"a,b\n\"1,5\",x\n\"2\",y\n", ','},
        {"a,b\n\"1,234\",x\n\"12,345\",y\n", '.'}, /* thousands */
        {"a;b\n1,234;x\n12,345;y\n", ','},
        {"a;b\nx 1,5;x\ny;2,5 to 3\n", '.'}, /* commas in texts are no numbers */
        {"a;b;c\n1,5;1.25;2.5\n", '.'},      /* most columns win */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        keur_table *table = keur_check_table("t.csv", cases[i].text);

        if (keur_table_decimal(table) != cases[i].decimal)
            fail_msg("case %zu: decimal sign %c", i, keur_table_decimal(table));
        keur_table_free(table);
    }
}

static void quotes(void **state)
{
    keur_table *table = keur_check_table("t.csv", "\"a\",\"b, \"\"c\"\"\"\n"
                                                  "\"x\"\"y\",\"\"\n"
                                                  "\"\"\"\",\"1\n2\r\n3\"\n"
                                                  "5'10\"x,\"\"\"q\"\"\"\n");

    (void)state;
    assert_string_equal(keur_table_column_name(table, 0), "a");
    assert_string_equal(keur_table_column_name(table, 1), "b, \"c\"");
    assert_cell(table, 0, 0, "x\"y");
    assert_cell(table, 0, 1, "");
    assert_cell(table, 1, 0, "\"");
    assert_cell(table, 1, 1, "1\n2\r\n3");
    assert_cell(table, 2, 0, "5'10\"x"); /* a quote inside an unquoted field is a character */
    assert_cell(table, 2, 1, "\"q\"");
    keur_table_free(table);
}

static void line_ends(void **state)
{
    static const char *const texts[] = {"a,b\n1,\n3,4\n",
                                        "a,b\r\n1,\r\n3,4\r\n",
                                        "a,b\r1,\r3,4\r",
                                        "a,b\r\n1,\n3,4\r",
                                        "a,b\n1,\n3,4",
                                        "a,b\n1,\n3,4\n\n\n",
                                        "a,b\r\n1,\r\n3,4\r\n\r\n\r\n",
                                        "a,b\r1,\r3,4\r\r"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        keur_table *table = keur_check_table("t.csv", texts[i]);

        assert_int_equal(keur_table_rows(table), 2);
        assert_cell(table, 0, 0, "1");
        assert_cell(table, 0, 1, "");
        assert_cell(table, 1, 1, "4");
        assert_int_equal(keur_table_line(table, 1, 1), 3);
        keur_table_free(table);
    }
}

static void lines_are_those_of_the_file(void **state)
{
    keur_table *table =
        keur_check_table("t.csv", "\"a\nb\",c\r\n\"1\r2\r\n3\",x\n\"4\n\n\",\"\ny\"\n5,z");

    (void)state;
    assert_int_equal(keur_table_line(table, 0, 0), 3);
    assert_int_equal(keur_table_line(table, 1, 0), 5); /* x: where its field begins */
    assert_int_equal(keur_table_line(table, 0, 1), 6);
    assert_int_equal(keur_table_line(table, 1, 1), 8);
    assert_int_equal(keur_table_line(table, 0, 2), 10);
    keur_table_free(table);
}

static void blanks_are_kept(void **state)
{
    keur_table *table = keur_check_table("t.csv", " a,b \n  1 , x y \n\" q \",\t\n");

    (void)state;
    assert_string_equal(keur_table_column_name(table, 0), " a");
    assert_string_equal(keur_table_column_name(table, 1), "b ");
    assert_cell(table, 0, 0, "  1 ");
    assert_cell(table, 0, 1, " x y ");
    assert_cell(table, 1, 0, " q ");
    assert_cell(table, 1, 1, "\t");
    keur_table_free(table);
}

static void blank_line_of_one_column_is_missing(void **state)
{
    keur_table *table = keur_check_table("t.csv", "a\r\n1\r\n\r\n\"\"\r\n2\r\n");

    (void)state;
    assert_int_equal(keur_table_rows(table), 4);
    assert_cell(table, 1, 0, "");
    assert_cell(table, 2, 0, "");
    assert_cell(table, 3, 0, "2");
    assert_int_equal(keur_table_line(table, 0, 1), 3);
    keur_table_free(table);
}

static void encodings(void **state)
{
    const keur_read_options latin1 = {.encoding = "ISO-8859-1"}, utf8 = {.encoding = "utf-8"},
                            utf16 = {.encoding = "UTF-16LE"};
    static const struct {
        const char *bytes;
        size_t n;
        const char *cell;
    } cases[] = {
#define BYTES(text) (text), sizeof(text) - 1
        {BYTES("a,b\n\xc3\xa9\xe2\x82\xac,1\n"), "\xc3\xa9\xe2\x82\xac"},
        {BYTES("\xef\xbb\xbf\"a\",b\n\xc3\xa9,1\n"), "\xc3\xa9"},
        {BYTES("a,b\n\xe9\x80,1\n"), "\xc3\xa9\xe2\x82\xac"}, /* Windows-1252: e acute, euro */
        {BYTES("\xff\xfe"
               "a\0,\0b\0\n\0\xe9\0\xac\x20,\0001\0\n\0"),
         "\xc3\xa9\xe2\x82\xac"},
        {BYTES("\xfe\xff"
               "\0a\0,\0b\0\n\0\xe9\x20\xac\0,\0001\0\n"),
         "\xc3\xa9\xe2\x82\xac"},
    };
    keur_table *table;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        table = read_bytes(cases[i].bytes, cases[i].n, NULL);
        assert_string_equal(keur_table_column_name(table, 0), "a");
        assert_cell(table, 0, 0, cases[i].cell);
        keur_table_free(table);
    }
    table = read_literal("\xef\xbb\xbf\xef\xbb\xbf" /* the second mark is text */
                         "a,b\n1,2\n",
                         NULL);
    assert_string_equal(keur_table_column_name(table, 0), "\xef\xbb\xbf"
                                                          "a");
    keur_table_free(table);
    table = read_literal("a,b\n\xe9\x80,1\n", &latin1);
    assert_cell(table, 0, 0, "\xc3\xa9\xc2\x80"); /* in Latin-1 0x80 is a control character */
    keur_table_free(table);
    table = read_literal("a,b\n\xc3\xa9,1\n", &utf8);
    assert_cell(table, 0, 0, "\xc3\xa9");
    keur_table_free(table);
    table = read_literal("a\0\n\0\xe9\0\n\0", &utf16);
    assert_cell(table, 0, 0, "\xc3\xa9");
    keur_table_free(table);
}

/* More than one buffer of the converter, with characters that straddle its ends. */
static void long_conversion(void **state)
{
    enum { N = 40001 };
    static char bytes[N + 8];
    const keur_read_options options = {.max_field = (size_t)4 * N};
    keur_table *table;

    (void)state;
    memcpy(bytes, "a\n", 2);
    memset(bytes + 2, 0x80, N); /* euro signs: three bytes each in UTF-8 */
    table = read_bytes(bytes, N + 2, &options);
    assert_int_equal(strlen(keur_check_cell(table, 0, 0)), 3 * N);
    assert_memory_equal(keur_check_cell(table, 0, 0) + 3 * (N - 1), "\xe2\x82\xac", 4);
    keur_table_free(table);
}

static void field_as_long_as_allowed(void **state)
{
    const keur_read_options options = {.max_field = 5};
    keur_table *table = read_literal("a,b\n12345,\"1\n\"\"45\"\n", &options);

    (void)state;
    assert_cell(table, 0, 0, "12345");
    assert_cell(table, 0, 1, "1\n\"45");
    keur_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shape_names_and_codes),
        cmocka_unit_test(separators_are_detected),
        cmocka_unit_test(separator_needs_the_rows_to_agree),
        cmocka_unit_test(separator_and_decimal_can_be_told),
        cmocka_unit_test(decimal_sign_is_detected),
        cmocka_unit_test(quotes),
        cmocka_unit_test(line_ends),
        cmocka_unit_test(lines_are_those_of_the_file),
        cmocka_unit_test(blanks_are_kept),
        cmocka_unit_test(blank_line_of_one_column_is_missing),
        cmocka_unit_test(encodings),
        cmocka_unit_test(long_conversion),
        cmocka_unit_test(field_as_long_as_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
