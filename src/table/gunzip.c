/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/gunzip.h"
#include "table/versions.h"

#include <limits.h>
#include <string.h>

#define ZLIB_CONST /* input pointers are const */
#include <zlib.h>

#include "base/memory.h"
#include "base/try.h"

enum { FIRST_ROOM = 1 << 16, GZIP_WINDOW = 15 + 16, TRAILER_BYTES = 4 };

typedef struct output {
    char *bytes;
    size_t n, room;
} output;

static bool is_gzip(const char *bytes, size_t n)
{
    return n >= 2 && (unsigned char)bytes[0] == 0x1f && (unsigned char)bytes[1] == 0x8b;
}

static uInt at_most(size_t n)
{
    return n < UINT_MAX / 2 ? (uInt)n : UINT_MAX / 2;
}

static bool is_padding(const char *bytes, size_t n)
{
    while (n > 0 && bytes[n - 1] == '\0')
        n--;
    return n == 0;
}

/* The last four bytes give the size of the last member modulo 2^32. It is a hint only, and deflate
 * cannot shrink data more than about 1032 times. */
static size_t guess_size(const keur_file_content *from)
{
    const unsigned char *end = (const unsigned char *)from->bytes + from->n;
    size_t guess = 0;

    if (from->n < TRAILER_BYTES)
        return FIRST_ROOM;
    for (int i = 1; i <= TRAILER_BYTES; i++)
        guess = guess << 8 | end[-i];
    guess = guess / 1032 > from->n ? from->n * 4 : guess;
    return guess > FIRST_ROOM ? guess + 1 : FIRST_ROOM;
}

static keur_status refuse(const keur_file_content *from, int code, keur_error *err)
{
    if (code == Z_MEM_ERROR)
        return keur_fail(err, KEUR_ENOMEM, "%s: not enough memory to decompress it", from->name);
    if (code == Z_BUF_ERROR)
        return keur_fail(err, KEUR_EPARSE, "%s: the gzip data end too early", from->name);
    return keur_fail(err, KEUR_EPARSE, "%s: the gzip data are damaged", from->name);
}

/* Decompress one member; the stream knows how far its input is used. */
static keur_status inflate_member(z_stream *stream, const keur_file_content *from, size_t *used,
                                  output *to, keur_error *err)
{
    keur_status status = KEUR_OK;
    int code = Z_OK;

    while (code != Z_STREAM_END) {
        uInt given_in, given_out;

        if (to->n == to->room) {
            KEUR_TRY(KEUR_RESIZE(to->bytes, to->room, to->room * 2, err));
            to->room *= 2;
        }
        given_in = at_most(from->n - *used);
        given_out = at_most(to->room - to->n);
        stream->next_in = (const Bytef *)from->bytes + *used;
        stream->avail_in = given_in;
        stream->next_out = (Bytef *)to->bytes + to->n;
        stream->avail_out = given_out;
        code = inflate(stream, Z_NO_FLUSH);
        *used += given_in - stream->avail_in;
        to->n += given_out - stream->avail_out;
        /* without input left the next call makes no progress: Z_BUF_ERROR */
        if (code != Z_OK && code != Z_STREAM_END) {
            status = refuse(from, code, err);
            goto out;
        }
    }
out:
    return status;
}

keur_status keur_content_gunzip(keur_file_content *content, keur_error *err)
{
    z_stream stream;
    output to = {NULL, 0, 0};
    size_t used = 0;
    keur_status status = KEUR_OK;

    if (!is_gzip(content->bytes, content->n))
        return KEUR_OK;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
        return refuse(content, Z_MEM_ERROR, err);
    to.room = guess_size(content);
    KEUR_TRY(KEUR_NEW(to.bytes, to.room, err));
    do {
        KEUR_TRY(inflate_member(&stream, content, &used, &to, err));
        (void)inflateReset(&stream);
    } while (is_gzip(content->bytes + used, content->n - used));
    if (!is_padding(content->bytes + used, content->n - used)) {
        status = refuse(content, Z_DATA_ERROR, err);
        goto out;
    }
    keur_content_replace(content, to.bytes, to.n);
    to.bytes = NULL;
out:
    (void)inflateEnd(&stream);
    keur_release(to.bytes);
    return status;
}

const char *keur_zlib_version(void)
{
    return zlibVersion();
}
