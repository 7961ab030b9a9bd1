/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/request.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

static keur_status take_measures(const keur_parsed *line, keur_request *to, keur_error *err)
{
    const char *value = keur_option_value(line, "measures");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (value == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_copy_string(value, &to->copies[to->n_copies++], err));
    for (char *at = to->copies[to->n_copies - 1]; at != NULL;) {
        char *comma = strchr(at, ',');

        if (n == KEUR_MOST_NAMED)
            return keur_fail(err, KEUR_EUSAGE, "--measures: more than %d names", KEUR_MOST_NAMED);
        if (comma != NULL)
            *comma++ = '\0';
        to->measures[n++] = at;
        at = comma;
    }
    to->options.measures = to->measures;
out:
    return status;
}

static keur_status add_arg(keur_request *to, const char *measure, const char *name,
                           const char *value, keur_error *err)
{
    if (to->n_args == KEUR_MOST_NAMED)
        return keur_fail(err, KEUR_EUSAGE, "--set was given too often");
    to->args[to->n_args][0] = measure;
    to->args[to->n_args][1] = name;
    to->args[to->n_args++][2] = value;
    return KEUR_OK;
}

static bool is_param(const char *name)
{
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        for (const keur_param *p = (*at)->params; p != NULL && p->name != NULL; p++) {
            if (strcmp(p->name, name) == 0)
                return true;
        }
    }
    return false;
}

/* [MEASURE.]NAME=VALUE */
static keur_status take_setting(keur_request *to, const char *text, keur_error *err)
{
    char *copy, *equals, *dot;
    keur_status status = KEUR_OK;

    if (to->n_copies == sizeof to->copies / sizeof to->copies[0])
        return keur_fail(err, KEUR_EUSAGE, "--set was given too often");
    KEUR_TRY(keur_copy_string(text, &to->copies[to->n_copies++], err));
    copy = to->copies[to->n_copies - 1];
    equals = strchr(copy, '=');
    if (equals == NULL)
        return keur_fail(err, KEUR_EUSAGE, "--set: expected [MEASURE.]NAME=VALUE");
    *equals = '\0';
    dot = strchr(copy, '.');
    if (dot != NULL)
        *dot = '\0';
    if (dot != NULL && keur_measure_find(copy) == NULL)
        return keur_fail(err, KEUR_EUSAGE, "--set: there is no measure \"%s\"", copy);
    if (!is_param(dot != NULL ? dot + 1 : copy))
        return keur_fail(err, KEUR_EUSAGE, "--set: no measure has a parameter \"%s\"",
                         dot != NULL ? dot + 1 : copy);
    KEUR_TRY(add_arg(to, dot != NULL ? copy : NULL, dot != NULL ? dot + 1 : copy, equals + 1, err));
out:
    return status;
}

keur_status keur_request_make(const keur_parsed *line, keur_request *to, keur_error *err)
{
    const char *title = keur_option_value(line, "title");
    keur_status status = KEUR_OK;

    memset(to, 0, sizeof *to);
    if (title != NULL && !keur_text_is_utf8(title, strlen(title)))
        return keur_fail(err, KEUR_EUSAGE, "--title: not valid UTF-8");
    KEUR_TRY(take_measures(line, to, err));
    for (size_t i = 0; i < line->n_given; i++) {
        const keur_given_option *given = &line->given[i];

        if (strcmp(given->name, "set") == 0)
            KEUR_TRY(take_setting(to, given->value, err));
        else if (strcmp(given->name, "keys") == 0 || strcmp(given->name, "secret") == 0)
            KEUR_TRY(add_arg(to, NULL, given->name, given->value, err));
    }
    to->options.is_quick = keur_option_is(line, "quick");
    if (to->options.is_quick && to->options.measures != NULL)
        return keur_fail(err, KEUR_EUSAGE, "--quick and --measures: give one of them");
    to->options.n_args = to->n_args;
    to->options.args = (const char *const(*)[3])to->args;
out:
    return status;
}

void keur_request_free(keur_request *of)
{
    for (size_t i = 0; i < of->n_copies; i++)
        keur_release(of->copies[i]);
}
