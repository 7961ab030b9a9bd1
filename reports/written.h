/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_WRITTEN_H
#define KEUR_REPORTS_WRITTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "reports/language.h"

/** What kind of output of keur a file is. */
typedef enum keur_written {
    KEUR_WRITTEN_NOT, /**< none */
    KEUR_WRITTEN_JSON,
    KEUR_WRITTEN_HTML,
    KEUR_WRITTEN_XML,
    KEUR_WRITTEN_MARKDOWN,
    KEUR_WRITTEN_TEXT,
    KEUR_WRITTEN_CSV,
    KEUR_WRITTEN_ROWS /**< a line a person: never for export */
} keur_written;

/** By how it begins; the bytes end with a zero. */
keur_written keur_written_find(const char *bytes, size_t n);

/** The same, of output in any language. @param[out] language  NULL: English, or it has none; freed
 * by keur_language_free() */
keur_status keur_written_find_in(const char *bytes, size_t n, keur_written *kind,
                                 keur_language **language, keur_error *err);

/** A file as a reader sees it: references decoded, blanks of any kind made one space. */
typedef struct keur_plain_text {
    keur_text text;
    uint32_t *lines; /**< of the file, for each byte of the text */
    bool *in_tag;    /**< for each byte, whether it is markup */
} keur_plain_text;

keur_status keur_plain_make(keur_written kind, const char *bytes, size_t n, keur_plain_text *made,
                            keur_error *err);
void keur_plain_free(keur_plain_text *of);

/** Add the words that keur uses by itself, whatever the tables: of its measures, rules, presets
 * and page. */
keur_status keur_own_words(keur_text *to, keur_error *err);

#endif
