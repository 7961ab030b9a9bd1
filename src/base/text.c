/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static keur_status make_room(keur_text *text, size_t more, keur_error *err)
{
    size_t wanted;
    keur_status status;

    if (more < text->capacity - text->length)
        return KEUR_OK;
    if (more > SIZE_MAX / 2 - text->length - 64)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for a text of %zu bytes", more);
    wanted = (text->length + more + 64) / 2 * 3;
    status = KEUR_RESIZE(text->bytes, text->capacity, wanted, err);
    if (status == KEUR_OK)
        text->capacity = wanted;
    return status;
}

keur_status keur_text_append(keur_text *text, const char *bytes, size_t n, keur_error *err)
{
    const keur_status status = make_room(text, n + 1, err);

    if (status != KEUR_OK)
        return status;
    if (n > 0)
        memcpy(text->bytes + text->length, bytes, n);
    text->length += n;
    text->bytes[text->length] = '\0';
    return KEUR_OK;
}

keur_status keur_text_add(keur_text *text, const char *string, keur_error *err)
{
    return keur_text_append(text, string, strlen(string), err);
}

keur_status keur_text_format(keur_text *text, keur_error *err, const char *format, ...)
{
    va_list arguments, again;
    keur_status status;
    int n;

    va_start(arguments, format);
    va_copy(again, arguments);
    n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n < 0) {
        status = keur_fail(err, KEUR_EINTERNAL, "a text could not be formatted");
    } else {
        status = make_room(text, (size_t)n + 1, err);
        if (status == KEUR_OK) {
            (void)vsnprintf(text->bytes + text->length, (size_t)n + 1, format, again);
            text->length += (size_t)n;
        }
    }
    va_end(again);
    return status;
}

void keur_text_clear(keur_text *text)
{
    text->length = 0;
    if (text->bytes != NULL)
        text->bytes[0] = '\0';
}

void keur_text_free(keur_text *text)
{
    if (text == NULL)
        return;
    keur_release(text->bytes);
    *text = (keur_text){NULL, 0, 0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* The parts of a decimal number: its first 19 digits as an integer, and the power of ten. */
typedef struct decimal_number {
    uint64_t digits;
    int exponent;
    bool is_negative, is_exact; /* is_exact: no digit was left out of `digits` */
} decimal_number;

static void take_digit(decimal_number *number, char c, bool is_fraction)
{
    if (number->digits <= (UINT64_MAX - 9) / 10) {
        number->digits = number->digits * 10 + (uint64_t)(c - '0');
        number->exponent -= is_fraction;
    } else {
        number->is_exact = number->is_exact && c == '0';
        number->exponent += !is_fraction;
    }
}

/* Returns the end of the number, NULL where there is none. */
static const char *scan_number(const char *at, char decimal, decimal_number *number)
{
    bool has_digits = false;

    *number = (decimal_number){.is_negative = *at == '-', .is_exact = true};
    at += *at == '-' || *at == '+';
    for (; is_digit(*at); at++, has_digits = true)
        take_digit(number, *at, false);
    if (*at == decimal) {
        for (at++; is_digit(*at); at++, has_digits = true)
            take_digit(number, *at, true);
    }
    if (!has_digits)
        return NULL;
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1;
        const bool is_down = *exponent == '-';
        int power = 0;

        exponent += *exponent == '-' || *exponent == '+';
        if (!is_digit(*exponent))
            return NULL;
        for (; is_digit(*exponent); exponent++)
            power = power < 100000 ? power * 10 + (*exponent - '0') : power;
        number->exponent += is_down ? -power : power;
        at = exponent;
    }
    return at;
}

/* The power of ten that stands at the end of a number, held to what no text can undo. */
static long scan_power(const char *at, const char *end)
{
    const bool is_down = at + 1 < end && at[1] == '-';
    long power = 0;

    for (at += 1 + (at[1] == '-' || at[1] == '+'); at < end; at++)
        power = power < 100000000 ? power * 10 + (*at - '0') : power;
    return is_down ? -power : power;
}

/* strtod() on the digits as an integer with a power of ten, which reads the same in every locale.
 * Halfway between two doubles lie numbers of up to 767 digits; behind DIGITS it only matters
 * whether there is anything, and a last 1 says that. */
static bool convert_slowly(const char *begin, const char *end, char decimal, double *value)
{
    enum { DIGITS = 800 };
    char copy[DIGITS + 40];
    size_t n = 0, n_digits = 0;
    long exponent = 0;
    bool is_fraction = false, is_more = false;
    const char *at = begin;

    if (*at == '-')
        copy[n++] = '-';
    for (at += *at == '-' || *at == '+'; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == decimal) {
            is_fraction = true;
        } else if (n_digits < DIGITS) {
            const bool is_leading = n_digits == 0 && *at == '0';

            copy[n] = *at;
            n += !is_leading;
            n_digits += !is_leading;
            exponent -= is_fraction;
        } else {
            is_more = is_more || *at != '0';
            exponent += !is_fraction;
        }
    }
    if (at < end)
        exponent += scan_power(at, end);
    if (n_digits == 0 || is_more)
        copy[n++] = is_more ? '1' : '0';
    (void)snprintf(copy + n, sizeof copy - n, "e%ld", exponent - is_more);
    *value = strtod(copy, NULL);
    return isfinite(*value);
}

