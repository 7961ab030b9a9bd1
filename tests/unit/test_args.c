/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of measures: what fits, what does not, and names of columns. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "case/columns.h"
#include "support/measuring.h"

static const keur_param params[] = {
    {.name = "k", .type = KEUR_PARAM_INTEGER, .low = 1, .high = 64, .fallback = "5"},
    {.name = "level", .type = KEUR_PARAM_NUMBER, .low = 0, .high = 1},
    {.name = "scaling", .type = KEUR_PARAM_CHOICE, .choices = "range|rank|none"},
    {.name = "quick", .type = KEUR_PARAM_FLAG},
    {.name = "secret", .type = KEUR_PARAM_COLUMN},
    {.name = "keys", .type = KEUR_PARAM_COLUMNS},
    {.name = NULL}};

static const keur_measure measure = {.name = "made-up", .params = params};
static const keur_measure without = {.name = "bare", .params = NULL};

static keur_args *args_of(const keur_measure *of)
{
    keur_args *made = NULL;

    assert_ok(keur_args_new(of, &made, &err));
    return made;
}

static void test_values(void **state)
{
    keur_args *args = args_of(&measure);

    (void)state;
    assert_true(keur_args_number(args, "k") == 5);
    assert_false(keur_args_has(args, "level"));
    assert_null(keur_args_text(args, "level"));
    assert_true(isnan(keur_args_number(args, "level")));
    assert_false(keur_args_is(args, "scaling", "rank"));
    assert_ok(keur_args_set(args, "k", "64", &err));
    assert_ok(keur_args_set(args, "level", "1e-3", &err));
    assert_ok(keur_args_set(args, "scaling", "rank", &err));
    assert_ok(keur_args_set(args, "scaling", "none", &err));
    assert_ok(keur_args_set(args, "quick", "yes", &err));
    assert_true(keur_args_number(args, "k") == 64);
    assert_true(keur_args_number(args, "level") == 0.001);
    assert_true(keur_args_is(args, "scaling", "none"));
    assert_string_equal(keur_args_text(args, "quick"), "yes");
    assert_false(keur_args_has(args, "nothing"));
    keur_args_free(args);
    keur_args_free(NULL);
}

static void test_refused(void **state)
{
    static const char *const wrong[][3] = {
        {"k", "0", "from 1 to 64"},       {"k", "65", "from 1 to 64"},
        {"k", "2.5", "a whole number"},   {"k", "five", "a whole number"},
        {"k", "", "a whole number"},      {"level", "-0.1", "from 0 to 1"},
        {"level", "nan", "from 0 to 1"},  {"scaling", "ran", "range|rank|none"},
        {"scaling", "", "range|rank"},    {"scaling", "range|rank", "one of"},
        {"scaling", "ranger", "one of"},  {"quick", "true", "yes or no"},
        {"quick", "yes|no", "yes or no"}, {"secret", "", "name of a column"},
        {"keys", "", "name of a column"}, {"speed", "1", "made-up has no option --speed"}};
    keur_args *args = args_of(&measure), *bare = args_of(&without);

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_fails(keur_args_set(args, wrong[i][0], wrong[i][1], &err), KEUR_EUSAGE, wrong[i][2]);
    assert_fails(keur_args_set(bare, "k", "1", &err), KEUR_EUSAGE, "no option");
    assert_true(keur_args_number(args, "k") == 5);
    keur_args_free(args);
    keur_args_free(bare);
}

/* --- names of columns --- */

static const keur_given given = {.train = "age,sex,\"region, old\",\"the \"\"one\"\"\"\n1,m,x,3\n"
                                          "2,f,y,4\n2,f,z,9\n",
                                 .synthetic = "age,sex,\"region, old\",\"the \"\"one\"\"\"\n"
                                              "1,m,x,3\n3,f,y,7\n"};

static void test_columns(void **state)
{
    keur_case *on = keur_check_measurable(&given);
    keur_args *args = args_of(&measure);
    size_t *columns = NULL, n = 9;
    char *text = NULL;

    (void)state;
    assert_ok(keur_columns_of(on, args, "keys", &columns, &n, &err));
    assert_int_equal(n, 0);
    keur_columns_free(columns);
    assert_ok(keur_args_set(args, "keys", "sex,\"region, old\",age,\"the \"\"one\"\"\"", &err));
    assert_ok(keur_columns_of(on, args, "keys", &columns, &n, &err));
    assert_int_equal(n, 4);
    assert_memory_equal(columns, ((size_t[]){1, 2, 0, 3}), sizeof(size_t[4]));
    assert_ok(keur_columns_join(on, columns, 2, &text, &err));
    assert_string_equal(text, "sex+region, old");
    free(text);
    keur_columns_free(columns);
    assert_ok(keur_columns_but(on, 1, &columns, &n, &err));
    assert_int_equal(n, 3);
    assert_memory_equal(columns, ((size_t[]){0, 2, 3}), sizeof(size_t[3]));
    keur_columns_free(columns);
    keur_args_free(args);
    keur_case_free(on);
}

static void test_refused_columns(void **state)
{
    static const char *const wrong[][2] = {{"age,height", "\"height\" is not a column"},
                                           {"age,sex,age", "\"age\" is named twice"},
                                           {"age,,sex", "\"\" is not a column"},
                                           {",age", "\"\" is not a column"},
                                           {"\"age\"x,sex", "quoted"},
                                           {"sex,\"age", "quoted"}};
    keur_case *on = keur_check_measurable(&given);
    keur_args *args = args_of(&measure);
    size_t *columns = NULL, n;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_ok(keur_args_set(args, "keys", wrong[i][0], &err));
        assert_fails(keur_columns_of(on, args, "keys", &columns, &n, &err), KEUR_EUSAGE,
                     wrong[i][1]);
        assert_null(columns);
    }
    keur_args_free(args);
    keur_case_free(on);
}

/* --- running --- */

static void test_run(void **state)
{
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = NULL;

    (void)state;
    assert_fails(keur_given_run(on, "attribute-keys", "keys=height", &found, &err), KEUR_EUSAGE,
                 "height");
    assert_fails(keur_given_run(on, "attribute-keys", "keys=age;secret=age", &found, &err),
                 KEUR_EUSAGE, "also the secret");
    assert_null(found);
    /* Every measure runs on three rows without a holdout, with a reason where it needs one. */
    for (size_t i = 0; keur_measures()[i] != NULL; i++) {
        const keur_measure *one = keur_measures()[i];

        found = keur_check_run(on, one->name, NULL);
        assert_true(keur_result_figures(found) > 0);
        if (one->needs & KEUR_NEEDS_HOLDOUT)
            assert_true(keur_check_contains(keur_result_figure(found, 0)->reason, "holdout"));
        keur_result_free(found);
    }
    assert_null(keur_measure_find("no-such-measure"));
    keur_case_free(on);
}

/* Declared secrets that are all named as keys leave nothing to tell, which is said. */
static void test_no_secret_left(void **state)
{
    keur_case *on = keur_check_measurable(&(keur_given){
        .train = "a,b\n1,x\n2,y\n2,z\n",
        .synthetic = "a,b\n1,x\n3,y\n",
        .schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"b\", \"type\": \"categorical\", "
                  "\"roles\": [\"secret\"]}]}"});
    keur_result *found = keur_check_run(on, "attribute-keys", "keys=b");

    (void)state;
    assert_true(keur_check_contains(keur_result_figure(found, 0)->reason, "every secret"));
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_columns), cmocka_unit_test(test_refused_columns),
        cmocka_unit_test(test_run),     cmocka_unit_test(test_no_secret_left)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
