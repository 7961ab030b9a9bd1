/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stopwatch.h"

#include <string.h>

#include "base/json.h"
#include "base/machine.h"
#include "base/try.h"

/* The place of a kind of step; that behind the last where there is no room for more. */
static size_t place_of(keur_stopwatch *watch, const char *name)
{
    size_t at = 0;

    while (at < watch->n && strcmp(watch->names[at], name) != 0)
        at++;
    if (at == watch->n && watch->n < KEUR_MOST_STEPS)
        watch->names[watch->n++] = name;
    return at;
}

void keur_stopwatch_lap(keur_stopwatch *watch, const char *next)
{
    const double now = keur_clock();

    if (watch->at < watch->n)
        watch->seconds[watch->at] += now - watch->last;
    watch->at = next != NULL ? place_of(watch, next) : watch->n;
    watch->last = now;
}

void keur_stopwatch_add(keur_stopwatch *to, const keur_stopwatch *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const size_t at = place_of(to, from->names[i]);

        if (at < to->n)
            to->seconds[at] += from->seconds[i];
    }
    to->at = to->n;
}

void keur_stopwatch_step(void *context, const char *measure, size_t done, size_t of)
{
    keur_stopwatch *watch = context;

    keur_stopwatch_lap(watch, measure);
    keur_progress_step(&watch->shown, measure, done, of);
}

keur_status keur_stopwatch_print(const keur_stopwatch *watch, char **text, keur_error *err)
{
    const double peak = keur_machine_peak();
    keur_json *json = NULL, *steps = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&json, err));
    KEUR_TRY(keur_json_add_object(json, "seconds", &steps, err));
    for (size_t i = 0; i < watch->n; i++)
        KEUR_TRY(keur_json_add_number(steps, watch->names[i], watch->seconds[i], err));
    KEUR_TRY(keur_json_add_number(json, "total_seconds", keur_clock() - watch->shown.started, err));
    if (peak > 0)
        KEUR_TRY(keur_json_add_number(json, "peak_memory_mib", peak / (1024 * 1024), err));
    KEUR_TRY(keur_json_print(json, text, err));
out:
    keur_json_free(json);
    return status;
}
