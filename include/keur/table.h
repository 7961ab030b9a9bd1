/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_H
#define KEUR_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A table as a file holds it: named columns of texts, before anybody has said what they mean.
 *
 * Each column stores its distinct texts once, in order of first appearance, and one code a cell
 * that points to them. A table is never changed after it has been read, so threads may share it.
 */
typedef struct keur_table keur_table;

/** How to read a file. Zero bytes everywhere mean "find out". */
typedef struct keur_read_options {
    char separator;       /**< one of `,` `;` `|` or a tab; 0: detect */
    char decimal;         /**< `.` or `,`; 0: detect */
    const char *encoding; /**< an iconv name; NULL: UTF-8 where valid, else Windows-1252 */
    size_t max_field;     /**< longest field accepted, in bytes; 0: 1 MiB */
    int threads;          /**< 0: as many as the machine has; the table does not depend on it */
} keur_read_options;

/**
 * Read a delimited text file with a header line, or, by the ending of its name, a file of SPSS
 * (.sav, .zsav, .por), Stata (.dta) or SAS (.sas7bdat, .xpt).
 *
 * @param path     a file name, `-` for standard input; gzip data is recognised by its first bytes
 * @param options  may be NULL
 * @param[out] table  owned by the caller, freed with keur_table_free(); NULL on failure
 * @retval KEUR_EIO     the file cannot be opened or read
 * @retval KEUR_EPARSE  empty file, ragged row, unclosed quote, bad encoding, field too long,
 *                      empty or duplicate column name: the text names file, line and column
 *                      or not the kind of file that its name says, damaged or cut short
 * @retval KEUR_EUSAGE  a wrong option, or a kind of file that this build cannot read
 * @retval KEUR_EDATA   a header but no rows
 * @retval KEUR_ENOMEM
 *
 * O(bytes) time. Memory: 1, 2 or 4 bytes a cell, as the column needs, 8 bytes a distinct text of at
 * most 7 bytes, 9 more than its length a longer one; while it is read 5 to 11 bytes more a distinct
 * text, and some 5 MB. Text that is compressed, comes through a pipe, is not UTF-8 or not in order
 * is held as a whole besides.
 */
KEUR_API keur_status keur_table_read(const char *path, const keur_read_options *options,
                                     keur_table **table, keur_error *err);

/** As keur_table_read(), from `n_bytes` in memory; `name` stands for the file in messages. */
KEUR_API keur_status keur_table_read_memory(const void *bytes, size_t n_bytes, const char *name,
                                            const keur_read_options *options, keur_table **table,
                                            keur_error *err);

KEUR_API void keur_table_free(keur_table *table);

/** The name the table was read under, for messages. */
KEUR_API const char *keur_table_name(const keur_table *table);
KEUR_API size_t keur_table_rows(const keur_table *table);
KEUR_API size_t keur_table_columns(const keur_table *table);
KEUR_API const char *keur_table_column_name(const keur_table *table, size_t column);

/** Position of the column called `name`, or -1. */
KEUR_API ptrdiff_t keur_table_find(const keur_table *table, const char *name);

/** The decimal sign of the file, `.` or `,`. */
KEUR_API char keur_table_decimal(const keur_table *table);

/** Number of distinct texts of a column; the empty text counts as one where it occurs. */
KEUR_API size_t keur_table_distinct(const keur_table *table, size_t column);

/** A distinct text, UTF-8, ended by a zero byte (texts hold none). */
KEUR_API const char *keur_table_text(const keur_table *table, size_t column, size_t distinct);

/** Line of the file (from 1) on which a distinct text first appears. O(log rows), for messages. */
KEUR_API size_t keur_table_line(const keur_table *table, size_t column, size_t distinct);

/**
 * Copy the codes of n rows from `first` on: they point into the distinct texts of the column, and
 * none is negative. first + n is at most keur_table_rows(). O(n).
 */
KEUR_API void keur_table_copy_codes(const keur_table *table, size_t column, size_t first, size_t n,
                                    int32_t *codes);

#ifdef __cplusplus
}
#endif
#endif
