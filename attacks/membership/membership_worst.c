/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The membership attack that works best, judged as the best of all that were tried: its area under
 * the ROC curve with a lower end that allows for the choice and an upper end that needs no such
 * allowance, and p of no attack doing better than guessing, by permuting who is a member.
 */
#include <math.h>

#include "attacks/membership/exchange.h"
#include "attacks/membership/joined.h"
#include "attacks/membership/reversed.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/units.h"
#include "stats/worst_attack.h"

/* Scores of persons of all joined attacks, as the test takes them. */
typedef struct field {
    keur_scores *persons;
    const double **member, **non_member;
    size_t n;
    const char *invalid;
} field;

static keur_status field_make(const keur_case *on, const keur_joined *joined, field *to,
                              keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->persons, joined->n, err));
    KEUR_TRY(KEUR_NEW(to->member, joined->n, err));
    KEUR_TRY(KEUR_NEW(to->non_member, joined->n, err));
    while (to->n < joined->n) {
        const size_t i = to->n++; /* counted first, so that what is half made is freed */

        KEUR_TRY(keur_scores_of_persons(on, joined->attacks[i].rows, &to->persons[i], err));
        to->member[i] = to->persons[i].member;
        to->non_member[i] = to->persons[i].non_member;
    }
out:
    return status;
}

static void field_free(field *of)
{
    for (size_t i = 0; i < of->n; i++)
        keur_scores_free(&of->persons[i]);
    keur_release(of->persons);
    keur_release(of->member);
    keur_release(of->non_member);
}

static keur_figure figure_like(const field *of, const char *name, const char *unit)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
    const size_t m = of->persons[0].n_member, n = of->persons[0].n_non_member;

    figure.unit = unit;
    figure.invalid = of->invalid;
    figure.n = m + n;
    figure.n_least = m < n ? m : n;
    return figure;
}

static const char *reversed_of(const field *of, const keur_attack_area *area)
{
    return keur_reversed(area->auc, of->persons[0].n_member, of->persons[0].n_non_member);
}

/* The worst attack may be one of them the other way round, or none of them says anything. */
#define ONE_REVERSED                                                                               \
    "one of the attacks does worse than guessing, and reliably so: turned round it may be the "    \
    "worst, or train and holdout are of different populations"

/* Take the interval off an area of too few. */
static void limit_interval(keur_figure *auc)
{
    if (auc->n_least >= KEUR_AREA_LEAST)
        return;
    auc->low = auc->high = NAN;
    auc->no_interval = KEUR_AREA_TOO_FEW;
}

static keur_status report_worst(const field *of, const keur_worst_attack *worst,
                                const keur_attack_area *each, keur_result *out, keur_error *err)
{
    keur_figure auc = figure_like(of, "auc", "auc"), p = figure_like(of, "p", "p");
    size_t i = 0;
    keur_status status = KEUR_OK;

    while (i + 1 < of->n && each[i].auc < worst->auc)
        i++;
    KEUR_TRY(keur_membership_order(&of->persons[i], &auc, err));
    p.is_order = auc.is_order;
    p.n_apart = auc.n_apart;
    auc.value = worst->auc;
    auc.low = fmin(worst->low, worst->auc);
    auc.high = fmax(worst->high, worst->auc);
    auc.level = 0.9;
    auc.direction = KEUR_HIGHER_IS_RISKIER;
    auc.method = worst->is_drawn
                     ? "largest area over all attacks; each end holds with 95%, the lower one "
                       "allows for the choice of the largest by permuted labels"
                     : "largest area over all attacks; each end holds with 95%, the lower one "
                       "allows for the choice by the normal limit of permuted labels";
    limit_interval(&auc);
    KEUR_TRY(keur_result_add(out, &auc, err));
    p.value = worst->p;
    p.direction = KEUR_LOWER_IS_RISKIER;
    p.no_interval = "a p-value has none";
    p.method = "of no attack being better than guessing; largest standardised area under permuted "
               "labels";
    KEUR_TRY(keur_result_add(out, &p, err));
out:
    return status;
}