bool keur_text_number(const char *text, char decimal, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *begin = skip_blanks(text), *end;
    decimal_number number;
    double read;

    end = scan_number(begin, decimal, &number);
    if (end == NULL || *skip_blanks(end) != '\0')
        return false;
    /* Both factors are exact in double, so one correctly rounded operation gives the nearest
     * double (Clinger, PLDI 1990). */
    if (number.is_exact && number.digits <= ((uint64_t)1 << 53) && number.exponent >= -22 &&
        number.exponent <= 22) {
        read = (double)number.digits;
        read =
            number.exponent < 0 ? read / powers[-number.exponent] : read * powers[number.exponent];
        read = number.is_negative ? -read : read;
    } else if (!convert_slowly(begin, end, decimal, &read)) {
        return false;
    }
    *value = read == 0 ? 0 : read;
    return true;
}

bool keur_text_leading_zero(const char *text)
{
    const char *at = skip_blanks(text);

    at += *at == '-' || *at == '+';
    return at[0] == '0' && is_digit(at[1]);
}

void keur_number_print(double value, char *out)
{
    const char *point = localeconv()->decimal_point;
    char *found;

    value = value == 0 ? 0 : value;
    /* 15 digits never say more than a double holds, save where it is denormal. */
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        const int n = snprintf(out, KEUR_NUMBER_SIZE, "%.*g", digits, value);

        if (n < 0 || digits == 17 || strtod(out, NULL) == value)
            break;
    }
    found = strcmp(point, ".") != 0 ? strstr(out, point) : NULL;
    if (found != NULL) {
        const size_t n_point = strlen(point);

        *found = '.';
        memmove(found + 1, found + n_point, strlen(found + n_point) + 1);
    }
}

/* Bytes that follow a lead byte, and the range of the first of them; 0xff marks no lead byte. */
static unsigned char lead_byte(unsigned char c, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (c < 0x80)
        return 0;
    if (c >= 0xc2 && c <= 0xdf)
        return 1;
    if (c >= 0xe0 && c <= 0xef) {
        *low = c == 0xe0 ? 0xa0 : 0x80;  /* overlong */
        *high = c == 0xed ? 0x9f : 0xbf; /* surrogates */
        return 2;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        *low = c == 0xf0 ? 0x90 : 0x80;
        *high = c == 0xf4 ? 0x8f : 0xbf; /* above U+10FFFF */
        return 3;
    }
    return 0xff;
}

/* Most texts hold little else: 32 bytes at a time while none has its high bit set. */
static const unsigned char *skip_ascii(const unsigned char *at, const unsigned char *end)
{
    uint64_t words[4];

    while ((size_t)(end - at) >= sizeof words) {
        memcpy(words, at, sizeof words);
        if (((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080)) != 0)
            break;
        at += sizeof words;
    }
    while (at < end && *at < 0x80)
        at++;
    return at;
}

bool keur_text_is_utf8(const char *bytes, size_t n)
{
    const unsigned char *at = (const unsigned char *)bytes, *end = at + n;

    for (at = skip_ascii(at, end); at < end; at = skip_ascii(at, end)) {
        unsigned char low, high;
        const unsigned char more = lead_byte(*at++, &low, &high);

        if (more == 0xff || (size_t)(end - at) < more)
            return false;
        for (unsigned char i = 0; i < more; i++, at++) {
            if (*at < low || *at > high)
                return false;
            low = 0x80;
            high = 0xbf;
        }
    }
    return true;
}

size_t keur_text_whole(const char *text, size_t most)
{
    const size_t n = strnlen(text, most);
    size_t begin = n;
    unsigned char low, high, more;

    /* A character has up to three bytes after its first. */
    while (begin > 0 && n - begin < 3 && ((unsigned char)text[begin - 1] & 0xc0) == 0x80)
        begin--;
    if (begin == 0)
        return n;
    more = lead_byte((unsigned char)text[begin - 1], &low, &high);
    return more != 0xff && n - begin < more ? begin - 1 : n;
}
