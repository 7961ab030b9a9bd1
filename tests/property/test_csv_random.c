/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random tables, written here by the rules of RFC 4180 and read back: every cell must be what was
 * written, on the line where it was written. */
#include "support/check.h"

#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/tables.h"

enum { N_TRIALS = 400, MAX_COLUMNS = 6, MAX_ROWS = 40, MAX_PARTS = 5, CELL_BYTES = 32 };

typedef struct sample {
    size_t n_rows, n_columns;
    char separator;
    const char *line_end;
    char cells[MAX_ROWS][MAX_COLUMNS][CELL_BYTES];
    size_t lines[MAX_ROWS][MAX_COLUMNS];
} sample;

static const char *const parts[] = {"a",  "1",        " ",  "\"", ",", ";",   "\n",  "\r\n",
                                    "\r", "\xc3\xa9", "\t", "|",  "'", "0.5", "\"\""};

static void fill(sample *made, keur_random *random)
{
    static const char separators[] = {',', ';', '\t', '|'};
    static const char *const ends[] = {"\n", "\r\n", "\r"};

    made->n_columns = 2 + keur_random_below(random, MAX_COLUMNS - 1);
    made->n_rows = 1 + keur_random_below(random, MAX_ROWS);
    made->separator = separators[keur_random_below(random, sizeof separators)];
    made->line_end = ends[keur_random_below(random, 3)];
    for (size_t i = 0; i < made->n_rows; i++) {
        for (size_t j = 0; j < made->n_columns; j++) {
            const size_t n = keur_random_below(random, MAX_PARTS + 1);

            made->cells[i][j][0] = '\0';
            for (size_t k = 0; k < n; k++)
                strcat(made->cells[i][j],
                       parts[keur_random_below(random, sizeof parts / sizeof *parts)]);
        }
    }
}

static size_t count_lines(const char *cell)
{
    size_t n = 0;

    for (const char *at = cell; *at != '\0'; at++)
        n += *at == '\n' || (*at == '\r' && at[1] != '\n');
    return n;
}

static void write_cell(keur_text *to, const char *cell, char separator, bool force)
{
    const char separator_text[] = {separator, '\0'};
    const bool is_quoted =
        force || strpbrk(cell, "\"\r\n") != NULL || strstr(cell, separator_text) != NULL;

    if (!is_quoted) {
        assert_ok(keur_text_add(to, cell, &err));
        return;
    }
    assert_ok(keur_text_add(to, "\"", &err));
    for (const char *at = cell; *at != '\0'; at++) {
        if (*at == '"')
            assert_ok(keur_text_add(to, "\"", &err));
        assert_ok(keur_text_append(to, at, 1, &err));
    }
    assert_ok(keur_text_add(to, "\"", &err));
}

static void write_all(sample *made, keur_random *random, keur_text *to)
{
    size_t line = 2;

    for (size_t j = 0; j < made->n_columns; j++)
        assert_ok(
            keur_text_format(to, &err, "%sc%zu", j > 0 ? (char[]){made->separator, 0} : "", j));
    for (size_t i = 0; i < made->n_rows; i++) {
        assert_ok(keur_text_add(to, made->line_end, &err));
        for (size_t j = 0; j < made->n_columns; j++) {
            if (j > 0)
                assert_ok(keur_text_append(to, &made->separator, 1, &err));
            made->lines[i][j] = line;
            write_cell(to, made->cells[i][j], made->separator, keur_random_below(random, 4) == 0);
            line += count_lines(made->cells[i][j]);
        }
        line++;
    }
    if (keur_random_below(random, 2) == 0)
        assert_ok(keur_text_add(to, made->line_end, &err));
}

/* The first row in which a cell of the column holds this text gives the line. */
static size_t first_line(const sample *made, size_t j, const char *text)
{
    size_t i = 0;

    while (strcmp(made->cells[i][j], text) != 0)
        i++;
    return made->lines[i][j];
}

static void written_and_read_back(void **state)
{
    static sample made;
    keur_text text = {NULL, 0, 0};

    (void)state;
    for (uint64_t trial = 0; trial < N_TRIALS; trial++) {
        keur_random random = keur_random_start(1, "csv-random", trial);
        keur_read_options options = {.separator = '\0'};
        keur_table *table = NULL;

        fill(&made, &random);
        keur_text_clear(&text);
        write_all(&made, &random, &text);
        options.separator = made.separator;
        assert_ok(keur_table_read_memory(text.bytes, text.length, "t.csv", &options, &table, &err));
        assert_int_equal(keur_table_rows(table), made.n_rows);
        assert_int_equal(keur_table_columns(table), made.n_columns);
        for (size_t i = 0; i < made.n_rows; i++) {
            for (size_t j = 0; j < made.n_columns; j++) {
                const size_t code = (size_t)keur_check_code(table, i, j);

                assert_cell(table, i, j, made.cells[i][j]);
                assert_int_equal(keur_table_line(table, j, code),
                                 first_line(&made, j, made.cells[i][j]));
            }
        }
        keur_table_free(table);
    }
    keur_text_free(&text);
}

/* Whatever the bytes: a table or an error, never a crash (the sanitizers watch). */
static void any_bytes(void **state)
{
    static const char *const bits[] = {"a",    ",",        "\"", "\n", "\r", ";",
                                       "\xe9", "\xc3\xa9", "1",  " ",  "\0", "\x1f\x8b"};

    (void)state;
    for (uint64_t trial = 0; trial < 20 * N_TRIALS; trial++) {
        keur_random random = keur_random_start(2, "csv-random", trial);
        const size_t n = keur_random_below(&random, 40);
        char bytes[128];
        size_t used = 0;
        keur_table *table = NULL;
        keur_error err = {KEUR_OK, ""};

        for (size_t i = 0; i < n; i++) {
            const char *bit = bits[keur_random_below(&random, sizeof bits / sizeof *bits)];
            const size_t length = *bit == '\0' ? 1 : strlen(bit);

            memcpy(bytes + used, bit, length);
            used += length;
        }
        if (keur_table_read_memory(bytes, used, "t.csv", NULL, &table, &err) == KEUR_OK) {
            assert_true(keur_table_rows(table) > 0);
            for (size_t j = 0; j < keur_table_columns(table); j++)
                for (size_t i = 0; i < keur_table_rows(table); i++)
                    assert_non_null(keur_check_cell(table, i, j));
        } else {
            assert_null(table);
            assert_true(err.text[0] != '\0');
        }
        keur_table_free(table);
    }
}

/* The dictionary against cells that are known: many distinct texts, many rows. */
static void many_texts(void **state)
{
    enum { N = 60000 };
    keur_text text = {NULL, 0, 0};
    keur_table *table = NULL;

    (void)state;
    assert_ok(keur_text_add(&text, "a,b\n", &err));
    for (size_t i = 0; i < N; i++)
        assert_ok(keur_text_format(&text, &err, "%zu,x%zu\n", i * 7919 % N, i * i % 1000));
    assert_ok(keur_table_read_memory(text.bytes, text.length, "t.csv", NULL, &table, &err));
    assert_int_equal(keur_table_distinct(table, 0), N);
    for (size_t i = 0; i < N; i++) {
        char cell[32];

        (void)snprintf(cell, sizeof cell, "%zu", i * 7919 % N);
        assert_cell(table, i, 0, cell);
        (void)snprintf(cell, sizeof cell, "x%zu", i * i % 1000);
        assert_cell(table, i, 1, cell);
    }
    keur_table_free(table);
    keur_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read_back),
        cmocka_unit_test(any_bytes),
        cmocka_unit_test(many_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
