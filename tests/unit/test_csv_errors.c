/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/tables.h"

/* The call leaves no table, whatever *table was before. */
static keur_status try_bytes(const char *bytes, size_t n, const keur_read_options *options,
                             keur_error *err)
{
    static int mark;
    keur_table *table = (keur_table *)(void *)&mark;
    const keur_status status = keur_table_read_memory(bytes, n, "t.csv", options, &table, err);

    assert_null(table);
    return status;
}

#define assert_refused(text, options, status, part)                                                \
    assert_fails(try_bytes((text), sizeof(text) - 1, (options), &err), status, part)

static void wrong_options(void **state)
{
    const keur_read_options colon = {.separator = ':'}, space = {.separator = ' '},
                            decimal = {.decimal = ';'}, encoding = {.encoding = "klingon"};

    (void)state;
    assert_refused("a,b\n1,2\n", &colon, KEUR_EUSAGE, "separator");
    assert_refused("a,b\n1,2\n", &space, KEUR_EUSAGE, "separator");
    assert_refused("a,b\n1,2\n", &decimal, KEUR_EUSAGE, "decimal");
    assert_refused("a,b\n1,2\n", &encoding, KEUR_EUSAGE, "klingon");
}

static void empty_files(void **state)
{
    (void)state;
    assert_refused("", NULL, KEUR_EPARSE, "t.csv: the file is empty");
    assert_refused("\n", NULL, KEUR_EPARSE, "t.csv: the file is empty");
    assert_refused("\r\n\r\n", NULL, KEUR_EPARSE, "t.csv: the file is empty");
    assert_refused("\xef\xbb\xbf", NULL, KEUR_EPARSE, "t.csv: the file is empty");
}

static void headers(void **state)
{
    (void)state;
    assert_refused("a,b", NULL, KEUR_EDATA, "t.csv: a header but no rows");
    assert_refused("a,b\r\n\r\n", NULL, KEUR_EDATA, "t.csv: a header but no rows");
    assert_refused("a\n", NULL, KEUR_EDATA, "t.csv: a header but no rows");
    assert_refused("\na,b\n1,2\n", NULL, KEUR_EPARSE, "t.csv:1: a blank line before the header");
    assert_refused("a,,c\n1,2,3\n", NULL, KEUR_EPARSE, "t.csv:1: column 2 has no name");
    assert_refused("a,b,\n1,2,3\n", NULL, KEUR_EPARSE, "t.csv:1: column 3 has no name");
    assert_refused("\" \",b\n1,2\n", NULL, KEUR_EPARSE, "t.csv:1: column 1 has no name");
    assert_refused("\"a\n\",b,\" \t\"\n1,2,3\n", NULL, KEUR_EPARSE,
                   "t.csv:2: column 3 has no name");
    assert_refused("a,b,c,b\n1,2,3,4\n", NULL, KEUR_EPARSE,
                   "t.csv:1: columns 2 and 4 have the same name (is it a header line?)");
}

static void ragged_rows(void **state)
{
    (void)state;
    assert_refused("a,b,c,d\n1,2,3,4\n1,2,3\n", NULL, KEUR_EPARSE,
                   "t.csv:3: 3 fields, the header has 4");
    assert_refused("a,b\n1,2\n\"x\n\ny\",2,3\n", NULL, KEUR_EPARSE,
                   "t.csv:3: 3 fields, the header has 2");
    assert_refused("a,b\r\n\"x\r\ny\",2\r\n1\r\n", NULL, KEUR_EPARSE,
                   "t.csv:4: 1 field, the header has 2");
    assert_refused("a,b\r\"x\ry\",2\r1,2,3", NULL, KEUR_EPARSE,
                   "t.csv:4: 3 fields, the header has 2");
    assert_refused("a,b\n1,2\n \n", NULL, KEUR_EPARSE, "t.csv:3: 1 field, the header has 2");
}

static void blank_lines_between_rows(void **state)
{
    (void)state;
    assert_refused("a,b\n1,2\n\n\n3,4\n", NULL, KEUR_EPARSE, "t.csv:3: a blank line between rows");
    assert_refused("a,b\r\n\r\n3,4\r\n", NULL, KEUR_EPARSE, "t.csv:2: a blank line between rows");
    assert_refused("a,b\r1,2\r\r3,4\r", NULL, KEUR_EPARSE, "t.csv:3: a blank line between rows");
    /* the line end after CR LF is a blank line of its own */
    assert_refused("a,b\r\n1,2\r\n\n3,4\r\n", NULL, KEUR_EPARSE,
                   "t.csv:3: a blank line between rows");
}

