/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables are stored in: distinct texts, narrow codes; and the 64 bytes that a scan looks at.
 */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "table/codes.h"
#include "table/dictionary.h"
#include "table/scan.h"

/* Texts of every length around a word, two words and the longest known length, that differ in their
 * first, middle or last byte. */
static size_t make_texts(char texts[][400])
{
    static const size_t lengths[] = {0,  1,  2,  6,  7,   8,   9,   15,  16,
                                     17, 23, 24, 25, 253, 254, 255, 256, 300};
    size_t n = 0;

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const size_t length = lengths[i];
        const size_t places[] = {0, length / 2, length - 1};

        for (size_t k = 0; k < (length > 2 ? 4U : 1U); k++) {
            memset(texts[n], 'a', length);
            texts[n][length] = '\0';
            if (k > 0)
                texts[n][places[k - 1]] = 'b';
            n++;
        }
    }
    return n;
}

static void texts_are_told_apart(void **state)
{
    static char texts[100][400], buffer[100 * 400 + KEUR_FIELD_SLACK];
    const size_t n = make_texts(texts);
    keur_dictionary all = {.n = 0};
    keur_field fields[100];
    int32_t codes[100];
    size_t used = 0;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        fields[i] = (keur_field){(uint32_t)used, (uint32_t)strlen(texts[i])};
        memcpy(buffer + used, texts[i], fields[i].n); /* no zeros between them */
        used += fields[i].n;
    }
    for (int again = 0; again < 2; again++) {
        assert_ok(keur_dictionary_add(&all, buffer, fields, n, codes, &err));
        assert_int_equal(all.n, n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(codes[i], i);
            assert_string_equal(keur_dictionary_text(&all, i), texts[i]);
        }
    }
    assert_ok(keur_dictionary_close(&all, &err));
    for (size_t i = 0; i < n; i++)
        assert_string_equal(keur_dictionary_text(&all, i), texts[i]);
    keur_dictionary_free(&all);
}

/* Codes whose width goes up at the last row of a run, at its first, and back down. */
static void codes_of_every_width(void **state)
{
    enum { N = 40 * KEUR_RUN_ROWS + 17, DISTINCT = 70000 };
    static int32_t given[N], got[N];
    keur_codes codes = {.n_runs = 0};
    int32_t seen = 0;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        const bool is_new = i % (2 * KEUR_RUN_ROWS) < KEUR_RUN_ROWS + 3 && seen < DISTINCT;

        given[i] = is_new ? seen : (int32_t)(i * 7 % 200);
        seen += is_new;
    }
    assert_int_equal(seen, DISTINCT);
    for (size_t done = 0; done < N;) {
        size_t room;
        int32_t *place;

        assert_ok(keur_codes_begin(&codes, &place, &room, &err));
        assert_true(room > 0);
        room = room < 1000 ? room : 1000;
        room = room < N - done ? room : N - done;
        memcpy(place, given + done, room * sizeof *place);
        assert_ok(keur_codes_end(&codes, room, &err));
        done += room;
    }
    assert_ok(keur_codes_close(&codes, &err));
    for (size_t first = 0; first < N; first += 997) {
        const size_t n = N - first < 9001 ? N - first : 9001;

        keur_codes_copy(&codes, first, n, got);
        assert_memory_equal(got, given + first, n * sizeof *got);
    }
    for (int32_t code = 0; code < seen; code += 613) {
        const size_t row = keur_codes_first(&codes, (size_t)code);

        assert_int_equal(given[row], code);
        for (size_t i = 0; i < row; i++)
            assert_true(given[i] != code);
    }
    keur_codes_free(&codes);
}

static void a_scan_sees_each_byte(void **state)
{
    char bytes[KEUR_SCAN_BYTES];
    keur_random random = keur_random_start(1, "test-scan", 0);

    (void)state;
    for (int trial = 0; trial < 2000; trial++) {
        uint64_t expected = 0;

        for (int i = 0; i < KEUR_SCAN_BYTES; i++) {
            bytes[i] = "\n\r,;\"ab\x8a\xff"[keur_random_below(&random, 9)];
            expected |= (uint64_t)(strchr(",\n\r", bytes[i]) != NULL) << i;
        }
        assert_true(keur_scan(bytes, ',') == expected);
        assert_true(keur_scan_plain(bytes, ',') == expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_told_apart),
        cmocka_unit_test(codes_of_every_width),
        cmocka_unit_test(a_scan_sees_each_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
