/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/wrap.h"

#include <stdint.h>
#include <string.h>

#include "base/try.h"
#include "reports/points.h"

/* Where a figure's value starts on a wide page. */
enum { VALUE_COLUMN = 38, WIDE = 72 };

static bool is_combining(uint32_t point)
{
    return (point >= 0x300 && point <= 0x36f) || (point >= 0x200b && point <= 0x200d);
}

/* East Asian characters and pictures take two columns. */
static size_t point_width(uint32_t point)
{
    const bool is_wide =
        (point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
        (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
        (point >= 0xfe30 && point <= 0xfe6f) || (point >= 0xff00 && point <= 0xff60) ||
        point >= 0x1f300;

    return is_combining(point) ? 0 : is_wide ? 2 : 1;
}

size_t keur_columns_wide(const char *text)
{
    size_t columns = 0, n;

    for (; *text != '\0'; text += n)
        columns += point_width(keur_point_next(text, &n));
    return columns;
}

static keur_status add_blanks(keur_page *page, size_t n, keur_error *err)
{
    static const char blanks[] = "                                                  ";
    keur_status status = KEUR_OK;

    for (; n > 0 && status == KEUR_OK; n -= n < sizeof blanks - 1 ? n : sizeof blanks - 1)
        status = keur_text_append(&page->text, blanks,
                                  n < sizeof blanks - 1 ? n : sizeof blanks - 1, err);
    return status;
}

static keur_status set_style(keur_page *page, keur_style style, keur_error *err)
{
    static const char *const codes[] = {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m"};

    return page->colour ? keur_text_add(&page->text, codes[style], err) : KEUR_OK;
}

static keur_status add_point(keur_page *page, const char *at, size_t n, bool unsafe,
                             keur_error *err)
{
    return unsafe ? keur_text_add(&page->text, "?", err)
                  : keur_text_append(&page->text, at, n, err);
}

/* Columns from `text` to the next blank or the end. */
static size_t word_width(const char *text)
{
    size_t columns = 0, n;

    for (; *text != '\0' && *text != ' '; text += n)
        columns += point_width(keur_point_next(text, &n));
    return columns;
}

/* Add a text from column `at` on, continued below `indent`. */
static keur_status flow(keur_page *page, size_t at, size_t indent, const char *text,
                        keur_error *err)
{
    bool is_fresh = true; /* nothing on this line yet */
    keur_status status = KEUR_OK;

    while (*text != '\0') {
        size_t n, wide;
        uint32_t point;

        if (*text == ' ' && (is_fresh || at + 1 + word_width(text + 1) > page->width)) {
            const bool fits = indent + word_width(text + 1) <= page->width || at + 1 >= page->width;

            text++;
            if (!is_fresh && *text != '\0' && fits) {
                KEUR_TRY(keur_text_add(&page->text, "\n", err));
                KEUR_TRY(add_blanks(page, indent, err));
                at = indent;
                is_fresh = true;
            } else if (!is_fresh && *text != '\0') {
                KEUR_TRY(keur_text_add(&page->text, " ", err));
                at++;
            }
            continue;
        }
        point = keur_point_next(text, &n);
        wide = keur_point_is_unsafe(point) ? 1 : point_width(point);
        if (at + wide > page->width) {
            KEUR_TRY(keur_text_add(&page->text, "\n", err));
            KEUR_TRY(add_blanks(page, indent, err));
            at = indent;
        }
        KEUR_TRY(add_point(page, text, n, keur_point_is_unsafe(point), err));
        is_fresh = false;
        at += wide;
        text += n;
    }
out:
    return status;
}

keur_status keur_page_line(keur_page *page, size_t indent, keur_style style, const char *text,
                           keur_error *err)
{
    keur_text said = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_say(&said, page->by, text, err));

    KEUR_TRY(add_blanks(page, indent, err));
    if (style != KEUR_PLAIN)
        KEUR_TRY(set_style(page, style, err));
    KEUR_TRY(flow(page, indent, indent, said.bytes, err));
    if (style != KEUR_PLAIN)
        KEUR_TRY(set_style(page, KEUR_PLAIN, err));
    KEUR_TRY(keur_text_add(&page->text, "\n", err));
out:
    keur_text_free(&said);
    return status;
}

static keur_status put_pair(keur_page *page, size_t indent, const char *label, const char *value,
                            keur_error *err)
{
    const size_t used = indent + keur_columns_wide(label);
    keur_text joined = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (page->width >= WIDE && used + 2 <= VALUE_COLUMN) {
        KEUR_TRY(add_blanks(page, indent, err));
        KEUR_TRY(flow(page, indent, indent, label, err));
        KEUR_TRY(add_blanks(page, VALUE_COLUMN - used, err));
        KEUR_TRY(flow(page, VALUE_COLUMN, VALUE_COLUMN, value, err));
        KEUR_TRY(keur_text_add(&page->text, "\n", err));
    } else {
        KEUR_TRY(keur_text_format(&joined, err, "%s: %s", label, value));
        KEUR_TRY(add_blanks(page, indent, err));
        KEUR_TRY(flow(page, indent, indent + 2, joined.bytes, err));
        KEUR_TRY(keur_text_add(&page->text, "\n", err));
    }
out:
    keur_text_free(&joined);
    return status;
}

keur_status keur_page_pair(keur_page *page, size_t indent, const char *label, const char *value,
                           keur_error *err)
{
    keur_text first = {NULL, 0, 0}, second = first;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_say(&first, page->by, label, err));
    KEUR_TRY(keur_say(&second, page->by, value, err));
    KEUR_TRY(put_pair(page, indent, first.bytes, second.bytes, err));
out:
    keur_text_free(&first);
    keur_text_free(&second);
    return status;
}

keur_status keur_page_gap(keur_page *page, keur_error *err)
{
    return keur_text_add(&page->text, "\n", err);
}
