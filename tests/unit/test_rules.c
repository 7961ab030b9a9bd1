/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of a schema: what is refused and where, and what they say of rows. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "case/rules.h"
#include "support/judging.h"
#include "support/tables.h"
#include "table/rule.h"

/* --- what is refused */

static void test_faults_name_the_character(void **state)
{
    static const char *const faults[][2] = {
        {"", "character 1: expected a column"},
        {"a", "character 2: expected one of =="},
        {"a = b", "character 3: equality is written =="},
        {"a <= ", "character 6: expected a column"},
        {"a <= b c", "character 8: expected `and`, `or` or the end"},
        {"1 < 2", "character 1: a condition needs a column"},
        {"a == 'x", "character 6: this quote is not closed"},
        {"\"a == 1", "character 1: this quote is not closed"},
        {"\"\" == 1", "character 1: a name must not be empty"},
        {"a == 1x", "character 6: not a number"},
        {"a == 1.2.3", "character 6: not a number"},
        {"(a == 1", "character 8: expected `)`"},
        {"a == 1)", "character 7: expected `and`"},
        {"if a == 1", "character 10: expected `then`"},
        {"if a == 1 then", "character 15: expected a column"},
        {"a == 1 then b == 2", "character 8: expected `and`"},
        {"a is 1", "character 6: expected `missing`"},
        {"'a' is missing", "character 1: only a column can be missing"},
        {"not", "character 4: expected a column"},
        {"and == 1", "character 1: expected a column"},
        {"a # 1", "character 3: expected a name"},
        {"a == 1\n", "character 7: a control character"},
        /* characters, not bytes */
        {"\xc3\xa9\xc3\xa9 = 1", "character 4: equality is written =="},
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        keur_rule *rule = NULL;

        assert_fails(keur_rule_parse(faults[i][0], &rule, &err), KEUR_ESCHEMA, faults[i][1]);
        assert_null(rule);
    }
}

static void test_length_and_depth_are_bounded(void **state)
{
    char text[2000];
    keur_rule *rule = NULL;

    (void)state;
    for (size_t depth = 31; depth <= 34; depth++) {
        memset(text, '(', depth);
        memcpy(text + depth, "a==1", 4);
        memset(text + depth + 4, ')', depth);
        text[2 * depth + 4] = '\0';
        if (depth <= KEUR_RULE_DEPTH)
            assert_ok(keur_rule_parse(text, &rule, &err));
        else
            assert_fails(keur_rule_parse(text, &rule, &err), KEUR_ESCHEMA,
                         "character 33: nested deeper than 32");
        keur_rule_free(rule);
    }
    memset(text, ' ', sizeof text);
    memcpy(text, "a==1", 4);
    text[KEUR_RULE_BYTES] = '\0';
    assert_ok(keur_rule_parse(text, &rule, &err));
    keur_rule_free(rule);
    text[KEUR_RULE_BYTES] = ' ';
    text[KEUR_RULE_BYTES + 1] = '\0';
    assert_fails(keur_rule_parse(text, &rule, &err), KEUR_ESCHEMA, "at most 1,000 bytes");
}

static void refuse_schema(const char *rules, const char *part)
{
    char json[500];
    keur_schema *schema = NULL;

    (void)snprintf(json, sizeof json, "{\"columns\": [], \"rules\": %s}", rules);
    assert_fails(keur_schema_parse(json, strlen(json), "s.json", &schema, &err), KEUR_ESCHEMA,
                 part);
}

static void test_schemas_keep_their_rules(void **state)
{
    static const char json[] =
        "{\"columns\": [], \"rules\": [\" a <= b\", \"if c == 'no' then \\\"h,1\\\" == 0\"]}";
    keur_schema *schema = keur_check_schema(json), *again = NULL;
    char *printed = NULL;

    (void)state;
    assert_ok(keur_schema_print(schema, &printed, &err));
    again = keur_check_schema(printed);
    assert_int_equal(again->rules.n, 2);
    assert_string_equal(again->rules.items[0], "a <= b");
    assert_string_equal(again->rules.items[1], "if c == 'no' then \"h,1\" == 0");
    free(printed);
    keur_schema_free(schema);
    keur_schema_free(again);
    refuse_schema("{}", "s.json: $.rules: expected an array");
    refuse_schema("[1]", "$.rules[0]: expected a text, found a number");
    refuse_schema("[\"a <= b\", \"a == 'x\"]", "s.json: $.rules[1]: character 6: this quote");
    refuse_schema("[\"a <= b\", \" a <= b \"]", "$.rules[1]: given twice");
}

/* --- what does not suit the columns */

static const char typed_csv[] = "n,m,c,b,d,o,k,x\n1,2,u,true,01-02-2020,low,7,u\n"
                                "-8,2.5,v,false,03-02-2020,high,7,v\n";
static const char typed_json[] =
    "{\"columns\": [{\"name\": \"n\", \"type\": \"numeric\", \"special\": [-8]}, {\"name\": \"m\", "
    "\"type\": \"numeric\"}, {\"name\": \"c\", \"type\": \"categorical\", \"levels\": [\"u\", "
    "\"v\"]}, {\"name\": \"b\", \"type\": \"boolean\"}, {\"name\": \"d\", \"type\": \"date\", "
    "\"format\": \"dd-mm-yyyy\"}, {\"name\": \"o\", \"type\": \"ordinal\", \"levels\": [\"low\", "
    "\"mid\", \"high\"]}, {\"name\": \"x\", \"type\": \"numeric\", \"use\": false}]}";

