/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "support/tables.h"
#include "table/value.h"

/* The Dutch and the English file hold one table: canonical values are equal in every cell. */
static void dutch_and_english_files_are_equal(void **state)
{
    keur_table *nl = keur_check_case_table("sd2011/sd2011_nl_cp1252.csv");
    keur_table *en = keur_check_case_table("sd2011/sd2011_en.csv.gz");
    keur_schema *schema = NULL;
    const keur_schema_column *nr;

    (void)state;
    assert_int_equal(keur_table_rows(nl), 5000);
    assert_int_equal(keur_table_rows(en), 5000);
    assert_int_equal(keur_table_columns(nl), 10);
    assert_int_equal(keur_table_decimal(nl), ',');
    assert_int_equal(keur_table_decimal(en), '.');
    assert_ok(
        keur_schema_infer((const keur_table *const[]){nl, en}, 2, NULL, false, &schema, &err));
    for (size_t j = 0; j < 10; j++) {
        const ptrdiff_t other = keur_table_find(en, keur_table_column_name(nl, j));

        assert_true(other >= 0);
        for (size_t i = 0; i < 5000; i++) {
            keur_value a, b;

            keur_value_parse(schema, &schema->columns[j], ',', keur_check_cell(nl, i, j), &a);
            keur_value_parse(schema, &schema->columns[j], '.',
                             keur_check_cell(en, i, (size_t)other), &b);
            assert_int_equal(a.kind, b.kind);
            assert_true(a.kind != KEUR_VALUE_NOT_OF_TYPE);
            assert_true(a.number == b.number);
            assert_int_equal(a.n_level, b.n_level);
            if (a.n_level > 0)
                assert_memory_equal(a.level, b.level, a.n_level);
        }
    }
    nr = &schema->columns[keur_schema_find(schema, "nr")];
    assert_int_equal(nr->type, KEUR_TYPE_IDENTIFIER);
    assert_true(nr->is_code);
    assert_int_equal(schema->columns[keur_schema_find(schema, "bmi")].type, KEUR_TYPE_NUMERIC);
    keur_schema_free(schema);
    keur_table_free(nl);
    keur_table_free(en);
}

/* Rows as the expected JSON has them: an array of objects, or one object. */
static void compare_with_json(const keur_table *table, const char *path, const char *except)
{
    char *text = NULL;
    size_t n_bytes = 0, n_rows = 0;
    keur_json *json = NULL;
    keur_json_at root;
    bool is_array;

    assert_ok(keur_file_read(path, &text, &n_bytes, &err));
    assert_ok(keur_json_parse(text, n_bytes, path, &json, &err));
    root = keur_json_root(json, path);
    is_array = keur_json_is_array(&root);
    n_rows = 1;
    if (is_array)
        assert_ok(keur_json_count(&root, &n_rows, &err));
    assert_int_equal(keur_table_rows(table), n_rows);
    for (size_t i = 0; i < n_rows; i++) {
        const keur_json_at row = is_array ? keur_json_item(&root, i) : root;
        size_t n_columns = 0;

        assert_ok(keur_json_count(&row, &n_columns, &err));
        assert_int_equal(keur_table_columns(table), n_columns);
        for (size_t j = 0; j < n_columns; j++) {
            const keur_json_at cell = keur_json_item(&row, j);
            const char *expected = NULL;

            assert_string_equal(keur_table_column_name(table, j), keur_json_key(&cell));
            assert_ok(keur_json_string(&cell, &expected, &err));
            if (except == NULL || strcmp(except, keur_json_key(&cell)) != 0)
                assert_cell(table, i, j, expected);
        }
    }
    keur_json_free(json);
    keur_release(text);
}

