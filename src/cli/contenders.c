/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/contenders.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

enum { LONGEST_NAME = 100 };

static keur_status copy(keur_contenders *to, const char *text, size_t n, char **made,
                        keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(to->copies, to->n_copies, to->n_copies + 1, err));
    KEUR_TRY(keur_copy_text(text, n, &to->copies[to->n_copies], err));
    *made = to->copies[to->n_copies++];
out:
    return status;
}

/* It becomes a folder's name: nothing that leads elsewhere, or hides it. */
static keur_status check_name(const char *name, keur_error *err)
{
    const size_t n = strlen(name);
    bool is_fit = n > 0 && n <= LONGEST_NAME && name[0] != '.' && keur_text_is_utf8(name, n);

    for (size_t i = 0; i < n; i++)
        is_fit = is_fit && (unsigned char)name[i] >= ' ' && name[i] != 0x7f &&
                 strchr("/\\:", name[i]) == NULL;
    if (!is_fit)
        return keur_fail(err, KEUR_EUSAGE,
                         "a synthetic table needs a name of up to %d bytes that a folder can have: "
                         "give NAME=FILE",
                         LONGEST_NAME);
    if (strncmp(name, "comparison.", 11) == 0 || strcmp(name, "timing.json") == 0)
        return keur_fail(err, KEUR_EUSAGE, "\"%s\" is the name of a file of the comparison", name);
    return KEUR_OK;
}

static keur_status check_new(const keur_contenders *of, const char *name, keur_error *err)
{
    for (size_t i = 0; i < of->n; i++)
        if (strcmp(of->items[i].name, name) == 0)
            return keur_fail(err, KEUR_EUSAGE,
                             "two synthetic tables have the name \"%s\": give each its own, as in "
                             "NAME=FILE (or NAME=FILE,FILE for draws of one generator)",
                             name);
    return KEUR_OK;
}

static keur_status add(keur_contenders *to, const char *name, const char *path, size_t draw,
                       keur_error *err)
{
    keur_status status = KEUR_OK;

    if (*path == '\0')
        return keur_fail(err, KEUR_EUSAGE, "\"%s\" has a synthetic table without a file", name);
    KEUR_TRY(KEUR_RESIZE(to->items, to->n, to->n + 1, err));
    to->items[to->n++] = (keur_contender){name, path, draw};
out:
    return status;
}

/* "a/b.csv.gz" is b. */
static keur_status add_unnamed(keur_contenders *to, const char *path, keur_error *err)
{
    static const char *const endings[] = {".gz",   ".csv", ".tsv", ".txt",      ".sav",
                                          ".zsav", ".dta", ".por", ".sas7bdat", ".xpt"};
    const char *slash = strrchr(path, '/');
    const char *begin = slash != NULL ? slash + 1 : path;
    size_t n = strlen(begin);
    char *name;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t length = strlen(endings[i]);

        if (n > length && strncmp(begin + n - length, endings[i], length) == 0)
            n -= length;
    }
    KEUR_TRY(copy(to, begin, n, &name, err));
    KEUR_TRY(check_name(name, err));
    KEUR_TRY(check_new(to, name, err));
    KEUR_TRY(add(to, name, path, 0, err));
out:
    return status;
}

static keur_status add_named(keur_contenders *to, const char *word, size_t n_name, keur_error *err)
{
    const char *files = word + n_name + 1;
    size_t draw = strchr(files, ',') != NULL;
    char *name, *at;
    keur_status status = KEUR_OK;

    KEUR_TRY(copy(to, word, n_name, &name, err));
    KEUR_TRY(check_name(name, err));
    KEUR_TRY(check_new(to, name, err));
    KEUR_TRY(copy(to, files, strlen(files), &at, err));
    while (at != NULL) {
        char *comma = strchr(at, ',');

        if (comma != NULL)
            *comma++ = '\0';
        KEUR_TRY(add(to, name, at, draw, err));
        draw++;
        at = comma;
    }
out:
    return status;
}

keur_status keur_contenders_make(const char *const *words, size_t n, keur_contenders *made,
                                 keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (keur_contenders){.n = 0};
    for (size_t i = 0; i < n; i++) {
        const char *equals = strchr(words[i], '=');

        KEUR_TRY(equals != NULL ? add_named(made, words[i], (size_t)(equals - words[i]), err)
                                : add_unnamed(made, words[i], err));
    }
out:
    return status;
}

void keur_contenders_free(keur_contenders *of)
{
    for (size_t i = 0; i < of->n_copies; i++)
        keur_release(of->copies[i]);
    keur_release(of->copies);
    keur_release(of->items);
}
