/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/blind.h"
#include "cli/check_export.h"
#include "cli/command.h"
#include "cli/real_tables.h"
#include "cli/scoring.h"

enum { DONE = 0, FAILED = 1, DO_NOT_RELEASE = 3, INCONCLUSIVE = 4, MOST_GIVEN = 8, MOST_TOLD = 20 };

/* A blind run. */
typedef struct blind {
    keur_blind_place place;
    keur_blind_inputs inputs;
    keur_real_tables real; /* what must not be in a result */
    keur_blind_outcome *outcomes;
    size_t n_done;
    keur_language *language; /* NULL: English */
} blind;

static int code_of(keur_decision decision)
{
    static const int codes[KEUR_N_DECISIONS] = {DONE, INCONCLUSIVE, DO_NOT_RELEASE};

    return codes[decision];
}

/* What counts of several tables: a failure, then "do not release", then "inconclusive". */
static int worst_code(const blind *of)
{
    static const int order[] = {FAILED, DO_NOT_RELEASE, INCONCLUSIVE};

    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < of->n_done; i++)
            if (of->outcomes[i].code == order[k])
                return order[k];
    return DONE;
}

/* The options that `score` would be given: those of this command, and the files that are there. */
static keur_parsed options_for(const keur_parsed *line, const keur_blind_inputs *of,
                               keur_given_option given[MOST_GIVEN])
{
    static const char *const passed[] = {"seed", "threads", "quiet", "quick"};
    keur_parsed made = {.given = given};

    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (keur_option_is(line, passed[i]))
            given[made.n_given++] =
                (keur_given_option){passed[i], keur_option_value(line, passed[i])};
    if (of->schema != NULL)
        given[made.n_given++] = (keur_given_option){"schema", of->schema};
    if (of->policy != NULL)
        given[made.n_given++] = (keur_given_option){"policy", of->policy};
    assert(made.n_given <= MOST_GIVEN);
    return made;
}

/* Lines for the log about what a result must not hold. */
typedef struct held {
    blind *of;
    const char *name; /* of the table */
    const char *file;
    size_t n;
} held;

static keur_status tell(void *context, const char *where, const char *what, keur_error *err)
{
    held *to = context;
    keur_text line = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (++to->n > MOST_TOLD)
        return KEUR_OK;
    KEUR_TRY(
        keur_text_format(&line, err, "%s: held back: %s: %s: %s", to->name, to->file, where, what));
    KEUR_TRY(keur_blind_log(&to->of->place, line.bytes, err));
out:
    keur_text_free(&line);
    return status;
}

/* Hold every file against the real tables, as check-export does. @retval KEUR_EDATA it may not
 * leave */
static keur_status look_again(blind *of, const char *name, const keur_output *outputs, size_t n,
                              keur_error *err)
{
    held to = {.of = of, .name = name};
    keur_checking on = keur_real_checking(&of->real);
    keur_status status = KEUR_OK;

    on.to = (keur_complaints){tell, &to};
    for (size_t i = 0; i < n; i++) {
        on.path = to.file = outputs[i].name;
        KEUR_TRY(keur_check_file(&on, outputs[i].text, strlen(outputs[i].text), err));
    }
    if (to.n > 0)
        return keur_fail(err, KEUR_EDATA,
                         "its results were held back, since they hold what must "
                         "not leave");
out:
    return status;
}

static keur_status write_results(blind *of, const char *name, keur_scored_table *made,
                                 keur_error *err)
{
    keur_output outputs[KEUR_MOST_OUTPUTS] = {{.name = NULL}};
    size_t n = 3;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_outputs_scorecard(made->exported, of->language, outputs, err));
    if (made->policy != NULL) {
        outputs[n++].name = "verdict.xml";
        KEUR_TRY(keur_scorecard_junit(made->exported, made->policy, &outputs[n - 1].text, err));
    }
    KEUR_TRY(look_again(of, name, outputs, n, err));
    KEUR_TRY(keur_blind_announce(&of->place, name, outputs, n, err));
    KEUR_TRY(keur_blind_publish(&of->place, name, outputs, n, err));
out:
    for (size_t i = 0; i < n; i++)
        keur_release(outputs[i].text);
    return status;
}

