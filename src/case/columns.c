/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/columns.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/aside.h"

/* Takes the next name off a list `a,b,"c, d"` into `name`; moves *at behind it and its comma, or to
 * the end of the list: the end of the text or a character of `ends`. */
static keur_status take_name(const char **at, const char *param, const char *ends, keur_text *name,
                             keur_error *err)
{
    const bool is_quoted = **at == '"';
    keur_status status = KEUR_OK;

    keur_text_clear(name);
    KEUR_TRY(keur_text_add(name, "", err));
    *at += is_quoted;
    while (**at != '\0' && (is_quoted || (**at != ',' && strchr(ends, **at) == NULL))) {
        if (is_quoted && **at == '"') {
            if ((*at)[1] != '"')
                break;
            ++*at;
        }
        KEUR_TRY(keur_text_append(name, *at, 1, err));
        ++*at;
    }
    if (is_quoted && (**at != '"' || ((*at)[1] != ',' && strchr(ends, (*at)[1]) == NULL)))
        return keur_fail(err, KEUR_EUSAGE,
                         "--%s: a quoted name must end with a quote before the "
                         "next comma",
                         param);
    *at += is_quoted;
    *at += **at == ',';
out:
    return status;
}

static keur_status add_column(const keur_case *on, const char *param, const char *name,
                              size_t *columns, size_t *n, keur_error *err)
{
    const ptrdiff_t found = keur_case_find(on, name);

    for (size_t i = 0; i < keur_case_asides(on); i++) {
        if (strcmp(keur_case_aside(on, i)->name, name) == 0)
            return keur_fail(err, KEUR_EUSAGE,
                             "--%s: \"%s\" names records or holds free text, so it takes no part "
                             "(see keur schema)",
                             param, name);
    }
    if (found < 0)
        return keur_fail(
            err, KEUR_EUSAGE,
            "--%s: \"%s\" is not a column that takes part (see keur schema; of one value "
            "for nearly all it does where the schema declares its type)",
            param, name);
    for (size_t i = 0; i < *n; i++) {
        if (columns[i] == (size_t)found)
            return keur_fail(err, KEUR_EUSAGE, "--%s: \"%s\" is named twice", param, name);
    }
    columns[(*n)++] = (size_t)found;
    return KEUR_OK;
}

keur_status keur_columns_of(const keur_case *on, const keur_args *args, const char *param,
                            size_t **columns, size_t *n, keur_error *err)
{
    const char *at = keur_args_text(args, param);
    size_t *made = NULL;
    keur_text name = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *columns = NULL;
    *n = 0;
    KEUR_TRY(KEUR_NEW(made, keur_case_columns(on) + 1, err));
    while (at != NULL && *at != '\0') {
        KEUR_TRY(take_name(&at, param, "", &name, err));
        KEUR_TRY(add_column(on, param, name.bytes, made, n, err));
    }
    *columns = made;
    made = NULL;
out:
    keur_text_free(&name);
    keur_release(made);
    return status;
}

keur_status keur_column_sets_add(keur_column_sets *sets, size_t *columns, size_t n, keur_error *err)
{
    const keur_status status = KEUR_RESIZE(sets->sets, sets->n, sets->n + 1, err);

    if (status != KEUR_OK) {
        keur_release(columns);
        return status;
    }
    sets->sets[sets->n++] = (keur_column_set){n, columns};
    return KEUR_OK;
}

bool keur_column_sets_same(const keur_column_set *a, const keur_column_set *b)
{
    size_t n_shared = 0;

    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < b->n; j++)
            n_shared += a->columns[i] == b->columns[j];
    }
    return a->n == b->n && n_shared == a->n;
}

/* The columns up to the next semicolon, or the end; moves *at there. */
static keur_status take_set(const keur_case *on, const char *param, const char **at,
                            keur_column_sets *sets, keur_error *err)
{
    size_t *made = NULL, n = 0;
    keur_text name = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made, keur_case_columns(on) + 1, err));
    while (**at != '\0' && **at != ';') {
        KEUR_TRY(take_name(at, param, ";", &name, err));
        KEUR_TRY(add_column(on, param, name.bytes, made, &n, err));
    }
    if (n == 0) {
        status = keur_fail(err, KEUR_EUSAGE, "--%s: set %zu is empty (a semicolon sets sets apart)",
                           param, sets->n + 1);
        goto out;
    }
    status = keur_column_sets_add(sets, made, n, err);
    made = NULL;
out:
    keur_text_free(&name);
    keur_release(made);
    return status;
}

keur_status keur_column_sets_of(const keur_case *on, const keur_args *args, const char *param,
                                keur_column_sets *sets, keur_error *err)
{
    const char *at = keur_args_text(args, param);
    bool is_more = at != NULL;
    keur_status status = KEUR_OK;

    *sets = (keur_column_sets){.n = 0};
    while (is_more) {
        KEUR_TRY(take_set(on, param, &at, sets, err));
        for (size_t i = 0; i + 1 < sets->n; i++) {
            if (keur_column_sets_same(&sets->sets[i], &sets->sets[sets->n - 1])) {
                status = keur_fail(err, KEUR_EUSAGE, "--%s: sets %zu and %zu are the same", param,
                                   i + 1, sets->n);
                goto out;
            }
        }
        is_more = *at == ';';
        at += is_more;
    }
out:
    if (status != KEUR_OK)
        keur_column_sets_free(sets);
    return status;
}

void keur_column_sets_free(keur_column_sets *sets)
{
    for (size_t i = 0; i < sets->n; i++)
        keur_release(sets->sets[i].columns);
    keur_release(sets->sets);
    *sets = (keur_column_sets){.n = 0};
}

keur_status keur_columns_with(const keur_case *on, unsigned roles, size_t **columns, size_t *n,
                              keur_error *err)
{
    const keur_status status = KEUR_NEW(*columns, keur_case_columns(on) + 1, err);

    *n = 0;
    for (size_t j = 0; status == KEUR_OK && j < keur_case_columns(on); j++) {
        if (keur_case_column(on, j)->roles & roles)
            (*columns)[(*n)++] = j;
    }
    return status;
}

keur_status keur_columns_but(const keur_case *on, size_t but, size_t **columns, size_t *n,
                             keur_error *err)
{
    const keur_status status = KEUR_NEW(*columns, keur_case_columns(on) + 1, err);

    *n = 0;
    for (size_t j = 0; status == KEUR_OK && j < keur_case_columns(on); j++) {
        if (j != but)
            (*columns)[(*n)++] = j;
    }
    return status;
}

void keur_columns_free(size_t *columns)
{
    keur_release(columns);
}

/* A name that could be taken for several stands in quotes. */
static keur_status join_name(const char *name, keur_text *joined, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (strpbrk(name, "+\"") == NULL)
        return keur_text_add(joined, name, err);
    KEUR_TRY(keur_text_add(joined, "\"", err));
    for (; *name != '\0'; name++) {
        KEUR_TRY(keur_text_append(joined, name, 1, err));
        if (*name == '"')
            KEUR_TRY(keur_text_append(joined, name, 1, err));
    }
    KEUR_TRY(keur_text_add(joined, "\"", err));
out:
    return status;
}

keur_status keur_columns_join(const keur_case *on, const size_t *columns, size_t n, char **text,
                              keur_error *err)
{
    keur_text joined = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_text_add(&joined, "", err));
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            KEUR_TRY(keur_text_add(&joined, "+", err));
        KEUR_TRY(join_name(keur_case_column(on, columns[i])->name, &joined, err));
    }
    *text = joined.bytes;
    joined.bytes = NULL;
out:
    keur_text_free(&joined);
    return status;
}
