/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h> /* rename() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

static keur_status refuse(const char *path, const char *what, int number, keur_error *err)
{
    return keur_fail(err, number == ENOMEM ? KEUR_ENOMEM : KEUR_EIO, "%s: %s: %s", path, what,
                     strerror(number));
}

/* A signal whose handler returns may interrupt any of these calls; that is no failure of the file.
 */
static int open_file(const char *path, int flags)
{
    int file;

    do {
        file = open(path, flags, 0666);
    } while (file < 0 && errno == EINTR);
    return file;
}

static ssize_t read_some(int file, char *to, size_t n_bytes)
{
    ssize_t n;

    do {
        n = read(file, to, n_bytes);
    } while (n < 0 && errno == EINTR);
    return n;
}

keur_status keur_file_read(const char *path, char **bytes, size_t *n_bytes, keur_error *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    const int file = is_stdin ? STDIN_FILENO : open_file(path, O_RDONLY);
    const char *name = is_stdin ? "standard input" : path;
    keur_text text = {NULL, 0, 0};
    char chunk[1 << 14];
    keur_status status = KEUR_OK;
    ssize_t n;

    *bytes = NULL;
    *n_bytes = 0;
    if (file < 0)
        return refuse(name, "cannot be opened", errno, err);
    KEUR_TRY(keur_text_append(&text, "", 0, err));
    while ((n = read_some(file, chunk, sizeof chunk)) > 0)
        KEUR_TRY(keur_text_append(&text, chunk, (size_t)n, err));
    if (n < 0) {
        status = refuse(name, "cannot be read", errno, err);
        goto out;
    }
    *bytes = text.bytes;
    *n_bytes = text.length;
    text.bytes = NULL;
out:
    keur_text_free(&text);
    if (!is_stdin)
        (void)close(file);
    return status;
}

/* Writes all of it; 0 or the fault. */
static int write_bytes(int file, const char *bytes, size_t n_bytes)
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
    return fault;
}

static int close_file(int file, bool sync)
{
    int fault = 0;

    while (fault == 0 && sync && fsync(file) != 0) {
        if (errno == EINVAL || errno == ENOTSUP)
            break; /* a file system that knows no such thing */
        fault = errno == EINTR ? 0 : errno;
    }
    /* After EINTR the file is closed, or nobody can say; what was written is on the disk. */
    if (close(file) != 0 && errno != EINTR && fault == 0)
        fault = errno;
    return fault;
}

/* Writes the whole content and closes; the first fault wins. */
static keur_status write_all(int file, const keur_file *to, bool sync, keur_error *err)
{
    const char *bytes = to->bytes;
    size_t n_bytes = to->n_bytes;
    keur_status status = KEUR_OK;
    int fault = 0, at_end;

    if (to->next != NULL)
        status = to->next(to->context, &bytes, &n_bytes, err);
    while (status == KEUR_OK && fault == 0 && n_bytes > 0) {
        fault = write_bytes(file, bytes, n_bytes);
        n_bytes = 0;
        if (fault == 0 && to->next != NULL)
            status = to->next(to->context, &bytes, &n_bytes, err);
    }
    at_end = close_file(file, sync && fault == 0 && status == KEUR_OK);
    if (status != KEUR_OK)
        return status;
    fault = fault != 0 ? fault : at_end;
    return fault == 0 ? KEUR_OK : refuse(to->path, "cannot be written", fault, err);
}

static keur_status write_directly(const keur_file *to, keur_error *err)
{
    const int file = open_file(to->path, O_WRONLY);

    if (file < 0)
        return refuse(to->path, "cannot be opened for writing", errno, err);
    return write_all(file, to, false, err);
}

/* Makes a file with a name of this process beside `path`, so that the rename stays inside one file
 * system. */
static keur_status open_beside(const char *path, keur_text *name, int *file, keur_error *err)
{
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        keur_status status;

        keur_text_clear(name);
        status = keur_text_format(name, err, "%s.%ld-%u.part", path, (long)getpid(), attempt);
        if (status != KEUR_OK)
            return status;
        *file = open_file(name->bytes, O_WRONLY | O_CREAT | O_EXCL);
        if (*file >= 0)
            return KEUR_OK;
        if (errno != EEXIST)
            return refuse(path, "cannot be made", errno, err);
    }
    return refuse(path, "cannot be made", EEXIST, err);
}

/* What a write goes through: a name beside the file, which is there until it is renamed. */
typedef struct part {
    keur_text name;
    bool is_there;
    bool is_direct; /* a device or a pipe: written at the end, itself */
} part;

static keur_status write_part(const keur_file *to, part *made, keur_error *err)
{
    struct stat found;
    keur_status status = KEUR_OK;
    int file;

    if (stat(to->path, &found) == 0) {
        if (S_ISDIR(found.st_mode))
            return refuse(to->path, "cannot be written", EISDIR, err);
        made->is_direct = !S_ISREG(found.st_mode);
    } else if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG) {
        /* unknown whether it may be renamed over */
        return refuse(to->path, "cannot be made", errno, err);
    }
    if (made->is_direct)
        return KEUR_OK;
    KEUR_TRY(open_beside(to->path, &made->name, &file, err));
    made->is_there = true;
    KEUR_TRY(write_all(file, to, true, err));
out:
    return status;
}

static keur_status put_in_place(const keur_file *to, part *made, keur_error *err)
{
    if (made->is_direct)
        return write_directly(to, err);
    if (rename(made->name.bytes, to->path) != 0)
        return refuse(to->path, "cannot be written", errno, err);
    made->is_there = false;
    return KEUR_OK;
}

keur_status keur_files_write(const keur_file *files, size_t n, keur_error *err)
{
    part *parts = NULL;
    size_t n_placed = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(parts, n, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(write_part(&files[i], &parts[i], err));
    for (; n_placed < n; n_placed++)
        KEUR_TRY(put_in_place(&files[n_placed], &parts[n_placed], err));
out:
    for (size_t i = 0; parts != NULL && i < n; i++) {
        if (parts[i].is_there)
            (void)unlink(parts[i].name.bytes);
        if (status != KEUR_OK && i < n_placed && !parts[i].is_direct)
            (void)unlink(files[i].path);
        keur_text_free(&parts[i].name);
    }
    keur_release(parts);
    return status;
}

keur_status keur_file_write(const char *path, const char *bytes, size_t n_bytes, keur_error *err)
{
    const keur_file file = {.path = path, .bytes = bytes, .n_bytes = n_bytes};

    return keur_files_write(&file, 1, err);
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
