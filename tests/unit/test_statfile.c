/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/tables.h"
#include "table/day.h"
#include "table/statfile.h"

static void clocks_of_display_formats(void **state)
{
    static const struct {
        keur_statfile kind;
        const char *format;
        keur_clock clock;
    } cases[] = {
        {KEUR_STATFILE_SAV, "DATE11", KEUR_CLOCK_SECONDS},
        {KEUR_STATFILE_SAV, "EDATE10", KEUR_CLOCK_SECONDS},
        {KEUR_STATFILE_ZSAV, "DATETIME20.2", KEUR_CLOCK_SECONDS},
        {KEUR_STATFILE_POR, "ADATE8", KEUR_CLOCK_SECONDS},
        {KEUR_STATFILE_SAV, "TIME8", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_SAV, "F8.2", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_SAV, "MONTH9", KEUR_CLOCK_NONE}, /* a number from 1 to 12 */
        {KEUR_STATFILE_SAV, "", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_DTA, "%td", KEUR_CLOCK_DAYS},
        {KEUR_STATFILE_DTA, "%-tdD_m_Y", KEUR_CLOCK_DAYS},
        {KEUR_STATFILE_DTA, "%d", KEUR_CLOCK_DAYS},
        {KEUR_STATFILE_DTA, "%tc", KEUR_CLOCK_MILLISECONDS},
        {KEUR_STATFILE_DTA, "%tcDDmonCCYY_HH:MM:SS", KEUR_CLOCK_MILLISECONDS},
        {KEUR_STATFILE_DTA, "%tcHH:MM:SS", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_DTA, "%tm", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_DTA, "%9.0g", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_SAS, "DATE9", KEUR_CLOCK_DAYS},
        {KEUR_STATFILE_SAS, "YYMMDD10.", KEUR_CLOCK_DAYS},
        {KEUR_STATFILE_XPT, "E8601DA10.", KEUR_CLOCK_DAYS},
        {KEUR_STATFILE_SAS, "DATETIME22.3", KEUR_CLOCK_SECONDS},
        {KEUR_STATFILE_SAS, "TIME8.", KEUR_CLOCK_NONE},
        {KEUR_STATFILE_SAS, "BEST12.", KEUR_CLOCK_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (keur_statfile_clock(cases[i].kind, cases[i].format) != cases[i].clock)
            fail_msg("%s: %d", cases[i].format,
                     (int)keur_statfile_clock(cases[i].kind, cases[i].format));
    }
}

/* SPSS counts from 14 October 1582, which is day -141428 of 1970; Stata and SAS from 1960. */
static void moments(void **state)
{
    char text[KEUR_DAY_SIZE];

    (void)state;
    keur_statfile_moment(KEUR_STATFILE_SAV, KEUR_CLOCK_SECONDS, 0, text);
    assert_string_equal(text, "1582-10-14");
    keur_statfile_moment(KEUR_STATFILE_SAV, KEUR_CLOCK_SECONDS, 141428 * 86400.0 + 0.25, text);
    assert_string_equal(text, "1970-01-01T00:00:00.250000");
    keur_statfile_moment(KEUR_STATFILE_DTA, KEUR_CLOCK_DAYS, -1, text);
    assert_string_equal(text, "1959-12-31");
    keur_statfile_moment(KEUR_STATFILE_DTA, KEUR_CLOCK_MILLISECONDS, 1500, text);
    assert_string_equal(text, "1960-01-01T00:00:01.500000");
    keur_statfile_moment(KEUR_STATFILE_XPT, KEUR_CLOCK_SECONDS, 86400, text);
    assert_string_equal(text, "1960-01-02");
    keur_statfile_moment(KEUR_STATFILE_SAS, KEUR_CLOCK_DAYS, 1e300, text); /* no such day */
    assert_string_equal(text, "1e+300");
    keur_statfile_moment(KEUR_STATFILE_SAS, KEUR_CLOCK_NONE, 1.5, text);
    assert_string_equal(text, "1.5");
}

static void wrong_contents(void **state)
{
    static const char *const names[] = {"a.sav",    "a.ZSAV",   "a.b.por",
                                        "x/a.dta",  "a.xpt",    "a.sas7bdat",
                                        "a.sav.gz", "a.DTA.gz", "$FL2@(#).sav"};
    static const char csv[] = "x,y\n1,2\n";
    keur_table *table = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_fails(keur_table_read_memory(csv, sizeof csv - 1, names[i], NULL, &table, &err),
                     KEUR_EPARSE, "but it is not a");
        assert_fails(keur_table_read_memory("", 0, names[i], NULL, &table, &err), KEUR_EPARSE,
                     "but it is not a");
        assert_null(table);
    }
    /* only the end of a name says it */
    assert_ok(keur_table_read_memory(csv, sizeof csv - 1, "a.sav.csv", NULL, &table, &err));
    keur_table_free(table);
    assert_ok(keur_table_read_memory(csv, sizeof csv - 1, "sav", NULL, &table, &err));
    keur_table_free(table);
}

