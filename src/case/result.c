/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/measure.h>

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/doubt.h"
#include "case/labels.h"
#include "case/series.h"

struct keur_result {
    keur_arena *arena;
    size_t n_figures, room_figures, n_notices;
    keur_figure *figures;
    size_t n_slots;  /* a power of two; more than twice n_figures */
    uint32_t *slots; /* by hash of name and labels: 1 + position of a figure, 0: free */
    const char **notices;
    size_t n_series;
    keur_series *series;
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
    keur_release(result->slots);
    keur_release(result->notices);
    keur_release(result->series);
    keur_release(result);
}

static uint64_t hash_figure(const keur_figure *figure)
{
    return keur_hash(figure->name, strlen(figure->name), keur_figure_hash_labels(figure));
}

/* The slot of a figure: the one it is in, or a free one. */
static uint32_t *find_slot(const keur_result *result, const keur_figure *figure)
{
    size_t at = (size_t)hash_figure(figure) & (result->n_slots - 1);

    while (result->slots[at] != 0) {
        const keur_figure *other = &result->figures[result->slots[at] - 1];

        if (strcmp(other->name, figure->name) == 0 && keur_figure_same_labels(other, figure))
            break;
        at = (at + 1) & (result->n_slots - 1);
    }
    return &result->slots[at];
}

/* Room for one more figure, in the list and among the slots. */
static keur_status make_room(keur_result *result, keur_error *err)
{
    const size_t room = 2 * result->room_figures + 16;
    size_t n_slots = 64;
    uint32_t *slots = NULL;
    keur_status status = KEUR_OK;

    if (result->n_figures < result->room_figures)
        return KEUR_OK;
    while (n_slots < 2 * room)
        n_slots *= 2;
    KEUR_TRY(KEUR_NEW(slots, n_slots, err));
    KEUR_TRY(KEUR_RESIZE(result->figures, result->room_figures, room, err));
    result->room_figures = room;
    keur_release(result->slots);
    result->slots = slots;
    result->n_slots = n_slots;
    slots = NULL;
    for (size_t i = 0; i < result->n_figures; i++)
        *find_slot(result, &result->figures[i]) = (uint32_t)i + 1;
out:
    keur_release(slots);
    return status;
}

static keur_status check_figure(const keur_figure *figure, keur_error *err)
{
    const char *fault = NULL;

    if (isnan(figure->value) == (figure->reason == NULL))
        fault = "needs a value or a reason, not both";
    else if (!isnan(figure->value) && isnan(figure->low) == (figure->no_interval == NULL))
        fault = "needs an interval or why there is none, not both";
    else if (isnan(figure->low) != isnan(figure->high) || figure->low > figure->high)
        fault = "has an interval without two ordered ends";
    else if (isinf(figure->value) || isinf(figure->low) || isinf(figure->high))
        fault = "is not finite";
    else if ((size_t)figure->kind > KEUR_KIND_LOWER_BOUND)
        fault = "is of no known kind";
    else if (figure->kind == KEUR_KIND_LOWER_BOUND && !isnan(figure->low))
        fault = "is a lower bound, and has an interval";
    else if (figure->n_labels > KEUR_MAX_LABELS)
        fault = "has too many labels";
    else if (!isnan(figure->value) && (figure->unit == NULL || figure->method == NULL))
        fault = "needs a unit and a method";
    if (fault == NULL)
        return KEUR_OK;
    return keur_fail(err, KEUR_EINTERNAL, "figure %s %s", figure->name, fault);
}

static keur_status copy_texts(keur_arena *arena, keur_figure *figure, keur_error *err)
{
    const char **texts[] = {&figure->name,    &figure->unit,       &figure->method,
                            &figure->invalid, &figure->reason,     &figure->no_interval,
                            &figure->minuend, &figure->subtrahend, &figure->total};
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
    uint32_t *slot;
    keur_status status = KEUR_OK;

    KEUR_TRY(check_figure(figure, err));
    KEUR_TRY(copy_texts(result->arena, &copy, err));
    KEUR_TRY(make_room(result, err));
    slot = find_slot(result, figure);
    if (*slot != 0)
        return keur_fail(err, KEUR_EINTERNAL, "figure %s was given twice", figure->name);
    result->figures[result->n_figures++] = copy;
    *slot = (uint32_t)result->n_figures;
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

static bool is_risky(const keur_figure *figure, bool all)
{
    return (figure->direction == KEUR_HIGHER_IS_RISKIER ||
            figure->direction == KEUR_LOWER_IS_RISKIER) &&
           (all || figure->kind == KEUR_KIND_DIFFERENCE || figure->kind == KEUR_KIND_RISK);
}

keur_status keur_result_understate(keur_result *result, bool all, const char *why, keur_error *err)
{
    const char *copy = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_arena_string(result->arena, why, &copy, err));
    for (size_t i = 0; i < result->n_figures; i++) {
        keur_figure *figure = &result->figures[i];

        if (!isnan(figure->value) && figure->invalid == NULL && is_risky(figure, all)) {
            figure->invalid = copy;
            figure->is_understated = true;
        }
    }
out:
    return status;
}

keur_status keur_result_add_series(keur_result *result, const keur_series *series, keur_error *err)
{
    keur_series copy;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < result->n_series; i++) {
        if (strcmp(result->series[i].name, series->name) == 0 &&
            keur_series_same_about(result->series[i].about, series->about))
            return keur_fail(err, KEUR_EINTERNAL, "series %s was given twice", series->name);
    }
    for (size_t i = 0; i < series->n_points * series->n_columns; i++) {
        if (!isfinite(series->values[i]))
            return keur_fail(err, KEUR_EINTERNAL, "series %s is not finite", series->name);
    }
    KEUR_TRY(keur_series_copy(series, result->arena, &copy, err));
    KEUR_TRY(KEUR_RESIZE(result->series, result->n_series, result->n_series + 1, err));
    result->series[result->n_series++] = copy;
out:
    return status;
}

size_t keur_result_series_count(const keur_result *result)
{
    return result->n_series;
}

const keur_series *keur_result_series(const keur_result *result, size_t i)
{
    return &result->series[i];
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
