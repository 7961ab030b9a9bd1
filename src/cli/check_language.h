/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_CHECK_LANGUAGE_H
#define KEUR_CLI_CHECK_LANGUAGE_H

#include "cli/check_export.h"

/** Whether a word stands as one in what keur says by itself in the language of the file. */
bool keur_check_is_said(const keur_checking *on, const char *word, size_t bytes);

/** Whether a number at `at` is one that the file says is of rows, or the seed, in its language. */
bool keur_check_is_told_in(const keur_checking *on, const char *text, size_t n, size_t at,
                           size_t bytes);

/** Whether it says of itself, in its language, that it must not be exported. */
bool keur_check_is_internal_in(const keur_checking *on, const char *text);

/** Whether what stands there is a number with the language's marks between its thousands, which an
 * English eye takes for decimals. */
bool keur_check_is_grouped(const keur_checking *on, const char *text, size_t bytes);

/** Write the numbers of a text with English marks, in place. @param[out] skip  for each byte,
 * whether it belongs to no number that changed */
void keur_check_unmark(const keur_checking *on, char *text, size_t n, bool *skip);

/** Bytes of the word for rows, with its blank, at a place; 0 where another stands there. */
size_t keur_check_rows_in(const keur_checking *on, const char *text, size_t n, size_t at);

/** Whether a number at `from` before the word for rows is of a sentence that keur says by itself,
 * with that number or, as the two words after it tell, with any: "123 rows more are in". */
bool keur_check_is_said_of_rows(const keur_checking *on, const char *text, size_t n, size_t from,
                                size_t bytes);

/** Bytes of "of 400 rows" at a place, in the language's words; 0 where something else stands there.
 */
size_t keur_check_total_in(const keur_checking *on, const char *text, size_t n, size_t at);

/** Whether the text says how many rows the tables have. */
bool keur_check_says_sizes_in(const keur_checking *on, const char *text);

#endif
