/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/measure.h>

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

struct keur_args {
    const keur_measure *measure;
    size_t n;
    char **texts; /* per parameter, NULL: none given and no default */
};

static size_t count_params(const keur_measure *measure)
{
    size_t n = 0;

    while (measure->params != NULL && measure->params[n].name != NULL)
        n++;
    return n;
}

static size_t find_param(const keur_args *args, const char *name)
{
    size_t i = 0;

    while (i < args->n && strcmp(args->measure->params[i].name, name) != 0)
        i++;
    return i;
}

keur_status keur_args_new(const keur_measure *measure, keur_args **args, keur_error *err)
{
    keur_args *made = NULL;
    keur_status status = KEUR_OK;

    *args = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->measure = measure;
    KEUR_TRY(KEUR_NEW(made->texts, count_params(measure), err));
    made->n = count_params(measure);
    for (size_t i = 0; i < made->n; i++)
        KEUR_TRY(keur_copy_string(measure->params[i].fallback, &made->texts[i], err));
    *args = made;
    made = NULL;
out:
    keur_args_free(made);
    return status;
}

void keur_args_free(keur_args *args)
{
    if (args == NULL)
        return;
    for (size_t i = 0; i < args->n; i++)
        keur_release(args->texts[i]);
    keur_release(args->texts);
    keur_release(args);
}

static bool is_choice(const char *choices, const char *text)
{
    const size_t n = strlen(text);

    if (strchr(text, '|') != NULL)
        return false;
    for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, text, n) == 0 && (at[n] == '|' || at[n] == '\0') && n > 0)
            return true;
    }
    return false;
}

static keur_status check_number(const keur_param *param, const char *text, keur_error *err)
{
    const bool is_integer = param->type == KEUR_PARAM_INTEGER;
    double value;

    if (!keur_text_number(text, '.', &value) || value < param->low || value > param->high ||
        (is_integer && value != floor(value)))
        return keur_fail(err, KEUR_EUSAGE, "--%s: expected %s from %g to %g", param->name,
                         is_integer ? "a whole number" : "a number", param->low, param->high);
    return KEUR_OK;
}

static keur_status check_text(const keur_param *param, const char *text, keur_error *err)
{
    switch (param->type) {
    case KEUR_PARAM_INTEGER:
    case KEUR_PARAM_NUMBER:
        return check_number(param, text, err);
    case KEUR_PARAM_CHOICE:
        if (!is_choice(param->choices, text))
            return keur_fail(err, KEUR_EUSAGE, "--%s: expected one of %s", param->name,
                             param->choices);
        return KEUR_OK;
    case KEUR_PARAM_FLAG:
        if (!is_choice("yes|no", text))
            return keur_fail(err, KEUR_EUSAGE, "--%s: expected yes or no", param->name);
        return KEUR_OK;
    case KEUR_PARAM_COLUMN:
    case KEUR_PARAM_COLUMNS:
    case KEUR_PARAM_SETS:
        if (*text == '\0')
            return keur_fail(err, KEUR_EUSAGE, "--%s: expected the name of a column", param->name);
        return KEUR_OK;
    }
    return keur_fail(err, KEUR_EINTERNAL, "parameter %s has no type", param->name);
}

keur_status keur_args_set(keur_args *args, const char *name, const char *text, keur_error *err)
{
    const size_t at = find_param(args, name);
    char *copy = NULL;
    keur_status status = KEUR_OK;

    if (at == args->n)
        return keur_fail(err, KEUR_EUSAGE, "%s has no option --%s", args->measure->name, name);
    KEUR_TRY(check_text(&args->measure->params[at], text, err));
    KEUR_TRY(keur_copy_string(text, &copy, err));
    keur_release(args->texts[at]);
    args->texts[at] = copy;
out:
    return status;
}

bool keur_args_has(const keur_args *args, const char *name)
{
    return keur_args_text(args, name) != NULL;
}

const char *keur_args_text(const keur_args *args, const char *name)
{
    const size_t at = find_param(args, name);

    return at < args->n ? args->texts[at] : NULL;
}

double keur_args_number(const keur_args *args, const char *name)
{
    const char *text = keur_args_text(args, name);
    double value = NAN;

    if (text != NULL && !keur_text_number(text, '.', &value))
        value = NAN;
    return value;
}

bool keur_args_is(const keur_args *args, const char *name, const char *choice)
{
    const char *text = keur_args_text(args, name);

    return text != NULL && strcmp(text, choice) == 0;
}
