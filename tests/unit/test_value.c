/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/value.h"

#include "support/check.h"

#include <math.h>
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
    "{\"name\": \"amount\", \"type\": \"numeric\", \"format\": \"thousands\", \"special\": "
    "[\"n/a\"]},"
    "{\"name\": \"share\", \"type\": \"numeric\", \"format\": \"percent\"},"
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

static void amounts(void **state)
{
    static const struct {
        const char *text;
        char decimal;
        const char *expected;
    } cases[] = {
        {"1,234.5", '.', "number 1234.5"},
        {"1.234,5", ',', "number 1234.5"},
        {"1,234", '.', "number 1234"},
        {"1,234", ',', "number 1.234"}, /* its comma is the decimal sign */
        {" -1,234,567 ", '.', "number -1234567"},
        {"1 234,5", ',', "number 1234.5"},
        {"1\xc2\xa0"
         "234",
         '.', "number 1234"},
        {"1\xe2\x80\xaf"
         "234",
         '.', "number 1234"},
        {"1234", '.', "number 1234"},
        {"12", '.', "number 12"},
        {"1.5e3", '.', "number 1500"},
        {"n/a", '.', "level n/a|"},
        {"1,234,5", '.', "not of type"},
        {"1,2345", '.', "not of type"},
        {"12,34", '.', "not of type"},
        {"1234,567", '.', "not of type"},
        {"0,123", '.', "not of type"},
        {"012,345", '.', "not of type"},
        {",123", '.', "not of type"},
        {"1,234 567", '.', "not of type"},
        {"1,234.", '.', "not of type"},
        {"1,234e2", '.', "not of type"},
        {"1,234%", '.', "not of type"},
        {"1  234", '.', "not of type"},
        {"1.234.5", '.', "not of type"},
        {"1.234.567", '.', "not of type"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = parse("amount", cases[i].decimal, cases[i].text);

        if (strcmp(found, cases[i].expected) != 0)
            fail_msg("%s: %s, expected %s", cases[i].text, found, cases[i].expected);
    }
    assert_value("number", '.', "1,234", "not of type"); /* plain: nothing set apart */
}

static void percents(void **state)
{
    (void)state;
    assert_value("share", '.', "12.5%", "number 12.5");
    assert_value("share", ',', " -12,50 % ", "number -12.5");
    assert_value("share", '.', "12.5", "not of type");
    assert_value("share", '.', "%", "not of type");
    assert_value("share", '.', "12%%", "not of type");
    assert_value("share", '.', "NA", "missing");
    assert_value("number", '.', "12%", "not of type");
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
    assert_value("day", '.', "1970-1-2", "number 1");
    assert_value("day", '.', "1970/01/02", "number 1");
    assert_value("day", '.', "1970-01/02", "not of type");
    assert_value("day", '.', "1970 01 02", "not of type");
    assert_value("day", '.', "02-01-1970", "not of type"); /* its format is yyyy-mm-dd */
    assert_value("day", '.', "70-01-02", "not of type");
    assert_value("day", '.', "20230101", "not of type");
}

/* Seconds from `date -u -d ... +%s`. */
static const struct {
    const char *text;
    keur_day_order order;
    double seconds; /* NAN: no date */
} day_cases[] = {
    {"31-12-2020", KEUR_DAY_FIRST, 1609372800},
    {"31/12/2020", KEUR_DAY_FIRST, 1609372800},
    {"31.12.2020", KEUR_DAY_FIRST, 1609372800},
    {"1/2/2020", KEUR_DAY_FIRST, 1580515200},   /* 1 February */
    {"1/2/2020", KEUR_MONTH_FIRST, 1577923200}, /* 2 January */
    {"12/31/2020", KEUR_MONTH_FIRST, 1609372800},
    {"12/31/2020", KEUR_DAY_FIRST, NAN},
    {"31-12/2020", KEUR_DAY_FIRST, NAN},
    {"31 12 2020", KEUR_DAY_FIRST, NAN},
    {"31--12-2020", KEUR_DAY_FIRST, NAN},
    {"31-12-20", KEUR_DAY_FIRST, NAN},
    {"31-12-20201", KEUR_DAY_FIRST, NAN},
    {"031-12-2020", KEUR_DAY_FIRST, NAN},
    {"29-2-2021", KEUR_DAY_FIRST, NAN},
    {"-1-2-2020", KEUR_DAY_FIRST, NAN},
    {"20201231", KEUR_DAY_COMPACT, 1609372800},
    {"20201231", KEUR_YEAR_FIRST, NAN},
    {"2020123", KEUR_DAY_COMPACT, NAN},
    {"202012311", KEUR_DAY_COMPACT, NAN},
    {"2020-12-31", KEUR_DAY_COMPACT, NAN},
    {"5 mei 2020", KEUR_DAY_FIRST, 1588636800},
    {"5 MEI 2020", KEUR_MONTH_FIRST, NAN},
    {"05MAY2020", KEUR_DAY_FIRST, 1588636800},
    {"5-May-2020", KEUR_DAY_FIRST, 1588636800},
    {"2020-May-05", KEUR_YEAR_FIRST, 1588636800},
    {"May 5, 2020", KEUR_MONTH_FIRST, 1588636800},
    {"1 mrt 2020", KEUR_DAY_FIRST, 1583020800},
    {"1 maart 2020", KEUR_DAY_FIRST, 1583020800},
    {"1 oct. 2020", KEUR_DAY_FIRST, 1601510400},
    {"1 okt 2020", KEUR_DAY_FIRST, 1601510400},
    {"1 augustus 2020", KEUR_DAY_FIRST, 1596240000},
    {"1 augu 2020", KEUR_DAY_FIRST, NAN},
    {"1 mai 2020", KEUR_DAY_FIRST, NAN},
    {"may 2020", KEUR_MONTH_FIRST, NAN},
    {"2020-05-05T00:00:00", KEUR_YEAR_FIRST, 1588636800},
    {"2020-05-05 10:11:12", KEUR_YEAR_FIRST, 1588673472},
    {"2020-05-05 10:11", KEUR_YEAR_FIRST, 1588673460},
    {"2020-05-05T10:11:12.250000", KEUR_YEAR_FIRST, 1588673472.25},
    {"2020-05-05T10:11:12Z", KEUR_YEAR_FIRST, 1588673472},
    {"2020-05-05T12:11:12+02:00", KEUR_YEAR_FIRST, 1588673472},
    {"2020-05-05T09:41:12-00:30", KEUR_YEAR_FIRST, 1588673472},
    {"5/5/2020 10:11:12 PM", KEUR_MONTH_FIRST, 1588716672},
    {"5/5/2020 12:11:12 am", KEUR_MONTH_FIRST, 1588637472},
    {"5/5/2020 12:11 PM", KEUR_MONTH_FIRST, 1588680660},
    {"5/5/2020 13:11 PM", KEUR_MONTH_FIRST, NAN},
    {"5/5/2020 0:11 PM", KEUR_MONTH_FIRST, NAN},
    {"2020-05-05 24:00", KEUR_YEAR_FIRST, NAN},
    {"2020-05-05 10:60", KEUR_YEAR_FIRST, NAN},
    {"2020-05-05 10", KEUR_YEAR_FIRST, NAN},
    {"2020-05-05 10:11:12 x", KEUR_YEAR_FIRST, NAN},
    {"2020-05-05 ", KEUR_YEAR_FIRST, NAN},
    {"2020-05", KEUR_YEAR_FIRST, NAN},
    {"", KEUR_YEAR_FIRST, NAN},
};

static void days_in_other_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof day_cases / sizeof *day_cases; i++) {
        double days = 0;
        const bool is_one =
            keur_day_parse(day_cases[i].text, strlen(day_cases[i].text), day_cases[i].order, &days);

        if (is_one != !isnan(day_cases[i].seconds) ||
            (is_one && fabs(days - day_cases[i].seconds / 86400) > 1e-11))
            fail_msg("%s in order %d: %d, %.17g", day_cases[i].text, (int)day_cases[i].order,
                     is_one, days);
    }
}

