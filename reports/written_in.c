/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/written.h"

#include <string.h>

#include "base/try.h"

/* "nl" of "nl.po", as much as there is room for. */
static void copy_code(const char *file, char code[16])
{
    size_t n = strcspn(file, ".");

    n = n < 15 ? n : 15;
    memcpy(code, file, n);
    code[n] = '\0';
}

static bool begins(const char *bytes, const char *with, size_t n)
{
    return strncmp(bytes, with, n) == 0;
}

/* Text that begins as the translations of what text in English begins with. */
static keur_written find_text(const char *bytes, const keur_language *of)
{
    const char *card = keur_language_find(of, "keur scorecard");
    const char *head = keur_language_find(of, "keur scorecard:");
    const char *verdict = keur_language_format(of, "Verdict: %s");
    const char *at = strstr(bytes, "\n\n");

    if (card != NULL && begins(bytes, card, strlen(card)) && bytes[strlen(card)] == '\n')
        return KEUR_WRITTEN_TEXT;
    if (verdict != NULL && begins(bytes, verdict, strcspn(verdict, "%")))
        return KEUR_WRITTEN_TEXT;
    if (begins(bytes, "# ", 2) && head != NULL && at != NULL && begins(at + 2, head, strlen(head)))
        return KEUR_WRITTEN_MARKDOWN;
    return KEUR_WRITTEN_NOT;
}

static bool is_html_in(const char *bytes, const char *code)
{
    static const char start[] = "<html lang=\"";
    const char *at = strstr(bytes, start);

    return at != NULL && begins(at + sizeof start - 1, code, strlen(code)) &&
           at[sizeof start - 1 + strlen(code)] == '"';
}

keur_status keur_written_find_in(const char *bytes, size_t n, keur_written *kind,
                                 keur_language **language, keur_error *err)
{
    keur_language *tried = NULL;
    keur_status status = KEUR_OK;

    *language = NULL;
    *kind = keur_written_find(bytes, n);
    if ((*kind != KEUR_WRITTEN_NOT && *kind != KEUR_WRITTEN_HTML) || strlen(bytes) != n)
        return KEUR_OK;
    for (size_t i = 1; keur_language_known(i) != NULL && *language == NULL; i++) {
        char code[16];
        keur_written found;

        copy_code(keur_language_known(i), code);
        KEUR_TRY(keur_language_open(code, &tried, err));
        found = *kind == KEUR_WRITTEN_HTML ? (is_html_in(bytes, code) ? *kind : KEUR_WRITTEN_NOT)
                                           : find_text(bytes, tried);
        if (found != KEUR_WRITTEN_NOT) {
            *kind = found;
            *language = tried;
        } else {
            keur_language_free(tried);
        }
        tried = NULL;
    }
out:
    return status;
}
