/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_LANGUAGE_H
#define KEUR_REPORTS_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

#include "base/text.h"
#include "reports/pattern.h"

/** A language that reports can be in: its catalogue, read once. NULL stands for English, in which
 * all texts are written. */
typedef struct keur_language keur_language;

/** A composed sentence and its translation. */
typedef struct keur_phrase {
    const keur_pattern *from;
    const char *to; /**< conversions of printf, `%1$s` allowed */
    unsigned names; /**< bit i: hole i holds a name */
} keur_phrase;

/** The code of the i-th language that there is a catalogue of, "en" first; NULL past the last. */
const char *keur_language_known(size_t i);

/**
 * Read the catalogue of a language; "en" gives NULL. @param[out] language  freed by
 * keur_language_free(). @retval KEUR_EUSAGE there is none: the text says which there are.
 * O(n log n) in the texts: some milliseconds.
 */
keur_status keur_language_open(const char *code, keur_language **language, keur_error *err);
void keur_language_free(keur_language *language);

/** "nl", as in the attribute lang of HTML. */
const char *keur_language_code(const keur_language *of);

/** The translation of a text that is no format, NULL where there is none. O(log n). */
const char *keur_language_find(const keur_language *of, const char *text);

/** The translation of a composed sentence, by its format; NULL where there is none. */
const char *keur_language_format(const keur_language *of, const char *format);

/** Add all translations, a line each. */
keur_status keur_language_words(const keur_language *of, keur_text *to, keur_error *err);

/** The composed sentences, those with the most literal bytes first. */
const keur_phrase *keur_language_phrases(const keur_language *of, size_t *n);

/** The decimal mark and the one between thousands. */
char keur_language_decimal(const keur_language *of);
char keur_language_thousands(const keur_language *of);

#endif
