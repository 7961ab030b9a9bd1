/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_language.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c > 127;
}

bool keur_check_is_said(const keur_checking *on, const char *word, size_t bytes)
{
    for (const char *at = on->said; at != NULL && *at != '\0'; at++)
        if (strncmp(at, word, bytes) == 0 && (at == on->said || !is_word(at[-1])) &&
            !is_word(at[bytes]))
            return true;
    return false;
}

bool keur_check_is_told_in(const keur_checking *on, const char *text, size_t n, size_t at,
                           size_t bytes)
{
    static const char *const after[] = {"%s train rows", "%s holdout rows", "%s synthetic rows",
                                        "%s reference rows"};
    const char *seed = on->language != NULL ? keur_language_find(on->language, "seed") : NULL;

    for (size_t i = 0; on->language != NULL && i < sizeof after / sizeof *after; i++) {
        const char *said = keur_language_format(on->language, after[i]);
        const size_t m = said != NULL ? strlen(said) : 0;

        if (m > 2 && strncmp(said, "%s", 2) == 0 && n - at - bytes >= m - 2 &&
            strncmp(text + at + bytes, said + 2, m - 2) == 0)
            return true;
    }
    return seed != NULL && at > strlen(seed) && text[at - 1] == ' ' &&
           strncmp(text + at - 1 - strlen(seed), seed, strlen(seed)) == 0;
}

bool keur_check_is_internal_in(const keur_checking *on, const char *text)
{
    static const char *const marks[] = {"Internal: do not export.", "internal: do not export"};

    for (size_t i = 0; on->language != NULL && i < sizeof marks / sizeof *marks; i++) {
        const char *said = keur_language_find(on->language, marks[i]);

        if (said != NULL && strstr(text, said) != NULL)
            return true;
    }
    return false;
}

bool keur_check_is_grouped(const keur_checking *on, const char *text, size_t bytes)
{
    size_t i = 0;

    if (on->language == NULL)
        return false;
    while (i < bytes && is_digit(text[i]))
        i++;
    if (i == 0 || i > 3 || i == bytes || text[0] == '0')
        return false;
    for (; i < bytes; i += 4)
        if (i + 4 > bytes || text[i] != keur_language_thousands(on->language) ||
            !is_digit(text[i + 1]) || !is_digit(text[i + 2]) || !is_digit(text[i + 3]))
            return false;
    return true;
}

void keur_check_unmark(const keur_checking *on, char *text, size_t n, bool *skip)
{
    const char decimal = keur_language_decimal(on->language);
    const char thousands = keur_language_thousands(on->language);

    for (size_t i = 0; i < n;) {
        size_t end = i;
        bool is_changed = false;

        while (end < n &&
               (is_digit(text[end]) || (end > i && end + 1 < n && is_digit(text[end + 1]) &&
                                        (text[end] == decimal || text[end] == thousands)))) {
            is_changed = is_changed || !is_digit(text[end]);
            text[end] = text[end] == decimal ? '.' : text[end] == thousands ? ',' : text[end];
            end++;
        }
        end += end == i;
        for (; i < end; i++)
            skip[i] = skip[i] || !is_changed;
    }
}
