/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/points.h"

#include <stdlib.h>
#include <string.h>

#include "base/try.h"

static const char replacement[] = "\xef\xbf\xbd";

uint32_t keur_point_next(const char *text, size_t *n)
{
    const unsigned char *c = (const unsigned char *)text;
    uint32_t point;

    *n = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : 4;
    if (c[0] >= 0x80 && (c[0] < 0xc2 || c[0] > 0xf4)) {
        *n = 1;
        return 0;
    }
    for (size_t i = 1; i < *n; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            *n = 1;
            return 0;
        }
    }
    point = *n == 1 ? c[0] : c[0] & (0xffu >> (*n + 1));
    for (size_t i = 1; i < *n; i++)
        point = point << 6 | (c[i] & 0x3f);
    return point;
}

bool keur_point_is_unsafe(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c ||
           (point >= 0x200e && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069);
}

/* Surrogates and the last two of each plane are no characters of XML 1.0, or are discouraged. */
static bool is_xml(uint32_t point)
{
    return !(point >= 0xd800 && point <= 0xdfff) && (point & 0xfffe) != 0xfffe && point <= 0x10ffff;
}

keur_status keur_xml_escape(keur_text *to, const char *text, keur_error *err)
{
    size_t n;
    keur_status status = KEUR_OK;

    for (; text != NULL && *text != '\0'; text += n) {
        const uint32_t point = keur_point_next(text, &n);

        if (keur_point_is_unsafe(point) || !is_xml(point))
            KEUR_TRY(keur_text_add(to, replacement, err));
        else if (n == 1 && strchr("&<>\"'", *text) != NULL)
            KEUR_TRY(keur_text_format(to, err, "&#%d;", *text));
        else
            KEUR_TRY(keur_text_append(to, text, n, err));
    }
out:
    return status;
}

/* Whether an ASCII character may have a meaning where it stands: an address that becomes a link, a
 * name of a picture (":smile:"), a list or an indented block at the start of a line. */
static bool is_markup(const char *text, const char *at)
{
    static const char always[] = "&<>\"`*_[]!#|\\~$^{}@";
    const size_t before = (size_t)(at - text);

    switch (*at) {
    case ':':
        return at[1] != ' ' && at[1] != '\0';
    case '.':
        return (before >= 3 && (at[-1] == 'w' || at[-1] == 'W')) ||
               (before > 0 && strspn(text, "0123456789") == before &&
                (at[1] == ' ' || at[1] == '\0'));
    case ')':
        return before > 0 && strspn(text, "0123456789") == before;
    case '-':
    case '+':
        return before == 0 && !(at[1] >= '0' && at[1] <= '9');
    case '=':
    case ' ':
        return before == 0;
    default:
        return strchr(always, *at) != NULL;
    }
}

keur_status keur_markdown_escape(keur_text *to, const char *text, keur_error *err)
{
    size_t n;
    keur_status status = KEUR_OK;

    for (const char *c = text; c != NULL && *c != '\0'; c += n) {
        const uint32_t point = keur_point_next(c, &n);

        if (keur_point_is_unsafe(point) || !is_xml(point))
            KEUR_TRY(keur_text_add(to, replacement, err));
        else if (n == 1 && is_markup(text, c))
            KEUR_TRY(keur_text_format(to, err, "&#%d;", *c));
        else
            KEUR_TRY(keur_text_append(to, c, n, err));
    }
out:
    return status;
}

size_t keur_reference_read(const char *at, uint32_t *point)
{
    static const struct {
        const char *name;
        uint32_t point;
    } named[] = {{"&amp;", '&'},   {"&lt;", '<'},   {"&gt;", '>'},    {"&quot;", '"'},
                 {"&apos;", '\''}, {"&nbsp;", ' '}, {"&thinsp;", ' '}};
    char *end;

    if (*at != '&')
        return 0;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (strncmp(at, named[i].name, strlen(named[i].name)) == 0) {
            *point = named[i].point;
            return strlen(named[i].name);
        }
    }
    if (at[1] != '#')
        return 0;
    *point = at[2] == 'x' || at[2] == 'X' ? (uint32_t)strtoul(at + 3, &end, 16)
                                          : (uint32_t)strtoul(at + 2, &end, 10);
    return *end == ';' && *point > 0 && *point < 0x110000 ? (size_t)(end - at) + 1 : 0;
}

size_t keur_point_encode(uint32_t point, char out[4])
{
    const size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char firsts[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = n; i-- > 1; point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)(firsts[n] | point);
    return n;
}