static keur_status score(blind *of, const keur_parsed *line, size_t i, keur_error *err)
{
    const keur_blind_inputs *in = &of->inputs;
    const keur_source sources[KEUR_N_TABLES] = {[KEUR_TRAIN] = {in->real, NULL, 0},
                                                [KEUR_HOLDOUT] = {in->holdout, NULL, 0},
                                                [KEUR_REFERENCE] = {in->reference, NULL, 0},
                                                [KEUR_SYNTHETIC] = {in->synthetic[i], NULL, 0}};
    keur_given_option given[MOST_GIVEN];
    const keur_parsed options = options_for(line, in, given);
    keur_scored_table made = {.policy = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scoring_make(&options, sources, NULL, &made, err));
    KEUR_TRY(write_results(of, in->names[i], &made, err));
    if (made.full->verdict != NULL) {
        of->outcomes[i].code = code_of(made.full->verdict->decision);
        of->outcomes[i].decision = keur_decision_word(made.full->verdict->decision);
    }
out:
    keur_scored_table_free(&made);
    return status;
}

/* One table: a failure is its outcome, and the others go on. */
static keur_status score_and_tell(blind *of, const keur_parsed *line, size_t i, keur_error *err)
{
    const char *name = of->inputs.names[i];
    keur_error own = {KEUR_OK, ""};
    keur_text told = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (score(of, line, i, &own) != KEUR_OK) {
        of->outcomes[i].code = FAILED;
        KEUR_TRY(keur_text_format(&told, err, "%s: failed: %s", name, own.text));
    } else {
        KEUR_TRY(keur_text_format(&told, err, "%s: done: %s", name,
                                  of->outcomes[i].decision != NULL ? of->outcomes[i].decision
                                                                   : "no policy.json, no verdict"));
    }
    of->n_done = i + 1;
    KEUR_TRY(keur_blind_log(&of->place, told.bytes, err));
    KEUR_TRY(
        keur_blind_status(&of->place, "running", -1, &of->inputs, of->outcomes, of->n_done, err));
out:
    keur_text_free(&told);
    return status;
}

static keur_status describe(blind *of, keur_error *err)
{
    const keur_blind_inputs *in = &of->inputs;
    keur_text line = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(
        &line, err, "found: real.csv%s%s%s%s, %zu synthetic table%s",
        in->holdout != NULL ? ", holdout.csv" : "", in->reference != NULL ? ", reference.csv" : "",
        in->schema != NULL ? ", schema.json" : "", in->policy != NULL ? ", policy.json" : "",
        in->n_synthetic, in->n_synthetic == 1 ? "" : "s"));
    KEUR_TRY(keur_blind_log(&of->place, line.bytes, err));
    if (in->holdout == NULL)
        KEUR_TRY(keur_blind_log(&of->place,
                                "no holdout.csv: what a table gives away cannot be told from what "
                                "holds for everybody",
                                err));
    if (in->n_others > 0)
        KEUR_TRY(keur_blind_log(&of->place, "there are other files, which are not used", err));
out:
    keur_text_free(&line);
    return status;
}

static keur_status run_all(blind *of, const keur_parsed *line, keur_error *err)
{
    const char *real[3];
    keur_given_option given[MOST_GIVEN];
    keur_parsed options;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_blind_find(of->place.in, &of->inputs, err));
    KEUR_TRY(describe(of, err));
    for (size_t i = 0; i < of->inputs.n_synthetic; i++)
        keur_blind_clear(&of->place, of->inputs.names[i]);
    KEUR_TRY(keur_blind_alone(&of->place, &of->inputs, err));
    KEUR_TRY(KEUR_NEW(of->outcomes, of->inputs.n_synthetic, err));
    real[n++] = of->inputs.real;
    if (of->inputs.holdout != NULL)
        real[n++] = of->inputs.holdout;
    if (of->inputs.reference != NULL)
        real[n++] = of->inputs.reference;
    options = options_for(line, &of->inputs, given);
    KEUR_TRY(keur_real_read(&options, real, n, &of->real, err));
    for (size_t i = 0; i < of->inputs.n_synthetic; i++)
        KEUR_TRY(score_and_tell(of, line, i, err));
out:
    return status;
}

/* Log and status say how it ended, whatever happened. */
static keur_status finish(blind *of, keur_status ended, keur_error *ended_by, keur_error *err)
{
    const int code = ended != KEUR_OK ? FAILED : worst_code(of);
    char line[60];
    keur_text told = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (ended != KEUR_OK) {
        KEUR_TRY(keur_text_format(&told, err, "failed: %s", ended_by->text));
        KEUR_TRY(keur_blind_log(&of->place, told.bytes, err));
    }
    (void)snprintf(line, sizeof line, "exit: %d", code);
    KEUR_TRY(keur_blind_log(&of->place, line, err));
    KEUR_TRY(keur_blind_status(&of->place, ended != KEUR_OK ? "failed" : "done", code, &of->inputs,
                               of->outcomes, of->n_done, err));
out:
    keur_text_free(&told);
    return status;
}

