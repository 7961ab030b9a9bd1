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

#endif
