/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/value.h"

#include "support/check.h"

#include <string.h>

#include "support/tables.h"
#include "table/day.h"

static const char schema_text[] =
    "{\"keur_schema\": 1, \"missing\": [\"-99\", \"unknown\"], \"columns\": ["
    "{\"name\": \"number\", \"type\": \"numeric\", \"special\": [-8, \"N\", 7.5], \"missing\": "
    "[\"-9\"]},"
    "{\"name\": \"day\", \"type\": \"date\", \"special\": [\"never\"]},"
    "{\"name\": \"flag\", \"type\": \"boolean\"},"
    "{\"name\": \"grade\", \"type\": \"ordinal\", \"levels\": [\"low\", 2, \"high\"]},"
    "{\"name\": \"rank\", \"type\": \"ordinal\"},"
    "{\"name\": \"level\", \"type\": \"categorical\"},"
    "{\"name\": \"code\", \"type\": \"categorical\", \"code\": true},"
    "{\"name\": \"country\", \"type\": \"categorical\", \"levels\": [\"NA\", \"BE\", \"1.0\"]},"
    "{\"name\": \"id\", \"type\": \"identifier\"}]}";

static const keur_schema *schema;

static int read_schema(void **state)
{
    schema = *state = keur_check_schema(schema_text);
    return 0;
}

static int free_schema(void **state)
{
    keur_schema_free(*state);
    return 0;
}

/* "missing", "number 1.5", "level x" or "not of type". */
static const char *parse(const char *name, char decimal, const char *text)
{
    static char seen[128];
    const ptrdiff_t j = keur_schema_find(schema, name);
    keur_value value;

    assert_true(j >= 0);
    keur_value_parse(schema, &schema->columns[j], decimal, text, &value);
    switch (value.kind) {
    case KEUR_VALUE_MISSING:
        return "missing";
    case KEUR_VALUE_NUMBER:
        (void)snprintf(seen, sizeof seen, "number %.17g", value.number);
        return seen;
    case KEUR_VALUE_LEVEL:
        (void)snprintf(seen, sizeof seen, "level %.*s|", (int)value.n_level, value.level);
        return seen;
    case KEUR_VALUE_NOT_OF_TYPE:
        break;
    }
    return "not of type";
}

#define assert_value(name, decimal, text, expected)                                                \
    assert_string_equal(parse((name), (decimal), (text)), (expected))

static void missing_texts(void **state)
{
    static const char *const texts[] = {"",  " \t", "NA",  " NA ",  "NaN",     ".",
                                        "?", " ? ", "-99", "-99.0", "unknown", " unknown"};
    static const char *const columns[] = {"number", "day", "flag", "rank", "level", "id"};

    (void)state;
    for (size_t j = 0; j < sizeof columns / sizeof *columns; j++) {
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            assert_value(columns[j], '.', texts[i], "missing");
    }
    assert_value("number", '.', "-9", "missing");
    assert_value("level", '.', "-9", "level -9|");
    assert_value("level", '.', "na", "level na|"); /* as written, in this case only */
    assert_value("level", '.', "N/A", "level N/A|");
    assert_value("code", '.', "-99", "missing");
    assert_value("code", '.', "-99.0", "level -99.0|"); /* codes compare as written */
}

static void numbers(void **state)
{
    (void)state;
    assert_value("number", '.', "9844.0", "number 9844");
    assert_value("number", '.', " 9.844e3\t", "number 9844");
    assert_value("number", ',', "9844,50", "number 9844.5");
    assert_value("number", ',', "9844.50", "not of type");
    assert_value("number", '.', "-0", "number 0");
    assert_value("number", '.', "007", "number 7");
    assert_value("number", '.', "1,5", "not of type");
    assert_value("number", '.', "abc", "not of type");
    assert_value("number", '.', "inf", "not of type");
}

static void special_codes(void **state)
{
    (void)state;
    assert_value("number", '.', "-8", "level -8|");
    assert_value("number", '.', " -8.0", "level -8|");
    assert_value("number", ',', "-8,00", "level -8|");
    assert_value("number", ',', "7,50", "level 7.5|"); /* a schema always uses a point */
    assert_value("number", '.', "N ", "level N|");
    assert_value("number", '.', "-8.1", "number -8.0999999999999996");
    assert_value("day", '.', "never", "level never|");
}

