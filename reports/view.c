/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/view.h"

#include <math.h>
#include <string.h>

#include "assess/scorecard_impl.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/try.h"

typedef enum ending { MAIN, HOLDOUT, INDEPENDENT, EXCESS, MATCHED } ending;

/* Which of these a name is, and the length of the rest. */
static ending split_name(const char *name, size_t *n_base)
{
    static const char *const endings[] = {"", "-holdout", "-independent", "-excess", "-matched"};
    const size_t n = strlen(name);

    for (ending e = HOLDOUT; e <= MATCHED; e++) {
        const size_t m = strlen(endings[e]);

        if (n > m && strcmp(name + n - m, endings[e]) == 0) {
            *n_base = n - m;
            return e;
        }
    }
    *n_base = n;
    return MAIN;
}

static uint64_t line_hash(size_t measure, const char *base, size_t n_base, const keur_figure *f)
{
    return keur_mix(keur_hash(base, n_base, measure) + keur_figure_hash_labels(f));
}

/* Lines found so far: positions plus one in an open table of a power of two. */
typedef struct finder {
    uint32_t *places;
    size_t mask;
} finder;

static bool is_line(const keur_line *line, size_t measure, const char *base, size_t n_base,
                    const keur_figure *figure)
{
    return line->measure == measure && strlen(line->base) == n_base &&
           memcmp(line->base, base, n_base) == 0 &&
           keur_figure_same_labels(&keur_line_figure(line)->figure, figure);
}

static keur_status find_line(keur_view *view, const finder *in, size_t measure,
                             const keur_figure *figure, size_t n_base, keur_line **line,
                             keur_error *err)
{
    size_t at = (size_t)line_hash(measure, figure->name, n_base, figure) & in->mask;
    keur_status status = KEUR_OK;

    for (; in->places[at] != 0; at = (at + 1) & in->mask) {
        *line = &view->lines[in->places[at] - 1];
        if (is_line(*line, measure, figure->name, n_base, figure))
            return KEUR_OK;
    }
    *line = &view->lines[view->n++];
    in->places[at] = (uint32_t)view->n;
    (*line)->measure = measure;
    KEUR_TRY(keur_arena_text(view->arena, figure->name, n_base, &(*line)->base, err));
out:
    return status;
}

/* The figure of as many rows as the holdout has leads; that of all rows gets a line of its own. */
static keur_status put_matched_first(keur_view *view, keur_error *err)
{
    const size_t n = view->n;
    keur_text name = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        keur_line *line = &view->lines[i], *whole = &view->lines[view->n];

        if (line->matched == NULL)
            continue;
        if (line->main != NULL) {
            *whole = (keur_line){.measure = line->measure, .main = line->main};
            keur_text_clear(&name);
            KEUR_TRY(keur_text_format(&name, err, "%s, all of train", line->base));
            KEUR_TRY(keur_arena_string(view->arena, name.bytes, &whole->base, err));
            view->n++;
        }
        line->main = line->matched;
    }
out:
    keur_text_free(&name);
    return status;
}

static void find_joined(keur_view *view)
{
    for (size_t i = 0; i < view->of->n_figures; i++) {
        const keur_scorecard_figure *figure = &view->of->figures[i];
        const keur_scorecard_measure *measure = &view->of->measures[figure->measure];
        bool joins;

        (void)keur_front_place(measure->family, measure->name, &joins);
        if (joins && (figure->is_bound || !isnan(figure->figure.value)))
            view->is_joined[measure->family] = true;
    }
}

keur_status keur_view_make(const keur_scorecard *of, keur_view *view, keur_error *err)
{
    finder in = {NULL, 15};
    keur_status status = KEUR_OK;

    *view = (keur_view){.of = of};
    while (in.mask < 2 * of->n_figures)
        in.mask = 2 * in.mask + 1;
    KEUR_TRY(keur_arena_new(&view->arena, err));
    KEUR_TRY(KEUR_NEW(in.places, in.mask + 1, err));
    KEUR_TRY(KEUR_ARENA_NEW(view->arena, view->lines, of->n_figures, err));
    for (size_t i = 0; i < of->n_figures; i++) {
        const keur_scorecard_figure *figure = &of->figures[i];
        const keur_scorecard_figure **slot;
        keur_line *line = NULL;
        size_t n_base;
        const ending e = split_name(figure->figure.name, &n_base);

        KEUR_TRY(find_line(view, &in, figure->measure, &figure->figure, n_base, &line, err));
        slot = e == MAIN          ? &line->main
               : e == HOLDOUT     ? &line->holdout
               : e == INDEPENDENT ? &line->independent
               : e == EXCESS      ? &line->excess
                                  : &line->matched;
        *slot = figure;
    }
    KEUR_TRY(put_matched_first(view, err));
    find_joined(view);
out:
    keur_release(in.places);
    if (status != KEUR_OK)
        keur_view_free(view);
    return status;
}

