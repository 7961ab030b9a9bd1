/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pieces.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static keur_status refuse(const char *name, const char *what, keur_error *err)
{
    return keur_fail(err, KEUR_EIO, "%s: %s: %s", name, what, strerror(errno));
}

keur_pieces keur_pieces_of(const char *name, const char *bytes, size_t n)
{
    return (keur_pieces){.name = name, .bytes = bytes, .n = n, .file = -1};
}

keur_status keur_pieces_open(const char *path, keur_pieces *pieces, keur_error *err)
{
    struct stat found;

    *pieces = (keur_pieces){.name = path, .file = -1};
    if (stat(path, &found) != 0)
        return refuse(path, "cannot be opened", err);
    /* looked at before it is opened: who opens a pipe has begun to read it */
    if (!S_ISREG(found.st_mode))
        return keur_fail(err, KEUR_EUSAGE, "%s: not a file", path);
    pieces->file = open(path, O_RDONLY);
    return pieces->file >= 0 ? KEUR_OK : refuse(path, "cannot be opened", err);
}

void keur_pieces_close(keur_pieces *pieces)
{
    if (pieces->file >= 0)
        (void)close(pieces->file);
    pieces->file = -1;
}

keur_status keur_pieces_take(keur_pieces *pieces, char *to, size_t room, size_t *n, keur_error *err)
{
    *n = 0;
    if (pieces->file < 0) {
        *n = room < pieces->n ? room : pieces->n;
        if (*n > 0)
            memcpy(to, pieces->bytes, *n);
        pieces->bytes += *n;
        pieces->n -= *n;
        return KEUR_OK;
    }
    while (*n < room) {
        const ssize_t got = read(pieces->file, to + *n, room - *n);

        if (got < 0 && errno != EINTR)
            return refuse(pieces->name, "cannot be read", err);
        if (got == 0)
            break;
        *n += got > 0 ? (size_t)got : 0;
    }
    return KEUR_OK;
}
