/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"

static keur_status run(const keur_parsed *line, keur_error *err)
{
    const char *to = keur_option_value(line, "output");
    keur_policy *policy = NULL;
    char *json = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_policy_open(line->words[0], &policy, err));
    KEUR_TRY(keur_policy_print(policy, &json, err));
    if (to != NULL)
        KEUR_TRY(keur_output_file(to, json, err));
    else
        KEUR_TRY(keur_print(json, err));
out:
    keur_release(json);
    keur_policy_free(policy);
    return status;
}

static const keur_option options[] = {
    {"output", 'o', "FILE", "write there instead of standard output"},
    {"help", 'h', NULL, "this text"},
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_policy = {
    .name = "policy",
    .usage = "public|controlled|internal|FILE",
    .summary = "a built-in policy, to be edited; or a policy file, checked",
    .help =
        "A policy says which figures a table must keep to before it may be released, and where "
        "each number comes from. public is for a table that anybody may download, controlled for "
        "one that is lent to known researchers, internal for one that stays inside. No authority "
        "gives numbers for membership attacks: look at the provenance of each limit, and make the "
        "policy your own.\n"
        "A limit of the kind gate must be met; one that is break-only forbids the release where it "
        "is broken and never speaks for it; one that is advisory decides nothing. Rates are "
        "fractions: 0.05 is 5 per cent. \"options\" holds what was declared about the generator: "
        "epsilon, delta, adjacency (replace-one or add-remove), and the sampling_fraction of the "
        "population that is in train.\n"
        "Of a file, the policy is read, checked and printed in full.",
    .options = options,
    .least_words = 1,
    .most_words = 1,
    .run = run,
};
