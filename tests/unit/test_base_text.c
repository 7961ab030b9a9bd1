/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <string.h>

#include "base/text.h"

static void test_grow(void **state)
{
    keur_text text = {NULL, 0, 0};
    char expected[3001] = "";

    (void)state;
    for (int i = 0; i < 1000; i++) {
        const char piece[] = {(char)('a' + i % 26), '\0'};

        assert_ok(keur_text_add(&text, piece, &err));
        assert_ok(keur_text_append(&text, "xyz", 1, &err));
        assert_ok(keur_text_format(&text, &err, "%d", i % 10));
        (void)snprintf(expected + 3 * i, 4, "%cx%d", 'a' + i % 26, i % 10);
        assert_int_equal(text.length, 3 * (i + 1));
        assert_true(text.capacity > text.length);
    }
    assert_string_equal(text.bytes, expected);
    keur_text_clear(&text);
    assert_int_equal(text.length, 0);
    assert_string_equal(text.bytes, "");
    /* One piece far above what is there. */
    assert_ok(keur_text_format(&text, &err, "%*d", 100000, 7));
    assert_int_equal(text.length, 100000);
    assert_int_equal(strlen(text.bytes), 100000);
    keur_text_free(&text);
    assert_null(text.bytes);
    keur_text_free(NULL);
}

static void test_empty(void **state)
{
    keur_text text = {NULL, 0, 0};

    (void)state;
    keur_text_clear(&text);
    assert_ok(keur_text_append(&text, NULL, 0, &err));
    assert_string_equal(text.bytes, "");
    /* A zero byte is a byte like others. */
    assert_ok(keur_text_append(&text, "a\0b", 3, &err));
    assert_int_equal(text.length, 3);
    assert_memory_equal(text.bytes, "a\0b", 4);
    assert_fails(keur_text_append(&text, "", SIZE_MAX / 2, &err), KEUR_ENOMEM, "memory");
    assert_int_equal(text.length, 3);
    keur_text_free(&text);
}

/* Table 3-7 of the Unicode Standard, "Well-Formed UTF-8 Byte Sequences", written out. */
static bool by_table(const unsigned char *b, size_t n)
{
    static const unsigned char rows[][9] = {
        /* bytes, then low and high of each */
        {1, 0x00, 0x7f},
        {2, 0xc2, 0xdf, 0x80, 0xbf},
        {3, 0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf},
        {3, 0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf},
        {3, 0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf},
        {3, 0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf},
        {4, 0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
        {4, 0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
        {4, 0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf},
    };

    while (n > 0) {
        size_t row = 0;

        for (; row < 9; row++) {
            size_t i = 0;

            while (i < rows[row][0] && i < n && b[i] >= rows[row][1 + 2 * i] &&
                   b[i] <= rows[row][2 + 2 * i])
                i++;
            if (i == rows[row][0])
                break;
        }
        if (row == 9)
            return false;
        b += rows[row][0];
        n -= rows[row][0];
    }
    return true;
}

/* All texts of one and two bytes; of three and four, all lead bytes and the ends of all ranges. */
static void test_utf8(void **state)
{
    static const unsigned char corners[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
                                            0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xf4, 0xff};

    (void)state;
    assert_true(keur_text_is_utf8("", 0));
    for (unsigned first = 0; first < 256; first++) {
        unsigned char b[4] = {(unsigned char)first, 0, 0, 0};

        assert_int_equal(keur_text_is_utf8((const char *)b, 1), by_table(b, 1));
        for (unsigned second = 0; second < 256; second++) {
            b[1] = (unsigned char)second;
            assert_int_equal(keur_text_is_utf8((const char *)b, 2), by_table(b, 2));
        }
        for (size_t i = 0; i < 16 * 16 * 16; i++) {
            b[1] = corners[i / 256];
            b[2] = corners[i / 16 % 16];
            b[3] = corners[i % 16];
            assert_int_equal(keur_text_is_utf8((const char *)b, 3), by_table(b, 3));
            assert_int_equal(keur_text_is_utf8((const char *)b, 4), by_table(b, 4));
        }
    }
}

/* Wherever a text is cut, what is left are whole characters, and none that fits is lost. */
static void test_whole(void **state)
{
    static const char *const text = "a\xc3\xa9"
                                    "b\xe2\x82\xac"
                                    "c\xf0\x9f\x98\x80"
                                    "d";
    static const size_t whole[] = {0, 1, 1, 3, 4, 4, 4, 7, 8, 8, 8, 8, 12, 13, 13};

    (void)state;
    for (size_t n = 0; n < sizeof whole / sizeof *whole; n++) {
        char cut[32];

        assert_int_equal(keur_text_whole(text, n), whole[n]);
        (void)snprintf(cut, sizeof cut, "%.*s", (int)n, text);
        assert_int_equal(keur_text_whole(cut, sizeof cut), whole[n]);
    }
    /* Of what is not UTF-8, nothing is lost. */
    assert_int_equal(keur_text_whole("a\x80", 9), 2);
    assert_int_equal(keur_text_whole("\x80\x80\x80\x80\x80", 5), 5);
    assert_int_equal(keur_text_whole("a\xff", 9), 2);
}

/* A message that is too long ends with a whole character. */
static void test_long_message(void **state)
{
    char name[2 * KEUR_ERROR_SIZE + 1] = "";
    keur_error err = {KEUR_OK, ""};

    (void)state;
    for (size_t i = 0; i + 2 < sizeof name; i += 2)
        memcpy(name + i, "\xc3\xa9", 3);
    for (int shift = 0; shift < 2; shift++) {
        assert_int_equal(keur_fail(&err, KEUR_EIO, "%.*s%s", shift, "x", name), KEUR_EIO);
        assert_true(keur_text_is_utf8(err.text, strlen(err.text)));
        assert_true(strlen(err.text) >= sizeof err.text - 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grow),         cmocka_unit_test(test_empty),
        cmocka_unit_test(test_utf8),         cmocka_unit_test(test_whole),
        cmocka_unit_test(test_long_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
