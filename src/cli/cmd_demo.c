/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/scoring.h"
#include "demo_files.h"

static keur_status run(const keur_parsed *line, keur_error *err)
{
    const char *directory = keur_option_value(line, "output");
    const bool is_leaky = keur_option_is(line, "leaky");
    keur_source sources[KEUR_N_TABLES] = {
        [KEUR_TRAIN] = {"train.csv.gz (demo)", keur_embedded_train_csv_gz,
                        keur_embedded_train_csv_gz_size},
        [KEUR_HOLDOUT] = {"holdout.csv.gz (demo)", keur_embedded_holdout_csv_gz,
                          keur_embedded_holdout_csv_gz_size},
        [KEUR_SYNTHETIC] = {"mostly.csv.gz (demo)", keur_embedded_mostly_csv_gz,
                            keur_embedded_mostly_csv_gz_size}};
    keur_decision decision = KEUR_RELEASE; /* no policy is given */

    if (is_leaky)
        sources[KEUR_SYNTHETIC] = (keur_source){"flip30.csv.gz (demo)", keur_embedded_flip30_csv_gz,
                                                keur_embedded_flip30_csv_gz_size};
    return keur_scoring_run(line, sources,
                            is_leaky ? "Census sample, cells re-drawn with probability 30%"
                                     : "Census sample, a generative model",
                            directory != NULL ? directory : "keur-demo", &decision, err);
}

static const keur_option options[] = {
    {"leaky", 0, NULL, "score a table that leaks on purpose instead"},
    {"output", 'o', "DIR", "where to write; default keur-demo"},
    {"json", 0, NULL, "print the scorecard as JSON instead of text"},
    KEUR_OPTION_LANG,
    KEUR_OPTIONS_RUN,
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_demo = {
    .name = "demo",
    .usage = "[--leaky] [-o DIR]",
    .summary = "score a small real table that ships with the program",
    .help = "A sample of 2,000 + 2,000 rows of the 1994 US census (Apache License 2.0) and a "
            "synthetic table of the same size. With --leaky, a table made from the train rows by "
            "re-drawing three cells in ten.\n"
            "Writes scorecard.json, scorecard.txt and scorecard.html and prints the text.",
    .options = options,
    .run = run,
};
