/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a self-test says: for each leak and finder the smallest share that was found, and of each
 * leak a sentence. No row, and no number of rows but that of the tables. */
#include <math.h>
#include <stdio.h>

#include "assess/scorecard_impl.h"
#include "assess/self_test_impl.h"
#include "base/text.h"
#include "base/try.h"

enum { N_FIGURES = (KEUR_N_PLANTS + 1) * KEUR_N_FINDERS };

static const keur_scorecard_measure self_test = {
    .name = "self-test",
    .title = "Self-test: leaks that were planted",
    .question = "Of leaks that were planted in 1, 5 and 20% of the synthetic rows, which is the "
                "smallest share that was found, and by what?",
    .limits = "One draw of planted rows: near the smallest share found, another may be missed, and "
              "where the table itself is near to being accused, little is enough. A "
              "leak of another kind may pass where these are found.",
    .source = "insertion of known leaks by this program; found: p at most 0.05, by Bonferroni over "
              "the figures of a finder",
    .family = KEUR_FAMILY_COPY};

static const char *const plant_words[KEUR_N_PLANTS] = {[KEUR_PLANT_COPIES] = "copies",
                                                       [KEUR_PLANT_NEAR] = "near-copies",
                                                       [KEUR_PLANT_SECRETS] = "secrets"};

static const char *const plant_sentences[KEUR_N_PLANTS] = {
    [KEUR_PLANT_COPIES] = "exact copies of train rows",
    [KEUR_PLANT_NEAR] = "copies of train rows but for one column",
    [KEUR_PLANT_SECRETS] = "keys and secrets of train rows"};

static bool has(unsigned set, keur_finder by)
{
    return (set >> by & 1u) != 0;
}

/* "1% and 5%": the shares that were found, or that were not; nothing: there are none. */
static keur_status list_shares(const keur_found_by of[KEUR_N_SHARES], keur_finder by, bool is_found,
                               keur_text *to, keur_error *err)
{
    size_t n = 0, at = 0;
    keur_status status = KEUR_OK;

    for (size_t s = 0; s < KEUR_N_SHARES; s++)
        n += has(of[s].found, by) == is_found;
    for (size_t s = 0; s < KEUR_N_SHARES; s++) {
        if (has(of[s].found, by) != is_found)
            continue;
        KEUR_TRY(keur_text_format(to, err, "%s%d%%",
                                  at == 0       ? ""
                                  : at + 1 == n ? (is_found ? " and " : " or ")
                                                : ", ",
                                  keur_planted_percents[s]));
        at++;
    }
out:
    return status;
}

/* "found at 5% and 20%, not found at 1%" */
static keur_status say(const keur_found_by of[KEUR_N_SHARES], keur_finder by, keur_text *to,
                       keur_error *err)
{
    keur_text found = {NULL, 0, 0}, missed = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(list_shares(of, by, true, &found, err));
    KEUR_TRY(list_shares(of, by, false, &missed, err));
    if (found.length > 0)
        KEUR_TRY(keur_text_format(to, err, "found at %s", found.bytes));
    if (missed.length > 0)
        KEUR_TRY(keur_text_format(to, err, "%snot found at %s", found.length > 0 ? ", " : "",
                                  missed.bytes));
out:
    keur_text_free(&found);
    keur_text_free(&missed);
    return status;
}

static keur_status add_figure(keur_scorecard *to, const keur_figure *figure, keur_error *err)
{
    keur_scorecard_figure *made = &to->figures[to->n_figures];

    made->measure = to->n_measures - 1;
    to->n_figures++;
    return keur_figure_copy(figure, to->arena, &made->figure, err);
}

static keur_status add_planted(const keur_self_tested *of, keur_plant_kind kind, keur_finder by,
                               keur_scorecard *to, keur_error *err)
{
    const keur_found_by *planted = of->planted[kind];
    keur_text said = {NULL, 0, 0};
    char name[60] = "";
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
    keur_status status = KEUR_OK;

    (void)snprintf(name, sizeof name, "%s-by-%s", plant_words[kind], keur_finder_word(by));
    figure.unit = "percent";
    figure.n = of->n_rows;
    figure.direction = KEUR_DIRECTION_NONE;
    KEUR_TRY(say(planted, by, &said, err));
    /* The smallest from which on every larger one was found. */
    for (size_t s = KEUR_N_SHARES; s-- > 0 && has(planted[s].found, by);)
        figure.value = keur_planted_percents[s];
    if (kind == KEUR_PLANT_SECRETS && !of->has_secrets)
        figure.reason = "no keys and secrets were declared, so that none were planted";
    else if (!has(of->as_it_is.able, by))
        figure.reason = by == KEUR_FINDER_VERDICT ? "no policy was given"
                                                  : "no figure that would find it was computed";
    else if (has(of->as_it_is.found, by))
        figure.reason = "the table as it is was found to leak: what was planted cannot be told";
    else if (isnan(figure.value))
        figure.reason = said.bytes;
    if (figure.reason != NULL)
        figure.value = NAN;
    else
        figure.no_interval = said.bytes;
    KEUR_TRY(add_figure(to, &figure, err));
out:
    keur_text_free(&said);
    return status;
}

