/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <keur/scorecard.h>

#include "base/file.h"
#include "base/text.h"
#include "support/tables.h"
#include "table/day.h"

/* Files of SPSS and Stata beside CSV files that hold the same. */

#define STAT(file) "formats/stat/" file
#define TWIN(file) "formats/stat/pyreadstat/" file

static keur_table *statistics(const char *file)
{
#ifndef KEUR_HAVE_READSTAT
    exit(77);
#endif
    return keur_check_case_table(file);
}

/* A date or moment in days, a clock time in seconds, a number, or the text. */
static bool is_same(const char *a, const char *b)
{
    double x, y;
    int hours, minutes, seconds;

    if (strcmp(b, "#NULL!") == 0)
        return *a == '\0';
    if (keur_day_parse(a, strlen(a), KEUR_YEAR_FIRST, &x) &&
        keur_day_parse(b, strlen(b), KEUR_YEAR_FIRST, &y))
        return x == y;
    if (keur_text_number(a, '.', &x) && sscanf(b, "%d:%d:%d", &hours, &minutes, &seconds) == 3)
        return x == hours * 3600 + minutes * 60 + seconds;
    if (keur_text_number(a, '.', &x) && keur_text_number(b, '.', &y))
        return x == y;
    return strcmp(a, b) == 0;
}

/* Compare all cells; labels[j] are the labels of the codes 1, 2, .. of column j of the CSV. */
static void assert_twins(const char *file, const char *twin, const char *const *const *labels)
{
    keur_table *table = statistics(file), *csv = keur_check_case_table(twin);

    assert_int_equal(keur_table_columns(table), keur_table_columns(csv));
    assert_int_equal(keur_table_rows(table), keur_table_rows(csv));
    for (size_t j = 0; j < keur_table_columns(csv); j++) {
        if (strcasecmp(keur_table_column_name(table, j), keur_table_column_name(csv, j)) != 0)
            fail_msg("%s: column %zu is %s", file, j, keur_table_column_name(table, j));
        for (size_t i = 0; i < keur_table_rows(csv); i++) {
            const char *seen = keur_check_cell(table, i, j), *expected = keur_check_cell(csv, i, j);
            double code;

            if (labels != NULL && labels[j] != NULL && keur_text_number(expected, '.', &code))
                expected = labels[j][(size_t)code - 1];
            if (!is_same(seen, expected))
                fail_msg("%s: row %zu of %s is \"%s\", in %s \"%s\"", file, i + 1,
                         keur_table_column_name(csv, j), seen, twin, expected);
        }
    }
    keur_table_free(table);
    keur_table_free(csv);
}

static const char *const sexes[] = {"Male", "Female"}, *const grades[] = {"low", "medium", "high"};

static void samples(void **state)
{
    /* in the SPSS files mylabl is measured on a scale, so its numbers stay */
    const char *const *const spss[] = {NULL, NULL, NULL, NULL, NULL, grades, NULL};
    const char *const *const others[] = {NULL, NULL, NULL, NULL, sexes, grades, NULL};

    (void)state;
    assert_twins(TWIN("sample.sav"), TWIN("sample.csv"), spss);
    assert_twins(TWIN("sample.zsav"), TWIN("sample.csv"), spss);
    assert_twins(TWIN("sample.por"), TWIN("sample.csv"), others);
}

/* Times of day are milliseconds in Stata; all else is as in the twin. */
static void stata_sample(void **state)
{
    keur_table *table = statistics(TWIN("sample.dta")),
               *csv = keur_check_case_table(TWIN("sample.csv"));

    (void)state;
    for (size_t j = 0; j < 4; j++) {
        for (size_t i = 0; i < keur_table_rows(csv); i++) {
            if (!is_same(keur_check_cell(table, i, j), keur_check_cell(csv, i, j)))
                fail_msg("row %zu of column %zu is %s", i + 1, j, keur_check_cell(table, i, j));
        }
    }
    assert_cell(table, 1, 4, "Female");
    assert_cell(table, 2, 5, "high");
    assert_cell(table, 0, 6, "36610000"); /* 10:10:10 */
    assert_cell(table, 4, 6, "");
    keur_table_free(table);
    keur_table_free(csv);
}

