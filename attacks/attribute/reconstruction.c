/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The secret of all targets at once, from counts. An attacker knows all other columns of n targets
 * and asks, for pairs of these columns and each cell c of a pair that holds targets, how many
 * synthetic rows lie in c and have the secret, scaled to n rows:
 *
 *   r_c = n / |S| * #{s in S: s in c, secret of s = 1},   A_ci = 1 where target i lies in c
 *   x   = argmin over [0, 1]^n of |A x - r|_1;            guess 1 where x_i >= 1/2
 *
 * The control is the same attack on the holdout's rows. Annamalai, Gadotti, Rocher: A linear
 * reconstruction approach for attribute inference attacks against synthetic data, USENIX Security
 * 2024, arXiv 2301.10053.
 */
#include "attacks/attribute/reconstruct.h"

#include <math.h>
#include <stdio.h>

#include "attacks/attribute/secret_levels.h"
#include "attacks/keys.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/labels.h"

/* Secrets where none was declared. */
enum { MOST_SECRETS = 8, LEAST = KEUR_RECONSTRUCT_LEAST };

/* The names of the figures of one table. */
typedef struct names {
    const char *success, *misfit, *gap;
} names;

static const names train_names = {"success", "misfit", "gap"};
static const names holdout_names = {"success-holdout", "misfit-holdout", "gap-holdout"};

static const char no_holdout[] = "needs a holdout table, to tell a leak from what the synthetic "
                                 "table teaches about everyone";

static keur_status add_fit(keur_result *out, const keur_figure *like, const char *name,
                           double value, size_t n, const char *method, keur_error *err)
{
    keur_figure figure = *like;

    figure.name = name;
    figure.kind = KEUR_KIND_STATISTIC;
    figure.value = value;
    figure.low = figure.high = figure.numerator = figure.denominator = NAN;
    figure.n = n;
    figure.unit = "rows of misfit";
    figure.method = method;
    figure.no_interval = "says how the fit went, of these tables";
    figure.direction = KEUR_DIRECTION_NONE;
    return keur_result_add(out, &figure, err);
}

static keur_status add_table(keur_result *out, const keur_figure *like, const keur_rebuilt *of,
                             const names *as, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_add_clustered_rate(out, like, as->success, (double)of->n_right, (double)of->n,
                                     of->size, err));
    KEUR_TRY(add_fit(out, like, as->misfit, of->misfit, of->n,
                     "mean difference of fitted and synthetic counts, a target and pair", err));
    KEUR_TRY(add_fit(out, like, as->gap, of->gap, of->n,
                     "misfit less the bound that no fit goes below (primal-dual gap)", err));
out:
    return status;
}

/* One level; `holdout` is NULL where there is none. */
static keur_status add_level(keur_result *out, const keur_figure *like, const keur_rebuilt *train,
                             const keur_rebuilt *holdout, keur_error *err)
{
    const size_t others = train->n - train->n_level;
    const char *why = holdout == NULL ? no_holdout
                                      : "fewer than 10 rows of the holdout that may be attacked "
                                        "have a value of the secret";
    keur_status status = KEUR_OK;

    KEUR_TRY(add_table(out, like, train, &train_names, err));
    KEUR_TRY(keur_add_rate(out, like, "chance",
                           (double)(train->n_level > others ? train->n_level : others),
                           (double)train->n, err));
    if (holdout == NULL || holdout->n == 0) {
        KEUR_TRY(keur_add_reason(out, like, "success-excess", why, err));
        KEUR_TRY(keur_add_reason(out, like, "risk", why, err));
        goto out;
    }
    KEUR_TRY(add_table(out, like, holdout, &holdout_names, err));
    KEUR_TRY(keur_add_clustered_difference(out, like, "success-excess", "success", train->size,
                                           "success-holdout", holdout->size, err));
    KEUR_TRY(keur_add_clustered_risk(out, like, "risk", "success", train->size, "success-holdout",
                                     holdout->size, err));
out:
    return status;
}

