/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/amount.h"

#include <string.h>

#include "base/text.h"

enum { LONGEST = 64 /* beyond it nobody sets groups apart */ };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const char *at)
{
    return strspn(at, "0123456789");
}

/* Bytes of the sign at `at` that may set groups apart, 0 if none does; a blank is ' ' to all. */
static size_t read_sign(const char *at, char decimal, char *sign)
{
    *sign = *at;
    if ((*at == '.' || *at == ',') && *at != decimal)
        return 1;
    *sign = ' ';
    if (*at == ' ')
        return 1;
    if (strncmp(at, "\xc2\xa0", 2) == 0)
        return 2;
    return strncmp(at, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

/* The digits of `at` without what sets them apart; the number of groups, 1 if none is. */
static int join_groups(const char **at, char decimal, char *to, char *sign)
{
    size_t n = count_digits(*at), n_sign;
    int n_groups = 1;
    char first = '\0';

    memcpy(to, *at, n);
    to += n;
    *at += n;
    if (n >= 1 && n <= 3 && to[-(ptrdiff_t)n] != '0') {
        while ((n_sign = read_sign(*at, decimal, sign)) > 0 && (first == '\0' || first == *sign) &&
               count_digits(*at + n_sign) == 3) {
            first = *sign;
            memcpy(to, *at + n_sign, 3);
            to += 3;
            *at += n_sign + 3;
            n_groups++;
        }
    }
    *to = '\0';
    *sign = first;
    return n_groups;
}

keur_digit_grouping keur_amount_parse(const char *text, char decimal, double *value, char *sign)
{
    char copy[LONGEST + 1], *to = copy;
    const char *at = text + strspn(text, " \t");
    size_t n_whole;
    int n_groups;

    *sign = '\0';
    n_whole = count_digits(at + (*at == '-' || *at == '+'));
    if (keur_text_number(text, decimal, value))
        return n_whole > 3 ? KEUR_LONG_NUMBER : KEUR_SHORT_NUMBER;
    if (strlen(at) > LONGEST)
        return KEUR_NOT_A_NUMBER;
    if (*at == '-' || *at == '+')
        *to++ = *at++;
    n_groups = join_groups(&at, decimal, to, sign);
    /* what is left is a decimal part or nothing: no exponent after groups */
    if (n_groups == 1 || (*at == decimal && !is_digit(at[1])) || strpbrk(at, "eE") != NULL)
        return KEUR_NOT_A_NUMBER;
    if (strlen(copy) + strlen(at) > LONGEST)
        return KEUR_NOT_A_NUMBER;
    strcat(copy, at);
    if (!keur_text_number(copy, decimal, value))
        return KEUR_NOT_A_NUMBER;
    return n_groups == 2 && *sign != ' ' && *at != decimal ? KEUR_MAYBE_GROUPED : KEUR_GROUPED;
}

bool keur_percent_parse(const char *text, char decimal, double *value)
{
    char copy[LONGEST + 1];
    size_t n = strlen(text);

    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    if (n < 2 || n > LONGEST || text[n - 1] != '%')
        return false;
    memcpy(copy, text, n - 1);
    copy[n - 1] = '\0';
    return keur_text_number(copy, decimal, value);
}
