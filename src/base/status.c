/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/status.h>

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

const char *keur_version(void)
{
    return KEUR_VERSION;
}

const char *keur_status_text(keur_status status)
{
    static const char *const texts[] = {
#define KEUR_STATUS_ITEM(name, text) text,
        KEUR_STATUS_LIST(KEUR_STATUS_ITEM)
#undef KEUR_STATUS_ITEM
    };
    const size_t n = sizeof texts / sizeof texts[0];

    return (size_t)status < n ? texts[(size_t)status] : "unknown status";
}

keur_status keur_fail(keur_error *err, keur_status status, const char *format, ...)
{
    va_list arguments;
    int n;

    if (err == NULL)
        return status;
    err->status = status;
    va_start(arguments, format);
    n = vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    if (n >= (int)sizeof err->text)
        err->text[keur_text_whole(err->text, sizeof err->text - 1)] = '\0';
    /* A file name may hold anything; the message must stay one line of a terminal. */
    for (char *c = err->text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    }
    return status;
}
