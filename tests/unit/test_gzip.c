/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "support/tables.h"

enum { N_ROWS = 30000, MEMBER_BYTES = 1 << 20 };

/* One gzip member; returns its size. */
static size_t pack(const char *text, size_t n, unsigned char *out)
{
    z_stream stream;
    size_t size;

    memset(&stream, 0, sizeof stream);
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    memcpy(&stream.next_in, &text, sizeof stream.next_in);
    stream.avail_in = (uInt)n;
    stream.next_out = out;
    stream.avail_out = MEMBER_BYTES;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size = MEMBER_BYTES - stream.avail_out;
    assert_int_equal(deflateEnd(&stream), Z_OK);
    return size;
}

static unsigned char packed[2 * MEMBER_BYTES];

static size_t pack_rows(void)
{
    static char text[N_ROWS * 16];
    size_t n = (size_t)snprintf(text, sizeof text, "a,b\n");

    for (int i = 0; i < N_ROWS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%d,%d\n", i, i % 7);
    return pack(text, n, packed);
}

static keur_status try_packed(size_t n, keur_table **table, keur_error *err)
{
    return keur_table_read_memory(packed, n, "t.csv.gz", NULL, table, err);
}

static void from_memory(void **state)
{
    const size_t n = pack_rows();
    keur_table *table = NULL;

    (void)state;
    assert_ok(try_packed(n, &table, &err));
    assert_int_equal(keur_table_rows(table), N_ROWS);
    assert_cell(table, N_ROWS - 1, 0, "29999");
    keur_table_free(table);
}

static void from_a_file_of_any_name(void **state)
{
    const char *path = keur_check_scratch("packed.csv");
    const size_t n = pack_rows();
    keur_table *table = NULL;

    (void)state;
    keur_check_write(path, packed, n);
    assert_ok(keur_table_read(path, NULL, &table, &err));
    assert_int_equal(keur_table_rows(table), N_ROWS);
    assert_string_equal(keur_table_name(table), path);
    keur_table_free(table);
    (void)unlink(path);
}

static void from_standard_input(void **state)
{
    const char *path = keur_check_scratch("stdin.csv");
    keur_table *table = NULL;

    (void)state;
    keur_check_write(path, "a,b\n1,2\n", 8);
    assert_non_null(freopen(path, "rb", stdin));
    assert_ok(keur_table_read("-", NULL, &table, &err));
    assert_cell(table, 0, 1, "2");
    assert_string_equal(keur_table_name(table), "standard input");
    keur_table_free(table);
    (void)unlink(path);
}

static void members_are_joined(void **state)
{
    size_t n = pack("a,b\n1,", 6, packed);
    keur_table *table = NULL;

    (void)state;
    n += pack("2\n", 2, packed + n);
    memset(packed + n, 0, 512); /* padding, as tapes have it */
    assert_ok(try_packed(n + 512, &table, &err));
    assert_cell(table, 0, 1, "2");
    keur_table_free(table);
}

/* A last member whose size says nothing about the whole. */
static void size_hint_may_mislead(void **state)
{
    size_t n = pack_rows();
    keur_table *table = NULL;

    (void)state;
    n += pack("1,1\n", 4, packed + n);
    assert_ok(try_packed(n, &table, &err));
    assert_int_equal(keur_table_rows(table), N_ROWS + 1);
    keur_table_free(table);
}

static void cut_anywhere(void **state)
{
    const size_t n = pack("a,b\n1,2\n3,4\n", 12, packed);
    keur_table *table = NULL;

    (void)state;
    for (size_t cut = 2; cut < n; cut++)
        assert_fails(try_packed(cut, &table, &err), KEUR_EPARSE,
                     "t.csv.gz: the gzip data end too early");
    assert_null(table);
}

static void damaged(void **state)
{
    const size_t n = pack("a,b\n1,2\n3,4\n", 12, packed);
    keur_table *table = NULL;

    (void)state;
    packed[n - 6] ^= 1; /* the checksum */
    assert_fails(try_packed(n, &table, &err), KEUR_EPARSE, "t.csv.gz: the gzip data are damaged");
    packed[n - 6] ^= 1;
    packed[n] = 'x'; /* more after the end */
    assert_fails(try_packed(n + 1, &table, &err), KEUR_EPARSE, "the gzip data are damaged");
    packed[2] = 7; /* an unknown method */
    assert_fails(try_packed(n, &table, &err), KEUR_EPARSE, "the gzip data are damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_memory),
        cmocka_unit_test(from_a_file_of_any_name),
        cmocka_unit_test(from_standard_input),
        cmocka_unit_test(members_are_joined),
        cmocka_unit_test(size_hint_may_mislead),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