/* The files called _crlf have lost their CR on the way here, so it is put back. */
static keur_table *read_spectrum(const char *file)
{
    const char *path = keur_check_case(file);
    keur_text with_cr = {NULL, 0, 0};
    char *text = NULL;
    size_t n = 0;
    keur_table *table = NULL;

    if (strstr(file, "_crlf") == NULL)
        return keur_check_case_table(file);
    assert_ok(keur_file_read(path, &text, &n, &err));
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            assert_ok(keur_text_add(&with_cr, "\r", &err));
        assert_ok(keur_text_append(&with_cr, &text[i], 1, &err));
    }
    assert_ok(keur_table_read_memory(with_cr.bytes, with_cr.length, file, NULL, &table, &err));
    keur_text_free(&with_cr);
    keur_release(text);
    return table;
}

static void csv_spectrum(void **state)
{
    static const char *const names[] = {"comma_in_quotes", "empty",       "empty_crlf",
                                        "escaped_quotes",  "json",        "location_coordinates",
                                        "newlines",        "utf8",        "newlines_crlf",
                                        "simple",          "simple_crlf", "quotes_and_newlines"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const bool has_other_number = strcmp(names[i], "location_coordinates") == 0;
        char file[128];
        keur_table *table;

        (void)snprintf(file, sizeof file, "formats/csv/csv-spectrum/csvs/%s.csv", names[i]);
        table = read_spectrum(file);
        (void)snprintf(file, sizeof file, "formats/csv/csv-spectrum/json/%s.json", names[i]);
        /* that file and its JSON have different telephone numbers */
        compare_with_json(table, keur_check_case(file),
                          has_other_number ? "Contact Phone Number" : NULL);
        keur_table_free(table);
    }
}

/* What the other files must give: so many rows, or this error. */
static const struct {
    const char *file;
    size_t rows, columns;
    keur_status status;
    const char *text;
} files[] = {
    {"csvkit/FY09_EDU_Recipients_by_State.csv", 0, 0, KEUR_EPARSE, ":1: column 10 has no name"},
    {"csvkit/bad.csv", 0, 0, KEUR_EPARSE, ":2: 4 fields, the header has 3"},
    {"csvkit/blanks.csv", 1, 6, KEUR_OK, NULL},
    {"csvkit/dummy.tsv", 1, 3, KEUR_OK, NULL},
    {"csvkit/dummy_col_shuffled_ragged.csv", 1, 4, KEUR_OK, NULL},
    {"csvkit/empty.csv", 0, 0, KEUR_EPARSE, "empty.csv: the file is empty"},
    {"csvkit/ks_1033_data.csv", 1575, 14, KEUR_OK, NULL},
    {"csvkit/mac_newlines.csv", 2, 3, KEUR_OK, NULL},
    {"csvkit/no_header_row.csv", 0, 0, KEUR_EDATA, "a header but no rows"},
    {"csvkit/null_byte.csv", 0, 0, KEUR_EPARSE, ":2: a zero byte"},
    {"csvkit/optional_quote_characters.csv", 1, 3, KEUR_OK, NULL},
    {"csvkit/test_empty_columns.csv", 0, 0, KEUR_EPARSE, ":1: column 4 has no name"},
    {"csvkit/test_empty_columns_long_row.csv", 0, 0, KEUR_EPARSE, ":2: 4 fields, the header has 3"},
    {"csvkit/test_empty_columns_short_row.csv", 0, 0, KEUR_EPARSE,
     ":2: 2 fields, the header has 3"},
    {"csvkit/test_header_newline.csv", 1, 3, KEUR_OK, NULL},
    {"csvkit/test_latin1.csv", 2, 3, KEUR_OK, NULL},
    {"csvkit/test_locale.csv", 1, 3, KEUR_OK, NULL},
    {"csvkit/test_no_leading_zeroes.csv", 1, 3, KEUR_OK, NULL},
    {"csvkit/test_precision.csv", 1, 1, KEUR_OK, NULL},
    {"csvkit/test_utf16_big.csv", 2, 3, KEUR_OK, NULL},
    {"csvkit/test_utf16_little.csv", 2, 3, KEUR_OK, NULL},
    {"csvkit/test_utf8.csv", 2, 3, KEUR_OK, NULL},
    {"csvkit/test_utf8_bom.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/cr-line-endings.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/crlf-line-endings.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/inconsistent-line-endings-unquoted.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/inconsistent-line-endings.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/invalid-byte-sequence.csv", 0, 0, KEUR_EPARSE, ":1: column 7 has no name"},
    {"csvlint/invalid_many_rows.csv", 0, 0, KEUR_EPARSE, ":4: field 3: text after its closing"},
    {"csvlint/lf-line-endings.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/title-row.csv", 0, 0, KEUR_EPARSE, ":1: column 2 has no name"},
    {"csvlint/valid.csv", 2, 3, KEUR_OK, NULL},
    {"csvlint/valid_many_rows.csv", 6, 3, KEUR_OK, NULL},
    {"csvlint/windows-line-endings.csv", 1, 3, KEUR_OK, NULL},
    {"papaparse/long-sample.csv", 7, 7, KEUR_OK, NULL},
    {"papaparse/sample-header.csv", 2, 2, KEUR_OK, NULL},
    {"papaparse/sample.csv", 1, 3, KEUR_OK, NULL},
    {"papaparse/utf-8-bom-sample.csv", 1, 3, KEUR_OK, NULL},
};

