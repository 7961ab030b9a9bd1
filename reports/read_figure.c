/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/reading.h"

#include <math.h>
#include <string.h>

#include "base/try.h"

keur_status keur_read_optional(const keur_json_at *of, const char *name, keur_arena *arena,
                               const char **text, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    keur_status status = KEUR_OK;
    const char *found = NULL;

    *text = NULL;
    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_string(&at, &found, err));
    KEUR_TRY(keur_arena_string(arena, found, text, err));
out:
    return status;
}

keur_status keur_read_text(const keur_json_at *of, const char *name, keur_arena *arena,
                           const char **text, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    keur_status status = KEUR_OK;
    const char *found = NULL;

    *text = NULL;
    KEUR_TRY(keur_json_string(&at, &found, err));
    KEUR_TRY(keur_arena_string(arena, found, text, err));
out:
    return status;
}

keur_status keur_read_word(const keur_json_at *of, const char *name, keur_word_list list,
                           size_t *word, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    const char *found = NULL;
    keur_status status = KEUR_OK;
    ptrdiff_t position;

    KEUR_TRY(keur_json_string(&at, &found, err));
    position = keur_word_find(list, found);
    if (position < 0)
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: \"%s\" is not known here", at.document,
                         at.path, found);
    *word = (size_t)position;
out:
    return status;
}

keur_status keur_read_size(const keur_json_at *of, const char *name, size_t *size, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);
    double value = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_number(&at, &value, err));
    if (!(value >= 0) || value > 9007199254740992.0 || floor(value) != value)
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected a whole number of 0 or more",
                         at.document, at.path);
    *size = (size_t)value;
out:
    return status;
}

static keur_status read_number(const keur_json_at *of, const char *name, double otherwise,
                               double *value, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, name);

    *value = otherwise;
    return keur_json_is_absent(&at) ? KEUR_OK : keur_json_number(&at, value, err);
}

static keur_status read_labels(const keur_json_at *of, keur_arena *arena, keur_figure *figure,
                               keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "of");
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&at))
        return KEUR_OK;
    KEUR_TRY(keur_json_count(&at, &figure->n_labels, err));
    if (!keur_json_is_object(&at) || figure->n_labels > KEUR_MAX_LABELS)
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected an object of up to %d labels",
                         at.document, at.path, KEUR_MAX_LABELS);
    for (size_t i = 0; i < figure->n_labels; i++) {
        const keur_json_at item = keur_json_item(&at, i);
        const char *value = NULL;

        KEUR_TRY(keur_json_string(&item, &value, err));
        KEUR_TRY(keur_arena_string(arena, keur_json_key(&item), &figure->labels[i].name, err));
        KEUR_TRY(keur_arena_string(arena, value, &figure->labels[i].value, err));
    }
out:
    return status;
}

static keur_status refuse(const keur_json_at *at, const char *what, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "%s: %s: %s", at->document, at->path, what);
}

/* What keur_result_add() holds a figure to, and what a bound is. */
static keur_status check(const keur_json_at *at, const keur_scorecard_figure *made, keur_error *err)
{
    const keur_figure *figure = &made->figure;
    const bool has_value = !isnan(figure->value), has_interval = !isnan(figure->low);

    if (has_value == (figure->reason != NULL))
        return refuse(at, "expected either a value or a reason", err);
    if (has_interval != !isnan(figure->high))
        return refuse(at, "expected both ends of the interval, or none", err);
    if (has_value && has_interval == (figure->no_interval != NULL))
        return refuse(at, "expected either an interval or no_interval", err);
    if (has_interval && figure->no_interval != NULL && !made->is_bound)
        return refuse(at, "expected either an interval or no_interval", err);
    if (figure->low > figure->high || (made->is_bound && (has_value || !has_interval)))
        return refuse(at, "the interval is not one", err);
    if (!(figure->level > 0 && figure->level < 1))
        return refuse(at, "the level lies outside 0 to 1", err);
    if (figure->kind == KEUR_KIND_LOWER_BOUND && (has_interval || made->is_bound))
        return refuse(at, "a lower bound is an end itself, and has no interval", err);
    if (figure->is_understated && figure->invalid == NULL)
        return refuse(at, "understated, and yet not invalid", err);
    return KEUR_OK;
}

