/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that must not leave are found where a slow search finds them, and nowhere else. */
#include <stdlib.h>
#include <string.h>

#include "assess/forbidden.h"
#include "base/random.h"
#include "base/text.h"
#include "support/check.h"

enum { ROUNDS = 100, ROWS = 40, CELL = 12, DOCUMENT = 80 };

/* Few letters, so that values stand within others and across the ends of words. */
static void random_word(keur_random *random, size_t least, size_t most, char *to)
{
    static const char letters[] = "aab-";
    const size_t n = least + (size_t)keur_random_below(random, most - least + 1);

    to[0] = 'b'; /* no blank, no number */
    for (size_t i = 1; i < n; i++)
        to[i] = letters[keur_random_below(random, sizeof letters - 1)];
    to[n] = '\0';
}

static keur_table *make_table(const char *csv)
{
    keur_table *made = NULL;

    assert_ok(keur_table_read_memory(csv, strlen(csv), "t.csv", NULL, &made, &err));
    return made;
}

static keur_schema *make_schema(const keur_table *table, const char *json)
{
    keur_schema *declared = NULL, *made = NULL;

    assert_ok(keur_schema_parse(json, strlen(json), "s.json", &declared, &err));
    assert_ok(keur_schema_infer(&table, 1, declared, true, &made, &err));
    keur_schema_free(declared);
    return made;
}

static bool is_letter(char c)
{
    return c == 'a' || c == 'b' || c == 'c';
}

/* Whether a value stands in a text as a whole word. */
static bool stands_in(const char *text, const char *value)
{
    for (const char *at = text; (at = strstr(at, value)) != NULL; at++) {
        const char last = at[strlen(value) - 1], after = at[strlen(value)];

        if ((at == text || !is_letter(at[-1])) && !(is_letter(last) && is_letter(after)))
            return true;
    }
    return false;
}

/* Rare levels of one column, by counting. */
static bool slow_search(char cells[ROWS][CELL + 1], const char *text)
{
    for (size_t i = 0; i < ROWS; i++) {
        size_t rows = 0;

        for (size_t j = 0; j < ROWS; j++)
            rows += strcmp(cells[i], cells[j]) == 0;
        if (rows < 10 && strlen(cells[i]) >= 4 && stands_in(text, cells[i]))
            return true;
    }
    return false;
}

static void as_a_slow_search(void **state)
{
    size_t n_found = 0, n_not = 0;

    (void)state;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        keur_random random = keur_random_start(seed, "forbidden", 0);
        char cells[ROWS][CELL + 1], common[CELL + 1], text[DOCUMENT + 2 * CELL] = "";
        keur_text csv = {NULL, 0, 0};
        keur_forbidden *secrets = NULL;
        keur_found found;
        size_t from = 0;
        const keur_table *table;
        keur_schema *schema;

        random_word(&random, 3, 5, common);
        assert_ok(keur_text_add(&csv, "level,x\n", &err));
        for (size_t i = 0; i < ROWS; i++) {
            random_word(&random, 3, 7, cells[i]);
            if (keur_random_below(&random, 3) == 0)
                (void)snprintf(cells[i], sizeof cells[i], "%s", common);
            assert_ok(keur_text_format(&csv, &err, "%s,1\n", cells[i]));
        }
        while (strlen(text) < DOCUMENT) {
            random_word(&random, 1, 6, text + strlen(text));
            (void)strcat(text, keur_random_below(&random, 3) == 0 ? "c" : " ");
        }
        table = make_table(csv.bytes);
        schema =
            make_schema(table, "{\"columns\": [{\"name\": \"level\", \"type\": \"categorical\"}]}");
        assert_ok(keur_forbidden_new(&table, 1, schema, &secrets, &err));
        if (keur_forbidden_next(secrets, text, strlen(text), NULL, &from, &found) !=
            slow_search(cells, text))
            fail_msg("seed %llu: \"%s\"", (unsigned long long)seed, text);
        n_found += from < strlen(text);
        n_not += from >= strlen(text);
        if (from < strlen(text)) {
            assert_string_equal(found.column, "level");
            assert_int_equal(found.why, KEUR_SECRET_LEVEL);
        }
        /* What is excused is no longer found. */
        keur_forbidden_excuse(secrets, text, strlen(text));
        from = 0;
        assert_false(keur_forbidden_next(secrets, text, strlen(text), NULL, &from, &found));
        keur_forbidden_free(secrets);
        keur_schema_free(schema);
        keur_table_free((keur_table *)(uintptr_t)table);
        keur_text_free(&csv);
    }
    assert_true(n_found > ROUNDS / 10 && n_not > ROUNDS / 10);
}

static bool finds(const keur_forbidden *secrets, const char *text)
{
    keur_found found;
    size_t from = 0;

    return keur_forbidden_next(secrets, text, strlen(text), NULL, &from, &found);
}

/* The 10 numbers at either end count where they have four digits. */
static void extreme_numbers(void **state)
{
    static const char *const there[] = {
        "1234567",   "of 1,234,567.", "-1234567",   "\342\210\2221,234,567",
        "=1234567%", "x,1234567,y",   "12,1234567", "98765.25",
        "98,765.25", "(1234567)"};
    static const char *const absent[] = {"12345678", "1234567.5", "91,234,567", "1234567a",
                                         "v1234567", "15020",     "987.25",     "5",
                                         "0",        "9,8765",    "3.1234567",  "98765.2"};
    keur_text csv = {NULL, 0, 0};
    keur_forbidden *secrets = NULL;
    keur_schema *schema;
    keur_table *table;

    (void)state;
    assert_ok(keur_text_add(&csv, "wage,x\n1234567,1\n98765.25,1\n5,1\n", &err));
    for (int i = 0; i < 160; i++)
        assert_ok(keur_text_format(&csv, &err, "%d,1\n", 15000 + i / 4));
    table = make_table(csv.bytes);
    schema = make_schema(table, "{\"columns\": [{\"name\": \"wage\", \"type\": \"numeric\"}]}");
    assert_ok(keur_forbidden_new((const keur_table *const *)&table, 1, schema, &secrets, &err));
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (!finds(secrets, there[i]))
            fail_msg("not found: %s", there[i]);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (finds(secrets, absent[i]))
            fail_msg("found: %s", absent[i]);
    keur_forbidden_free(secrets);
    keur_schema_free(schema);
    keur_table_free(table);
    keur_text_free(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_a_slow_search),
        cmocka_unit_test(extreme_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
