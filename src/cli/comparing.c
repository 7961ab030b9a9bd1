/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole of `keur compare`: each table is scored as `keur score` does it. */
#include "cli/comparing.h"

#include <string.h>

#include "assess/league_refer.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/common.h"
#include "cli/contenders.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/request.h"
#include "cli/side_by_side.h"
#include "cli/stopwatch.h"
#include "reports/league_forms.h"

typedef struct comparing {
    const keur_parsed *line;
    keur_request wanted;
    keur_policy *policy;
    bool is_policy_given;
    keur_source sources[KEUR_N_TABLES];
    keur_table *real[KEUR_N_TABLES]; /* none in the place of the synthetic one */
    keur_case_options options;
    keur_common *common;
    keur_league *league;
    keur_stopwatch watch;
    keur_entrant *entrants; /* tables, then reference points */
    size_t n_tables, n_entrants, most_at_once;
    keur_some_options of_references;
    keur_decision decision;  /* the strictest */
    keur_language *language; /* NULL: English */
} comparing;

/* --- what is scored */

static void add_reference(keur_stand_in kind, const keur_score_options *options, keur_entrant *to)
{
    static const char *const names[] = {[KEUR_STAND_IN_COPY] = "copy of train",
                                        [KEUR_STAND_IN_FRESH] = "fresh real rows",
                                        [KEUR_STAND_IN_INDEPENDENT] = "independent columns"};

    *to = (keur_entrant){.name = names[kind], .stand_in = kind, .options = options};
}

/* The tables, and behind them the reference points. */
static keur_status list_entrants(comparing *on, const keur_contenders *of, keur_error *err)
{
    const bool has_references = !keur_option_is(on->line, "no-references");
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->entrants, of->n + KEUR_STAND_IN_INDEPENDENT, err));
    for (size_t i = 0; i < of->n; i++)
        on->entrants[i] = (keur_entrant){.name = of->items[i].name,
                                         .draw = of->items[i].draw,
                                         .path = of->items[i].path,
                                         .options = &on->wanted.options};
    on->n_tables = on->n_entrants = of->n;
    if (!has_references)
        goto out;
    KEUR_TRY(keur_refer_options_make(&on->wanted.options, on->policy, &on->of_references, err));
    for (keur_stand_in kind = KEUR_STAND_IN_COPY;
         kind <= KEUR_STAND_IN_INDEPENDENT && on->of_references.measures[0] != NULL; kind++)
        add_reference(kind, &on->of_references.options, &on->entrants[on->n_entrants++]);
out:
    return status;
}

static keur_status score_all(comparing *on, keur_error *err)
{
    const keur_side_by_side with = {.line = on->line,
                                    .real = on->real,
                                    .policy = on->is_policy_given ? on->policy : NULL,
                                    .options = on->options,
                                    .common = on->common,
                                    .watch = &on->watch,
                                    .most_at_once = on->most_at_once};

    return keur_entrants_score(&with, on->entrants, on->n_entrants, err);
}

/* --- what is made of it */

static keur_status add_table(comparing *on, keur_entrant *of, keur_error *err)
{
    const keur_scored scored = {
        .name = of->name, .draw = of->draw, .records = of->records, .exported = of->exported};

    of->records = NULL;
    of->exported = NULL;
    if (of->decision > on->decision)
        on->decision = of->decision;
    return keur_league_add(on->league, &scored, err);
}

static keur_status add_point(comparing *on, keur_entrant *of, keur_error *err)
{
    static const char *const about[] = {
        [KEUR_STAND_IN_COPY] = "the train table in the place of a synthetic one",
        [KEUR_STAND_IN_FRESH] = "one half of the holdout, the other half being the holdout",
        [KEUR_STAND_IN_INDEPENDENT] = "each column drawn by itself from the train table"};
    keur_scorecard *exported = of->exported;

    of->exported = NULL;
    return keur_league_refer(on->league, of->name, about[of->stand_in], exported, err);
}

static keur_status compare_all(comparing *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    keur_stopwatch_lap(&on->watch, "comparing");
    for (size_t i = 0; i < on->n_tables; i++)
        KEUR_TRY(add_table(on, &on->entrants[i], err));
    for (size_t i = on->n_tables; i < on->n_entrants; i++)
        KEUR_TRY(add_point(on, &on->entrants[i], err));
    KEUR_TRY(keur_league_finish(on->league, err));
    keur_stopwatch_lap(&on->watch, NULL);
out:
    return status;
}

/* --- all of it */

static keur_status read_real(comparing *on, const keur_contenders *of, keur_error *err)
{
    keur_source *all = NULL;
    keur_status status = KEUR_OK;

    on->sources[KEUR_TRAIN].path = on->line->words[0];
    on->sources[KEUR_HOLDOUT].path = keur_option_value(on->line, "holdout");
    on->sources[KEUR_REFERENCE].path = keur_option_value(on->line, "reference");
    KEUR_TRY(KEUR_NEW(all, KEUR_N_TABLES + of->n, err));
    memcpy(all, on->sources, sizeof on->sources);
    for (size_t i = 0; i < of->n; i++)
        all[KEUR_N_TABLES + i].path = of->items[i].path;
    KEUR_TRY(keur_inputs_check(all, KEUR_N_TABLES + of->n, err));
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        KEUR_TRY(keur_inputs_read(&on->sources[role], on->line, 0, &on->real[role], err));
out:
    keur_release(all);
    return status;
}