static keur_status read_numbers(const keur_json_at *at, keur_scorecard_figure *made,
                                keur_error *err)
{
    const keur_json_at bound = keur_json_member(at, "bound");
    const keur_json_at understated = keur_json_member(at, "understated");
    const keur_json_at untied = keur_json_member(at, "n_apart");
    keur_figure *figure = &made->figure;
    const bool is_lower_bound = figure->kind == KEUR_KIND_LOWER_BOUND;
    const struct {
        const char *name;
        size_t *to;
    } sizes[] = {{"n", &figure->n}, {"n_least", &figure->n_least}, {"n_parts", &figure->n_parts}};
    keur_status status = KEUR_OK;

    KEUR_TRY(read_number(at, "value", NAN, &figure->value, err));
    KEUR_TRY(read_number(at, "low", NAN, &figure->low, err));
    KEUR_TRY(read_number(at, "high", NAN, &figure->high, err));
    /* A bound that does not say how sure it is would be taken for surer than it is. */
    KEUR_TRY(read_number(at, "level", is_lower_bound ? NAN : 0.95, &figure->level, err));
    if (is_lower_bound && isnan(figure->value) && isnan(figure->level))
        figure->level = 0.95;
    KEUR_TRY(read_number(at, "numerator", NAN, &figure->numerator, err));
    KEUR_TRY(read_number(at, "denominator", NAN, &figure->denominator, err));
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const keur_json_at size = keur_json_member(at, sizes[i].name);

        if (!keur_json_is_absent(&size))
            KEUR_TRY(keur_read_size(at, sizes[i].name, sizes[i].to, err));
    }
    figure->is_order = !keur_json_is_absent(&untied);
    if (figure->is_order)
        KEUR_TRY(keur_read_size(at, "n_apart", &figure->n_apart, err));
    if (!keur_json_is_absent(&bound))
        KEUR_TRY(keur_json_bool(&bound, &made->is_bound, err));
    if (!keur_json_is_absent(&understated))
        KEUR_TRY(keur_json_bool(&understated, &figure->is_understated, err));
out:
    return status;
}

keur_status keur_read_figure(const keur_json_at *at, keur_arena *arena, keur_scorecard_figure *made,
                             keur_error *err)
{
    static const char *const known[] = {
        "measure",     "name",    "of",          "kind",    "value",   "reason",
        "bound",       "low",     "high",        "level",   "n",       "numerator",
        "denominator", "unit",    "direction",   "method",  "minuend", "subtrahend",
        "total",       "invalid", "no_interval", "n_least", "n_parts", "understated",
        "n_apart",     NULL};
    const keur_json_at direction = keur_json_member(at, "direction");
    keur_figure *figure = &made->figure;
    keur_status status = KEUR_OK;
    size_t kind = 0, way = KEUR_DIRECTION_NONE;

    KEUR_TRY(keur_json_known(at, known, err));
    KEUR_TRY(keur_read_text(at, "name", arena, &figure->name, err));
    KEUR_TRY(keur_read_word(at, "kind", keur_kind_words, &kind, err));
    if (!keur_json_is_absent(&direction))
        KEUR_TRY(keur_read_word(at, "direction", keur_direction_words, &way, err));
    figure->kind = (keur_kind)kind;
    figure->direction = (keur_direction)way;
    KEUR_TRY(read_numbers(at, made, err));
    KEUR_TRY(read_labels(at, arena, figure, err));
    KEUR_TRY(keur_read_optional(at, "unit", arena, &figure->unit, err));
    KEUR_TRY(keur_read_optional(at, "method", arena, &figure->method, err));
    KEUR_TRY(keur_read_optional(at, "reason", arena, &figure->reason, err));
    KEUR_TRY(keur_read_optional(at, "no_interval", arena, &figure->no_interval, err));
    KEUR_TRY(keur_read_optional(at, "invalid", arena, &figure->invalid, err));
    KEUR_TRY(keur_read_optional(at, "minuend", arena, &figure->minuend, err));
    KEUR_TRY(keur_read_optional(at, "subtrahend", arena, &figure->subtrahend, err));
    KEUR_TRY(keur_read_optional(at, "total", arena, &figure->total, err));
    KEUR_TRY(check(at, made, err));
out:
    return status;
}
