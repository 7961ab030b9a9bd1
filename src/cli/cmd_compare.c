/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/comparing.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "cli/scoring.h"

static const keur_option options[] = {
    {"output", 'o', "DIR",
     "write comparison.json, .csv, .html, .txt and timing.json there, and the scorecard of each "
     "table into a folder of its name"},
    {"title", 0, "TEXT", "heading of the comparison"},
    {"no-references", 0, NULL,
     "leave out the reference points of the map: a copy of train, fresh real rows, independent "
     "columns"},
    KEUR_OPTIONS_MEASURES,
    {"json", 0, NULL, "print the comparison as JSON instead of text"},
    KEUR_OPTION_LANG,
    KEUR_OPTIONS_INPUT,
    {"at-once", 0, "N",
     "tables that are scored beside each other, which takes memory for each; default: as many as "
     "threads and half of the free memory allow; figures do not depend on it"},
    KEUR_OPTIONS_RUN,
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_compare = {
    .name = "compare",
    .usage = "REAL SYNTH... --holdout HOLDOUT [-o DIR]",
    .summary = "weigh several synthetic tables against each other",
    .help = "Each SYNTH is a file, NAME=FILE, or NAME=FILE,FILE,... for several draws of one "
            "generator, of which mean, spread and worst are given. All were made from REAL.\n"
            "The figures of each table are those of `keur score`. Ranks are ranges: tables that "
            "differ within chance share them. The map shows fidelity against the largest risk that "
            "is a gate of the policy, 1 being its limit; without --policy the limits are those of "
            "the preset controlled.\n"
            "With --policy the exit code is the strictest verdict: 0 release all, 3 do not release "
            "one, 4 inconclusive.",
    .options = options,
    .least_words = 2,
    .most_words = 1000,
    .decide = keur_comparing_run,
};
