/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What right guesses show: success on train against the holdout, and against chance. */
#include <math.h>

#include "attacks/attribute/guessing_impl.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/labels.h"
#include "case/units.h"
#include "stats/clustered.h"
#include "stats/holm.h"
#include "stats/risk.h"
#include "stats/two_rates.h"

static const char needs_holdout[] =
    "needs a holdout table, to tell a leak from what the synthetic table teaches about everyone";
static const double error_rate = 0.05;

keur_figure keur_guess_like(const keur_guessing *of, size_t target)
{
    const keur_guess_target *about = &of->targets[target];
    keur_figure like = {
        .unit = "share", .level = 1 - error_rate, .direction = KEUR_HIGHER_IS_RISKIER};

    keur_figure_label(&like, "secret", keur_case_column(of->on, about->secret)->name);
    keur_key_set_label(&about->known, &like);
    return like;
}

double keur_guess_count(const unsigned char *is_right, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += is_right[i];
    return (double)count;
}

keur_status keur_guess_size(const keur_case *on, const int32_t *units,
                            const unsigned char *is_right, size_t n, double *size, keur_error *err)
{
    *size = (double)n;
    if (units == NULL || n == 0)
        return KEUR_OK;
    return keur_clustered_size((const uint32_t *)units, is_right, n, keur_case_unit_count(on), size,
                               err);
}

/* What the table's own shares of the secret lead to among the rows of train. */
static keur_status add_draw(const keur_guessing *of, const keur_figure *like,
                            const keur_moments *drawn, keur_result *out, keur_error *err)
{
    keur_figure figure = *like;

    if (drawn->n == 0 || keur_case_units(of->on, KEUR_TRAIN) == NULL)
        return keur_add_mean(out, like, "chance-draw", drawn, err);
    figure = keur_figure_start("chance-draw", KEUR_KIND_STATISTIC);
    figure.unit = like->unit;
    figure.value = drawn->mean;
    figure.n = drawn->n;
    figure.method = "mean over rows";
    figure.no_interval = "rows of one person belong together";
    for (size_t i = 0; i < like->n_labels; i++)
        keur_figure_label(&figure, like->labels[i].name, like->labels[i].value);
    return keur_result_add(out, &figure, err);
}

static keur_status add_chance(const keur_guessing *of, size_t target, const keur_guess_rule *rule,
                              keur_result *out, keur_error *err)
{
    const size_t secret = of->targets[target].secret, n = keur_case_rows(of->on, KEUR_TRAIN);
    const int32_t *truth = keur_case_codes(of->on, KEUR_TRAIN, secret);
    keur_figure like = keur_guess_like(of, target);
    keur_guess_chance chance = {.mode = KEUR_NO_GUESS};
    keur_moments drawn = {.n = 0};
    unsigned char *is_right = NULL;
    double size;
    keur_status status = KEUR_OK;

    like.direction = KEUR_DIRECTION_NONE;
    KEUR_TRY(keur_guess_chance_of(rule, keur_case_codes(of->on, KEUR_SYNTHETIC, secret),
                                  keur_case_rows(of->on, KEUR_SYNTHETIC), &chance, err));
    KEUR_TRY(KEUR_NEW(is_right, n, err));
    for (size_t i = 0; i < n; i++) {
        is_right[i] = keur_guess_is_right(rule, chance.mode, truth[i]);
        keur_moments_add(&drawn, chance.draw[truth[i] + 1], 1);
    }
    KEUR_TRY(keur_guess_size(of->on, keur_case_units(of->on, KEUR_TRAIN), is_right, n, &size, err));
    KEUR_TRY(keur_add_clustered_rate(out, &like, "chance-mode", keur_guess_count(is_right, n),
                                     (double)n, size, err));
    KEUR_TRY(add_draw(of, &like, &drawn, out, err));
out:
    keur_guess_chance_free(&chance);
    keur_release(is_right);
    return status;
}

/* Trials that are worth `size` independent ones, as whole as they are. */
static double worth(const keur_guessed *found, size_t side)
{
    const double n = (double)found->n[side], s = found->successes[side];

    return found->size[side] < n ? fmin(s / n * found->size[side], found->size[side]) : s;
}

static void test_for_risk(keur_guessed *found)
{
    const double *size = found->size;
    const size_t n = found->n[KEUR_GUESS_HOLDOUT];

    found->p = NAN;
    if (n == 0 || found->n[KEUR_GUESS_TRAIN] == 0 || isnan(size[0]) || isnan(size[1]) ||
        found->successes[KEUR_GUESS_HOLDOUT] == (double)n)
        return;
    found->p = keur_two_rates_p(worth(found, 0), size[0], worth(found, 1), size[1]);
}

