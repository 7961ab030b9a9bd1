/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/digits.h"

#include <string.h>

#include "base/try.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of a number with commas between thousands, a point, an exponent; 0 where there is none. */
static size_t number_length(const char *at, size_t n)
{
    size_t i = 0;

    while (i < n &&
           (is_digit(at[i]) || (at[i] == ',' && i > 0 && i + 3 < n && is_digit(at[i + 1]) &&
                                is_digit(at[i + 2]) && is_digit(at[i + 3]))))
        i++;
    if (i > 0 && i + 1 < n && at[i] == '.' && is_digit(at[i + 1]))
        for (i++; i < n && is_digit(at[i]);)
            i++;
    return i;
}

keur_status keur_say_digits(keur_text *to, const keur_language *by, const char *text, size_t n,
                            keur_error *err)
{
    const char decimal = keur_language_decimal(by), thousands = keur_language_thousands(by);
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n;) {
        size_t m = number_length(text + i, n - i);

        /* 1.2.3 is a version, not a number. */
        if (m == 0 || (i + m + 1 < n && text[i + m] == '.' && is_digit(text[i + m + 1]))) {
            m = m == 0 ? 1 : strspn(text + i, "0123456789.");
            KEUR_TRY(keur_text_append(to, text + i, m, err));
        } else {
            for (size_t j = i; j < i + m; j++) {
                const char byte = text[j] == '.' ? decimal : text[j] == ',' ? thousands : text[j];

                KEUR_TRY(keur_text_append(to, &byte, 1, err));
            }
        }
        i += m;
    }
out:
    return status;
}

/* Digits of a count, with marks between thousands. */
keur_status keur_say_count(keur_text *to, const keur_language *by, const char *text, size_t n,
                           keur_error *err)
{
    const char mark = keur_language_thousands(by);
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            KEUR_TRY(keur_text_append(to, &mark, 1, err));
        KEUR_TRY(keur_text_append(to, text + i, 1, err));
    }
out:
    return status;
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xc3;
}

bool keur_is_number(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const bool is_exponent = text[i] == 'e' && i > 0 && is_digit(text[i - 1]) && i + 1 < n &&
                                 (text[i + 1] == '-' || text[i + 1] == '+');

        /* Signs beyond ASCII: minus, dashes, multiplication (0xe2, 0xc2, 0xc3 lead them). */
        if (is_letter((unsigned char)text[i]) && !is_exponent && (unsigned char)text[i] != 0xe2)
            return false;
        i += (unsigned char)text[i] == 0xe2 ? 2 : 0;
    }
    return true;
}
