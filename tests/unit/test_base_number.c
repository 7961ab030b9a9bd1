/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in and out against strtod() and printf(), which are exact in the C locale. */
#include "support/check.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static double from_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static void check_read(const char *text)
{
    double value = -1;

    if (!keur_text_number(text, '.', &value))
        fail_msg("\"%s\" is not read", text);
    if (!same_bits(value, strtod(text, NULL) + 0.0))
        fail_msg("\"%s\" is read as %.17g", text, value);
}

/* Doubles of every size, written with 1 to 25 digits. */
static void test_read_random(void **state)
{
    keur_random random = keur_random_start(1, "test-number", 0);

    (void)state;
    for (int i = 0; i < 200000; i++) {
        const double value = from_bits(keur_random_bits(&random));
        char text[64];

        if (!isfinite(value))
            continue;
        (void)snprintf(text, sizeof text, "%.*e", (int)keur_random_below(&random, 25), value);
        if (isfinite(strtod(text, NULL)))
            check_read(text);
    }
}

/* Decimals of everyday size, on and around the bounds of the fast way. */
static void test_read_decimals(void **state)
{
    keur_random random = keur_random_start(2, "test-number", 0);

    (void)state;
    for (int i = 0; i < 200000; i++) {
        const uint64_t whole = keur_random_bits(&random) >> keur_random_below(&random, 64);
        const uint64_t part = keur_random_bits(&random) >> keur_random_below(&random, 64);
        char text[96];

        if (i % 2 == 0)
            (void)snprintf(text, sizeof text, "%llu.%0*llu", (unsigned long long)whole,
                           (int)keur_random_below(&random, 26), (unsigned long long)part);
        else
            (void)snprintf(text, sizeof text, "-%llue%d", (unsigned long long)whole,
                           (int)keur_random_below(&random, 60) - 30);
        check_read(text);
    }
}

/* Half-way cases, the ends of the range, and digits beyond the nineteenth. The long ones are from
 * Paxson, A Program for Testing IEEE Decimal-Binary Conversion (1991), and the usual collections.
 */
static void test_read_hard(void **state)
{
    static const char *const texts[] = {
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.00000000000000000000000000000000000001",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e+308",
        "1e22",
        "1e23",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000000000000000000000000001",
        "5e-20",
        "67e14",
        "985e15",
        "7693e-42",
        "6365018234098541e-310",
        "1e-400",
        "-0",
        "-0.0",
        "0e999999999999",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
        "8.5e1",
        "+7",
        "5.",
        ".5",
        "1E+2",
        "0009844",
    };
    char text[900];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_read(texts[i]);
    /* A number longer than any buffer on the way. */
    memset(text, '0', sizeof text);
    memcpy(text, "1.", 2);
    memcpy(text + 800, "1e0", 4);
    check_read(text);
}

/* Halfway between two doubles, and a digit beyond, further back than any digit is kept; before and
 * after the decimal sign. */
static void test_read_long(void **state)
{
    static const char *const halves[] = {"9007199254740993", "900719925474099.3",
                                         "0.00009007199254740993",
                                         "1.00000000000000011102230246251565404236316680908203125"};
    static char text[4000];

    (void)state;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        for (size_t zeros = 700; zeros < 900; zeros += i == 0 ? 1 : 37) {
            for (int last = 0; last < 3; last++) {
                const size_t n = strlen(halves[i]) + zeros;
                const bool is_whole = strchr(halves[i], '.') == NULL;

                memset(text, '0', sizeof text);
                memcpy(text, halves[i], strlen(halves[i]));
                (void)snprintf(text + n, sizeof text - n, "%de-%zu", last,
                               is_whole ? zeros + 1 : 0);
                check_read(text);
                memmove(text + 1, text, strlen(text) + 1);
                *text = '-';
                check_read(text);
            }
        }
    }
    memset(text, '9', 3000);
    text[3000] = '\0';
    assert_false(keur_text_number(text, '.', &(double){0}));
    memcpy(text + 3000, "e-2999", 7);
    check_read(text);
    memset(text, '0', 3000);
    text[1] = '.';
    memcpy(text + 3000, "123e+3000", 10);
    check_read(text);
    memcpy(text + 3000, "5e100000003000", 15);
    assert_false(keur_text_number(text, '.', &(double){0}));
}