/* User-missing values, which the CSV has as #NULL!, are as missing as system-missing ones. */
static void missing_values(void **state)
{
    const char *const *const labels[] = {NULL, NULL, NULL, NULL, NULL, grades, NULL};
    keur_table *table;

    (void)state;
    assert_twins(TWIN("sample_missing.sav"), TWIN("sample_missing.csv"), labels);
    table = statistics(TWIN("missing_test.sav"));
    assert_int_equal(keur_table_rows(table), 2);
    assert_cell(table, 0, 0, "");
    assert_cell(table, 1, 0, "2");
    keur_table_free(table);
    table = statistics(TWIN("missing_char.sav"));
    assert_cell(table, 0, 0, "");
    assert_cell(table, 1, 0, "labeled");
    keur_table_free(table);
    table = statistics(TWIN("missing_test.dta")); /* .a, .b, .c, .x, .y, .z and . */
    for (size_t j = 0; j < 8; j++)
        assert_cell(table, 0, j, "");
    assert_cell(table, 0, 8, "1");
    keur_table_free(table);
}

/* Numbers of rows and columns as the headers of the files give them, read by other means. */
static void sizes_of_all_files(void **state)
{
    static const struct {
        const char *file;
        size_t rows, columns;
    } files[] = {
        {STAT("Drug.sav"), 20, 3},
        {STAT("GlastonburyFestival.sav"), 810, 4},
        {STAT("SAQ (Item 3 Reversed).sav"), 2571, 23},
        {STAT("butlerpsych.sav"), 68, 6},
        {STAT("twowayexample.sav"), 40, 9},
        {STAT("acro_test_data.dta"), 918, 44},
        {STAT("nursery.dta"), 12960, 10},
        {TWIN("hebrews.sav"), 99, 1},
        {TWIN("missing_char.sav"), 2, 1},
        {TWIN("missing_test.sav"), 2, 1},
        {TWIN("missing_test.dta"), 1, 9},
        {TWIN("ordered_category.sav"), 4, 1},
        {TWIN("sample.sav"), 5, 7},
        {TWIN("sample.zsav"), 5, 7},
        {TWIN("sample.por"), 5, 7},
        {TWIN("sample.dta"), 5, 7},
        {TWIN("sample_large.sav"), 485, 7},
        {TWIN("sample_missing.sav"), 7, 7},
        {TWIN("simple_alltypes.sav"), 6, 12},
        {TWIN("tegulu.sav"), 1, 2},     /* one text in three parts of 255 bytes */
        {TWIN("test_width.sav"), 5, 4}, /* likewise */
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        keur_table *table = statistics(files[i].file);

        if (keur_table_rows(table) != files[i].rows ||
            keur_table_columns(table) != files[i].columns)
            fail_msg("%s: %zu rows, %zu columns", files[i].file, keur_table_rows(table),
                     keur_table_columns(table));
        keur_table_free(table);
    }
}

static const keur_schema_column *infer_column(const keur_table *table, const char *name,
                                              keur_schema **schema)
{
    ptrdiff_t j;

    assert_ok(keur_schema_infer(&table, 1, NULL, false, schema, &err));
    j = keur_schema_find(*schema, name);
    assert_true(j >= 0);
    return &(*schema)->columns[j];
}