static void torture_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        keur_table *table = NULL;
        char file[128];

        (void)snprintf(file, sizeof file, "formats/csv/%s", files[i].file);
        if (files[i].status != KEUR_OK) {
            assert_fails(keur_table_read(keur_check_case(file), NULL, &table, &err),
                         files[i].status, files[i].text);
            assert_null(table);
            continue;
        }
        table = keur_check_case_table(file);
        assert_int_equal(keur_table_rows(table), files[i].rows);
        assert_int_equal(keur_table_columns(table), files[i].columns);
        keur_table_free(table);
    }
}

/* A file that is added to these folders is tried, too. */
static void no_file_is_forgotten(void **state)
{
    static const char *const folders[] = {"csvkit", "csvlint", "papaparse"};
    size_t n = 0;

    (void)state;
    for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
        char folder[64];
        DIR *all;

        (void)snprintf(folder, sizeof folder, "formats/csv/%s", folders[f]);
        all = opendir(keur_check_case(folder));
        assert_non_null(all);
        for (const struct dirent *entry = readdir(all); entry != NULL; entry = readdir(all))
            n += entry->d_name[0] != '.';
        (void)closedir(all);
    }
    assert_int_equal(n, sizeof files / sizeof *files);
}

/* Binaries that are taken for text are refused, not half read. */
static void files_of_other_kinds(void **state)
{
    const char *directory = keur_check_case("formats/stat");
    DIR *all = opendir(directory);

    (void)state;
    assert_non_null(all);
    for (const struct dirent *entry = readdir(all); entry != NULL; entry = readdir(all)) {
        const size_t n = strlen(entry->d_name);
        char file[512];
        keur_table *table = NULL;
        char *bytes = NULL;
        size_t n_bytes = 0;

        if (n < 4 ||
            (strcmp(entry->d_name + n - 4, ".sav") != 0 &&
             strcmp(entry->d_name + n - 4, ".dta") != 0) ||
            strcmp(entry->d_name, "actually_a_csv_file.sav") == 0)
            continue;
        (void)snprintf(file, sizeof file, "%s/%s", directory, entry->d_name);
        /* under a name that does not say what they are */
        assert_ok(keur_file_read(file, &bytes, &n_bytes, &err));
        assert_fails(keur_table_read_memory(bytes, n_bytes, "data.csv", NULL, &table, &err),
                     KEUR_EPARSE, "data.csv");
        keur_release(bytes);
    }
    (void)closedir(all);
}

enum { MAX_ROLES = 5 };