static keur_status need(const keur_parsed *line, const char *name, const char **to, keur_error *err)
{
    *to = keur_option_value(line, name);
    return *to != NULL && **to != '\0' ? KEUR_OK
                                       : keur_fail(err, KEUR_EUSAGE, "--%s is needed", name);
}

/* Each line of a text into the log. */
static keur_status log_lines(blind *of, char *text, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (char *line = text, *end; line != NULL && *line != '\0'; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        KEUR_TRY(keur_blind_log(&of->place, line, err));
    }
out:
    return status;
}

static keur_status start(const keur_parsed *line, blind *of, keur_error *err)
{
    keur_text swept = {NULL, 0, 0};
    char title[80];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_output_language(line, &of->language, err));
    KEUR_TRY(need(line, "input", &of->place.in, err));
    KEUR_TRY(need(line, "output", &of->place.out, err));
    KEUR_TRY(need(line, "temporary", &of->place.scratch, err));
    KEUR_TRY(keur_directory_make(of->place.out, err));
    KEUR_TRY(keur_directory_make(of->place.scratch, err));
    KEUR_TRY(keur_blind_sweep(&of->place, &swept, err));
    (void)snprintf(title, sizeof title, "keur blind, version %.40s", keur_version());
    KEUR_TRY(keur_blind_log(&of->place, title, err));
    KEUR_TRY(keur_blind_status(&of->place, "running", -1, &of->inputs, NULL, 0, err));
    KEUR_TRY(keur_blind_manifest_start(&of->place, err));
    KEUR_TRY(log_lines(of, swept.bytes, err));
out:
    keur_text_free(&swept);
    return status;
}

static keur_status decide(const keur_parsed *line, keur_decision *decision, keur_error *err)
{
    blind of = {.n_done = 0};
    keur_error ended_by = {KEUR_OK, ""};
    keur_status status = KEUR_OK, ended;
    int code;

    KEUR_TRY(start(line, &of, err));
    ended = run_all(&of, line, &ended_by);
    KEUR_TRY(finish(&of, ended, &ended_by, err));
    code = worst_code(&of);
    if (ended != KEUR_OK || code == FAILED)
        status = keur_fail(err, ended != KEUR_OK && ended != KEUR_EUSAGE ? ended : KEUR_EDATA,
                           "a run failed: %s/log.txt says why", of.place.out);
    *decision = code == DO_NOT_RELEASE ? KEUR_DO_NOT_RELEASE
                : code == INCONCLUSIVE ? KEUR_INCONCLUSIVE
                                       : KEUR_RELEASE;
out:
    keur_real_free(&of.real);
    keur_blind_free(&of.inputs);
    keur_release(of.outcomes);
    keur_language_free(of.language);
    keur_text_free(&of.place.log);
    keur_text_free(&of.place.manifest);
    return status;
}

static const keur_option options[] = {
    {"input", 'i', "DIR", "where the tables lie"},
    {"output", 'o', "DIR", "where everything is written"},
    {"temporary", 't', "DIR", "where results are made before they are moved"},
    {"quick", 0, NULL, "leave out what takes longest, as score --quick does"},
    KEUR_OPTION_LANG,
    KEUR_OPTIONS_RUN,
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_blind = {
    .name = "blind",
    .usage = "-i IN -o OUT -t TMP",
    .summary = "all of it, for those who cannot look inside",
    .help =
        "Scores every synthetic table of a folder where nobody can look. In IN: real.csv, "
        "synth*.csv (one or more) and, where they are there, holdout.csv, reference.csv, "
        "schema.json, policy.json; tables may be gzip (real.csv.gz). Prints nothing.\n"
        "In OUT: a folder for every synthetic table with scorecard.json, .txt, .html and, with a "
        "policy, verdict.xml (JUnit); log.txt, which says what was done and what is wrong with a "
        "file, by line and column and without values; status.json with the exit code of each. All "
        "of it may leave: it has passed the filter, and is held against the real tables as by "
        "check-export before it is written; a table whose results do not pass is held back, and "
        "the log says where.\n"
        "What an earlier run wrote is taken away first, also of tables that are no more: by "
        "manifest.txt, where it is as that run left it. Where OUT holds other results, which would "
        "stand as if they were of this run, it fails.\n"
        "Folders are made in TMP and moved as a whole where TMP is on the same disk; log and "
        "status are whole at any time. A table that fails does not stop the others.\n"
        "Exit: 1 where anything failed, else 3 where a table must not be released, else 4 where "
        "one "
        "is inconclusive, else 0.",
    .options = options,
    .decide = decide,
};