#ifndef KEUR_HAVE_READSTAT

static void a_build_without_readstat(void **state)
{
    static const char start[] = "$FL2@(#) IBM SPSS STATISTICS";
    keur_table *table = NULL;

    (void)state;
    assert_fails(keur_table_read_memory(start, sizeof start - 1, "a.sav", NULL, &table, &err),
                 KEUR_EUSAGE, "a.sav: this build cannot read .sav files (built without ReadStat)");
}

#else

#include <readstat.h>

#include "base/text.h"

typedef readstat_error_t (*begin_writing)(readstat_writer_t *writer, void *to, long n_rows);

static ssize_t write_bytes(const void *bytes, size_t n, void *to)
{
    assert_ok(keur_text_append(to, bytes, n, &err));
    return (ssize_t)n;
}

enum { N_ROWS = 4 };

static readstat_label_set_t *add_labels(readstat_writer_t *writer, const char *name,
                                        const char *const *labels, size_t n)
{
    readstat_label_set_t *set = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, name);

    for (size_t i = n; i-- > 0;) /* out of order */
        readstat_label_double_value(set, (double)i, labels[i]);
    return set;
}

/* num 1.5, 2, missing, -3; day 0, 1, missing, 366; when (day) * 86400 + 1 s; text; answer labelled
 * 0 to 3; part labelled 0 and 1 only. */
static keur_text write_file(begin_writing begin, const char *day_format, const char *when_format,
                            double a_day)
{
    static const char *const answers[] = {"no", "yes", "", "no"}, *const ends[] = {"least", "low"};
    static const double numbers[N_ROWS] = {1.5, 2, NAN, -3}, days[N_ROWS] = {0, 1, NAN, 366};
    readstat_writer_t *writer = readstat_writer_init();
    readstat_variable_t *columns[6];
    keur_text file = {NULL, 0, 0};

    assert_int_equal(readstat_set_data_writer(writer, write_bytes), READSTAT_OK);
    columns[0] = readstat_add_variable(writer, "num", READSTAT_TYPE_DOUBLE, 8);
    columns[1] = readstat_add_variable(writer, "day", READSTAT_TYPE_DOUBLE, 8);
    columns[2] = readstat_add_variable(writer, "when", READSTAT_TYPE_DOUBLE, 8);
    columns[3] = readstat_add_variable(writer, "text", READSTAT_TYPE_STRING, 8);
    columns[4] = readstat_add_variable(writer, "answer", READSTAT_TYPE_DOUBLE, 8);
    columns[5] = readstat_add_variable(writer, "part", READSTAT_TYPE_DOUBLE, 8);
    readstat_variable_set_label(columns[0], "A number");
    readstat_variable_set_format(columns[1], day_format);
    readstat_variable_set_format(columns[2], when_format);
    if (begin != readstat_begin_writing_sas7bdat && begin != readstat_begin_writing_xport) {
        readstat_variable_set_label_set(columns[4], add_labels(writer, "ANSWERS", answers, 4));
        readstat_variable_set_label_set(columns[5], add_labels(writer, "ENDS", ends, 2));
    }
    assert_int_equal(begin(writer, &file, N_ROWS), READSTAT_OK);
    for (int i = 0; i < N_ROWS; i++) {
        const double values[] = {numbers[i], days[i] * a_day, days[i] * 86400 + 1, 0, i, i};

        assert_int_equal(readstat_begin_row(writer), READSTAT_OK);
        for (int j = 0; j < 6; j++) {
            if (j == 3)
                assert_int_equal(
                    readstat_insert_string_value(writer, columns[j], i == 2 ? "" : "a b"),
                    READSTAT_OK);
            else if (values[j] != values[j])
                assert_int_equal(readstat_insert_missing_value(writer, columns[j]), READSTAT_OK);
            else
                assert_int_equal(readstat_insert_double_value(writer, columns[j], values[j]),
                                 READSTAT_OK);
        }
        assert_int_equal(readstat_end_row(writer), READSTAT_OK);
    }
    assert_int_equal(readstat_end_writing(writer), READSTAT_OK);
    readstat_writer_free(writer);
    return file;
}

