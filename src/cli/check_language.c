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

/* What stands after the number in the translation of `format`; "" where there is none. */
static const char *after_number(const keur_checking *on, const char *format)
{
    const char *said = on->language != NULL ? keur_language_format(on->language, format) : NULL;

    return said != NULL && strncmp(said, "%s", 2) == 0 ? said + 2 : "";
}

bool keur_check_says_sizes_in(const keur_checking *on, const char *text)
{
    const char *after = after_number(on, "%s synthetic rows");

    return *after != '\0' && strstr(text, after) != NULL;
}

size_t keur_check_rows_in(const keur_checking *on, const char *text, size_t n, size_t at)
{
    const char *after = after_number(on, "%s train rows");
    size_t bytes = *after == ' ' ? 1 : 0;

    while (bytes > 0 && is_word(after[bytes]))
        bytes++;
    return bytes > 1 && at + bytes <= n && strncmp(text + at, after, bytes) == 0 &&
                   (at + bytes == n || !is_word(text[at + bytes]))
               ? bytes
               : 0;
}

bool keur_check_is_said_of_rows(const keur_checking *on, const char *text, size_t n, size_t from,
                                size_t bytes)
{
    const size_t at = from + bytes;
    char said[80];
    const char *found = on->said;
    size_t end = at + keur_check_rows_in(on, text, n, at), used = 0;

    if (end == at || on->said == NULL)
        return false;
    if (keur_check_is_said(on, text + from, end - from))
        return true;
    for (int words = 0; words < 2 && end < n && text[end] == ' '; words++)
        for (end++; end < n && is_word(text[end]);)
            end++;
    for (size_t i = at; i < end && used + 1 < sizeof said; i++)
        said[used++] = text[i];
    said[used] = '\0';
    /* "%s" or "%zu" stands in the place of the number. */
    while ((found = strstr(found, said)) != NULL && found > on->said &&
           strchr("su", found[-1]) == NULL)
        found++;
    return found != NULL && found > on->said;
}

/* How a language says that some are part of a number of rows; keur itself never does. */
static const struct {
    const char *code, *words;
} parts[] = {{"nl", " van "}, {"nl", " van de "}, {"nl", " van die "}};

size_t keur_check_total_in(const keur_checking *on, const char *text, size_t n, size_t at)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const size_t begin = at + strlen(parts[i].words);
        size_t bytes, digits, rows;
        double value;

        if (strcmp(keur_language_code(on->language), parts[i].code) != 0 || begin > n ||
            strncmp(text + at, parts[i].words, begin - at) != 0 ||
            !keur_forbidden_number(text, n, begin, &value, &bytes, &digits))
            continue;
        rows = keur_check_rows_in(on, text, n, begin + bytes);
        if (rows > 0)
            return begin + bytes + rows - at;
    }
    return 0;
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
