/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/keur.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "reports/verdict.h"

static keur_status print(const keur_parsed *line, const keur_scorecard *card,
                         const keur_language *language, keur_error *err)
{
    char *text = NULL;
    keur_status status = KEUR_OK;

    if (keur_option_is(line, "json"))
        KEUR_TRY(keur_verdict_print(card->verdict, &text, err));
    else
        KEUR_TRY(keur_spoken_verdict(card, language, keur_terminal_width(), keur_terminal_colour(),
                                     &text, err));
    KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

static keur_status decide(const keur_parsed *line, keur_decision *decision, keur_error *err)
{
    const char *name = keur_option_value(line, "policy");
    keur_policy *policy = NULL;
    keur_scorecard *card = NULL;
    keur_language *language = NULL;
    char *json = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (name == NULL)
        return keur_fail(err, KEUR_EUSAGE,
                         "--policy is needed: public, controlled, internal or a "
                         "file");
    KEUR_TRY(keur_output_language(line, &language, err));
    KEUR_TRY(keur_policy_open(name, &policy, err));
    KEUR_TRY(keur_file_read(line->words[0], &json, &n, err));
    KEUR_TRY(keur_scorecard_parse(json, n, line->words[0], &card, err));
    KEUR_TRY(keur_scorecard_judge(card, policy, err));
    KEUR_TRY(keur_output_junit(keur_option_value(line, "junit"), card, policy, err));
    KEUR_TRY(print(line, card, language, err));
    *decision = card->verdict->decision;
out:
    keur_release(json);
    keur_scorecard_free(card);
    keur_policy_free(policy);
    keur_language_free(language);
    return status;
}

static const keur_option options[] = {
    {"policy", 0, "P", "public, controlled, internal or a policy file"},
    {"json", 0, NULL, "print the verdict as JSON instead of text"},
    {"junit", 0, "FILE", "also write the verdict there as JUnit XML, for CI"},
    KEUR_OPTION_LANG,
    {"help", 'h', NULL, "this text"},
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_gate = {
    .name = "gate",
    .usage = "SCORECARD.json --policy P",
    .summary = "the verdict of a saved scorecard",
    .help =
        "Holds the figures of a scorecard against a policy. Of an exported scorecard, the "
        "verdict that was made inside by the same policy is the verdict; by another policy a "
        "limit is met only where the widened intervals show it, so what comes out may be "
        "stricter than inside, and is never a release that the unrounded figures would not "
        "give.\n"
        "In the JUnit XML a broken limit is a failure and an open one an error, so that nothing "
        "passes for want of evidence; advice that was not kept is skipped.\n"
        "Exit: 0 release, 3 do not release, 4 inconclusive.",
    .options = options,
    .least_words = 1,
    .most_words = 1,
    .decide = decide,
};
