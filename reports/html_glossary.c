/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
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

static bool has_form(const char *html, const char *form)
{
    const bool is_exact = is_capital(form);
    bool is_tag = false, is_inside = false; /* of a word */

    for (; *html != '\0'; html++) {
        is_tag = *html == '<' || (is_tag && *html != '>');
        if (!is_tag && !is_inside && matches(html, form, is_exact))
            return true;
        is_inside = !is_tag && is_letter(*html);
    }
    return false;
}

bool keur_term_stands_in(const keur_term *term, const char *html)
{
    for (size_t i = 0; i < KEUR_MOST_FORMS && term->forms[i] != NULL; i++)
        if (has_form(html, term->forms[i]))
            return true;
    return false;
}

static bool is_used(const keur_term *term, const keur_text *const *pages, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pages[i]->bytes != NULL && keur_term_stands_in(term, pages[i]->bytes))
            return true;
    return false;
}

keur_status keur_html_glossary(keur_text *to, const keur_text *const *pages, size_t n,
                               keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (const keur_term *term = keur_terms(); term->term != NULL; term++)
        if (is_used(term, pages, n))
            KEUR_TRY(keur_fill(
                &rows, "glossary-row",
                (const keur_slot[]){{"term", term->term}, {"text", term->text}, {NULL, NULL}},
                err));
    if (rows.bytes != NULL)
        KEUR_TRY(keur_fill(to, "glossary",
                           (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}
