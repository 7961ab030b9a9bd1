/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/po.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

/* What is being read: the entry so far, and which of its two texts goes on. */
typedef struct reading {
    const char *name;
    size_t line;
    keur_text id, text, *into;
    bool is_format, is_fuzzy;
    unsigned names;
    keur_arena *arena;
    keur_po_entry *entries;
    size_t n;
} reading;

static bool begins(const char *at, const char *with)
{
    return strncmp(at, with, strlen(with)) == 0;
}

static keur_status fail(const reading *of, const char *what, keur_error *err)
{
    return keur_fail(err, KEUR_EPARSE, "%s:%zu: %s", of->name, of->line, what);
}

/* Keep the entry that has been read, if it is one. */
static keur_status finish(reading *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (of->text.length > 0 && !of->is_fuzzy) {
        keur_po_entry *entry = &of->entries[of->n++];

        KEUR_TRY(keur_arena_string(of->arena, of->id.bytes != NULL ? of->id.bytes : "", &entry->id,
                                   err));
        KEUR_TRY(keur_arena_string(of->arena, of->text.bytes, &entry->text, err));
        entry->is_format = of->is_format;
        entry->names = of->names;
    }
    keur_text_clear(&of->id);
    keur_text_clear(&of->text);
    of->into = NULL;
    of->is_format = of->is_fuzzy = false;
    of->names = 0;
out:
    return status;
}

/* Add what stands between quotes. */
static keur_status add_quoted(reading *of, const char *at, keur_error *err)
{
    keur_status status = KEUR_OK;

    at += strspn(at, " ");
    if (*at++ != '"' || of->into == NULL)
        return fail(of, "a text in quotes was expected", err);
    for (; *at != '"'; at++) {
        char byte = *at;

        if (byte == '\0' || byte == '\n')
            return fail(of, "the text has no closing quote", err);
        if (byte == '\\') {
            byte = *++at;
            if (byte == 'n')
                byte = '\n';
            else if (byte == 't')
                byte = '\t';
            else if (byte != '"' && byte != '\\')
                return fail(of, "only \\n, \\t, \\\" and \\\\ are known", err);
        }
        KEUR_TRY(keur_text_append(of->into, &byte, 1, err));
    }
out:
    return status;
}

static bool has_flag(const char *line, const char *flag)
{
    const size_t n = strcspn(line, "\n");
    const char *at = strstr(line, flag);

    return at != NULL && at < line + n;
}

/* "#. names: 1 3": those conversions are names, which are never translated. */
static unsigned read_names(const char *line)
{
    static const char start[] = "#. names:";
    unsigned names = 0;

    if (!begins(line, start))
        return 0;
    for (line += sizeof start - 1; *line != '\0' && *line != '\n'; line++)
        if (*line >= '1' && *line <= '9')
            names |= 1u << (*line - '1');
    return names;
}

static keur_status read_line(reading *of, const char *line, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (*line == '#' || begins(line, "msgid ")) {
        if (of->into == &of->text)
            KEUR_TRY(finish(of, err));
        of->is_format = of->is_format || (begins(line, "#,") && has_flag(line, " c-format"));
        of->is_fuzzy = of->is_fuzzy || (begins(line, "#,") && has_flag(line, " fuzzy"));
        of->names |= read_names(line);
        if (*line == '#')
            return KEUR_OK;
        of->into = &of->id;
        return add_quoted(of, line + strlen("msgid "), err);
    }
    if (begins(line, "msgstr ")) {
        of->into = &of->text;
        return add_quoted(of, line + strlen("msgstr "), err);
    }
    if (*line == '"')
        return add_quoted(of, line, err);
    if (*line != '\n' && *line != '\0')
        return fail(of, "neither a comment nor msgid, msgstr or a text", err);
out:
    return status;
}

static size_t count_entries(const char *bytes)
{
    size_t n = 1;

    for (const char *at = bytes; (at = strstr(at, "msgid ")) != NULL; at++)
        n++;
    return n;
}

keur_status keur_po_read(const char *bytes, const char *name, keur_arena *arena,
                         const keur_po_entry **entries, size_t *n, keur_error *err)
{
    reading of = {.name = name, .arena = arena};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(arena, of.entries, count_entries(bytes), err));
    for (const char *line = bytes; *line != '\0'; line += *line == '\n') {
        of.line++;
        KEUR_TRY(read_line(&of, line, err));
        line += strcspn(line, "\n");
    }
    KEUR_TRY(finish(&of, err));
    *entries = of.entries;
    *n = of.n;
out:
    keur_text_free(&of.id);
    keur_text_free(&of.text);
    return status;
}
