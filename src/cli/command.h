/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_COMMAND_H
#define KEUR_CLI_COMMAND_H

#include <keur/policy.h>

#include "cli/options.h"

/** A subcommand. */
typedef struct keur_command {
    const char *name;
    const char *usage;   /**< words after the name: "REAL SYNTH [options]" */
    const char *summary; /**< one line for `keur --help` */
    const char *help;    /**< paragraphs, one a line */
    const keur_option *options;
    size_t least_words, most_words;
    /** Parses in place of the table of options where those depend on the words; may be NULL. */
    keur_status (*prepare)(int n_words, char *const *words, keur_parsed *line, keur_error *err);
    keur_status (*run)(const keur_parsed *line, keur_error *err);
    /** In the place of run() where the outcome may be a verdict: it gives the exit code. */
    keur_status (*decide)(const keur_parsed *line, keur_decision *decision, keur_error *err);
} keur_command;

/* One line a subcommand, in the order of `keur --help`; each is a cmd_*.c. */
#define KEUR_COMMAND_LIST(X)                                                                       \
    X(keur_cmd_score)                                                                              \
    X(keur_cmd_compare)                                                                            \
    X(keur_cmd_attack)                                                                             \
    X(keur_cmd_list)                                                                               \
    X(keur_cmd_explain)                                                                            \
    X(keur_cmd_schema)                                                                             \
    X(keur_cmd_policy)                                                                             \
    X(keur_cmd_power)                                                                              \
    X(keur_cmd_gate)                                                                               \
    X(keur_cmd_render)                                                                             \
    X(keur_cmd_check_export)                                                                       \
    X(keur_cmd_blind)                                                                              \
    X(keur_cmd_demo)

#define KEUR_COMMAND_DECLARE(command) extern const keur_command command;
KEUR_COMMAND_LIST(KEUR_COMMAND_DECLARE)
#undef KEUR_COMMAND_DECLARE

#endif
