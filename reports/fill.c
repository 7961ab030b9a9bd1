/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/fill.h"

#include <string.h>

#include "base/try.h"
#include "report_template.h"

static const char mark[] = "<!--part:";

/* The bytes of a part: from the line after its mark to the next mark, without the last newline. */
static bool find_part(const char *part, const char **begin, const char **end)
{
    const char *page = (const char *)keur_embedded_template_html;
    const char *at = page;

    while (part != NULL) {
        at = strstr(at, mark);
        if (at == NULL)
            return false;
        at += sizeof mark - 1;
        if (strncmp(at, part, strlen(part)) == 0 && strncmp(at + strlen(part), "-->", 3) == 0)
            break;
    }
    *begin = part == NULL ? page : strchr(at, '\n') + 1;
    *end = strstr(*begin, mark);
    return *end != NULL;
}

keur_status keur_escape(keur_text *to, const char *text, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (const char *c = text; *c != '\0' && status == KEUR_OK; c++) {
        const unsigned char byte = (unsigned char)*c;

        switch (*c) {
        case '&':
            status = keur_text_add(to, "&amp;", err);
            break;
        case '<':
            status = keur_text_add(to, "&lt;", err);
            break;
        case '>':
            status = keur_text_add(to, "&gt;", err);
            break;
        case '"':
            status = keur_text_add(to, "&quot;", err);
            break;
        case '\'':
            status = keur_text_add(to, "&#39;", err);
            break;
        default:
            /* Control characters are not allowed in HTML; U+FFFD shows that something was there. */
            status = byte < 0x20 || byte == 0x7f ? keur_text_add(to, "\xef\xbf\xbd", err)
                                                 : keur_text_append(to, c, 1, err);
        }
    }
    return status;
}

static keur_status fill_slot(keur_text *to, const char *name, size_t n, const keur_slot *slots,
                             keur_error *err)
{
    static const char ending[] = "_html";
    const size_t m = sizeof ending - 1;

    for (; slots->name != NULL; slots++) {
        if (strlen(slots->name) != n || strncmp(slots->name, name, n) != 0)
            continue;
        if (slots->value == NULL)
            return KEUR_OK;
        if (n > m && strncmp(name + n - m, ending, m) == 0)
            return keur_text_add(to, slots->value, err);
        return keur_escape(to, slots->value, err);
    }
    return keur_fail(err, KEUR_EINTERNAL, "the template asks for {{%.*s}}", (int)n, name);
}

keur_status keur_fill(keur_text *to, const char *part, const keur_slot *slots, keur_error *err)
{
    const char *at = NULL, *end = NULL;
    keur_status status = KEUR_OK;

    if (!find_part(part, &at, &end))
        return keur_fail(err, KEUR_EINTERNAL, "the template has no part %s", part);
    while (at < end) {
        const char *open = strstr(at, "{{");
        const char *close = open != NULL && open < end ? strstr(open, "}}") : NULL;

        if (close == NULL) {
            KEUR_TRY(keur_text_append(to, at, (size_t)(end - at), err));
            break;
        }
        KEUR_TRY(keur_text_append(to, at, (size_t)(open - at), err));
        KEUR_TRY(fill_slot(to, open + 2, (size_t)(close - open - 2), slots, err));
        at = close + 2;
    }
out:
    return status;
}