static void labels_and_levels(void **state)
{
    static const char *const answers[] = {"Strongly agree", "Agree", "Neither", "Disagree",
                                          "Strongly disagree"};
    keur_table *table = statistics(STAT("SAQ (Item 3 Reversed).sav"));
    keur_schema *schema = NULL;
    const keur_schema_column *found = infer_column(table, "Question_01", &schema);

    (void)state;
    assert_int_equal(keur_table_rows(table), 2571);
    assert_int_equal(found->type, KEUR_TYPE_ORDINAL);
    assert_string_equal(found->label, "Statiscs makes me cry");
    assert_int_equal(found->levels.n, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(found->levels.items[i], answers[i]);
    keur_schema_free(schema);
    keur_table_free(table);
    table = statistics(STAT("Drug.sav"));
    found = infer_column(table, "Drug", &schema);
    assert_int_equal(found->type, KEUR_TYPE_CATEGORICAL);
    assert_cell(table, 0, 0, "Ecstasy");
    keur_schema_free(schema);
    keur_table_free(table);
    table = statistics(TWIN("hebrews.sav"));
    assert_string_equal(keur_table_column_name(table, 0), "ותק_ב");
    keur_table_free(table);
}

/* From the file into the scorecard, and through the export filter. */
static void labels_reach_the_scorecard(void **state)
{
    static const char *const measures[] = {"exact-copies", NULL};
    const keur_score_options wanted = {.measures = measures};
    const keur_case_options options = {.seed = 1, .threads = 1};
    keur_table *table = statistics(STAT("SAQ (Item 3 Reversed).sav"));
    const keur_table *tables[KEUR_N_TABLES] = {[KEUR_TRAIN] = table, [KEUR_SYNTHETIC] = table};
    keur_schema *schema = NULL;
    keur_scorecard *full = NULL, *exported = NULL;
    keur_case *on = NULL;

    (void)state;
    assert_ok(keur_schema_infer((const keur_table *const *)&table, 1, NULL, false, &schema, &err));
    assert_ok(keur_case_new(tables, schema, &options, &on, &err));
    assert_ok(keur_score(on, schema, &wanted, &full, &err));
    assert_ok(keur_scorecard_export(full, &exported, &err));
    assert_int_equal(exported->n_columns, 23);
    assert_string_equal(full->columns[0].label, "Statiscs makes me cry");
    assert_string_equal(exported->columns[0].label, "Statiscs makes me cry");
    keur_scorecard_free(full);
    keur_scorecard_free(exported);
    keur_case_free(on);
    keur_schema_free(schema);
    keur_table_free(table);
}

static keur_status read_bytes(const char *bytes, size_t n, const char *name, keur_error *err)
{
    /* in memory of its own, so that a read beyond its end is seen */
    char *copy = malloc(n > 0 ? n : 1);
    keur_table *table = NULL;
    keur_status status;

    assert_non_null(copy);
    memcpy(copy, bytes, n);
    status = keur_table_read_memory(copy, n, name, NULL, &table, err);
    assert_true((table != NULL) == (status == KEUR_OK));
    keur_table_free(table);
    free(copy);
    return status;
}

/* A file that ends anywhere but at its end is refused; an SPSS portable file ends in a row of Z. */
static void every_truncation_is_refused(void **state)
{
    static const char *const files[] = {
        "sample.sav",       "sample.zsav",      "sample.por",          "sample.dta",
        "missing_test.dta", "missing_char.sav", "ordered_category.sav"};

    (void)state;
    keur_table_free(statistics(TWIN("sample.sav")));
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char path[200], *bytes = NULL;
        size_t n = 0, last;

        (void)snprintf(path, sizeof path, TWIN("%s"), files[f]);
        assert_ok(keur_file_read(keur_check_case(path), &bytes, &n, &err));
        assert_ok(read_bytes(bytes, n, files[f], &err));
        last = n;
        while (last > 0 && strchr("Z\r\n", bytes[last - 1]) != NULL && bytes[last - 1] != '\0')
            last--;
        for (size_t i = 0; i < last; i++) {
            keur_error err = {KEUR_OK, ""};

            if (read_bytes(bytes, i, files[f], &err) != KEUR_EPARSE)
                fail_msg("%s: %zu of %zu bytes are read: %s", files[f], i, n, err.text);
        }
        free(bytes);
    }
}

/* Each byte changed in turn: read or refused, but nothing worse. */
static void every_damaged_byte_is_survived(void **state)
{
    static const char *const files[] = {"missing_test.sav", "sample.por", "sample.zsav"};

    (void)state;
    keur_table_free(statistics(TWIN("sample.sav")));
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char path[200], *bytes = NULL;
        size_t n = 0;

        (void)snprintf(path, sizeof path, TWIN("%s"), files[f]);
        assert_ok(keur_file_read(keur_check_case(path), &bytes, &n, &err));
        for (size_t i = 0; i < n; i++) {
            const char kept = bytes[i];

            bytes[i] = (char)(kept ^ 0x15);
            (void)read_bytes(bytes, n, files[f], NULL);
            bytes[i] = kept;
        }
        free(bytes);
    }
}

static void what_its_name_does_not_say(void **state)
{
    keur_table *table = NULL;

    (void)state;
    assert_fails(
        keur_table_read(keur_check_case(STAT("actually_a_csv_file.sav")), NULL, &table, &err),
        KEUR_EPARSE, "it is called .sav, but it is not an SPSS file");
    assert_null(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_its_name_does_not_say),
        cmocka_unit_test(samples),
        cmocka_unit_test(stata_sample),
        cmocka_unit_test(missing_values),
        cmocka_unit_test(sizes_of_all_files),
        cmocka_unit_test(labels_and_levels),
        cmocka_unit_test(labels_reach_the_scorecard),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_damaged_byte_is_survived),
    };

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
