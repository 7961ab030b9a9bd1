/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/translate.h"

#include <string.h>

#include "base/try.h"
#include "reports/points.h"

static keur_status decode(keur_text *to, const char *at, size_t n, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n;) {
        char out[4] = {at[i]};
        uint32_t point;
        const size_t used = keur_reference_read(at + i, &point);

        KEUR_TRY(keur_text_append(to, out, used > 0 ? keur_point_encode(point, out) : 1, err));
        i += used > 0 ? used : 1;
    }
out:
    return status;
}

/* A run of text between marks of Markdown. */
static keur_status put_text(keur_text *to, const keur_translator *by, const char *at, size_t n,
                            keur_speech speech, keur_error *err)
{
    keur_text plain = {NULL, 0, 0}, said = plain, clean = plain;
    bool is_whole;
    keur_status status = KEUR_OK;

    if (strspn(at, " ") >= n)
        return keur_text_append(to, at, n, err);
    for (; *at == ' '; at++, n--)
        KEUR_TRY(keur_text_add(to, " ", err));
    KEUR_TRY(decode(&plain, at, n, err));
    KEUR_TRY(keur_translate(&said, by, plain.bytes, speech, &is_whole, err));
    for (size_t i = 0; i < said.length; i++)
        if (said.bytes[i] != KEUR_ENGLISH_BEGINS && said.bytes[i] != KEUR_ENGLISH_ENDS)
            KEUR_TRY(keur_text_append(&clean, said.bytes + i, 1, err));
    KEUR_TRY(keur_markdown_escape(to, clean.bytes, err));
out:
    keur_text_free(&plain);
    keur_text_free(&said);
    keur_text_free(&clean);
    return status;
}

/* Cells of a row, or a line with parts in bold. Whatever a text holds is escaped, so that a bar or
 * two stars can only be keur's own. */
static keur_status put_between(keur_text *to, const keur_translator *by, const char *line, size_t n,
                               const char *mark, keur_speech speech, keur_error *err)
{
    const size_t m = strlen(mark);
    size_t from = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i <= n; i++) {
        const bool is_mark = i + m <= n && memcmp(line + i, mark, m) == 0;

        if (!is_mark && i < n)
            continue;
        KEUR_TRY(put_text(to, by, line + from, i - from, speech, err));
        if (i == n)
            break;
        KEUR_TRY(keur_text_append(to, mark, m, err));
        i += m - 1;
        from = i + 1;
    }
out:
    return status;
}

static keur_status put_line(keur_text *to, const keur_translator *by, const char *line, size_t n,
                            bool is_head, keur_error *err)
{
    static const char *const starts[] = {"### ", "## ", "# ", "- ", "> "};
    size_t start = 0;
    keur_status status = KEUR_OK;

    if (n > 1 && line[0] == '|' && line[1] == '-')
        return keur_text_append(to, line, n, err);
    if (n > 0 && line[0] == '|')
        return put_between(to, by, line, n, "|", is_head ? KEUR_SPEECH_OWN : KEUR_SPEECH_DATA, err);
    for (size_t i = 0; start == 0 && i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            start = strlen(starts[i]);
    KEUR_TRY(keur_text_append(to, line, start, err));
    KEUR_TRY(put_between(to, by, line + start, n - start, "**", KEUR_SPEECH_DATA, err));
out:
    return status;
}

keur_status keur_translate_markdown(const keur_translator *by, const char *page, char **made,
                                    keur_error *err)
{
    keur_text to = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *made = NULL;
    if (by->language == NULL)
        KEUR_TRY(keur_text_add(&to, page, err));
    while (by->language != NULL && *page != '\0') {
        const size_t n = strcspn(page, "\n");
        const bool is_head = page[n] == '\n' && strncmp(page + n + 1, "|-", 2) == 0;

        KEUR_TRY(put_line(&to, by, page, n, is_head, err));
        page += n;
        if (*page == '\n')
            KEUR_TRY(keur_text_append(&to, page++, 1, err));
    }
    *made = to.bytes;
    to.bytes = NULL;
out:
    keur_text_free(&to);
    return status;
}
