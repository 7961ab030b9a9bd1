/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where one table stands on each axis, read from its exported scorecard, so that nothing that the
 * filter holds back can come out by way of a comparison. A figure of which only bounds are exported
 * stands at its upper end: the worst that it may be.
 */
#include "assess/league_impl.h"

#include <math.h>
#include <string.h>

#include "assess/export_impl.h"
#include "assess/verdict_impl.h"
#include "base/text.h"
#include "base/try.h"
#include "case/labels.h"

const char *keur_axis_word(keur_axis axis)
{
    static const char *const words[] = {
#define KEUR_AXIS_WORD(name, word, heading, unit) word,
        KEUR_AXIS_LIST(KEUR_AXIS_WORD)
#undef KEUR_AXIS_WORD
    };

    return words[axis];
}

const char *keur_axis_heading(keur_axis axis)
{
    static const char *const headings[] = {
#define KEUR_AXIS_HEADING(name, word, heading, unit) heading,
        KEUR_AXIS_LIST(KEUR_AXIS_HEADING)
#undef KEUR_AXIS_HEADING
    };

    return headings[axis];
}

const char *keur_axis_unit(keur_axis axis)
{
    static const char *const units[] = {
#define KEUR_AXIS_UNIT(name, word, heading, unit) unit,
        KEUR_AXIS_LIST(KEUR_AXIS_UNIT)
#undef KEUR_AXIS_UNIT
    };

    return units[axis];
}

bool keur_axis_is_gain(keur_axis axis)
{
    return axis == KEUR_AXIS_FIDELITY;
}

/* value = (figure - zero) / one: as it is, in fractions, or of a limit. */
typedef struct scale {
    double zero, one;
} scale;

static double scale_of(const keur_figure *figure)
{
    return figure->unit != NULL && strcmp(figure->unit, "percent") == 0 ? 100 : 1;
}

static keur_status name_source(const keur_scorecard *card, const keur_scorecard_figure *from,
                               keur_arena *arena, const char **source, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(&text, card->measures[from->measure].name, err));
    if (strcmp(text.bytes, from->figure.name) != 0)
        KEUR_TRY(keur_text_format(&text, err, " %s", from->figure.name));
    for (size_t i = 0; i < from->figure.n_labels; i++)
        KEUR_TRY(keur_text_format(&text, err, "%s%s %s", i == 0 ? " (" : ", ",
                                  from->figure.labels[i].name, from->figure.labels[i].value));
    if (from->figure.n_labels > 0)
        KEUR_TRY(keur_text_add(&text, ")", err));
    KEUR_TRY(keur_arena_string(arena, text.bytes, source, err));
out:
    keur_text_free(&text);
    return status;
}

/* Let a figure stand where it is worse than what stands there. */
static keur_status offer(const keur_scorecard *card, const keur_scorecard_figure *from, scale by,
                         keur_arena *arena, keur_standing *at, keur_error *err)
{
    const keur_figure *figure = &from->figure;
    const double value = ((from->is_bound ? figure->high : figure->value) - by.zero) / by.one;

    if (!isfinite(value) || (at->n_draws > 0 && !(value > at->value)))
        return KEUR_OK;
    /* Numbers of three digits stay as they are, unless they are put on a scale of their own. */
    *at = (keur_standing){.value = keur_export_digits(value, 0),
                          .low = keur_export_digits((figure->low - by.zero) / by.one, -1),
                          .high = keur_export_digits((figure->high - by.zero) / by.one, 1),
                          .spread = NAN,
                          .worst = NAN,
                          .is_bound = from->is_bound,
                          .n_draws = 1};
    if (figure->invalid != NULL) {
        const keur_status status = keur_arena_string(arena, figure->invalid, &at->invalid, err);

        if (status != KEUR_OK)
            return status;
    }
    return name_source(card, from, arena, &at->source, err);
}

static bool is_of(const keur_scorecard *card, const keur_scorecard_figure *from, keur_axis axis)
{
    const keur_scorecard_measure *measure = &card->measures[from->measure];
    const keur_figure *figure = &from->figure;

    switch (axis) {
    case KEUR_AXIS_FIDELITY:
        return strcmp(figure->name, "fidelity-index") == 0;
    case KEUR_AXIS_MEMBERSHIP:
        return measure->family == KEUR_FAMILY_MEMBERSHIP && strcmp(figure->name, "auc") == 0 &&
               figure->n_labels == 0 && figure->direction == KEUR_HIGHER_IS_RISKIER;
    case KEUR_AXIS_ATTRIBUTE:
        return measure->family == KEUR_FAMILY_ATTRIBUTE && figure->kind == KEUR_KIND_RISK;
    case KEUR_AXIS_IDENTITY:
        return measure->family == KEUR_FAMILY_IDENTITY && figure->kind == KEUR_KIND_RISK;
    default:
        return false;
    }
}

