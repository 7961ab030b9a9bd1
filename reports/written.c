/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/written.h"

#include <stdlib.h>
#include <string.h>

#include <keur/measure.h>

#include "base/memory.h"
#include "base/try.h"
#include "reports/points.h"

static bool begins(const char *bytes, const char *with)
{
    return strncmp(bytes, with, strlen(with)) == 0;
}

/* `keur attack` begins with the title of its measure. */
static bool begins_with_title(const char *bytes)
{
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++)
        if (begins(bytes, (*at)->title) && bytes[strlen((*at)->title)] == '\n')
            return true;
    return false;
}

keur_written keur_written_find(const char *bytes, size_t n)
{
    if (strlen(bytes) != n)
        return KEUR_WRITTEN_NOT; /* a zero byte within */
    if (begins(bytes, "{"))
        return KEUR_WRITTEN_JSON;
    if (begins(bytes, "<!doctype html>") || begins(bytes, "<!DOCTYPE html>"))
        return strstr(bytes, "<meta name=\"generator\" content=\"keur ") != NULL ? KEUR_WRITTEN_HTML
                                                                                 : KEUR_WRITTEN_NOT;
    if (begins(bytes, "<?xml"))
        return strstr(bytes, "<testsuites name=\"keur\"") != NULL ? KEUR_WRITTEN_XML
                                                                  : KEUR_WRITTEN_NOT;
    if (begins(bytes, "# internal: do not export; a line is a person's row"))
        return KEUR_WRITTEN_ROWS;
    if (begins(bytes, "# "))
        return strstr(bytes, "\n\nkeur scorecard:") != NULL ? KEUR_WRITTEN_MARKDOWN
                                                            : KEUR_WRITTEN_NOT;
    if (begins(bytes, "keur scorecard\n") || begins(bytes, "Verdict: ") ||
        begins(bytes, "keur blind") || begins_with_title(bytes))
        return KEUR_WRITTEN_TEXT;
    if (begins(bytes, "series,point,coordinate,unit,value") ||
        begins(bytes, "table,against,measure,figure,about,unit,value"))
        return KEUR_WRITTEN_CSV;
    /* A comparison begins with its title, which is the caller's. */
    if (strstr(bytes, "\nFidelity index (more is better)\n") != NULL &&
        strstr(bytes, "\nFidelity and largest risk together\n") != NULL)
        return KEUR_WRITTEN_TEXT;
    return KEUR_WRITTEN_NOT;
}

/* What is being read: the state of keur_plain_make(). */
typedef struct reading {
    keur_plain_text *to;
    size_t room; /* of lines and in_tag */
    uint32_t line;
    bool in_tag;
} reading;

static keur_status add(reading *of, const char *bytes, size_t n, keur_error *err)
{
    keur_text *text = &of->to->text;
    keur_status status = KEUR_OK;

    if (n == 1 && (*bytes == ' ' || (*bytes >= '\t' && *bytes <= '\r'))) {
        if (text->length == 0 || text->bytes[text->length - 1] == ' ')
            return KEUR_OK;
        bytes = " ";
    }
    for (size_t i = 0; i < n && text->length + i < of->room; i++) {
        of->to->lines[text->length + i] = of->line;
        of->to->in_tag[text->length + i] = of->in_tag;
    }
    KEUR_TRY(keur_text_append(text, bytes, n, err));
out:
    return status;
}

/* Whether markup begins or goes on at a byte: within <...>, and within style sheets. Attributes of
 * JUnit XML are texts. */
static bool is_markup(keur_written kind, const char *at, bool was)
{
    return kind == KEUR_WRITTEN_HTML && (was || *at == '<');
}

/* Where an attribute that is read aloud or shown ends, where one begins at a byte of a tag; else
 * that byte. */
static const char *end_of_words(const char *at)
{
    static const char *const names[] = {" aria-label=\"", " title=\"", " alt=\"", " content=\""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *end = begins(at, names[i]) ? strchr(at + strlen(names[i]), '"') : NULL;

        if (end != NULL)
            return end;
    }
    return at;
}

keur_status keur_plain_make(keur_written kind, const char *bytes, size_t n, keur_plain_text *made,
                            keur_error *err)
{
    const bool is_coded =
        kind == KEUR_WRITTEN_HTML || kind == KEUR_WRITTEN_XML || kind == KEUR_WRITTEN_MARKDOWN;
    reading of = {.to = made, .room = n, .line = 1};
    const char *style_end = NULL, *words_end = bytes;
    bool is_quoted = false, was_in_tag = false;
    keur_status status = KEUR_OK;

    *made = (keur_plain_text){.lines = NULL};
    KEUR_TRY(KEUR_NEW(made->lines, n, err));
    KEUR_TRY(KEUR_NEW(made->in_tag, n, err));
    for (size_t i = 0; i < n;) {
        uint32_t point = 0;
        const size_t coded = is_coded ? keur_reference_read(bytes + i, &point) : 0;
        char out[4];

        if (begins(bytes + i, "<style"))
            style_end = strstr(bytes + i, "</style>");
        of.in_tag = is_markup(kind, bytes + i, was_in_tag);
        was_in_tag = of.in_tag && (bytes[i] != '>' || bytes + i < style_end);
        if (was_in_tag && bytes + i >= words_end)
            words_end = end_of_words(bytes + i);
        of.in_tag = of.in_tag && bytes + i >= words_end;
        if (kind == KEUR_WRITTEN_CSV && bytes[i] == '"')
            is_quoted = !is_quoted;
        /* A comma between cells is none of a number; within quotes it may be. */
        if (kind == KEUR_WRITTEN_CSV && bytes[i] == ',' && !is_quoted)
            KEUR_TRY(add(&of, " ", 1, err));
        else
            KEUR_TRY(coded > 0 ? add(&of, out, keur_point_encode(point, out), err)
                               : add(&of, bytes + i, 1, err));
        of.line += bytes[i] == '\n';
        i += coded > 0 ? coded : 1;
    }
out:
    if (status != KEUR_OK)
        keur_plain_free(made);
    return status;
}

void keur_plain_free(keur_plain_text *of)
{
    keur_text_free(&of->text);
    keur_release(of->lines);
    keur_release(of->in_tag);
    *of = (keur_plain_text){.lines = NULL};
}
