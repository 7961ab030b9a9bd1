/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reads text that is in order, beside libcsv: whatever it does not decline, both read alike,
 * down to codes and lines, on one thread and on several; and it declines nothing that is plain. */
#include "support/check.h"

#include <dirent.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "support/tables.h"
#include "table/csv_batches.h"
#include "table/encoding.h"

enum { AT_ONCE = 1000 };

/* Under the thread sanitizer everything takes twenty times as long; races show all the same. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KEUR_FEWER
#endif
#endif
#ifdef KEUR_FEWER
enum { TRIALS = 200, LONGEST = 3 };
#else
enum { TRIALS = 6000, LONGEST = 6 };
#endif

static size_t n_taken, n_declined;

static keur_table *by_libcsv(const char *bytes, size_t n, const keur_read_options *options)
{
    keur_file_content content = {.bytes = n > 0 ? bytes : "", .n = n, .name = "t.csv"};
    keur_table *table = NULL;

    if (keur_content_to_utf8(&content, options->encoding, NULL) == KEUR_OK)
        (void)keur_csv_by_libcsv(&content, options, &table, NULL);
    keur_release(content.owned);
    return table;
}

static keur_table *by_batches(const char *bytes, size_t n, const keur_read_options *options)
{
    keur_pieces pieces = keur_pieces_of("t.csv", bytes, n);
    keur_table *table = NULL;

    assert_ok(keur_csv_batches(&pieces, options, &table, &err));
    return table;
}

static void assert_same_column(const keur_table *a, const keur_table *b, size_t j)
{
    assert_string_equal(keur_table_column_name(a, j), keur_table_column_name(b, j));
    assert_int_equal(keur_table_distinct(a, j), keur_table_distinct(b, j));
    for (size_t i = 0; i < keur_table_rows(a); i += AT_ONCE) {
        const size_t left = keur_table_rows(a) - i, n = left < AT_ONCE ? left : AT_ONCE;
        int32_t codes[AT_ONCE], others[AT_ONCE];

        keur_table_copy_codes(a, j, i, n, codes);
        keur_table_copy_codes(b, j, i, n, others);
        assert_memory_equal(codes, others, n * sizeof *codes);
    }
    for (size_t d = 0; d < keur_table_distinct(a, j); d++) {
        assert_string_equal(keur_table_text(a, j, d), keur_table_text(b, j, d));
        assert_int_equal(keur_table_line(a, j, d), keur_table_line(b, j, d));
    }
}

/* Whether the text was taken. */
static bool compare(const char *bytes, size_t n, keur_read_options options)
{
    keur_table *taken = by_batches(bytes, n, &options), *other;
    const bool is_taken = taken != NULL;

    n_taken += is_taken;
    n_declined += !is_taken;
    if (!is_taken)
        return false;
    other = by_libcsv(bytes, n, &options);
    if (other == NULL)
        fail_msg("taken, though libcsv refuses it: %.*s", (int)n, bytes);
    assert_int_equal(keur_table_rows(taken), keur_table_rows(other));
    assert_int_equal(keur_table_columns(taken), keur_table_columns(other));
    assert_int_equal(keur_table_decimal(taken), keur_table_decimal(other));
    for (size_t j = 0; j < keur_table_columns(taken); j++)
        assert_same_column(taken, other, j);
    keur_table_free(taken);
    keur_table_free(other);
    return true;
}

/* Mostly rows of two or three columns, so that the torture lies inside tables. */
static void make_text(keur_random *random, size_t trial, keur_text *to)
{
    static const char *const bits[] = {
        "a", ",", ",",      "\"",   "\n", "\r\n",     "\r",       "\"\"", ",\"", "\",",   "\"\n",
        ";", "1", "x\"y",   "\"\"", " ",  "\xc3\xa9", "\xe9",     "",     "\n",  "12,34", "1234567",
        "b", "c", "\"\r\n", "|",    "\t", "12345678", "\xe2\x82", "NA",   "\n\n"};
    static const char *const cells[] = {
        "1",        "",         "\"\"",      "\"a,b\"",    "\"c\"\"d\"",
        "e\"f",     "\"\n\"",   "\"\r\"",    "\"g\r\nh\"", "1234567",
        "abcdefgh", "\"\"\"\"", "\"\"\"x\"", "\xc3\xa9",   "12345678901234567"};
    static const char *const headers[] = {"n", "n,o", "n,\"o\"\"\n\",p"};
    static const char *const ends[] = {"\n", "\r\n", "\n", "\r"};
    const size_t n_columns = 1 + keur_random_below(random, 3);
    const size_t n = keur_random_below(random, trial % 50 == 0 ? 300 : 12);
    const char *end = ends[keur_random_below(random, 4)];

    keur_text_clear(to);
    if (keur_random_below(random, 12) == 0)
        assert_ok(keur_text_add(to, "\xef\xbb\xbf", &err));
    assert_ok(keur_text_add(to, headers[n_columns - 1], &err));
    for (size_t i = 0; i < n; i++) {
        assert_ok(keur_text_add(to, end, &err));
        for (size_t j = 0; j < n_columns; j++)
            assert_ok(
                keur_text_format(to, &err, "%s%s", j > 0 ? "," : "",
                                 cells[keur_random_below(random, sizeof cells / sizeof *cells)]));
        if (keur_random_below(random, 60) == 0)
            assert_ok(keur_text_add(to, bits[keur_random_below(random, sizeof bits / sizeof *bits)],
                                    &err));
    }
    if (keur_random_below(random, 2) == 0)
        assert_ok(keur_text_add(to, end, &err));
    for (size_t k = trial % 3 == 0 ? keur_random_below(random, 20) : 0; k > 0; k--)
        assert_ok(
            keur_text_add(to, bits[keur_random_below(random, sizeof bits / sizeof *bits)], &err));
}

