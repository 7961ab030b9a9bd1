/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/league_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assess/export_impl.h"
#include "base/memory.h"
#include "base/try.h"

keur_status keur_league_new(const keur_policy *policy, bool is_policy_given, const char *title,
                            keur_league **made, keur_error *err)
{
    keur_league *league = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    KEUR_TRY(KEUR_NEW(league, 1, err));
    league->keur_version = keur_version();
    league->policy = policy;
    league->is_policy_given = is_policy_given;
    KEUR_TRY(KEUR_NEW(league->store, 1, err));
    KEUR_TRY(keur_arena_new(&league->store->arena, err));
    KEUR_TRY(keur_arena_string(league->store->arena,
                               title != NULL ? title : "Synthetic tables compared", &league->title,
                               err));
    *made = league;
    league = NULL;
out:
    keur_league_free(league);
    return status;
}

void keur_league_free(keur_league *league)
{
    if (league == NULL)
        return;
    if (league->store != NULL) {
        for (size_t i = 0; i < league->n_draws; i++)
            keur_draw_records_free(league->store->records[i]);
        for (size_t i = 0; i < league->store->n_cards; i++)
            keur_scorecard_free(league->store->cards[i]);
        keur_release(league->store->records);
        keur_release(league->store->cards);
        keur_arena_free(league->store->arena);
        keur_release(league->store);
    }
    keur_release(league->draws);
    keur_release(league->generators);
    keur_release(league->gaps);
    keur_release(league->references);
    keur_release(league->notes);
    keur_release(league);
}

/* The scorecard is owned from here on, also where this fails. */
static keur_status own(keur_league *to, keur_scorecard *card, keur_error *err)
{
    struct keur_league_store *store = to->store;
    const keur_status status = KEUR_RESIZE(store->cards, store->n_cards, store->n_cards + 1, err);

    if (status != KEUR_OK)
        keur_scorecard_free(card);
    else
        store->cards[store->n_cards++] = card;
    return status;
}

/* Room for a draw, with its records, which are owned also where this fails. */
static keur_status make_room(keur_league *to, keur_draw_records *records, keur_error *err)
{
    const size_t n = to->n_draws;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(to->draws, n, n + 1, err));
    KEUR_TRY(KEUR_RESIZE(to->store->records, n, n + 1, err));
    to->store->records[to->n_draws++] = records;
    records = NULL;
out:
    keur_draw_records_free(records);
    return status;
}

static keur_status take_generator(keur_league *to, const keur_scored *table, keur_error *err)
{
    const size_t n = to->n_generators;
    keur_status status = KEUR_OK;

    if (n == 0 || strcmp(to->generators[n - 1].name, table->name) != 0) {
        KEUR_TRY(KEUR_RESIZE(to->generators, n, n + 1, err));
        to->generators[n].first = to->n_draws - 1;
        KEUR_TRY(keur_arena_string(to->store->arena, table->name, &to->generators[n].name, err));
        to->n_generators++;
    }
    to->generators[to->n_generators - 1].n_draws++;
out:
    return status;
}

static keur_status name_draw(keur_league *to, const keur_scored *table, keur_draw *draw,
                             keur_error *err)
{
    char text[600];
    keur_status status = KEUR_OK;

    (void)snprintf(text, sizeof text, table->draw > 0 ? "%s #%zu" : "%s", table->name, table->draw);
    KEUR_TRY(keur_arena_string(to->store->arena, text, &draw->name, err));
    (void)snprintf(text, sizeof text, table->draw > 0 ? "%s/%zu" : "%s", table->name, table->draw);
    KEUR_TRY(keur_arena_string(to->store->arena, text, &draw->folder, err));
out:
    return status;
}

keur_status keur_league_add(keur_league *to, const keur_scored *table, keur_error *err)
{
    keur_draw *draw;
    keur_status status = own(to, table->exported, err), room = make_room(to, table->records, err);

    KEUR_TRY(status);
    KEUR_TRY(room);
    draw = &to->draws[to->n_draws - 1];
    KEUR_TRY(take_generator(to, table, err));
    KEUR_TRY(name_draw(to, table, draw, err));
    draw->card = table->exported;
    draw->generator = to->n_generators - 1;
    to->seed = table->exported->seed;
    KEUR_TRY(keur_standings_find(table->exported, to->policy, to->store->arena, draw->at, err));
out:
    return status;
}

