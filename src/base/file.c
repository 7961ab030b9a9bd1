/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

static keur_status refuse(const char *path, const char *what, int number, keur_error *err)
{
    return keur_fail(err, KEUR_EIO, "%s: %s: %s", path, what, strerror(number));
}

keur_status keur_file_read(const char *path, char **bytes, size_t *n_bytes, keur_error *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "rb");
    const char *name = is_stdin ? "standard input" : path;
    keur_text text = {NULL, 0, 0};
    char chunk[1 << 14];
    keur_status status = KEUR_OK;
    size_t n;

    *bytes = NULL;
    *n_bytes = 0;
    if (file == NULL)
        return refuse(name, "cannot be opened", errno, err);
    KEUR_TRY(keur_text_append(&text, "", 0, err));
    errno = 0;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        KEUR_TRY(keur_text_append(&text, chunk, n, err));
    if (ferror(file)) {
        status = refuse(name, "cannot be read", errno, err);
        goto out;
    }
    *bytes = text.bytes;
    *n_bytes = text.length;
    text.bytes = NULL;
out:
    keur_text_free(&text);
    if (!is_stdin)
        (void)fclose(file);
    return status;
}

/* Writes all and closes; the first fault wins. */
static int write_all(int file, const char *bytes, size_t n_bytes, bool sync)
{
    int fault = 0;

    while (n_bytes > 0 && fault == 0) {
        const ssize_t n = write(file, bytes, n_bytes);

        if (n < 0) {
            fault = errno == EINTR ? 0 : errno;
        } else {
            bytes += n;
            n_bytes -= (size_t)n;
        }
    }
    if (fault == 0 && sync && fsync(file) != 0 && errno != EINVAL && errno != ENOTSUP)
        fault = errno;
    if (close(file) != 0 && fault == 0)
        fault = errno;
    return fault;
}

static keur_status write_directly(const char *path, const char *bytes, size_t n_bytes,
                                  keur_error *err)
{
    const int file = open(path, O_WRONLY);
    int fault;

    if (file < 0)
        return refuse(path, "cannot be opened for writing", errno, err);
    fault = write_all(file, bytes, n_bytes, false);
    return fault == 0 ? KEUR_OK : refuse(path, "cannot be written", fault, err);
}

/* A name of this process beside the file, so that the rename stays inside one file system. */
static int open_beside(const char *path, keur_text *name, keur_error *err)
{
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        int file;

        keur_text_clear(name);
        if (keur_text_format(name, err, "%s.%ld-%u.part", path, (long)getpid(), attempt) != KEUR_OK)
            return -1;
        file = open(name->bytes, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (file >= 0 || errno != EEXIST) {
            if (file < 0)
                (void)refuse(path, "cannot be made", errno, err);
            return file;
        }
    }
    (void)refuse(path, "cannot be made", EEXIST, err);
    return -1;
}

keur_status keur_file_write(const char *path, const char *bytes, size_t n_bytes, keur_error *err)
{
    struct stat found;
    keur_text name = {NULL, 0, 0};
    keur_error own = {KEUR_EIO, ""};
    keur_status status = KEUR_OK;
    int file, fault;

    if (stat(path, &found) == 0 && !S_ISREG(found.st_mode))
        return write_directly(path, bytes, n_bytes, err);
    file = open_beside(path, &name, &own);
    if (file < 0) {
        status = keur_fail(err, own.status, "%s", own.text);
        goto out;
    }
    fault = write_all(file, bytes, n_bytes, true);
    if (fault == 0 && rename(name.bytes, path) != 0)
        fault = errno;
    if (fault != 0) {
        (void)unlink(name.bytes);
        status = refuse(path, "cannot be written", fault, err);
    }
out:
    keur_text_free(&name);
    return status;
}

keur_status keur_directory_make(const char *path, keur_error *err)
{
    char *copy = NULL;
    keur_status status = KEUR_OK;
    struct stat found;

    KEUR_TRY(keur_copy_string(path, &copy, err));
    for (char *at = copy + 1; *copy != '\0'; at++) {
        const char kept = *at;

        if (kept != '/' && kept != '\0')
            continue;
        *at = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST) {
            status = refuse(path, "cannot be made", errno, err);
            goto out;
        }
        *at = kept;
        if (kept == '\0')
            break;
    }
    if (stat(path, &found) != 0)
        status = refuse(path, "cannot be made", errno, err);
    else if (!S_ISDIR(found.st_mode))
        status = refuse(path, "cannot be made", ENOTDIR, err);
out:
    keur_release(copy);
    return status;
}
