/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page is translated once it is whole: its texts and the attributes that are read aloud change,
 * every other byte stays. So nothing can come into a page by being translated. */
#include "reports/translate.h"

#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/points.h"

enum { DEEPEST = 64, LONGEST_NAME = 16 };

/* An element that is open. */
typedef struct element {
    char name[LONGEST_NAME];
    bool is_name; /* nothing in it is translated */
    bool is_data; /* <bdi>, and its like in a drawing: what is in it came from the tables, or may
                     have */
} element;

typedef struct walk {
    const keur_translator *by;
    keur_text made;
    element open[DEEPEST];
    size_t depth;
    size_t tag_end; /* of the last start tag, before its '>' */
} walk;

static bool begins(const char *at, const char *with)
{
    return strncmp(at, with, strlen(with)) == 0;
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* Read by a parser as text alone: no element may stand in it. */
static bool holds_text_alone(const char *name)
{
    static const char *const names[] = {"title", "text", "option", "desc", NULL};

    return is_among(name, names);
}

static bool has_no_end(const char *name)
{
    static const char *const names[] = {"meta", "link", "br", "hr", "img", "input", "col", NULL};

    return is_among(name, names);
}

/* A text with its references decoded; blanks of any kind are one. */
static keur_status decode(keur_text *to, const char *at, size_t n, keur_error *err)
{
    bool is_blank = false;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n;) {
        char out[4] = {at[i]};
        uint32_t point;
        const size_t used = keur_reference_read(at + i, &point);
        const size_t m = used > 0 ? keur_point_encode(point, out) : 1;

        i += used > 0 ? used : 1;
        if (m == 1 && (out[0] == ' ' || (out[0] >= '\t' && out[0] <= '\r'))) {
            if (!is_blank)
                KEUR_TRY(keur_text_append(to, " ", 1, err));
            is_blank = true;
            continue;
        }
        is_blank = false;
        KEUR_TRY(keur_text_append(to, out, m, err));
    }
out:
    return status;
}

/* A translation as HTML; what is English in it stands in an element that says so. */
static keur_status encode(keur_text *to, const char *text, bool with_marks, keur_error *err)
{
    keur_text plain = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (;; text++) {
        const bool is_mark = *text == KEUR_ENGLISH_BEGINS || *text == KEUR_ENGLISH_ENDS;

        if (*text != '\0' && !is_mark) {
            KEUR_TRY(keur_text_append(&plain, text, 1, err));
            continue;
        }
        if (plain.length > 0)
            KEUR_TRY(keur_escape(to, plain.bytes, err));
        keur_text_clear(&plain);
        if (is_mark && with_marks)
            KEUR_TRY(keur_text_add(
                to, *text == KEUR_ENGLISH_BEGINS ? "<span lang=\"en\">" : "</span>", err));
        if (*text == '\0')
            break;
    }
out:
    keur_text_free(&plain);
    return status;
}

/* Put lang="en" into the last start tag. */
static keur_status mark_tag(walk *of, keur_error *err)
{
    static const char mark[] = " lang=\"en\"";
    const size_t n = sizeof mark - 1;
    keur_status status = KEUR_OK;

    if (of->tag_end > n && strncmp(of->made.bytes + of->tag_end - n, mark, n) == 0)
        return KEUR_OK;
    KEUR_TRY(keur_text_append(&of->made, mark, n, err));
    memmove(of->made.bytes + of->tag_end + n, of->made.bytes + of->tag_end,
            of->made.length - n - of->tag_end);
    memcpy(of->made.bytes + of->tag_end, mark, n);
    of->tag_end += n;
out:
    return status;
}

static keur_status put_text(walk *of, const char *at, size_t n, keur_error *err)
{
    const element *in = of->depth > 0 ? &of->open[of->depth - 1] : NULL;
    keur_text plain = {NULL, 0, 0}, said = plain;
    bool is_whole = true;
    keur_status status = KEUR_OK;

    if (in == NULL || in->is_name || strspn(at, " \n") >= n)
        return keur_text_append(&of->made, at, n, err);
    KEUR_TRY(decode(&plain, at, n, err));
    KEUR_TRY(keur_translate(&said, of->by, plain.bytes,
                            in->is_data ? KEUR_SPEECH_DATA : KEUR_SPEECH_OWN, &is_whole, err));
    if (!is_whole && holds_text_alone(in->name))
        KEUR_TRY(mark_tag(of, err));
    KEUR_TRY(encode(&of->made, said.bytes, !holds_text_alone(in->name), err));
out:
    keur_text_free(&plain);
    keur_text_free(&said);
    return status;
}

/* The value of an attribute, and whether all of it could be said. */
static keur_status put_value(walk *of, const char *at, size_t n, bool *is_whole, keur_error *err)
{
    keur_text plain = {NULL, 0, 0}, said = plain;
    keur_status status = KEUR_OK;

    KEUR_TRY(decode(&plain, at, n, err));
    if (plain.length == 0)
        return KEUR_OK;
    KEUR_TRY(keur_translate(&said, of->by, plain.bytes, KEUR_SPEECH_DATA, is_whole, err));
    KEUR_TRY(encode(&of->made, said.bytes, false, err));
out:
    keur_text_free(&plain);
    keur_text_free(&said);
    return status;
}

