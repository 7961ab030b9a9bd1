/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several sets of keys in one run: from the command line, from the schema, and wrong ones. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/measuring.h"
#include "support/tables.h"

static const char real[] = "id,a,b,c,\"d+e;f\"\n"
                           "p1,1,x,u,k\np2,2,x,v,l\np3,1,y,u,m\np4,2,y,w,k\np5,3,x,u,l\n"
                           "p6,1,x,v,m\np7,2,y,u,k\np8,3,y,v,l\np9,1,x,w,m\nq1,2,x,u,k\n";
static const char synthetic[] = "id,a,b,c,\"d+e;f\"\n"
                                "r1,1,x,u,k\nr2,2,y,v,l\nr3,3,x,u,m\nr4,1,y,u,k\nr5,2,x,v,k\n"
                                "r6,3,y,v,l\nr7,1,x,w,m\nr8,2,y,u,k\nr9,2,x,u,l\ns1,1,y,w,m\n";

static const char with_sets[] =
    "{\"columns\": [{\"name\": \"id\", \"type\": \"identifier\"}, {\"name\": \"c\", \"roles\": "
    "[\"secret\"]}], \"key_sets\": [[\"a\", \"b\"], [\"a\", \"c\"], [\"b\"]]}";

static keur_case *case_of(const char *schema)
{
    const keur_given given = {
        .train = real, .holdout = synthetic, .synthetic = synthetic, .schema = schema};

    return keur_check_measurable(&given);
}

static const char ids[] = "{\"columns\": [{\"name\": \"id\", \"type\": \"identifier\"}]}";

static const keur_figure *with_keys(const keur_result *in, const char *name, const char *keys)
{
    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        for (size_t k = 0; k < figure->n_labels; k++) {
            if (strcmp(figure->name, name) == 0 && strcmp(figure->labels[k].name, "keys") == 0 &&
                strcmp(figure->labels[k].value, keys) == 0)
                return figure;
        }
    }
    return NULL;
}

/* Each set gives what it gives alone. */
static void test_sets_stand_side_by_side(void **state)
{
    static const char *const sets[][2] = {{"a,b", "a+b"}, {"b", "b"}, {"b,a,c", "b+a+c"}};
    keur_case *on = case_of(ids);
    keur_result *all = keur_check_run(on, "identity-keys", "keys=a,b;b;b,a,c");

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char arguments[40];
        keur_result *alone;

        (void)snprintf(arguments, sizeof arguments, "keys=%s", sets[i][0]);
        alone = keur_check_run(on, "identity-keys", arguments);
        assert_int_equal(keur_result_figures(all), 3 * keur_result_figures(alone));
        for (size_t k = 0; k < keur_result_figures(alone); k++) {
            const keur_figure *one = keur_result_figure(alone, k);
            const keur_figure *found = with_keys(all, one->name, sets[i][1]);

            assert_non_null(found);
            assert_near(found->value, one->value, 0);
        }
        keur_result_free(alone);
    }
    keur_result_free(all);
    keur_case_free(on);
}

static void test_names_with_signs_are_quoted(void **state)
{
    keur_case *on = case_of(ids);
    keur_result *found = keur_check_run(on, "attribute-keys", "keys=\"d+e;f\",a;b;secret=c");

    (void)state;
    assert_non_null(with_keys(found, "disco", "\"d+e;f\"+a"));
    assert_non_null(with_keys(found, "disco", "b"));
    keur_result_free(found);
    keur_case_free(on);
}

/* The sets of the schema serve where no --keys are given; one with the secret in it does not. */
static void test_declared_sets(void **state)
{
    keur_case *on = case_of(with_sets);
    keur_result *found = keur_check_run(on, "attribute-keys", NULL);
    keur_result *unique = keur_check_run(on, "identity-keys", NULL);

    (void)state;
    assert_non_null(with_keys(found, "disco", "a+b"));
    assert_non_null(with_keys(found, "disco", "b"));
    assert_null(with_keys(found, "disco", "a+c"));
    assert_true(keur_check_noticed(found, "not guessed from sets of keys"));
    assert_non_null(with_keys(unique, "uio", "a+c"));
    keur_result_free(found);
    found = keur_check_run(on, "attribute-keys", "keys=b,a");
    assert_non_null(with_keys(found, "disco", "b+a"));
    assert_null(with_keys(found, "disco", "b"));
    keur_result_free(found);
    keur_result_free(unique);
    keur_case_free(on);
}