static void printed_moments(void **state)
{
    char text[KEUR_DAY_SIZE];

    (void)state;
    assert_true(keur_day_print(1588673472, text));
    assert_string_equal(text, "2020-05-05T10:11:12");
    assert_true(keur_day_print(-0.5, text));
    assert_string_equal(text, "1969-12-31T23:59:59.500000");
    assert_true(keur_day_print(-1e-9, text));
    assert_false(keur_day_print(253402300800, text)); /* the year 10000 */
    assert_false(keur_day_print(-1e300, text));
    assert_false(keur_day_print(NAN, text));
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
                char text[32], printed[KEUR_DAY_SIZE];
                double days = 0;

                (void)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                if (!keur_day_parse(text, 10, KEUR_YEAR_FIRST, &days) || days != expected)
                    fail_msg("%s is %g, expected %g", text, days, expected);
                if (!keur_day_print(expected * 86400, printed) || strcmp(printed, text) != 0)
                    fail_msg("day %g is printed %s, expected %s", expected, printed, text);
            }
        }
    }
}

static void booleans(void **state)
{
    static const char *const yes[] = {"true",   "TRUE", "True", "t", "T", "1",  "1.0",
                                      " true ", "yes",  "Yes",  "y", "J", "ja", "Waar"};
    static const char *const no[] = {"false", "FALSE", "f", "F", "0", "no", "N", "nee", "onwaar"};

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_value("flag", '.', yes[i], "level true|");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_value("flag", '.', no[i], "level false|");
    assert_value("flag", '.', "yesno", "not of type");
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
        cmocka_unit_test(amounts),
        cmocka_unit_test(percents),
        cmocka_unit_test(days_in_other_orders),
        cmocka_unit_test(printed_moments),
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
