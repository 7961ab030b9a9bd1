/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sizes can decide about the limits of a policy.
 *
 * The verdict meets a limit where the one-sided end at the limit's confidence c lies below it, so
 * alpha is 1 - c. That end is made of a figure's interval by the normal distribution. For an area
 * and a risk this is what power.h assumes; for a TPR the exact end is taken for it: at 3,910 +
 * 3,910 persons, where the exact one meets 0.02 at an FPR of 0.01 with 80.2%, the verdict's did
 * in 81.4% of 8,000 drawn tables.
 */
#include "assess/limit_power.h"

#include <math.h>
#include <string.h>

#include "attacks/membership/joined.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "stats/power.h"

#define ALPHA            0.05
#define EPSILON_FRACTION 0.1 /* of the pairs that are guessed */

const double keur_power_baselines[KEUR_N_BASELINES] = {0.5, 0.75, 0.9};

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static keur_power_form membership_form(const char *measure, const char *figure)
{
    static const char rate[] = "tpr@fpr=";
    keur_power_form form = {.kind = KEUR_POWER_NONE, .n_attacks = 1};

    if (strcmp(figure, "auc") == 0) {
        form.kind = KEUR_POWER_AUC;
        if (strcmp(measure, "worst-attack") == 0)
            form.n_attacks = keur_joined_count(KEUR_JOINING_TRIED);
    } else if (starts_with(figure, rate) &&
               keur_text_number(figure + sizeof rate - 1, '.', &form.fpr) && form.fpr > 0 &&
               form.fpr < 1) {
        form.kind = KEUR_POWER_TPR;
    }
    return form;
}

/* Attacks on attributes and links that try every row once; singling-out counts predicates. */
static bool attacks_every_row(const char *measure)
{
    static const char *const names[] = {"attribute-neighbour", "attribute-model", "attribute-key",
                                        "linkability"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], measure) == 0)
            return true;
    return false;
}

bool keur_risk_is_named(const char *figure)
{
    static const char ending[] = "-risk";
    const size_t n = strlen(figure), m = sizeof ending - 1;

    return strcmp(figure, ending + 1) == 0 || (n > m && strcmp(figure + n - m, ending) == 0);
}

/* The largest value that shows nothing. */
static double chance_of(const keur_power_form *form)
{
    return form->kind == KEUR_POWER_AUC ? 0.5 : form->kind == KEUR_POWER_TPR ? form->fpr : 0;
}

keur_power_form keur_power_form_of(const char *measure, const char *figure, keur_side side,
                                   double limit)
{
    keur_power_form form = {.kind = KEUR_POWER_NONE, .n_attacks = 1};

    if (figure == NULL || side != KEUR_BELOW) {
        form.why_not = "no power is worked out for a limit of this kind";
        return form;
    }
    if (strcmp(measure, "worst-attack") == 0 || starts_with(measure, "membership-"))
        form = membership_form(measure, figure);
    else if (keur_risk_is_named(figure) && attacks_every_row(measure))
        form.kind = KEUR_POWER_RISK;
    else if (strcmp(measure, "attribute-keys") == 0 &&
             (strcmp(figure, "disco-excess") == 0 || strcmp(figure, "dcap-excess") == 0))
        form.kind = KEUR_POWER_EXCESS;
    if (form.kind == KEUR_POWER_NONE)
        form.why_not = keur_risk_is_named(figure)
                           ? "it counts guesses of its own, whose number does not follow from rows"
                           : "no power is worked out for this figure";
    else if (!(limit > chance_of(&form)))
        form.why_not = "a safe table lies at this limit or above it, whatever the sizes";
    else if (!(limit < 1))
        form.why_not = "it excludes nothing";
    if (form.why_not != NULL)
        form.kind = KEUR_POWER_NONE;
    return form;
}

/* The baseline at which a limit on a difference is hardest to meet. */
#define WORST_BASELINE 0.5

static double power_at(const keur_power_form *form, double limit, double alpha,
                       const keur_limit_power *at)
{
    const size_t m = at->members, n = at->non_members;

    switch (form->kind) {
    case KEUR_POWER_AUC:
        return keur_power_auc(m, n, limit, form->n_attacks, alpha);
    case KEUR_POWER_TPR:
        return keur_power_tpr(m, n, form->fpr, limit, alpha);
    case KEUR_POWER_RISK:
        return keur_power_risk(m, n, limit, at->baseline, alpha);
    default:
        return keur_power_risk(m, n, limit / (1 - WORST_BASELINE), WORST_BASELINE, alpha);
    }
}

/* Non-members needed with n_member members; as many of both where that is 0. */
static size_t rows_at(const keur_power_form *form, double limit, double alpha, double baseline,
                      size_t n_member)
{
    const double power = KEUR_POWER_WANTED;

    switch (form->kind) {
    case KEUR_POWER_AUC:
        return keur_rows_auc(n_member, limit, form->n_attacks, power, alpha);
    case KEUR_POWER_TPR:
        return keur_rows_tpr(n_member, form->fpr, limit, power, alpha);
    case KEUR_POWER_RISK:
        return keur_rows_risk(n_member, limit, baseline, power, alpha);
    default:
        return keur_rows_risk(n_member, limit / (1 - WORST_BASELINE), WORST_BASELINE, power, alpha);
    }
}