static void test_wrong_sets(void **state)
{
    static const char *const wrong[][2] = {
        {"keys=a,b;;c", "--keys: set 2 is empty"},
        {"keys=a,b;", "--keys: set 2 is empty"},
        {"keys=;a", "--keys: set 1 is empty"},
        {"keys=a,b;c;b,a", "--keys: sets 1 and 3 are the same"},
        {"keys=a;a,nope", "--keys: \"nope\" is not a column"},
        {"keys=b;a,id", "--keys: \"id\" names records or holds free text"},
        {"keys=b;a,c,a", "--keys: \"a\" is named twice"},
        {"keys=a;b,c;secret=c", "--keys: \"c\" is also the secret"}};
    keur_case *on = case_of(ids);

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        keur_result *found = NULL;

        assert_fails(keur_given_run(on, "attribute-keys", wrong[i][0], &found, &err), KEUR_EUSAGE,
                     wrong[i][1]);
        assert_null(found);
    }
    keur_case_free(on);
}

static void test_wrong_sets_in_a_schema(void **state)
{
    static const char *const wrong[][2] = {
        {"[[\"a\"], []]", "$.key_sets[1]: a set of keys must not be empty"},
        {"[[\"a\", \"a\"]]", "$.key_sets[0][1]: this column is named twice"},
        {"[[\"a\", \"b\"], [\"b\", \"a\"]]", "$.key_sets[1]: another set has the same columns"},
        {"[\"a\"]", "$.key_sets[0]: expected an array"},
        {"{}", "$.key_sets: expected an array"},
        {"[[\"\"]]", "$.key_sets[0][0]: a name must not be empty"}};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char json[200];
        keur_schema *made = NULL;

        (void)snprintf(json, sizeof json, "{\"columns\": [], \"key_sets\": %s}", wrong[i][0]);
        assert_fails(keur_schema_parse(json, strlen(json), "s.json", &made, &err), KEUR_ESCHEMA,
                     wrong[i][1]);
        assert_null(made);
    }
}

static void test_sets_of_columns_that_take_no_part(void **state)
{
    static const char *const names[] = {"id", "nope"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char json[200];
        const keur_given given = {.train = real, .synthetic = synthetic, .schema = json};
        keur_case *on = NULL;

        (void)snprintf(json, sizeof json,
                       "{\"columns\": [{\"name\": \"id\", \"type\": \"identifier\"}], "
                       "\"key_sets\": [[\"a\"], [\"%s\"]]}",
                       names[i]);
        assert_fails(keur_given_case(&given, &on, &err), KEUR_ESCHEMA, "key_sets[1]");
        assert_null(on);
    }
}

/* Printed and read again, also through what is inferred from tables. */
static void test_a_schema_keeps_its_sets(void **state)
{
    keur_table *table = keur_check_table("real.csv", real);
    keur_schema *declared = keur_check_schema(with_sets), *made = NULL, *again;
    const keur_table *tables[] = {table};
    char *json = NULL;

    (void)state;
    assert_ok(keur_schema_infer(tables, 1, declared, false, &made, &err));
    assert_ok(keur_schema_print(made, &json, &err));
    again = keur_check_schema(json);
    assert_int_equal(again->n_key_sets, 3);
    assert_int_equal(again->key_sets[1].n, 2);
    assert_string_equal(again->key_sets[1].items[1], "c");
    free(json);
    keur_schema_free(again);
    keur_schema_free(made);
    keur_schema_free(declared);
    keur_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sets_stand_side_by_side),
                                       cmocka_unit_test(test_names_with_signs_are_quoted),
                                       cmocka_unit_test(test_declared_sets),
                                       cmocka_unit_test(test_wrong_sets),
                                       cmocka_unit_test(test_wrong_sets_in_a_schema),
                                       cmocka_unit_test(test_sets_of_columns_that_take_no_part),
                                       cmocka_unit_test(test_a_schema_keeps_its_sets)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