/* --- against limits */

/* What guessing gives, where a figure without any leak is not 0. */
static double chance_of(const keur_figure *figure)
{
    static const char rate[] = "tpr@fpr=";
    double chance = 0;

    if (strncmp(figure->name, rate, sizeof rate - 1) == 0 &&
        keur_text_number(figure->name + sizeof rate - 1, '.', &chance))
        return chance;
    return figure->unit != NULL && strcmp(figure->unit, "auc") == 0 ? 0.5 : 0;
}

static bool is_found(const keur_scorecard *card, const keur_finding *finding,
                     const keur_scorecard_figure *from)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    if (finding->figure == NULL || strcmp(finding->figure, from->figure.name) != 0 ||
        strcmp(finding->measure, card->measures[from->measure].name) != 0)
        return false;
    like.n_labels = finding->n_labels;
    memcpy(like.labels, finding->labels, sizeof like.labels);
    return keur_figure_same_labels(&like, &from->figure);
}

/* Of the limit that the worst attack keeps to, the worst of the single ones where it was not run.
 */
static bool stands_in(const keur_scorecard *card, const keur_finding *finding,
                      const keur_scorecard_figure *from)
{
    return strcmp(finding->measure, "worst-attack") == 0 && finding->figure != NULL &&
           strcmp(finding->figure, "auc") == 0 && keur_judging_measure(card, "worst-attack") < 0 &&
           is_of(card, from, KEUR_AXIS_MEMBERSHIP);
}

static keur_status offer_limit(const keur_scorecard *card, const keur_finding *finding,
                               keur_arena *arena, keur_standing *at, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (finding->kind != KEUR_LIMIT_GATE || finding->side != KEUR_BELOW || isnan(finding->limit))
        return KEUR_OK;
    for (size_t i = 0; i < card->n_figures; i++) {
        const keur_scorecard_figure *from = &card->figures[i];
        const double one = scale_of(&from->figure), chance = chance_of(&from->figure);

        if (!is_found(card, finding, from) && !stands_in(card, finding, from))
            continue;
        if (finding->limit > chance)
            KEUR_TRY(offer(card, from, (scale){one * chance, one * (finding->limit - chance)},
                           arena, at, err));
    }
out:
    return status;
}

static keur_status offer_limits(const keur_scorecard *judged, keur_arena *arena, keur_standing *at,
                                keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; judged->verdict != NULL && i < judged->verdict->n_findings; i++)
        KEUR_TRY(offer_limit(judged, &judged->verdict->findings[i], arena, at, err));
out:
    return status;
}

/* The limits are applied to a copy: the scorecard itself keeps the verdict it has, or none. */
static keur_status find_limit(const keur_scorecard *card, const keur_policy *policy,
                              keur_arena *arena, keur_standing *at, keur_error *err)
{
    keur_scorecard *judged = NULL;
    keur_status status = KEUR_OK;

    if (policy == NULL)
        return offer_limits(card, arena, at, err);
    KEUR_TRY(keur_scorecard_export(card, &judged, err));
    KEUR_TRY(keur_scorecard_judge(judged, policy, err));
    KEUR_TRY(offer_limits(judged, arena, at, err));
out:
    keur_scorecard_free(judged);
    return status;
}

static const char *why_none(const keur_scorecard *card, keur_axis axis)
{
    if (axis == KEUR_AXIS_LIMIT)
        return "no gate of the policy has a value";
    for (size_t i = 0; i < card->n_figures; i++)
        if (is_of(card, &card->figures[i], axis) && card->figures[i].figure.reason != NULL)
            return card->figures[i].figure.reason;
    return "no measure of it was run";
}

keur_status keur_standings_find(const keur_scorecard *card, const keur_policy *policy,
                                keur_arena *arena, keur_standing at[KEUR_N_AXES], keur_error *err)
{
    keur_status status = KEUR_OK;

    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++) {
        at[axis] =
            (keur_standing){.value = NAN, .low = NAN, .high = NAN, .spread = NAN, .worst = NAN};
        for (size_t i = 0; i < card->n_figures; i++)
            if (is_of(card, &card->figures[i], axis))
                KEUR_TRY(offer(card, &card->figures[i],
                               (scale){0, scale_of(&card->figures[i].figure)}, arena, &at[axis],
                               err));
        if (axis == KEUR_AXIS_LIMIT)
            KEUR_TRY(find_limit(card, policy, arena, &at[axis], err));
        if (at[axis].n_draws == 0)
            KEUR_TRY(keur_arena_string(arena, why_none(card, axis), &at[axis].reason, err));
    }
out:
    return status;
}