static keur_table *read_file(const keur_text *file, const char *name)
{
    keur_table *table = NULL;

    assert_ok(keur_table_read_memory(file->bytes, file->length, name, NULL, &table, &err));
    return table;
}

static void assert_common_columns(const keur_table *table, const char *const days[N_ROWS],
                                  const char *const moments_of[N_ROWS])
{
    static const char *const numbers[N_ROWS] = {"1.5", "2", "", "-3"};

    assert_int_equal(keur_table_rows(table), N_ROWS);
    assert_int_equal(keur_table_columns(table), 6);
    for (size_t i = 0; i < N_ROWS; i++) {
        assert_cell(table, i, 0, numbers[i]);
        assert_cell(table, i, 1, days[i]);
        assert_cell(table, i, 2, moments_of[i]);
        assert_cell(table, i, 3, i == 2 ? "" : "a b");
    }
}

static const char *const from_1960[N_ROWS] = {"1960-01-01", "1960-01-02", "", "1961-01-01"};
static const char *const moments_1960[N_ROWS] = {"1960-01-01T00:00:01", "1960-01-02T00:00:01", "",
                                                 "1961-01-01T00:00:01"};

static void sas_files(void **state)
{
    static const struct {
        begin_writing begin;
        const char *name;
    } kinds[] = {{readstat_begin_writing_sas7bdat, "a.sas7bdat"},
                 {readstat_begin_writing_xport, "a.xpt"}};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        keur_text file = write_file(kinds[k].begin, "YYMMDD10", "DATETIME20", 1);
        keur_table *table = read_file(&file, kinds[k].name);
        keur_schema *schema = NULL;

        assert_common_columns(table, from_1960, moments_1960);
        assert_cell(table, 3, 4, "3");
        assert_ok(
            keur_schema_infer((const keur_table *const *)&table, 1, NULL, false, &schema, &err));
        assert_string_equal(schema->columns[0].label, "A number");
        assert_int_equal(schema->columns[1].type, KEUR_TYPE_DATE);
        keur_schema_free(schema);
        keur_table_free(table);
        /* in the middle of the data */
        table = NULL;
        if (keur_table_read_memory(file.bytes, file.length - 81, kinds[k].name, NULL, &table,
                                   NULL) == KEUR_OK)
            fail_msg("%s: cut short and read", kinds[k].name);
        keur_text_free(&file);
    }
}

static void stata_files(void **state)
{
    keur_text file = write_file(readstat_begin_writing_dta, "%td", "%9.0g", 1);
    keur_table *table = read_file(&file, "a.dta");
    static const char *const seconds[N_ROWS] = {"1", "86401", "", "31622401"};

    (void)state;
    assert_common_columns(table, from_1960, seconds);
    keur_table_free(table);
    keur_text_free(&file);
}

#define STATA_VERSIONS(X)                                                                          \
    X(104) X(105) X(108) X(110) X(111) X(113) X(114) X(115) X(117) X(118) X(119)

#define BEGIN_STATA(version)                                                                       \
    static readstat_error_t begin_stata_##version(readstat_writer_t *writer, void *to, long n)     \
    {                                                                                              \
        (void)readstat_writer_set_file_format_version(writer, version);                            \
        return readstat_begin_writing_dta(writer, to, n);                                          \
    }
STATA_VERSIONS(BEGIN_STATA)

static void stata_versions(void **state)
{
    static const begin_writing versions[] = {
#define ITEM(version) begin_stata_##version,
        STATA_VERSIONS(ITEM)};
    static const char *const seconds[N_ROWS] = {"1", "86401", "", "31622401"};

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        keur_text file = write_file(versions[i], "%td", "%9.0g", 1);
        keur_table *table = read_file(&file, "a.dta");
        keur_schema *schema = NULL;

        assert_common_columns(table, from_1960, seconds);
        assert_ok(
            keur_schema_infer((const keur_table *const *)&table, 1, NULL, false, &schema, &err));
        assert_string_equal(schema->columns[0].label, "A number");
        keur_schema_free(schema);
        keur_table_free(table);
        keur_text_free(&file);
    }
}

