/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a case remembers of neighbours, and counts within a radius. */
#include "support/check.h"

#include "case/remembered.h"
#include "support/measuring.h"

static keur_case *small_case(void)
{
    const keur_given given = {.train = "a,b\n1,x\n2,y\n3,x\n9,y\n",
                              .holdout = "a,b\n4,x\n5,y\n6,x\n",
                              .synthetic = "a,b\n1,x\n1,y\n3,x\n7,y\n"};

    return keur_check_measurable(&given);
}

static void test_answers_serve_smaller_questions(void **state)
{
    keur_case *on = small_case();
    keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .k = 2, .distances_only = true};
    const keur_neighbours *distances, *rows, *again;

    (void)state;
    assert_ok(keur_case_neighbours(on, &ask, &distances, &err));
    assert_null(distances->rows);
    /* Distances do not say which rows; rows do say distances. */
    ask.distances_only = false;
    ask.k = 1;
    assert_ok(keur_case_neighbours(on, &ask, &rows, &err));
    assert_true(rows != distances);
    assert_int_equal(rows->rows[0], 0);
    assert_near(rows->distances[3], distances->distances[3 * 2], 0);
    ask.k = 3;
    assert_ok(keur_case_neighbours(on, &ask, &rows, &err));
    ask.distances_only = true;
    ask.k = 3;
    assert_ok(keur_case_neighbours(on, &ask, &again, &err));
    assert_ptr_equal(again, rows);
    ask.k = 2;
    assert_ok(keur_case_neighbours(on, &ask, &again, &err));
    assert_ptr_equal(again, distances);
    keur_case_free(on);
}

/* Scale 8, so distances in a of 1/8 a step and of 1 a mismatch in b. */
static void test_counts_within_a_radius(void **state)
{
    keur_case *on = small_case();
    const keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .k = 1};
    const keur_ask own = {.from = KEUR_TRAIN, .to = KEUR_TRAIN, .k = 1};
    const keur_ask absent = {.from = KEUR_TRAIN, .to = KEUR_REFERENCE, .k = 1};
    uint32_t counts[4];

    (void)state;
    assert_ok(keur_case_radius_counts(on, &ask, 0.25, counts, &err));
    assert_int_equal(counts[0], 2); /* 1,x and 3,x at exactly the radius */
    assert_int_equal(counts[1], 1); /* 1,y */
    assert_int_equal(counts[2], 2); /* 1,x and 3,x */
    assert_int_equal(counts[3], 1); /* 7,y */
    assert_ok(keur_case_radius_counts(on, &own, 0.25, counts, &err));
    assert_int_equal(counts[0], 1); /* 3,x but not itself */
    assert_int_equal(counts[1], 0);
    assert_fails(keur_case_radius_counts(on, &absent, 0.25, counts, &err), KEUR_EDATA,
                 "there is no reference table");
    assert_fails(keur_case_radius_counts(on, &ask, -1, counts, &err), KEUR_EINVAL, "");
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers_serve_smaller_questions),
                                       cmocka_unit_test(test_counts_within_a_radius)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