static void quotes_gone_wrong(void **state)
{
    (void)state;
    assert_refused("a,b\n1,\"2\n3,4\n", NULL, KEUR_EPARSE,
                   "t.csv:2: field 2: its quote is never closed");
    assert_refused("a,b\n\"1\n2\",\"\n", NULL, KEUR_EPARSE,
                   "t.csv:3: field 2: its quote is never closed");
    assert_refused("a,\"b", NULL, KEUR_EPARSE, "t.csv:1: field 2: its quote is never closed");
    assert_refused("a,b\n1,\"2\"x\n", NULL, KEUR_EPARSE,
                   "t.csv:2: field 2: text after its closing quote");
    assert_refused("a,b\n\"1\n\" ,2\n", NULL, KEUR_EPARSE,
                   "t.csv:3: field 1: text after its closing quote");
}

static void long_fields(void **state)
{
    static char endless[(3 << 20) + 16];
    const keur_read_options five = {.max_field = 5};

    (void)state;
    assert_refused("a,b\n1,123456\n", &five, KEUR_EPARSE, "t.csv:2: field 2 is longer than 5");
    assert_refused("a,b\n1,\"123\n567\"\n", &five, KEUR_EPARSE, "t.csv:2: field 2 is longer");
    assert_refused("a,bcdefg\n1,2\n", &five, KEUR_EPARSE, "t.csv:1: field 2 is longer than 5");
    memset(endless, 'x', sizeof endless);
    memcpy(endless, "a,b\n1,\"2\n", 9);
    assert_fails(try_bytes(endless, sizeof endless, NULL, &err), KEUR_EPARSE,
                 "t.csv:2: field 2 is longer than 1048576 bytes");
    endless[6] = '2'; /* without the quote the field begins on line 3 */
    assert_fails(try_bytes(endless, sizeof endless, NULL, &err), KEUR_EPARSE,
                 "t.csv:3: field 1 is longer than 1048576 bytes");
}

static void wrong_bytes(void **state)
{
    const keur_read_options utf8 = {.encoding = "UTF-8"}, utf16 = {.encoding = "UTF-16LE"};

    (void)state;
    assert_refused("a,b\n1,2\n\xc3\xa9\xc3\xa9,\xe9\n", &utf8, KEUR_EPARSE,
                   "t.csv:3: column 4: not valid UTF-8");
    assert_refused("a,b\r1,2\r\n3,\xc3", &utf8, KEUR_EPARSE, "t.csv:3: column 3: not valid UTF-8");
    assert_refused("a,b\n1,\xed\xa0\x80\n", &utf8, KEUR_EPARSE, "t.csv:2: column 3");
    assert_refused("a,b\n1,\x81\n", NULL, KEUR_EPARSE, "t.csv:2: column 3: neither UTF-8 nor");
    assert_refused("a\0\n\0b", &utf16, KEUR_EPARSE, "t.csv:2: column 1: not valid UTF-16LE");
    assert_refused("a,b\n1,2\n3,\0\n", NULL, KEUR_EPARSE, "t.csv:3: a zero byte");
}

static void files_that_cannot_be_read(void **state)
{
    const char *secret = keur_check_scratch("unreadable.csv");
    keur_table *table = NULL;

    (void)state;
    assert_fails(keur_table_read("/no/such/file.csv", NULL, &table, &err), KEUR_EIO,
                 strerror(ENOENT));
    assert_fails(keur_table_read("/no/such/file.csv", NULL, &table, &err), KEUR_EIO,
                 "/no/such/file.csv");
    assert_fails(keur_table_read("/", NULL, &table, &err), KEUR_EIO, strerror(EISDIR));
    assert_null(table);
    if (geteuid() == 0)
        skip(); /* the administrator may read everything */
    keur_check_write(secret, "a\n1\n", 4);
    assert_int_equal(chmod(secret, 0), 0);
    assert_fails(keur_table_read(secret, NULL, &table, &err), KEUR_EIO, strerror(EACCES));
    (void)unlink(secret);
}

static void no_error_is_wanted(void **state)
{
    keur_table *table = NULL;

    (void)state;
    assert_int_equal(keur_table_read_memory("a,b\n1\n", 6, "t.csv", NULL, &table, NULL),
                     KEUR_EPARSE);
    assert_null(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_options),
        cmocka_unit_test(empty_files),
        cmocka_unit_test(headers),
        cmocka_unit_test(ragged_rows),
        cmocka_unit_test(blank_lines_between_rows),
        cmocka_unit_test(quotes_gone_wrong),
        cmocka_unit_test(long_fields),
        cmocka_unit_test(wrong_bytes),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(no_error_is_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
