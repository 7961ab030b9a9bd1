/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/scoring.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "cli/output.h"
#include "cli/terminal.h"

enum { MOST_MEASURES = 64 };

/* What the command line asks for, as keur_score() takes it. Texts are cut from copies. */
typedef struct request {
    char *copies[2 + MOST_MEASURES];
    size_t n_copies;
    const char *measures[MOST_MEASURES + 1];
    const char *args[MOST_MEASURES][3];
    size_t n_args;
    keur_score_options options;
} request;

/* Seconds each step took. */
typedef struct stopwatch {
    keur_progress shown;
    size_t n;
    const char *names[MOST_MEASURES + 2];
    double seconds[MOST_MEASURES + 2];
    double last;
} stopwatch;

static void lap(stopwatch *watch, const char *next)
{
    const double now = keur_clock();

    if (watch->n > 0)
        watch->seconds[watch->n - 1] = now - watch->last;
    if (next != NULL && watch->n < MOST_MEASURES + 2)
        watch->names[watch->n++] = next;
    watch->last = now;
}

static void step(void *context, const char *measure, size_t done, size_t of)
{
    stopwatch *watch = context;

    lap(watch, measure);
    keur_progress_step(&watch->shown, measure, done, of);
}

static keur_status take_measures(const keur_parsed *line, request *to, keur_error *err)
{
    const char *value = keur_option_value(line, "measures");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (value == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_copy_string(value, &to->copies[to->n_copies++], err));
    for (char *at = to->copies[to->n_copies - 1]; at != NULL;) {
        char *comma = strchr(at, ',');

        if (n == MOST_MEASURES)
            return keur_fail(err, KEUR_EUSAGE, "--measures: more than %d names", MOST_MEASURES);
        if (comma != NULL)
            *comma++ = '\0';
        to->measures[n++] = at;
        at = comma;
    }
    to->options.measures = to->measures;
out:
    return status;
}

static keur_status add_arg(request *to, const char *measure, const char *name, const char *value,
                           keur_error *err)
{
    if (to->n_args == MOST_MEASURES)
        return keur_fail(err, KEUR_EUSAGE, "--set was given too often");
    to->args[to->n_args][0] = measure;
    to->args[to->n_args][1] = name;
    to->args[to->n_args++][2] = value;
    return KEUR_OK;
}

static bool is_param(const char *name)
{
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        for (const keur_param *p = (*at)->params; p != NULL && p->name != NULL; p++) {
            if (strcmp(p->name, name) == 0)
                return true;
        }
    }
    return false;
}

/* [MEASURE.]NAME=VALUE */
static keur_status take_setting(request *to, const char *text, keur_error *err)
{
    char *copy, *equals, *dot;
    keur_status status = KEUR_OK;

    if (to->n_copies == sizeof to->copies / sizeof to->copies[0])
        return keur_fail(err, KEUR_EUSAGE, "--set was given too often");
    KEUR_TRY(keur_copy_string(text, &to->copies[to->n_copies++], err));
    copy = to->copies[to->n_copies - 1];
    equals = strchr(copy, '=');
    if (equals == NULL)
        return keur_fail(err, KEUR_EUSAGE, "--set: expected [MEASURE.]NAME=VALUE");
    *equals = '\0';
    dot = strchr(copy, '.');
    if (dot != NULL)
        *dot = '\0';
    if (dot != NULL && keur_measure_find(copy) == NULL)
        return keur_fail(err, KEUR_EUSAGE, "--set: there is no measure \"%s\"", copy);
    if (!is_param(dot != NULL ? dot + 1 : copy))
        return keur_fail(err, KEUR_EUSAGE, "--set: no measure has a parameter \"%s\"",
                         dot != NULL ? dot + 1 : copy);
    KEUR_TRY(add_arg(to, dot != NULL ? copy : NULL, dot != NULL ? dot + 1 : copy, equals + 1, err));
out:
    return status;
}

static keur_status make_request(const keur_parsed *line, request *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    memset(to, 0, sizeof *to);
    KEUR_TRY(take_measures(line, to, err));
    for (size_t i = 0; i < line->n_given; i++) {
        const keur_given *given = &line->given[i];

        if (strcmp(given->name, "set") == 0)
            KEUR_TRY(take_setting(to, given->value, err));
        else if (strcmp(given->name, "keys") == 0 || strcmp(given->name, "secret") == 0)
            KEUR_TRY(add_arg(to, NULL, given->name, given->value, err));
    }
    to->options.is_quick = keur_option_is(line, "quick");
    if (to->options.is_quick && to->options.measures != NULL)
        return keur_fail(err, KEUR_EUSAGE, "--quick and --measures: give one of them");
    to->options.n_args = to->n_args;
    to->options.args = (const char *const(*)[3])to->args;
out:
    return status;
}

static void free_request(request *of)
{
    for (size_t i = 0; i < of->n_copies; i++)
        keur_release(of->copies[i]);
}