/* Whether a finder accuses rows that cannot leak. */
static keur_status add_free(const keur_self_tested *of, keur_finder by, keur_scorecard *to,
                            keur_error *err)
{
    const bool is_found = has(of->free.found, by);
    char name[60] = "";
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    (void)snprintf(name, sizeof name, "fresh-rows-by-%s", keur_finder_word(by));
    figure.unit = "false alarms";
    figure.n = of->n_free;
    if (of->no_free != NULL)
        figure.reason = of->no_free;
    else if (!has(of->free.able, by))
        figure.reason = by == KEUR_FINDER_VERDICT
                            ? "no policy was given"
                            : "half of the holdout is too little to compute it with the other half";
    else
        figure.value = is_found;
    if (figure.reason == NULL)
        figure.no_interval = is_found ? "one table without a leak: it was accused"
                                      : "one table without a leak: it was not accused";
    return add_figure(to, &figure, err);
}

static keur_status sentence_of(const keur_self_tested *of, keur_plant_kind kind, keur_text *to,
                               keur_error *err)
{
    bool is_first = true;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(to, err,
                              "Self-test, %s in the place of 1, 5 and 20%% of the synthetic rows: ",
                              plant_sentences[kind]));
    for (keur_finder by = KEUR_FINDER_COPIES; by < KEUR_N_FINDERS; by++) {
        if (!has(of->as_it_is.able, by))
            continue;
        KEUR_TRY(keur_text_format(to, err, "%s%s: ", is_first ? "" : "; ", keur_finder_word(by)));
        is_first = false;
        if (has(of->as_it_is.found, by))
            KEUR_TRY(keur_text_add(to, "found in the table as it is", err));
        else
            KEUR_TRY(say(of->planted[kind], by, to, err));
    }
    KEUR_TRY(keur_text_add(to, ".", err));
out:
    return status;
}

static keur_status add_notices(const keur_self_tested *of, keur_scorecard *to, keur_error *err)
{
    const char **all = NULL;
    size_t n = to->n_notices;
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(to->arena, all, n + KEUR_N_PLANTS, err));
    for (size_t i = 0; i < n; i++)
        all[i] = to->notices[i];
    for (keur_plant_kind kind = KEUR_PLANT_COPIES; kind < KEUR_N_PLANTS; kind++) {
        if (kind == KEUR_PLANT_SECRETS && !of->has_secrets)
            continue;
        keur_text_clear(&text);
        KEUR_TRY(sentence_of(of, kind, &text, err));
        KEUR_TRY(keur_arena_string(to->arena, text.bytes, &all[n++], err));
    }
    to->notices = all;
    to->n_notices = n;
out:
    keur_text_free(&text);
    return status;
}

/* Room for one measure more and its figures. */
static keur_status make_room(keur_scorecard *to, keur_error *err)
{
    keur_scorecard_measure *measures = NULL;
    keur_scorecard_figure *figures = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_ARENA_NEW(to->arena, measures, to->n_measures + 1, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, figures, to->n_figures + N_FIGURES, err));
    for (size_t i = 0; i < to->n_measures; i++)
        measures[i] = to->measures[i];
    for (size_t i = 0; i < to->n_figures; i++)
        figures[i] = to->figures[i];
    to->measures = measures;
    to->figures = figures;
    to->measures[to->n_measures++] = self_test;
out:
    return status;
}

keur_status keur_self_tested_add(const keur_self_tested *of, keur_scorecard *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(make_room(to, err));
    for (keur_plant_kind kind = KEUR_PLANT_COPIES; kind < KEUR_N_PLANTS; kind++)
        for (keur_finder by = KEUR_FINDER_COPIES; by < KEUR_N_FINDERS; by++)
            KEUR_TRY(add_planted(of, kind, by, to, err));
    for (keur_finder by = KEUR_FINDER_COPIES; by < KEUR_N_FINDERS; by++)
        KEUR_TRY(add_free(of, by, to, err));
    KEUR_TRY(add_notices(of, to, err));
out:
    return status;
}
