/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each request for memory is refused while a file of each kind is read: encodings, and the files of
 * SPSS, Stata and SAS. The reader says that memory was short, or does without.
 */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <keur/table.h>

#include "base/text.h"
#include "faults/faults.h"
#include "support/tables.h"

typedef struct sample {
    const char *name;
    const char *bytes;
    size_t n;
    const char *encoding;
    fault_kind kind;
} sample;

/* Sums up a table, so that two can be compared. */
static uint64_t digest(const keur_table *table)
{
    uint64_t sum = 5381;

    for (size_t j = 0; j < keur_table_columns(table); j++) {
        for (const char *c = keur_table_column_name(table, j); *c != '\0'; c++)
            sum = sum * 33 + (unsigned char)*c;
        for (size_t i = 0; i < keur_table_rows(table); i++) {
            for (const char *c = keur_check_cell(table, i, j); *c != '\0'; c++)
                sum = sum * 33 + (unsigned char)*c;
            sum = sum * 33 + 7;
        }
    }
    return sum;
}

/* Read with request k refused: true where there was one. */
static bool read_refused(const sample *of, size_t k, bool for_good, uint64_t *sum)
{
    const keur_read_options options = {.encoding = of->encoding};
    const size_t live = fault_live();
    keur_table *table = NULL;
    keur_error err = {KEUR_OK, ""};
    keur_status status;

    fault_arm(of->kind, k, for_good);
    status = keur_table_read_memory(of->bytes, of->n, of->name, &options, &table, &err);
    fault_disarm();
    if (status == KEUR_OK) {
        const uint64_t got = digest(table);

        if (k > 0 && got != *sum)
            fail_msg("%s: request %zu refused: another table", of->name, k);
        *sum = got;
    } else if (status != KEUR_ENOMEM || strstr(err.text, "memory") == NULL) {
        fail_msg("%s: request %zu refused: %s (%s)", of->name, k, keur_status_text(status),
                 err.text);
    }
    keur_table_free(table);
    if (fault_live() != live)
        fail_msg("%s: request %zu refused: %zu blocks were not released", of->name, k,
                 fault_live() - live);
    return fault_refused() > 0;
}

static void refuse_each(const sample *of)
{
    uint64_t sum = 0;

    assert_false(read_refused(of, 0, false, &sum));
    for (int for_good = 0; for_good < 2; for_good++) {
        size_t k = 1;

        while (read_refused(of, k, for_good, &sum))
            k++;
        assert_true(k > 5);
    }
}

static void test_encodings(void **state)
{
    static const char utf16[] = "\xff\xfe"
                                "a\0,\0b\0\n\0\xe9\0,\0"
                                "1\0\n\0";
    static const sample samples[] = {
        {"plain.csv", "a,b\n\xc3\xa9,1\n\"x\"\"y\",2\n", 0, NULL, FAULT_MEMORY},
        {"utf16.csv", utf16, sizeof utf16 - 1, NULL, FAULT_MEMORY},
        {"windows.csv", "a,b\n\xe9,1\n", 0, NULL, FAULT_MEMORY},
        {"named.csv", "a;b\n\xa4;1,5\n", 0, "ISO-8859-15", FAULT_MEMORY},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        sample of = samples[i];

        of.n = of.n > 0 ? of.n : strlen(of.bytes);
        refuse_each(&of);
    }
}

#ifdef KEUR_HAVE_READSTAT

#include <readstat.h>

static ssize_t write_bytes(const void *bytes, size_t n, void *to)
{
    assert_ok(keur_text_append(to, bytes, n, &err));
    return (ssize_t)n;
}

typedef readstat_error_t (*begin_writing)(readstat_writer_t *writer, void *to, long n_rows);

/* Two rows: a number with labels, where the format has them, and a text. */
static keur_text make_file(begin_writing begin, bool has_labels)
{
    readstat_writer_t *writer = readstat_writer_init();
    readstat_label_set_t *set = NULL;
    readstat_variable_t *number, *text;
    keur_text file = {NULL, 0, 0};

    assert_int_equal(readstat_set_data_writer(writer, write_bytes), READSTAT_OK);
    if (has_labels) {
        set = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "ANSWERS");
        readstat_label_double_value(set, 0, "no");
        readstat_label_double_value(set, 1, "yes");
    }
    number = readstat_add_variable(writer, "ANSWER", READSTAT_TYPE_DOUBLE, 8);
    text = readstat_add_variable(writer, "NAME", READSTAT_TYPE_STRING, 8);
    readstat_variable_set_label(number, "An answer");
    if (set != NULL)
        readstat_variable_set_label_set(number, set);
    assert_int_equal(begin(writer, &file, 2), READSTAT_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(readstat_begin_row(writer), READSTAT_OK);
        assert_int_equal(readstat_insert_double_value(writer, number, i), READSTAT_OK);
        assert_int_equal(readstat_insert_string_value(writer, text, i ? "b" : "a"), READSTAT_OK);
        assert_int_equal(readstat_end_row(writer), READSTAT_OK);
    }
    assert_int_equal(readstat_end_writing(writer), READSTAT_OK);
    readstat_writer_free(writer);
    return file;
}

static void test_statistics_files(void **state)
{
    static const struct {
        const char *name;
        begin_writing begin;
        bool has_labels;
    } kinds[] = {{"a.sav", readstat_begin_writing_sav, true},
                 {"a.por", readstat_begin_writing_por, true},
                 {"a.dta", readstat_begin_writing_dta, true},
                 {"a.xpt", readstat_begin_writing_xport, false},
                 {"a.sas7bdat", readstat_begin_writing_sas7bdat, false}};

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        keur_text file = make_file(kinds[i].begin, kinds[i].has_labels);
        const sample of = {kinds[i].name, file.bytes, file.length, NULL, FAULT_MEMORY_OF_KEUR};

        refuse_each(&of);
        keur_text_free(&file);
    }
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings),
#ifdef KEUR_HAVE_READSTAT
        cmocka_unit_test(test_statistics_files),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
