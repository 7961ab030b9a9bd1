/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "base/try.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"

enum { COLUMN = 10 };

/* Print a text below column COLUMN. */
static keur_status print_text(const keur_translator *by, const char *text, int width,
                              keur_error *err)
{
    keur_text said = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_say(&said, by, text, err));
    keur_print_wrapped(stdout, said.bytes, COLUMN, COLUMN, width);
out:
    keur_text_free(&said);
    return status;
}

static keur_status print_part(const keur_translator *by, const char *heading, const char *text,
                              int width, keur_error *err)
{
    keur_text said = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_say(&said, by, heading, err));
    (void)printf("%-*s", COLUMN, said.bytes);
    KEUR_TRY(print_text(by, text, width, err));
out:
    keur_text_free(&said);
    return status;
}

static keur_status print_param(const keur_translator *by, const keur_param *param, int width,
                               keur_error *err)
{
    char left[120];
    int n;
    keur_text said = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (param->type == KEUR_PARAM_CHOICE)
        n = snprintf(left, sizeof left, "  --%s %s", param->name, param->choices);
    else if (param->type == KEUR_PARAM_INTEGER || param->type == KEUR_PARAM_NUMBER)
        n = snprintf(left, sizeof left, "  --%s %g..%g%s%s", param->name, param->low, param->high,
                     param->unit != NULL ? " " : "", param->unit != NULL ? param->unit : "");
    else if (param->type == KEUR_PARAM_SETS)
        n = snprintf(left, sizeof left, "  --%s A,B,..;C,D,..", param->name);
    else if (param->type == KEUR_PARAM_COLUMNS)
        n = snprintf(left, sizeof left, "  --%s A,B,..", param->name);
    else
        n = snprintf(left, sizeof left, "  --%s", param->name);
    (void)n;
    (void)printf("%s\n%*s", left, COLUMN, "");
    KEUR_TRY(print_text(by, param->help, width, err));
    if (param->fallback != NULL) {
        keur_text_clear(&said);
        KEUR_TRY(keur_say(&said, by, "default", err));
        (void)printf("%*s%s: %s\n", COLUMN, "", said.bytes, param->fallback);
    }
out:
    keur_text_free(&said);
    return status;
}

static keur_status explain(const keur_measure *measure, const keur_translator *by, int width,
                           keur_error *err)
{
    keur_text title = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_say(&title, by, measure->title, err));
    (void)printf("%s: %s\n\n", measure->name, title.bytes);
    KEUR_TRY(print_part(by, "asks", measure->question, width, err));
    KEUR_TRY(print_part(by, "limits", measure->limits, width, err));
    KEUR_TRY(print_part(by, "source", measure->source, width, err));
    KEUR_TRY(print_part(by, "family", keur_family_word(measure->family), width, err));
    if (measure->word != KEUR_WORD_NONE)
        KEUR_TRY(print_part(by, "word", keur_word_text(measure->word), width, err));
    if (measure->is_slow)
        KEUR_TRY(print_part(by, "slow", "score --quick leaves it out", width, err));
    KEUR_TRY(print_part(by, "needs",
                        measure->needs & KEUR_NEEDS_REFERENCE
                            ? "a holdout table; a reference table, or half of the holdout serves "
                              "as one"
                        : measure->needs & KEUR_NEEDS_HOLDOUT
                            ? "a holdout table"
                            : "a real and a synthetic table; a holdout tells a leak from chance",
                        width, err));
    if (measure->params != NULL) {
        keur_text_clear(&title);
        KEUR_TRY(keur_say(&title, by, "parameters:", err));
        (void)printf("\n%s\n", title.bytes);
        for (const keur_param *param = measure->params; param->name != NULL; param++)
            KEUR_TRY(print_param(by, param, width, err));
    }
out:
    keur_text_free(&title);
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    const keur_measure *measure = keur_measure_find(line->words[0]);
    keur_language *language = NULL;
    keur_translator by = {NULL, NULL, NULL};
    keur_status status = KEUR_OK;

    if (measure == NULL)
        return keur_fail(err, KEUR_EUSAGE, "there is no measure \"%s\" (see keur list)",
                         line->words[0]);
    KEUR_TRY(keur_output_language(line, &language, err));
    by.language = language;
    KEUR_TRY(explain(measure, &by, keur_terminal_width(), err));
out:
    keur_language_free(language);
    return status;
}

static const keur_option options[] = {
    KEUR_OPTION_LANG, {"help", 'h', NULL, "this text"}, {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_explain = {
    .name = "explain",
    .usage = "NAME",
    .summary = "what a measure means, with its source and parameters",
    .help = "NAME is a measure of `keur list`.",
    .options = options,
    .least_words = 1,
    .most_words = 1,
    .run = run,
};