static keur_status report_each(const field *of, const keur_joined *joined,
                               const keur_attack_area *each, keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < joined->n; i++) {
        keur_figure auc = figure_like(of, "attack-auc", "auc"),
                    p = figure_like(of, "attack-p", "p");

        KEUR_TRY(keur_membership_order(&of->persons[i], &auc, err));
        p.is_order = auc.is_order;
        p.n_apart = auc.n_apart;
        auc.value = each[i].auc;
        auc.low = each[i].interval.low;
        auc.high = each[i].interval.high;
        if (of->invalid == NULL)
            auc.invalid = p.invalid = reversed_of(of, &each[i]);
        auc.direction = KEUR_HIGHER_IS_RISKIER;
        auc.method =
            "area under the ROC curve of one attack; interval by DeLong, wider near 0 and 1, not "
            "adjusted";
        keur_joined_label(&joined->attacks[i], &auc);
        limit_interval(&auc);
        KEUR_TRY(keur_result_add(out, &auc, err));
        p.value = each[i].p;
        p.direction = KEUR_LOWER_IS_RISKIER;
        p.no_interval = "a p-value has none";
        p.method = "of one attack being no better than guessing, adjusted for all attacks "
                   "(Westfall and Young, single step)";
        keur_joined_label(&joined->attacks[i], &p);
        KEUR_TRY(keur_result_add(out, &p, err));
    }
out:
    return status;
}

static keur_status find_and_report(const keur_case *on, const keur_joined *joined, field *of,
                                   keur_result *out, keur_error *err)
{
    const char *invalid = of->invalid;
    keur_random random = keur_random_start(keur_case_seed(on), "worst-attack", 0);
    const keur_worst_options options = {.seed = keur_random_bits(&random),
                                        .threads = keur_case_threads(on)};
    keur_worst_attack worst;
    keur_attack_area *each = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(each, joined->n, err));
    KEUR_TRY(keur_worst_attack_find(of->member, of->persons[0].n_member, of->non_member,
                                    of->persons[0].n_non_member, joined->n, &options, &worst, each,
                                    err));
    for (size_t i = 0; i < joined->n && of->invalid == NULL; i++)
        of->invalid = reversed_of(of, &each[i]) != NULL ? ONE_REVERSED : NULL;
    KEUR_TRY(report_worst(of, &worst, each, out, err));
    of->invalid = invalid;
    KEUR_TRY(report_each(of, joined, each, out, err));
out:
    keur_release(each);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_joined joined = {.n = 0};
    field made = {.n = 0};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(keur_joined_make(on, KEUR_JOINING_TRIED, &joined, err));
    if (joined.n == 0) {
        KEUR_TRY(keur_result_add_missing(out, "auc", joined.why_not, err));
        goto out;
    }
    KEUR_TRY(keur_joined_notice(&joined, out, err));
    KEUR_TRY(field_make(on, &joined, &made, err));
    KEUR_TRY(keur_exchange_invalidates(on, &made.invalid, err));
    KEUR_TRY(find_and_report(on, &joined, &made, out, err));
out:
    field_free(&made);
    keur_joined_free(&joined);
    return status;
}

const keur_measure keur_worst_attack_measure = {
    .name = "worst-attack",
    .title = "Worst membership attack",
    .question = "Of all attacks that were tried, how well does the best one tell who was in the "
                "train table?",
    .limits = "Judges by the area under the curve, which averages over everybody: an attack that "
              "finds a few people surely shows in tpr@fpr of the single attacks.",
    .source = "Permutation of labels: Phipson & Smyth 2010; single-step max-T: Westfall & Young "
              "1993; areas: DeLong et al., Biometrics 44 (1988)",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .run = run,
};