static keur_status add_notices(const keur_reconstructed *found, size_t n_fit, keur_result *out,
                               keur_error *err)
{
    char text[200];
    keur_status status = KEUR_OK;

    if (n_fit > KEUR_SECRET_LEVELS)
        KEUR_TRY(keur_result_notice(
            out, "reconstruction: of a secret with many levels, the 10 most frequent were guessed.",
            err));
    if (found->n_pairs < found->n_all_pairs) {
        (void)snprintf(text, sizeof text,
                       "reconstruction: %zu of %zu pairs of keys were asked, by seed (--pairs).",
                       found->n_pairs, found->n_all_pairs);
        KEUR_TRY(keur_result_notice(out, text, err));
    }
    if (found->is_part)
        KEUR_TRY(keur_result_notice(
            out,
            "reconstruction: some of the rows were attacked, by seed (--targets); all of them "
            "would be found more easily, since the others are noise to the attack.",
            err));
    if (found->n_filled > 0)
        KEUR_TRY(keur_result_notice(
            out,
            "reconstruction: the holdout has fewer rows than were attacked in train; the attack "
            "on it was filled up with rows of train, which do not count, for guesses depend on "
            "the number of targets.",
            err));
out:
    return status;
}

static keur_status add_all(keur_case *on, const keur_reconstruct_ask *ask,
                           const keur_reconstructed *found, keur_figure *like, bool is_binary,
                           keur_result *out, keur_error *err)
{
    const keur_column *column = keur_case_column(on, ask->secret);
    const bool has_holdout = keur_case_has(on, KEUR_HOLDOUT);
    const size_t n_labels = like->n_labels;
    char made_up[KEUR_LEVEL_NAME];
    keur_status status = KEUR_OK;

    for (size_t l = 0; l < ask->n_levels; l++) {
        like->n_labels = n_labels;
        if (!is_binary)
            keur_figure_label(like, "level",
                              keur_secret_level_name(column, ask->levels[l], made_up));
        KEUR_TRY(
            add_level(out, like, &found->train[l], has_holdout ? &found->holdout[l] : NULL, err));
    }
out:
    return status;
}

static keur_status attack_levels(keur_case *on, const keur_args *args, const keur_key_set *set,
                                 size_t secret, keur_figure *like, keur_result *out,
                                 keur_error *err)
{
    keur_secret_levels levels;
    keur_reconstruct_ask ask = {.secret = secret,
                                .keys = set->columns,
                                .n_keys = set->n,
                                .n_groups = set->n_groups,
                                .most_pairs = (size_t)keur_args_number(args, "pairs"),
                                .most_targets = (size_t)keur_args_number(args, "targets"),
                                .gap = keur_args_number(args, "gap")};
    keur_reconstructed found = {.train = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_secret_levels_choose(on, secret, LEAST, &levels, err));
    ask.levels = levels.codes;
    ask.n_levels = levels.n;
    if (ask.n_levels == 0) {
        KEUR_TRY(keur_add_reason(out, like, "success",
                                 "no value of the secret has 10 train rows that have it and 10 "
                                 "that have another",
                                 err));
        goto out;
    }
    KEUR_TRY(keur_reconstruct(on, &ask, &found, err));
    if (found.n_synthetic == 0)
        KEUR_TRY(keur_add_reason(out, like, "success",
                                 "the secret is missing in every synthetic row that may be asked",
                                 err));
    else
        KEUR_TRY(add_all(on, &ask, &found, like, levels.is_binary, out, err));
    KEUR_TRY(add_notices(&found, levels.n_fit, out, err));
out:
    keur_reconstructed_free(&found);
    return status;
}

/* Of a number with more values, exact guesses say little. */
enum { MOST_VALUES = 100 };