static double least_at(const keur_power_form *form, double alpha, const keur_limit_power *at)
{
    const double power = KEUR_POWER_WANTED;
    const size_t m = at->members, n = at->non_members;

    switch (form->kind) {
    case KEUR_POWER_AUC:
        return keur_least_auc(m, n, form->n_attacks, power, alpha);
    case KEUR_POWER_TPR:
        return keur_least_tpr(m, n, form->fpr, power, alpha);
    case KEUR_POWER_RISK:
        return keur_least_risk(m, n, at->baseline, power, alpha);
    default:
        return (1 - WORST_BASELINE) * keur_least_risk(m, n, WORST_BASELINE, power, alpha);
    }
}

size_t keur_power_rows(const keur_power_form *form, double limit, double confidence,
                       double baseline)
{
    return rows_at(form, limit, 1 - confidence, baseline, 0);
}

void keur_power_fill(const keur_power_form *form, double limit, double confidence,
                     keur_limit_power *to)
{
    const double alpha = 1 - confidence;
    const size_t needed = rows_at(form, limit, alpha, to->baseline, to->members);
    const size_t both =
        needed == KEUR_ROWS_NEVER ? rows_at(form, limit, alpha, to->baseline, 0) : KEUR_ROWS_NEVER;

    to->members_needed = needed != KEUR_ROWS_NEVER ? to->members : both;
    to->non_members_needed = needed != KEUR_ROWS_NEVER ? needed : both;
    to->power = power_at(form, limit, alpha, to);
    to->least = least_at(form, alpha, to);
    to->is_least = form->n_attacks > 1 || form->kind == KEUR_POWER_EXCESS;
}

/* --- a policy */

static const char *why_no_power(const keur_limit *limit, const keur_power_form *form)
{
    if (limit->kind == KEUR_LIMIT_BREAK_ONLY)
        return limit->is_declared_epsilon
                   ? "it can only be broken, by a bound of at most the largest provable epsilon"
                   : "it can only be broken, and speaks for no table";
    return form->why_not;
}

static void add_lines(const keur_limit *limit, const keur_power_sizes *sizes, keur_policy_power *to)
{
    const keur_power_form form =
        keur_power_form_of(limit->measure, limit->figure, limit->side, limit->limit);
    const char *why_not = why_no_power(limit, &form);
    const bool is_membership = form.kind == KEUR_POWER_AUC || form.kind == KEUR_POWER_TPR;
    const size_t n = why_not == NULL && form.kind == KEUR_POWER_RISK ? KEUR_N_BASELINES : 1;

    for (size_t i = 0; i < n; i++) {
        keur_limit_power *line = &to->lines[to->n_lines++];

        *line = (keur_limit_power){.limit = limit,
                                   .why_not = why_not,
                                   .baseline = n > 1 ? keur_power_baselines[i] : NAN,
                                   .members = is_membership ? to->members : sizes->train,
                                   .non_members = is_membership ? to->non_members : sizes->holdout,
                                   .power = NAN,
                                   .least = NAN};
        if (why_not == NULL)
            keur_power_fill(&form, limit->limit, limit->confidence, line);
    }
}

keur_status keur_policy_power_find(const keur_policy *policy, const keur_power_sizes *sizes,
                                   keur_policy_power **made, keur_error *err)
{
    keur_policy_power *to = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (sizes->train < 1 || sizes->train > KEUR_POWER_SIZE_MOST || sizes->holdout < 1 ||
        sizes->holdout > KEUR_POWER_SIZE_MOST)
        return keur_fail(err, KEUR_EINVAL, "train and holdout need sizes from 1 to %d",
                         KEUR_POWER_SIZE_MOST);
    if (!sizes->has_reference && sizes->holdout < 2)
        return keur_fail(err, KEUR_EINVAL,
                         "a holdout of one has no half to serve as reference: give two or more, "
                         "or a reference");
    KEUR_TRY(KEUR_NEW(to, 1, err));
    KEUR_TRY(KEUR_NEW(to->lines, KEUR_N_BASELINES * policy->n_limits, err));
    to->members = sizes->train;
    to->non_members = sizes->has_reference ? sizes->holdout : sizes->holdout - sizes->holdout / 2;
    to->detectable_auc =
        keur_detectable_auc(to->members, to->non_members, KEUR_POWER_WANTED, ALPHA);
    to->provable_epsilon =
        fmax(keur_most_epsilon(to->members, to->non_members, EPSILON_FRACTION, ALPHA), 0);
    for (size_t i = 0; i < policy->n_limits; i++)
        add_lines(&policy->limits[i], sizes, to);
    *made = to;
    to = NULL;
out:
    keur_policy_power_free(to);
    return status;
}

void keur_policy_power_free(keur_policy_power *power)
{
    if (power != NULL)
        keur_release(power->lines);
    keur_release(power);
}
