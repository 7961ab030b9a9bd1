/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_SCORING_H
#define KEUR_CLI_SCORING_H

#include "cli/inputs.h"
#include "cli/output.h"

/* Options of `score` and `compare` that say what to run. */
#define KEUR_OPTIONS_MEASURES                                                                      \
    {"policy", 0, "P", "give a verdict by it: public, controlled, internal or a file"},            \
        {"measures", 0, "A,B,..", "run only these (see keur list)"},                               \
        {"quick", 0, NULL,                                                                         \
         "leave out what takes longest: attacks by densities and by rare matches, those that "     \
         "join "                                                                                   \
         "many attacks, and whatever trains models on the synthetic table for each secret; "       \
         "a policy that asks for them is inconclusive then"},                                      \
        {"keys", 0, "A,B,..",                                                                      \
         "columns an attacker knows (several sets: A,B;A,C), where keys are taken"},               \
        {"secret", 0, "A,B,..", "columns to be guessed, for measures that take secrets"},          \
    {                                                                                              \
        "set", 0, "[M.]P=V", "parameter P of measure M (of all that have it) is V; repeatable"     \
    }

/* Options of `score` that say what to run and where to write. */
#define KEUR_OPTIONS_SCORE                                                                         \
    {"output", 'o', "DIR", "write scorecard.json, .txt, .html and timing.json there"},             \
        {"title", 0, "TEXT", "heading of the scorecard"}, KEUR_OPTIONS_MEASURES, KEUR_OPTION_LANG, \
        {"json", 0, NULL, "print the scorecard as JSON instead of text"},                          \
        {"format", 0, "F",                                                                         \
         "print text, json, html, md (Markdown) or jsonld (DQV and PROV) and, with -o, write "     \
         "that "                                                                                   \
         "file too"},                                                                              \
        {"self-test", 0, NULL,                                                                     \
         "plant leaks in 1, 5 and 20% of the synthetic rows and say which measures find them: "    \
         "the risks are judged on 11 tables more, without slow measures unless --measures names "  \
         "them"},                                                                                  \
        {"junit", 0, "FILE", "write the verdict there as JUnit XML, for CI; needs --policy"},      \
    {                                                                                              \
        "internal", 0, "DIR",                                                                      \
            "also write the unrounded scorecard and membership scores of single rows "             \
            "there; they must not leave"                                                           \
    }

/** What a run of `score` makes, before anything is written. */
typedef struct keur_scored_table {
    keur_inputs inputs;
    keur_policy *policy;      /**< NULL: none was given */
    keur_scorecard *full;     /**< unrounded, with the verdict where there is a policy */
    keur_scorecard *exported; /**< the same after the filter */
    char *timing;             /**< seconds and memory, as JSON */
} keur_scored_table;

/** Read, run, judge and filter. @param[out] made  freed with keur_scored_table_free(), also on
 * failure */
keur_status keur_scoring_make(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                              const char *title, keur_scored_table *made, keur_error *err);
void keur_scored_table_free(keur_scored_table *made);

/** Read, run, filter, write and print: the whole of `keur score`.
 * @param directory  where to write; NULL: nowhere
 * @param[out] decision  untouched where no policy was given */
keur_status keur_scoring_run(const keur_parsed *line, const keur_source sources[KEUR_N_TABLES],
                             const char *title, const char *directory, keur_decision *decision,
                             keur_error *err);

#endif
