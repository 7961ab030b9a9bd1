/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole of `keur compare`: each table is scored as `keur score` does it, one after the other,
 * so that no more than one of them is in memory beside the real ones. */
#include "cli/comparing.h"

#include <string.h>

#include "assess/league_refer.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/common.h"
#include "case/stand_in.h"
#include "cli/contenders.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/request.h"
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
    keur_decision decision;  /* the strictest */
    keur_language *language; /* NULL: English */
} comparing;

/* --- one table */

static keur_status score_case(comparing *on, keur_case *made, const keur_schema *schema,
                              const keur_score_options *options, bool is_judged,
                              keur_scorecard **exported, keur_error *err)
{
    keur_scorecard *full = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_score(made, schema, options, &full, err));
    if (is_judged) {
        KEUR_TRY(keur_scorecard_judge(full, on->policy, err));
        if (full->verdict->decision > on->decision)
            on->decision = full->verdict->decision;
    }
    KEUR_TRY(keur_scorecard_export(full, exported, err));
out:
    keur_scorecard_free(full);
    return status;
}

/* As `keur score` has it, for a table that was read. */
static keur_status score_table(comparing *on, const keur_contender *of, keur_table *table,
                               const char *title, keur_error *err)
{
    keur_score_options options = on->wanted.options;
    keur_scored scored = {.name = of->name, .draw = of->draw};
    keur_table *tables[KEUR_N_TABLES];
    const keur_table *seen[KEUR_N_TABLES];
    keur_schema *schema = NULL;
    keur_case *made = NULL;
    keur_status status = KEUR_OK;

    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        seen[role] = tables[role] = role == KEUR_SYNTHETIC ? table : on->real[role];
    options.title = title;
    KEUR_TRY(keur_inputs_schema(tables, on->line, &schema, err));
    KEUR_TRY(keur_case_new(seen, schema, &on->options, &made, err));
    KEUR_TRY(keur_case_join(made, on->common, err));
    KEUR_TRY(score_case(on, made, schema, &options, on->is_policy_given, &scored.exported, err));
    scored.on = made;
    KEUR_TRY(keur_league_add(on->league, &scored, err));
out:
    keur_case_free(made);
    keur_schema_free(schema);
    return status;
}

static keur_status score_contender(comparing *on, const keur_contender *of, keur_error *err)
{
    const keur_source from = {.path = of->path};
    keur_table *table = NULL;
    keur_text title = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    keur_stopwatch_lap(&on->watch, "reading");
    KEUR_TRY(keur_inputs_read(&from, on->line, &table, err));
    KEUR_TRY(of->draw > 0 ? keur_text_format(&title, err, "%s #%zu", of->name, of->draw)
                          : keur_text_add(&title, of->name, err));
    KEUR_TRY(score_table(on, of, table, title.bytes, err));
out:
    keur_text_free(&title);
    keur_table_free(table);
    return status;
}

/* --- reference points */

static keur_status refer(comparing *on, const keur_schema *schema,
                         const keur_score_options *options, keur_stand_in kind, keur_error *err)
{
    static const struct {
        const char *name, *about;
    } words[] = {
        [KEUR_STAND_IN_COPY] = {"copy of train", "the train table in the place of a synthetic one"},
        [KEUR_STAND_IN_FRESH] = {"fresh real rows",
                                 "one half of the holdout, the other half being the holdout"},
        [KEUR_STAND_IN_INDEPENDENT] = {"independent columns",
                                       "each column drawn by itself from the train table"}};
    const keur_table *seen[KEUR_N_TABLES];
    keur_case *made = NULL;
    keur_scorecard *exported = NULL;
    keur_status status = KEUR_OK;

    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        seen[role] = on->real[role];
    KEUR_TRY(keur_case_new_stand_in(seen, schema, &on->options, kind, &made, err));
    KEUR_TRY(keur_case_join(made, on->common, err));
    KEUR_TRY(score_case(on, made, schema, options, false, &exported, err));
    KEUR_TRY(keur_league_refer(on->league, words[kind].name, words[kind].about, exported, err));
out:
    keur_case_free(made);
    return status;
}

static keur_status refer_all(comparing *on, keur_error *err)
{
    keur_some_options with = {.measures = NULL};
    keur_schema *schema = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_refer_options_make(&on->wanted.options, on->policy, &with, err));
    if (with.measures[0] == NULL)
        goto out;
    KEUR_TRY(keur_inputs_schema(on->real, on->line, &schema, err));
    for (keur_stand_in kind = KEUR_STAND_IN_COPY; kind <= KEUR_STAND_IN_INDEPENDENT; kind++)
        KEUR_TRY(refer(on, schema, &with.options, kind, err));
out:
    keur_schema_free(schema);
    keur_some_options_free(&with);
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
        KEUR_TRY(keur_inputs_read(&on->sources[role], on->line, &on->real[role], err));
out:
    keur_release(all);
    return status;
}

static keur_status open_all(comparing *on, keur_error *err)
{
    const char *policy = keur_option_value(on->line, "policy");
    keur_status status = KEUR_OK;

    if (keur_option_value(on->line, "holdout") == NULL)
        return keur_fail(err, KEUR_EUSAGE,
                         "--holdout is needed: without real rows that no generator saw neither "
                         "fidelity nor risks can be compared");
    KEUR_TRY(keur_request_make(on->line, &on->wanted, err));
    KEUR_TRY(keur_inputs_case_options(on->line, true, &on->options, err));
    KEUR_TRY(keur_common_new(&on->common, err));
    on->is_policy_given = policy != NULL;
    KEUR_TRY(keur_policy_open(policy != NULL ? policy : "controlled", &on->policy, err));
    on->wanted.options.policy = on->is_policy_given ? on->policy : NULL;
    on->wanted.options.progress = keur_stopwatch_step;
    on->wanted.options.progress_context = &on->watch;
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
    for (size_t i = 0; i < of->n; i++)
        KEUR_TRY(score_contender(on, &of->items[i], err));
    if (!keur_option_is(on->line, "no-references"))
        KEUR_TRY(refer_all(on, err));
    keur_stopwatch_lap(&on->watch, "comparing");
    KEUR_TRY(keur_league_finish(on->league, err));
    keur_stopwatch_lap(&on->watch, NULL);
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
