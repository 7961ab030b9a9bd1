/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_FILE_H
#define KEUR_BASE_FILE_H

#include <stddef.h>

#include <keur/status.h>

/** Read a whole file (`-`: standard input) into memory freed with keur_release(); a zero byte
 * follows the content. KEUR_EIO names the file and why. */
keur_status keur_file_read(const char *path, char **bytes, size_t *n_bytes, keur_error *err);

typedef struct keur_file {
    const char *path;
    const char *bytes;
    size_t n_bytes;
    /** In the place of bytes, for what is larger than memory should hold: called until it gives
     * none; its bytes stay until the next call. */
    keur_status (*next)(void *context, const char **bytes, size_t *n_bytes, keur_error *err);
    void *context;
} keur_file;

/**
 * Write whole files, all or none: each under a temporary name beside it, flushed to disk; once all
 * are there they are renamed, so that a reader sees the old content or the new, and a full disk
 * takes away neither. A device (/dev/full) or a pipe, which cannot be renamed over, is written
 * directly, after all others were made. Where a rename fails, the new files are removed again.
 * KEUR_EIO, or KEUR_ENOMEM, names the file and why.
 */
keur_status keur_files_write(const keur_file *files, size_t n, keur_error *err);

/** As keur_files_write(), for one. */
keur_status keur_file_write(const char *path, const char *bytes, size_t n_bytes, keur_error *err);

/** Make a directory and those above it; fine where it exists. KEUR_EIO names it and why. */
keur_status keur_directory_make(const char *path, keur_error *err);

#endif
