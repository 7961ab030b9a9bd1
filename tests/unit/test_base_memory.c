/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory, arenas and errors. */
#include "support/check.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/random.h"

static void test_allocate(void **state)
{
    uint64_t *where = NULL;

    (void)state;
    assert_ok(KEUR_NEW(where, 0, &err));
    assert_non_null(where);
    keur_release(where);
    assert_ok(KEUR_NEW(where, 1000, &err));
    for (size_t i = 0; i < 1000; i++) {
        assert_true(where[i] == 0);
        where[i] = i;
    }
    assert_ok(KEUR_RESIZE(where, 1000, 3000, &err));
    for (size_t i = 0; i < 3000; i++)
        assert_true(where[i] == (i < 1000 ? i : 0));
    assert_fails(KEUR_RESIZE(where, 3000, PTRDIFF_MAX / 8 + 1, &err), KEUR_ENOMEM,
                 "not enough memory");
    /* In bytes this wraps round to 32,000: room that is there. */
    assert_fails(KEUR_RESIZE(where, 3000, SIZE_MAX / 8 + 4001, &err), KEUR_ENOMEM,
                 "not enough memory");
    assert_true(where[999] == 999);
    assert_ok(KEUR_RESIZE(where, 3000, 0, &err));
    assert_non_null(where);
    keur_release(where);
    assert_fails(KEUR_NEW(where, PTRDIFF_MAX / 8 + 1, &err), KEUR_ENOMEM, "not enough memory");
    assert_null(where);
    keur_release(NULL);
}

static void test_copies(void **state)
{
    char *copy = NULL;

    (void)state;
    assert_ok(keur_copy_text("abcdef", 3, &copy, &err));
    assert_string_equal(copy, "abc");
    free(copy); /* as the header allows */
    assert_ok(keur_copy_text(NULL, 0, &copy, &err));
    assert_string_equal(copy, "");
    keur_release(copy);
    assert_ok(keur_copy_string("text", &copy, &err));
    assert_string_equal(copy, "text");
    keur_release(copy);
    assert_ok(keur_copy_string(NULL, &copy, &err));
    assert_null(copy);
    assert_fails(keur_copy_text("", SIZE_MAX, &copy, &err), KEUR_ENOMEM, "memory");
}

/* Pieces of all sizes: aligned, zero, apart from each other, and where they were. */
static void test_arena(void **state)
{
    enum { PIECES = 3000 };
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    keur_random random = keur_random_start(1, "test-arena", 0);
    keur_arena *arena = NULL;

    (void)state;
    assert_ok(keur_arena_new(&arena, &err));
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = (size_t)keur_random_below(&random, i % 500 == 0 ? 200000 : 90);
        assert_ok(KEUR_ARENA_NEW(arena, pieces[i], sizes[i], &err));
        assert_true((uintptr_t)pieces[i] % alignof(max_align_t) == 0);
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(pieces[i][k], i % 255 + 1);
    }
    keur_arena_free(arena);
    keur_arena_free(NULL);
}

static void test_arena_texts(void **state)
{
    keur_arena *arena = NULL;
    const char *first = NULL, *second = NULL;
    uint64_t *too_large = NULL;

    (void)state;
    assert_ok(keur_arena_new(&arena, &err));
    assert_ok(keur_arena_text(arena, "abcdef", 3, &first, &err));
    assert_ok(keur_arena_string(arena, "", &second, &err));
    assert_string_equal(first, "abc");
    assert_string_equal(second, "");
    assert_true(first != second);
    assert_ok(keur_arena_string(arena, NULL, &second, &err));
    assert_null(second);
    assert_fails(KEUR_ARENA_NEW(arena, too_large, SIZE_MAX / 8, &err), KEUR_ENOMEM, "memory");
    assert_fails(KEUR_ARENA_NEW(arena, too_large, SIZE_MAX / 8 - 8, &err), KEUR_ENOMEM, "memory");
    assert_null(too_large);
    keur_arena_free(arena);
}

static void test_status_texts(void **state)
{
    (void)state;
    for (int i = KEUR_OK; i <= KEUR_EINTERNAL; i++) {
        assert_true(strlen(keur_status_text((keur_status)i)) > 5);
        assert_string_not_equal(keur_status_text((keur_status)i), "unknown status");
        for (int j = KEUR_OK; j < i; j++)
            assert_string_not_equal(keur_status_text((keur_status)i),
                                    keur_status_text((keur_status)j));
    }
    assert_string_equal(keur_status_text((keur_status)(KEUR_EINTERNAL + 1)), "unknown status");
    assert_string_equal(keur_status_text((keur_status)-1), "unknown status");
}

static void test_fail(void **state)
{
    keur_error error = {KEUR_OK, ""};
    char text[3 * KEUR_ERROR_SIZE];

    (void)state;
    assert_int_equal(keur_fail(NULL, KEUR_EIO, "%d", 1), KEUR_EIO);
    assert_int_equal(keur_fail(&error, KEUR_EPARSE, "%s:%d", "a\nb\tc\x7f\x1b[0m", 7), KEUR_EPARSE);
    assert_int_equal(error.status, KEUR_EPARSE);
    assert_string_equal(error.text, "a?b?c??[0m:7");
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(keur_fail(&error, KEUR_EDATA, "%s", text), KEUR_EDATA);
    assert_int_equal(strlen(error.text), KEUR_ERROR_SIZE - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocate),     cmocka_unit_test(test_copies),
        cmocka_unit_test(test_arena),        cmocka_unit_test(test_arena_texts),
        cmocka_unit_test(test_status_texts), cmocka_unit_test(test_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
