/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_GUESSING_H
#define KEUR_ATTACKS_GUESSING_H

#include <keur/measure.h>

#include "attacks/attribute/guessing_rule.h"
#include "attacks/attribute/secrets.h"
#include "attacks/keys.h"
#include "attacks/membership/membership.h"

/*
 * An attacker on attributes guesses the secret of every real row from the columns he knows and the
 * synthetic table S alone. An attacker's file says how; whose secrets, when a guess is right, and
 * what the guesses show is worked out here, the same way for all.
 */

/** Parameters that all of them have, for use in their own lists. */
#define KEUR_PARAM_NUMERIC_RULE                                                                    \
    {                                                                                              \
        .name = "numeric-rule", .type = KEUR_PARAM_CHOICE, .choices = "truth|anonymeter",          \
        .fallback = "truth", .help = "a number is guessed within 5% of the truth, or of the guess" \
    }
#define KEUR_PARAMS_GUESSING                                                                       \
    KEUR_PARAM_KEYS, KEUR_PARAM_SECRET, KEUR_PARAM_NUMERIC_RULE, KEUR_PARAM_BY_GROUP

/** One secret, and the columns it is guessed from. */
typedef struct keur_guess_target {
    size_t secret;
    keur_key_set known;
} keur_guess_target;

/** The rows whose secrets are guessed: those of train, all of the holdout. */
enum { KEUR_GUESS_TRAIN, KEUR_GUESS_HOLDOUT, KEUR_GUESS_SIDES };
extern const keur_role keur_guess_roles[KEUR_GUESS_SIDES];

/** What an attacker works on. */
typedef struct keur_guessing {
    keur_case *on;
    const keur_args *args;
    size_t n_targets;
    keur_guess_target *targets;
    /** Per row of a side the row of S it is itself, or KEUR_NO_ROW; NULL: none. A row must not
     * be guessed from itself; a copy of train is not treated so. */
    const uint32_t *self[KEUR_GUESS_SIDES];
    void *state;         /**< the attacker's own */
    const char *why_not; /**< set by `prepare` to a sentence where the attack cannot be made */
} keur_guessing;

/** How secrets are guessed. */
typedef struct keur_guesser {
    /** What serves all targets; NULL: nothing. */
    keur_status (*prepare)(keur_guessing *of, keur_error *err);
    /** A code of the secret for each row of a side, or KEUR_NO_GUESS. */
    keur_status (*guess)(const keur_guessing *of, size_t target, size_t side, int32_t *guesses,
                         keur_error *err);
    /** Frees of->state, which may be NULL or half made; NULL: nothing to free. */
    void (*finish)(keur_guessing *of);
} keur_guesser;

/**
 * The whole run of an attacker. Per secret (labels secret, keys): `success` on train,
 * `success-holdout`, `success-excess`, `chance-mode` and `chance-draw` on train, `risk`, `risk-p`
 * adjusted by Holm over all secrets; of the secret with the largest risk `worst-risk` at the level
 * 1 - 0.05/m for m secrets; with --by-group also those of keur_guess_groups.
 *
 * Where the case has a person unit, intervals are those of as many independent rows as the persons
 * are worth.
 * @retval KEUR_EUSAGE  a name among --keys or --secret is no column that takes part; a secret is
 *                      among --keys
 */
keur_status keur_guessing_run(keur_case *on, const keur_args *args, const keur_guesser *by,
                              keur_result *out, keur_error *err);

#endif
