/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_WRAP_H
#define KEUR_REPORTS_WRAP_H

#include <stdbool.h>

#include "base/text.h"
#include "reports/translate.h"

typedef enum keur_style { KEUR_PLAIN, KEUR_STRONG, KEUR_SOFT, KEUR_ALERT } keur_style;

/** A page of text of a given width that is being written. */
typedef struct keur_page {
    keur_text text;
    size_t width;
    bool colour;
    const keur_translator *by; /**< says every text; NULL: they stay as they are */
} keur_page;

/** Columns that a UTF-8 text takes: one a code point, none for combining marks. */
size_t keur_columns_wide(const char *text);

/** Add a text in lines that start with `indent` blanks, broken at blanks, or anywhere in a word
 * that is longer than a line. Control characters, and those that change the direction of writing,
 * become '?'. */
keur_status keur_page_line(keur_page *page, size_t indent, keur_style style, const char *text,
                           keur_error *err);

/** Add a label and what belongs to it: beside each other where there is room. */
keur_status keur_page_pair(keur_page *page, size_t indent, const char *label, const char *value,
                           keur_error *err);

/** Add an empty line. */
keur_status keur_page_gap(keur_page *page, keur_error *err);

#endif
