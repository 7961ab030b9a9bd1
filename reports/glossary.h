/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_GLOSSARY_H
#define KEUR_REPORTS_GLOSSARY_H

#include <stdbool.h>

#include "base/text.h"

enum { KEUR_MOST_FORMS = 4, KEUR_MOST_TERMS = 63 };

/** A word of the trade, and what it means to somebody who is not of it. */
typedef struct keur_glossary_term {
    const char *term;
    const char *text;
    /** As what it stands in a text, each as a whole word; ended by NULL where there are fewer. With
     * a capital letter in it, written just so. */
    const char *forms[KEUR_MOST_FORMS];
} keur_glossary_term;

/** Up to KEUR_MOST_TERMS terms in the order of the alphabet, ended by a NULL term. */
const keur_glossary_term *keur_terms(void);

/** is_found[i] = true for each term that stands in the text of a piece of HTML, its tags left out.
 * O(words of the text * forms). */
void keur_terms_find(const char *html, bool *is_found);

/** Add a section with the terms that stand in any of n pieces of HTML (bytes may be NULL). */
keur_status keur_html_glossary(keur_text *to, const keur_text *const *pages, size_t n,
                               keur_error *err);

#endif
