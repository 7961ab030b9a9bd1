/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "reports/figures.h"
#include "reports/series_forms.h"

static const keur_option options[] = {
    {"format", 'f', "FORM", "text (the default), json, html, or csv: the points of its curves"},
    {"json", 0, NULL, "the same as --format json"},
    {"export", 0, NULL, "pass the figures through the export filter first"},
    {"output", 'o', "FILE", "write there instead of standard output"},
    {"internal", 0, "DIR",
     "also write the membership scores of single rows there; they must not leave"},
    KEUR_OPTIONS_INPUT,
    KEUR_OPTIONS_RUN,
    {NULL, 0, NULL, NULL}};

enum { N_OPTIONS = sizeof options / sizeof options[0], MOST_PARAMS = 16 };

static size_t count_params(const keur_measure *measure)
{
    size_t n = 0;

    while (measure->params != NULL && measure->params[n].name != NULL)
        n++;
    return n < MOST_PARAMS ? n : MOST_PARAMS;
}

/* The parameters of the measure are options too. */
static keur_status prepare(int n_words, char *const *words, keur_parsed *line, keur_error *err)
{
    const keur_measure *measure = n_words > 0 ? keur_measure_find(words[0]) : NULL;
    keur_option all[N_OPTIONS + MOST_PARAMS];
    size_t n = 0;

    *line = (keur_parsed){.n_given = 0};
    if (n_words > 0 && measure == NULL)
        return keur_fail(err, KEUR_EUSAGE, "there is no measure \"%s\" (see keur list)", words[0]);
    for (size_t i = 0; measure != NULL && i < count_params(measure); i++) {
        const keur_param *param = &measure->params[i];

        all[n++] = (keur_option){param->name, 0, param->type == KEUR_PARAM_FLAG ? NULL : "VALUE",
                                 param->help};
    }
    memcpy(all + n, options, sizeof options);
    return keur_options_parse(all, n_words, words, line, err);
}

/* Arguments of the measure among the options given, as keur_score() takes them. */
static size_t take_args(const keur_measure *measure, const keur_parsed *line,
                        const char *args[MOST_PARAMS][3])
{
    size_t n = 0;

    for (size_t i = 0; i < count_params(measure); i++) {
        const keur_param *param = &measure->params[i];
        const char *value = keur_option_value(line, param->name);

        if (value == NULL)
            continue;
        args[n][0] = measure->name;
        args[n][1] = param->name;
        args[n++][2] = param->type == KEUR_PARAM_FLAG ? "yes" : value;
    }
    return n;
}

/* The form asked for. */
static keur_status choose_form(const keur_parsed *line, const char **form, keur_error *err)
{
    static const char *const forms[] = {"text", "json", "html", "csv"};
    const char *asked = keur_option_value(line, "format");

    *form = keur_option_is(line, "json") ? "json" : "text";
    for (size_t i = 0; asked != NULL && i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(asked, forms[i]) == 0) {
            *form = forms[i];
            return KEUR_OK;
        }
    }
    return asked == NULL
               ? KEUR_OK
               : keur_fail(err, KEUR_EUSAGE, "--format: expected text, json, html or csv");
}

static keur_status print_result(const keur_scorecard *scorecard, const char *form, int width,
                                char **text, keur_error *err)
{
    if (strcmp(form, "json") == 0)
        return keur_figures_json(scorecard, 0, text, err);
    if (strcmp(form, "html") == 0)
        return keur_scorecard_html(scorecard, text, err);
    if (strcmp(form, "csv") == 0)
        return keur_series_csv(scorecard, 0, text, err);
    return keur_figures_text(scorecard, 0, width, text, err);
}

static keur_status write_result(const keur_parsed *line, const keur_scorecard *scorecard,
                                const char *form, keur_error *err)
{
    const char *to = keur_option_value(line, "output");
    char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(print_result(scorecard, form, to != NULL ? 80 : keur_terminal_width(), &text, err));
    if (to != NULL)
        KEUR_TRY(keur_output_file(to, text, err));
    else
        KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

static keur_status write_scores(const keur_parsed *line, const keur_case *on, keur_error *err)
{
    const char *directory = keur_option_value(line, "internal");
    keur_score_lines *lines = NULL;
    keur_output output;
    keur_status status = KEUR_OK;

    if (directory == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_outputs_scores(on, &lines, &output, err));
    KEUR_TRY(keur_outputs_write(directory, &output, 1, err));
out:
    keur_score_lines_free(lines);
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    const keur_measure *measure = keur_measure_find(line->words[0]);
    const char *names[2] = {measure->name, NULL};
    const char *args[MOST_PARAMS][3];
    keur_score_options wanted = {.measures = names, .args = (const char *const(*)[3])args};
    keur_progress progress = keur_progress_start(keur_option_is(line, "quiet"));
    keur_source sources[KEUR_N_TABLES];
    keur_inputs inputs = {.schema = NULL};
    keur_scorecard *full = NULL, *exported = NULL;
    const char *form = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(choose_form(line, &form, err));
    if (keur_option_value(line, "internal") != NULL && measure->family != KEUR_FAMILY_MEMBERSHIP) {
        status = keur_fail(err, KEUR_EUSAGE, "--internal: %s gives single rows no scores",
                           measure->name);
        goto out;
    }
    wanted.n_args = take_args(measure, line, args);
    wanted.progress = keur_progress_step;
    wanted.progress_context = &progress;
    keur_inputs_sources(line, 1, sources);
    /* The holdout is split only where the measure wants a reference: others use all of it. */
    KEUR_TRY(keur_inputs_make(sources, line, (measure->needs & KEUR_NEEDS_REFERENCE) != 0, &inputs,
                              err));
    keur_inputs_let_go(&inputs);
    KEUR_TRY(keur_score(inputs.on, inputs.schema, &wanted, &full, err));
    if (keur_option_is(line, "export"))
        KEUR_TRY(keur_scorecard_export(full, &exported, err));
    KEUR_TRY(write_scores(line, inputs.on, err));
    keur_progress_end(&progress);
    KEUR_TRY(write_result(line, exported != NULL ? exported : full, form, err));
out:
    if (status != KEUR_OK)
        keur_progress_end(&progress);
    keur_scorecard_free(full);
    keur_scorecard_free(exported);
    keur_inputs_free(&inputs);
    return status;
}

const keur_command keur_cmd_attack = {
    .name = "attack",
    .usage = "NAME REAL SYNTH [--holdout HOLDOUT] [--PARAMETER VALUE...]",
    .summary = "one measure in full, unrounded",
    .help = "Runs one measure of `keur list`; its parameters, which `keur explain NAME` shows, are "
            "options here.\n"
            "Figures are unrounded and marked as not for export; --export filters them.",
    .options = options,
    .least_words = 3,
    .most_words = 3,
    .prepare = prepare,
    .run = run,
};