static void test_types_are_held(void **state)
{
    static const char *const faults[][2] = {
        {"n < nothing", "rules[3]: character 5: t.csv: there is no column \"nothing\""},
        {"c < 'u'", "character 1: the values of this column have no order"},
        {"'u' >= c", "character 8: the values of this column have no order"},
        {"b > 'false'", "character 1: the values of this column have no order"},
        {"n == c", "character 6: this column is of another type"},
        {"n < d", "character 5: this column is of another type"},
        {"n < o", "character 5: this column is of another type"},
        {"n == 'u'", "character 6: not a value that this column can have"},
        {"c == 'w'", "character 6: not a value that this column can have"},
        {"d == '2020-02-01'", "character 6: not a value that this column can have"},
        {"d > 2020", "character 5: not a value that this column can have"},
        {"o > 'none'", "character 5: not a value that this column can have"},
        {"n < -8", "character 5: a special code has no order"},
        {"n == 'NA'", "character 6: this stands for a missing value"},
        {"x > 1", "rules[3]: t.csv:2: column \"x\": a value is not numeric"},
    };
    uint8_t verdicts[2];

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        assert_fails(keur_check_judge(faults[i][0], typed_json, typed_csv, 1, verdicts, &err),
                     KEUR_ESCHEMA, faults[i][1]);
}

/* A column that happens to have one value only is of the type that the rule has it be. */
static void test_rules_by_hand(void **state)
{
    static const struct {
        const char *rule;
        uint8_t verdicts[2];
    } known[] = {
        {"n <= m", {KEUR_KEPT, KEUR_UNKNOWN}},
        {"n != m", {KEUR_KEPT, KEUR_KEPT}},
        {"n == -8", {KEUR_BROKEN, KEUR_KEPT}},
        {"n < 5", {KEUR_KEPT, KEUR_UNKNOWN}},
        {"m >= 2.50", {KEUR_BROKEN, KEUR_KEPT}},
        {"2.5 <= m", {KEUR_BROKEN, KEUR_KEPT}},
        {"d < '02-02-2020'", {KEUR_KEPT, KEUR_BROKEN}},
        {"o >= 'mid'", {KEUR_BROKEN, KEUR_KEPT}},
        {"b == 'yes'", {KEUR_KEPT, KEUR_BROKEN}},
        {"b == 1", {KEUR_KEPT, KEUR_BROKEN}},
        {"k == 7", {KEUR_KEPT, KEUR_KEPT}},
        {"k < n", {KEUR_BROKEN, KEUR_UNKNOWN}},
        {"k == 'seven'", {KEUR_BROKEN, KEUR_BROKEN}},
        {"k == c", {KEUR_BROKEN, KEUR_BROKEN}},
        {"IF c == 'u' THEN m == 2", {KEUR_KEPT, KEUR_KEPT}},
        {"if c == 'v' then m == 2", {KEUR_KEPT, KEUR_BROKEN}},
        {"not c == 'u' and not \"m\" == 2", {KEUR_BROKEN, KEUR_KEPT}},
        {"(if c == 'v' then m == 2) and n == 1", {KEUR_KEPT, KEUR_BROKEN}},
        {"n is missing or c is not missing", {KEUR_KEPT, KEUR_KEPT}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint8_t verdicts[2] = {9, 9};

        assert_ok(keur_check_judge(known[i].rule, typed_json, typed_csv, 1, verdicts, &err));
        if (memcmp(verdicts, known[i].verdicts, 2) != 0)
            fail_msg("%s: %d %d", known[i].rule, verdicts[0], verdicts[1]);
    }
}

/* "not" before "and" before "or". */
static void test_what_binds_first(void **state)
{
    static const char csv[] = "a,b,c\n0,0,0\n0,0,1\n0,1,0\n0,1,1\n1,0,0\n1,0,1\n1,1,0\n1,1,1\n";
    static const char json[] =
        "{\"columns\": [{\"name\": \"a\", \"type\": \"numeric\"}, {\"name\": "
        "\"b\", \"type\": \"numeric\"}, {\"name\": \"c\", \"type\": "
        "\"numeric\"}]}";
    static const struct {
        const char *bare, *same;
    } pairs[] = {{"a == 1 or b == 1 and c == 1", "a == 1 or (b == 1 and c == 1)"},
                 {"a == 1 and b == 1 or c == 1", "(a == 1 and b == 1) or c == 1"},
                 {"not a == 1 and b == 1", "(not a == 1) and b == 1"},
                 {"not not a == 1", "a == 1"},
                 {"if a == 1 or b == 1 then c == 1 or b == 0",
                  "not (a == 1 or b == 1) or (c == 1 or b == 0)"}};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint8_t bare[8], same[8];

        assert_ok(keur_check_judge(pairs[i].bare, json, csv, 1, bare, &err));
        assert_ok(keur_check_judge(pairs[i].same, json, csv, 1, same, &err));
        assert_memory_equal(bare, same, 8);
        assert_non_null(memchr(bare, KEUR_BROKEN, 8));
        assert_non_null(memchr(bare, KEUR_KEPT, 8));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults_name_the_character),
        cmocka_unit_test(test_length_and_depth_are_bounded),
        cmocka_unit_test(test_schemas_keep_their_rules),
        cmocka_unit_test(test_types_are_held),
        cmocka_unit_test(test_rules_by_hand),
        cmocka_unit_test(test_what_binds_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