/* Seconds and memory, which differ from run to run and so stay out of the scorecard. */
static keur_status print_timing(const stopwatch *watch, char **text, keur_error *err)
{
    struct rusage usage;
    keur_json *json = NULL, *steps = NULL;
    double total = 0;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&json, err));
    KEUR_TRY(keur_json_add_object(json, "seconds", &steps, err));
    for (size_t i = 0; i < watch->n; i++) {
        KEUR_TRY(keur_json_add_number(steps, watch->names[i], watch->seconds[i], err));
        total += watch->seconds[i];
    }
    KEUR_TRY(keur_json_add_number(json, "total_seconds", total, err));
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        KEUR_TRY(
            keur_json_add_number(json, "peak_memory_mib", (double)usage.ru_maxrss / 1024, err));
    KEUR_TRY(keur_json_print(json, text, err));
out:
    keur_json_free(json);
    return status;
}

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
                            keur_output *outputs, size_t *n, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < *n; i++)
        if (strcmp(outputs[i].name, form->file) == 0)
            return KEUR_OK;
    outputs[*n].name = form->file;
    KEUR_TRY(form->write(exported, &outputs[*n].text, err));
    ++*n;
out:
    return status;
}

static keur_status write_files(const keur_parsed *line, keur_scored *made, const char *directory,
                               const keur_form *form, keur_error *err)
{
    const char *internal = keur_option_value(line, "internal");
    keur_output outputs[5] = {{.name = NULL}};
    keur_score_lines *lines = NULL;
    size_t n = 4;
    keur_status status = KEUR_OK;

    if (directory != NULL) {
        KEUR_TRY(keur_outputs_scorecard(made->exported, outputs, err));
        outputs[3] = (keur_output){.name = "timing.json", .text = made->timing};
        made->timing = NULL;
        KEUR_TRY(add_form(made->exported, form, outputs, &n, err));
        KEUR_TRY(keur_outputs_write(directory, outputs, n, err));
    }
    if (internal != NULL) {
        KEUR_TRY(keur_outputs_scorecard(made->full, outputs, err));
        KEUR_TRY(keur_outputs_scores(made->inputs.on, &lines, &outputs[3], err));
        KEUR_TRY(keur_outputs_write(internal, outputs, 4, err));
    }
out:
    keur_score_lines_free(lines);
    for (size_t i = 0; i < 5; i++)
        keur_release(outputs[i].text);
    return status;
}

static keur_status measure(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                           const char *title, request *wanted, stopwatch *watch, keur_scored *made,
                           keur_error *err)
{
    keur_status status = KEUR_OK;

    wanted->options.title = title;
    wanted->options.policy = made->policy;
    wanted->options.progress = step;
    wanted->options.progress_context = watch;
    lap(watch, "reading");
    KEUR_TRY(keur_inputs_make(sources, line, true, &made->inputs, err));
    KEUR_TRY(keur_score(made->inputs.on, made->inputs.schema, &wanted->options, &made->full, err));
    lap(watch, NULL);
    if (made->policy != NULL)
        KEUR_TRY(keur_scorecard_judge(made->full, made->policy, err));
    KEUR_TRY(keur_scorecard_export(made->full, &made->exported, err));
    KEUR_TRY(print_timing(watch, &made->timing, err));
out:
    return status;
}

keur_status keur_scoring_make(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                              const char *title, keur_scored *made, keur_error *err)
{
    const char *policy_name = keur_option_value(line, "policy");
    stopwatch watch = {.shown = keur_progress_start(keur_option_is(line, "quiet"))};
    request wanted;
    keur_status status = KEUR_OK;

    *made = (keur_scored){.policy = NULL};
    KEUR_TRY(make_request(line, &wanted, err));
    if (title != NULL && !keur_text_is_utf8(title, strlen(title))) {
        status = keur_fail(err, KEUR_EUSAGE, "--title: not valid UTF-8");
        goto out;
    }
    if (policy_name != NULL)
        KEUR_TRY(keur_policy_open(policy_name, &made->policy, err));
    if (made->policy == NULL && keur_option_is(line, "junit")) {
        status = keur_fail(err, KEUR_EUSAGE, "--junit needs --policy");
        goto out;
    }
    KEUR_TRY(measure(line, sources, title, &wanted, &watch, made, err));
out:
    keur_progress_end(&watch.shown);
    free_request(&wanted);
    return status;
}

void keur_scored_free(keur_scored *made)
{
    keur_release(made->timing);
    keur_scorecard_free(made->full);
    keur_scorecard_free(made->exported);
    keur_policy_free(made->policy);
    keur_inputs_free(&made->inputs);
    *made = (keur_scored){.policy = NULL};
}

keur_status keur_scoring_run(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                             const char *title, const char *directory, keur_decision *decision,
                             keur_error *err)
{
    keur_scored made = {.policy = NULL};
    const keur_form *form = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(choose_form(line, &form, err));
    KEUR_TRY(keur_scoring_make(line, sources, title, &made, err));
    if (made.full->verdict != NULL)
        *decision = made.full->verdict->decision;
    KEUR_TRY(write_files(line, &made, directory, form, err));
    KEUR_TRY(keur_output_junit(keur_option_value(line, "junit"), made.exported, made.policy, err));
    KEUR_TRY(keur_print_scorecard(made.exported, form, err));
out:
    keur_scored_free(&made);
    return status;
}
