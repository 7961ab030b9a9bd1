/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <keur/keur.h>

#include "base/json.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"
#include "learn/boosted_trees.h"
#include "stats/errors.h"
#include "stats/intervals.h"
#include "table/versions.h"

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_DO_NOT_RELEASE, EXIT_INCONCLUSIVE };

static const keur_command *const commands[] = {
#define KEUR_COMMAND_ITEM(command) &command,
    KEUR_COMMAND_LIST(KEUR_COMMAND_ITEM)
#undef KEUR_COMMAND_ITEM
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *to)
{
    (void)fprintf(to,
                  "keur %s: tells whether a synthetic table may be released.\n\n"
                  "usage: keur COMMAND [words and options]\n\n",
                  keur_version());
    for (size_t i = 0; i < N_COMMANDS; i++)
        (void)fprintf(to, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    (void)fprintf(to, "\n`keur COMMAND --help` explains a command, `keur explain NAME` a measure.\n"
                      "Start with `keur demo`.\n\n"
                      "exit: 0 done, 1 failed (data, files, memory), 2 wrong usage;\n"
                      "with a policy also 3 do not release, 4 inconclusive;\n"
                      "check-export: 3 something was found\n");
}

static void print_version(void)
{
    (void)printf("keur %s\n%s\nGSL %s\nlibcsv %s\ncJSON %s\nzlib %s\nXGBoost %s\n", keur_version(),
                 keur_parallel_version(), keur_stats_version(), keur_libcsv_version(),
                 keur_json_version(), keur_zlib_version(), keur_boosted_version());
}

static void print_command_help(const keur_command *command)
{
    const int width = keur_terminal_width();

    (void)printf("usage: keur %s %s\n\n", command->name, command->usage);
    for (const char *at = command->help; at != NULL && *at != '\0';) {
        char paragraph[1024];
        const size_t n = strcspn(at, "\n");

        (void)snprintf(paragraph, sizeof paragraph, "%.*s", (int)n, at);
        keur_print_wrapped(stdout, paragraph, 0, 0, width);
        at += n;
        at += *at == '\n';
    }
    (void)printf("\noptions:\n");
    keur_options_help(stdout, command->options, width);
}

static bool wants_help(int n_words, char *const *words)
{
    for (int i = 0; i < n_words && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    }
    return false;
}

static keur_status run_command(const keur_command *command, int n_words, char *const *words,
                               keur_decision *decision, keur_error *err)
{
    keur_parsed line;
    keur_status status = command->prepare != NULL
                             ? command->prepare(n_words, words, &line, err)
                             : keur_options_parse(command->options, n_words, words, &line, err);

    if (status == KEUR_OK &&
        (line.n_words < command->least_words || line.n_words > command->most_words))
        status = keur_fail(err, KEUR_EUSAGE, "expected: keur %s %s", command->name, command->usage);
    if (status == KEUR_OK)
        status = command->decide != NULL ? command->decide(&line, decision, err)
                                         : command->run(&line, err);
    keur_parsed_free(&line);
    return status;
}

/* Standard output may be a full disk; a message lost there is a failure too. */
static int finish(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fprintf(stderr, "keur: standard output: cannot be written\n");
        return EXIT_FAILED;
    }
    return code;
}

int main(int argc, char **argv)
{
    static const int codes[KEUR_N_DECISIONS] = {EXIT_DONE, EXIT_INCONCLUSIVE, EXIT_DO_NOT_RELEASE};
    keur_decision decision = KEUR_RELEASE;
    keur_error err = {KEUR_OK, ""};
    const char *name = argc > 1 ? argv[1] : "--help";
    keur_status status;

    keur_stats_never_abort();
    keur_interrupt_start();
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(argc > 1 ? stdout : stderr);
        return finish(argc > 1 ? EXIT_DONE : EXIT_USAGE);
    }
    if (strcmp(name, "--version") == 0) {
        print_version();
        return finish(EXIT_DONE);
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) != 0)
            continue;
        if (wants_help(argc - 2, argv + 2)) {
            print_command_help(commands[i]);
            return finish(EXIT_DONE);
        }
        status = run_command(commands[i], argc - 2, argv + 2, &decision, &err);
        if (status == KEUR_OK)
            return finish(codes[decision]);
        (void)fprintf(stderr, "keur %s: %s\n", name,
                      err.text[0] != '\0' ? err.text : keur_status_text(status));
        if (status == KEUR_EUSAGE)
            (void)fprintf(stderr, "`keur %s --help` shows what it takes.\n", name);
        return status == KEUR_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
    }
    (void)fprintf(stderr, "keur: there is no command \"%s\"; `keur --help` lists them.\n", name);
    return EXIT_USAGE;
}