/* Labels: twice the same one, a blank one, and codes without any. */
static void spss_files(void **state)
{
    static const char *const days[N_ROWS] = {"1582-10-14", "1582-10-15", "", "1583-10-15"};
    static const char *const moments_of[N_ROWS] = {"1582-10-14T00:00:01", "1582-10-15T00:00:01", "",
                                                   "1583-10-15T00:00:01"};
    static const char *const answers[N_ROWS] = {"no [0]", "yes", "2", "no [3]"};
    keur_text file = write_file(readstat_begin_writing_sav, "DATE11", "DATETIME20", 86400);
    keur_table *table = read_file(&file, "a.sav");
    keur_schema *schema = NULL;

    (void)state;
    assert_common_columns(table, days, moments_of);
    assert_ok(keur_schema_infer((const keur_table *const *)&table, 1, NULL, false, &schema, &err));
    assert_int_equal(schema->columns[4].type, KEUR_TYPE_CATEGORICAL);
    assert_int_equal(schema->columns[4].levels.n, 4);
    for (size_t i = 0; i < N_ROWS; i++) {
        char code[2] = {(char)('0' + i), '\0'};

        assert_cell(table, i, 4, answers[i]);
        assert_string_equal(schema->columns[4].levels.items[i], answers[i]);
        assert_cell(table, i, 5, code); /* partly labelled: numbers stay numbers */
    }
    assert_int_equal(schema->columns[5].type, KEUR_TYPE_NUMERIC);
    assert_int_equal(schema->columns[5].levels.n, 0);
    keur_schema_free(schema);
    keur_table_free(table);
    keur_text_free(&file);
}

/* A table of labels beside one of other texts. */
static void labels_that_another_table_lacks(void **state)
{
    static const char head[] = "num,day,when,text,answer,part\n";
    keur_text file = write_file(readstat_begin_writing_sav, "DATE11", "DATETIME20", 86400);
    keur_table *tables[2] = {read_file(&file, "a.sav"), NULL};
    keur_schema *schema = NULL;
    keur_text csv = {NULL, 0, 0};
    const keur_schema_column *answer;

    (void)state;
    assert_ok(keur_text_format(&csv, &err, "%s1,1583-01-01,1583-01-01,a,yes,1\n", head));
    tables[1] = keur_check_table("b.csv", csv.bytes);
    assert_ok(keur_schema_infer((const keur_table *const *)tables, 2, NULL, false, &schema, &err));
    assert_int_equal(schema->columns[4].levels.n, 4);
    assert_null(schema->columns[4].note);
    keur_schema_free(schema);
    keur_table_free(tables[1]);
    keur_text_clear(&csv);
    assert_ok(keur_text_format(&csv, &err, "%s1,1583-01-01,1583-01-01,a,perhaps,1\n", head));
    tables[1] = keur_check_table("b.csv", csv.bytes);
    assert_ok(keur_schema_infer((const keur_table *const *)tables, 2, NULL, false, &schema, &err));
    answer = &schema->columns[4];
    assert_int_equal(answer->type, KEUR_TYPE_CATEGORICAL);
    assert_int_equal(answer->levels.n, 0);
    assert_non_null(strstr(answer->note, "value labels"));
    keur_schema_free(schema);
    keur_table_free(tables[1]);
    keur_text_clear(&csv);
    assert_ok(keur_text_format(&csv, &err, "%s1,1583-01-01,1583-01-01,a,1,1\n", head));
    tables[1] = keur_check_table("b.csv", csv.bytes);
    assert_fails(
        keur_schema_infer((const keur_table *const *)tables, 2, NULL, false, &schema, &err),
        KEUR_ESCHEMA, "column \"answer\" holds numbers in b.csv, but something else in");
    for (size_t t = 0; t < 2; t++)
        keur_table_free(tables[t]);
    keur_text_free(&csv);
    keur_text_free(&file);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_of_display_formats),
        cmocka_unit_test(moments),
        cmocka_unit_test(wrong_contents),
#ifdef KEUR_HAVE_READSTAT
        cmocka_unit_test(sas_files),
        cmocka_unit_test(stata_files),
        cmocka_unit_test(stata_versions),
        cmocka_unit_test(spss_files),
        cmocka_unit_test(labels_that_another_table_lacks),
#else
        cmocka_unit_test(a_build_without_readstat),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
