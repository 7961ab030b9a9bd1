/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/measure.h>

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"

struct keur_result {
    keur_arena *arena;
    size_t n_figures, room_figures, n_notices;
    keur_figure *figures;
    uint64_t *hashes; /* per figure: of its name and labels, as wide tables give many figures */
    const char **notices;
};

keur_figure keur_figure_start(const char *name, keur_kind kind)
{
    return (keur_figure){.name = name,
                         .kind = kind,
                         .value = NAN,
                         .low = NAN,
                         .high = NAN,
                         .level = 0.95,
                         .numerator = NAN,
                         .denominator = NAN};
}

keur_status keur_result_new(keur_result **result, keur_error *err)
{
    keur_result *made = NULL;
    keur_status status = KEUR_OK;

    *result = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(keur_arena_new(&made->arena, err));
    *result = made;
    made = NULL;
out:
    keur_result_free(made);
    return status;
}

void keur_result_free(keur_result *result)
{
    if (result == NULL)
        return;
    keur_arena_free(result->arena);
    keur_release(result->figures);
    keur_release(result->hashes);
    keur_release(result->notices);
    keur_release(result);
}

static uint64_t hash_of(const keur_figure *figure)
{
    uint64_t hash = keur_hash(figure->name, strlen(figure->name), 0);

    for (size_t i = 0; i < figure->n_labels; i++) {
        hash = keur_hash(figure->labels[i].name, strlen(figure->labels[i].name), hash);
        hash = keur_hash(figure->labels[i].value, strlen(figure->labels[i].value), hash);
    }
    return hash;
}

static bool same_labels(const keur_figure *a, const keur_figure *b)
{
    if (a->n_labels != b->n_labels)
        return false;
    for (size_t i = 0; i < a->n_labels; i++) {
        if (strcmp(a->labels[i].name, b->labels[i].name) != 0 ||
            strcmp(a->labels[i].value, b->labels[i].value) != 0)
            return false;
    }
    return true;
}

/* What is wrong with a figure, as the end of a sentence; NULL: nothing. */
static const char *fault_of(const keur_figure *figure)
{
    if (isnan(figure->value) == (figure->reason == NULL))
        return "needs a value or a reason, not both";
    if (!isnan(figure->value) && isnan(figure->low) == (figure->no_interval == NULL))
        return "needs an interval or why there is none, not both";
    if (isnan(figure->low) != isnan(figure->high) || figure->low > figure->high)
        return "has an interval without two ordered ends";
    if (isinf(figure->value) || isinf(figure->low) || isinf(figure->high))
        return "is not finite";
    if (!isnan(figure->value) && (figure->unit == NULL || figure->method == NULL))
        return "needs a unit and a method";
    return NULL;
}

static keur_status check_figure(const keur_result *result, const keur_figure *figure, uint64_t hash,
                                keur_error *err)
{
    const char *fault = fault_of(figure);

    for (size_t i = 0; fault == NULL && i < result->n_figures; i++) {
        if (result->hashes[i] == hash && strcmp(result->figures[i].name, figure->name) == 0 &&
            same_labels(&result->figures[i], figure))
            fault = "was given twice";
    }
    if (fault == NULL)
        return KEUR_OK;
    return keur_fail(err, KEUR_EINTERNAL, "figure %s %s", figure->name, fault);
}

static keur_status copy_texts(keur_arena *arena, keur_figure *figure, keur_error *err)
{
    const char **texts[] = {&figure->name,       &figure->unit,        &figure->method,
                            &figure->reason,     &figure->no_interval, &figure->minuend,
                            &figure->subtrahend, &figure->total,       &figure->within};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        KEUR_TRY(keur_arena_string(arena, *texts[i], texts[i], err));
    for (size_t i = 0; i < figure->n_labels; i++) {
        KEUR_TRY(keur_arena_string(arena, figure->labels[i].name, &figure->labels[i].name, err));
        KEUR_TRY(keur_arena_string(arena, figure->labels[i].value, &figure->labels[i].value, err));
    }
out:
    return status;
}

keur_status keur_result_add(keur_result *result, const keur_figure *figure, keur_error *err)
{
    keur_figure copy = *figure;
    uint64_t hash;
    keur_status status = KEUR_OK;

    if (figure->n_labels > KEUR_MAX_LABELS)
        return keur_fail(err, KEUR_EINTERNAL, "figure %s has too many labels", figure->name);
    hash = hash_of(figure);
    KEUR_TRY(check_figure(result, figure, hash, err));
    KEUR_TRY(copy_texts(result->arena, &copy, err));
    if (result->n_figures == result->room_figures) {
        const size_t room = 2 * result->room_figures + 16;

        KEUR_TRY(KEUR_RESIZE(result->figures, result->room_figures, room, err));
        KEUR_TRY(KEUR_RESIZE(result->hashes, result->room_figures, room, err));
        result->room_figures = room;
    }
    result->hashes[result->n_figures] = hash;
    result->figures[result->n_figures++] = copy;
out:
    return status;
}

keur_status keur_result_add_missing(keur_result *result, const char *name, const char *reason,
                                    keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.reason = reason;
    return keur_result_add(result, &figure, err);
}

keur_status keur_result_notice(keur_result *result, const char *sentence, keur_error *err)
{
    const char *copy = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < result->n_notices; i++) {
        if (strcmp(result->notices[i], sentence) == 0)
            return KEUR_OK;
    }
    KEUR_TRY(keur_arena_string(result->arena, sentence, &copy, err));
    KEUR_TRY(KEUR_RESIZE(result->notices, result->n_notices, result->n_notices + 1, err));
    result->notices[result->n_notices++] = copy;
out:
    return status;
}

size_t keur_result_figures(const keur_result *result)
{
    return result->n_figures;
}

const keur_figure *keur_result_figure(const keur_result *result, size_t i)
{
    return &result->figures[i];
}

const keur_figure *keur_result_find(const keur_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_figures; i++) {
        if (strcmp(result->figures[i].name, name) == 0)
            return &result->figures[i];
    }
    return NULL;
}

size_t keur_result_notices(const keur_result *result)
{
    return result->n_notices;
}

const char *keur_result_notice_at(const keur_result *result, size_t i)
{
    return result->notices[i];
}