static void dates(void **state)
{
    (void)state;
    assert_value("day", '.', "1970-01-01", "number 0");
    assert_value("day", '.', "1969-12-31", "number -1");
    assert_value("day", '.', "2000-02-29", "number 11016"); /* date -d 2000-02-29 +%s / 86400 */
    assert_value("day", '.', "2000-03-01 00:00:00", "number 11017");
    assert_value("day", '.', " 2024-12-31T00:00:00 ", "number 20088");
    assert_value("day", '.', "1900-02-29", "not of type"); /* no leap year */
    assert_value("day", '.', "2023-02-29", "not of type");
    assert_value("day", '.', "2023-04-31", "not of type");
    assert_value("day", '.', "2023-13-01", "not of type");
    assert_value("day", '.', "2023-00-01", "not of type");
    assert_value("day", '.', "2023-01-00", "not of type");
    assert_value("day", '.', "2023-1-01", "not of type");
    assert_value("day", '.', "2023-01-01 12:00:00", "not of type");
    assert_value("day", '.', "2023/01/01", "not of type");
    assert_value("day", '.', "20230101", "not of type");
}

/* Every day from 0000-01-01 to 9999-12-31 follows the one before it. */
static void days_follow_each_other(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    double expected = -719528; /* 0000-01-01, by the proleptic Gregorian calendar */

    (void)state;
    for (int year = 0; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            const bool is_leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            const int n = lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);

            for (int day = 1; day <= n; day++, expected++) {
                char text[32];
                double days = 0;

                (void)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                if (!keur_day_parse(text, 10, &days) || days != expected)
                    fail_msg("%s is %g, expected %g", text, days, expected);
            }
        }
    }
}

static void booleans(void **state)
{
    static const char *const yes[] = {"true", "TRUE", "True", "t", "T", "1", "1.0", " true "};
    static const char *const no[] = {"false", "FALSE", "f", "F", "0"};

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_value("flag", '.', yes[i], "level true|");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_value("flag", '.', no[i], "level false|");
    assert_value("flag", '.', "yes", "not of type");
    assert_value("flag", '.', "2", "not of type");
    assert_value("flag", '.', "tr", "not of type");
}

static void ordinals(void **state)
{
    (void)state;
    assert_value("grade", '.', "low", "number 0");
    assert_value("grade", '.', " 2.0 ", "number 1");
    assert_value("grade", ',', "2,0", "number 1");
    assert_value("grade", '.', "high", "number 2");
    assert_value("grade", '.', "High", "not of type");
    assert_value("grade", '.', "3", "not of type");
    assert_value("grade", '.', "NA", "missing");
    assert_value("rank", '.', "3.0", "number 3");
    assert_value("rank", '.', "low", "not of type");
}

static void levels(void **state)
{
    (void)state;
    assert_value("level", '.', "  some text ", "level some text|");
    assert_value("level", '.', "9844.0", "level 9844|");
    assert_value("level", '.', "9844", "level 9844|");
    assert_value("level", '.', "9.844e3", "level 9844|");
    assert_value("level", ',', "9844,0", "level 9844|");
    assert_value("level", ',', "0,5", "level 0.5|");
    assert_value("level", '.', "0.5", "level 0.5|");
    assert_value("level", '.', "0344", "level 0344|");
    assert_value("level", '.', "-0", "level 0|");
    assert_value("level", '.', "1e999", "level 1e999|");
    assert_value("code", '.', " 0344 ", "level 0344|");
    assert_value("code", '.', "344.0", "level 344.0|");
    assert_value("id", '.', "17.0", "level 17|");
}

static void declared_levels(void **state)
{
    (void)state;
    assert_value("country", '.', "NA", "level NA|"); /* declared, so it is Namibia */
    assert_value("country", '.', "BE", "level BE|");
    assert_value("country", '.', "1", "level 1|");
    assert_value("country", '.', "NL", "not of type");
    assert_value("country", '.', "?", "missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_texts),
        cmocka_unit_test(numbers),
        cmocka_unit_test(special_codes),
        cmocka_unit_test(dates),
        cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(booleans),
        cmocka_unit_test(ordinals),
        cmocka_unit_test(levels),
        cmocka_unit_test(declared_levels),
    };

    return cmocka_run_group_tests(tests, read_schema, free_schema);
}
