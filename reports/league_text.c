/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/league_forms.h"
#include "reports/wrap.h"

void keur_standing_print(const keur_standing *at, char out[KEUR_STANDING_SIZE])
{
    if (isnan(at->value))
        (void)snprintf(out, KEUR_STANDING_SIZE, "not estimable: %.150s",
                       at->reason != NULL ? at->reason : "nothing is known");
    else if (isnan(at->low) || isnan(at->high))
        (void)snprintf(out, KEUR_STANDING_SIZE, "%.3g", at->value);
    else
        (void)snprintf(out, KEUR_STANDING_SIZE, "%.3g (%.3g to %.3g)", at->value, at->low,
                       at->high);
    for (char *c = out; isfinite(at->value) && *c != '\0'; c++)
        *c = *c == ',' ? '.' : *c; /* the locale's decimal sign */
}

void keur_draws_print(const keur_standing *at, char out[KEUR_STANDING_SIZE])
{
    const keur_standing all[] = {{.value = at->spread, .low = NAN, .high = NAN},
                                 {.value = at->worst, .low = NAN, .high = NAN}};
    char texts[2][KEUR_STANDING_SIZE];

    *out = '\0';
    if (at->n_draws < 2)
        return;
    for (size_t i = 0; i < 2; i++)
        keur_standing_print(&all[i], texts[i]);
    (void)snprintf(out, KEUR_STANDING_SIZE, "; %zu draws, spread %.30s, worst %.30s", at->n_draws,
                   texts[0], texts[1]);
}

void keur_rank_print(const keur_standing *at, char out[KEUR_STANDING_SIZE])
{
    if (at->best_rank == 0)
        (void)snprintf(out, KEUR_STANDING_SIZE, "-");
    else if (at->best_rank == at->last_rank)
        (void)snprintf(out, KEUR_STANDING_SIZE, "%zu", at->best_rank);
    else
        (void)snprintf(out, KEUR_STANDING_SIZE, "%zu to %zu", at->best_rank, at->last_rank);
}

/* Generators in the order of their ranks, ties in the order given. */
static size_t next_of(const keur_league *of, keur_axis axis, size_t rank, size_t after)
{
    for (size_t g = after; g < of->n_generators; g++) {
        const size_t best = of->generators[g].at[axis].best_rank;

        if ((best == 0 ? of->n_generators + 1 : best) == rank)
            return g;
    }
    return of->n_generators;
}

/* "1 to 2: mostly" beside "1.02 (0.98 to 1.06)". */
static keur_status put_line(keur_page *to, const char *rank, const char *name,
                            const keur_standing *at, keur_error *err)
{
    char label[KEUR_STANDING_SIZE + 200], value[3 * KEUR_STANDING_SIZE];
    char number[KEUR_STANDING_SIZE], draws[KEUR_STANDING_SIZE];

    (void)snprintf(label, sizeof label, "%s%s%s", rank, *rank != '\0' ? ": " : "", name);
    keur_standing_print(at, number);
    keur_draws_print(at, draws);
    (void)snprintf(value, sizeof value, "%s%s%s", number,
                   at->invalid != NULL ? " (not to be relied upon)" : "", draws);
    return keur_page_pair(to, 2, label, value, err);
}

static keur_status put_axis(keur_page *to, const keur_league *of, keur_axis axis, keur_error *err)
{
    char text[KEUR_STANDING_SIZE];
    keur_status status = KEUR_OK;

    (void)snprintf(text, sizeof text, "%s (%s is better)", keur_axis_heading(axis),
                   keur_axis_is_gain(axis) ? "more" : "less");
    KEUR_TRY(keur_page_gap(to, err));
    KEUR_TRY(keur_page_line(to, 0, KEUR_STRONG, text, err));
    for (size_t r = 1; r <= of->n_generators + 1; r++) {
        for (size_t g = next_of(of, axis, r, 0); g < of->n_generators;
             g = next_of(of, axis, r, g + 1)) {
            keur_rank_print(&of->generators[g].at[axis], text);
            KEUR_TRY(put_line(to, text, of->generators[g].name, &of->generators[g].at[axis], err));
        }
    }
    for (size_t i = 0; i < of->n_references; i++)
        if (!isnan(of->references[i].at[axis].value))
            KEUR_TRY(put_line(to, "", of->references[i].name, &of->references[i].at[axis], err));
out:
    return status;
}

static keur_status put_verdicts(keur_page *to, const keur_league *of, keur_error *err)
{
    char text[KEUR_STANDING_SIZE];
    keur_status status = KEUR_OK;

    if (!of->is_policy_given)
        return KEUR_OK;
    (void)snprintf(text, sizeof text, "Verdict by the policy %.150s", of->policy->name);
    KEUR_TRY(keur_page_gap(to, err));
    KEUR_TRY(keur_page_line(to, 0, KEUR_STRONG, text, err));
    for (size_t i = 0; i < of->n_draws; i++)
        KEUR_TRY(keur_page_pair(to, 2, of->draws[i].name,
                                keur_decision_word(of->draws[i].card->verdict->decision), err));
out:
    return status;
}

const char *keur_front_sentence(keur_front front)
{
    static const char *const words[KEUR_N_FRONTS] = {
        [KEUR_FRONT_UNKNOWN] = "unknown: a value is missing",
        [KEUR_FRONT_ON] = "on the front: no other is as good in both and better in one",
        [KEUR_FRONT_NEAR] = "behind another, within chance",
        [KEUR_FRONT_BEHIND] = "behind another in both, beyond chance"};

    return words[front];
}

static keur_status put_front(keur_page *to, const keur_league *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_page_gap(to, err));
    KEUR_TRY(keur_page_line(to, 0, KEUR_STRONG, "Fidelity and largest risk together", err));
    for (size_t g = 0; g < of->n_generators; g++)
        KEUR_TRY(keur_page_pair(to, 2, of->generators[g].name,
                                keur_front_sentence(of->generators[g].front), err));
    KEUR_TRY(keur_page_gap(to, err));
out:
    return status;
}

keur_status keur_league_text(const keur_translator *by, const keur_league *league, int width,
                             char **text, keur_error *err)
{
    keur_page page = {.width = width < 1 ? 80 : width < 40 ? 40 : (size_t)width, .by = by};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_page_line(&page, 0, KEUR_STRONG, league->title, err));
    KEUR_TRY(put_verdicts(&page, league, err));
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
        KEUR_TRY(put_axis(&page, league, axis, err));
    KEUR_TRY(put_front(&page, league, err));
    for (size_t i = 0; i < league->n_notes; i++)
        KEUR_TRY(keur_page_line(&page, 0, KEUR_PLAIN, league->notes[i], err));
    *text = page.text.bytes;
    page.text.bytes = NULL;
out:
    keur_text_free(&page.text);
    return status;
}
