/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Differences between tables. On the same records:
 *
 *   fidelity    both indices are made of the same half-samples of train and holdout, so that what a
 *               half-sample does to the difference is the difference of what it does to each
 *   membership  areas of the best attack on either table, scores of the same people: DeLong,
 *               wider near 0 and 1, where MOVER adds what the sample may not have held
 *
 * Elsewhere the interval comes from those of the two figures, as if they were independent (MOVER:
 * Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702): (a - b) - sqrt((a - la)^2 +
 * (hb - b)^2), likewise above. Two figures of the same people go together, so it is too wide rather
 * than too narrow.
 *
 * Of generators with several draws: the mean over pairs of draws; the interval adds the chance of
 * drawing, Student's quantile times the standard error of each mean, in squares. They are on the
 * same records only where all pairs are.
 */
#include "assess/league_impl.h"

#include <math.h>
#include <stdio.h>

#include "assess/export_impl.h"
#include "base/memory.h"
#include "base/try.h"
#include "stats/intervals.h"
#include "stats/roc_compare.h"

#define LEVEL 0.95

/* Differences on the same records leave in steps that no row moves them by. */
#define STEP 0.001

static const keur_raw_gap unknown = {.value = NAN, .low = NAN, .high = NAN};

static bool share_halves(const keur_draw_records *a, const keur_draw_records *b)
{
    return a->has_gaps && b->has_gaps && a->gaps.n == b->gaps.n && a->gaps.n_rows == b->gaps.n_rows;
}

static keur_raw_gap index_gap(const keur_index_gaps *a, const keur_index_gaps *b)
{
    keur_raw_gap made = {.value = a->value - b->value, .is_paired = true, .n = a->n_rows};
    double gaps[KEUR_MOST_PAIRS], reach;

    for (size_t r = 0; r < a->n; r++)
        gaps[r] = a->gaps[r] - b->gaps[r];
    reach =
        keur_student_quantile(0.5 + LEVEL / 2, (double)a->n) * keur_half_samples_error(gaps, a->n);
    made.low = made.value - reach;
    made.high = made.value + reach;
    made.n_least = made.n;
    made.n_parts = a->n_sets < b->n_sets ? a->n_sets : b->n_sets;
    return made;
}

static bool share_people(const keur_scores *a, const keur_scores *b)
{
    return a->member != NULL && b->member != NULL && a->n_member == b->n_member &&
           a->n_non_member == b->n_non_member;
}

static keur_status area_gap(const keur_scores *a, const keur_scores *b, keur_raw_gap *made,
                            keur_error *err)
{
    const size_t m = a->n_member, n = a->n_non_member;
    keur_roc_difference found;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_compare(a->member, b->member, m, a->non_member, b->non_member, n, LEVEL,
                              &found, err));
    *made = (keur_raw_gap){.value = found.difference,
                           .low = found.interval.low,
                           .high = found.interval.high,
                           .is_paired = true,
                           .n = m + n,
                           .n_least = m < n ? m : n};
    /* Without an error the two rank people alike. */
    if (found.error == 0 && found.difference == 0)
        made->low = made->high = 0;
    if (made->n_least < KEUR_AREA_LEAST)
        made->low = made->high = NAN;
out:
    return status;
}

static keur_raw_gap apart(const keur_standing *a, const keur_standing *b)
{
    const double value = a->value - b->value;

    return (keur_raw_gap){.value = value,
                          .low = value - hypot(a->value - a->low, b->high - b->value),
                          .high = value + hypot(a->high - a->value, b->value - b->low)};
}