static const struct {
    const char *name;
    bool common_columns;
    const char *files[MAX_ROLES];
} cases[] = {
    {"census2k",
     false,
     {"census2k/train.csv.gz", "census2k/holdout.csv.gz", "census2k/mostly.csv.gz",
      "census2k/flip30.csv.gz"}},
    {"adult",
     false,
     {"adult/train.csv.gz", "adult/holdout.csv.gz", "adult/mostly.csv.gz", "adult/ctgan.csv.gz"}},
    {"adult_ctgan",
     false,
     {"adult_ctgan/train.csv.gz", "adult_ctgan/control.csv.gz", "adult_ctgan/syn_ctgan.csv.gz"}},
    {"sd2011", false, {"sd2011/util_real.csv.gz", "sd2011/util_syn_cart.csv.gz"}},
    {"national2019",
     true,
     {"national2019/target.csv.gz", "national2019/aim_e_10_all.csv.gz",
      "national2019/cart_cf21_na2019.csv.gz"}},
    {"housing",
     false,
     {"housing/members.csv", "housing/nonmembers.csv", "housing/reference.csv",
      "housing/synth.csv"}},
    {"midst_dev",
     false,
     {"midst_dev/model_01/members.csv", "midst_dev/model_01/nonmembers.csv",
      "midst_dev/model_01/reference.csv.gz", "midst_dev/model_01/synth.csv.gz"}},
};

/* An inferred schema that is printed, read and declared infers itself again. */
static void schemas_of_the_cases_come_back(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        keur_table *tables[MAX_ROLES] = {NULL};
        keur_schema *schema = NULL, *declared = NULL, *again = NULL;
        char *text = NULL, *text_again = NULL;
        size_t n = 0;

        for (; n < MAX_ROLES && cases[c].files[n] != NULL; n++)
            tables[n] = keur_check_case_table(cases[c].files[n]);
        assert_ok(keur_schema_infer((const keur_table *const *)tables, n, NULL,
                                    cases[c].common_columns, &schema, &err));
        assert_ok(keur_schema_print(schema, &text, &err));
        assert_null(strstr(text, "\"levels\""));
        declared = keur_check_schema(text);
        assert_ok(keur_schema_infer((const keur_table *const *)tables, n, declared,
                                    cases[c].common_columns, &again, &err));
        assert_ok(keur_schema_print(again, &text_again, &err));
        assert_string_equal(text, text_again);
        for (size_t j = 0; j < schema->n_columns; j++) {
            assert_int_equal(schema->columns[j].type, again->columns[j].type);
            assert_int_equal(schema->columns[j].is_left_out, again->columns[j].is_left_out);
        }
        free(text);
        free(text_again);
        keur_schema_free(schema);
        keur_schema_free(declared);
        keur_schema_free(again);
        for (size_t t = 0; t < n; t++)
            keur_table_free(tables[t]);
    }
}

/* Numbers where the file's documentation says so; nobody's column is left out. */
static void types_of_adult(void **state)
{
    static const char *const numeric[] = {"age",          "fnlwgt",       "education-num",
                                          "capital-gain", "capital-loss", "hours-per-week"};
    keur_table *train = keur_check_case_table("adult/train.csv.gz");
    keur_schema *schema = NULL;
    size_t n_numeric = 0;

    (void)state;
    assert_int_equal(keur_table_rows(train), 24421);
    assert_ok(keur_schema_infer((const keur_table *const[]){train}, 1, NULL, false, &schema, &err));
    for (size_t i = 0; i < sizeof numeric / sizeof *numeric; i++)
        assert_int_equal(schema->columns[keur_schema_find(schema, numeric[i])].type,
                         KEUR_TYPE_NUMERIC);
    for (size_t j = 0; j < schema->n_columns; j++) {
        n_numeric += schema->columns[j].type == KEUR_TYPE_NUMERIC;
        assert_false(schema->columns[j].is_left_out);
    }
    assert_int_equal(n_numeric, 6);
    keur_schema_free(schema);
    keur_table_free(train);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dutch_and_english_files_are_equal),
        cmocka_unit_test(csv_spectrum),
        cmocka_unit_test(torture_files),
        cmocka_unit_test(no_file_is_forgotten),
        cmocka_unit_test(files_of_other_kinds),
        cmocka_unit_test(schemas_of_the_cases_come_back),
        cmocka_unit_test(types_of_adult),
    };

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
