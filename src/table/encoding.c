/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

/* Line and column, in characters and from 1, of the end of n bytes of UTF-8. */
static void locate(const char *bytes, size_t n, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < n; i++) {
        const bool is_end =
            bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));

        if (is_end) {
            ++*line;
            *column = 1;
        } else {
            *column += ((unsigned char)bytes[i] & 0xc0) != 0x80;
        }
    }
}

static keur_status refuse_bytes(const char *name, const char *done, size_t n_done,
                                const char *encoding, bool is_guess, keur_error *err)
{
    size_t line, column;

    locate(done, n_done, &line, &column);
    if (is_guess)
        return keur_fail(err, KEUR_EPARSE,
                         "%s:%zu: column %zu: neither UTF-8 nor %s: name the encoding of the file",
                         name, line, column, encoding);
    return keur_fail(err, KEUR_EPARSE, "%s:%zu: column %zu: not valid %s", name, line, column,
                     encoding);
}

/* All of it through iconv, a buffer at a time. */
static keur_status convert(keur_file_content *content, const char *encoding, bool is_guess,
                           keur_error *err)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    keur_text made = {NULL, 0, 0};
    keur_status status = KEUR_OK;
    char *from = NULL;
    size_t left = content->n;

    if (converter == (iconv_t)-1 && errno == ENOMEM)
        return keur_fail(err, KEUR_ENOMEM, "%s: not enough memory to read its encoding",
                         content->name);
    if (converter == (iconv_t)-1)
        return keur_fail(err, KEUR_EUSAGE, "%s: the encoding \"%s\" is not known", content->name,
                         encoding);
    /* iconv only reads from it, but declares it without const. */
    memcpy(&from, &content->bytes, sizeof from);
    KEUR_TRY(keur_text_append(&made, "", 0, err));
    while (left > 0) {
        char buffer[1 << 14], *to = buffer;
        size_t room = sizeof buffer;
        const size_t code = iconv(converter, &from, &left, &to, &room);
        const int fault = code == (size_t)-1 ? errno : 0;

        KEUR_TRY(keur_text_append(&made, buffer, sizeof buffer - room, err));
        if (fault != 0 && fault != E2BIG) {
            status = refuse_bytes(content->name, made.bytes, made.length, encoding, is_guess, err);
            goto out;
        }
    }
    keur_content_replace(content, made.bytes, made.length);
    made.bytes = NULL;
out:
    keur_text_free(&made);
    (void)iconv_close(converter);
    return status;
}

static bool has_mark(const keur_file_content *content, const char *mark, size_t n)
{
    return content->n >= n && memcmp(content->bytes, mark, n) == 0;
}

static keur_status refuse_zero_bytes(const keur_file_content *content, keur_error *err)
{
    const char *found = content->n > 0 ? memchr(content->bytes, '\0', content->n) : NULL;
    size_t line, column;

    if (found == NULL)
        return KEUR_OK;
    locate(content->bytes, (size_t)(found - content->bytes), &line, &column);
    return keur_fail(err, KEUR_EPARSE,
                     "%s:%zu: a zero byte: not a text file, or in an encoding that must be named",
                     content->name, line);
}

keur_status keur_content_to_utf8(keur_file_content *content, const char *encoding, keur_error *err)
{
    const bool is_utf8 = encoding != NULL &&
                         (strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0);
    keur_status status = KEUR_OK;

    if (encoding == NULL && (has_mark(content, "\xff\xfe", 2) || has_mark(content, "\xfe\xff", 2)))
        KEUR_TRY(convert(content, "UTF-16", false, err));
    else if (encoding != NULL && !is_utf8)
        KEUR_TRY(convert(content, encoding, false, err));
    else if (!keur_text_is_utf8(content->bytes, content->n))
        KEUR_TRY(convert(content, is_utf8 ? "UTF-8" : "WINDOWS-1252", !is_utf8, err));
    if (has_mark(content, "\xef\xbb\xbf", 3)) {
        content->bytes += 3;
        content->n -= 3;
    }
    KEUR_TRY(refuse_zero_bytes(content, err));
out:
    return status;
}
