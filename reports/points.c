/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/points.h"

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
