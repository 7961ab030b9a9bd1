/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_OPTIONS_H
#define KEUR_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <keur/status.h>

/** One option. A table of them, ended by a NULL name, drives parsing, usage and help. */
typedef struct keur_option {
    const char *name;     /**< without the dashes */
    char letter;          /**< a short form, or 0 */
    const char *argument; /**< "FILE"; NULL: a flag */
    const char *help;
} keur_option;

/** An option as it was given; the last one given wins where only one is wanted. */
typedef struct keur_given_option {
    const char *name;
    const char *value; /**< "" for a flag */
} keur_given_option;

typedef struct keur_parsed {
    size_t n_given;
    keur_given_option *given;
    size_t n_words;
    const char **words; /**< what is no option, in order */
} keur_parsed;

/**
 * Parse the words after the subcommand: `--name value`, `--name=value`, `-o value`, `--` ends
 * options; `-` is a word.
 * @retval KEUR_EUSAGE  names the option that is unknown, lacks its value or must not have one
 */
keur_status keur_options_parse(const keur_option *table, int n_words, char *const *words,
                               keur_parsed *parsed, keur_error *err);
void keur_parsed_free(keur_parsed *parsed);

/** The last value given for an option, NULL where it was not. */
const char *keur_option_value(const keur_parsed *parsed, const char *name);
bool keur_option_is(const keur_parsed *parsed, const char *name);

/** Print the options of a table, aligned, wrapped at `width` columns. */
void keur_options_help(FILE *to, const keur_option *table, int width);

/** Print a paragraph wrapped at `width`, each line after `indent` blanks but the first after
 * `used`. */
void keur_print_wrapped(FILE *to, const char *text, int used, int indent, int width);

#endif
