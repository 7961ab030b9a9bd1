/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told by its content is found again where all of it is equal, and nowhere else. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "case/common.h"
#include "case/content.h"
#include "case/remembered.h"
#include "support/measuring.h"

#define TRAIN   "a,b\n1,x\n2,y\n3,x\n4,y\n6,x\n"
#define HOLDOUT "a,b\n5,x\n7,y\n8,x\n9,y\n9,x\n"

static const keur_given plain = {
    .train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n1,x\n2,x\n"};
/* Numbers and levels of its own: all codes move. */
static const keur_given other = {
    .train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n0.5,aa\n2.5,w\n3,z\n"};

static keur_content rows_of(const keur_given *given, keur_role role)
{
    keur_case *on = keur_check_measurable(given);
    const keur_rows rows = keur_case_view(on, role);
    keur_content made = keur_content_of("rows");

    assert_ok(keur_content_add_rows(&made, on, &rows, &err));
    keur_case_free(on);
    return made;
}

static bool are_equal(keur_content a, keur_content b)
{
    assert_int_equal(a.a == b.a, a.b == b.b);
    return a.a == b.a;
}

static void test_values_and_not_codes(void **state)
{
    (void)state;
    assert_true(are_equal(rows_of(&plain, KEUR_TRAIN), rows_of(&other, KEUR_TRAIN)));
    assert_true(are_equal(rows_of(&plain, KEUR_HOLDOUT), rows_of(&other, KEUR_HOLDOUT)));
    assert_false(are_equal(rows_of(&plain, KEUR_TRAIN), rows_of(&plain, KEUR_HOLDOUT)));
    assert_false(are_equal(rows_of(&plain, KEUR_SYNTHETIC), rows_of(&other, KEUR_SYNTHETIC)));
}

/* A cell, a missing one, another order of rows, another name, another meaning. */
static void test_whatever_differs(void **state)
{
    static const char *const trains[] = {
        "a,b\n1,x\n2,y\n3,x\n4,y\n7,x\n", "a,b\n1,x\n2,y\n3,x\n4,y\n6,y\n",
        "a,b\n1,x\n2,y\n3,x\n4,y\n6,\n",  "a,b\n,x\n2,y\n3,x\n4,y\n6,x\n",
        "a,b\n2,y\n1,x\n3,x\n4,y\n6,x\n", "a,b\n1,x\n2,y\n3,x\n4,y\n"};
    keur_given given = plain;

    (void)state;
    for (size_t i = 0; i < sizeof trains / sizeof *trains; i++) {
        given.train = trains[i];
        if (are_equal(rows_of(&given, KEUR_TRAIN), rows_of(&plain, KEUR_TRAIN)))
            fail_msg("train %zu is taken for another one", i);
    }
    given = plain;
    given.schema = "{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\"}]}";
    assert_false(are_equal(rows_of(&given, KEUR_TRAIN), rows_of(&plain, KEUR_TRAIN)));
}

static void test_parts_do_not_run_into_each_other(void **state)
{
    const double numbers[] = {1, 2, 3};
    const int32_t codes[] = {0, -1, 2};
    keur_content a = keur_content_of("x"), b = a, c = a;

    (void)state;
    assert_false(are_equal(keur_content_of("x"), keur_content_of("y")));
    keur_content_add_numbers(&a, numbers, 1);
    keur_content_add_numbers(&a, numbers + 1, 2);
    keur_content_add_numbers(&b, numbers, 2);
    keur_content_add_numbers(&b, numbers + 2, 1);
    assert_false(are_equal(a, b));
    a = b = c;
    keur_content_add_codes(&a, codes, 3, 3);
    keur_content_add_codes(&b, codes, 3, 4); /* a code more that there might be */
    assert_false(are_equal(a, b));
    a = b = c;
    keur_content_add_word(&a, 0);
    keur_content_add_word(&a, 1);
    keur_content_add_word(&b, 1);
    keur_content_add_word(&b, 0);
    assert_false(are_equal(a, b));
}

static void test_kept_for_those_that_share(void **state)
{
    const double numbers[] = {1.5, NAN, -3};
    const keur_content one = keur_content_of("one"), two = keur_content_of("two");
    keur_common *common = NULL;
    keur_case *a = keur_check_measurable(&plain), *b = keur_check_measurable(&other);
    keur_case *alone = keur_check_measurable(&plain);
    const double *found;

    (void)state;
    assert_ok(keur_common_new(&common, &err));
    assert_ok(keur_case_join(a, common, &err));
    assert_ok(keur_case_join(b, common, &err));
    assert_true(keur_case_shares(a) && !keur_case_shares(alone));
    assert_ok(keur_case_recall_later(alone, &one, numbers, 3, &err));
    assert_null(keur_case_recall(alone, &one, 3));
    assert_ok(keur_case_recall_later(a, &one, numbers, 3, &err));
    keur_case_free(a); /* what it left stays */
    found = keur_case_recall(b, &one, 3);
    assert_non_null(found);
    assert_memory_equal(found, numbers, sizeof numbers);
    assert_ok(keur_case_recall_later(b, &one, numbers, 3, &err)); /* twice is once */
    assert_null(keur_case_recall(b, &two, 3));
    assert_null(keur_case_recall(b, &one, 2));
    assert_null(keur_case_recall(alone, &one, 3));
    keur_case_free(b);
    keur_case_free(alone);
    keur_common_free(common);
}

/* More than there is room for is not kept, and does no harm. */
static void test_room_is_bounded(void **state)
{
    const keur_content one = keur_content_of("one"), two = keur_content_of("two");
    const double numbers[] = {1, 2};
    keur_common *common = NULL;
    keur_case *a = keur_check_measurable(&plain);

    (void)state;
    assert_ok(keur_common_new(&common, &err));
    assert_ok(keur_case_join(a, common, &err));
    assert_ok(keur_case_recall_later(a, &one, numbers, 2, &err));
    assert_ok(keur_case_recall_later(a, &two, numbers, KEUR_MOST_RECALLED - 1, &err));
    assert_null(keur_case_recall(a, &two, KEUR_MOST_RECALLED - 1));
    assert_ok(keur_case_recall_later(a, &two, numbers, 2, &err));
    assert_non_null(keur_case_recall(a, &two, 2));
    keur_case_free(a);
    keur_common_free(common);
}

/* Sums of kernels run in the order of codes: shared with a table whose codes are the same, though
 * it has other rows, and found anew for one whose codes are not; both as one alone finds them. */
static void test_sums_of_kernels(void **state)
{
    static const keur_given givens[] = {
        {.train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n1,x\n2,x\n"},
        {.train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n9,y\n2,x\n4,x\n"},
        {.train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n0.5,aa\n2.5,w\n3,z\n"}};
    const keur_ask asks[] = {{.from = KEUR_TRAIN, .to = KEUR_HOLDOUT, .k = 1},
                             {.from = KEUR_HOLDOUT, .to = KEUR_TRAIN, .k = 1},
                             {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .k = 1}};
    keur_kernel_column columns[2] = {{.bandwidth = 0.7}, {.bandwidth = 1}};
    keur_common *common = NULL;

    (void)state;
    keur_kernel_levels(0.1, 4, &columns[0]);
    keur_kernel_levels(0.1, 4, &columns[1]);
    assert_ok(keur_common_new(&common, &err));
    for (size_t g = 0; g < sizeof givens / sizeof *givens; g++) {
        keur_case *shared = keur_check_measurable(&givens[g]);
        keur_case *alone = keur_check_measurable(&givens[g]);

        assert_ok(keur_case_join(shared, common, &err));
        for (size_t a = 0; a < sizeof asks / sizeof *asks; a++) {
            for (size_t width = 1; width < 3; width++) {
                double one[5], two[5];

                columns[0].bandwidth = 0.7 * (double)width;
                assert_ok(keur_case_kernel_sums(shared, &asks[a], columns, KEUR_KERNEL_NORMAL, one,
                                                &err));
                assert_ok(
                    keur_case_kernel_sums(alone, &asks[a], columns, KEUR_KERNEL_NORMAL, two, &err));
                if (memcmp(one, two, sizeof one) != 0)
                    fail_msg("case %zu has sums that are not its own", g);
            }
        }
        keur_case_free(shared);
        keur_case_free(alone);
    }
    keur_common_free(common);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values_and_not_codes),
                                       cmocka_unit_test(test_whatever_differs),
                                       cmocka_unit_test(test_parts_do_not_run_into_each_other),
                                       cmocka_unit_test(test_kept_for_those_that_share),
                                       cmocka_unit_test(test_room_is_bounded),
                                       cmocka_unit_test(test_sums_of_kernels)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
