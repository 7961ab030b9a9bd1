/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_WORDS_H
#define KEUR_REPORTS_WORDS_H

#include <keur/scorecard.h>

/* Words of the scorecard's JSON; reading finds the number of a word again. */

const char *keur_kind_word(keur_kind kind);
const char *keur_direction_word(keur_direction direction);

/** Word i of a list; NULL beyond its end. */
typedef const char *(*keur_word_list)(size_t i);

const char *keur_type_words(size_t i);
const char *keur_family_words(size_t i);
/** The word KEUR_WORD_NONE + 1 + i. */
const char *keur_word_words(size_t i);
const char *keur_role_words(size_t i);
const char *keur_kind_words(size_t i);
const char *keur_direction_words(size_t i);
/** The role whose bit is 1 << i. */
const char *keur_column_role_words(size_t i);

/** Position of a word in a list, -1 where it is not there. */
ptrdiff_t keur_word_find(keur_word_list list, const char *word);

#endif