keur_status keur_league_refer(keur_league *to, const char *name, const char *about,
                              keur_scorecard *exported, keur_error *err)
{
    const size_t n = to->n_references;
    keur_status status = KEUR_OK;

    KEUR_TRY(own(to, exported, err));
    KEUR_TRY(KEUR_RESIZE(to->references, n, n + 1, err));
    to->references[n].name = name;
    to->references[n].about = about;
    to->n_references++;
    KEUR_TRY(
        keur_standings_find(exported, to->policy, to->store->arena, to->references[n].at, err));
out:
    return status;
}

/* --- draws of one generator */

static void join_draws(const keur_league *of, keur_axis axis, keur_generator *to)
{
    keur_standing *made = &to->at[axis];
    double squares = 0, below = 0, above = 0, n = 0, sum = 0;

    *made = of->draws[to->first].at[axis];
    if (to->n_draws == 1)
        return;
    *made = (keur_standing){.worst = NAN, .reason = made->reason};
    for (size_t i = to->first; i < to->first + to->n_draws; i++) {
        const keur_standing *one = &of->draws[i].at[axis];

        if (isnan(one->value))
            continue;
        n++;
        sum += one->value;
        below += one->value - one->low;
        above += one->high - one->value;
        made->invalid = made->invalid != NULL ? made->invalid : one->invalid;
        if (isnan(made->worst) || (one->value < made->worst) == keur_axis_is_gain(axis))
            made->worst = one->value;
    }
    made->n_draws = (size_t)n;
    made->value = sum / n;
    for (size_t i = to->first; i < to->first + to->n_draws; i++)
        if (!isnan(of->draws[i].at[axis].value))
            squares += pow(of->draws[i].at[axis].value - made->value, 2);
    made->spread = n > 1 ? sqrt(squares / (n - 1)) : NAN;
    if (n > 0) {
        const double drawn = keur_draw_reach(made->spread, made->n_draws);

        made->reason = NULL;
        made->low = keur_export_digits(made->value - hypot(below / n, drawn), -1);
        made->high = keur_export_digits(made->value + hypot(above / n, drawn), 1);
        made->value = keur_export_digits(made->value, 0);
        made->spread = keur_export_digits(made->spread, 0);
    } else {
        made->low = made->high = NAN;
    }
}

/* --- ranks */

static keur_status list_gaps(keur_league *of, keur_error *err)
{
    const size_t n = of->n_generators;
    size_t at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->gaps, KEUR_N_AXES * n * (n - 1) / 2, err));
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++)
                if (!isnan(of->generators[i].at[axis].value) &&
                    !isnan(of->generators[j].at[axis].value))
                    of->gaps[at++] = (keur_gap){.axis = axis, .first = i, .second = j};
    of->n_gaps = at;
    KEUR_TRY(keur_league_gaps(of, err));
out:
    return status;
}

/* better[i * n + j]: i is better than j on an axis, and the interval of the difference without 0.
 */
static void fill_better(const keur_league *of, keur_axis axis, bool *better)
{
    const size_t n = of->n_generators;

    memset(better, 0, n * n * sizeof *better);
    for (size_t g = 0; g < of->n_gaps; g++) {
        const keur_gap *gap = &of->gaps[g];

        if (gap->axis != axis || !(gap->low > 0 || gap->high < 0))
            continue;
        if ((gap->low > 0) == keur_axis_is_gain(axis))
            better[gap->first * n + gap->second] = true;
        else
            better[gap->second * n + gap->first] = true;
    }
}

