/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose secrets are guessed, from what, and which guesses are right. */
#include "attacks/attribute/guessing_impl.h"

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"

const keur_role keur_guess_roles[KEUR_GUESS_SIDES] = {KEUR_TRAIN, KEUR_HOLDOUT};

/* The secret against each set of keys that it is no part of. */
static keur_status add_targets(keur_guessing *of, size_t secret, keur_result *out, keur_error *err)
{
    keur_key_set *sets = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_key_sets_make(of->on, of->args, secret, &sets, &n, out, err));
    KEUR_TRY(KEUR_RESIZE(of->targets, of->n_targets, of->n_targets + n, err));
    for (size_t i = 0; i < n; i++) {
        keur_guess_target *target = &of->targets[of->n_targets++];

        *target = (keur_guess_target){.secret = secret, .known = sets[i]};
        /* How numbers among the keys are compared is the attacker's business. */
        target->known.n_groups = 0;
        sets[i] = (keur_key_set){.columns = NULL};
    }
out:
    keur_key_sets_free(sets, n);
    return status;
}

static keur_status set_targets(keur_guessing *of, keur_result *out, keur_error *err)
{
    size_t *secrets = NULL, n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_secrets_of(of->on, of->args, out, &secrets, &n, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(add_targets(of, secrets[i], out, err));
out:
    keur_columns_free(secrets);
    return status;
}

static void free_targets(keur_guessing *of)
{
    for (size_t i = 0; i < of->n_targets; i++)
        keur_key_set_free(&of->targets[i].known);
    keur_release(of->targets);
}

static bool has_date(const keur_guessing *of)
{
    for (size_t i = 0; i < of->n_targets; i++) {
        const keur_column *column = keur_case_column(of->on, of->targets[i].secret);

        if (column->type == KEUR_TYPE_DATE && keur_guess_rule_of(column, false).is_exact)
            return true;
    }
    return false;
}

static keur_status guess_side(const keur_guessing *of, const keur_guesser *by, size_t target,
                              size_t side, const keur_guess_rule *rule, keur_guessed *found,
                              keur_error *err)
{
    const size_t secret = of->targets[target].secret;
    const size_t n = keur_case_rows(of->on, keur_guess_roles[side]);
    const int32_t *truth = keur_case_codes(of->on, keur_guess_roles[side], secret);
    int32_t *guesses = NULL;
    keur_status status = KEUR_OK;

    found->n[side] = n;
    KEUR_TRY(KEUR_NEW(guesses, n, err));
    KEUR_TRY(KEUR_NEW(found->is_right[side], n, err));
    KEUR_TRY(by->guess(of, target, side, guesses, err));
    for (size_t i = 0; i < n; i++)
        found->is_right[side][i] = keur_guess_is_right(rule, guesses[i], truth[i]);
out:
    keur_release(guesses);
    return status;
}

static keur_status run_target(const keur_guessing *of, const keur_guesser *by, size_t target,
                              const keur_guess_groups *groups, keur_guessed *found,
                              keur_result *out, keur_error *err)
{
    const keur_guess_rule rule =
        keur_guess_rule_of(keur_case_column(of->on, of->targets[target].secret),
                           keur_args_is(of->args, "numeric-rule", "anonymeter"));
    keur_status status = KEUR_OK;

    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++) {
        if (keur_case_has(of->on, keur_guess_roles[side]))
            KEUR_TRY(guess_side(of, by, target, side, &rule, found, err));
    }
    KEUR_TRY(keur_guess_figures(of, target, &rule, found, out, err));
    if (groups != NULL)
        KEUR_TRY(keur_guess_by_group(of, target, groups, found, out, err));
out:
    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++) {
        keur_release(found->is_right[side]);
        found->is_right[side] = NULL;
    }
    return status;
}

static keur_status run_targets(keur_guessing *of, const keur_guesser *by, keur_result *out,
                               keur_error *err)
{
    const bool by_group = keur_args_has(of->args, KEUR_BY_GROUP);
    keur_guess_groups groups = {.n_groupings = 0};
    keur_guessed *found = NULL;
    keur_status status = KEUR_OK;

    if (has_date(of))
        KEUR_TRY(keur_result_notice(out,
                                    "The schema states no tolerance for a date that was guessed: "
                                    "only the same day counts as right.",
                                    err));
    KEUR_TRY(KEUR_NEW(found, of->n_targets, err));
    if (by_group)
        KEUR_TRY(keur_guess_groups_make(of->on, &groups, err));
    if (by->prepare != NULL)
        KEUR_TRY(by->prepare(of, err));
    if (of->why_not != NULL) {
        KEUR_TRY(keur_result_add_missing(out, "risk", of->why_not, err));
        goto out;
    }
    for (size_t i = 0; i < of->n_targets; i++)
        KEUR_TRY(run_target(of, by, i, by_group ? &groups : NULL, &found[i], out, err));
    KEUR_TRY(keur_guess_compare(of, found, out, err));
out:
    keur_release(found);
    keur_guess_groups_free(&groups);
    return status;
}

keur_status keur_guessing_run(keur_case *on, const keur_args *args, const keur_guesser *by,
                              keur_result *out, keur_error *err)
{
    keur_guessing of = {.on = on, .args = args};
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    if (keur_case_columns(on) < 2)
        return keur_result_add_missing(out, "risk", "needs a secret and at least one key", err);
    KEUR_TRY(set_targets(&of, out, err));
    if (of.n_targets == 0) {
        KEUR_TRY(keur_result_add_missing(out, "risk", "every secret is among the keys", err));
        goto out;
    }
    if (keur_case_has(on, KEUR_HOLDOUT))
        KEUR_TRY(keur_case_self(on, KEUR_HOLDOUT, KEUR_SYNTHETIC, &self, err));
    of.self[KEUR_GUESS_HOLDOUT] = self;
    KEUR_TRY(run_targets(&of, by, out, err));
out:
    if (by->finish != NULL)
        by->finish(&of);
    keur_release(self);
    free_targets(&of);
    return status;
}
