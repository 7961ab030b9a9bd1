/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/glossary.h"

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

static bool is_capital(const char *form)
{
    for (; *form != '\0'; form++)
        if (*form >= 'A' && *form <= 'Z')
            return true;
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether a form begins here and ends at the end of a word. */
static bool matches(const char *at, const char *form, bool is_exact)
{
    for (; *form != '\0'; at++, form++)
        if (*at != *form && (is_exact || lower(*at) != *form))
            return false;
    return !is_letter(*at);
}

/* Terms by the first letter of their forms, a bit each: few are looked for at a word. */
typedef struct letters {
    uint64_t terms[128];
} letters;

static void sort_by_letter(letters *to)
{
    const keur_glossary_term *terms = keur_terms();

    for (size_t t = 0; terms[t].term != NULL; t++)
        for (size_t i = 0; i < KEUR_MOST_FORMS && terms[t].forms[i] != NULL; i++)
            to->terms[lower(terms[t].forms[i][0]) & 127] |= UINT64_C(1) << t;
}

static bool begins_here(const keur_glossary_term *term, const char *at)
{
    for (size_t i = 0; i < KEUR_MOST_FORMS && term->forms[i] != NULL; i++)
        if (matches(at, term->forms[i], is_capital(term->forms[i])))
            return true;
    return false;
}

void keur_terms_find(const char *html, bool *is_found)
{
    letters by = {{0}};
    bool is_tag = false, is_inside = false; /* of a word */

    sort_by_letter(&by);
    for (; *html != '\0'; html++) {
        const uint64_t here = by.terms[lower(*html) & 127];

        is_tag = *html == '<' || (is_tag && *html != '>');
        for (size_t t = 0; !is_tag && !is_inside && here >> t != 0; t++)
            if ((here >> t & 1) && !is_found[t])
                is_found[t] = begins_here(&keur_terms()[t], html);
        is_inside = !is_tag && is_letter(*html);
    }
}

keur_status keur_html_glossary(keur_text *to, const keur_text *const *pages, size_t n,
                               keur_error *err)
{
    const keur_glossary_term *terms = keur_terms();
    bool is_found[KEUR_MOST_TERMS] = {false};
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++)
        if (pages[i]->bytes != NULL)
            keur_terms_find(pages[i]->bytes, is_found);
    for (size_t i = 0; terms[i].term != NULL; i++)
        if (is_found[i])
            KEUR_TRY(keur_fill(
                &rows, "glossary-row",
                (const keur_slot[]){{"term", terms[i].term}, {"text", terms[i].text}, {NULL, NULL}},
                err));
    if (rows.bytes != NULL)
        KEUR_TRY(keur_fill(to, "glossary",
                           (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}
