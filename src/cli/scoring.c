/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/scoring.h"

#include <stdio.h>
#include <string.h>

#include "assess/self_test.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/output.h"
#include "cli/request.h"
#include "cli/stopwatch.h"
#include "cli/terminal.h"

/* The form to print, which --format or --json says. */
static keur_status choose_form(const keur_parsed *line, const keur_form **form, keur_error *err)
{
    const char *word = keur_option_value(line, "format");
    const bool is_json = keur_option_is(line, "json");

    if (is_json && word != NULL)
        return keur_fail(err, KEUR_EUSAGE, "--json and --format: give one of them");
    return keur_form_find(word != NULL ? word : is_json ? "json" : "text", form, err);
}

/* The file of a form that is not written anyway. */
static keur_status add_form(const keur_scorecard *exported, const keur_form *form,
                            const keur_language *language, keur_output *outputs, size_t *n,
                            keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < *n; i++)
        if (strcmp(outputs[i].name, form->file) == 0)
            return KEUR_OK;
    outputs[*n].name = form->file;
    KEUR_TRY(keur_spoken_card(exported, form, language, 80, false, &outputs[*n].text, err));
    ++*n;
out:
    return status;
}

static keur_status write_files(const keur_parsed *line, keur_scored_table *made,
                               const char *directory, const keur_form *form,
                               const keur_language *language, keur_error *err)
{
    const char *internal = keur_option_value(line, "internal");
    keur_output outputs[5] = {{.name = NULL}};
    keur_score_lines *lines = NULL;
    size_t n = 4;
    keur_status status = KEUR_OK;

    if (directory != NULL) {
        KEUR_TRY(keur_outputs_scorecard(made->exported, language, outputs, err));
        outputs[3] = (keur_output){.name = "timing.json", .text = made->timing};
        made->timing = NULL;
        KEUR_TRY(add_form(made->exported, form, language, outputs, &n, err));
        KEUR_TRY(keur_outputs_write(directory, outputs, n, err));
    }
    if (internal != NULL) {
        KEUR_TRY(keur_outputs_scorecard(made->full, language, outputs, err));
        KEUR_TRY(keur_outputs_scores(made->inputs.on, &lines, &outputs[3], err));
        KEUR_TRY(keur_outputs_write(internal, outputs, 4, err));
    }
out:
    keur_score_lines_free(lines);
    for (size_t i = 0; i < 5; i++)
        keur_release(outputs[i].text);
    return status;
}

/* Leaks that are planted; the tables are needed no more afterwards. */
static keur_status test_self(const keur_score_options *options, keur_scored_table *made,
                             keur_error *err)
{
    const keur_inputs *in = &made->inputs;
    const keur_table *tables[KEUR_N_TABLES];
    const keur_self_test of = {.tables = tables,
                               .schema = in->schema,
                               .case_options = &in->options,
                               .on = in->on,
                               .options = options,
                               .policy = made->policy};

    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        tables[role] = in->tables[role];
    return keur_self_test_run(&of, made->full, err);
}

static keur_status measure(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                           const char *title, keur_request *wanted, keur_stopwatch *watch,
                           keur_scored_table *made, keur_error *err)
{
    const bool is_tested = keur_option_is(line, "self-test");
    keur_status status = KEUR_OK;

    wanted->options.title = title != NULL ? title : wanted->options.title;
    wanted->options.policy = made->policy;
    wanted->options.progress = keur_stopwatch_step;
    wanted->options.progress_context = watch;
    keur_stopwatch_lap(watch, "reading");
    KEUR_TRY(keur_inputs_make(sources, line, true, &made->inputs, err));
    if (!is_tested)
        keur_inputs_let_go(&made->inputs);
    KEUR_TRY(keur_score(made->inputs.on, made->inputs.schema, &wanted->options, &made->full, err));
    if (is_tested)
        KEUR_TRY(test_self(&wanted->options, made, err));
    keur_inputs_let_go(&made->inputs);
    keur_stopwatch_lap(watch, NULL);
    if (made->policy != NULL)
        KEUR_TRY(keur_scorecard_judge(made->full, made->policy, err));
    KEUR_TRY(keur_scorecard_export(made->full, &made->exported, err));
    KEUR_TRY(keur_stopwatch_print(watch, &made->timing, err));
out:
    return status;
}

keur_status keur_scoring_make(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                              const char *title, keur_scored_table *made, keur_error *err)
{
    const char *policy_name = keur_option_value(line, "policy");
    keur_stopwatch watch = {.shown = keur_progress_start(keur_option_is(line, "quiet"))};
    keur_request wanted;
    keur_status status = KEUR_OK;

    *made = (keur_scored_table){.policy = NULL};
    KEUR_TRY(keur_request_make(line, &wanted, err));
    if (policy_name != NULL)
        KEUR_TRY(keur_policy_open(policy_name, &made->policy, err));
    if (made->policy == NULL && keur_option_is(line, "junit")) {
        status = keur_fail(err, KEUR_EUSAGE, "--junit needs --policy");
        goto out;
    }
    KEUR_TRY(measure(line, sources, title, &wanted, &watch, made, err));
out:
    keur_progress_end(&watch.shown);
    keur_request_free(&wanted);
    return status;
}

void keur_scored_table_free(keur_scored_table *made)
{
    keur_release(made->timing);
    keur_scorecard_free(made->full);
    keur_scorecard_free(made->exported);
    keur_policy_free(made->policy);
    keur_inputs_free(&made->inputs);
    *made = (keur_scored_table){.policy = NULL};
}

keur_status keur_scoring_run(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                             const char *title, const char *directory, keur_decision *decision,
                             keur_error *err)
{
    keur_scored_table made = {.policy = NULL};
    const keur_form *form = NULL;
    keur_language *language = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(choose_form(line, &form, err));
    KEUR_TRY(keur_output_language(line, &language, err));
    KEUR_TRY(keur_scoring_make(line, sources, title, &made, err));
    if (made.full->verdict != NULL)
        *decision = made.full->verdict->decision;
    KEUR_TRY(write_files(line, &made, directory, form, language, err));
    KEUR_TRY(keur_output_junit(keur_option_value(line, "junit"), made.exported, made.policy, err));
    KEUR_TRY(keur_print_scorecard(made.exported, form, language, err));
out:
    keur_language_free(language);
    keur_scored_table_free(&made);
    return status;
}
