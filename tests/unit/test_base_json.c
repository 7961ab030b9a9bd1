/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_grammar.h"
#include "base/random.h"

static keur_status parse(const char *text, keur_json **json, keur_error *err)
{
    return keur_json_parse(text, strlen(text), "doc.json", json, err);
}

static void test_not_json(void **state)
{
    /* The text, and the place that is named. */
    static const char *const known[][2] = {
        {"", "doc.json:1: column 1:"},
        {"{\"a\": 1", "doc.json:1: column 7:"},
        {"[1, 2", "doc.json:1:"},
        {"{\n  \"a\": 1,\n  \"b\": x\n}", "doc.json:3: column 8:"},
        {"[1, 2] 3", "doc.json:1: column 8:"},
        {"{}\n\n{}", "doc.json:3: column 1:"},
        {"[1,]", "doc.json:1:"},
        {"{\"a\" 1}", "doc.json:1:"},
        {"\"open", "doc.json:1:"},
        {"\"\\x\"", "doc.json:1:"},
        {"\"\\ud800\"", "doc.json:1:"},
        {"nan", "doc.json:1: column 1:"},
        {"[\n\"a\\u0000b\"]", "doc.json:2: column 3:"},
        {"\"\\uZZZZ\"", "doc.json:1: column 2:"},
        {"\"\\u12G4\"", "doc.json:1: column 2:"},
        {"\"\\\\\\u12", "doc.json:1: column 4:"},
        {"[01]", "doc.json:1: column 3:"},
        {"[1.]", "doc.json:1: column 2:"},
        {"[.5]", "doc.json:1: column 2:"},
        {"[+1]", "doc.json:1: column 2:"},
        {"[-]", "doc.json:1: column 2:"},
        {"[1e+]", "doc.json:1: column 2:"},
        {"[0x10]", "doc.json:1: column 3:"},
        {"\"a\nb\"", "doc.json:1: column 3:"},
        {"\"\\udc00\"", "doc.json:1: column 2:"},
        {"\"\\ud83d\\u0041\"", "doc.json:1: column 2:"},
        {"\"\\u00\x14\x11\"", "doc.json:1: column 2:"},
        {"\"\\u004@\"", "doc.json:1: column 2:"},
        {"[1,\v2]", "doc.json:1: column 4:"},
        {"{\"a\":1,}", "doc.json:1: column 8:"},
        {"{1:2}", "doc.json:1: column 2:"},
        {"[1}", "doc.json:1: column 3:"},
        {"{\"a\":1]", "doc.json:1: column 7:"},
        {"[]]", "doc.json:1: column 3:"},
        {"truer", "doc.json:1: column 5:"},
        {"tru", "doc.json:1: column 1:"},
        {"\xef\xbb\xbf\xef\xbb\xbf{}", "doc.json:1: column 1:"},
        {"   ", "doc.json:1: column 3:"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        keur_json *json = NULL;

        assert_fails(parse(known[i][0], &json, &err), KEUR_EPARSE, known[i][1]);
        assert_null(json);
    }
}

static void test_refused_as_a_whole(void **state)
{
    keur_json *json = NULL;
    char *deep = malloc(200001);

    (void)state;
    assert_fails(parse("{\"a\": \"\xff\"}", &json, &err), KEUR_EPARSE, "UTF-8");
    assert_fails(parse("{\"a\": 1, \"b\": 2, \"a\": 3}", &json, &err), KEUR_EPARSE, "\"a\"");
    assert_fails(parse("[0, {\"x\": {\"k\": 1, \"k\": 1}}]", &json, &err), KEUR_EPARSE, "\"k\"");
    assert_fails(keur_json_parse("{}\0{}", 5, "doc.json", &json, &err), KEUR_EPARSE, "column 3");
    /* Depth that would exhaust the stack is refused, not followed. */
    assert_non_null(deep);
    memset(deep, '[', 100000);
    memset(deep + 100000, ']', 100000);
    deep[200000] = '\0';
    assert_fails(parse(deep, &json, &err), KEUR_EPARSE, "doc.json:1:");
    free(deep);
    assert_null(json);
}

/* The ends of what is taken: digits of a number, and depth. */
static void test_limits(void **state)
{
    char text[2 * KEUR_JSON_DEPTH + 3] = "";
    keur_json *json = NULL;

    (void)state;
    memset(text, '7', KEUR_JSON_DIGITS);
    assert_ok(parse(text, &json, &err));
    keur_json_free(json);
    text[KEUR_JSON_DIGITS] = '7';
    assert_fails(parse(text, &json, &err), KEUR_EPARSE, "doc.json:1: column 1:");
    memset(text, '[', KEUR_JSON_DEPTH);
    memset(text + KEUR_JSON_DEPTH, ']', KEUR_JSON_DEPTH);
    assert_ok(parse(text, &json, &err));
    keur_json_free(json);
    memset(text, '[', KEUR_JSON_DEPTH + 1);
    memset(text + KEUR_JSON_DEPTH + 1, ']', KEUR_JSON_DEPTH + 1);
    assert_fails(parse(text, &json, &err), KEUR_EPARSE, "column 501:");
}

/* Whatever the grammar takes, the parser takes: else it would be a want of memory. Texts are strung
 * together from pieces of JSON, right and wrong. */
static void test_grammar_is_enough(void **state)
{
    static const char *const pieces[] = {"{",
                                         "}",
                                         "[",
                                         "]",
                                         ",",
                                         ":",
                                         "\"a\"",
                                         "\"b\"",
                                         "1",
                                         "-0",
                                         "0.5e-7",
                                         "1E+9",
                                         "true",
                                         "null",
                                         " ",
                                         "\n",
                                         "\"\\u00e9\\ud83d\\ude00\\\"\"",
                                         "\"\\/\\b\"",
                                         "01",
                                         "\t",
                                         "\"",
                                         "\\"};
    const size_t n_pieces = sizeof pieces / sizeof *pieces;
    keur_random random = keur_random_start(5, "test-grammar", 0);
    size_t n_good = 0;

    (void)state;
    for (size_t i = 0; i < 200000; i++) {
        char text[200] = "";
        keur_json *json = NULL;
        const size_t n = 1 + keur_random_below(&random, 9);

        for (size_t j = 0; j < n; j++)
            strcat(text, pieces[keur_random_below(&random, n_pieces)]);
        n_good += parse(text, &json, NULL) == KEUR_OK;
        if (json == NULL)
            assert_true(parse(text, &json, NULL) == KEUR_EPARSE);
        keur_json_free(json);
    }
    assert_true(n_good > 1000);
}

static const char example[] =
    "\xef\xbb\xbf{\"text\": \"a\\u00e9\\n\\\\u0000\", \"number\": -2.5e3, \"yes\": true,\n"
    "\"nothing\": null, \"list\": [1, [2], {\"deep\": \"x\"}], \"object\": {\"b\": 1, \"a\": 2},\n"
    "\"large\": 1e999, \"A\": 0, \"a\": 1} \t\r\n";

static void test_read(void **state)
{
    keur_json *json = NULL;
    keur_json_at root, at, item;
    const char *text = NULL;
    double number = 0;
    bool yes = false;
    size_t n = 0;

    (void)state;
    assert_ok(parse(example, &json, &err));
    root = keur_json_root(json, "doc.json");
    assert_true(keur_json_is_object(&root));
    at = keur_json_member(&root, "text");
    assert_ok(keur_json_string(&at, &text, &err));
    assert_string_equal(text, "a\xc3\xa9\n\\u0000");
    at = keur_json_member(&root, "number");
    assert_ok(keur_json_number(&at, &number, &err));
    assert_true(number == -2500);
    at = keur_json_member(&root, "yes");
    assert_ok(keur_json_bool(&at, &yes, &err));
    assert_true(yes);
    at = keur_json_member(&root, "nothing");
    assert_true(keur_json_is_null(&at) && !keur_json_is_absent(&at));
    /* Names are told apart by case. */
    at = keur_json_member(&root, "a");
    assert_ok(keur_json_number(&at, &number, &err));
    assert_true(number == 1);
    at = keur_json_member(&root, "list");
    assert_ok(keur_json_count(&at, &n, &err));
    assert_int_equal(n, 3);
    item = keur_json_item(&at, 2);
    assert_null(keur_json_key(&item));
    item = keur_json_member(&item, "deep");
    assert_string_equal(item.path, "$.list[2].deep");
    assert_string_equal(keur_json_key(&item), "deep");
    at = keur_json_member(&root, "object");
    item = keur_json_item(&at, 0);
    assert_string_equal(keur_json_key(&item), "b");
    assert_string_equal(item.path, "$.object.b");
    keur_json_free(json);
    keur_json_free(NULL);
}

static void test_wrong_types(void **state)
{
    static const char *const known_names[] = {"text",   "number", "yes", "nothing", "list",
                                              "object", "large",  "A",   NULL};
    keur_json *json = NULL;
    keur_json_at root, at, item;
    const char *text = NULL;
    double number = 0;
    bool yes = false;
    size_t n = 0;

    (void)state;
    assert_ok(parse(example, &json, &err));
    root = keur_json_root(json, "doc.json");
    at = keur_json_member(&root, "number");
    assert_fails(keur_json_string(&at, &text, &err), KEUR_ESCHEMA,
                 "doc.json: $.number: expected a text, found a number");
    assert_fails(keur_json_count(&at, &n, &err), KEUR_ESCHEMA, "expected an array");
    assert_fails(keur_json_bool(&at, &yes, &err), KEUR_ESCHEMA, "expected true or false");
    assert_fails(keur_json_known(&at, known_names, &err), KEUR_ESCHEMA, "expected an object");
    at = keur_json_member(&root, "list");
    item = keur_json_item(&at, 1);
    assert_fails(keur_json_number(&item, &number, &err), KEUR_ESCHEMA,
                 "$.list[1]: expected a number, found an array");
    item = keur_json_item(&at, 3);
    assert_true(keur_json_is_absent(&item));
    assert_fails(keur_json_number(&item, &number, &err), KEUR_ESCHEMA,
                 "$.list[3]: expected a number, found nothing");
    /* What lies inside of nothing is nothing. */
    item = keur_json_member(&item, "x");
    assert_fails(keur_json_string(&item, &text, &err), KEUR_ESCHEMA, "$.list[3].x: expected");
    item = keur_json_member(&at, "x");
    assert_true(keur_json_is_absent(&item));
    at = keur_json_member(&root, "large");
    assert_fails(keur_json_number(&at, &number, &err), KEUR_ESCHEMA, "too large");
    at = keur_json_member(&root, "nothing");
    assert_fails(keur_json_string(&at, &text, &err), KEUR_ESCHEMA, "found null");
    assert_fails(keur_json_known(&root, known_names, &err), KEUR_ESCHEMA, "$.a: not a known");
    at = keur_json_member(&root, "object");
    assert_fails(keur_json_known(&at, known_names, &err), KEUR_ESCHEMA, "$.object.b: not a known");
    keur_json_free(json);
}

/* A path longer than its room is cut, and nothing else is written. */
static void test_long_path(void **state)
{
    char text[2 * 400 + 8] = "";
    keur_json *json = NULL;
    keur_json_at at;

    (void)state;
    memset(text, '[', 400);
    memset(text + 400, ']', 400);
    assert_ok(parse(text, &json, &err));
    at = keur_json_root(json, "doc.json");
    for (int i = 0; i < 399; i++)
        at = keur_json_item(&at, 0);
    assert_true(keur_json_is_array(&at));
    assert_int_equal(strlen(at.path), sizeof at.path - 1);
    keur_json_free(json);
}

static void test_write(void **state)
{
    keur_json *json = NULL, *list = NULL, *object = NULL;
    char *text = NULL;

    (void)state;
    assert_ok(keur_json_new_object(&json, &err));
    assert_ok(keur_json_add_string(json, "text", "a \"b\"\n\xc3\xa9", &err));
    assert_ok(keur_json_add_string(json, "none", NULL, &err));
    assert_ok(keur_json_add_bool(json, "no", false, &err));
    assert_ok(keur_json_add_array(json, "list", &list, &err));
    assert_ok(keur_json_add_number(list, NULL, NAN, &err));
    assert_ok(keur_json_add_number(list, NULL, -INFINITY, &err));
    assert_ok(keur_json_add_number(list, NULL, 0.1, &err));
    assert_ok(keur_json_add_object(list, NULL, &object, &err));
    assert_ok(keur_json_print(json, &text, &err));
    assert_string_equal(text, "{\n\t\"text\":\t\"a \\\"b\\\"\\n\xc3\xa9\",\n\t\"none\":\tnull,\n"
                              "\t\"no\":\tfalse,\n\t\"list\":\t[null, null, 0.1, {\n\t\t}]\n}\n");
    free(text);
    keur_json_free(json);
    assert_true(keur_json_version()[0] != '\0');
}

/* Numbers and texts of all kinds come back as they went. */
static void test_round_trip(void **state)
{
    enum { N = 5000 };
    static double numbers[N];
    static char texts[N][8];
    keur_random random = keur_random_start(1, "test-json", 0);
    keur_json *json = NULL, *read = NULL;
    keur_json_at root;
    char *text = NULL;

    (void)state;
    assert_ok(keur_json_new_array(&json, &err));
    for (size_t i = 0; i < N; i++) {
        uint64_t bits;

        do {
            bits = keur_random_bits(&random);
            memcpy(&numbers[i], &bits, sizeof bits);
        } while (!isfinite(numbers[i]));
        for (size_t k = 0; k < 7; k++)
            texts[i][k] = (char)keur_random_below(&random, 128);
        assert_ok(keur_json_add_number(json, NULL, numbers[i], &err));
        assert_ok(keur_json_add_string(json, NULL, texts[i], &err));
    }
    assert_ok(keur_json_print(json, &text, &err));
    assert_ok(parse(text, &read, &err));
    root = keur_json_root(read, "doc.json");
    for (size_t i = 0; i < N; i += 97) {
        const keur_json_at number = keur_json_item(&root, 2 * i);
        const keur_json_at string = keur_json_item(&root, 2 * i + 1);
        const char *got = NULL;
        double value = 0;

        assert_ok(keur_json_number(&number, &value, &err));
        assert_memory_equal(&value, &numbers[i], sizeof value);
        assert_ok(keur_json_string(&string, &got, &err));
        assert_string_equal(got, texts[i]);
    }
    free(text);
    keur_json_free(read);
    keur_json_free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_json),
        cmocka_unit_test(test_refused_as_a_whole),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_long_path),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_grammar_is_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