keur_status keur_gap_of_draws(const keur_league *of, keur_axis axis, size_t first, size_t second,
                              keur_raw_gap *found, keur_error *err)
{
    const keur_standing *a = &of->draws[first].at[axis], *b = &of->draws[second].at[axis];
    const keur_draw_records *x = of->store->records[first], *y = of->store->records[second];

    *found = unknown;
    if (isnan(a->value) || isnan(b->value))
        return KEUR_OK;
    if (axis == KEUR_AXIS_MEMBERSHIP && share_people(&x->best, &y->best))
        return area_gap(&x->best, &y->best, found, err);
    *found = axis == KEUR_AXIS_FIDELITY && share_halves(x, y) ? index_gap(&x->gaps, &y->gaps)
                                                              : apart(a, b);
    return KEUR_OK;
}

double keur_draw_reach(double spread, size_t n)
{
    return n < 2 ? 0
                 : keur_student_quantile(0.5 + LEVEL / 2, (double)n - 1) * spread / sqrt((double)n);
}

/* --- generators */

/* Sums over the pairs of draws of two generators. */
typedef struct pairs {
    double value, below, above;
    size_t n, n_paired;
    keur_raw_gap least; /* the fewest rows that any pair rests on */
} pairs;

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void take_pair(pairs *to, const keur_raw_gap *one)
{
    keur_raw_gap *least = &to->least;

    if (isnan(one->value))
        return;
    to->value += one->value;
    to->below += one->value - one->low;
    to->above += one->high - one->value;
    least->n = to->n == 0 ? one->n : lesser(one->n, least->n);
    least->n_least = to->n == 0 ? one->n_least : lesser(one->n_least, least->n_least);
    least->n_parts = to->n == 0 ? one->n_parts : lesser(one->n_parts, least->n_parts);
    to->n++;
    to->n_paired += one->is_paired;
}

/* On the same records where there are such; `is_apart`: from the intervals of both in any case. */
static keur_status take_pairs(const keur_league *of, const keur_gap *gap, bool is_apart, pairs *to,
                              keur_error *err)
{
    const keur_generator *a = &of->generators[gap->first], *b = &of->generators[gap->second];
    keur_status status = KEUR_OK;

    *to = (pairs){.n = 0};
    for (size_t i = a->first; i < a->first + a->n_draws; i++) {
        for (size_t j = b->first; j < b->first + b->n_draws; j++) {
            keur_raw_gap one = apart(&of->draws[i].at[gap->axis], &of->draws[j].at[gap->axis]);

            if (!is_apart)
                KEUR_TRY(keur_gap_of_draws(of, gap->axis, i, j, &one, err));
            take_pair(to, &one);
        }
    }
out:
    return status;
}

static const char *why_unpaired(keur_axis axis, const pairs *of)
{
    if (axis != KEUR_AXIS_FIDELITY && axis != KEUR_AXIS_MEMBERSHIP)
        return "what was guessed of single people is not kept";
    return of->n_paired > 0 ? "only some pairs of draws were judged by the same records"
                            : "the two were not judged by the same records";
}

/* Half-widths of differences on the same records and of others are no mean of anything: where some
 * pairs of draws share no records, none counts as if it did. */
static keur_status mean_gap(const keur_league *of, keur_gap *to, keur_raw_gap *made,
                            keur_error *err)
{
    const keur_standing *a = &of->generators[to->first].at[to->axis];
    const keur_standing *b = &of->generators[to->second].at[to->axis];
    const double drawn =
        hypot(keur_draw_reach(a->spread, a->n_draws), keur_draw_reach(b->spread, b->n_draws));
    pairs all;
    keur_status status = KEUR_OK;

    KEUR_TRY(take_pairs(of, to, false, &all, err));
    to->unpaired = all.n_paired < all.n ? why_unpaired(to->axis, &all) : NULL;
    if (all.n_paired > 0 && all.n_paired < all.n)
        KEUR_TRY(take_pairs(of, to, true, &all, err));
    *made = all.least;
    made->is_paired = to->unpaired == NULL;
    made->value = all.value / (double)all.n; /* NAN where there is none */
    made->low = made->value - hypot(all.below / (double)all.n, drawn);
    made->high = made->value + hypot(all.above / (double)all.n, drawn);
out:
    return status;
}

