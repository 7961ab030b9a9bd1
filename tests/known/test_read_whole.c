/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <string.h>

#include "base/text.h"
#include "support/tables.h"

/* Every cell of the CSV files that give a table, read from the files by eye; the larger ones
 * counted and summed by other software. Those that are refused are in test_read_cases.c. */

/* "a|b" and the rows below it; a cell that holds `|` would be seen as two, but none does. */
static void dump(const keur_table *table, keur_text *to)
{
    for (size_t j = 0; j < keur_table_columns(table); j++)
        assert_ok(
            keur_text_format(to, &err, "%s%s", j > 0 ? "|" : "", keur_table_column_name(table, j)));
    for (size_t i = 0; i < keur_table_rows(table); i++)
        for (size_t j = 0; j < keur_table_columns(table); j++)
            assert_ok(keur_text_format(to, &err, "%s%s", j > 0 ? "|" : "\n",
                                       keur_check_cell(table, i, j)));
}

static void small_files(void **state)
{
    static const struct {
        const char *file, *table;
    } files[] = {
        {"csvkit/blanks.csv", "a|b|c|d|e|f\n|NA|N/A|NONE|NULL|."},
        {"csvkit/dummy.tsv", "a|b|c\n1|2|3"},
        {"csvkit/dummy_col_shuffled_ragged.csv", "b|c|a|d\n2|3|1|4"},
        {"csvkit/mac_newlines.csv", "a|b|c\n1|2|3\nOnce upon\ra time|5|6"},
        {"csvkit/optional_quote_characters.csv", "a|b|c\n1|2|3"},
        {"csvkit/test_header_newline.csv", "\t\n\v\f\r start \t\n\v\f\r end \t\n\v\f\r|b|c\nd|e|f"},
        {"csvkit/test_latin1.csv", "a|b|c\n1|2|3\n4|5|\xc2\xa9"},
        {"csvkit/test_locale.csv", "a|b|c\n1,7|200.000.000|"},
        {"csvkit/test_no_leading_zeroes.csv", "a|b|c\n01|00.11|0.1"},
        {"csvkit/test_precision.csv", "a\n1.234567"},
        {"csvkit/test_utf16_big.csv", "a|b|c\n1|2|3\n4|5|\xca\xa4"},
        {"csvkit/test_utf16_little.csv", "a|b|c\n1|2|3\n4|5|\xca\xa4"},
        {"csvkit/test_utf8.csv", "foo|bar|baz\n1|2|3\n4|5|\xca\xa4"},
        {"csvkit/test_utf8_bom.csv", "foo|bar|baz\n1|2|3\n4|5|\xca\xa4"},
        {"csvlint/cr-line-endings.csv", "Foo|Bar|Baz\nBiff|Baff|Boff\nQux|Teaspoon|Doge"},
        {"csvlint/crlf-line-endings.csv", "Foo|Bsr|Baz\nBiff|Baff|Boff\nQux|Teaspoon|Doge"},
        {"csvlint/inconsistent-line-endings-unquoted.csv",
         "Foo|Bsr|Baz\nBiff|Baff|Boff\nQux|Teaspoon|Doge"},
        {"csvlint/inconsistent-line-endings.csv", "Foo|Bsr|Baz\nBiff|Baff|Boff\nQux|Teaspoon|Doge"},
        {"csvlint/lf-line-endings.csv", "Foo|Bsr|Baz\nBiff|Baff|Boff\nQux|Teaspoon|Doge"},
        {"csvlint/valid.csv", "Foo|Bar|Baz\n1|2|3\n3|2|1"},
        {"csvlint/valid_many_rows.csv", "Foo|Bar|Baz\n1|2|3\n3|2|1\n1|2|3\n3|2|1\n1|2|3\n3|2|1"},
        {"csvlint/windows-line-endings.csv", "a|b|c\nd|e|f"},
        {"papaparse/sample-header.csv", "title|name\ntest title 01|test name 01\n|test name 02"},
        {"papaparse/sample.csv", "A|B|C\nX|Y|Z"},
        {"papaparse/utf-8-bom-sample.csv", "A|B|C\nX|Y|Z"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        keur_text seen = {NULL, 0, 0};
        keur_table *table;
        char file[128];

        (void)snprintf(file, sizeof file, "formats/csv/%s", files[i].file);
        table = keur_check_case_table(file);
        dump(table, &seen);
        if (strcmp(seen.bytes, files[i].table) != 0)
            fail_msg("%s: read as \"%s\"", file, seen.bytes);
        keur_text_free(&seen);
        keur_table_free(table);
    }
}

/* Sums and numbers of distinct texts of a surplus list of the US government, as Python's csv and
 * decimal modules give them. */
static void a_larger_file(void **state)
{
    static const size_t distinct[] = {1, 73, 73, 73, 54, 16, 5, 68, 74, 150, 22, 22, 30, 30};
    keur_table *table = keur_check_case_table("formats/csv/csvkit/ks_1033_data.csv");
    const ptrdiff_t quantity = keur_table_find(table, "quantity"),
                    cost = keur_table_find(table, "total_cost");
    double n_things = 0, cents = 0, value = 0;

    (void)state;
    assert_int_equal(keur_table_rows(table), 1575);
    assert_int_equal(keur_table_columns(table), 14);
    for (size_t j = 0; j < 14; j++)
        assert_int_equal(keur_table_distinct(table, j), distinct[j]);
    for (size_t i = 0; i < 1575; i++) {
        assert_true(keur_text_number(keur_check_cell(table, i, (size_t)quantity), '.', &value));
        n_things += value;
        assert_true(keur_text_number(keur_check_cell(table, i, (size_t)cost), '.', &value));
        cents += (double)(long long)(value * 100 + 0.5);
    }
    assert_true(n_things == 1988);
    assert_true(cents == 412682462);
    assert_cell(table, 0, 4, "RIFLE,5.56 MILLIMETER");
    keur_table_free(table);
}

/* No header: the first row is taken for one, which its names show. */
static void a_file_without_names(void **state)
{
    keur_table *table = keur_check_case_table("formats/csv/papaparse/long-sample.csv");

    (void)state;
    assert_string_equal(keur_table_column_name(table, 0), "Grant");
    assert_string_equal(keur_table_column_name(table, 6), "ljenkins");
    assert_cell(table, 0, 5, "Pede Corporation");
    assert_cell(table, 5, 3, "2014-03-20T23:20:15-07:00");
    assert_cell(table, 6, 0, "Talon");
    assert_cell(table, 6, 6, "Phasellus@Quisquetincidunt.example");
    keur_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_files),
        cmocka_unit_test(a_larger_file),
        cmocka_unit_test(a_file_without_names),
    };

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
