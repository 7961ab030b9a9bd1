/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reference that overlaps train or holdout loses those rows, and the case says so. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/remembered.h"
#include "support/measuring.h"

/* "id,x,y" for ids first .. first + n - 1, x the id, y its remainder by 5. */
static char *rows(int first, int n)
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "id,x,y\n", &err));
    for (int i = first; i < first + n; i++)
        assert_ok(keur_text_format(&text, &err, "p%d,%d,L%d\n", i, i, i % 5));
    return text.bytes;
}

#define SCHEMA(id)                                                                                 \
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", " id "}, {\"name\": \"x\", \"type\": "  \
    "\"numeric\"}, {\"name\": \"y\", \"type\": \"categorical\"}]}"
#define BY_PERSON SCHEMA("\"type\": \"identifier\", \"roles\": [\"unit\"]")
#define BY_ROW    SCHEMA("\"use\": false")

static keur_case *case_with(char *reference, const char *schema)
{
    char *train = rows(0, 60), *holdout = rows(100, 40), *synthetic = rows(500, 50);
    keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                        .holdout = holdout,
                                                        .synthetic = synthetic,
                                                        .reference = reference,
                                                        .schema = schema,
                                                        .needs_reference = true,
                                                        .seed = 5,
                                                        .threads = 1});

    free(train);
    free(holdout);
    free(synthetic);
    free(reference);
    return on;
}

static double x_of(const keur_case *on, keur_role role, size_t row)
{
    const size_t x = (size_t)keur_case_find(on, "x");

    return keur_case_column(on, x)->values[keur_case_codes(on, role, x)[row]];
}

/* 25 rows of train, 5 of nobody. */
static void test_rows_of_train(void **state)
{
    keur_case *on = case_with(rows(35, 30), BY_ROW);

    (void)state;
    assert_int_equal(keur_case_rows(on, KEUR_REFERENCE), 5);
    assert_int_equal(keur_case_rows_given(on, KEUR_REFERENCE), 30);
    for (size_t i = 0; i < 5; i++)
        assert_true(x_of(on, KEUR_REFERENCE, i) == 60 + (double)i);
    assert_int_equal(keur_case_rows(on, KEUR_NON_MEMBER), 40);
    assert_int_equal(keur_case_rows(on, KEUR_TRAIN), 60);
    assert_true(keur_check_case_noticed(on, "Warning: about 30 rows of the reference"));
    keur_case_free(on);
}

/* 9 rows of the holdout: of so few nothing is said, as if there were none. */
static void test_rows_of_holdout(void **state)
{
    keur_case *on = case_with(rows(131, 30), BY_ROW);

    (void)state;
    assert_int_equal(keur_case_rows(on, KEUR_REFERENCE), 21);
    assert_true(x_of(on, KEUR_REFERENCE, 0) == 140);
    assert_false(keur_check_case_noticed(on, "of the reference"));
    keur_case_free(on);
}

static void test_none_shared(void **state)
{
    keur_case *on = case_with(rows(200, 30), BY_ROW);

    (void)state;
    assert_int_equal(keur_case_rows(on, KEUR_REFERENCE), 30);
    assert_false(keur_check_case_noticed(on, "left out"));
    keur_case_free(on);
}

/* Other rows of the same persons go; without the unit they stay, and so does one equal row, which
 * is chance. */
static void test_persons(void **state)
{
    static const char others[] = "id,x,y\np3,901,L1\np900,902,L1\np139,903,L2\np901,904,L0\n"
                                 "p902,7,L2\n";

    (void)state;
    for (int by_person = 0; by_person < 2; by_person++) {
        keur_case *on = case_with(strdup(others), by_person ? BY_PERSON : BY_ROW);

        assert_int_equal(keur_case_rows(on, KEUR_REFERENCE), by_person ? 3 : 5);
        assert_true(x_of(on, KEUR_REFERENCE, 0) == (by_person ? 902 : 901));
        assert_false(keur_check_case_noticed(on, "left out")); /* of fewer than 10 */
        keur_case_free(on);
    }
}

/* Nothing is left: half of the holdout serves, or, where nothing needs one, it is absent. */
static void test_nothing_left(void **state)
{
    keur_case *on = case_with(rows(10, 30), BY_ROW);

    (void)state;
    assert_true(keur_check_case_noticed(on, "the reference was left out, as if none were given"));
    assert_true(keur_case_is_split(on));
    assert_int_equal(keur_case_rows(on, KEUR_REFERENCE), 20);
    assert_int_equal(keur_case_rows(on, KEUR_NON_MEMBER), 20);
    keur_case_free(on);
}

/* Without a holdout there is nothing to take one from: the measure says what it needs. */
static void test_nothing_left_at_all(void **state)
{
    char *train = rows(0, 60), *part = rows(0, 20), *synthetic = rows(500, 50);
    keur_case *on = keur_check_measurable(&(keur_given){
        .train = train, .synthetic = synthetic, .reference = part, .schema = BY_ROW, .threads = 1});
    keur_result *found = keur_check_run(on, "membership-distance-ratio", NULL);

    (void)state;
    assert_false(keur_case_has(on, KEUR_REFERENCE));
    assert_int_equal(keur_case_rows(on, KEUR_REFERENCE), 0);
    assert_non_null(keur_result_figure(found, 0)->reason);
    keur_result_free(found);
    keur_case_free(on);
    free(train);
    free(part);
    free(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_train), cmocka_unit_test(test_rows_of_holdout),
        cmocka_unit_test(test_none_shared),   cmocka_unit_test(test_persons),
        cmocka_unit_test(test_nothing_left),  cmocka_unit_test(test_nothing_left_at_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