/* --- export */

static double stepped(double value, int way)
{
    const double steps = value / STEP;

    return STEP * (way < 0 ? floor(steps) : way > 0 ? ceil(steps) : floor(steps + 0.5));
}

/* A paired difference as a figure that the filter can judge; it has the number of its place in
 * of->gaps for a name. */
static keur_status put_figure(const keur_raw_gap *from, keur_axis axis, size_t place,
                              keur_scorecard *card, keur_error *err)
{
    char name[32];
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
    keur_scorecard_figure *to = &card->figures[card->n_figures++];

    (void)snprintf(name, sizeof name, "%zu", place);
    figure.value = stepped(from->value, 0);
    figure.low = stepped(from->low, -1);
    figure.high = stepped(from->high, 1);
    figure.no_interval = isnan(from->low) ? "the scores leave no spread to judge by" : NULL;
    figure.n = from->n;
    figure.n_least = from->n_least;
    figure.n_parts = from->n_parts;
    figure.unit = keur_axis_unit(axis);
    return keur_figure_copy(&figure, card->arena, &to->figure, err);
}

/* A scorecard with room for so many figures of one measure, of the tables of `like`. */
static keur_status new_card(const keur_scorecard *like, size_t n, keur_scorecard **card,
                            keur_error *err)
{
    keur_scorecard *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scorecard_new(&made, err));
    made->keur_version = made->title = keur_version();
    made->n_inputs = like->n_inputs;
    made->inputs = like->inputs;
    made->n_columns = like->n_columns;
    made->columns = like->columns;
    KEUR_TRY(KEUR_ARENA_NEW(made->arena, made->measures, 1, err));
    made->measures[made->n_measures++] = (keur_scorecard_measure){.name = "difference",
                                                                  .title = "",
                                                                  .question = "",
                                                                  .limits = "",
                                                                  .source = "",
                                                                  .family = KEUR_FAMILY_MEMBERSHIP};
    KEUR_TRY(KEUR_ARENA_NEW(made->arena, made->figures, n, err));
    *card = made;
    made = NULL;
out:
    keur_scorecard_free(made);
    return status;
}

static void take_gap(const keur_figure *from, keur_gap *to)
{
    to->value = from->value;
    to->low = from->low;
    to->high = from->high;
}

/* Those that were made of exported figures alone pass as they are. */
static void round_gap(const keur_raw_gap *from, keur_gap *to)
{
    to->value = keur_export_digits(from->value, 0);
    to->low = keur_export_digits(from->low, -1);
    to->high = keur_export_digits(from->high, 1);
}

static keur_status find_gaps(keur_league *of, keur_scorecard *card, size_t *places, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t g = 0; g < of->n_gaps; g++) {
        keur_raw_gap raw;

        KEUR_TRY(mean_gap(of, &of->gaps[g], &raw, err));
        of->gaps[g].is_paired = raw.is_paired && raw.n > 0 && isfinite(raw.value);
        if (of->gaps[g].is_paired) {
            places[card->n_figures] = g;
            KEUR_TRY(put_figure(&raw, of->gaps[g].axis, g, card, err));
        } else {
            round_gap(&raw, &of->gaps[g]);
        }
    }
out:
    return status;
}

keur_status keur_league_gaps(keur_league *of, keur_error *err)
{
    keur_scorecard *card = NULL, *exported = NULL;
    size_t *places = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(places, of->n_gaps, err));
    KEUR_TRY(new_card(of->draws[0].card, of->n_gaps, &card, err));
    KEUR_TRY(find_gaps(of, card, places, err));
    KEUR_TRY(keur_scorecard_export(card, &exported, err));
    for (size_t i = 0; i < exported->n_figures; i++)
        take_gap(&exported->figures[i].figure, &of->gaps[places[i]]);
out:
    keur_release(places);
    keur_scorecard_free(card);
    keur_scorecard_free(exported);
    return status;
}