static keur_status open_all(comparing *on, keur_error *err)
{
    const char *policy = keur_option_value(on->line, "policy");
    uint64_t at_once = 0;
    keur_status status = KEUR_OK;

    if (keur_option_value(on->line, "holdout") == NULL)
        return keur_fail(err, KEUR_EUSAGE,
                         "--holdout is needed: without real rows that no generator saw neither "
                         "fidelity nor risks can be compared");
    KEUR_TRY(keur_request_make(on->line, &on->wanted, err));
    KEUR_TRY(keur_inputs_case_options(on->line, true, &on->options, err));
    KEUR_TRY(keur_whole_number(on->line, "at-once", 1024, 0, &at_once, err));
    on->most_at_once = (size_t)at_once;
    KEUR_TRY(keur_common_new(&on->common, err));
    on->is_policy_given = policy != NULL;
    KEUR_TRY(keur_policy_open(policy != NULL ? policy : "controlled", &on->policy, err));
    on->wanted.options.policy = on->is_policy_given ? on->policy : NULL;
    KEUR_TRY(keur_league_new(on->policy, on->is_policy_given, keur_option_value(on->line, "title"),
                             &on->league, err));
out:
    return status;
}

static keur_status write_files(const comparing *on, const char *directory, keur_error *err)
{
    keur_output outputs[5] = {{.name = "comparison.json"},
                              {.name = "comparison.csv"},
                              {.name = "comparison.html"},
                              {.name = "comparison.txt"},
                              {.name = "timing.json"}};
    keur_text path = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_league_json(on->league, &outputs[0].text, err));
    KEUR_TRY(keur_league_csv(on->league, &outputs[1].text, err));
    KEUR_TRY(keur_spoken_league_html(on->league, on->language, &outputs[2].text, err));
    KEUR_TRY(keur_spoken_league_text(on->league, on->language, 80, &outputs[3].text, err));
    KEUR_TRY(keur_stopwatch_print(&on->watch, &outputs[4].text, err));
    for (size_t i = 0; i < on->league->n_draws; i++) {
        keur_output cards[3];

        keur_text_clear(&path);
        KEUR_TRY(keur_text_format(&path, err, "%s/%s", directory, on->league->draws[i].folder));
        KEUR_TRY(keur_outputs_scorecard(on->league->draws[i].card, on->language, cards, err));
        KEUR_TRY(keur_outputs_write(path.bytes, cards, 3, err));
    }
    KEUR_TRY(keur_outputs_write(directory, outputs, 5, err));
out:
    keur_text_free(&path);
    for (size_t i = 0; i < 5; i++)
        keur_release(outputs[i].text);
    return status;
}

static keur_status print_result(const comparing *on, keur_error *err)
{
    char *text = NULL;
    keur_status status = KEUR_OK;

    if (keur_option_is(on->line, "json"))
        KEUR_TRY(keur_league_json(on->league, &text, err));
    else
        KEUR_TRY(
            keur_spoken_league_text(on->league, on->language, keur_terminal_width(), &text, err));
    KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

static keur_status run_all(comparing *on, const keur_contenders *of, keur_error *err)
{
    const char *directory = keur_option_value(on->line, "output");
    keur_status status = KEUR_OK;

    KEUR_TRY(open_all(on, err));
    keur_stopwatch_lap(&on->watch, "reading");
    KEUR_TRY(read_real(on, of, err));
    KEUR_TRY(list_entrants(on, of, err));
    KEUR_TRY(score_all(on, err));
    KEUR_TRY(compare_all(on, err));
    if (directory != NULL)
        KEUR_TRY(write_files(on, directory, err));
    keur_progress_end(&on->watch.shown);
    KEUR_TRY(print_result(on, err));
out:
    return status;
}

keur_status keur_comparing_run(const keur_parsed *line, keur_decision *decision, keur_error *err)
{
    comparing on = {.line = line,
                    .watch = {.shown = keur_progress_start(keur_option_is(line, "quiet"))}};
    keur_contenders of = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_output_language(line, &on.language, err));
    KEUR_TRY(keur_contenders_make(line->words + 1, line->n_words - 1, &of, err));
    KEUR_TRY(run_all(&on, &of, err));
    *decision = on.decision;
out:
    if (status != KEUR_OK)
        keur_progress_end(&on.watch.shown);
    for (size_t i = 0; i < on.n_entrants; i++)
        keur_entrant_free(&on.entrants[i]);
    keur_release(on.entrants);
    keur_some_options_free(&on.of_references);
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        keur_table_free(on.real[role]);
    keur_league_free(on.league);
    keur_common_free(on.common);
    keur_policy_free(on.policy);
    keur_language_free(on.language);
    keur_request_free(&on.wanted);
    keur_contenders_free(&of);
    return status;
}
