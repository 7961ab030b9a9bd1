/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_INPUTS_H
#define KEUR_CLI_INPUTS_H

#include <keur/keur.h>

#include "cli/options.h"

/* Options of every subcommand that reads tables. */
#define KEUR_OPTIONS_INPUT                                                                         \
    {"holdout", 0, "FILE", "real rows of the same population that the generator did not see"},     \
        {"reference", 0, "FILE", "real rows an attacker may own; default: half of the holdout"},   \
        {"schema", 0, "FILE", "column types and roles, as keur schema prints them"},               \
        {"common-columns", 0, NULL, "take the columns that all tables share"}, KEUR_OPTIONS_READ

#define KEUR_OPTIONS_READ                                                                          \
    {"separator", 0, "CHAR", "one of , ; | or tab; default: found out"},                           \
        {"decimal", 0, "CHAR", "decimal sign, . or ,; default: found out"},                        \
    {                                                                                              \
        "encoding", 0, "NAME", "such as UTF-8 or WINDOWS-1252; default: found out"                 \
    }

#define KEUR_OPTIONS_RUN                                                                           \
    {"seed", 0, "N", "seed of everything random; default 1"},                                      \
        {"threads", 0, "N", "default: as many as the machine has; figures do not depend on it"},   \
        {"quiet", 'q', NULL, "no progress on standard error"},                                     \
    {                                                                                              \
        "help", 'h', NULL, "this text"                                                             \
    }

/** Tables and the case they make. */
typedef struct keur_inputs {
    keur_schema *schema;
    keur_case *on;
    keur_table *tables[KEUR_N_TABLES]; /**< until keur_inputs_let_go() */
    keur_case_options options;
} keur_inputs;

/** Where a table comes from: a file, or bytes in memory. */
typedef struct keur_source {
    const char *path;
    const void *bytes; /**< NULL: read the file */
    size_t n_bytes;
} keur_source;

/** Read the tables that the words and options name and make a case.
 * @param sources  by role; a NULL path: absent */
keur_status keur_inputs_make(const keur_source sources[KEUR_N_TABLES], const keur_parsed *line,
                             bool needs_reference, keur_inputs *made, keur_error *err);

/** Read one table; none (NULL) where it has no path. @param threads  0: as the options say */
keur_status keur_inputs_read(const keur_source *from, const keur_parsed *line, int threads,
                             keur_table **table, keur_error *err);

/** Seed and threads of a case, from the options. */
keur_status keur_inputs_case_options(const keur_parsed *line, bool needs_reference,
                                     keur_case_options *options, keur_error *err);

/** Tables by role, any of which may be NULL, under the schema that the options declare in part. */
keur_status keur_inputs_schema(keur_table *const *tables, const keur_parsed *line,
                               keur_schema **schema, keur_error *err);

/** Only one table can come from standard input. */
keur_status keur_inputs_check(const keur_source *sources, size_t n, keur_error *err);

/** Sources from the words REAL SYNTH and the options --holdout, --reference. */
void keur_inputs_sources(const keur_parsed *line, size_t first_word,
                         keur_source sources[KEUR_N_TABLES]);

/** The value of an option as a whole number without sign or fraction, up to all of 64 bits;
 * `fallback` where it is not given. @retval KEUR_EUSAGE  it is none, or above `most` */
keur_status keur_whole_number(const keur_parsed *line, const char *name, uint64_t most,
                              uint64_t fallback, uint64_t *to, keur_error *err);

/** How to read, from the options. */
keur_status keur_inputs_options(const keur_parsed *line, keur_read_options *options,
                                keur_error *err);
/** Free the tables: all that a case needs of them is in it. */
void keur_inputs_let_go(keur_inputs *inputs);
void keur_inputs_free(keur_inputs *inputs);

#endif