keur_status keur_guess_figures(const keur_guessing *of, size_t target, const keur_guess_rule *rule,
                               keur_guessed *found, keur_result *out, keur_error *err)
{
    static const char *const names[] = {"success", "success-holdout"};
    const keur_figure like = keur_guess_like(of, target);
    const bool has_holdout = keur_case_has(of->on, KEUR_HOLDOUT);
    keur_status status = KEUR_OK;

    for (size_t side = 0; side < (has_holdout ? 2u : 1u); side++) {
        found->successes[side] = keur_guess_count(found->is_right[side], found->n[side]);
        KEUR_TRY(keur_guess_size(of->on, keur_case_units(of->on, keur_guess_roles[side]),
                                 found->is_right[side], found->n[side], &found->size[side], err));
        KEUR_TRY(keur_add_clustered_rate(out, &like, names[side], found->successes[side],
                                         (double)found->n[side], found->size[side], err));
    }
    KEUR_TRY(add_chance(of, target, rule, out, err));
    test_for_risk(found);
    if (!has_holdout) {
        KEUR_TRY(keur_add_reason(out, &like, "success-excess", needs_holdout, err));
        KEUR_TRY(keur_add_reason(out, &like, "risk", needs_holdout, err));
        goto out;
    }
    KEUR_TRY(keur_add_clustered_difference(out, &like, "success-excess", names[0], found->size[0],
                                           names[1], found->size[1], err));
    KEUR_TRY(keur_add_clustered_risk(out, &like, "risk", names[0], found->size[0], names[1],
                                     found->size[1], err));
out:
    return status;
}

static double risk_of(const keur_guessed *found)
{
    if (isnan(found->p))
        return NAN;
    return keur_risk_of(worth(found, 0), found->size[0], worth(found, 1), found->size[1],
                        1 - error_rate)
        .value;
}

/* A p follows from counts and would give them away: it is told upward, to one digit, and not below
 * a millionth. */
static double blunt(double p)
{
    const double least = 1e-6, digit = pow(10, floor(log10(fmax(p, least))));

    return p <= least ? least : fmin(1, ceil(p / digit - 1e-9) * digit);
}

/* The smallest of the four counts that a p is made of. */
static size_t least_count(const keur_guessed *found)
{
    double least = INFINITY;

    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++)
        least = fmin(least,
                     fmin(found->successes[side], (double)found->n[side] - found->successes[side]));
    return least > 1 ? (size_t)least : 1;
}

/* A p gives away a count below 10 that it is made of; and by Holm it may be that of another. */
static size_t least_behind(const keur_guessing *of, const keur_guessed *found, const double *p,
                           size_t target)
{
    size_t least = least_count(&found[target]);

    for (size_t i = 0; i < of->n_targets; i++) {
        if (p[i] == p[target] && p[i] < 1 && least_count(&found[i]) < least)
            least = least_count(&found[i]);
    }
    return least;
}

static keur_status add_p(const keur_guessing *of, const keur_guessed *all, const double *adjusted,
                         size_t target, keur_result *out, keur_error *err)
{
    const keur_figure like = keur_guess_like(of, target);
    const keur_guessed *found = &all[target];
    const double p = adjusted[target];
    keur_figure figure = keur_figure_start("risk-p", KEUR_KIND_STATISTIC);
    const size_t *n = found->n;

    if (isnan(p))
        return keur_add_reason(
            out, &like, "risk-p",
            "the control succeeds on every row, or a table holds one person only", err);
    for (size_t i = 0; i < like.n_labels; i++)
        keur_figure_label(&figure, like.labels[i].name, like.labels[i].value);
    figure.value = blunt(p);
    figure.unit = "p";
    figure.direction = KEUR_LOWER_IS_RISKIER;
    figure.n = n[0] + n[1];
    figure.n_least = least_behind(of, all, adjusted, target);
    figure.method = found->size[0] < (double)n[0] || found->size[1] < (double)n[1]
                        ? "of no larger success on train, score test of independent rows, by "
                          "Holm over all secrets, rounded up"
                        : "of no larger success on train, Fisher's exact test, one-sided, by "
                          "Holm over all secrets, rounded up";
    figure.no_interval = "a p-value has none";
    return keur_result_add(out, &figure, err);
}

static keur_status add_worst(const keur_guessing *of, const keur_guessed *found, keur_result *out,
                             keur_error *err)
{
    size_t worst = SIZE_MAX;
    keur_figure like;

    for (size_t i = 0; i < of->n_targets; i++) {
        const double risk = risk_of(&found[i]);

        if (!isnan(risk) && (worst == SIZE_MAX || risk > risk_of(&found[worst])))
            worst = i;
    }
    if (worst == SIZE_MAX)
        return keur_result_add_missing(out, "worst-risk", "no secret's risk is estimable", err);
    like = keur_guess_like(of, worst);
    /* Bonferroni: all m intervals hold together with 95%, so that of the largest does. */
    like.level = 1 - error_rate / (double)of->n_targets;
    return keur_add_clustered_risk(out, &like, "worst-risk", "success", found[worst].size[0],
                                   "success-holdout", found[worst].size[1], err);
}

keur_status keur_guess_compare(const keur_guessing *of, keur_guessed *found, keur_result *out,
                               keur_error *err)
{
    double *p = NULL;
    keur_status status = KEUR_OK;

    if (!keur_case_has(of->on, KEUR_HOLDOUT))
        return keur_result_add_missing(out, "worst-risk", needs_holdout, err);
    KEUR_TRY(KEUR_NEW(p, of->n_targets, err));
    for (size_t i = 0; i < of->n_targets; i++)
        p[i] = found[i].p;
    KEUR_TRY(keur_holm(p, of->n_targets, p, err));
    for (size_t i = 0; i < of->n_targets; i++)
        KEUR_TRY(add_p(of, found, p, i, out, err));
    KEUR_TRY(add_worst(of, found, out, err));
out:
    keur_release(p);
    return status;
}
