/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/pattern.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

enum { SENTENCE = 12 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t keur_conversion(const char *at, keur_hole *hole, size_t *place)
{
    const char *c = at + 1;
    size_t number = 0;
    bool is_size = false;

    *place = 0;
    while (is_digit(*c))
        number = 10 * number + (size_t)(*c++ - '0');
    if (*c == '$') {
        *place = number;
        c++;
    }
    c += strspn(c, "+- #0123456789.*");
    if (strncmp(c, "<PRI", 4) == 0) { /* a macro of inttypes.h, as gettext writes it */
        *hole = KEUR_HOLE_WHOLE;
        c = strchr(c, '>');
        return c != NULL ? (size_t)(c - at) + 1 : 0;
    }
    for (; *c == 'z' || *c == 'l' || *c == 'h' || *c == 'j'; c++)
        is_size = is_size || *c == 'z';
    if (*c == '\0' || strchr("sducgfe", *c) == NULL)
        return 0;
    *hole = *c == 's'                             ? KEUR_HOLE_TEXT
            : *c == 'c'                           ? KEUR_HOLE_CHAR
            : *c == 'g' || *c == 'f' || *c == 'e' ? KEUR_HOLE_REAL
            : is_size                             ? KEUR_HOLE_COUNT
                                                  : KEUR_HOLE_WHOLE;
    return (size_t)(c - at) + 1;
}

keur_status keur_pattern_make(const char *format, keur_arena *arena, keur_pattern *made,
                              keur_error *err)
{
    keur_text literal = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *made = (keur_pattern){.n_holes = 0};
    for (const char *c = format;; c++) {
        size_t n, place;
        keur_hole hole;

        if (*c == '\0' || (*c == '%' && c[1] != '%')) {
            made->n_literal += literal.length;
            KEUR_TRY(keur_arena_text(arena, literal.bytes != NULL ? literal.bytes : "",
                                     literal.length, &made->literals[made->n_holes], err));
            keur_text_clear(&literal);
            if (*c == '\0')
                break;
            n = keur_conversion(c, &hole, &place);
            if (n == 0 || made->n_holes == KEUR_MOST_HOLES) {
                status = keur_fail(err, KEUR_EPARSE, "conversion %zu is not known, or one too many",
                                   made->n_holes + 1);
                goto out;
            }
            made->holes[made->n_holes++] = hole;
            c += n - 1;
        } else {
            KEUR_TRY(keur_text_append(&literal, c, 1, err));
            c += *c == '%';
        }
    }
out:
    keur_text_free(&literal);
    return status;
}

/* The most bytes at `at` that a hole can have written. */
static size_t reach(keur_hole hole, const char *at, size_t n)
{
    size_t i = 0;

    if (hole == KEUR_HOLE_TEXT)
        return n;
    if (hole == KEUR_HOLE_CHAR)
        return n < 1 ? n : 1;
    if (i < n && (at[i] == '-' || at[i] == '+') && hole != KEUR_HOLE_COUNT)
        i++;
    while (i < n && is_digit(at[i]))
        i++;
    if (hole != KEUR_HOLE_REAL)
        return i;
    if (i + 1 < n && at[i] == '.' && is_digit(at[i + 1]))
        for (i++; i < n && is_digit(at[i]);)
            i++;
    if (i + 1 < n && at[i] == 'e' && (is_digit(at[i + 1]) || at[i + 1] == '-' || at[i + 1] == '+'))
        for (i += 2; i < n && is_digit(at[i]);)
            i++;
    return i;
}

static bool is_within_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* A text may be empty within a sentence, but not in a format of a few bytes. */
static size_t least(const keur_pattern *of)
{
    return of->n_literal < SENTENCE ? 1 : 0;
}

static bool match_from(const keur_pattern *of, size_t hole, const char *at, size_t n,
                       keur_part *parts)
{
    const char *literal = of->literals[hole];
    const size_t m = strlen(literal);
    size_t most;

    if (n < m || memcmp(at, literal, m) != 0)
        return false;
    at += m;
    n -= m;
    if (hole == of->n_holes)
        return n == 0;
    most = reach(of->holes[hole], at, n);
    /* A number is taken whole: "12" is not 1 and then 2. */
    for (size_t take = of->holes[hole] == KEUR_HOLE_TEXT ? least(of)
                       : most > 0                        ? most
                                                         : 1;
         take <= most; take++) {
        if (take < n && is_within_character(at[take]))
            continue;
        parts[hole] = (keur_part){at, take};
        if (match_from(of, hole + 1, at + take, n - take, parts))
            return true;
    }
    return false;
}

bool keur_pattern_match(const keur_pattern *of, const char *text, size_t n,
                        keur_part parts[KEUR_MOST_HOLES])
{
    const char *last = of->literals[of->n_holes];
    const size_t m = strlen(last);

    if (n < of->n_literal || memcmp(text + n - m, last, m) != 0)
        return false;
    return match_from(of, 0, text, n, parts);
}
