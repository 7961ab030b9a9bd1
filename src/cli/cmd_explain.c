/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "cli/command.h"
#include "cli/terminal.h"

static void print_part(const char *heading, const char *text, int width)
{
    (void)printf("%-10s", heading);
    keur_print_wrapped(stdout, text, 10, 10, width);
}

static void print_param(const keur_param *param, int width)
{
    char left[120];
    int n;

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
    (void)printf("%s\n%*s", left, 10, "");
    keur_print_wrapped(stdout, param->help, 10, 10, width);
    if (param->fallback != NULL)
        (void)printf("%*sdefault: %s\n", 10, "", param->fallback);
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    const keur_measure *measure = keur_measure_find(line->words[0]);
    const int width = keur_terminal_width();

    if (measure == NULL)
        return keur_fail(err, KEUR_EUSAGE, "there is no measure \"%s\" (see keur list)",
                         line->words[0]);
    (void)printf("%s: %s\n\n", measure->name, measure->title);
    print_part("asks", measure->question, width);
    print_part("limits", measure->limits, width);
    print_part("source", measure->source, width);
    print_part("family", keur_family_word(measure->family), width);
    if (measure->word != KEUR_WORD_NONE)
        print_part("word", keur_word_text(measure->word), width);
    if (measure->is_slow)
        print_part("slow", "score --quick leaves it out", width);
    print_part("needs",
               measure->needs & KEUR_NEEDS_REFERENCE ? "a holdout table; a reference table, or "
                                                       "half of the holdout serves as one"
               : measure->needs & KEUR_NEEDS_HOLDOUT ? "a holdout table"
                                                     : "a real and a synthetic table; a holdout "
                                                       "tells a leak from chance",
               width);
    if (measure->params != NULL) {
        (void)printf("\nparameters:\n");
        for (const keur_param *param = measure->params; param->name != NULL; param++)
            print_param(param, width);
    }
    return KEUR_OK;
}

static const keur_option options[] = {{"help", 'h', NULL, "this text"}, {NULL, 0, NULL, NULL}};

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
