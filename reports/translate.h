/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_TRANSLATE_H
#define KEUR_REPORTS_TRANSLATE_H

#include "base/text.h"
#include "reports/language.h"
#include "reports/memo.h"
#include "reports/names.h"

/** What a text is said with: a language and the names that it does not change. Without a language
 * every text stays as it is. */
typedef struct keur_translator {
    const keur_language *language;
    const keur_names *names; /**< NULL: none */
    keur_memo *memo;         /**< NULL: nothing is remembered, which is slow for a page */
} keur_translator;

/* Around what has no translation in a text that was translated. */
#define KEUR_ENGLISH_BEGINS '\x02'
#define KEUR_ENGLISH_ENDS   '\x03'

/** What a text is: data come first as names, the program's own words as msgids. */
typedef enum keur_speech { KEUR_SPEECH_OWN, KEUR_SPEECH_DATA } keur_speech;

/**
 * Add a text in the translator's language: by its own translation, as a name, as a number, by the
 * composed sentence that it can only have come from, or in parts, sentence by sentence. What is
 * none of these is added as it is, between KEUR_ENGLISH_BEGINS and KEUR_ENGLISH_ENDS.
 *
 * @param by  not NULL, with a language
 * @param[out] is_whole  whether nothing had to stay English
 * O(sentences of the catalogue x length).
 */
keur_status keur_translate(keur_text *to, const keur_translator *by, const char *text,
                           keur_speech speech, bool *is_whole, keur_error *err);

/** The same without marks: for texts where nothing says what language a word is of. `by` may be
 * NULL, or without a language. */
keur_status keur_say(keur_text *to, const keur_translator *by, const char *text, keur_error *err);

/** A page of HTML, or of Markdown, in another language: its texts change, its markup does not.
 * `by` without a language gives the page as it is. @param[out] made  freed with free() */
keur_status keur_translate_html(const keur_translator *by, const char *page, char **made,
                                keur_error *err);
keur_status keur_translate_markdown(const keur_translator *by, const char *page, char **made,
                                    keur_error *err);

#endif
