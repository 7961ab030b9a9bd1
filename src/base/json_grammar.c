/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of JSON without its tree. cJSON does not say whether it gave up for want of memory or
 * because of the text, and it takes texts that are not JSON (01, a line break within a string, a
 * text cut by \u0000); so the text is judged here first.
 */
#include "base/json_grammar.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct cursor {
    const char *at, *end;
} cursor;

static bool is_next(const cursor *on, char c)
{
    return on->at < on->end && *on->at == c;
}

static bool take(cursor *on, char c)
{
    const bool is_there = is_next(on, c);

    on->at += is_there;
    return is_there;
}

static void skip_blanks(cursor *on)
{
    while (on->at < on->end &&
           (*on->at == ' ' || *on->at == '\t' || *on->at == '\n' || *on->at == '\r'))
        on->at++;
}

static bool take_word(cursor *on, const char *word)
{
    const size_t n = strlen(word);

    if ((size_t)(on->end - on->at) < n || memcmp(on->at, word, n) != 0)
        return false;
    on->at += n;
    return true;
}

static bool take_digits(cursor *on)
{
    const char *begin = on->at;

    while (on->at < on->end && *on->at >= '0' && *on->at <= '9')
        on->at++;
    return on->at > begin;
}

static bool take_number(cursor *on)
{
    const char *begin = on->at;
    bool is_good;

    (void)take(on, '-');
    is_good = take(on, '0') || take_digits(on);
    if (is_good && take(on, '.'))
        is_good = take_digits(on);
    if (is_good && (take(on, 'e') || take(on, 'E'))) {
        (void)(take(on, '+') || take(on, '-'));
        is_good = take_digits(on);
    }
    if (is_good && on->at - begin <= KEUR_JSON_DIGITS)
        return true;
    on->at = begin;
    return false;
}

/* Four hexadecimal digits; -1 where they are not. */
static int32_t take_hexadecimal(cursor *on)
{
    static const char digits[] = "0123456789abcdef";
    int32_t value = 0;

    for (int i = 0; i < 4; i++, on->at++) {
        const char lower = on->at < on->end ? (char)(*on->at | 0x20) : '\0';
        const char *found = lower != '\0' ? strchr(digits, lower) : NULL;

        /* setting the bit makes lower case of letters, and digits of some control characters */
        if (found == NULL || *on->at < '0')
            return -1;
        value = value * 16 + (int32_t)(found - digits);
    }
    return value;
}

/* What follows a backslash; the two halves of a surrogate pair stand together. */
static bool take_escape(cursor *on)
{
    int32_t unit;

    if (on->at < on->end && strchr("\"\\/bfnrt", *on->at) != NULL && *on->at != '\0') {
        on->at++;
        return true;
    }
    if (!take(on, 'u'))
        return false;
    unit = take_hexadecimal(on);
    if (unit >= 0xd800 && unit < 0xdc00) {
        if (!take(on, '\\') || !take(on, 'u'))
            return false;
        unit = take_hexadecimal(on);
        return unit >= 0xdc00 && unit < 0xe000;
    }
    return unit > 0 && !(unit >= 0xdc00 && unit < 0xe000);
}

static bool take_string(cursor *on)
{
    if (!take(on, '"'))
        return false;
    while (on->at < on->end && *on->at != '"') {
        const char *begin = on->at;

        if ((unsigned char)*on->at < 0x20)
            return false;
        on->at++;
        if (*begin == '\\' && !take_escape(on)) {
            on->at = begin;
            return false;
        }
    }
    return take(on, '"');
}

static bool take_scalar(cursor *on)
{
    if (is_next(on, '"'))
        return take_string(on);
    return take_word(on, "true") || take_word(on, "false") || take_word(on, "null") ||
           take_number(on);
}

/* A key and its colon. */
static bool take_key(cursor *on)
{
    skip_blanks(on);
    if (!take_string(on))
        return false;
    skip_blanks(on);
    return take(on, ':');
}

typedef struct nesting {
    size_t depth;
    bool is_object[KEUR_JSON_DEPTH];
} nesting;

/* Closes what ends here; false where neither an end nor another item follows. */
static bool close_items(cursor *on, nesting *open)
{
    for (skip_blanks(on); open->depth > 0; skip_blanks(on)) {
        const bool is_object = open->is_object[open->depth - 1];

        if (take(on, ','))
            return !is_object || take_key(on);
        if (!take(on, is_object ? '}' : ']'))
            return false;
        open->depth--;
    }
    return true;
}

/* Opens arrays and objects down to the next scalar, which is taken too; empty ones are whole. */
static bool take_value(cursor *on, nesting *open)
{
    for (;;) {
        const bool is_object = (skip_blanks(on), is_next(on, '{'));

        if (!is_object && !is_next(on, '['))
            return take_scalar(on);
        if (open->depth == KEUR_JSON_DEPTH)
            return false;
        on->at++;
        skip_blanks(on);
        if (take(on, is_object ? '}' : ']'))
            return true;
        open->is_object[open->depth++] = is_object;
        if (is_object && !take_key(on))
            return false;
    }
}

size_t keur_json_grammar(const char *text, size_t n)
{
    cursor on = {text, text + n};
    nesting open = {.depth = 0};

    do {
        if (!take_value(&on, &open) || !close_items(&on, &open))
            return (size_t)(on.at - text) < n ? (size_t)(on.at - text) : n - (n > 0);
    } while (open.depth > 0);
    return (size_t)(on.at - text);
}