/* Only tables that have a value take part; the others are neither better nor worse. */
static void rank_axis(keur_league *of, keur_axis axis, const bool *better, size_t *best,
                      size_t *last)
{
    size_t n_without = 0;

    for (size_t i = 0; i < of->n_generators; i++)
        n_without += isnan(of->generators[i].at[axis].value) ? 1 : 0;
    keur_league_ranks(better, of->n_generators, best, last);
    for (size_t i = 0; i < of->n_generators; i++) {
        keur_standing *at = &of->generators[i].at[axis];

        at->best_rank = isnan(at->value) ? 0 : best[i];
        at->last_rank = isnan(at->value) ? 0 : last[i] - n_without;
    }
}

static keur_status rank_all(keur_league *of, keur_error *err)
{
    const size_t n = of->n_generators;
    bool *better[KEUR_N_AXES] = {NULL};
    size_t *best = NULL, *last = NULL;
    double *x = NULL, *y = NULL;
    keur_front *fronts = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(best, n, err));
    KEUR_TRY(KEUR_NEW(last, n, err));
    KEUR_TRY(KEUR_NEW(x, n, err));
    KEUR_TRY(KEUR_NEW(y, n, err));
    KEUR_TRY(KEUR_NEW(fronts, n, err));
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++) {
        KEUR_TRY(KEUR_NEW(better[axis], n * n, err));
        fill_better(of, axis, better[axis]);
        rank_axis(of, axis, better[axis], best, last);
    }
    for (size_t i = 0; i < n; i++) {
        x[i] = of->generators[i].at[KEUR_AXIS_FIDELITY].value;
        y[i] = of->generators[i].at[KEUR_AXIS_LIMIT].value;
    }
    keur_league_front(x, y, better[KEUR_AXIS_FIDELITY], better[KEUR_AXIS_LIMIT], n, fronts);
    for (size_t i = 0; i < n; i++)
        of->generators[i].front = fronts[i];
out:
    for (size_t axis = 0; axis < KEUR_N_AXES; axis++)
        keur_release(better[axis]);
    keur_release(best);
    keur_release(last);
    keur_release(x);
    keur_release(y);
    keur_release(fronts);
    return status;
}

static keur_status note(keur_league *to, const char *sentence, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(to->notes, to->n_notes, to->n_notes + 1, err));
    to->notes[to->n_notes++] = sentence;
out:
    return status;
}

static bool has_measure(const keur_scorecard *card, const char *name)
{
    for (size_t i = 0; i < card->n_measures; i++)
        if (strcmp(card->measures[i].name, name) == 0)
            return true;
    return false;
}

static bool has_draws(const keur_league *of)
{
    return of->n_draws > of->n_generators;
}

static keur_status add_notes(keur_league *to, keur_error *err)
{
    const struct {
        bool applies;
        const char *sentence;
    } all[] = {
        {true, "Ranks are ranges: tables whose difference has an interval (95%, not corrected for "
               "how many there are) that holds 0 share them."},
        {true, "Differences of the fidelity index and of membership are taken on the same records; "
               "for membership the best attack on either table was chosen by looking, which the "
               "interval does not allow for. Other differences come from the intervals of both "
               "figures as if they were independent, so that more tables share a rank."},
        {true, "A risk against its limit is 0 where guessing is and 1 at the limit; the largest of "
               "all gates counts."},
        {!to->is_policy_given, "No policy was given: limits are those of the preset controlled, "
                               "and there are no verdicts."},
        {!has_measure(to->draws[0].card, "worst-attack"),
         "The measure worst-attack was not run: the largest area of the single attacks that were "
         "run stands in its place, also against its limit. It may be lower than that of all "
         "attacks."},
        {has_draws(to), "Of several draws of one generator the mean is ranked; its interval also "
                        "allows for the chance of drawing. What is released is one draw: look at "
                        "the worst."}};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].applies)
            KEUR_TRY(note(to, all[i].sentence, err));
out:
    return status;
}

keur_status keur_league_finish(keur_league *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t g = 0; g < to->n_generators; g++)
        for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
            join_draws(to, axis, &to->generators[g]);
    KEUR_TRY(list_gaps(to, err));
    KEUR_TRY(rank_all(to, err));
    KEUR_TRY(add_notes(to, err));
out:
    return status;
}
