/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/columns.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

/* Takes the next name off a list `a,b,"c, d"` into `name`; moves *at behind it. */
static keur_status take_name(const char **at, const char *param, keur_text *name, keur_error *err)
{
    const bool is_quoted = **at == '"';
    keur_status status = KEUR_OK;

    keur_text_clear(name);
    KEUR_TRY(keur_text_add(name, "", err));
    *at += is_quoted;
    while (**at != '\0' && (is_quoted || **at != ',')) {
        if (is_quoted && **at == '"') {
            if ((*at)[1] != '"')
                break;
            ++*at;
        }
        KEUR_TRY(keur_text_append(name, *at, 1, err));
        ++*at;
    }
    if (is_quoted && (**at != '"' || ((*at)[1] != ',' && (*at)[1] != '\0')))
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

    if (found < 0)
        return keur_fail(err, KEUR_EUSAGE,
                         "--%s: \"%s\" is not a column that takes part (see keur schema)", param,
                         name);
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
        KEUR_TRY(take_name(&at, param, &name, err));
        KEUR_TRY(add_column(on, param, name.bytes, made, n, err));
    }
    *columns = made;
    made = NULL;
out:
    keur_text_free(&name);
    keur_release(made);
    return status;
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
        KEUR_TRY(keur_text_add(&joined, keur_case_column(on, columns[i])->name, err));
    }
    *text = joined.bytes;
    joined.bytes = NULL;
out:
    keur_text_free(&joined);
    return status;
}
