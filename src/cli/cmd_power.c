/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <keur/keur.h>

#include "base/memory.h"
#include "base/try.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/terminal.h"
#include "reports/power_forms.h"

enum { MOST_POLICIES = 8 };

/* Policies and what was worked out of them. */
typedef struct worked {
    keur_policy *policies[MOST_POLICIES];
    keur_policy_power *powers[MOST_POLICIES];
    keur_powered pairs[MOST_POLICIES];
    size_t n;
} worked;

static void worked_free(worked *of)
{
    for (size_t i = 0; i < MOST_POLICIES; i++) {
        keur_policy_power_free(of->powers[i]);
        keur_policy_free(of->policies[i]);
    }
}

static keur_status work_out(const char *name, const keur_power_sizes *sizes, worked *to,
                            keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_policy_open(name, &to->policies[to->n], err));
    KEUR_TRY(keur_policy_power_find(to->policies[to->n], sizes, &to->powers[to->n], err));
    to->pairs[to->n] = (keur_powered){to->policies[to->n], to->powers[to->n]};
    to->n++;
out:
    return status;
}

static keur_status size_of(const keur_parsed *line, const char *name, size_t *to, keur_error *err)
{
    uint64_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_option_value(line, name) == NULL)
        return keur_fail(err, KEUR_EUSAGE, "--%s is needed: a number of persons, or rows", name);
    KEUR_TRY(keur_whole_number(line, name, KEUR_POWER_SIZE_MOST, 0, &n, err));
    if (n == 0)
        return keur_fail(err, KEUR_EUSAGE, "--%s: expected a whole number from 1 to %d", name,
                         KEUR_POWER_SIZE_MOST);
    *to = (size_t)n;
out:
    return status;
}

static keur_status take_sizes(const keur_parsed *line, keur_power_sizes *to, keur_error *err)
{
    const char *reference = keur_option_value(line, "reference");
    keur_status status = KEUR_OK;

    *to = (keur_power_sizes){.has_reference = reference != NULL && strcmp(reference, "given") == 0};
    if (reference != NULL && !to->has_reference && strcmp(reference, "split") != 0)
        return keur_fail(err, KEUR_EUSAGE, "--reference: expected given or split");
    KEUR_TRY(size_of(line, "train", &to->train, err));
    KEUR_TRY(size_of(line, "holdout", &to->holdout, err));
    if (!to->has_reference && to->holdout < 2)
        return keur_fail(err, KEUR_EUSAGE,
                         "--holdout: two or more are needed, of which one half is the reference");
out:
    return status;
}

static keur_status print(const keur_parsed *line, const keur_power_sizes *sizes, const worked *of,
                         keur_error *err)
{
    char *text = NULL;
    keur_status status = KEUR_OK;

    if (keur_option_is(line, "json"))
        KEUR_TRY(keur_power_json(sizes, of->pairs, of->n, &text, err));
    else
        KEUR_TRY(keur_power_text(sizes, of->pairs, of->n, keur_terminal_width(),
                                 keur_terminal_colour(), &text, err));
    KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

static keur_status run(const keur_parsed *line, keur_error *err)
{
    const char *policy = keur_option_value(line, "policy");
    keur_power_sizes sizes;
    worked made = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(take_sizes(line, &sizes, err));
    if (policy != NULL)
        KEUR_TRY(work_out(policy, &sizes, &made, err));
    for (size_t i = 0; policy == NULL && keur_policy_preset_name(i) != NULL && i < MOST_POLICIES;
         i++)
        KEUR_TRY(work_out(keur_policy_preset_name(i), &sizes, &made, err));
    KEUR_TRY(print(line, &sizes, &made, err));
out:
    worked_free(&made);
    return status;
}

static const keur_option options[] = {
    {"train", 0, "N", "persons in the real table that the generator sees"},
    {"holdout", 0, "M", "persons in the real table that it does not see"},
    {"reference", 0, "HOW", "given: a further table; split: half of the holdout (the default)"},
    {"policy", 0, "P", "public, controlled, internal or a policy file; default: each of the three"},
    {"json", 0, NULL, "print it as JSON instead of text"},
    {"help", 'h', NULL, "this text"},
    {NULL, 0, NULL, NULL}};

const keur_command keur_cmd_power = {
    .name = "power",
    .usage = "[--policy P] --train N --holdout M [--reference given|split]",
    .summary = "what tables of these sizes can decide, before anything runs",
    .help =
        "Few rows decide little: a safe table stays inconclusive. For every limit of a policy, "
        "this says how often a safe table would meet it with so many persons (rows, where nobody "
        "has more than one), and how large a holdout makes that 80 per cent. It reads no table: "
        "use it before real rows are split.\n"
        "Without a reference table, half of the holdout becomes the attacker's reference and only "
        "the other half is scored.\n"
        "The power of a limit on a risk depends on what is guessed right in any case: it is given "
        "for a half, three quarters and nine tenths. That of the worst of several attacks is a "
        "lower bound, as is that of a difference of rates.",
    .options = options,
    .least_words = 0,
    .most_words = 0,
    .run = run,
};
