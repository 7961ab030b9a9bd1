/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/scoring.h"

#include "base/memory.h"
#include "base/try.h"
#include "cli/output.h"
#include "cli/request.h"
#include "cli/stopwatch.h"
#include "cli/terminal.h"

static keur_status write_files(const keur_parsed *line, const keur_case *on,
                               const keur_scorecard *full, const keur_scorecard *exported,
                               const char *directory, const keur_stopwatch *watch, keur_error *err)
{
    const char *internal = keur_option_value(line, "internal");
    keur_output outputs[4] = {{.name = NULL}};
    keur_score_lines *lines = NULL;
    keur_status status = KEUR_OK;

    if (directory != NULL) {
        KEUR_TRY(keur_outputs_scorecard(exported, outputs, err));
        outputs[3].name = "timing.json";
        KEUR_TRY(keur_stopwatch_print(watch, &outputs[3].text, err));
        KEUR_TRY(keur_outputs_write(directory, outputs, 4, err));
    }
    if (internal != NULL) {
        KEUR_TRY(keur_outputs_scorecard(full, outputs, err));
        KEUR_TRY(keur_outputs_scores(on, &lines, &outputs[3], err));
        KEUR_TRY(keur_outputs_write(internal, outputs, 4, err));
    }
out:
    keur_score_lines_free(lines);
    for (size_t i = 0; i < 4; i++)
        keur_release(outputs[i].text);
    return status;
}

static keur_status print_result(const keur_parsed *line, const keur_scorecard *exported,
                                keur_error *err)
{
    char *text = NULL;
    keur_status status = KEUR_OK;

    if (!keur_option_is(line, "json"))
        return keur_print_scorecard(exported, err);
    KEUR_TRY(keur_scorecard_json(exported, &text, err));
    KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

keur_status keur_scoring_run(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                             const char *title, const char *directory, keur_decision *decision,
                             keur_error *err)
{
    const char *policy_name = keur_option_value(line, "policy");
    keur_policy *policy = NULL;
    keur_stopwatch watch = {.shown = keur_progress_start(keur_option_is(line, "quiet"))};
    keur_inputs inputs = {.schema = NULL};
    keur_scorecard *full = NULL, *exported = NULL;
    keur_request wanted;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_request_make(line, &wanted, err));
    if (policy_name != NULL)
        KEUR_TRY(keur_policy_open(policy_name, &policy, err));
    wanted.options.title = title != NULL ? title : wanted.options.title;
    wanted.options.policy = policy;
    wanted.options.progress = keur_stopwatch_step;
    wanted.options.progress_context = &watch;
    keur_stopwatch_lap(&watch, "reading");
    KEUR_TRY(keur_inputs_make(sources, line, true, &inputs, err));
    KEUR_TRY(keur_score(inputs.on, inputs.schema, &wanted.options, &full, err));
    keur_stopwatch_lap(&watch, NULL);
    if (policy != NULL) {
        KEUR_TRY(keur_scorecard_judge(full, policy, err));
        *decision = full->verdict->decision;
    }
    KEUR_TRY(keur_scorecard_export(full, &exported, err));
    KEUR_TRY(write_files(line, inputs.on, full, exported, directory, &watch, err));
    keur_progress_end(&watch.shown);
    KEUR_TRY(print_result(line, exported, err));
out:
    if (status != KEUR_OK)
        keur_progress_end(&watch.shown);
    keur_scorecard_free(full);
    keur_scorecard_free(exported);
    keur_policy_free(policy);
    keur_inputs_free(&inputs);
    keur_request_free(&wanted);
    return status;
}
