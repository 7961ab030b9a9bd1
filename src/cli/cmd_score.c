/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/scoring.h"

static keur_status decide(const keur_parsed *line, keur_decision *decision, keur_error *err)
{
    keur_source sources[KEUR_N_TABLES];

    keur_inputs_sources(line, 0, sources);
    return keur_scoring_run(line, sources, keur_option_value(line, "title"),
                            keur_option_value(line, "output"), decision, err);
}

static const keur_option options[] = {
    KEUR_OPTIONS_SCORE, KEUR_OPTIONS_INPUT, KEUR_OPTIONS_RUN, {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_score = {
    .name = "score",
    .usage = "REAL SYNTH --holdout HOLDOUT [-o DIR]",
    .summary = "weigh a synthetic table against the real one: the main job",
    .help = "REAL is the table the synthetic one, SYNTH, was made from. Without a holdout the "
            "figures that tell a leak from chance cannot be computed.\n"
            "Tables are CSV files with a header, gzip or not; `-` is standard input. What is "
            "printed and written to DIR may leave the building: counts below 10 are hidden and "
            "figures rounded.\n"
            "With --policy the figures are held against its limits before they are rounded, and "
            "the exit code is the verdict: 0 release, 3 do not release, 4 inconclusive.\n"
            "With --self-test leaks are planted in copies of SYNTH (rows of REAL, rows with one "
            "column changed, secrets with their keys, in 1, 5 and 20% of the rows), and the "
            "scorecard says for each which measures find it and from which share on; that 1% was "
            "not found says how much of a leak would pass here. Needs a holdout.",
    .options = options,
    .least_words = 2,
    .most_words = 2,
    .decide = decide,
};
