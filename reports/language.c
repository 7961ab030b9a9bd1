/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/language.h"

#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/try.h"
#include "report_languages.h"
#include "reports/po.h"

struct keur_language {
    char code[16];
    char decimal, thousands;
    keur_arena *arena;
    const keur_po_entry *entries; /* the head first */
    size_t n_entries;
    uint32_t *texts; /* entries that are no format, by their id */
    size_t n_texts;
    keur_phrase *phrases;
    size_t n_phrases;
};

/* "nl" of "nl.po". */
static size_t code_length(const char *file)
{
    return strcspn(file, ".");
}

static const struct keur_report_languages_file *file_of(const char *code)
{
    for (const struct keur_report_languages_file *at = keur_report_languages_files;
         at->name != NULL; at++)
        if (strlen(code) == code_length(at->name) &&
            strncmp(code, at->name, code_length(at->name)) == 0)
            return at;
    return NULL;
}

const char *keur_language_known(size_t i)
{
    static const char english[] = "en.po";

    if (i == 0)
        return english;
    for (size_t j = 0; keur_report_languages_files[j].name != NULL; j++)
        if (j + 1 == i)
            return keur_report_languages_files[j].name;
    return NULL;
}

static keur_status fail_unknown(keur_error *err)
{
    char list[200] = "";
    size_t used = 0;

    for (size_t i = 0; keur_language_known(i) != NULL && used + 20 < sizeof list; i++) {
        const char *file = keur_language_known(i);
        const size_t n = code_length(file);

        if (i > 0) {
            memcpy(list + used, ", ", 2);
            used += 2;
        }
        memcpy(list + used, file, n < 16 ? n : 16);
        used += n < 16 ? n : 16;
    }
    return keur_fail(err, KEUR_EUSAGE, "--lang: expected one of %s", list);
}

static int compare_ids(uint32_t a, uint32_t b, const void *context)
{
    const keur_po_entry *entries = context;

    return strcmp(entries[a].id, entries[b].id);
}

static int compare_phrases(uint32_t a, uint32_t b, const void *context)
{
    const keur_phrase *phrases = context;
    const size_t x = phrases[a].from->n_literal, y = phrases[b].from->n_literal;

    return (x < y) - (x > y);
}

/* Those with the most literal bytes first. */
static keur_status sort_phrases(keur_language *of, const keur_phrase *unsorted, keur_error *err)
{
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(of->arena, order, of->n_phrases, err));
    for (size_t i = 0; i < of->n_phrases; i++)
        order[i] = (uint32_t)i;
    KEUR_TRY(keur_sort(order, of->n_phrases, compare_phrases, unsorted, err));
    for (size_t i = 0; i < of->n_phrases; i++)
        of->phrases[i] = unsorted[order[i]];
out:
    return status;
}

static keur_status sort_entries(keur_language *of, size_t n, keur_error *err)
{
    keur_phrase *unsorted = NULL;
    keur_pattern *patterns = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(of->arena, of->texts, n, err));
    KEUR_TRY(KEUR_ARENA_NEW(of->arena, of->phrases, n, err));
    KEUR_TRY(KEUR_ARENA_NEW(of->arena, unsorted, n, err));
    KEUR_TRY(KEUR_ARENA_NEW(of->arena, patterns, n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_po_entry *entry = &of->entries[i];

        if (entry->is_format) {
            keur_pattern *made = &patterns[of->n_phrases];

            KEUR_TRY(keur_pattern_make(entry->id, of->arena, made, err));
            unsorted[of->n_phrases++] = (keur_phrase){made, entry->text, entry->names};
        } else if (*entry->id != '\0') {
            of->texts[of->n_texts++] = (uint32_t)i;
        }
    }
    KEUR_TRY(keur_sort(of->texts, of->n_texts, compare_ids, of->entries, err));
    KEUR_TRY(sort_phrases(of, unsorted, err));
out:
    return status;
}

/* A mark of the head of the catalogue: the byte after "X-Decimal: ". */
static char mark_of(const char *head, const char *field, char otherwise)
{
    const char *at = strstr(head, field);

    return at != NULL ? at[strlen(field)] : otherwise;
}

static keur_status read_catalogue(keur_language *of, const char *name, const char *bytes,
                                  keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_arena_new(&of->arena, err));
    KEUR_TRY(keur_po_read(bytes, name, of->arena, &of->entries, &n, err));
    if (n == 0 || *of->entries[0].id != '\0')
        return keur_fail(err, KEUR_EPARSE, "%s: the catalogue has no head", name);
    of->decimal = mark_of(of->entries[0].text, "X-Decimal: ", '.');
    of->thousands = mark_of(of->entries[0].text, "X-Thousands: ", ',');
    of->n_entries = n;
    KEUR_TRY(sort_entries(of, n, err));
out:
    return status;
}

keur_status keur_language_open(const char *code, keur_language **language, keur_error *err)
{
    const struct keur_report_languages_file *file = file_of(code);
    keur_language *made = NULL;
    keur_status status = KEUR_OK;

    *language = NULL;
    if (strcmp(code, "en") == 0)
        return KEUR_OK;
    if (file == NULL || code_length(file->name) >= sizeof made->code)
        return fail_unknown(err);
    KEUR_TRY(KEUR_NEW(made, 1, err));
    memcpy(made->code, file->name, code_length(file->name));
    KEUR_TRY(read_catalogue(made, file->name, (const char *)file->bytes, err));
    *language = made;
    made = NULL;
out:
    keur_language_free(made);
    return status;
}

void keur_language_free(keur_language *language)
{
    if (language != NULL)
        keur_arena_free(language->arena);
    keur_release(language);
}

const char *keur_language_code(const keur_language *of)
{
    return of->code;
}

const char *keur_language_find(const keur_language *of, const char *text)
{
    size_t low = 0, high = of->n_texts;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const keur_po_entry *entry = &of->entries[of->texts[middle]];
        const int order = strcmp(text, entry->id);

        if (order == 0)
            return entry->text;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *keur_language_format(const keur_language *of, const char *format)
{
    for (size_t i = 0; i < of->n_entries; i++)
        if (of->entries[i].is_format && strcmp(of->entries[i].id, format) == 0)
            return of->entries[i].text;
    return NULL;
}

keur_status keur_language_words(const keur_language *of, keur_text *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 1; i < of->n_entries; i++) {
        KEUR_TRY(keur_text_add(to, of->entries[i].text, err));
        KEUR_TRY(keur_text_add(to, "\n", err));
    }
out:
    return status;
}

const keur_phrase *keur_language_phrases(const keur_language *of, size_t *n)
{
    *n = of->n_phrases;
    return of->phrases;
}

char keur_language_decimal(const keur_language *of)
{
    return of->decimal;
}

char keur_language_thousands(const keur_language *of)
{
    return of->thousands;
}
