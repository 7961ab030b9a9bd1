/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_READER_H
#define KEUR_TABLE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/table.h>

#include "base/pieces.h"

/** The content of a file. `owned` is what must be released, NULL where the bytes are borrowed. */
typedef struct keur_file_content {
    const char *bytes;
    size_t n;
    char *owned;
    const char *name; /**< what the file is called in messages */
} keur_file_content;

/** Release what is owned and point to n new bytes, owned by the content from then on. */
void keur_content_replace(keur_file_content *content, char *bytes, size_t n);

/**
 * A kind of file: bytes in, a table out. Another kind is one more file with one of these, and one
 * line in read.c.
 */
typedef struct keur_reader {
    /** Whether the name or the first bytes (after decompression) are of this kind. */
    bool (*accepts)(const keur_file_content *content);
    /** May replace the content, for instance by another encoding of it. */
    keur_status (*read)(keur_file_content *content, const keur_read_options *options,
                        keur_table **table, keur_error *err);
    /** Read it without holding all of it, where that can be done: *table is NULL with KEUR_OK where
     * it cannot. NULL: it never can. */
    keur_status (*read_pieces)(keur_pieces *from, const keur_read_options *options,
                               keur_table **table, keur_error *err);
} keur_reader;

/** Delimited text: accepts everything, so it comes last. */
extern const keur_reader keur_reader_csv;

/** SPSS, Stata and SAS: accepts by the file's name, refuses what the content is not. */
extern const keur_reader keur_reader_stat;

enum { KEUR_FIELD_LIMIT = 1 << 20 /**< default of keur_read_options.max_field */ };

#endif