/* The attribute whose value begins at `at`, told by what stands before it. */
static bool is_read_aloud(const char *tag, const char *at)
{
    static const char *const names[] = {" aria-label=\"", " data-label=\"",       " title=\"",
                                        " alt=\"",        " aria-description=\"", NULL};

    for (const char *const *name = names; *name != NULL; name++) {
        const size_t n = strlen(*name);

        if ((size_t)(at - tag) >= n && strncmp(at - n, *name, n) == 0)
            return true;
    }
    return false;
}

/* A start tag but for its end, its attributes translated. */
static keur_status put_tag(walk *of, const char *tag, const char *end, bool is_name,
                           keur_error *err)
{
    bool is_whole = true;
    keur_status status = KEUR_OK;

    if (begins(tag, "<html lang=\"en\"")) {
        KEUR_TRY(keur_text_add(&of->made, "<html lang=\"", err));
        KEUR_TRY(keur_text_add(&of->made, keur_language_code(of->by->language), err));
        KEUR_TRY(keur_text_add(&of->made, "\"", err));
        tag += strlen("<html lang=\"en\"");
    }
    for (const char *at = tag; at < end;) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        const char *close =
            quote != NULL ? memchr(quote + 1, '"', (size_t)(end - quote - 1)) : NULL;
        bool is_said = true;

        if (close == NULL) {
            KEUR_TRY(keur_text_append(&of->made, at, (size_t)(end - at), err));
            break;
        }
        KEUR_TRY(keur_text_append(&of->made, at, (size_t)(quote + 1 - at), err));
        if (!is_name && is_read_aloud(tag, quote + 1))
            KEUR_TRY(put_value(of, quote + 1, (size_t)(close - quote - 1), &is_said, err));
        else
            KEUR_TRY(keur_text_append(&of->made, quote + 1, (size_t)(close - quote - 1), err));
        is_whole = is_whole && is_said;
        KEUR_TRY(keur_text_append(&of->made, "\"", 1, err));
        at = close + 1;
    }
    of->tag_end = of->made.length;
    if (!is_whole)
        KEUR_TRY(mark_tag(of, err));
out:
    return status;
}

/* The end of a tag: '>' within quotes is none. */
static const char *find_tag_end(const char *at)
{
    bool is_quoted = false;

    for (; *at != '\0' && (*at != '>' || is_quoted); at++)
        is_quoted = is_quoted != (*at == '"');
    return at;
}

/* Open or close the element of a tag. */
static keur_status step(walk *of, const char *tag, const char *end, element *now, keur_error *err)
{
    const size_t n = strcspn(tag + 1, " />\n");
    const element *in = of->depth > 0 ? &of->open[of->depth - 1] : NULL;

    *now = (element){.is_name = in != NULL && in->is_name, .is_data = in != NULL && in->is_data};
    if (tag[1] == '/') {
        of->depth -= of->depth > 0;
        return KEUR_OK;
    }
    if (n >= sizeof now->name || of->depth == DEEPEST)
        return keur_fail(err, KEUR_EINTERNAL, "the page is not one that keur wrote");
    memcpy(now->name, tag + 1, n);
    now->is_name = now->is_name || strcmp(now->name, "code") == 0 ||
                   strcmp(now->name, "style") == 0 || strcmp(now->name, "script") == 0;
    now->is_data = now->is_data || strcmp(now->name, "bdi") == 0;
    for (const char *at = tag; (at = strstr(at, " data-from=\"tables\"")) != NULL && at < end; at++)
        now->is_data = true;
    for (const char *at = tag; (at = strstr(at, " translate=\"no\"")) != NULL && at < end; at++)
        now->is_name = true;
    if (end[-1] != '/' && !has_no_end(now->name) && tag[1] != '!')
        of->open[of->depth++] = *now;
    return KEUR_OK;
}

keur_status keur_translate_html(const keur_translator *by, const char *page, char **made,
                                keur_error *err)
{
    walk of = {.by = by};
    element now;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (by->language == NULL)
        KEUR_TRY(keur_text_add(&of.made, page, err));
    for (const char *at = page; by->language != NULL && *at != '\0';) {
        const char *end;

        if (*at != '<') {
            const size_t n = strcspn(at, "<");

            KEUR_TRY(put_text(&of, at, n, err));
            at += n;
            continue;
        }
        end = find_tag_end(at);
        KEUR_TRY(step(&of, at, end, &now, err));
        KEUR_TRY(put_tag(&of, at, end, now.is_name, err));
        at = end;
        if (*at == '>')
            KEUR_TRY(keur_text_append(&of.made, at++, 1, err));
    }
    *made = of.made.bytes;
    of.made.bytes = NULL;
out:
    keur_text_free(&of.made);
    return status;
}