static void test_minus_zero_is_zero(void **state)
{
    double value = 1;

    (void)state;
    assert_true(keur_text_number("-0", '.', &value));
    assert_true(value == 0 && !signbit(value));
    assert_true(keur_text_number("-1e-400", '.', &value));
    assert_true(value == 0 && !signbit(value));
}

static void test_not_numbers(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "0x10",
        "inf",
        "nan",
        "NaN",
        "-inf",
        "1 2",
        "1,5",
        "1.2.3",
        "--1",
        "1e5e",
        "1.e",
        "1_000",
        "1e999",
        "-1e999",
        "1e99999999999",
        "12abc",
        "\n1",
        "1\n",
        "Infinity",
        "1e1.5",
        "٣",
        "1'000",
    };
    double value = 7;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (keur_text_number(texts[i], '.', &value))
            fail_msg("\"%s\" is read as a number", texts[i]);
    }
    assert_true(value == 7);
}

static void test_blanks_and_decimal_comma(void **state)
{
    double value = 0;

    (void)state;
    assert_true(keur_text_number(" \t-3.25\t ", '.', &value));
    assert_true(value == -3.25);
    assert_true(keur_text_number("3,25", ',', &value));
    assert_true(value == 3.25);
    assert_true(keur_text_number("1,7976931348623157e308", ',', &value));
    assert_true(value == DBL_MAX);
    assert_false(keur_text_number("3.25", ',', &value));
    assert_false(keur_text_number("1.000,5", ',', &value));
}

static void test_leading_zero(void **state)
{
    static const char *const with[] = {"0344", "-007", "00", " 01", "+01.5", "00.5"};
    static const char *const without[] = {"0", "0.5", "-0", "10", "", "-", ".05", "0e1", "0,5"};

    (void)state;
    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
        assert_true(keur_text_leading_zero(with[i]));
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        assert_false(keur_text_leading_zero(without[i]));
}

static int significant_digits(const char *text)
{
    int n = 0, zeros = 0;

    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text == '0') {
            zeros += n > 0;
        } else if (*text >= '1' && *text <= '9') {
            n += zeros + 1;
            zeros = 0;
        }
    }
    return n;
}

/* Reads back, and no shorter %e does. */
static void check_print(double value)
{
    char out[KEUR_NUMBER_SIZE + 1], shorter[64];
    double read = 0;
    int digits;

    memset(out, 'x', sizeof out);
    keur_number_print(value, out);
    assert_true(memchr(out, '\0', KEUR_NUMBER_SIZE) != NULL);
    if (!same_bits(strtod(out, NULL), value + 0.0))
        fail_msg("%.17g is printed as %s", value, out);
    assert_true(keur_text_number(out, '.', &read));
    assert_true(same_bits(read, value + 0.0));
    digits = significant_digits(out);
    if (digits > 1) {
        (void)snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        if (strtod(shorter, NULL) == value)
            fail_msg("%s would do for %s", shorter, out);
    }
}

static void test_print_random(void **state)
{
    keur_random random = keur_random_start(3, "test-number", 0);

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const uint64_t bits = keur_random_bits(&random);
        const double value = from_bits(bits);

        if (isfinite(value))
            check_print(value);
        check_print((double)(bits >> 40) / 1000);
        check_print(from_bits(bits >> 12)); /* denormal */
        check_print(from_bits(bits >> keur_random_below(&random, 52) >> 12));
    }
}

static void test_print_known(void **state)
{
    static const struct {
        double value;
        const char *text;
    } known[] = {
        {9844, "9844"},
        {0.1, "0.1"},
        {1e300, "1e+300"},
        {-0.0, "0"},
        {0, "0"},
        {-2.5, "-2.5"},
        {1e15, "1e+15"},
        {123456789012345, "123456789012345"},
        {5e-324, "5e-324"},
        {1.0 / 3, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {1e-5, "1e-05"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char out[KEUR_NUMBER_SIZE];

        keur_number_print(known[i].value, out);
        assert_string_equal(out, known[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_random),
        cmocka_unit_test(test_read_decimals),
        cmocka_unit_test(test_read_hard),
        cmocka_unit_test(test_read_long),
        cmocka_unit_test(test_minus_zero_is_zero),
        cmocka_unit_test(test_not_numbers),
        cmocka_unit_test(test_blanks_and_decimal_comma),
        cmocka_unit_test(test_leading_zero),
        cmocka_unit_test(test_print_random),
        cmocka_unit_test(test_print_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