static keur_status run_set(keur_case *on, const keur_args *args, size_t secret,
                           const keur_key_set *set, keur_result *out, keur_error *err)
{
    keur_figure like = {.unit = "share", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    keur_status status = KEUR_OK;

    keur_figure_label(&like, "secret", keur_case_column(on, secret)->name);
    keur_key_set_label(set, &like);
    if (set->n < 2)
        KEUR_TRY(keur_add_reason(out, &like, "success",
                                 "needs two keys at least, to ask about pairs of them", err));
    else if (keur_case_column(on, secret)->n_values > MOST_VALUES)
        KEUR_TRY(keur_add_reason(out, &like, "success",
                                 "the secret is a number with many values: this attack tells one "
                                 "value from the others",
                                 err));
    else
        KEUR_TRY(attack_levels(on, args, set, secret, &like, out, err));
out:
    return status;
}

static keur_status run_secret(keur_case *on, const keur_args *args, size_t secret, keur_result *out,
                              keur_error *err)
{
    keur_key_set *sets = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_key_sets_make(on, args, secret, &sets, &n, out, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(run_set(on, args, secret, &sets[i], out, err));
out:
    keur_key_sets_free(sets, n);
    return status;
}

/* Columns with two values, where no secret was declared. */
static keur_status take_binary(const keur_case *on, size_t **secrets, size_t *n, keur_result *out,
                               keur_error *err)
{
    size_t n_binary = 0;
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(*secrets, MOST_SECRETS, err));
    for (size_t j = 0; j < keur_case_columns(on); j++) {
        bool has_two = false;

        KEUR_TRY(keur_secret_has_two(on, j, &has_two, err));
        if (has_two && n_binary++ < MOST_SECRETS)
            (*secrets)[(*n)++] = j;
    }
    if (n_binary > MOST_SECRETS)
        KEUR_TRY(keur_result_notice(out,
                                    "reconstruction: no secret was declared, and the first 8 "
                                    "columns with two values were taken as secret in turn.",
                                    err));
    else if (n_binary > 0)
        KEUR_TRY(keur_result_notice(out,
                                    "reconstruction: no secret was declared: every column with "
                                    "two values was taken as secret in turn.",
                                    err));
    else
        KEUR_TRY(keur_result_add_missing(
            out, "success", "no secret was declared, and no column has two values", err));
out:
    return status;
}

/* --secret where given, else the declared secrets, else columns with two values; none that is among
 * --keys, unless --secret names it. */
static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    size_t *secrets = NULL, *keys = NULL, n = 0, n_keys = 0;
    keur_status status = KEUR_OK;

    if (keur_case_columns(on) < 3)
        return keur_result_add_missing(out, "success", "needs a secret and two keys at least", err);
    if (keur_args_number(args, "targets") > 0 && keur_args_number(args, "targets") < LEAST)
        return keur_fail(err, KEUR_EUSAGE, "--targets: expected 0, for all, or 10 at the least");
    KEUR_TRY(keur_columns_of(on, args, "secret", &secrets, &n, err));
    KEUR_TRY(keur_columns_of(on, args, "keys", &keys, &n_keys, err));
    if (n == 0) {
        keur_columns_free(secrets);
        secrets = NULL;
        KEUR_TRY(keur_columns_with(on, KEUR_COLUMN_SECRET, &secrets, &n, err));
    }
    if (n == 0) {
        keur_columns_free(secrets);
        secrets = NULL;
        KEUR_TRY(take_binary(on, &secrets, &n, out, err));
    }
    for (size_t i = 0; i < n; i++) {
        bool is_key = false;

        for (size_t k = 0; k < n_keys; k++)
            is_key |= keys[k] == secrets[i] && !keur_args_has(args, "secret");
        if (!is_key)
            KEUR_TRY(run_secret(on, args, secrets[i], out, err));
    }
    if (keur_result_figures(out) == 0)
        KEUR_TRY(keur_result_add_missing(out, "success", "every secret is among --keys", err));
out:
    keur_columns_free(secrets);
    keur_columns_free(keys);
    return status;
}

static const keur_param params[] = {
    KEUR_PARAM_KEYS,
    {.name = "secret",
     .type = KEUR_PARAM_COLUMNS,
     .help =
         "columns to be guessed; default: those declared as secret, else those with two values"},
    {.name = "groups",
     .type = KEUR_PARAM_INTEGER,
     .low = 2,
     .high = 1000,
     .fallback = "20",
     .unit = "groups",
     .help = "cut numeric keys into quantile groups of train"},
    {.name = "pairs",
     .type = KEUR_PARAM_INTEGER,
     .low = 1,
     .high = 100000,
     .fallback = "200",
     .unit = "pairs",
     .help = "pairs of keys to ask about, by seed where there are more"},
    {.name = "gap",
     .type = KEUR_PARAM_NUMBER,
     .low = 1e-6,
     .high = 1,
     .fallback = "0.002",
     .unit = "rows",
     .help = "fit until no other fit can be nearer to the counts by more than this, a target and "
             "pair"},
    {.name = "targets",
     .type = KEUR_PARAM_INTEGER,
     .low = 0,
     .high = 1e9,
     .fallback = "0",
     .unit = "rows",
     .help = "rows to attack in each table, by seed where there are more; 0: all"},
    {.name = NULL}};

const keur_measure keur_reconstruction = {
    .name = "reconstruction",
    .title = "Reconstruction of a secret from counts",
    .question = "Can the secret of all people at once be worked out from counts of the synthetic "
                "table, better for people in the train table than for others?",
    .limits = "Asks about pairs of columns only, and guesses one value against all others.",
    .source = "Annamalai, Gadotti, Rocher, USENIX Security 2024",
    .family = KEUR_FAMILY_ATTRIBUTE,
    .word = KEUR_WORD_INFERENCE,
    .params = params,
    .run = run,
    .is_slow = true,
};