static void torture(void **state)
{
    keur_text text = {NULL, 0, 0};

    (void)state;
    n_taken = n_declined = 0;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        keur_random random = keur_random_start(1, "csv-batches", trial);
        const keur_read_options options = {.separator = trial % 4 == 0 ? '\0' : ',',
                                           .threads = (int)(trial % 3 == 0 ? 3 : 1),
                                           .max_field = trial % 7 == 0 ? 3 : 1 << 20};

        make_text(&random, trial, &text);
        /* a copy of its own size, so that the sanitizer sees a byte too far */
        {
            char *copy = NULL;

            assert_ok(keur_copy_text(text.bytes, text.length, &copy, &err));
            (void)compare(copy, text.length, options);
            keur_release(copy);
        }
    }
    print_message("%zu taken, %zu declined\n", n_taken, n_declined);
    assert_true(n_taken > TRIALS / 4 && n_declined > TRIALS / 4);
    keur_text_free(&text);
}

/* Every short text over the characters that matter. */
static void all_short_texts(void **state)
{
    static const char alphabet[] = {'a', ',', '"', '\n', '\r'};
    enum { N = sizeof alphabet };
    const keur_read_options options = {.separator = ',', .threads = 1, .max_field = 100};

    (void)state;
    n_taken = n_declined = 0;
    for (int n_columns = 1; n_columns <= 2; n_columns++) {
        for (size_t length = 0, n = 1; length <= LONGEST; length++, n *= N) {
            for (size_t i = 0; i < n; i++) {
                char text[LONGEST + 8] = "h\n";
                size_t used = 2;

                if (n_columns == 2) {
                    memcpy(text, "h,i\n", 4);
                    used = 4;
                }
                for (size_t k = 0, rest = i; k < length; k++, rest /= N)
                    text[used++] = alphabet[rest % N];
                (void)compare(text, used, options);
            }
        }
    }
    print_message("%zu taken, %zu declined\n", n_taken, n_declined);
    assert_true(n_taken > (LONGEST == 6 ? 1000 : 50));
}

/* Rows around the ends of a batch and of its bytes, fields of all lengths around a word, a
 * character of two bytes at every place, more texts than two bytes can number. */
static void several_batches(void **state)
{
    enum { N_ROWS = 70000 };
    keur_text text = {NULL, 0, 0};

    (void)state;
    assert_ok(keur_text_add(&text, "id,\"long\nname\",word,note\n", &err));
    for (size_t i = 0; i < N_ROWS; i++) {
        const int n = (int)(i * 7 % 300);

        assert_ok(keur_text_format(&text, &err, "%zu,%.*s,%.*s%s,%s\n", i * 104729 % N_ROWS, n % 19,
                                   "abcdefghijklmnopqrstuvwxyz", n > 270 ? n % 27 : n % 10,
                                   "zyxwvutsrqponmlkjihgfedcba", i % 11 == 0 ? "\xc3\xa9" : "",
                                   i % 1000 == 3 ? "\"a\r\nb\"\"\nc\""
                                   : i % 5 == 0  ? "\"q,\""
                                                 : ""));
    }
    for (int threads = 1; threads <= 3; threads++) {
        const keur_read_options options = {.threads = threads, .max_field = 1 << 20};

        assert_true(compare(text.bytes, text.length, options));
    }
    keur_text_free(&text);
}

/* Rows longer than a batch has room for at first, and long texts that differ late. */
static void long_rows(void **state)
{
    enum { LONG = 700000 };
    const keur_read_options options = {.threads = 2, .max_field = 1 << 20};
    keur_text text = {NULL, 0, 0};
    char *field = NULL;

    (void)state;
    assert_ok(KEUR_NEW(field, LONG + 1, &err));
    memset(field, 'x', LONG);
    assert_ok(keur_text_add(&text, "a,b,c\n", &err));
    for (int i = 0; i < 6; i++) {
        field[LONG - 1 - i % 2] = "xy"[i % 3 == 0];
        assert_ok(keur_text_format(&text, &err, "%.300s,\"%s\",%s\n", field + LONG - 300 + i % 2,
                                   field, field + i));
    }
    assert_true(compare(text.bytes, text.length, options));
    keur_release(field);
    keur_text_free(&text);
}

static void compare_folder(const char *path)
{
    const keur_read_options options = {.threads = 2, .max_field = 1 << 20};
    DIR *folder = opendir(path);

    for (const struct dirent *entry = folder != NULL ? readdir(folder) : NULL; entry != NULL;
         entry = readdir(folder)) {
        char inside[1024], *bytes = NULL;
        size_t n;

        (void)snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        if (keur_file_read(inside, &bytes, &n, NULL) == KEUR_OK) {
            (void)compare(bytes, n, options);
            (void)compare(bytes + (n > 0), n - (n > 0), options);
        } else {
            compare_folder(inside);
        }
        keur_release(bytes);
    }
    if (folder != NULL)
        (void)closedir(folder);
}

static void files_of_others(void **state)
{
    (void)state;
    n_taken = n_declined = 0;
    compare_folder(KEUR_TEST_SOURCE "/tests/fuzz/corpus/csv");
    compare_folder(KEUR_TEST_CASES "/formats/csv");
    print_message("%zu taken, %zu declined\n", n_taken, n_declined);
    assert_true(n_taken > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torture),         cmocka_unit_test(all_short_texts),
        cmocka_unit_test(several_batches), cmocka_unit_test(long_rows),
        cmocka_unit_test(files_of_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
