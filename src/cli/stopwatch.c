/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stopwatch.h"

#include <string.h>
#include <sys/resource.h>

#include "base/json.h"
#include "base/try.h"

void keur_stopwatch_lap(keur_stopwatch *watch, const char *next)
{
    const double now = keur_clock();

    if (watch->at < watch->n)
        watch->seconds[watch->at] += now - watch->last;
    watch->at = 0;
    while (watch->at < watch->n && (next == NULL || strcmp(watch->names[watch->at], next) != 0))
        watch->at++;
    if (next != NULL && watch->at == watch->n && watch->n < KEUR_MOST_STEPS)
        watch->names[watch->n++] = next;
    watch->last = now;
}

void keur_stopwatch_step(void *context, const char *measure, size_t done, size_t of)
{
    keur_stopwatch *watch = context;

    keur_stopwatch_lap(watch, measure);
    keur_progress_step(&watch->shown, measure, done, of);
}

keur_status keur_stopwatch_print(const keur_stopwatch *watch, char **text, keur_error *err)
{
    struct rusage usage;
    keur_json *json = NULL, *steps = NULL;
    double total = 0;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&json, err));
    KEUR_TRY(keur_json_add_object(json, "seconds", &steps, err));
    for (size_t i = 0; i < watch->n; i++) {
        KEUR_TRY(keur_json_add_number(steps, watch->names[i], watch->seconds[i], err));
        total += watch->seconds[i];
    }
    KEUR_TRY(keur_json_add_number(json, "total_seconds", total, err));
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        KEUR_TRY(
            keur_json_add_number(json, "peak_memory_mib", (double)usage.ru_maxrss / 1024, err));
    KEUR_TRY(keur_json_print(json, text, err));
out:
    keur_json_free(json);
    return status;
}
