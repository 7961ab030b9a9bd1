/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What counts as found. Each finder has the figures of a family, and finds a leak where the
 * smallest of their one-sided p-values, times how many they are (Bonferroni), is at most 0.05: a
 * table without a leak is then accused by a finder in one of twenty cases at most. Membership goes
 * by the p-value of `worst-attack`, which allows for the choice among attacks, where it was run.
 */
#include <math.h>
#include <string.h>

#include "assess/self_test_impl.h"
#include "assess/verdict_impl.h"

#define MOST_P 0.05

const char *keur_finder_word(keur_finder finder)
{
    static const char *const words[KEUR_N_FINDERS] = {"exact-copies", "membership", "attribute",
                                                      "identity", "verdict"};

    return words[finder];
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Train less holdout, so that 0 is where nothing leaks. */
static bool is_gain(const keur_figure *of)
{
    return of->kind == KEUR_KIND_RISK ||
           (of->kind == KEUR_KIND_DIFFERENCE && ends_with(of->name, "-excess") &&
            of->direction == KEUR_HIGHER_IS_RISKIER);
}

/* The finder a figure is for; KEUR_N_FINDERS: none. *limit: where it lies if nothing leaks. */
static keur_finder finder_of(const keur_scorecard *card, const keur_scorecard_figure *figure,
                             double *limit)
{
    const keur_scorecard_measure *measure = &card->measures[figure->measure];
    const keur_figure *of = &figure->figure;

    *limit = 0;
    switch (measure->family) {
    case KEUR_FAMILY_COPY:
        return strcmp(of->name, "exact-copies-excess") == 0 ? KEUR_FINDER_COPIES : KEUR_N_FINDERS;
    case KEUR_FAMILY_MEMBERSHIP:
        *limit = 0.5;
        return strcmp(of->name, "auc") == 0 ? KEUR_FINDER_MEMBERSHIP : KEUR_N_FINDERS;
    case KEUR_FAMILY_ATTRIBUTE:
        return is_gain(of) ? KEUR_FINDER_ATTRIBUTE : KEUR_N_FINDERS;
    case KEUR_FAMILY_IDENTITY:
        return is_gain(of) ? KEUR_FINDER_IDENTITY : KEUR_N_FINDERS;
    default:
        return KEUR_N_FINDERS;
    }
}

/* The p-value of the worst attack; NAN where it was not run. */
static double worst_p(const keur_scorecard *card)
{
    const ptrdiff_t worst = keur_judging_measure(card, "worst-attack");

    for (size_t i = 0; worst >= 0 && i < card->n_figures; i++) {
        const keur_figure *of = &card->figures[i].figure;

        if (card->figures[i].measure == (size_t)worst && strcmp(of->name, "p") == 0)
            return of->invalid == NULL ? of->value : NAN;
    }
    return NAN;
}

keur_found_by keur_find_leaks(const keur_scorecard *card)
{
    double least[KEUR_N_FINDERS], n[KEUR_N_FINDERS] = {0};
    const double worst = worst_p(card);
    keur_found_by made = {0, 0};

    for (size_t k = 0; k < KEUR_N_FINDERS; k++)
        least[k] = 1;
    for (size_t i = 0; i < card->n_figures; i++) {
        double limit;
        const keur_finder by = finder_of(card, &card->figures[i], &limit);
        keur_evidence evidence;

        if (by == KEUR_N_FINDERS || !isfinite(card->figures[i].figure.value) ||
            !isfinite(card->figures[i].figure.low))
            continue;
        evidence =
            keur_evidence_find(&card->figures[i].figure, false, KEUR_BELOW, limit, 1 - MOST_P);
        least[by] = fmin(least[by], evidence.p);
        n[by]++;
    }
    if (!isnan(worst)) {
        least[KEUR_FINDER_MEMBERSHIP] = worst;
        n[KEUR_FINDER_MEMBERSHIP] = 1;
    }
    for (keur_finder by = KEUR_FINDER_COPIES; by < KEUR_FINDER_VERDICT; by++) {
        made.able |= n[by] > 0 ? 1u << by : 0;
        made.found |= n[by] > 0 && least[by] * n[by] <= MOST_P ? 1u << by : 0;
    }
    if (card->verdict != NULL) {
        made.able |= 1u << KEUR_FINDER_VERDICT;
        made.found |=
            card->verdict->decision == KEUR_DO_NOT_RELEASE ? 1u << KEUR_FINDER_VERDICT : 0;
    }
    return made;
}