size_t keur_front_rank(const keur_view *view, size_t measure)
{
    const keur_scorecard_measure *of = &view->of->measures[measure];
    bool joins;
    const size_t place = keur_front_place(of->family, of->name, &joins);

    return place == KEUR_FRONT_PLACES && view->is_joined[of->family] ? SIZE_MAX : place;
}

size_t keur_front_hidden(const keur_view *view, keur_family family)
{
    size_t n = 0;

    for (size_t i = 0; i < view->of->n_measures; i++)
        n += view->of->measures[i].family == family && keur_front_rank(view, i) == SIZE_MAX;
    return n;
}

const char *keur_warning_of(const char *notice)
{
    static const char start[] = "Warning: ";

    return strncmp(notice, start, sizeof start - 1) == 0 ? notice + sizeof start - 1 : NULL;
}

void keur_view_free(keur_view *view)
{
    keur_arena_free(view->arena);
    *view = (keur_view){.of = NULL};
}

const keur_scorecard_figure *keur_line_figure(const keur_line *line)
{
    return line->main != NULL          ? line->main
           : line->excess != NULL      ? line->excess
           : line->holdout != NULL     ? line->holdout
           : line->independent != NULL ? line->independent
                                       : line->matched; /* before it leads its line */
}

int keur_line_sign(const keur_line *line)
{
    const keur_direction way = keur_line_figure(line)->figure.direction;

    return way == KEUR_HIGHER_IS_RISKIER || way == KEUR_LOWER_IS_BETTER   ? 1
           : way == KEUR_LOWER_IS_RISKIER || way == KEUR_HIGHER_IS_BETTER ? -1
                                                                          : 0;
}

double keur_line_badness(const keur_line *line)
{
    const keur_scorecard_figure *figure = line->excess;
    const double sign = keur_line_sign(line) < 0 ? -1 : 1;
    double value;

    if (figure == NULL || (isnan(figure->figure.value) && !figure->is_bound))
        figure = keur_line_figure(line);
    value =
        figure->is_bound ? (figure->figure.low + figure->figure.high) / 2 : figure->figure.value;
    /* Where neither way is better, what is farther from 0 tells more. */
    return keur_line_sign(line) == 0 ? fabs(value) : sign * value;
}

size_t keur_headlines(const keur_view *view, size_t measure, const keur_line **lines, size_t room)
{
    const keur_family family = view->of->measures[measure].family;
    const keur_line *fallback = NULL;
    size_t n = 0;

    for (size_t rank = 0; keur_headline_rank(family, NULL) > rank && n < room; rank++) {
        const keur_line *best = NULL;

        for (size_t i = 0; i < view->n; i++) {
            const keur_line *line = &view->lines[i];

            if (line->measure != measure || keur_headline_rank(family, line->base) != rank)
                continue;
            if (keur_line_figure(line)->figure.n_labels == 0) {
                best = line;
                break;
            }
            if (best == NULL || !(keur_line_badness(line) <= keur_line_badness(best)))
                best = isnan(keur_line_badness(line)) && best != NULL ? best : line;
        }
        if (best != NULL)
            lines[n++] = best;
    }
    for (size_t i = 0; n == 0 && i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        if (line->measure == measure &&
            (fallback == NULL || (keur_line_sign(fallback) == 0 && keur_line_sign(line) != 0)))
            fallback = line;
    }
    if (fallback != NULL && n < room)
        lines[n++] = fallback;
    return n;
}

static int compare_badness(uint32_t a, uint32_t b, const void *context)
{
    const double *values = context;
    const double x = values[a], y = values[b];

    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    return (x < y) - (x > y);
}

keur_status keur_worst_lines(const keur_view *view, size_t measure, const char *base,
                             const keur_line **lines, size_t room, size_t *n_lines, size_t *n_all,
                             keur_error *err)
{
    double *values = NULL;
    uint32_t *order = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    *n_lines = *n_all = 0;
    KEUR_TRY(KEUR_NEW(values, view->n, err));
    KEUR_TRY(KEUR_NEW(order, view->n, err));
    for (size_t i = 0; i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        values[i] = keur_line_badness(line);
        if (line->measure == measure && keur_line_figure(line)->figure.n_labels > 0 &&
            strcmp(line->base, base) == 0)
            order[n++] = (uint32_t)i;
    }
    KEUR_TRY(keur_sort(order, n, compare_badness, values, err));
    *n_all = n;
    for (; *n_lines < n && *n_lines < room; ++*n_lines)
        lines[*n_lines] = &view->lines[order[*n_lines]];
out:
    keur_release(values);
    keur_release(order);
    return status;
}
